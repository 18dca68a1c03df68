package plugin

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// coverageQueries are the check's queries, by what only one of them has.
var coverageQueries = map[string]string{
	"environments": `group by (model_name, environment)`,
	"codes":        `status_code!~"0|`,
	"bound":        `le=~"10|10\\.0"`,
	"requests":     `increase(baseten_inference_requests_total`,
	"restarts":     `baseten_container_restarts_total`,
}

// answered is the check with these values a model, of model a in production where a query isn't named.
// tests/integration/coverage.test.ts has the same with real servers; here stands what those can't show, and each row alone.
func answered(t *testing.T, values map[string]map[string]string) (*backend.CheckHealthResult, []layer) {
	t.Helper()
	whole := map[string]map[string]string{
		"environments": {"a": "production"}, "codes": {"a": "0"}, "bound": {"a": "0"}, "requests": {"a": "900"}, "restarts": {"a": "0"},
	}
	maps.Copy(whole, values)
	f := newFake(t)
	baseten(f, 0, time.Minute)
	plain := f.answers["query"]
	f.answers["query"] = func(r received) (int, string) {
		for name, part := range coverageQueries {
			if !strings.Contains(r.form.Get("query"), part) {
				continue
			}
			var samples []string
			for _, model := range slices.Sorted(maps.Keys(whole[name])) {
				value, environment := whole[name][model], "production"
				if name == "environments" {
					value, environment = "1", value
				}
				samples = append(samples, sample(fmt.Sprintf(`{"model_name":%q,"environment":%q}`, model, environment), value))
			}
			return http.StatusOK, success(vector(samples...))
		}
		return plain(r)
	}
	result, d := health(t, f.datasource(t, ""))
	return result, slices.DeleteFunc(d.Layers, func(l layer) bool { return l.Name != "coverage" })
}

func TestSaveAndTestSaysWhichModelsTheRulesSee(t *testing.T) {
	type values = map[string]map[string]string
	production, hundred := map[string]string{}, map[string]string{}
	for _, model := range strings.Fields("a b c d e f g") {
		production[model], hundred[model] = "production", "100"
	}
	for name, c := range map[string]struct {
		values values
		// want is the code of each row, with words of its text.
		want [][2]string
		warn bool
	}{
		"all of it": {nil, [][2]string{{"coverage", "watch all 1 model, those of the environment production"}}, false},
		"a draft": {values{"environments": {"a": "production", "draft": ""}},
			[][2]string{{"coverage-part", "watch 1 of 2 models, those of the environment production; not watched: draft."}}, false},
		"nothing in production": {values{"environments": {"a": "prod", "b": ""}}, [][2]string{{"coverage-none", "see none of 2 models"}}, true},
		"one elsewhere":         {values{"environments": {"a": "prod"}}, [][2]string{{"coverage-none", "see none of 1 model."}}, true},
		"no bucket at the objective": {values{"bound": {"a": "1"}},
			[][2]string{{"coverage", "all 1"}, {"coverage-bound", "a: no bucket of the response times ends at 10 s"}}, true},
		"many without a bucket": {values{"environments": production, "bound": {"g": "1", "f": "1", "e": "1", "d": "1", "c": "1", "b": "1", "a": "1"}, "requests": hundred, "restarts": hundred},
			[][2]string{{"coverage", "all 7"}, {"coverage-bound", "a, b, c, d, e and 2 more: no bucket"}}, true},
		"no responses timed": {values{"bound": {}}, [][2]string{{"coverage", "all 1"}}, false},
		"little traffic":     {values{"requests": {"a": "9"}}, [][2]string{{"coverage", "all 1"}, {"coverage-floor", "a: fewer than 10 requests in 6 hours"}}, false},
		"just enough":        {values{"requests": {"a": "10"}}, [][2]string{{"coverage", "all 1"}}, false},
		"no traffic":         {values{"requests": {}}, [][2]string{{"coverage", "all 1"}, {"coverage-floor", "a: fewer"}}, false},
		"no restarts":        {values{"restarts": {}}, [][2]string{{"coverage", "all 1"}, {"coverage-restarts", "a: container restarts are not exported"}}, false},
		"codes of no protocol": {values{"codes": {"a": "0.21"}},
			[][2]string{{"coverage", "all 1"}, {"coverage-codes", "a: more than 20% of the answers of 6 hours have a code of no protocol"}}, true},
		"a few of them": {values{"codes": {"a": "0.2"}}, [][2]string{{"coverage", "all 1"}}, false},
		"many": {values{"environments": {"a": "production", "m1": "", "m2": "", "m3": "", "m4": "", "m5": "", "m6": "", "m7": ""}},
			[][2]string{{"coverage-part", "not watched: m1, m2, m3, m4, m5 and 2 more."}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			result, rows := answered(t, c.values)
			if result.Status != backend.HealthStatusOk || len(rows) != len(c.want) {
				t.Fatalf("%v: %+v", result.Status, rows)
			}
			warned := false
			for i, want := range c.want {
				warned = warned || rows[i].Warning
				if !rows[i].OK || rows[i].Code != want[0] || !strings.Contains(rows[i].Text, want[1]) {
					t.Errorf("row %d is %+v, want %v", i, rows[i], want)
				}
			}
			if warned != c.warn {
				t.Errorf("%+v: warned %v", rows, warned)
			}
		})
	}
}

// What the rows are worded from in other languages.
func TestParametersOfTheCoverage(t *testing.T) {
	type values = map[string]map[string]string
	all := func(value string, models ...string) map[string]string {
		every := map[string]string{}
		for _, model := range models {
			every[model] = value
		}
		return every
	}
	seven := []string{"g", "f", "e", "d", "c", "b", "a"}
	for name, c := range map[string]struct {
		values values
		want   []string
	}{
		"all of it": {nil, []string{`coverage {"environment":"production","models":1}`}},
		"some": {values{"environments": {"a": "production", "b": "", "c": "staging"}},
			[]string{`coverage-part {"environment":"production","models":3,"more":0,"names":["b","c"],"watched":1}`}},
		"many that aren't": {values{"environments": {"z": "production", "a": "", "b": "", "c": "", "d": "", "e": "", "f": "", "g": ""}, "codes": {}, "bound": {},
			"requests": {"z": "10"}, "restarts": {"z": "0"}}, []string{`coverage-part {"environment":"production","models":8,"more":2,"names":["a","b","c","d","e"],"watched":1}`}},
		"none": {values{"environments": {"a": "prod", "b": ""}}, []string{`coverage-none {"environment":"production","models":2}`}},
		"many without buckets": {values{"environments": all("production", seven...), "bound": all("1", seven...), "codes": all("0.5", "c", "b"),
			"requests": all("10", seven...), "restarts": all("0", seven...)},
			[]string{`coverage {"environment":"production","models":7}`, `coverage-codes {"more":0,"names":["b","c"]}`,
				`coverage-bound {"more":2,"names":["a","b","c","d","e"]}`}},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows := answered(t, c.values)
			var got []string
			for _, row := range rows {
				encoded, err := json.Marshal(row.Params)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, row.Code+" "+string(encoded))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// What can't be told is said once, whichever of the queries failed.
func TestEachQueryOfTheCoverageMayFail(t *testing.T) {
	for name, part := range coverageQueries {
		f := newFake(t)
		baseten(f, 0, time.Minute)
		plain := f.answers["query"]
		f.answers["query"] = func(r received) (int, string) {
			if strings.Contains(r.form.Get("query"), part) {
				return http.StatusUnprocessableEntity, failing
			}
			return plain(r)
		}
		_, d := health(t, f.datasource(t, ""))
		const want = `coverage-unknown {"error":"422 Unprocessable Entity: execution: the server's words."} ` +
			`Which models the alert rules can see can't be told: 422 Unprocessable Entity: execution: the server's words.`
		last := d.Layers[len(d.Layers)-1]
		if got := said(t, last, f.URL); got != want || !last.Warning {
			t.Errorf("%s: got\n%s, want\n%s", name, got, want)
		}
	}
}

// The rules are asked as they are evaluated: at whole seconds, and as finely as the data source is scraped.
func TestTheCoverageIsAskedAsRulesAre(t *testing.T) {
	f := newFake(t)
	baseten(f, 0, 15*time.Second)
	ds := f.datasource(t, `{"scrapeInterval":"15s"}`)
	health(t, ds)
	for _, r := range f.requests("query") {
		if text := r.form.Get("query"); strings.Contains(text, "baseten_container_restarts_total") && !strings.Contains(text, ":15s]") {
			t.Errorf("asked %s", text)
		}
	}
}

func TestCoverageThatCantBeToldFailsNothing(t *testing.T) {
	f := newFake(t)
	baseten(f, 0, time.Minute)
	plain := f.answers["query"]
	f.answers["query"] = func(r received) (int, string) {
		if strings.Contains(r.form.Get("query"), "[6h]") {
			return http.StatusServiceUnavailable, `{"status":"error","errorType":"timeout","error":"query timed out"}`
		}
		return plain(r)
	}
	result, d := health(t, f.datasource(t, ""))
	last := d.Layers[len(d.Layers)-1]
	if result.Status != backend.HealthStatusOk || !last.Warning || !strings.Contains(last.Text, "query timed out") {
		t.Errorf("%v: %+v", result.Status, last)
	}
}
