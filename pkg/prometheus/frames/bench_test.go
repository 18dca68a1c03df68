package frames

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/prometheus/client_golang/api"
	v1 "github.com/prometheus/client_golang/api/prometheus/v1"
	"github.com/prometheus/common/model"
	"google.golang.org/protobuf/proto"

	"baseten-metrics-datasource/pkg/prometheus/decode"
	"baseten-metrics-datasource/pkg/prometheus/internal/sample"
)

// The peer is client_golang's API client and one frame a series, the usual way to write such a data source.

// canned gives the same body to every request, without a network, read into memory as client_golang's own client does.
type canned struct{ body []byte }

func (c canned) URL(string, map[string]string) *url.URL { return &url.URL{Path: "/"} }

func (c canned) Do(context.Context, *http.Request) (*http.Response, []byte, error) {
	var body bytes.Buffer
	_, err := body.ReadFrom(bytes.NewReader(c.body))
	return &http.Response{StatusCode: http.StatusOK}, body.Bytes(), err
}

var _ api.Client = canned{}

func peerRange(b *testing.B, body []byte) data.Frames {
	value, _, _, err := v1.NewAPI(canned{body}).QueryRange(context.Background(), "up", v1.Range{})
	if err != nil {
		b.Fatal(err)
	}
	matrix := value.(model.Matrix)
	frames := make(data.Frames, 0, len(matrix))
	for _, stream := range matrix {
		times, values := make([]time.Time, len(stream.Values)), make([]float64, len(stream.Values))
		for i, pair := range stream.Values {
			times[i], values[i] = pair.Timestamp.Time().UTC(), float64(pair.Value)
		}
		frames = append(frames, peerFrame(data.FrameTypeTimeSeriesMulti, stream.Metric, times, values))
	}
	return frames
}

func peerInstant(b *testing.B, body []byte) data.Frames {
	value, _, _, err := v1.NewAPI(canned{body}).Query(context.Background(), "up", time.Time{})
	if err != nil {
		b.Fatal(err)
	}
	vector := value.(model.Vector)
	frames := make(data.Frames, 0, len(vector))
	for _, one := range vector {
		frames = append(frames, peerFrame(data.FrameTypeNumericMulti, one.Metric, []time.Time{one.Timestamp.Time().UTC()}, []float64{float64(one.Value)}))
	}
	return frames
}

func peerFrame(kind data.FrameType, metric model.Metric, times []time.Time, values []float64) *data.Frame {
	labels := make(data.Labels, len(metric))
	for name, value := range metric {
		labels[string(name)] = string(value)
	}
	field := data.NewField("Value", labels, values)
	field.Config = &data.FieldConfig{DisplayNameFromDS: metric.String()}
	frame := data.NewFrame("", data.NewField("Time", nil, times), field)
	frame.Meta = &data.FrameMeta{Type: kind, TypeVersion: contractVersion}
	return frame
}

func ours(b *testing.B, c sample.Case, format Format) data.Frames {
	return oursFor(b, c, Options{Format: format, Title: "Requests", Labels: []string{"model_name", "deployment_id", "environment", "replica"}})
}

// measure runs one way to frames, and on to Arrow.
func measure(b *testing.B, name string, c sample.Case, frames func(*testing.B) data.Frames) {
	run := func(b *testing.B, arrow bool) {
		b.SetBytes(int64(len(c.Body)))
		b.ReportAllocs()
		runtime.GC()
		for b.Loop() {
			made := frames(b)
			if arrow {
				if _, err := made.MarshalArrow(); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run(name+"/frames", func(b *testing.B) { run(b, false) })
	b.Run(name+"/arrow", func(b *testing.B) { run(b, true) })
}

// BenchmarkPath measures the way from a body to frames and to Arrow: ours, the peer's, and a loop over the bytes.
func BenchmarkPath(b *testing.B) {
	for _, c := range sample.Cases() {
		b.Run(c.Name+"/bound", func(b *testing.B) {
			b.SetBytes(int64(len(c.Body)))
			for b.Loop() {
				sum = sample.ByteLoop(bytes.NewReader(c.Body))
			}
		})
		if c.Points == 1 {
			measure(b, c.Name+"/table", c, func(b *testing.B) data.Frames { return ours(b, c, Table) })
			measure(b, c.Name+"/numeric-wide", c, func(b *testing.B) data.Frames { return ours(b, c, TimeSeries) })
			measure(b, c.Name+"/peer", c, func(b *testing.B) data.Frames { return peerInstant(b, c.Body) })
			continue
		}
		measure(b, c.Name+"/wide", c, func(b *testing.B) data.Frames { return ours(b, c, TimeSeries) })
		measure(b, c.Name+"/peer", c, func(b *testing.B) data.Frames { return peerRange(b, c.Body) })
	}
}

// BenchmarkReal measures the way from a body to the protobuf that Grafana is sent, with as many labels as real series have: of
// panels, of rules, and of the peer.
func BenchmarkReal(b *testing.B) {
	for _, c := range sample.RealCases() {
		ways := map[string]func(*testing.B) data.Frames{
			"panel": func(b *testing.B) data.Frames { return oursFor(b, c, Options{ForBrowser: true}) },
			"rule":  func(b *testing.B) data.Frames { return oursFor(b, c, Options{FromAlert: true}) },
			"peer":  func(b *testing.B) data.Frames { return peerRange(b, c.Body) },
		}
		if c.Points == 1 {
			ways["fields"] = func(b *testing.B) data.Frames { return oursFor(b, c, Options{}) }
			ways["peer"] = func(b *testing.B) data.Frames { return peerInstant(b, c.Body) }
		}
		for _, name := range slices.Sorted(maps.Keys(ways)) {
			b.Run(c.Name+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(len(c.Body)))
				b.ReportAllocs()
				runtime.GC()
				for b.Loop() {
					response := &backend.QueryDataResponse{Responses: backend.Responses{"A": {Frames: ways[name](b)}}}
					message, err := backend.ToProto().QueryDataResponse(backend.DataFrameFormat_ARROW, response)
					if err != nil {
						b.Fatal(err)
					}
					if _, err := proto.Marshal(message); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func oursFor(b *testing.B, c sample.Case, options Options) data.Frames {
	grid := decode.Grid{StartMs: c.StartMs, StepMs: c.StepMs, N: c.Points}
	result, err := decode.Decode(bytes.NewReader(c.Body), decode.Options{Grid: grid})
	if err != nil {
		b.Fatal(err)
	}
	frames, err := Build(context.Background(), result, options)
	if err != nil {
		b.Fatal(err)
	}
	return frames
}

// BenchmarkSeries shows that time and bytes of a series don't grow with their number.
func BenchmarkSeries(b *testing.B) {
	for _, series := range []int{100, 1000, 10_000} {
		c := sample.Range("range", series, 120, 0)
		b.Run(strconv.Itoa(series), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ours(b, c, TimeSeries)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(series), "ns/series")
		})
	}
}

var sum uint64
