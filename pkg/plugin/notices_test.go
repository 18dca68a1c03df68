package plugin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

const (
	panelQuery  = `{"metric":"baseten_replicas_active","groupBy":["model_name"]`
	threeSeries = `[{"__name__":"baseten_replicas_active","model_name":"a","environment":"production"},` +
		`{"__name__":"baseten_replicas_active","model_name":"b","environment":"staging"},` +
		`{"__name__":"baseten_replicas_active","model_name":"c"}]`
)

func filter(label, operator, value string) string {
	return `{"label":"` + label + `","operator":"` + operator + `","values":["` + value + `"]}`
}

func TestWhyEmpty(t *testing.T) {
	lastSample := func(form url.Values) (int, string) {
		if form.Get("query") == "max(timestamp(baseten_replicas_active))" {
			return http.StatusOK, success(matrix(series(`{}`, "1699990000.5")))
		}
		return http.StatusOK, success(matrix())
	}
	empty := func(url.Values) (int, string) { return http.StatusOK, success(matrix()) }
	for name, test := range map[string]struct {
		query  string
		series string
		ranges func(url.Values) (int, string)
		want   string
		// custom is what the editor reads, without the text.
		custom string
	}{
		"metric unknown": {
			panelQuery + `}`, `[]`, empty, "baseten_replicas_active is not on this server", `"reason":"metric"`,
		},
		"range without samples": {
			panelQuery + `}`, `[]`, lastSample, "no sample in this time range; the last one was at 2023-11-14 19:26:40 UTC", `"reason":"range"`,
		},
		"no such value": {
			panelQuery + `,"filters":[` + filter("environment", "=", "prod") + `]}`, threeSeries, empty,
			"environment is 'prod'; in this time range the server has (none), 'production', 'staging'",
			`"reason":"filter","label":"environment","values":["","production","staging"]`,
		},
		"no such pattern": {
			panelQuery + `,"filters":[` + filter("model_name", "=", "a") + `,` + filter("environment", "=~", "dev.*") + `]}`, threeSeries, empty,
			"environment matches 'dev.*'; in this time range",
			`"reason":"filter","label":"environment","values":["","production","staging"]`,
		},
		"filters that exclude each other": {
			panelQuery + `,"filters":[` + filter("model_name", "=", "a") + `,` + filter("environment", "=", "staging") + `]}`, threeSeries, empty,
			"none matches all: where model_name is 'a', environment has 'production'",
			`"reason":"filter","label":"environment","values":["production"]`,
		},
		"label that the server lacks": {
			`{"metric":"baseten_gpu_utilization","filters":[` + filter("replica", "=", "r1") + `]}`,
			`[{"__name__":"baseten_gpu_utilization","model_name":"a"}]`, empty,
			"has the label replica, so replica is 'r1' matches none. A server that de-duplicates",
			`"reason":"label","label":"replica"`,
		},
		"code": {
			`{"editorMode":"code","expr":"sum(rate(foo{job=\"x\"}[5m]))"}`, `[{"__name__":"foo","job":"y"}]`, empty, "job is 'x'; in this time range the server has 'y'",
			`"reason":"filter","label":"job","values":["y"]`,
		},
		"series without a value": {
			panelQuery + `}`, threeSeries, lastSample, "The last sample of baseten_replicas_active was at 2023-11-14 19:26:40 UTC, before this time range", `"reason":"ended"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.on("query_range", test.ranges)
			f.always("series", test.series)
			got := one(t, f.datasource(t, ""), nil, test.query)
			if !anyContains(notices(got), test.want) {
				t.Errorf("notices %q lack %q", notices(got), test.want)
			}
			custom, err := json.Marshal(got[0].Meta.Custom)
			if err != nil || !strings.Contains(string(custom), ","+test.custom+",\"params\":{") {
				t.Errorf("custom %s (%v) lacks %s", custom, err, test.custom)
			}
		})
	}
}

// What the translator has to say of a query is said with the answer, as strongly as it says it; and why points are further apart
// than was asked.
func TestNoticesOfTheQuery(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1", "1")))
	f.always("query", vector())
	long := query("A", `{"metric":"baseten_replicas_active","groupBy":["status_code"],"threshold":3,"queryType":"range","interval":"1s"}`)
	long.Interval, long.TimeRange.From = time.Second, end.Add(-24*time.Hour)
	got := ask(t, f.datasource(t, ""), nil, long)["A"]
	if got.Error != nil {
		t.Fatal(got.Error)
	}
	want := []data.Notice{
		{Severity: data.NoticeSeverityInfo, Text: "threshold is set, but value of Active replicas (baseten_replicas_active) doesn't use it."},
		{Severity: data.NoticeSeverityWarning, Text: "Active replicas (baseten_replicas_active) has no label status_code: grouping by it changes nothing."},
		{Severity: data.NoticeSeverityInfo, Text: "The min step of 1s was raised to "},
	}
	said := got.Frames[0].Meta.Notices
	if len(said) != len(want) {
		t.Fatalf("said %+v", said)
	}
	for i, one := range want {
		if said[i].Severity != one.Severity || !strings.HasPrefix(said[i].Text, one.Text) {
			t.Errorf("said %+v, want %+v", said[i], one)
		}
	}
}

func TestNoticesOfTheQueryOfARule(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "1", "1")))
	said := notices(one(t, f.datasource(t, ""), fromAlert, panelQuery+`,"threshold":3,"queryType":"range"}`))
	if want := "threshold is set, but value of Active replicas (baseten_replicas_active) doesn't use it."; len(said) != 1 || said[0] != want {
		t.Errorf("said %q, want %s", said, want)
	}
}

// What the server is asked of the parts of a query is asked of the same times, and no refusal of it is taken for a reason.
func TestWhyEmptyAsksAsTheQueryDoes(t *testing.T) {
	f := newFake(t)
	refused := false
	f.on("query_range", func(form url.Values) (int, string) {
		if refused = strings.HasPrefix(form.Get("query"), "count("); refused {
			return http.StatusUnprocessableEntity, `{"status":"error","errorType":"execution","error":"too much"}`
		}
		return http.StatusOK, success(matrix())
	})
	f.has(t)
	if said := notices(one(t, f.datasource(t, ""), nil, `{"editorMode":"code","expr":"x + y"}`)); len(said) > 0 {
		t.Errorf("said %q", said)
	}
	sent := f.requests("query_range")
	if len(sent) != 2 || !refused {
		t.Fatalf("asked %+v", sent)
	}
	for _, name := range []string{"start", "end", "step"} {
		if plain, part := sent[0].form.Get(name), sent[1].form.Get(name); plain == "" || part != plain {
			t.Errorf("the %s of the query is %s, and of its part %s", name, plain, part)
		}
	}
}

func TestWhyEmptyLooksWithinTheRange(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix())
	f.always("series", threeSeries)
	one(t, f.datasource(t, ""), nil, panelQuery+`}`)
	sent := f.requests("series")
	if len(sent) != 1 || sent[0].form.Get("match[]") != "baseten_replicas_active" || sent[0].form.Get("end") != "1700000400" {
		t.Errorf("asked %+v", sent)
	}
}

func TestWhyEmptyThatFailsIsSilent(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix())
	f.on("series", func(url.Values) (int, string) { return http.StatusInternalServerError, "no" })
	if texts := notices(one(t, f.datasource(t, ""), nil, panelQuery+`}`)); len(texts) != 0 {
		t.Errorf("notices %q", texts)
	}
}

func TestShortWindow(t *testing.T) {
	for queryJSON, want := range map[string]string{
		`{"metric":"baseten_inference_requests_total","window":"1m"}`:                                   "A window of 2m works",
		`{"editorMode":"code","expr":"sum(rate(x[1m])) / sum(rate(x[10m]))"}`:                           "The window of 1m holds",
		`{"metric":"baseten_inference_requests_total","window":"2m"}`:                                   "",
		`{"metric":"baseten_inference_requests_total"}`:                                                 "",
		`{"metric":"baseten_replicas_active","calculation":"max_over_time","window":"1m"}`:              "",
		`{"editorMode":"code","expr":"max_over_time(x[1m])"}`:                                           "",
		`{"editorMode":"code","expr":"not promql ("}`:                                                   "",
		`{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile","window":"90s"}`: "A window of 2m works",
	} {
		f := newFake(t)
		f.always("query_range", matrix())
		f.always("series", `[]`)
		texts := notices(one(t, f.datasource(t, ""), nil, queryJSON))
		if want != "" && !anyContains(texts, want) || want == "" && anyContains(texts, "fewer than two samples") {
			t.Errorf("%s: notices %q, want %q", queryJSON, texts, want)
		}
	}
}

func TestTopBucket(t *testing.T) {
	const quantile = `{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile","quantile":0.99,"groupBy":["model_name"],"filters":[{"label":"model_name","operator":"=","values":["m"]}]}`
	for value, want := range map[string]bool{"10": true, "9.99": false, "NaN": false} {
		f := newFake(t)
		f.always("query_range", matrix(series(oneSeries, value, value)))
		f.always("query", vector(sample(oneSeries, value)))
		f.always("values", `["1","10","+Inf"]`)
		f.always("series", `[]`)
		ds := f.datasource(t, "")
		got := one(t, ds, nil, quantile)
		texts := notices(got)
		if anyContains(texts, "10 s, the highest bucket bound") != want {
			t.Errorf("at %s: notices %q", value, texts)
		}
		words, err := json.Marshal(got[0].Fields[1].Config.Mappings)
		if err != nil || (string(words) == `[{"type":"value","options":{"10":{"text":"more than 10 s"}}}]`) != want {
			t.Errorf("at %s: words %s, %v", value, words, err)
		}
		if want {
			if got := f.requests("values")[0].form.Get("match[]"); got != `baseten_end_to_end_response_time_seconds_bucket{model_name="m"}` {
				t.Errorf("bounds of %s", got)
			}
		}
		before := len(f.requests("values"))
		one(t, ds, fromAlert, strings.Replace(quantile, "0.99", "0.98", 1))
		if len(f.requests("values")) != before {
			t.Error("a rule looked up bucket bounds")
		}
	}
}

func TestTopBucketInMinutes(t *testing.T) {
	f := newFake(t)
	f.always("query", vector(sample(oneSeries, "600")))
	f.always("values", `["1","600","+Inf"]`)
	got := one(t, f.datasource(t, ""), nil, `{"metric":"baseten_time_in_async_queue_seconds","calculation":"quantile","queryType":"instant","groupBy":["model_name"]}`)
	encoded, err := json.Marshal(got)
	if err != nil || !strings.Contains(string(encoded), `{"600":{"text":"more than 10 min"}}`) {
		t.Errorf("%s, %v", encoded, err)
	}
}

func TestLabelThatTheServerDropped(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "5")))
	got := one(t, f.datasource(t, ""), nil, `{"metric":"baseten_gpu_utilization","groupBy":["model_name","replica","environment"]}`)
	texts := notices(got)
	if !anyContains(texts, "the label replica") || anyContains(texts, "the label environment") || anyContains(texts, "the label model_name") {
		t.Errorf("notices %q, want one about replica alone: environment may be empty", texts)
	}
}
