package frames

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// Small answers that would make large frames.
func TestFramesThatWouldGrow(t *testing.T) {
	unlike := make([]decode.Series, 4000)
	for i := range unlike {
		for k := range 3 {
			unlike[i].Labels = append(unlike[i].Labels, decode.Label{Name: fmt.Sprintf("l%d_%d", i, k), Value: "v"})
		}
		unlike[i].Values, unlike[i].Times = []float64{1}, []int64{1_700_000_000_000}
	}
	buckets := make([]decode.Series, 4000)
	for i := range buckets {
		buckets[i].Labels = []decode.Label{{Name: "le", Value: strconv.Itoa(i)}}
		buckets[i].Values, buckets[i].Times = []float64{1}, []int64{1_700_000_000_000 + int64(i)*1000}
	}
	for name, test := range map[string]struct {
		result  decode.Result
		options Options
		want    string
	}{
		"a table of series with labels of their own": {decode.Result{Type: decode.Vector, Series: unlike}, Options{Format: Table}, "cells"},
		"a table of a range":                         {decode.Result{Type: decode.Matrix, Series: unlike}, Options{Format: Table, Ranged: true}, "cells"},
		"a heatmap of buckets with times of their own": {decode.Result{Type: decode.Matrix, Series: buckets, OffGrid: len(buckets)},
			Options{Format: Heatmap, Ranged: true}, "places"},
	} {
		if _, err := Build(context.Background(), &test.result, test.options); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
