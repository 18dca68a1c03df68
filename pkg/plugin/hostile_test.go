//go:build !race

package plugin

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/translator"
)

// hostile texts that would do harm where they are pasted into a path, a header, a form or PromQL.
var hostile = []string{
	"../../admin", "%2e%2e%2fadmin", "a\r\nX-Evil: 1", "x&query=evil&time=0", `"} or evil{a="`, `\"} or evil{a=\"`, `a"}) or evil #`,
	"a`} or evil", "evil[1m])", "${evil} $__evil", "\x00evil\u2028", `\`, "evil", `(?i)evil`,
}

// fieldsWith are queries and look-ups with a hostile text in each field that takes one.
func fieldsWith(t *testing.T, text string) (queries []string, lookups map[string][]string) {
	t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	q := string(quoted)
	const histogram = `"metric":"baseten_end_to_end_response_time_seconds"`
	for _, rest := range []string{
		`"filters":[{"label":"model_name","operator":"=","values":[%s]}]`, `"filters":[{"label":"model_name","operator":"!=","values":["a",%s]}]`,
		`"filters":[{"label":%s,"operator":"=","values":["a"]}]`, `"filters":[{"label":"model_name","operator":%s,"values":["a"]}]`,
		`"filters":[{"label":"model_name","operator":"=~","values":[%s]}]`, `"filters":[{"label":"model_name","operator":"!~","values":[%s]}]`,
		`"adhocFilters":[{"label":%s,"operator":"=","values":["a"]}]`, `"adhocFilters":[{"label":"model_name","operator":"=","values":[%s]}]`,
		`"groupBy":[%s]`, `"aggregation":%s`, `"calculation":%s`, `"window":%s`, `"offset":%s`, `"interval":%s`, `"legendFormat":%s`, `"quantile":%s`,
		`"threshold":%s`, `"top":{"order":%s,"n":3}`, `"top":{"order":"top","n":%s}`, `"queryType":%s`, `"format":%s`, `"editorMode":%s`, `"expr":%s`,
	} {
		queries = append(queries, "{"+histogram+","+strings.Replace(rest, "%s", q, 1)+"}")
	}
	for _, rest := range []string{`"badStatus":%s`, `"validStatus":%s`} {
		queries = append(queries, `{"metric":"error_rate",`+strings.Replace(rest, "%s", q, 1)+"}")
	}
	queries = append(queries, `{"metric":`+q+`}`)
	const times = `,"from":1700000040000,"to":1700000160000}`
	return queries, map[string][]string{
		"label-values": {
			`{"label":` + q + times, `{"label":"model_name","search":` + q + times, `{"label":"model_name","metric":` + q + times,
			`{"label":"model_name","filters":[{"label":"environment","operator":"=","values":[` + q + `]}]` + times,
			`{"label":"model_name","filters":[{"label":` + q + `,"operator":"=","values":["a"]}]` + times,
			`{"label":"model_name","filters":[{"label":"environment","operator":` + q + `,"values":["a"]}]` + times,
			`{"label":"model_name","filters":[{"label":"environment","operator":"=~","values":[` + q + `]}]` + times,
		},
		"labels":  {`{"metric":` + q + times, `{"filters":[{"label":` + q + `,"operator":"=","values":["a"]}]` + times},
		"buckets": {`{"metric":` + q + times},
	}
}

// TestHostileTextStaysText puts texts that mean harm into each field of queries and look-ups. Only requests that the plugin
// makes anyway may come of it, with the text inside of a value.
func TestHostileTextStaysText(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(`{"model_name":"a"}`, "1")))
	f.always("query", vector(sample(`{"model_name":"a"}`, "1")))
	for _, endpoint := range []string{"values", "labels"} {
		f.always(endpoint, `["a"]`)
	}
	f.always("series", `[{"model_name":"a"}]`)
	f.always("metadata", `{}`)
	ds := instanceOf(t, backend.DataSourceInstanceSettings{URL: f.URL + "/base"})
	requests := 0
	try := func(what string, run func()) {
		f.mu.Lock()
		f.asked = nil
		f.mu.Unlock()
		run()
		for _, a := range f.asked {
			requests++
			if problem := wayOut(a); problem != "" {
				t.Errorf("%s sends %s", what, problem)
			}
		}
	}
	for _, text := range hostile {
		queries, lookups := fieldsWith(t, text)
		for _, queryJSON := range queries {
			try(queryJSON, func() { ask(t, ds, nil, query("A", queryJSON)) })
		}
		for path, bodies := range lookups {
			for _, body := range bodies {
				try(path+" "+body, func() { call(t, ds, http.MethodPost, path, body) })
			}
		}
	}
	if requests < 250 {
		t.Errorf("only %d requests were looked at", requests)
	}
}

// Prometheus's parser takes hours for these, and can't be stopped.
func TestAdHocFiltersOfAMegabyteOfBrackets(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1")))
	for name, expr := range map[string]string{
		"brackets": strings.Repeat("(", 400_000) + "up" + strings.Repeat(")", 400_000),
		"signs":    strings.Repeat("- ", 400_000) + "up",
		"sum":      "up" + strings.Repeat(" + 1", 200_000),
	} {
		if _, err := addMatchers(expr, []translator.Matcher{{Label: "model_name", Operator: "=", Value: "m"}}, 1_000_000); err == nil || !strings.Contains(err.Error(), "5000") {
			t.Errorf("%s: %v", name, err)
		}
		response := ask(t, f.datasource(t, `{"maxQueryLength":1000000}`), nil, query("A", `{"editorMode":"code","expr":"`+expr+`"}`))["A"]
		if response.Error == nil || response.Status != 400 || !strings.Contains(response.Error.Error(), "words and signs") {
			t.Errorf("%s: %v", name, response.Error)
		}
	}
	if n := len(f.requests("query_range")); n != 0 {
		t.Errorf("%d requests reached the server", n)
	}
	one(t, f.datasource(t, ""), nil, `{"editorMode":"code","expr":"up`+strings.Repeat(" + 1", 4_900)+`"}`)
}
