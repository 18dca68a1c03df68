package frames

import (
	"bytes"
	"context"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// FuzzBuild makes frames of every kind from any answer that can be read: none panics, all reach Arrow, and rules see neither
// null nor NaN.
func FuzzBuild(f *testing.F) {
	for _, seed := range []string{
		`{"data":{"resultType":"matrix","result":[` + whole + `,` + gap + `,` + nans + `,` + beside + `,` + whole + `]}}`,
		`{"data":{"resultType":"matrix","result":[{"metric":{"le":"1"},"values":[[1700000040,"3"],[1700000160,"NaN"]]},{"metric":{"le":"+Inf"},"values":[[1700000040,"+Inf"]]}]}}`,
		`{"data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1,"NaN"]},{"metric":{},"value":[1,"2"]}]}}`,
		`{"data":{"resultType":"scalar","result":[1,"2"]}}`,
		`{"data":{"resultType":"string","result":[1,"2"]}}`,
	} {
		f.Add([]byte(seed), "{{a}} {{", "model_name")
	}
	f.Fuzz(func(t *testing.T, body []byte, legend, label string) {
		result, err := decode.Decode(bytes.NewReader(body), decode.Options{Grid: grid3, MaxSeries: 50, MaxPoints: 2000})
		if err != nil {
			return
		}
		for _, format := range []Format{TimeSeries, Table, Heatmap} {
			for _, strict := range []bool{false, true} {
				frames, err := Build(context.Background(), result, Options{Format: format, FromAlert: strict, ForBrowser: true, LegendFormat: legend, Labels: []string{label}})
				if err != nil {
					continue
				}
				if len(frames) == 0 || frames[0].Meta == nil {
					t.Fatal("no frame")
				}
				if _, err := frames.MarshalArrow(); err != nil {
					t.Fatal(err)
				}
				if strict {
					noGaps(t, frames)
				}
			}
		}
	})
}

func noGaps(t *testing.T, frames data.Frames) {
	t.Helper()
	for _, frame := range frames {
		for _, field := range frame.Fields {
			for i := range field.Len() {
				if v, ok := field.ConcreteAt(i); !ok || v != v {
					t.Fatalf("a rule gets %v", v)
				}
			}
		}
	}
}
