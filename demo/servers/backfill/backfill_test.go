package main

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

type sample struct {
	t int64
	v float64
}

// read gives all samples in dir of the series with this name.
func read(t *testing.T, dir, name string) map[string][]sample {
	t.Helper()
	db, err := tsdb.Open(dir, nil, nil, tsdb.DefaultOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	querier, err := db.Querier(0, math.MaxInt64)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = querier.Close() }()
	got := map[string][]sample{}
	set := querier.Select(context.Background(), true, nil, labels.MustNewMatcher(labels.MatchEqual, "__name__", name))
	for set.Next() {
		it := set.At().Iterator(nil)
		for it.Next() == chunkenc.ValFloat {
			at, v := it.At()
			got[set.At().Labels().String()] = append(got[set.At().Labels().String()], sample{at, v})
		}
	}
	if set.Err() != nil {
		t.Fatal(set.Err())
	}
	return got
}

func TestSamplesPausesAndEnds(t *testing.T) {
	// Two hours are 7,200,000 ms: "a" crosses a block, "b" pauses and then ends before "a" does.
	input := `{"metric":{"__name__":"a","m":"x \"y\" \\ ü"},"values":[1,2.5,3],"timestamps":[7140000,7200000,7260000]}
{"metric":{"__name__":"b"},"values":[5],"timestamps":[6900000]}
{"metric":{"__name__":"b"},"values":[1e-3],"timestamps":[7080000]}
`
	dir := t.TempDir()
	if err := run(strings.NewReader(input), dir, time.Minute, 2*time.Hour); err != nil {
		t.Fatal(err)
	}
	a := read(t, dir, "a")[`{__name__="a", m="x \"y\" \\ ü"}`]
	if len(a) != 3 || a[0] != (sample{7140000, 1}) || a[1] != (sample{7200000, 2.5}) || a[2] != (sample{7260000, 3}) {
		t.Errorf("a: %v", a)
	}
	b := read(t, dir, "b")[`{__name__="b"}`]
	want := []sample{{6900000, 5}, {6960000, math.NaN()}, {7080000, 0.001}, {7140000, math.NaN()}}
	if len(b) != len(want) {
		t.Fatalf("b: %v", b)
	}
	for i, w := range want {
		stale := value.IsStaleNaN(b[i].v)
		if b[i].t != w.t || stale != math.IsNaN(w.v) || (!stale && b[i].v != w.v) {
			t.Errorf("b[%d] = %v, want %v", i, b[i], w)
		}
	}
}

func TestBadLines(t *testing.T) {
	for name, input := range map[string]string{
		"no metric":        `{"values":[1],"timestamps":[1]}`,
		"no name":          `{"metric":{"a":"b"},"values":[1],"timestamps":[1]}`,
		"uneven lists":     `{"metric":{"__name__":"a"},"values":[1,2],"timestamps":[1]}`,
		"time goes back":   `{"metric":{"__name__":"a"},"values":[1,2],"timestamps":[60000,60000]}`,
		"not a number":     `{"metric":{"__name__":"a"},"values":["x"],"timestamps":[1]}`,
		"fractional time":  `{"metric":{"__name__":"a"},"values":[1],"timestamps":[1.5]}`,
		"cut off":          `{"metric":{"__name__":"a"},"values":[1],"timestamps":[1`,
		"broken label set": `{"metric":{"__name__":a},"values":[1],"timestamps":[1]}`,
	} {
		t.Run(name, func(t *testing.T) {
			err := run(strings.NewReader(input+"\n"), t.TempDir(), time.Minute, time.Hour)
			if err == nil || !strings.Contains(err.Error(), "line 1") {
				t.Errorf("got %v, want an error that names line 1", err)
			}
		})
	}
}
