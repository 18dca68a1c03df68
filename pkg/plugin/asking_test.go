package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/prometheus"
)

// What a query says of the names of its series reaches them.
func TestNamesOfSeries(t *testing.T) {
	const labels = `{"model_name":"m","deployment_id":"wx4","environment":"production"}`
	for name, test := range map[string]struct{ query, labels, want string }{
		"its labels, in its order": {`"groupBy":["environment","deployment_id"]`, labels, "production, deployment wx4"},
		"its template":             {`"groupBy":["deployment_id"],"legendFormat":"{{deployment_id}} of {{model_name}}"`, labels, "wx4 of m"},
		"its title":                {`"groupBy":[]`, `{}`, "Active replicas"},
	} {
		f := newFake(t)
		f.always("query_range", matrix(series(test.labels, "1")))
		got := fields(one(t, f.datasource(t, ""), nil, `{"metric":"baseten_replicas_active",`+test.query+`}`))
		if len(got) != 1 || displayName(got[0]) != test.want {
			t.Errorf("%s: got %v, want %q", name, got, test.want)
		}
	}
	f := newFake(t)
	f.always("query_range", matrix(series(labels, "1")))
	got := fields(one(t, f.datasource(t, ""), nil, `{"editorMode":"code","expr":"up"}`))
	if want := "deployment_id=wx4, environment=production, model_name=m"; len(got) != 1 || displayName(got[0]) != want {
		t.Errorf("of code: got %v, want %q", got, want)
	}
	// Two of them would both be "Value".
	f.always("query_range", matrix(series(`{}`, "1")))
	answers := ask(t, f.datasource(t, ""), nil, query("A", `{"editorMode":"code","expr":"sum(rate(x[$__rate_interval]))"}`), query("B", `{"editorMode":"code","expr":"sum(\n  y\n)"}`))
	for refID, want := range map[string]string{"A": "sum(rate(x[$__rate_interval]))", "B": "sum( y )"} {
		if got := fields(answers[refID].Frames); len(got) != 1 || displayName(got[0]) != want || got[0].Name != "Value" {
			t.Errorf("code without labels: got %v, want %q", got, want)
		}
	}
}

// Grafana takes a frame by its type, also where it is empty.
func TestTypesOfFrames(t *testing.T) {
	expression := map[string]string{"http_X-Grafana-From-Expr": "true"}
	for name, test := range map[string]struct {
		headers map[string]string
		kind    string
		answer  []string
		want    []data.FrameType
	}{
		"an empty range":              {nil, "range", nil, []data.FrameType{data.FrameTypeTimeSeriesWide}},
		"nothing at one time":         {nil, "instant", nil, []data.FrameType{data.FrameTypeNumericWide}},
		"a gap in a panel":            {nil, "range", []string{series(`{"a":"1"}`, "1", "", "3"), series(`{"a":"2"}`, "1", "2", "3")}, []data.FrameType{data.FrameTypeTimeSeriesWide}},
		"a gap for an expression":     {expression, "range", []string{series(`{"a":"1"}`, "1", "", "3"), series(`{"a":"2"}`, "1", "2", "3")}, []data.FrameType{data.FrameTypeTimeSeriesMulti, data.FrameTypeTimeSeriesMulti}},
		"a gap for a rule of a range": {fromAlert, "range", []string{series(`{"a":"1"}`, "1", "", "3"), series(`{"a":"2"}`, "1", "2", "3")}, []data.FrameType{data.FrameTypeTimeSeriesMulti, data.FrameTypeTimeSeriesMulti}},
	} {
		f := newFake(t)
		f.always("query_range", matrix(test.answer...))
		f.always("query", vector())
		f.always("series", `[]`)
		var got []data.FrameType
		for _, frame := range one(t, f.datasource(t, ""), test.headers, `{"metric":"baseten_replicas_active","groupBy":["a"],"queryType":"`+test.kind+`"}`) {
			got = append(got, frame.Meta.Type)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

// What decides the step of a panel is what Grafana says of it.
func TestStepsOfAPanel(t *testing.T) {
	for name, test := range map[string]struct {
		interval time.Duration
		points   int64
		want     string
	}{
		"its interval": {2 * time.Minute, 1000, "120"}, "its width": {0, 5, "120"}, "neither": {0, 0, "60"}, "not below the scrape interval": {time.Second, 1000, "60"},
	} {
		f := newFake(t)
		f.always("query_range", matrix(series(`{}`, "1")))
		q := query("A", `{"metric":"baseten_replicas_active","groupBy":[]}`)
		q.Interval, q.MaxDataPoints = test.interval, test.points
		if response := ask(t, f.datasource(t, ""), nil, q)["A"]; response.Error != nil {
			t.Fatal(response.Error)
		}
		if got := f.requests("query_range")[0].form.Get("step"); got != test.want {
			t.Errorf("%s: a step of %s, want %s", name, got, test.want)
		}
	}
}

// Over less than a rate takes, the best of a range are those of a time in which one can be told.
func TestTheBestOfAShortRange(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(`{}`, "1")))
	q := query("A", `{"metric":"baseten_inference_requests_total","groupBy":["model_name"],"top":{"order":"top","n":3}}`)
	q.TimeRange.From = end.Add(-2 * time.Minute)
	if response := ask(t, f.datasource(t, ""), nil, q)["A"]; response.Error != nil {
		t.Fatal(response.Error)
	}
	if got := f.requests("query_range")[0].form.Get("query"); strings.Contains(got, "[2m]") || strings.Contains(got, "[120s]") || strings.Count(got, "[4m]") != 2 {
		t.Errorf("sent %s", got)
	}
}

func TestTheWholeNoticeOfAShortWindow(t *testing.T) {
	for settings, want := range map[string][2]string{
		"": {"The window of 1m holds fewer than two samples at a scrape interval of 1m, and a rate needs two. A window of 2m works; 4m also stands a missed scrape.",
			`"reason":"window","params":{"scrapeInterval":60,"window":60}`},
		`{"scrapeInterval":"50s"}`: {"The window of 1m holds fewer than two samples at a scrape interval of 50s, and a rate needs two. A window of 100s works; 200s also stands a missed scrape.",
			`"reason":"window","params":{"scrapeInterval":50,"window":60}`},
	} {
		f := newFake(t)
		f.always("query_range", matrix())
		got := one(t, f.datasource(t, settings), nil, `{"metric":"baseten_inference_requests_total","window":"1m"}`)
		if texts := notices(got); len(texts) != 1 || texts[0] != want[0] {
			t.Errorf("%s: notices %q, want %q", settings, texts, want[0])
		}
		custom, err := json.Marshal(got[0].Meta.Custom)
		// None of the texts has a character that JSON escapes.
		if err != nil || string(custom) != `{"whyEmpty":{"text":"`+want[0]+`",`+want[1]+`}}` {
			t.Errorf("%s: custom %s, %v", settings, custom, err)
		}
		if sent := f.requests("series"); len(sent) > 0 {
			t.Errorf("%s: it was known why, and asked %+v", settings, sent)
		}
	}
}

func TestTheWholeNoticeOfAMissingLabel(t *testing.T) {
	for query, want := range map[string]string{
		`{"metric":"baseten_gpu_utilization","groupBy":["model_name","replica"]}`: "No series on this server has the label replica, so what should be one line each is merged. A server that " +
			"de-duplicates highly available scrapers on replica (Mimir, Thanos) drops Baseten's label of that name; let it use another one, such as __replica__.",
		`{"metric":"baseten_inference_requests_total","groupBy":["model_name","deployment_id"]}`: "No series on this server has the label deployment_id, so what should be one line each is merged.",
	} {
		f := newFake(t)
		f.always("query_range", matrix(series(oneSeries, "5")))
		f.always("query", vector())
		if texts := notices(one(t, f.datasource(t, ""), nil, query)); len(texts) != 1 || texts[0] != want {
			t.Errorf("%s: notices %q, want %q", query, texts, want)
		}
	}
}

func TestBoundsThatQuantilesStandAt(t *testing.T) {
	const quantile = `"calculation":"quantile","queryType":"instant","groupBy":["model_name"]}`
	for name, test := range map[string]struct{ metric, bounds, value, want string }{
		"two minutes":           {"baseten_end_to_end_response_time_seconds", `["1","120","+Inf"]`, "120", "2 min"},
		"less than that":        {"baseten_end_to_end_response_time_seconds", `["1","60","+Inf"]`, "60", "60 s"},
		"no whole minutes":      {"baseten_end_to_end_response_time_seconds", `["1","130","+Inf"]`, "131", "130 s"},
		"of another unit":       {"baseten_request_size_bytes", `["1","6000","+Inf"]`, "6000", "6000 B"},
		"below it":              {"baseten_end_to_end_response_time_seconds", `["1","10","+Inf"]`, "9.9", ""},
		"a bucket without end":  {"baseten_end_to_end_response_time_seconds", `["+Inf"]`, "10", ""},
		"bounds that are words": {"baseten_end_to_end_response_time_seconds", `["x"]`, "10", ""},
	} {
		f := newFake(t)
		f.always("query", vector(sample(oneSeries, test.value), sample(`{"model_name":"n"}`, "0.5")))
		f.always("values", test.bounds)
		texts := notices(one(t, f.datasource(t, ""), nil, `{"metric":"`+test.metric+`",`+quantile))
		want := "Some values stand at " + test.want + ", the highest bucket bound of this histogram: the true value is at or above it."
		if test.want == "" && len(texts) > 0 || test.want != "" && (len(texts) != 1 || texts[0] != want) {
			t.Errorf("%s: notices %q, want %q", name, texts, want)
		}
	}
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "10", "5")))
	f.always("values", `["1","10","+Inf"]`)
	if texts := notices(one(t, f.datasource(t, ""), nil, `{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile"}`)); !anyContains(texts, "stand at 10 s") {
		t.Errorf("once in the range: notices %q", texts)
	}
	// Bounds of the whole time that the points look at.
	if sent := f.requests("values"); len(sent) != 1 || sent[0].form.Get("start") != "1699999560" || sent[0].form.Get("end") != "1700000400" {
		t.Errorf("asked %+v", sent)
	}
	f.always("query_range", matrix())
	f.always("series", `[]`)
	one(t, f.datasource(t, ""), nil, `{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile"}`)
	f.on("values", nil)
	if sent := f.requests("values"); len(sent) != 1 {
		t.Errorf("an answer without a value asked for bounds: %+v", sent)
	}
}

func TestWhenSamplesWereLeftOut(t *testing.T) {
	const sent = "count(max_over_time(baseten_gpu_utilization[%s]) > 100"
	for name, test := range map[string]struct {
		query        string
		back, behind time.Duration
		counted      string
		asked, said  string
	}{
		"one, in ten minutes": {`"queryType":"range"`, 10 * time.Minute, 0, "1", "[600s]", "One series had samples in this time range that"},
		"several":             {`"queryType":"range"`, 10 * time.Minute, 0, "2", "[600s]", "2 series had samples in this time range that"},
		"none":                {`"queryType":"range"`, 10 * time.Minute, 0, "0", "[600s]", ""},
		"a day":               {`"queryType":"range"`, 24 * time.Hour, 0, "2", "[86400s]", "in this time range"},
		"more than a day":     {`"queryType":"range"`, 24*time.Hour + time.Minute, 0, "2", "[86400s]", "in the last day of this time range"},
		"no time":             {`"queryType":"instant"`, 0, 0, "2", "[60s]", "in this time range"},
		"beside the steps":    {`"queryType":"range"`, 10 * time.Minute, 30 * time.Second, "2", "[570s]", "in this time range"},
		"of the best":         {`"queryType":"range","top":{"order":"top","n":3}`, 2 * time.Minute, 0, "2", "[120s]", "in this time range"},
	} {
		f := newFake(t)
		f.always("query_range", matrix(series(oneSeries, "50")))
		var asked []received
		f.onRequest("query", func(r received) (int, string) {
			if !strings.Contains(r.form.Get("query"), "> 100") {
				return http.StatusOK, success(vector(sample(oneSeries, "50")))
			}
			asked = append(asked, r)
			return http.StatusOK, success(vector(sample(`{}`, test.counted)))
		})
		q := query("A", `{"metric":"baseten_gpu_utilization","groupBy":["model_name"],`+test.query+`}`)
		q.TimeRange = backend.TimeRange{From: end.Add(test.behind - test.back), To: end.Add(test.behind)}
		response := ask(t, f.datasource(t, ""), nil, q)["A"]
		if response.Error != nil {
			t.Fatal(response.Error)
		}
		if texts := notices(response.Frames); test.said == "" && len(texts) > 0 || test.said != "" && (len(texts) != 1 || !strings.Contains(texts[0], test.said)) {
			t.Errorf("%s: notices %q, want %q", name, texts, test.said)
		}
		if len(asked) != 1 || asked[0].form.Get("time") != "1700000400" || !strings.Contains(asked[0].form.Get("query"), fmt.Sprintf(strings.Replace(sent, "[%s]", "%s", 1), test.asked)) {
			t.Errorf("%s: asked %+v, want %s", name, asked, test.asked)
		}
	}
}

// As many words as there may be, and one more.
func TestWordsOfAQuery(t *testing.T) {
	ds := newFake(t).datasource(t, "")
	many := strings.Repeat(" + 1", 4_999)
	if err := ds.withinLimits("-up" + many); err != nil {
		t.Error(err)
	}
	var refused *userError
	if err := ds.withinLimits("--up" + many); !errors.As(err, &refused) || !strings.HasPrefix(refused.message, "the query has more than 10000 words and signs") {
		t.Error(err)
	}
}

func TestWhatDidNotEndInTime(t *testing.T) {
	ds := newFake(t).datasource(t, "")
	ds.settings.QueryTimeout = time.Millisecond
	ctx, cancel := ds.withDeadline(context.Background(), "look-up")
	defer cancel()
	<-ctx.Done()
	var why *prometheus.Error
	if !errors.As(context.Cause(ctx), &why) || why.Message != "The look-up did not end within 1ms." || !why.Timeout {
		t.Errorf("got %v", context.Cause(ctx))
	}
}

func TestLookUpsWithoutATime(t *testing.T) {
	for name, test := range map[string][3]string{
		"none": {``, "1699996800", "1700000400"}, "of the future": {`"from":1700003600000,"to":1700007200000`, "1699996800", "1700000400"},
		"into the future": {`"from":1700000000000,"to":1700007200000`, "1700000000", "1700000400"}, "a past one": {`"from":1690000000000,"to":1690000060000`, "1690000000", "1690000060"},
		"the first time": {`"from":0,"to":0`, "1699996800", "1700000400"}, "up to now": {`"from":1700000000000,"to":1700000400000`, "1700000000", "1700000400"},
	} {
		f := newFake(t)
		f.always("labels", `["a"]`)
		ds := f.datasource(t, "")
		ds.now = func() time.Time { return end }
		call(t, ds, "POST", "labels", `{`+test[0]+`}`)
		if sent := f.requests("labels"); len(sent) != 1 || sent[0].form.Get("start") != test[1] || sent[0].form.Get("end") != test[2] {
			t.Errorf("%s: asked %+v, want %v", name, sent, test)
		}
	}
}

func TestLongestOfALookUp(t *testing.T) {
	f := newFake(t)
	f.has(t)
	f.always("metadata", `{}`)
	ds := f.datasource(t, "")
	name := func(length int) string { return strings.Repeat("x", length) }
	for _, test := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", "label-values", `{"label":"a","search":"` + name(maxName) + `"}`, 200, `{"values":[],"truncated":false,"hasEmpty":false}`},
		{"POST", "label-values", `{"label":"a","search":"` + name(maxName+1) + `"}`, 400, `{"message":"search is 4001 bytes long, and may have 4000","status":400}`},
		{"GET", "metadata?metric=" + name(maxName), "", 200, `{"type":"","help":"","unit":""}`},
		{"GET", "metadata?metric=" + name(maxName+1), "", 400, `{"message":"metric is 4001 bytes long, and may have 4000","status":400}`},
		{"POST", "labels", `{"limit":2147483647}`, 200, `{"labels":[]}`},
		{"POST", "labels", `{"limit":2147483648}`, 400, `{"message":"limit is larger than any list","status":400}`},
		{"POST", "labels", `{"limit":-2147483647}`, 400, `{"message":"limit is below 0; it is the largest number of values","status":400}`},
		{"POST", "labels", `{"limit":-2147483648}`, 400, `{"message":"limit is larger than any list","status":400}`},
	} {
		if got := call(t, ds, test.method, test.path, test.body); got.status != test.status || strings.TrimSpace(got.body) != test.want {
			t.Errorf("%s %.40s %.40s: got %d %s, want %s", test.method, test.path, test.body, got.status, got.body, test.want)
		}
	}
}

// A connection that can't be made is a setting that is wrong, and each answer says so.
func TestAConnectionThatCantBeSetUp(t *testing.T) {
	ds := instanceOf(t, backend.DataSourceInstanceSettings{
		URL: "https://localhost:9090", JSONData: []byte(`{"tlsAuthWithCACert":true}`), DecryptedSecureJSONData: map[string]string{"tlsCACert": "no certificate"},
	})
	response := ask(t, ds, nil, query("A", `{"metric":"baseten_replicas_active"}`))["A"]
	if response.Error == nil || response.Status != http.StatusBadRequest || !strings.Contains(response.Error.Error(), "the connection can't be set up: ") || strings.HasSuffix(response.Error.Error(), "<nil>") {
		t.Errorf("got %d %v", response.Status, response.Error)
	}
}
