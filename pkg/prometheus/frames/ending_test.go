//go:build !race

package frames

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// ending is a context that ends after it was asked some times.
type ending struct {
	context.Context
	left int
}

func (c *ending) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// Nobody waits for frames whose request has ended: each way of making them stops in its midst.
func TestBuildingEndsWithItsRequest(t *testing.T) {
	grid := decode.Grid{StartMs: 1_700_000_000_000, StepMs: 60_000, N: 4}
	many := make([]decode.Series, 20_000)
	for i := range many {
		many[i].Labels = []decode.Label{{Name: "le", Value: strconv.Itoa(i)}, {Name: "m", Value: "a"}}
		many[i].Values = []float64{1, 2, 3, 4}
	}
	for name, test := range map[string]struct {
		kind    decode.ResultType
		options Options
	}{
		"wide":           {decode.Matrix, Options{}},
		"packed":         {decode.Matrix, Options{ForBrowser: true}},
		"a long table":   {decode.Matrix, Options{Format: Table}},
		"a heatmap":      {decode.Matrix, Options{Format: Heatmap}},
		"numbers":        {decode.Vector, Options{}},
		"rows":           {decode.Vector, Options{ForBrowser: true}},
		"rows of a rule": {decode.Vector, Options{FromAlert: true}},
		"a table":        {decode.Vector, Options{Format: Table}},
	} {
		t.Run(name, func(t *testing.T) {
			for asked := 0; ; asked += 40 {
				ctx := &ending{context.Background(), asked}
				_, err := Build(ctx, &decode.Result{Type: test.kind, Grid: grid, Series: many}, test.options)
				if err == nil {
					// Reading the series alone asks 157 times.
					if asked < 200 {
						t.Errorf("the context was asked at most %d times", asked)
					}
					return
				}
				if !errors.Is(err, context.Canceled) {
					t.Fatalf("ended after %d: %v", asked, err)
				}
			}
		})
	}
}
