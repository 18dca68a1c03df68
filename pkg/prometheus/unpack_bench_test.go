package prometheus

import (
	"bytes"
	stdgzip "compress/gzip"
	"io"
	"testing"

	"github.com/klauspost/compress/gzip"

	"baseten-metrics-datasource/pkg/internal/faults"
	"baseten-metrics-datasource/pkg/prometheus/decode"
	"baseten-metrics-datasource/pkg/prometheus/internal/sample"
)

// BenchmarkUnpack compares ways to decode a body that came compressed; "none" is one that didn't.
func BenchmarkUnpack(b *testing.B) {
	c := sample.Range("range", 1000, 1440, 0)
	small := faults.Packed(c.Body)
	grid := decode.Grid{StartMs: c.StartMs, StepMs: c.StepMs, N: c.Points}
	ways := map[string]func() (io.Reader, func()){
		"none":     func() (io.Reader, func()) { return bytes.NewReader(c.Body), func() {} },
		"standard": func() (io.Reader, func()) { r, _ := stdgzip.NewReader(bytes.NewReader(small)); return r, func() {} },
		"faster":   func() (io.Reader, func()) { r, _ := gzip.NewReader(bytes.NewReader(small)); return r, func() {} },
		"faster ahead": func() (io.Reader, func()) {
			r, _ := gzip.NewReader(bytes.NewReader(small))
			a := newAhead(r)
			return a, a.stop
		},
	}
	for name, open := range ways {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(c.Body)))
			b.ReportAllocs()
			for b.Loop() {
				reader, stop := open()
				if _, err := decode.Decode(reader, decode.Options{Grid: grid}); err != nil {
					b.Fatal(err)
				}
				stop()
			}
		})
	}
}
