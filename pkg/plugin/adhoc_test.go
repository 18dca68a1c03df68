package plugin

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

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

// What can't be added is said with the filter, and a text that would grow past the limit with its length.
func TestWhyAFilterCantBeAdded(t *testing.T) {
	is := func(label, operator, value string) translator.Matcher {
		return translator.Matcher{Label: label, Operator: operator, Value: value}
	}
	for _, test := range []struct {
		name, expr string
		added      []translator.Matcher
		most       int
		want       string
	}{
		{"no operator", "up", []translator.Matcher{is("b", "~", "1")}, 100,
			`the dashboard's ad-hoc filter on b can't be added to this query: unknown operator "~"`},
		{"patterns that are one too many", "up", []translator.Matcher{is("a", "!~", strings.Repeat("[a-z]{1000}", 60))}, 100,
			"the dashboard's ad-hoc filters can't be added to this query: its patterns repeat too much"},
		{"as long as it may be", "up + up", []translator.Matcher{is("a", "=", "éé"), is("bcd", "!=", "")}, 7 + 2*6, ""},
		{"longer", "up + up", []translator.Matcher{is("a", "=", "éé"), is("bcd", "!=", "")}, 6 + 2*6, "the query is 19 characters long, and may be 18."},
		{"characters, not bytes", `up{x="éé"}`, []translator.Matcher{is("a", "=", "1")}, 12, ""},
		{"no PromQL", "up{", []translator.Matcher{is("a", "=", "1")}, 100, "the dashboard's ad-hoc filters can't be added to this query, since it is not PromQL that can be read here: "},
	} {
		got, err := addMatchers(test.expr, test.added, test.most)
		if (err == nil) != (test.want == "") || err != nil && (!strings.HasPrefix(err.Error(), test.want) || got != "") {
			t.Errorf("%s: got %s, %v, want %q", test.name, got, err, test.want)
		}
	}
}

// victoria is a fake that answers as VictoriaMetrics does: a filter beside the query that nothing meets leaves nothing.
func victoria(t *testing.T) *fake {
	t.Helper()
	f := newFake(t)
	f.always("buildinfo", `{"version":"2.24.0"}`)
	f.on("query", func(form url.Values) (int, string) {
		if form.Get("extra_filters[]") == `{__none__="nothing"}` {
			return http.StatusOK, success(vector())
		}
		return http.StatusOK, success(vector(sample(`{}`, "5")))
	})
	f.always("query_range", matrix(series(oneSeries, "5")))
	return f
}

const metricsQL = `"editorMode":"code","expr":"sum(up) default 0","adhocFilters":[` +
	`{"label":"a","operator":"=","values":["b\""]},{"label":"k8s.pod","operator":"!~","values":["c|d"]}]}`

// A real VictoriaMetrics is asked in tests/integration; here is what other servers are not asked.
func TestFiltersGoBesideWhatOnlyVictoriaMetricsReads(t *testing.T) {
	const want = `{a="b\"","k8s.pod"!~"c|d"}`
	f := victoria(t)
	ds := f.datasource(t, "")
	ds.now = func() time.Time { return end }
	got := one(t, ds, nil, `{"queryType":"range",`+metricsQL)
	if sent := f.requests("query_range"); len(sent) != 1 || sent[0].form.Get("extra_filters[]") != want || sent[0].form.Get("query") != "sum(up) default 0" {
		t.Errorf("sent %+v", sent)
	}
	if said := got[0].Meta.ExecutedQueryString; said != "Expr: sum(up) default 0\nFilter: "+want+"\nStep: 1m" {
		t.Errorf("said %q", said)
	}
	if asked := f.requests("query"); len(asked) != 1 || asked[0].form.Get("time") != "1700000400" {
		t.Errorf("asked %+v whether filters are heeded", asked)
	}
	got = one(t, ds, nil, `{"queryType":"instant",`+metricsQL)
	if sent := f.requests("query"); len(sent) != 2 || sent[1].form.Get("extra_filters[]") != want {
		t.Errorf("sent %+v", sent)
	}
	if said := got[0].Meta.ExecutedQueryString; said != "Expr: sum(up) default 0\nFilter: "+want+"\nTime: 2023-11-14T22:20:00Z" {
		t.Errorf("said %q", said)
	}
}

func TestFiltersGoBesideNothingElse(t *testing.T) {
	const unread = "the dashboard's ad-hoc filters can't be added to this query, since it is not PromQL that can be read here: "
	for name, test := range map[string]struct {
		prepare func(*fake)
		want    string
		// asked is whether the server is asked if it heeds filters.
		asked int
	}{
		"Prometheus": {func(f *fake) { f.always("buildinfo", `{"application":"Prometheus","version":"3.1.0"}`) }, unread, 0},
		"a server that doesn't say what it is": {func(f *fake) {
			f.on("buildinfo", func(url.Values) (int, string) { return http.StatusInternalServerError, "no build" })
		}, "no build", 0},
		"a server that doesn't say whether it heeds them": {func(f *fake) {
			f.on("query", func(url.Values) (int, string) { return http.StatusUnprocessableEntity, failing })
		}, "Whether the server takes the filters beside the query can't be told: 422 Unprocessable Entity: execution: the server's words", 1},
	} {
		f := victoria(t)
		test.prepare(f)
		got := ask(t, f.datasource(t, ""), nil, query("A", `{"queryType":"range",`+metricsQL))["A"]
		if got.Error == nil || !strings.HasPrefix(got.Error.Error(), unread) || !strings.Contains(got.Error.Error(), test.want) || got.Status != http.StatusBadRequest {
			t.Errorf("%s: %d %v", name, got.Status, got.Error)
		}
		if n := len(f.requests("query")); n != test.asked || len(f.requests("query_range")) > 0 {
			t.Errorf("%s: asked %+v", name, f.asked)
		}
	}
	f := victoria(t)
	ds := f.datasource(t, "")
	for operator, want := range map[string]string{
		"~":  `the dashboard's ad-hoc filter on a can't be added to this query: unknown operator "~"`,
		"=~": "the dashboard's ad-hoc filters can't be added to this query: ",
	} {
		j := &job{person: ds.source.Person(nil), translation: &translator.Translation{Matchers: []translator.Matcher{{Label: "a", Operator: operator, Value: strings.Repeat("[a-z]{1000}", 60)}}}}
		if got, err := ds.filterBeside(t.Context(), j, &unreadError{}); err == nil || !strings.HasPrefix(err.Error(), want) || got != "" {
			t.Errorf("%s: %s, %v", operator, got, err)
		}
	}
}
