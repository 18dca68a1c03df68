package plugin

import (
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
		"no bucket at the objective": {values{"bound": {"a": "1"}},
			[][2]string{{"coverage", "all 1"}, {"coverage-bound", "a: no bucket of the response times ends at 10 s"}}, true},
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
