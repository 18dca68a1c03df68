package frames

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"math"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// ramp is a series whose i-th sample on the grid is start + i; skip leaves places free.
func ramp(start float64, n int, skip func(i int) bool, labels ...decode.Label) decode.Series {
	s := decode.Series{Labels: labels}
	bits := make([]uint64, (n+63)/64)
	for i := range n {
		if skip == nil || !skip(i) {
			s.Values = append(s.Values, start+float64(i))
			bits[i>>6] |= 1 << (i & 63)
		}
	}
	if skip != nil {
		s.Present = bits
	}
	return s
}

func TestLongRangesArePackedForTheBrowser(t *testing.T) {
	const n = packFrom / 2
	grid := decode.Grid{StartMs: 1_700_000_000_000, StepMs: 15_000, N: n}
	odd := func(i int) bool { return i%2 == 0 }
	result := &decode.Result{Type: decode.Matrix, Grid: grid, Series: []decode.Series{
		ramp(0.5, n, nil, decode.Label{Name: "m", Value: "a"}),
		ramp(-1, n, nil, decode.Label{Name: "m", Value: "b"}),
		ramp(1e9, n, odd, decode.Label{Name: "n", Value: "c"}),
	}}
	built, err := Build(context.Background(), result, Options{ForBrowser: true, Unit: "s", ExecutedQuery: "up"})
	if err != nil {
		t.Fatal(err)
	}
	if len(built) != 1 || built[0].Rows() != 3 {
		t.Fatalf("got %d frames, want one with a row for each of 3 series", len(built))
	}
	frame := built[0]
	custom, ok := frame.Meta.Custom.(map[string]any)
	if want := (gridOfRows{StartMs: grid.StartMs, StepMs: 15_000, N: n}); !ok || custom[SeriesOfRows] != want {
		t.Errorf("the grid is %v, want %v", frame.Meta.Custom, want)
	}
	if frame.Meta.ExecutedQueryString != "up" || frame.Fields[len(frame.Fields)-1].Config.Unit != "s" {
		t.Error("the query or the unit is lost")
	}
	present, values := frame.Fields[len(frame.Fields)-2], frame.Fields[len(frame.Fields)-1]
	for row := range 2 {
		if bits, _ := present.ConcreteAt(row); present.At(row).(*string) != nil {
			t.Errorf("row %d has bits %v, and every place has a sample", row, bits)
		}
	}
	if at := numberAt(t, values, 0, n-1); at != 0.5+n-1 {
		t.Errorf("the last sample of the first is %v", at)
	}
	if at := numberAt(t, values, 2, 1); at != 1e9+3 {
		t.Errorf("the second sample of the series with gaps is %v, want that of the fourth place", at)
	}
	bits, err := base64.StdEncoding.DecodeString(*present.At(2).(*string))
	if err != nil || len(bits) < n/8 || bits[0] != 0b10101010 {
		t.Errorf("the bits are %x, %v", bits[:min(len(bits), 4)], err)
	}
}

func numberAt(t *testing.T, field *data.Field, row, i int) float64 {
	t.Helper()
	text, _ := field.At(row).(string)
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) < 8*(i+1) {
		t.Fatalf("row %d holds %d bytes: %v", row, len(raw), err)
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
}

func TestWhatIsNotPacked(t *testing.T) {
	long := func(count int) *decode.Result {
		result := &decode.Result{Type: decode.Matrix, Grid: decode.Grid{StartMs: 1_700_000_000_000, StepMs: 1000, N: packFrom}}
		for i := range count {
			result.Series = append(result.Series, ramp(0, packFrom, nil, decode.Label{Name: string(rune('a' + i)), Value: "1"}))
		}
		return result
	}
	short := long(1)
	short.Grid.N--
	short.Series[0].Values = short.Series[0].Values[1:]
	for name, test := range map[string]struct {
		result  *decode.Result
		options Options
	}{
		"without a browser":                {long(1), Options{}},
		"a rule":                           {long(1), Options{ForBrowser: true, FromAlert: true}},
		"an expression":                    {long(1), Options{ForBrowser: true, FromExpression: true}},
		"few samples":                      {short, Options{ForBrowser: true}},
		"series with a label of their own": {long(5), Options{ForBrowser: true}},
	} {
		t.Run(name, func(t *testing.T) {
			built, err := Build(context.Background(), test.result, test.options)
			if err != nil {
				t.Fatal(err)
			}
			if built[0].Meta.Type != data.FrameTypeTimeSeriesWide {
				t.Errorf("got a frame of type %q", built[0].Meta.Type)
			}
		})
	}
}
