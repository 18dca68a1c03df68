package plugin

import (
	"cmp"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/common/model"

	"baseten-metrics-datasource/pkg/promparse"
	"baseten-metrics-datasource/pkg/translator"
)

// What a dashboard's filters ask for must not depend on how a panel's query was written. The table is the translator's.
func TestAdHocFiltersAreTheSameInBothModes(t *testing.T) {
	text, err := os.ReadFile("../../src/translator/corpus/tables/filters.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name     string
		Filters  json.RawMessage
		Matchers []translator.Matcher
		Error    json.RawMessage
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			builder := sentMatchers(t, `{"metric":"baseten_replicas_active","groupBy":[],"adhocFilters":`+string(c.Filters)+`}`)
			code := sentMatchers(t, `{"editorMode":"code","expr":"sum(baseten_replicas_active)","adhocFilters":`+string(c.Filters)+`}`)
			if refused := strings.HasPrefix(code.err, "adhocFilters"); refused != (c.Error != nil) || code.err != builder.err {
				t.Errorf("errors %q in code and %q in the builder, want one: %v", code.err, builder.err, c.Error != nil)
			}
			slices.SortFunc(c.Matchers, byText)
			if c.Error == nil && (!slices.Equal(code.matchers, c.Matchers) || !slices.Equal(builder.matchers, c.Matchers)) {
				t.Errorf("sent %v in code and %v in the builder, want %v", code.matchers, builder.matchers, c.Matchers)
			}
		})
	}
}

type sent struct {
	matchers []translator.Matcher
	err      string
}

// sentMatchers runs a query and gives the conditions that the server was asked for, sorted: the parser prints them so.
func sentMatchers(t *testing.T, saved string) sent {
	t.Helper()
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1")))
	if response := ask(t, f.datasource(t, ""), nil, query("A", saved))["A"]; response.Error != nil {
		if requests := f.requests("query_range"); len(requests) != 0 {
			t.Errorf("refused, and sent %+v", requests)
		}
		return sent{err: response.Error.Error()}
	}
	parsed, err := promparse.Parse(f.requests("query_range")[0].form.Get("query"))
	if err != nil {
		t.Fatal(err)
	}
	var got sent
	for _, m := range promparse.Selectors(parsed)[0].LabelMatchers {
		if m.Name != model.MetricNameLabel {
			got.matchers = append(got.matchers, translator.Matcher{Label: m.Name, Operator: m.Type.String(), Value: m.Value})
		}
	}
	slices.SortFunc(got.matchers, byText)
	return got
}

func byText(a, b translator.Matcher) int {
	return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Value, b.Value))
}

func TestAddedMatchersReachEverySelectorOnce(t *testing.T) {
	added := []translator.Matcher{{Label: "a", Operator: "=", Value: "1"}, {Label: "b.c", Operator: "!~", Value: `x"|y\.z`}}
	for expr, want := range map[string]string{
		`up`:                             `up{"b.c"!~"x\"|y\\.z",a="1"}`,
		`rate(x{a="1"}[5m]) / {job="j"}`: `rate(x{"b.c"!~"x\"|y\\.z",a="1"}[5m]) / {"b.c"!~"x\"|y\\.z",a="1",job="j"}`,
		`up{a="2"}`:                      `up{"b.c"!~"x\"|y\\.z",a="1",a="2"}`,
		`label_replace(up, "a", "up", "b", "{}") # up`: `label_replace(up{"b.c"!~"x\"|y\\.z",a="1"}, "a", "up", "b", "{}")`,
		`vector(1)`: `vector(1)`,
	} {
		if got, err := addMatchers(expr, added, 1000); err != nil || got != want {
			t.Errorf("%s: got\n%s, %v, want\n%s", expr, got, err, want)
		}
	}
	if got, err := addMatchers("not PromQL {", nil, 1000); err != nil || got != "not PromQL {" {
		t.Errorf("without matchers: got %s, %v", got, err)
	}
	for expr, matcher := range map[string]translator.Matcher{
		"up{":  {Label: "a", Operator: "=", Value: "1"},
		"up":   {Label: "a", Operator: "=~", Value: "("},
		"up+1": {Label: "a", Operator: "~", Value: "1"},
	} {
		if got, err := addMatchers(expr, []translator.Matcher{matcher}, 1000); err == nil || !strings.Contains(err.Error(), "ad-hoc filter") {
			t.Errorf("%s: got %s, %v", expr, got, err)
		}
	}
}

// A proxy in front of VictoriaMetrics may drop the filters, or set others beside them. A real one would have to be built for it.
func TestFiltersThatAreNotHeededAreNotSentBeside(t *testing.T) {
	f := newFake(t)
	f.always("status/buildinfo", `{"version":"2.24.0"}`)
	f.always("query", vector(sample(`{}`, "5")))
	const saved = `{"editorMode":"code","expr":"sum(up) default 0","queryType":"range","adhocFilters":[{"label":"a","operator":"=","values":["b"]}]}`
	response := ask(t, f.datasource(t, ""), nil, query("A", saved))["A"]
	if response.Error == nil || !strings.Contains(response.Error.Error(), "can't be added to this query") {
		t.Errorf("got %v", response.Error)
	}
	if sent := f.requests("query_range"); len(sent) > 0 {
		t.Errorf("sent %+v", sent)
	}
}
