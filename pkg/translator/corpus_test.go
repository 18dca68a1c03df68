//go:build !race

package translator

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/dop251/goja"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql/parser"

	"baseten-metrics-datasource/pkg/promparse"
)

// corpusFiles are shared with the TypeScript tests, which say where they come from.
const corpusFiles = "../../src/translator/corpus/*.json"

// quotedOrMacro finds the macros that only the backend's other half resolves; one in quotes is somebody's value.
var quotedOrMacro = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\$__(?:rate_interval|interval|range)\b`)

// withoutMacros makes plain PromQL of what the translator wrote.
func withoutMacros(expr string) string {
	return quotedOrMacro.ReplaceAllStringFunc(expr, func(found string) string {
		if strings.HasPrefix(found, `"`) {
			return found
		}
		return "5m"
	})
}

type corpusEntry struct {
	Name    string          `json:"name"`
	Query   json.RawMessage `json:"query"`
	Context json.RawMessage `json:"context"`
	Result  map[string]any  `json:"result"`
	Pins    map[string]any  `json:"pins"`
	Error   map[string]any  `json:"error"`
}

type rawAnswer struct {
	Result map[string]any `json:"result"`
	Error  map[string]any `json:"error"`
}

// translateRaw gives the bundle's own answer, so that a field which the Go types don't know is compared too.
func translateRaw(t testing.TB, translator *Translator, query, from string) rawAnswer {
	t.Helper()
	var got rawAnswer
	err := translator.run(context.Background(), func(e *engine) error {
		text, err := e.translate(goja.Undefined(), e.vm.ToValue(query), e.vm.ToValue(from))
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(text.String()), &got)
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return got
}

// differences lists the fields of want that got has otherwise; with whole also those that want lacks.
func differences(got, want map[string]any, whole bool) []string {
	var fields []string
	for field := range want {
		if !reflect.DeepEqual(got[field], want[field]) {
			fields = append(fields, field)
		}
	}
	for field := range got {
		if _, ok := want[field]; whole && !ok {
			fields = append(fields, field)
		}
	}
	sort.Strings(fields)
	return fields
}

func TestCorpusInGoja(t *testing.T) {
	files, err := filepath.Glob(corpusFiles)
	if err != nil {
		t.Fatal(err)
	}
	translator := embedded(t)
	total := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var entries []corpusEntry
		if err := json.Unmarshal(text, &entries); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		total += len(entries)
		for _, entry := range entries {
			t.Run(entry.Name, func(t *testing.T) { checkEntry(t, translator, entry) })
		}
	}
	if total < 500 {
		t.Errorf("the corpus has %d entries, want at least 500", total)
	}
}

func checkEntry(t *testing.T, translator *Translator, entry corpusEntry) {
	t.Helper()
	from := string(entry.Context)
	if from == "" {
		from = "{}"
	}
	got := translateRaw(t, translator, string(entry.Query), from)
	switch {
	case entry.Error != nil:
		for _, field := range differences(got.Error, entry.Error, false) {
			t.Errorf("error.%s\n got %v\nwant %v", field, got.Error[field], entry.Error[field])
		}
		return
	case got.Error != nil:
		t.Fatalf("error %v", got.Error)
	case entry.Pins != nil:
		for _, field := range differences(got.Result, entry.Pins, false) {
			t.Errorf("%s\n got %v\nwant %v", field, got.Result[field], entry.Pins[field])
		}
	default:
		for _, field := range differences(got.Result, entry.Result, true) {
			t.Errorf("%s\n got %v\nwant %v", field, got.Result[field], entry.Result[field])
		}
	}
	if expr, ok := got.Result["expr"].(string); ok && got.Result["kind"] == "builder" {
		checkSelectors(t, expr, got.Result["selects"])
	}
}

// parsePromQL reads what the translator wrote with Prometheus's own parser.
func parsePromQL(expr string) (parser.Expr, error) {
	return parser.NewParser(parser.Options{}).ParseExpr(withoutMacros(expr))
}

// described writes a selector in one way, whoever describes it.
func described(metric string, matchers []string) string {
	sort.Strings(matchers)
	return metric + "{" + strings.Join(matchers, ",") + "}"
}

// checkSelectors parses expr and holds the series that it selects against those that the translator says it does.
func checkSelectors(t *testing.T, expr string, selects any) {
	t.Helper()
	tree, err := parsePromQL(expr)
	if err != nil {
		t.Fatalf("%s\n%v", expr, err)
	}
	want := map[string]bool{}
	list, _ := selects.([]any)
	for _, item := range list {
		fields, _ := item.(map[string]any)
		metric, _ := fields["metric"].(string)
		conditions, _ := fields["matchers"].([]any)
		var matchers []string
		for _, condition := range conditions {
			m, _ := condition.(map[string]any)
			matchers = append(matchers, describeMatcher(m["label"], m["operator"], m["value"]))
		}
		want[described(metric, matchers)] = true
	}
	got := map[string]bool{}
	for _, selector := range promparse.Selectors(tree) {
		var matchers []string
		for _, m := range selector.LabelMatchers {
			if m.Name == model.MetricNameLabel {
				continue
			}
			matchers = append(matchers, describeMatcher(m.Name, m.Type.String(), m.Value))
		}
		got[described(selector.Name, matchers)] = true
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s\nselects %v\nwant    %v", expr, got, want)
	}
}

func describeMatcher(label, operator, value any) string {
	text, err := json.Marshal([]any{label, operator, value})
	if err != nil {
		return err.Error()
	}
	return string(text)
}
