package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/plugin/asked"
	"baseten-metrics-datasource/pkg/prometheus"
)

// instead answers the queries that begin with a text in another way than baseten does.
func instead(f *fake, start string, status int, body string) {
	plain := f.answers["query"]
	f.answers["query"] = func(r received) (int, string) {
		if strings.HasPrefix(r.form.Get("query"), start) {
			return status, body
		}
		return plain(r)
	}
}

const (
	failing = `{"status":"error","errorType":"execution","error":"the server's words"}`
	counted = "count by (__name__)"
	newest  = "max(timestamp("
	rawTen  = `baseten_replicas_active{model_name="say \"hi\""}[10m]`
)

// What stands in several of the texts.
const (
	facts = "Baseten's export endpoint is scraped with the header `Authorization: Api-Key …`, once every 60 s (it refuses more than 6 requests a minute); " +
		"a new series shows after about 30 s and the next scrape, and nothing is filled in for the past."
	missingNames = `["baseten_inference_requests_total","baseten_end_to_end_response_time_seconds_count","baseten_replicas_starting",` +
		`"baseten_container_cpu_usage_seconds_total","baseten_container_cpu_memory_working_set_bytes","baseten_gpu_memory_used"]`
	notThere = "(not there: baseten_inference_requests_total, baseten_end_to_end_response_time_seconds_count, baseten_replicas_starting, " +
		"baseten_container_cpu_usage_seconds_total, baseten_container_cpu_memory_working_set_bytes, baseten_gpu_memory_used)"
	noSigning = "Requests that are signed for AWS (SigV4, sigV4Auth) are not supported. For Amazon Managed Prometheus, run a signing proxy beside Grafana, such as " +
		"aws-sigv4-proxy, and enter its address as the URL."
)

func named(names ...string) string {
	samples := make([]string, len(names))
	for i, name := range names {
		samples[i] = sample(`{"__name__":"`+name+`"}`, "1")
	}
	return success(vector(samples...))
}

// sampledAt is a series with samples so many seconds before the end.
func sampledAt(seconds ...int64) string {
	points := make([]string, len(seconds))
	for i, before := range seconds {
		points[i] = fmt.Sprintf(`[%d,"1"]`, end.Unix()-before)
	}
	return success(matrix(`{"metric":{},"values":[` + strings.Join(points, ",") + `]}`))
}

// said is a layer as the configuration page gets it: code, parameters, text. ADDRESS stands for that of the server.
func said(t *testing.T, l layer, address string) string {
	t.Helper()
	encoded, err := json.Marshal(l.Params)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(l.Code+" "+string(encoded)+" "+l.Text, address, "ADDRESS")
}

// Each layer in each of its forms, whole: what is read in English, and what other languages are worded from.
func TestEachLayerOfTheHealthCheck(t *testing.T) {
	answer := func(endpoint string, status int, body string) func(*fake) {
		return func(f *fake) { f.onRequest(endpoint, func(received) (int, string) { return status, body }) }
	}
	query := func(start string, status int, body string) func(*fake) {
		return func(f *fake) { instead(f, start, status, body) }
	}
	aged := func(age time.Duration) func(*fake) { return func(f *fake) { baseten(f, age, time.Minute) } }
	every := func(distance time.Duration) func(*fake) { return func(f *fake) { baseten(f, 0, distance) } }
	for name, test := range map[string]struct {
		settings string
		prepare  func(*fake)
		layer    string
		want     string
	}{
		"no build information":     {"", answer("buildinfo", 404, "no"), "reachable", `answers {"url":"ADDRESS"} Something answers at ADDRESS.`},
		"a server of no name":      {"", answer("buildinfo", 200, success(`{"application":"Mimir"}`)), "reachable", `connected {"server":"Mimir"} Connected to Mimir.`},
		"an answer over the limit": {`{"maxSeries":1}`, func(*fake) {}, "authorised", `too-large {"error":"The server sent too much: the answer has more than 1 series. Filter or group the query so that it gives fewer series, or raise \"Series of an answer\" (maxSeries) in the data source's settings."} The answer to a first query is larger than the settings allow: The server sent too much: the answer has more than 1 series. Filter or group the query so that it gives fewer series, or raise "Series of an answer" (maxSeries) in the data source's settings.`},
		"login refused":            {"", answer("query", 401, "Unauthorized"), "authorised", `login {"error":"401 Unauthorized: Unauthorized. Check the credentials in the data source's settings; in a provisioned file a $ must be written $$."} The server refuses the login: 401 Unauthorized: Unauthorized. Check the credentials in the data source's settings; in a provisioned file a $ must be written $$.`},
		"forbidden":                {"", answer("query", 403, "no"), "authorised", `forbidden {"error":"403 Forbidden: no. These credentials are not allowed to do this; some servers also want a tenant header (X-Scope-OrgID)."} The login is accepted, but may not query: 403 Forbidden: no. These credentials are not allowed to do this; some servers also want a tenant header (X-Scope-OrgID). Give it the right to read, or check the tenant header.`},
		"unsigned":                 {"", answer("query", 403, `{"message":"Missing Authentication Token"}`), "authorised", `sigv4 null ` + noSigning + ` The server answered: 403 Forbidden: Missing Authentication Token. These credentials are not allowed to do this; some servers also want a tenant header (X-Scope-OrgID).`},
		"no API":                   {"", answer("query", 404, "not here"), "authorised", `no-api {"error":"404 Not Found: not here. Is the URL that of the Prometheus API, up to but without /api/v1?","url":"ADDRESS"} The server has no Prometheus API at ADDRESS: 404 Not Found: not here. Is the URL that of the Prometheus API, up to but without /api/v1? The URL ends before /api/v1 and needs the path prefix that some servers have, such as /prometheus (Mimir) or /select/0/prometheus (VictoriaMetrics cluster).`},
		"bad gateway":              {"", answer("query", 502, "<html><h1>Is it up?</h1></html>"), "authorised", `no-answer {"error":"502 Bad Gateway: Is it up? The server, or what stands behind a proxy, is not reachable or overloaded just now."} The server does not answer queries: 502 Bad Gateway: Is it up? The server, or what stands behind a proxy, is not reachable or overloaded just now.`},
		"nothing there": {"", func(f *fake) {
			answer("query", 200, success(vector()))(f)
			answer("query_range", 200, success(matrix()))(f)
		}, "series", `none {"last":""} Queries work, but no series named baseten_… has a sample in the past five minutes. ` + facts},
		"nothing there, nor told since when": {"", func(f *fake) { answer("query", 200, success(vector()))(f); answer("query_range", 500, failing)(f) }, "series", `none {"last":""} Queries work, but no series named baseten_… has a sample in the past five minutes. ` + facts},
		"there no more": {"", func(f *fake) {
			answer("query", 200, success(vector()))(f)
			answer("query_range", 200, success(matrix(series(`{}`, "1699990000"))))(f)
		}, "series", `none {"last":"2023-11-14 19:26:40 UTC"} Queries work, but no series named baseten_… has a sample in the past five minutes. The last one was at 2023-11-14 19:26:40 UTC: scraping has stopped since. ` + facts},
		"of unknown models":    {"", query("count(count by (model_id)", 500, failing), "series", `core {"core":8,"missing":` + missingNames + `,"present":2} 2 of 8 core metrics are there ` + notThere + `.`},
		"of no model":          {"", query("count(count by (model_id)", 200, success(vector())), "series", `core {"core":8,"missing":` + missingNames + `,"present":2} 2 of 8 core metrics are there ` + notThere + `.`},
		"of no model, counted": {"", query("count(count by (model_id)", 200, success(vector(sample(`{}`, "0")))), "series", `core {"core":8,"missing":` + missingNames + `,"present":2} 2 of 8 core metrics are there ` + notThere + `.`},
		"of one model":         {"", query("count(count by (model_id)", 200, success(vector(sample(`{}`, "1")))), "series", `core {"core":8,"missing":` + missingNames + `,"models":1,"present":2} 2 of 8 core metrics are there, of 1 model ` + notThere + `.`},
		"all of the core": {"", query(counted, 200, named("baseten_replicas_active", "baseten_gpu_utilization", "baseten_inference_requests_total",
			"baseten_end_to_end_response_time_seconds_count", "baseten_replicas_starting", "baseten_container_cpu_usage_seconds_total",
			"baseten_container_cpu_memory_working_set_bytes", "baseten_gpu_memory_used")), "series", `core {"core":8,"missing":[],"models":2,"present":8} 8 of 8 core metrics are there, of 2 models.`},
		"fresh, as old as it may be":          {"", aged(4 * time.Minute), "fresh", `fresh {"age":"4m0s"} The newest sample is 4m0s old.`},
		"stale":                               {"", aged(4*time.Minute + time.Second), "fresh", `stale {"age":"4m1s","scrapes":4} The newest sample is 4m1s old, more than 4 scrapes: see whether the scrape job still works, and whether the export endpoint answers it with 401 or 429. ` + facts},
		"fresh, as early as it may be":        {"", aged(-time.Minute), "fresh", `fresh {"age":"0s"} The newest sample is 0s old.`},
		"of the future":                       {"", aged(-61 * time.Second), "fresh", `clocks {"age":"1m1s"} The newest sample is 1m1s in the future: the clocks of Grafana's and the Prometheus server disagree.`},
		"of an unknown age":                   {"", query(newest, 500, failing), "fresh", `age-unknown {"error":"500 Internal Server Error: execution: the server's words."} The age of the data can't be told: 500 Internal Server Error: execution: the server's words.`},
		"gone meanwhile":                      {"", query(newest, 200, success(vector())), "fresh", `vanished null The age of the data can't be told, since the series vanished while they were looked at; try again.`},
		"as often as it may seem":             {"", every(42 * time.Second), "interval", `interval {"observed":"42s","set":"1m"} Samples come about every 42s, as set.`},
		"more often":                          {"", every(41 * time.Second), "interval", `interval-shorter {"observed":"41s","set":"1m"} Samples come about every 41s, more often than the setting Scrape interval (1m) says: graphs are coarser than they could be.`},
		"as seldom as it may seem":            {"", every(78 * time.Second), "interval", `interval {"observed":"78s","set":"1m"} Samples come about every 78s, as set.`},
		"more seldom":                         {"", every(79 * time.Second), "interval", `interval-longer {"observed":"79s","set":"1m"} Samples come about every 79s, but the setting Scrape interval is 1m: rates will have gaps. Set it to 79s.`},
		"three samples":                       {"", query(rawTen, 200, sampledAt(240, 120, 0)), "interval", `interval-longer {"observed":"2m","set":"1m"} Samples come about every 2m, but the setting Scrape interval is 1m: rates will have gaps. Set it to 2m.`},
		"two samples":                         {"", query(rawTen, 200, sampledAt(120, 0)), "interval", `interval-unknown {"set":"1m"} There are too few samples yet to tell the scrape interval; 1m is assumed.`},
		"a scrape missed":                     {"", query(rawTen, 200, sampledAt(360, 300, 240, 120, 60, 0)), "interval", `interval {"observed":"1m","set":"1m"} Samples come about every 1m, as set.`},
		"of one series, whose samples fail":   {"", query(rawTen, 500, failing), "interval", `interval-unknown {"set":"1m"} There are too few samples yet to tell the scrape interval; 1m is assumed.`},
		"of one series, whose samples vanish": {"", query(rawTen, 200, success(matrix())), "interval", `interval-unknown {"set":"1m"} There are too few samples yet to tell the scrape interval; 1m is assumed.`},
		"of one series that isn't found":      {"", query("topk(1,", 500, failing), "interval", `interval-unknown {"set":"1m"} There are too few samples yet to tell the scrape interval; 1m is assumed.`},
		"settings that nothing reads": {`{"scrapInterval":"60s","timeInterval":"60s"}`, func(*fake) {}, "settings",
			`unread {"more":0,"names":["jsonData.scrapInterval","jsonData.timeInterval (scrapeInterval)"]} Settings that nothing here reads, so that they have no effect: jsonData.scrapInterval, jsonData.timeInterval (scrapeInterval). See how each is spelt.`},
		"settings of another data source": {`{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1}`, func(*fake) {}, "settings",
			`unread {"more":2,"names":["jsonData.a","jsonData.b","jsonData.c","jsonData.d","jsonData.e"]} Settings that nothing here reads, so that they have no effect: jsonData.a, jsonData.b, jsonData.c, jsonData.d, jsonData.e and 2 more. See how each is spelt.`},
		"half a header": {`{"httpHeaderName1":"X-Scope-OrgID"}`, func(*fake) {}, "settings",
			`half-header {"more":0,"names":["jsonData.httpHeaderName1"]} The header of jsonData.httpHeaderName1 isn't sent: it needs both a name (jsonData.httpHeaderName1) and a value (secureJsonData.httpHeaderValue1) of the same number.`},
		"more half headers than a sentence names": {`{"httpHeaderName1":"a","httpHeaderName2":"b","httpHeaderName3":"c","httpHeaderName4":"d","httpHeaderName5":"e","httpHeaderName6":"f","httpHeaderName7":"g"}`, func(*fake) {}, "settings",
			`half-header {"more":2,"names":["jsonData.httpHeaderName1","jsonData.httpHeaderName2","jsonData.httpHeaderName3","jsonData.httpHeaderName4","jsonData.httpHeaderName5"]} The header of jsonData.httpHeaderName1, jsonData.httpHeaderName2, jsonData.httpHeaderName3, jsonData.httpHeaderName4, jsonData.httpHeaderName5 and 2 more isn't sent: it needs both a name (jsonData.httpHeaderName1) and a value (secureJsonData.httpHeaderValue1) of the same number.`},
		"settings of which each is read": {`{"scrapeInterval":"60s"}`, func(*fake) {}, "settings", "none"},
		"half a header, and no login": {`{"httpHeaderName1":"X-Scope-OrgID"}`, answer("query", 401, "no"), "settings",
			`half-header {"more":0,"names":["jsonData.httpHeaderName1"]} The header of jsonData.httpHeaderName1 isn't sent: it needs both a name (jsonData.httpHeaderName1) and a value (secureJsonData.httpHeaderValue1) of the same number.`},
		"of one series that vanished": {"", query("topk(1,", 200, success(vector())), "interval", `interval-unknown {"set":"1m"} There are too few samples yet to tell the scrape interval; 1m is assumed.`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			baseten(f, 0, time.Minute)
			test.prepare(f)
			result, d := health(t, f.datasource(t, test.settings))
			got := "none"
			for i, l := range d.Layers {
				if isLast := i == len(d.Layers)-1; !l.OK && (!isLast || result.Status != backend.HealthStatusError) {
					t.Errorf("%+v has failed, and the check is %v and goes on with %+v", l, result.Status, d.Layers[i+1:])
				}
				if l.Name == test.layer {
					got = said(t, l, f.URL)
				}
			}
			if got != test.want {
				t.Errorf("got\n%s, want\n%s", got, test.want)
			}
		})
	}
}

// down is a client whose server doesn't answer, in the words of the client; the real one tries again for seconds before.
type down struct {
	asked.Server
	err error
}

func (d down) BuildInfo(context.Context) (*prometheus.BuildInfo, error) { return nil, d.err }

func TestTheHealthCheckOfAServerThatIsNotReached(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"no connection": {&prometheus.Error{Message: "refused", Source: backend.ErrorSourceDownstream, Hint: "Is it up?"},
			`unreachable {"error":"refused. Is it up?","url":"ADDRESS"} The server can't be reached at ADDRESS: refused. Is it up? Grafana's server has to reach it, not only your browser.`},
		"no words": {&prometheus.Error{},
			`unreachable {"error":"","url":"ADDRESS"} The server can't be reached at ADDRESS:  Grafana's server has to reach it, not only your browser.`},
		"words without a stop": {&prometheus.Error{Message: " refused "},
			`unreachable {"error":"refused.","url":"ADDRESS"} The server can't be reached at ADDRESS: refused. Grafana's server has to reach it, not only your browser.`},
		"no place": {fmt.Errorf("%w: two are under way", prometheus.ErrBusy), ` null ` + prometheus.ErrBusy.Error() + `: two are under way.`},
	} {
		f := newFake(t)
		loaded, client := f.parts(t, "")
		result, d := health(t, made(t, loaded, down{client, test.err}))
		if got := said(t, d.Layers[0], f.URL); len(d.Layers) != 1 || result.Status != backend.HealthStatusError || got != test.want {
			t.Errorf("%s: got\n%s, want\n%s", name, got, test.want)
		}
	}
	// An export that answers nothing else is told apart, even so.
	f := newFake(t)
	f.onRequest("", func(received) (int, string) {
		return http.StatusOK, "# TYPE baseten_replicas_active gauge\nbaseten_replicas_active 1\n"
	})
	loaded, client := f.parts(t, "")
	_, d := health(t, made(t, loaded, down{client, &prometheus.Error{Message: "refused"}}))
	if len(d.Layers) != 1 || d.Layers[0].Code != codeExport || d.Layers[0].OK {
		t.Errorf("got %+v", d.Layers)
	}
}

// A series of the core that is there is what the check asks about; what no server should have to read is asked about last.
func TestTheHealthCheckAsksAboutWhatIsThere(t *testing.T) {
	for names, want := range map[string]string{
		"baseten_replicas_active baseten_inference_requests_total": "baseten_replicas_active",
		"baseten_inference_requests_total baseten_gpu_utilization": "baseten_inference_requests_total",
		"baseten_gpu_memory_used":                                  "baseten_gpu_memory_used",
		"baseten_other":                                            `{__name__=~"baseten_.+"}`,
	} {
		f := newFake(t)
		baseten(f, 0, time.Minute)
		instead(f, counted, http.StatusOK, named(strings.Fields(names)...))
		health(t, f.datasource(t, ""))
		var queries []string
		for _, r := range f.requests("query") {
			queries = append(queries, r.form.Get("query"))
		}
		if !anyContains(queries, "max(timestamp("+want+"))") || !anyContains(queries, "count(count by (model_id) ("+want+"))") || !anyContains(queries, "topk(1, "+want+")") {
			t.Errorf("with %s asked %q", names, queries)
		}
	}
}

func TestTheLastSampleIsLookedForUntilNow(t *testing.T) {
	f := newFake(t)
	f.always("query", vector())
	f.always("query_range", matrix())
	health(t, f.datasource(t, ""))
	sent := f.requests("query_range")
	if len(sent) != 1 || sent[0].form.Get("end") != "1700000400" || sent[0].form.Get("start") != "1698790800" {
		t.Errorf("asked %+v, want the fourteen days before", sent)
	}
}
