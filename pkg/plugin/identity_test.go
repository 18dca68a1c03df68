package plugin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// twoPeople are the two who ask everything, each with a token that Grafana forwards. Their servers' answers hold the token.
var twoPeople = []string{"ada", "ben"}

// personalServer answers every request with the token that came along, as a server does that shows each person their own
// series.
func personalServer(t *testing.T) *fake {
	t.Helper()
	f := newFake(t)
	own := func(data string) func(received) (int, string) {
		return func(r received) (int, string) {
			token := strings.TrimPrefix(r.header.Get("Authorization"), "Bearer ")
			return http.StatusOK, success(strings.ReplaceAll(data, "OWN", token))
		}
	}
	f.onRequest("labels", own(`["label_of_OWN"]`))
	f.onRequest("values", own(`["value of OWN","0.5","10"]`))
	f.onRequest("series", own(`[{"__name__":"baseten_replicas_active","model_name":"model of OWN"}]`))
	f.onRequest("metadata", own(`{"up":[{"type":"gauge","help":"help for OWN","unit":""}],"down":[{"type":"gauge","help":"help for OWN","unit":""}]}`))
	f.onRequest("buildinfo", own(`{"application":"Server of OWN","version":"1","revision":"r","goVersion":"g"}`))
	f.onRequest("query", own(vector(sample(`{"__name__":"baseten_replicas_active","model_name":"model of OWN"}`, "1"))))
	f.onRequest("query_range", func(r received) (int, string) {
		if strings.Contains(r.form.Get("query"), "none") {
			return http.StatusOK, success(matrix())
		}
		return own(matrix(series(`{"model_name":"model of OWN"}`, "1", "10")))(r)
	})
	return f
}

// asksFor are all ways in which Grafana asks the plugin, and what it makes the plugin ask the server. `others` are the same
// but for one thing that belongs to the question.
var asksFor = map[string]struct {
	// path and body of a resource; query of a panel; neither for the health check.
	path, body, query string
	others            map[string]string
	// endpoint of the server, and how often one person's asking twice reaches it.
	endpoint string
	twice    int
	// silent: the answer doesn't hold what the server said, only what became of it.
	silent bool
}{
	"GET catalog": {endpoint: "query", path: "catalog", twice: 1, silent: true},
	"GET metadata": {
		path: "metadata?metric=up", endpoint: "metadata", twice: 1, others: map[string]string{"metric": "metadata?metric=down"},
	},
	"POST labels": {
		path: "labels", body: `{"metric":"baseten_replicas_active","from":1700000040000,"to":1700000160000}`, endpoint: "labels", twice: 1,
		others: map[string]string{
			"metric":  `{"metric":"baseten_replicas_starting","from":1700000040000,"to":1700000160000}`,
			"from":    `{"metric":"baseten_replicas_active","from":1700000000000,"to":1700000160000}`,
			"to":      `{"metric":"baseten_replicas_active","from":1700000040000,"to":1700000260000}`,
			"filters": `{"metric":"baseten_replicas_active","from":1700000040000,"to":1700000160000,"filters":[` + filter("a", "=", "b") + `]}`,
		},
	},
	"POST label-values": {
		path: "label-values", body: `{"label":"model_name","from":1700000040000,"to":1700000160000,"limit":10}`, endpoint: "values", twice: 1,
		others: map[string]string{
			"label":   `{"label":"environment","from":1700000040000,"to":1700000160000,"limit":10}`,
			"metric":  `{"label":"model_name","metric":"baseten_replicas_active","from":1700000040000,"to":1700000160000,"limit":10}`,
			"from":    `{"label":"model_name","from":1700000000000,"to":1700000160000,"limit":10}`,
			"to":      `{"label":"model_name","from":1700000040000,"to":1700000260000,"limit":10}`,
			"limit":   `{"label":"model_name","from":1700000040000,"to":1700000160000,"limit":11}`,
			"search":  `{"label":"model_name","from":1700000040000,"to":1700000160000,"limit":10,"search":"own"}`,
			"filters": `{"label":"model_name","from":1700000040000,"to":1700000160000,"limit":10,"filters":[` + filter("a", "=", "b") + `]}`,
		},
	},
	// The filters on the label itself are left out for its values, not for another label's.
	"POST label-values of a filtered label": {
		path: "label-values", endpoint: "values", twice: 1,
		body: `{"label":"model_name","from":1700000040000,"to":1700000160000,"filters":[` + filter("model_name", "=", "x") + `]}`,
		others: map[string]string{
			"label": `{"label":"environment","from":1700000040000,"to":1700000160000,"filters":[` + filter("model_name", "=", "x") + `]}`,
		},
	},
	"POST label-values, the empty one": {
		path: "label-values", body: `{"label":"model_name","metric":"baseten_replicas_active","from":1700000040000,"to":1700000160000}`,
		endpoint: "series", twice: 1,
		others: map[string]string{
			"label":   `{"label":"environment","metric":"baseten_replicas_active","from":1700000040000,"to":1700000160000}`,
			"metric":  `{"label":"model_name","metric":"baseten_replicas_starting","from":1700000040000,"to":1700000160000}`,
			"from":    `{"label":"model_name","metric":"baseten_replicas_active","from":1700000000000,"to":1700000160000}`,
			"filters": `{"label":"model_name","metric":"baseten_replicas_active","from":1700000040000,"to":1700000160000,"filters":[` + filter("a", "=", "b") + `]}`,
		},
	},
	"POST buckets": {
		path: "buckets", body: `{"metric":"baseten_end_to_end_response_time_seconds","from":1700000040000,"to":1700000160000}`,
		endpoint: "values", twice: 1, silent: true,
		others: map[string]string{
			"metric":  `{"metric":"baseten_time_to_first_byte_seconds","from":1700000040000,"to":1700000160000}`,
			"from":    `{"metric":"baseten_end_to_end_response_time_seconds","from":1700000000000,"to":1700000160000}`,
			"filters": `{"metric":"baseten_end_to_end_response_time_seconds","from":1700000040000,"to":1700000160000,"filters":[` + filter("a", "=", "b") + `]}`,
		},
	},
	"query over a range": {
		query: `{"metric":"baseten_replicas_active","groupBy":["model_name"]}`, endpoint: "query_range", twice: 2,
		others: map[string]string{"step": `{"metric":"baseten_replicas_active","groupBy":["model_name"],"interval":"5m"}`},
	},
	"query at one time": {
		query: `{"metric":"baseten_replicas_active","groupBy":["model_name"],"queryType":"instant"}`, endpoint: "query", twice: 2,
		others: map[string]string{"step": `{"metric":"baseten_replicas_active","groupBy":["model_name"],"queryType":"instant","interval":"10m"}`},
	},
	"query as code": {
		query: `{"editorMode":"code","expr":"sum by (model_name) (up)"}`, endpoint: "query_range", twice: 2,
		others: map[string]string{"expr": `{"editorMode":"code","expr":"sum by (model_name) (down)"}`},
	},
	"notice of the highest bucket": {
		query:    `{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile","quantile":0.99,"groupBy":["model_name"]}`,
		endpoint: "values", twice: 1,
		others: map[string]string{
			"filters": `{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile","quantile":0.99,"groupBy":["model_name"],` +
				`"filters":[` + filter("environment", "=", "b") + `]}`,
		},
	},
	"why nothing came": {
		query: `{"editorMode":"code","expr":"none{model_name=\"x\"}"}`, endpoint: "series", twice: 1,
		others: map[string]string{"metric": `{"editorMode":"code","expr":"none_else{model_name=\"x\"}"}`},
	},
	"CheckHealth": {endpoint: "buildinfo", twice: 2},
}

// answerTo is all that Grafana gets of one asking.
func answerTo(t *testing.T, ds *Datasource, who, path, body, queryJSON string) string {
	t.Helper()
	web := http.Header{"Authorization": {"Bearer " + who}}
	ctx, headers := forwarding(web), map[string]string{"Authorization": "Bearer " + who}
	switch {
	case path != "":
		var answer string
		method := http.MethodPost
		if body == "" {
			method = http.MethodGet
		}
		bare, _, _ := strings.Cut(path, "?")
		request := &backend.CallResourceRequest{Method: method, Path: bare, URL: path, Body: []byte(body), Headers: web}
		err := ds.CallResource(ctx, request, backend.CallResourceResponseSenderFunc(func(response *backend.CallResourceResponse) error {
			answer = fmt.Sprint(response.Status, " ", string(response.Body))
			return nil
		}))
		if err != nil || !strings.HasPrefix(answer, "200 ") {
			t.Fatal(answer, err)
		}
		return answer
	case queryJSON != "":
		answer, err := ds.QueryData(ctx, &backend.QueryDataRequest{Headers: headers, Queries: []backend.DataQuery{query("A", queryJSON)}})
		if err != nil || answer.Responses["A"].Error != nil {
			t.Fatal(answer, err)
		}
		frames, err := json.Marshal(answer.Responses["A"].Frames)
		if err != nil {
			t.Fatal(err)
		}
		return string(frames)
	default:
		answer, err := ds.CheckHealth(ctx, &backend.CheckHealthRequest{Headers: headers})
		if err != nil {
			t.Fatal(err)
		}
		return answer.Message + string(answer.JSONDetails)
	}
}

// forWhom the server was asked at an endpoint.
func forWhom(f *fake, endpoint string) map[string]int {
	people := map[string]int{}
	for _, r := range f.requests(endpoint) {
		people[strings.TrimPrefix(r.header.Get("Authorization"), "Bearer ")]++
	}
	return people
}

func TestTwoPeopleShareNothing(t *testing.T) {
	for name, test := range asksFor {
		t.Run(name, func(t *testing.T) {
			f := personalServer(t)
			ds := f.datasource(t, `{"oauthPassThru":true}`)
			ds.now = func() (at time.Time) { return end }
			for _, who := range []string{"ada", "ada", "ben", "ben"} {
				answer := answerTo(t, ds, who, test.path, test.body, test.query)
				for _, other := range twoPeople {
					if holds := strings.Contains(answer, "of "+other) || strings.Contains(answer, "for "+other) || strings.Contains(answer, "_"+other); holds != (other == who && !test.silent) {
						t.Errorf("what %s gets holds what %s may see: %v: %s", who, other, holds, answer)
					}
				}
			}
			for _, who := range twoPeople {
				if got := forWhom(f, test.endpoint)[who]; got != test.twice {
					t.Errorf("asking twice as %s reached %s %d times, want %d", who, test.endpoint, got, test.twice)
				}
			}
		})
	}
}

func TestOneWhoAsksForSomethingElseGetsIt(t *testing.T) {
	for name, test := range asksFor {
		for what, other := range test.others {
			t.Run(name+"/"+what, func(t *testing.T) {
				f := personalServer(t)
				ds := f.datasource(t, `{"oauthPassThru":true}`)
				answerTo(t, ds, "ada", test.path, test.body, test.query)
				before := len(f.requests(test.endpoint))
				switch {
				case test.query != "":
					answerTo(t, ds, "ada", "", "", other)
				case test.body != "":
					answerTo(t, ds, "ada", test.path, other, "")
				default:
					answerTo(t, ds, "ada", other, "", "")
				}
				if len(f.requests(test.endpoint)) == before {
					t.Errorf("another %s got the answer to what was asked before", what)
				}
			})
		}
	}
}

func TestEveryRouteIsAskedByTwoPeople(t *testing.T) {
	for route := range newFake(t).datasource(t, "").routes() {
		if _, ok := asksFor[route]; !ok {
			t.Errorf("%s has no row in the table of what two people ask", route)
		}
	}
}
