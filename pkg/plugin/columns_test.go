package plugin

import (
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// Transformations join and merge columns by their names.
func TestTablesOfOnePanelHaveDifferentValueColumns(t *testing.T) {
	const requests = `{"metric":"baseten_inference_requests_total","queryType":"instant","format":"table","groupBy":["model_name"]`
	for name, c := range map[string]struct {
		a, b, columnA, columnB string
	}{
		"other filters": {
			requests + `,"filters":[` + filter("environment", "=", "staging") + `]}`, requests + `,"filters":[` + filter("environment", "=", "production") + `]}`,
			"staging Requests per second", "production Requests per second",
		},
		"the same query": {requests + `}`, requests + `}`, "Requests per second #A", "Requests per second #B"},
		"other grouping": {
			requests + `}`, `{"metric":"baseten_inference_requests_total","queryType":"instant","format":"table","groupBy":["model_name","environment"]}`,
			"Requests per second #A", "Requests per second #B",
		},
		"code": {
			`{"editorMode":"code","expr":"a","queryType":"instant","format":"table"}`, `{"editorMode":"code","expr":"b","queryType":"instant","format":"table"}`,
			"Value #A", "Value #B",
		},
		"what the title says": {
			`{"metric":"baseten_end_to_end_response_time_seconds","quantile":0.5,"queryType":"instant","format":"table"}`,
			`{"metric":"baseten_end_to_end_response_time_seconds","quantile":0.95,"queryType":"instant","format":"table"}`,
			"End-to-end response time, p50", "End-to-end response time, p95",
		},
		"a table and lines": {requests + `}`, `{"metric":"baseten_inference_requests_total","queryType":"instant","groupBy":["model_name"]}`, "Requests per second", "Requests per second"},
		"other metrics":     {requests + `}`, `{"metric":"baseten_replicas_active","queryType":"instant","format":"table","groupBy":["model_name"]}`, "Requests per second", "Active replicas"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.always("query", vector(sample(oneSeries, "2")))
			answers := ask(t, f.datasource(t, ""), nil, query("A", c.a), query("B", c.b))
			for ref, want := range map[string]string{"A": c.columnA, "B": c.columnB} {
				if answers[ref].Error != nil {
					t.Fatal(answers[ref].Error)
				}
				if got := valueNames(answers[ref].Frames); len(got) != 1 || got[0] != want {
					t.Errorf("%s: %q, want %q", ref, got, want)
				}
			}
		})
	}
}

func valueNames(frames data.Frames) []string {
	var names []string
	for _, field := range fields(frames) {
		names = append(names, field.Name)
	}
	return names
}
