package plugin

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// What the health check says and asks, whole.
func TestWordsOfTheHealthCheck(t *testing.T) {
	const core = "2 of 8 core metrics are there, of 2 models (not there: baseten_inference_requests_total, " +
		"baseten_end_to_end_response_time_seconds_count, baseten_replicas_starting, baseten_container_cpu_usage_seconds_total, " +
		"baseten_container_cpu_memory_working_set_bytes, baseten_gpu_memory_used)."
	for distance, want := range map[time.Duration]string{
		time.Minute:      "Samples come about every 1m, as set.",
		2 * time.Minute:  "Samples come about every 2m, but the setting Scrape interval is 1m: rates will have gaps. Set it to 2m.",
		15 * time.Second: "Samples come about every 15s, more often than the setting Scrape interval (1m) says: graphs are coarser than they could be.",
		9 * time.Minute:  "There are too few samples yet to tell the scrape interval; 1m is assumed.",
	} {
		f := newFake(t)
		baseten(f, 25*time.Second, distance)
		result, d := health(t, f.datasource(t, ""))
		whole := "Connected to Prometheus 3.1.0. Queries are answered (POST). " + core + " The newest sample is 25s old. " + want +
			" The alert rules as shipped watch all 2 models, those of the environment production."
		if result.Message != whole {
			t.Errorf("got\n%s, want\n%s", result.Message, whole)
		}
		var names []string
		for _, l := range d.Layers {
			names = append(names, l.Name)
		}
		if got := strings.Join(names, " "); got != "reachable authorised series fresh interval coverage" {
			t.Errorf("layers %s", got)
		}
		for _, r := range f.requests("query") {
			if r.form.Get("time") != "1700000400" {
				t.Errorf("asked %v, want all at one time", r.form)
			}
		}
		var queries []string
		for _, r := range f.requests("query") {
			queries = append(queries, r.form.Get("query"))
		}
		for _, want := range []string{
			`count by (__name__) ({__name__=~"baseten_.+"})`, `count(count by (model_id) (baseten_replicas_active))`,
			`max(timestamp(baseten_replicas_active))`, `topk(1, baseten_replicas_active)`,
		} {
			if !slices.Contains(queries, want) {
				t.Errorf("asked %q, not %s", queries, want)
			}
		}
	}
}

func TestAMinStepReachesTheServer(t *testing.T) {
	for minStep, want := range map[string]string{"": "", "10m": "600", "1m": "300"} {
		f := newFake(t)
		f.always("query", vector(sample(oneSeries, "1")))
		one(t, f.datasource(t, ""), nil, `{"metric":"baseten_replicas_active","queryType":"instant","interval":"`+minStep+`"}`)
		if got := f.requests("query")[0].form.Get("step"); got != want {
			t.Errorf("min step %q: sent the step %q, want %q", minStep, got, want)
		}
	}
}

func TestTheLimitOfSeriesReachesTheClient(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(`{"model_name":"a"}`, "1"), series(`{"model_name":"b"}`, "1")))
	got := ask(t, f.datasource(t, `{"maxSeries":1}`), nil, query("A", `{"metric":"baseten_replicas_active"}`))["A"]
	if got.Error == nil || !strings.Contains(got.Error.Error(), "more than 1 series") {
		t.Errorf("got %v", got.Error)
	}
}

func TestTimesOfLookUps(t *testing.T) {
	f := newFake(t)
	f.always("values", `["b","a","0.5","10"]`)
	f.always("series", `[]`)
	ds := f.datasource(t, `{"lookupLimit":7}`)
	const times = `"from":1700000040000,"to":1700000160000`
	got := call(t, ds, http.MethodPost, "label-values", `{"label":"x","metric":"baseten_replicas_active",`+times+`}`)
	if !strings.Contains(got.body, `["0.5","10","a","b"]`) {
		t.Errorf("values are not in order: %s", got.body)
	}
	call(t, ds, http.MethodPost, "buckets", `{"metric":"baseten_end_to_end_response_time_seconds",`+times+`}`)
	for endpoint, limit := range map[string]string{"values": "8", "series": "2"} {
		for _, r := range f.requests(endpoint) {
			if r.form.Get("start") != "1700000040" || r.form.Get("end") != "1700000160" || r.form.Get("limit") != limit {
				t.Errorf("%s was asked %v", endpoint, r.form)
			}
		}
	}
	for body, want := range map[string]string{
		`{"label":"a\u0000b\ud800"}`:   "",
		`{"from":1e300,"to":2e300}`:    "no time",
		`{"from":-1e300,"to":0}`:       "no time",
		`{"metric":{}}`:                "metric is a JSON object, but must be a string",
		`{"filters":{}}`:               "filters is a JSON object, but must be a list",
		`{"limit":1.5}`:                "limit is a JSON number 1.5, but must be a whole number",
		`{"filters":[{"values":[1]}]}`: "must be a string",
	} {
		if got := call(t, ds, http.MethodPost, "labels", body); want != "" && (got.status != http.StatusBadRequest || !strings.Contains(got.body, want)) {
			t.Errorf("%s: got %d %s, want %q", body, got.status, got.body, want)
		}
	}
}

// What is kept and idle goes with the instance.
func TestDisposeForgets(t *testing.T) {
	f := newFake(t)
	f.always("labels", `["a"]`)
	ds := instanceOf(t, backend.DataSourceInstanceSettings{URL: f.URL})
	for range 2 {
		call(t, ds, http.MethodPost, "labels", `{"from":1700000040000,"to":1700000160000}`)
	}
	ds.Dispose()
	call(t, ds, http.MethodPost, "labels", `{"from":1700000040000,"to":1700000160000}`)
	if n := len(f.requests("labels")); n != 2 {
		t.Errorf("asked %d times, want once before and once after", n)
	}
}
