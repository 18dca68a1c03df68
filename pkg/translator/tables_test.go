//go:build !race

package translator

import (
	"context"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
)

// tables are shared with src/translator/corpus/tables/tables.test.ts, which says what they are.
const tables = "../../src/translator/corpus/tables/"

func readTable[Case any](t *testing.T, name string) []Case {
	t.Helper()
	text, err := os.ReadFile(tables + name)
	if err != nil {
		t.Fatal(err)
	}
	var cases []Case
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return cases
}

type filterCase struct {
	Name     string          `json:"name"`
	Filters  json.RawMessage `json:"filters"`
	Matchers []any           `json:"matchers"`
	Error    map[string]any  `json:"error"`
}

func TestFiltersInGoja(t *testing.T) {
	translator := embedded(t)
	for _, c := range readTable[filterCase](t, "filters.json") {
		for list, query := range map[string]string{
			"filters":      `{"metric":"baseten_replicas_active","filters":%s}`,
			"adhocFilters": `{"metric":"baseten_replicas_active","adhocFilters":%s}`,
			// The blank tells the list of a code query from the one before.
			"adhocFilters ": `{"editorMode":"code","expr":"up","adhocFilters":%s}`,
		} {
			t.Run(c.Name+" as "+list, func(t *testing.T) {
				got := translateRaw(t, translator, strings.Replace(query, "%s", string(c.Filters), 1), "{}")
				if c.Error == nil {
					if matchers := got.Result["matchers"]; !reflect.DeepEqual(matchers, any(c.Matchers)) {
						t.Errorf("got %v, error %v, want %v", matchers, got.Error, c.Matchers)
					}
					return
				}
				if got.Error == nil {
					t.Fatalf("got %v, want the error %v", got.Result["matchers"], c.Error)
				}
				field, _ := got.Error["field"].(string)
				if got.Error["field"] = strings.TrimPrefix(field, strings.TrimSpace(list)); len(differences(got.Error, c.Error, false)) > 0 {
					t.Errorf("got error %v, want %v", got.Error, c.Error)
				}
			})
		}
	}
}

func TestVariablesInPatternsInGoja(t *testing.T) {
	translator := embedded(t)
	for _, c := range readTable[struct{ Pattern, Variable string }](t, "patterns.json") {
		got, err := translator.VariableInPattern(context.Background(), c.Pattern)
		if err != nil || got != c.Variable {
			t.Errorf("%s: got %q, %v, want %q", c.Pattern, got, err, c.Variable)
		}
	}
}
