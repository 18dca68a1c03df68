package plugin

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/config"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

const oneSeries = `{"model_name":"m"}`

func TestBuilderQueryOfAPanel(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1", "", "3")))
	got := one(t, f.datasource(t, ""), nil, `{"metric":"baseten_inference_requests_total","groupBy":["model_name"]}`)

	sent := f.requests("query_range")
	if len(sent) != 1 || sent[0].method != http.MethodPost {
		t.Fatalf("sent %+v", sent)
	}
	form := sent[0].form
	if want := `sum by (model_name) (rate(baseten_inference_requests_total[4m]))`; form.Get("query") != want {
		t.Errorf("query\n got %s\nwant %s", form.Get("query"), want)
	}
	if form.Get("start") != "1699999800" || form.Get("end") != "1700000400" || form.Get("step") != "60" {
		t.Errorf("range %s to %s, step %s", form.Get("start"), form.Get("end"), form.Get("step"))
	}
	values := fields(got)
	if len(values) != 1 || values[0].Config.Unit != "reqps" || displayName(values[0]) != "m" || values[0].Labels["model_name"] != "m" {
		t.Fatalf("fields %+v", values)
	}
	if got[0].RefID != "A" || !strings.Contains(got[0].Meta.ExecutedQueryString, form.Get("query")) ||
		!strings.Contains(got[0].Meta.ExecutedQueryString, "1m") {
		t.Errorf("refId %q, executed %q", got[0].RefID, got[0].Meta.ExecutedQueryString)
	}
	// Points at -2, -1 and 0 minutes, the middle one missing.
	n := values[0].Len()
	if last, ok := values[0].ConcreteAt(n - 1); !ok || last != 3.0 {
		t.Errorf("last value %v", last)
	}
	if _, ok := values[0].ConcreteAt(n - 2); ok {
		t.Error("the gap is no null")
	}
	if texts := notices(got); len(texts) != 0 {
		t.Errorf("notices %q", texts)
	}
}

func TestCodeQuery(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(`{"job":"a"}`, "1")))
	got := one(t, f.datasource(t, `{"scrapeInterval":"30s"}`), nil,
		`{"editorMode":"code","expr":"sum by (job) (rate(x[${__rate_interval}]))","interval":"2m"}`)
	// The query's own min step stands in for the scrape interval: max(2m + 2m, 4 × 2m).
	if want := `sum by (job) (rate(x[8m]))`; f.requests("query_range")[0].form.Get("query") != want {
		t.Errorf("sent %s, want %s", f.requests("query_range")[0].form.Get("query"), want)
	}
	if values := fields(got); len(values) != 1 || values[0].Labels["job"] != "a" {
		t.Errorf("fields %+v", values)
	}
}

// Grafana's request when it evaluates a rule: no query type, a step of one second.
func TestRuleQuery(t *testing.T) {
	f := newFake(t)
	f.always("query", vector(sample(`{"model_name":"a"}`, "1"), sample(`{"model_name":"b"}`, "NaN"), sample(`{"model_name":"c"}`, "0")))
	ds := f.datasource(t, "")
	q := query("A", `{"refId":"A","intervalMs":1000,"maxDataPoints":43200,"metric":"baseten_inference_requests_total","groupBy":["model_name"]}`)
	q.Interval, q.MaxDataPoints = time.Second, 43200
	response := ask(t, ds, fromAlert, q)["A"]
	if response.Error != nil {
		t.Fatal(response.Error)
	}
	sent := f.requests("query")
	if len(sent) != 1 || sent[0].form.Has("step") || sent[0].form.Get("time") != "1700000400" {
		t.Errorf("sent %+v", sent)
	}
	// As Grafana's expressions read it.
	reader, err := numeric.CollectionReaderFromFrames(response.Frames)
	if err != nil {
		t.Fatal(err)
	}
	found, err := reader.GetCollection(false)
	if err != nil || len(found.Refs) != 2 || found.Refs[0].GetLabels()["model_name"] != "a" || found.Refs[1].GetLabels()["model_name"] != "c" {
		t.Fatalf("the series without a value must be left out: %+v, %v", found.Refs, err)
	}
}

// Grafana's expressions sort numbers by their labels unless its feature toggle says no: then the query's own order counts.
func TestOrderOfARulesNumbers(t *testing.T) {
	for toggles, want := range map[string]string{"": "a", "other": "a", "other,disableNumericMetricsSortingInExpressions": "b"} {
		f := newFake(t)
		f.always("query", vector(sample(`{"model_name":"b"}`, "2"), sample(`{"model_name":"a"}`, "1")))
		ctx := config.WithGrafanaConfig(t.Context(), config.NewGrafanaCfg(map[string]string{"GF_INSTANCE_FEATURE_TOGGLES_ENABLE": toggles}))
		response, err := f.datasource(t, "").QueryData(ctx, &backend.QueryDataRequest{Headers: fromAlert, Queries: []backend.DataQuery{
			query("A", `{"editorMode":"code","queryType":"instant","expr":"sort_desc(x)"}`)}})
		if err != nil || response.Responses["A"].Error != nil {
			t.Fatal(err, response.Responses["A"].Error)
		}
		if first := response.Responses["A"].Frames[0].Fields[0].At(0); first != want {
			t.Errorf("toggles %q: %v comes first, want %s", toggles, first, want)
		}
	}
}

// Only who makes fields of rows may get rows: a file may hold anything.
func TestRowsAreForTheBrowserAlone(t *testing.T) {
	for name, c := range map[string]struct {
		headers map[string]string
		field   string
		want    data.FrameType
	}{
		"the browser":            {nil, `,"numbersAs":"rows"`, data.FrameTypeNumericLong},
		"a public dashboard":     {nil, ``, data.FrameTypeNumericWide},
		"another word":           {nil, `,"numbersAs":["rows"]`, data.FrameTypeNumericWide},
		"a rule, with no labels": {fromAlert, `,"numbersAs":"rows"`, data.FrameTypeNumericWide},
		"an expression":          {map[string]string{"http_X-Grafana-From-Expr": "true"}, `,"numbersAs":"rows"`, data.FrameTypeNumericWide},
	} {
		f := newFake(t)
		f.always("query", vector(sample(`{}`, "1")))
		got := one(t, f.datasource(t, ""), c.headers, `{"metric":"baseten_replicas_active","queryType":"instant","groupBy":[]`+c.field+`}`)
		if got[0].Meta.Type != c.want {
			t.Errorf("%s: got %s, want %s", name, got[0].Meta.Type, c.want)
		}
	}
}

func TestRulesAndExpressionsGetNoExplanations(t *testing.T) {
	for name, headers := range map[string]map[string]string{
		"rule": fromAlert, "expression": {"http_X-Grafana-From-Expr": "true"}, "bare header": {"X-Grafana-From-Expr": "true"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.always("query", vector())
			f.always("query_range", matrix())
			f.always("series", `[]`)
			one(t, f.datasource(t, ""), headers, `{"metric":"baseten_replicas_active","expr":"old"}`)
			if n := len(f.asked); n != 1 {
				t.Errorf("%d requests for an empty answer, want the query alone: %+v", n, f.asked)
			}
		})
	}
}

func TestNothingToRun(t *testing.T) {
	f := newFake(t)
	for _, queryJSON := range []string{
		`{}`, `{"metric":""}`, `{"metric":null}`, `{"editorMode":"code"}`, `{"editorMode":"code","expr":"  "}`,
	} {
		if got := one(t, f.datasource(t, ""), nil, queryJSON); len(got) != 0 {
			t.Errorf("%s gives %d frames", queryJSON, len(got))
		}
		inRule := ask(t, f.datasource(t, ""), fromAlert, query("A", queryJSON))["A"]
		if inRule.Error == nil || !strings.Contains(inRule.Error.Error(), "choose a metric") || inRule.Status != backend.StatusBadRequest {
			t.Errorf("in a rule, %s gives %d, %v", queryJSON, inRule.Status, inRule.Error)
		}
	}
	refused := ask(t, f.datasource(t, ""), nil, query("A", `{"editorMode":"builder","expr":"up"}`))["A"].Error
	if refused == nil || !strings.Contains(refused.Error(), "set editorMode to code") {
		t.Errorf("PromQL in a builder's query gives %v", refused)
	}
	if len(f.asked) != 0 {
		t.Errorf("the server was asked %+v", f.asked)
	}
}

// Expressions are worked out from hidden queries; Grafana leaves these out of the answer, and not the data source.
func TestHiddenIsRun(t *testing.T) {
	for _, queryJSON := range []string{
		`{"metric":"baseten_replicas_active","groupBy":["model_name"],"hide":true}`,
		`{"editorMode":"code","expr":"sum by (model_name) (baseten_replicas_active)","hide":true}`,
		`{"expr":"sum by (model_name) (baseten_replicas_active)","instant":true,"range":false,"hide":true}`,
	} {
		f := newFake(t)
		f.always("query", vector(sample(oneSeries, "1")))
		f.always("query_range", matrix(series(oneSeries, "1")))
		if got := one(t, f.datasource(t, ""), nil, queryJSON); len(got) == 0 || got[0].Rows() == 0 {
			t.Errorf("%s gives %d frames", queryJSON, len(got))
		}
	}
}

func TestStrayExprIsNeverRun(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1")))
	ds := f.datasource(t, "")
	got := one(t, ds, nil, `{"metric":"baseten_replicas_active","groupBy":["model_name"],"expr":"sum(something_else)"}`)
	if want := "sum by (model_name) (baseten_replicas_active)"; f.requests("query_range")[0].form.Get("query") != want {
		t.Errorf("sent %s, want %s", f.requests("query_range")[0].form.Get("query"), want)
	}
	if !anyContains(notices(got), "older than the plugin") {
		t.Errorf("notices %q lack the one about an old tab", notices(got))
	}
	same := one(t, ds, nil, `{"metric":"baseten_replicas_active","groupBy":["model_name"],"expr":"sum by (model_name) (baseten_replicas_active)"}`)
	if len(notices(same)) != 0 {
		t.Errorf("notices %q for the same text", notices(same))
	}
}

// A subquery looks at each scrape of this data source; what a browser with the same setting writes is the same text.
func TestSubqueriesLookByTheScrapeInterval(t *testing.T) {
	for _, test := range []struct{ settings, query, browser, want string }{
		{"", `"window":"10m"`, "[10m:1m]", "[10m:1m]"},
		{`{"scrapeInterval":"10s"}`, `"window":"10m"`, "[10m:10s]", "[10m:10s]"},
		{`{"scrapeInterval":"10s"}`, `"queryType":"range"`, "[$__rate_interval:10s]", "[70s:10s]"},
		{`{"scrapeInterval":30}`, `"window":"10m"`, "[10m:30s]", "[10m:30s]"},
		{`{"scrapeInterval":"2m"}`, `"window":"10m"`, "[10m:1m]", "[10m:1m]"},
		{"", `"interval":"15s","window":"10m"`, "[10m:15s]", "[10m:15s]"},
	} {
		for _, header := range []map[string]string{nil, fromAlert} {
			f := newFake(t)
			f.always("query_range", matrix(series(oneSeries, "1")))
			f.always("query", vector())
			written := `avg_over_time(sum by (model_name) (baseten_concurrent_requests)` + test.browser + `)`
			got := one(t, f.datasource(t, test.settings), header, `{"metric":"baseten_concurrent_requests","calculation":"avg_over_time","groupBy":["model_name"],`+
				test.query+`,"expr":"`+written+`"}`)
			if len(f.asked) == 0 || !strings.Contains(f.asked[0].form.Get("query"), test.want) {
				t.Errorf("%s %s: sent %+v, want %s", test.settings, test.query, f.asked, test.want)
			}
			if anyContains(notices(got), "older than the plugin") {
				t.Errorf("%s %s: %s is taken for the text of an old tab", test.settings, test.query, written)
			}
		}
	}
}

func TestEachQueryHasItsOwnResult(t *testing.T) {
	f := newFake(t)
	f.on("query_range", func(form url.Values) (int, string) {
		if strings.Contains(form.Get("query"), "broken") {
			return http.StatusUnprocessableEntity, `{"status":"error","errorType":"execution","error":"many-to-many matching"}`
		}
		return http.StatusOK, success(matrix(series(`{"le":"1"}`, "1"), series(`{"le":"+Inf"}`, "2")))
	})
	got := ask(t, f.datasource(t, ""), nil,
		query("good", `{"metric":"baseten_replicas_active"}`),
		query("wrong", `{"metric":"baseten_end_to_end_response_time_seconds","quantile":95}`),
		query("type", `{"metric":{"a":1}}`),
		query("unresolved", `{"metric":"baseten_replicas_active","filters":[{"label":"model_name","operator":"=","values":["$model"]}]}`),
		query("macro", `{"editorMode":"code","expr":"rate(x[$window])"}`),
		query("server", `{"editorMode":"code","expr":"broken"}`),
		query("heatmap", `{"metric":"baseten_end_to_end_response_time_seconds","calculation":"heatmap","format":"heatmap"}`),
		query("json", `{"metric":`),
	)
	for refID, want := range map[string]struct {
		status backend.Status
		words  []string
	}{
		"good": {http.StatusOK, nil}, "heatmap": {http.StatusOK, nil},
		"wrong":      {http.StatusBadRequest, []string{"quantile", "95", "0 to 1"}},
		"type":       {http.StatusBadRequest, []string{"metric"}},
		"unresolved": {http.StatusBadRequest, []string{"$model", "filters[0]"}},
		"macro":      {http.StatusBadRequest, []string{"$window", "expr"}},
		"server":     {http.StatusUnprocessableEntity, []string{"422", "execution", "many-to-many matching"}},
		"json":       {http.StatusBadRequest, []string{"JSON"}},
	} {
		response, ok := got[refID]
		if !ok || response.Status != want.status {
			t.Errorf("%s: status %v (%v), want %v", refID, response.Status, response.Error, want.status)
			continue
		}
		if (response.Error != nil) != (want.words != nil) {
			t.Errorf("%s: error %v", refID, response.Error)
			continue
		}
		for _, word := range want.words {
			if !strings.Contains(response.Error.Error(), word) {
				t.Errorf("%s: error %q lacks %q", refID, response.Error, word)
			}
		}
		if want.words != nil && response.ErrorSource != backend.ErrorSourceDownstream {
			t.Errorf("%s: fault of %s", refID, response.ErrorSource)
		}
	}
}

func TestHeatmapInARule(t *testing.T) {
	f := newFake(t)
	response := ask(t, f.datasource(t, ""), fromAlert, query("A",
		`{"metric":"baseten_end_to_end_response_time_seconds","calculation":"heatmap","format":"heatmap"}`))["A"]
	if response.Error == nil || response.Status != http.StatusBadRequest || !strings.Contains(response.Error.Error(), "heatmap") {
		t.Errorf("got %v, %v", response.Status, response.Error)
	}
}

func TestPanickingQuerySpoilsNoOther(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1")))
	loaded, client := f.parts(t, "")
	ds := made(t, loaded, panicky{client})
	got := ask(t, ds, nil,
		query("A", `{"editorMode":"code","expr":"panic"}`), query("B", `{"editorMode":"code","expr":"up"}`))
	if got["A"].Error == nil || got["A"].ErrorSource != backend.ErrorSourcePlugin || got["A"].Status != http.StatusInternalServerError {
		t.Errorf("A: %+v", got["A"])
	}
	if got["B"].Error != nil || len(fields(got["B"].Frames)) != 1 {
		t.Errorf("B: %+v", got["B"])
	}
}

func TestCancelStopsTheServer(t *testing.T) {
	stopped := make(chan struct{})
	arrived := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		close(arrived)
		<-r.Context().Done()
		close(stopped)
	}))
	defer slow.Close()
	ds := instanceOf(t, backend.DataSourceInstanceSettings{URL: slow.URL})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-arrived
		cancel()
	}()
	response, err := ds.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{query("A", `{"editorMode":"code","expr":"up"}`)}})
	if err != nil || response.Responses["A"].Error == nil || response.Responses["A"].Status != statusClientClosed {
		t.Errorf("got %+v, %v", response, err)
	}
	<-stopped
}

func TestNamesTellQueriesOfOneMetricApart(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1")))
	f.always("values", `["0.5","10","+Inf"]`)
	const p95 = `{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile","quantile":0.95,"groupBy":["model_name"]}`
	const p99 = `{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile","quantile":0.99,"groupBy":["model_name"]}`
	got := ask(t, f.datasource(t, ""), nil, query("A", p95), query("B", p99), query("C", `{"metric":"baseten_replicas_active","groupBy":["model_name"]}`))
	for refID, want := range map[string]string{"A": "p95 m", "B": "p99 m", "C": "m"} {
		values := fields(got[refID].Frames)
		if len(values) != 1 || displayName(values[0]) != want {
			t.Errorf("%s is called %v, want %s", refID, values, want)
		}
	}
	alone := one(t, f.datasource(t, ""), nil, p95)
	if name := displayName(fields(alone)[0]); name != "m" {
		t.Errorf("alone it is called %q", name)
	}
}

func TestNamesTellMetricsApart(t *testing.T) {
	const active = `{"metric":"baseten_replicas_active","groupBy":["model_name"]}`
	const starting = `{"metric":"baseten_replicas_starting","groupBy":["model_name"]`
	for name, test := range map[string]struct{ queries, want []string }{
		"two metrics":               {[]string{active, starting + `}`}, []string{"Active replicas m", "Starting replicas m"}},
		"two, and one twice":        {[]string{active, starting + `,"filters":[{"label":"environment","operator":"=","values":["staging"]}]}`, starting + `}`}, []string{"Active replicas m", "staging m", "Starting replicas m"}},
		"one metric twice":          {[]string{active, active}, []string{"m", "m"}},
		"one that has a legend":     {[]string{active, starting + `,"legendFormat":"{{model_name}}!"}`}, []string{"m", "m!"}},
		"one that is a table":       {[]string{active, starting + `,"format":"table"}`}, []string{"m", ""}},
		"one that has other labels": {[]string{active, `{"metric":"baseten_replicas_starting","groupBy":["environment","model_name"]}`}, []string{"m", "m"}},
		"one that has no labels":    {[]string{active, `{"metric":"baseten_replicas_starting","groupBy":[]}`}, []string{"m", "Starting replicas"}},
		"one that can't be read":    {[]string{active, `{"metric":"baseten_replicas_startling","groupBy":["model_name"]}`}, []string{"m", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.always("query_range", matrix(series(`{"model_name":"m"}`, "1")))
			queries := make([]backend.DataQuery, len(test.queries))
			for i, text := range test.queries {
				queries[i] = query(string(rune('A'+i)), text)
			}
			got := ask(t, f.datasource(t, ""), nil, queries...)
			for i, want := range test.want {
				if want == "" {
					continue
				}
				if values := fields(got[queries[i].RefID].Frames); len(values) != 1 || displayName(values[0]) != want {
					t.Errorf("%s is called %v %v, want %s", queries[i].RefID, values, got[queries[i].RefID].Error, want)
				}
			}
		})
	}
}

func TestNamesTellFiltersApart(t *testing.T) {
	const metric = `{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile","groupBy":["model_name"],`
	where := func(filters string) string { return metric + `"filters":[` + filters + `]}` }
	const production, staging = `{"label":"environment","operator":"=","values":["production"]}`, `{"label":"environment","operator":"=","values":["staging"]}`
	const model = `{"label":"model_name","operator":"=","values":["m"]}`
	p99 := strings.Replace(where(staging), "{", `{"quantile":0.99,`, 1)
	for name, test := range map[string]struct{ queries, want []string }{
		"two environments":              {[]string{where(production), where(staging)}, []string{"production m", "staging m"}},
		"with and without a filter":     {[]string{where(""), where(staging)}, []string{"m", "staging m"}},
		"a filter that all have":        {[]string{where(production + "," + model), where(staging + "," + model)}, []string{"production m", "staging m"}},
		"a label that names show":       {[]string{where(model), where("")}, []string{"m", "m"}},
		"a switched-off filter":         {[]string{where(production), where(strings.Replace(staging, "{", `{"disabled":true,`, 1))}, []string{"production m", "m"}},
		"other operators":               {[]string{where(strings.Replace(staging, `"="`, `"!="`, 1)), where(staging)}, []string{"environment!=staging m", "staging m"}},
		"several values":                {[]string{where(`{"label":"environment","operator":"=","values":["a","b"]}`), where("")}, []string{"environment=a|b m", "m"}},
		"values that would fill it all": {[]string{where(`{"label":"environment","operator":"=","values":["` + strings.Repeat("é", 50) + `"]}`), where("")}, []string{strings.Repeat("é", 40) + "… m", "m"}},
		"another quantile as well":      {[]string{where(production), where(staging), p99}, []string{"p95 production m", "p95 staging m", "p99 m"}},
		"the same twice":                {[]string{where(staging), where(staging)}, []string{"m", "m"}},
		"filters that can't be read":    {[]string{metric + `"filters":"x"}`, where(staging)}, []string{"", "m"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.always("query_range", matrix(series(`{"model_name":"m"}`, "1")))
			f.always("values", `["0.5","10","+Inf"]`)
			queries := make([]backend.DataQuery, len(test.queries))
			for i, text := range test.queries {
				queries[i] = query(string(rune('A'+i)), text)
			}
			got := ask(t, f.datasource(t, ""), nil, queries...)
			for i, want := range test.want {
				response := got[queries[i].RefID]
				if want == "" {
					if response.Error == nil {
						t.Errorf("%s has no error", queries[i].RefID)
					}
					continue
				}
				values := fields(response.Frames)
				if len(values) != 1 || displayName(values[0]) != want {
					t.Errorf("%s is called %v %v, want %s", queries[i].RefID, values, response.Error, want)
				}
			}
		})
	}
}

func TestWrongSettingsAnswerEveryQuery(t *testing.T) {
	ds := instanceOf(t, backend.DataSourceInstanceSettings{URL: "localhost:9090"})
	got := ask(t, ds, nil, query("A", `{"metric":"baseten_replicas_active"}`), query("B", `{}`))
	for _, refID := range []string{"A", "B"} {
		if got[refID].Error == nil || !strings.Contains(got[refID].Error.Error(), "url") || got[refID].ErrorSource != backend.ErrorSourceDownstream {
			t.Errorf("%s: %+v", refID, got[refID])
		}
	}
}

func TestAdHocFiltersOfCodeQueries(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1")))
	one(t, f.datasource(t, ""), nil, `{"editorMode":"code","expr":"rate(a{x=\"1\"}[$__rate_interval]) / on() b # a{","adhocFilters":[`+
		`{"label":"model_name","operator":"=","values":["say \"hi\" \\ {"]},{"label":"environment","operator":"=","values":["a.b",""]}]}`)
	want := `rate(a{environment=~"a\\.b|",model_name="say \"hi\" \\ {",x="1"}[4m]) / on () b{environment=~"a\\.b|",model_name="say \"hi\" \\ {"}`
	if got := f.requests("query_range")[0].form.Get("query"); got != want {
		t.Errorf("sent\n%s, want\n%s", got, want)
	}
}

// Some words of a dashboard's filter beside each of many selectors would make a text of megabytes.
func TestFiltersCountWhereTheyAreSent(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1")))
	expr := "up" + strings.Repeat(" + up", 1_000)
	var filters []string
	for i := range 90 {
		filters = append(filters, fmt.Sprintf(`{"label":"label_%d","operator":"!=","values":["value-%d"]}`, i, i))
	}
	response := ask(t, f.datasource(t, ""), nil, query("A", `{"editorMode":"code","expr":"`+expr+`","adhocFilters":[`+strings.Join(filters, ",")+`]}`))["A"]
	if response.Error == nil || response.Status != 400 || !strings.Contains(response.Error.Error(), "characters long, and may be 500000") {
		t.Errorf("got %v", response.Error)
	}
	response = ask(t, f.datasource(t, ""), nil, query("A", `{"editorMode":"code","expr":"`+expr+`","adhocFilters":[`+strings.Join(filters[:3], ",")+`]}`))["A"]
	if response.Error == nil || response.Status != 400 || !strings.Contains(response.Error.Error(), "words and signs") {
		t.Errorf("got %v", response.Error)
	}
	if n := len(f.requests("query_range")); n != 0 {
		t.Errorf("%d requests reached the server", n)
	}
}

func TestVariablesThatNobodyFillsInAreAnError(t *testing.T) {
	f := newFake(t)
	f.always("query", vector(sample(oneSeries, "1")))
	for expr, want := range map[string]string{
		`up{model_name=~\"^$model.*\"}`:                          "The variable $model in the pattern of model_name has no value here",
		`up{model_name=\"a\"} / up{a!~\"x|${env}\"}`:             "The variable ${env} in the pattern of a",
		`up{model_name=~\"a$|^b$\"}`:                             "",
		`up{model_name=\"US$price per\"}`:                        "",
		`label_replace(up, \"a\", \"$1$name\", \"b\", \"(.*)\")`: "",
		`up{model_name=~\"a\\\\$b\"}`:                            "",
	} {
		got := ask(t, f.datasource(t, ""), fromAlert, query("A", `{"editorMode":"code","expr":"`+expr+`"}`))["A"]
		if said := fmt.Sprint(got.Error); (want == "") != (got.Error == nil) || !strings.Contains(said, want) && want != "" {
			t.Errorf("%s: got %v, want %q", expr, got.Error, want)
		}
	}
}

func TestQueriesPastALimitOfTheSettings(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1")))
	long := `{"editorMode":"code","expr":"` + strings.Repeat("é", 100) + `"}`
	nested := `{"editorMode":"code","expr":"` + strings.Repeat("(", 201) + "up" + strings.Repeat(")", 201) + `"}`
	names := make([]string, 100)
	for i := range names {
		names[i] = fmt.Sprintf(`"model-%d"`, i)
	}
	models := `{"metric":"baseten_replicas_active","filters":[{"label":"model_name","operator":"=","values":[` + strings.Join(names, ",") + `]}]}`
	for name, test := range map[string]struct{ settings, query, want string }{
		"as long as it may be":     {`{"maxQueryLength":100}`, long, ""},
		"a character too long":     {`{"maxQueryLength":99}`, long, `100 characters long, and may be 99. Filter by a pattern instead of many values, or raise "Length of a query" (maxQueryLength)`},
		"many values":              {`{"maxQueryLength":99}`, models, "maxQueryLength"},
		"the default":              {"", models, ""},
		"nested too deep":          {"", nested, `201 brackets inside of each other, and may have 200. Split it into several queries, or raise "Nesting of a query" (maxQueryNesting)`},
		"a higher limit":           {`{"maxQueryNesting":"201"}`, nested, ""},
		"as many, but one by one":  {"", `{"editorMode":"code","expr":"` + strings.Repeat("(up)+", 300) + `up"}`, ""},
		"brackets inside a string": {"", `{"editorMode":"code","expr":"up{a=\"` + strings.Repeat("(", 300) + `\"}"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(f.requests("query_range"))
			got := ask(t, f.datasource(t, test.settings), nil, query("A", test.query))["A"]
			if test.want == "" {
				if got.Error != nil {
					t.Error(got.Error)
				}
				return
			}
			if got.Error == nil || !strings.Contains(got.Error.Error(), test.want) || got.Status != http.StatusBadRequest || got.ErrorSource != backend.ErrorSourceDownstream {
				t.Errorf("got %d %s %v", got.Status, got.ErrorSource, got.Error)
			}
			if len(f.requests("query_range")) != before {
				t.Error("it was sent all the same")
			}
		})
	}
}

// Run without the filters it would show other data than the dashboard says.
func TestAdHocFiltersThatCantBeReadAreAnError(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1")))
	for _, filters := range []string{`"model_name=a"`, `[{"label":"model_name","values":[1]}]`, `[{"label":"model_name","values":"a"}]`} {
		got := ask(t, f.datasource(t, ""), nil, query("A", `{"editorMode":"code","expr":"up","adhocFilters":`+filters+`}`))["A"]
		if got.Error == nil || !strings.HasPrefix(got.Error.Error(), "adhocFilters") || got.Status != http.StatusBadRequest {
			t.Errorf("%s: %d %v", filters, got.Status, got.Error)
		}
	}
	if sent := f.requests("query_range"); len(sent) != 0 {
		t.Errorf("sent %+v", sent)
	}
}

func TestSettingsReachTheServer(t *testing.T) {
	f := newFake(t)
	f.always("query", vector())
	f.always("query_range", matrix(series(oneSeries, "1")))
	f.always("labels", `["model_name"]`)
	ds := instanceOf(t, backend.DataSourceInstanceSettings{
		URL:                     f.URL + "/prom/?team=a",
		JSONData:                []byte(`{"httpHeaderName1":"X-Scope-OrgID","customQueryParameters":"dedup=true"}`),
		DecryptedSecureJSONData: map[string]string{"httpHeaderValue1": "tenant-a|tenant-b", "bearerToken": "secret"},
	})
	one(t, ds, nil, `{"metric":"baseten_replicas_active"}`)
	one(t, ds, fromAlert, `{"metric":"baseten_replicas_active"}`)
	call(t, ds, "POST", "labels", `{"metric":"baseten_replicas_active"}`)
	if _, err := ds.CheckHealth(context.Background(), &backend.CheckHealthRequest{}); err != nil {
		t.Fatal(err)
	}
	if len(f.asked) < 5 {
		t.Fatalf("only %d requests", len(f.asked))
	}
	for _, a := range f.asked {
		if a.header.Get("X-Scope-OrgID") != "tenant-a|tenant-b" || a.header.Get("Authorization") != "Bearer secret" {
			t.Errorf("%s lacks headers: %v", a.path, a.header)
		}
		if !strings.HasPrefix(a.path, "/prom/api/v1/") || a.form.Get("team") != "a" || a.form.Get("dedup") != "true" {
			t.Errorf("%s with %v", a.path, a.form)
		}
	}
}
