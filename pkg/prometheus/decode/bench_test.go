package decode

import (
	"bytes"
	"testing"

	"baseten-metrics-datasource/pkg/prometheus/internal/sample"
)

// BenchmarkDecode compares reading a body into columns with going through its bytes once.
func BenchmarkDecode(b *testing.B) {
	for _, c := range sample.Cases() {
		grid := Grid{StartMs: c.StartMs, StepMs: c.StepMs, N: c.Points}
		b.Run(c.Name+"/columns", func(b *testing.B) {
			b.SetBytes(int64(len(c.Body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Decode(bytes.NewReader(c.Body), Options{Grid: grid}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.Name+"/bytes", func(b *testing.B) {
			b.SetBytes(int64(len(c.Body)))
			b.ReportAllocs()
			for b.Loop() {
				sum = sample.ByteLoop(bytes.NewReader(c.Body))
			}
		})
	}
}

var sum uint64
