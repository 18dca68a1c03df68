//go:build !race

package translator

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"testing"
)

// awkward are texts that would change a query if they ever left their quotes.
var awkward = []any{
	"", "production", `a"b`, `a\`, `\"`, `x"} or vector(1) #`, "'", "`", `{x="y"}[5m]`, "a|b", ".*", "$5", "a $__range b", "\n", "\u2028",
	"\ufeff\ufffd\x00", "模型 🚀", "))", "5m] or up[5m", "$model", "5m", "1h", "$__range", "2", 2, -1, 0.5, 95, true, nil, "rate",
	"quantile", "share_within", "value", "increase", "max_over_time", "instant", "range", "table", "heatmap", "sum", "avg", "max",
	[]any{}, map[string]any{}, []any{"model_name"}, []any{`a"b`, "k8s.pod"}, []any{"status_code", ") or up"},
	map[string]any{"order": "top", "n": 3}, map[string]any{"order": "bottom", "n": "3) or up"},
}

var randomLabels = []any{"model_name", "environment", "status_code", "rollout_phase", "gpu", "cluster", "k8s.pod", `a"} or up{b="`, "le", ""}

func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

func randomFilters(random *rand.Rand) []any {
	filters := make([]any, random.IntN(4))
	for i := range filters {
		values := make([]any, random.IntN(3))
		for j := range values {
			values[j] = pick(random, awkward[:19])
		}
		operator := pick(random, []string{"=", "!=", "=~", "!~"})
		filters[i] = map[string]any{"label": pick(random, randomLabels), "operator": operator, "values": values}
	}
	return filters
}

// TestRandomQueries throws queries at the translator that are right in most fields: an answer is an error that names its
// field, or PromQL that Prometheus reads and that selects what the translator says it does.
func TestRandomQueries(t *testing.T) {
	translator := embedded(t)
	entries, err := translator.Catalog(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	fields := []string{
		"calculation", "groupBy", "aggregation", "quantile", "threshold", "badStatus", "validStatus", "window", "top", "offset",
		"queryType", "format", "legendFormat", "interval",
	}
	random := rand.New(rand.NewPCG(3, 4))
	translated := 0
	for range 4000 {
		query := map[string]any{"metric": pick(random, entries).ID, "filters": randomFilters(random), "threshold": 2}
		for range random.IntN(3) {
			query[pick(random, fields)] = pick(random, awkward)
		}
		text, err := json.Marshal(query)
		if err != nil {
			t.Fatal(err)
		}
		got := translateRaw(t, translator, string(text), "{}")
		if got.Error != nil {
			if got.Error["field"] == "" || got.Error["message"] == "" || got.Error["allowed"] == "" {
				t.Fatalf("%s\nan error that doesn't say what is wrong: %v", text, got.Error)
			}
			continue
		}
		translated++
		expr, _ := got.Result["expr"].(string)
		checkSelectors(t, expr, got.Result["selects"])
		if t.Failed() {
			t.Fatalf("%s", text)
		}
	}
	if translated < 500 {
		t.Errorf("only %d of 4000 queries were translated", translated)
	}
}
