//go:build !race

package translator

import (
	"context"
	"encoding/json"
	"os"
	"regexp"
	"testing"
)

// What the browser fills in before a query is sent.
var (
	numberVariable    = regexp.MustCompile(`"(concurrencyTarget|utilization|minReplicas|maxReplicas)": ?"\$\w+"`)
	dashboardVariable = regexp.MustCompile(`"\$[a-zA-Z]\w*"`)
)

// Each form of a query that was ever saved, as tests/saved/saved.test.ts reads them in the browser's half.
func TestQueriesThatWereSavedByAnEarlierVersion(t *testing.T) {
	text, err := os.ReadFile("../../tests/saved/queries.json")
	if err != nil {
		t.Fatal(err)
	}
	var queries []json.RawMessage
	if err := json.Unmarshal(text, &queries); err != nil {
		t.Fatal(err)
	}
	if len(queries) < 200 {
		t.Errorf("%d forms are left: none may be taken away", len(queries))
	}
	translator := embedded(t)
	for _, query := range queries {
		filled := dashboardVariable.ReplaceAll(numberVariable.ReplaceAll(query, []byte(`"$1":1`)), []byte(`"5m"`))
		if got, err := translator.Translate(context.Background(), filled, Context{}); err != nil || got.Expr == "" {
			t.Errorf("%s: %v", query, err)
		}
	}
}
