package plugin

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// answerOf a resource call.
type answerOf struct {
	status int
	body   string
}

func call(t *testing.T, ds *Datasource, method, path, body string) answerOf {
	t.Helper()
	var got answerOf
	bare, _, _ := strings.Cut(path, "?")
	err := ds.CallResource(context.Background(), &backend.CallResourceRequest{Method: method, Path: bare, URL: path, Body: []byte(body)},
		backend.CallResourceResponseSenderFunc(func(response *backend.CallResourceResponse) error {
			got = answerOf{response.Status, string(response.Body)}
			return nil
		}))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func wantJSON(t *testing.T, got answerOf, want string) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal([]byte(got.body), &a); err != nil || got.status != http.StatusOK {
		t.Fatalf("got %d %s", got.status, got.body)
	}
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("got %s, want %s", got.body, want)
	}
}

func TestBadResourceCalls(t *testing.T) {
	f := newFake(t)
	ds := f.datasource(t, "")
	for _, test := range []struct {
		method, path, body string
		status             int
		word               string
	}{
		{"GET", "", "", 404, "no such resource"},
		{"GET", "api/v1/query", "", 404, "no such resource"},
		{"GET", "../../api/v1/query", "", 404, "no such resource"},
		{"POST", "catalog", "{}", 404, "no such resource"},
		{"GET", "labels", "", 404, "no such resource"},
		{"POST", "labels", "", 400, "JSON"},
		{"POST", "labels", "[]", 400, "object"},
		{"POST", "labels", "{", 400, "JSON"},
		{"POST", "labels", `{"metric":5}`, 400, "metric"},
		{"POST", "labels", `{"from":"now-1h"}`, 400, "from"},
		{"POST", "labels", `{"from":2000,"to":1000}`, 400, "to is before from"},
		{"POST", "labels", `{"filters":[{"values":"x"}]}`, 400, "values"},
		{"POST", "labels", `{"metric":"nonsense"}`, 400, "metric"},
		{"POST", "label-values", `{}`, 400, "label is missing"},
		{"POST", "label-values", `{"label":"a","limit":-1}`, 400, "limit"},
		{"POST", "label-values", `{"label":"a","limit":"-1"}`, 400, "limit"},
		{"POST", "label-values", `{"label":"a","limit":"many"}`, 400, "limit"},
		{"POST", "label-values", `{"label":"a","limit":"2.5"}`, 400, "limit"},
		{"POST", "labels", `{"limit":[5]}`, 400, "limit"},
		{"POST", "label-values", `{"label":"a","search":"` + strings.Repeat("x", maxResourceBody) + `"}`, 413, "1 MB"},
		{"POST", "buckets", `{}`, 400, "metric is missing"},
		{"GET", "metadata", "", 400, "metric is missing"},
	} {
		got := call(t, ds, test.method, test.path, test.body)
		var body problem
		if err := json.Unmarshal([]byte(got.body), &body); err != nil || got.status != test.status || body.Status != test.status ||
			!strings.Contains(body.Message, test.word) {
			t.Errorf("%s %s %.50s: got %d %s, want %d and %q", test.method, test.path, test.body, got.status, got.body, test.status, test.word)
		}
	}
	if len(f.asked) != 0 {
		t.Errorf("the server was asked %+v", f.asked)
	}
}

func TestLabels(t *testing.T) {
	f := newFake(t)
	f.always("labels", `["replica","__name__","le","k8s.pod.name","model_name"]`)
	ds := f.datasource(t, "")
	got := call(t, ds, "POST", "labels", `{"metric":"baseten_gpu_utilization","filters":[{"label":"model_name","operator":"=","values":["m"]}],"from":1700000000000,"to":1700003600000}`)
	wantJSON(t, got, `{"labels":["k8s.pod.name","model_name","replica"]}`)
	form := f.requests("labels")[0].form
	if form.Get("match[]") != `baseten_gpu_utilization{model_name="m"}` || form.Get("start") != "1700000000" || form.Get("end") != "1700003600" {
		t.Errorf("asked %v", form)
	}
	call(t, ds, "POST", "labels", `{"metric":"baseten_gpu_utilization","filters":[{"label":"model_name","operator":"=","values":["m"]}],"from":1700000000000,"to":1700003600000}`)
	if n := len(f.requests("labels")); n != 1 {
		t.Errorf("the same look-up within seconds asked %d times", n)
	}
}

func TestLabelValues(t *testing.T) {
	f := newFake(t)
	f.always("values", `["b","","a/b.c+(1)","A/B.C+(1)","other"]`)
	f.on("series", func(url.Values) (int, string) {
		return http.StatusOK, success(`[{"__name__":"baseten_replicas_active"}]`)
	})
	ds := f.datasource(t, `{"lookupLimit":3}`)
	got := call(t, ds, "POST", "label-values", `{"label":"environment","metric":"baseten_replicas_active","search":"a/b.c+(","limit":1000,"from":1700000000000,"to":1700003600000,`+
		`"filters":[{"label":"environment","operator":"=","values":["x"]},{"label":"model_name","operator":"=","values":["m"]}]}`)
	// The server of this test ignores both limit and match[]: the backend holds to them.
	wantJSON(t, got, `{"values":["a/b.c+(1)"],"truncated":true,"hasEmpty":true}`)
	form := f.requests("values")[0].form
	if want := `baseten_replicas_active{environment=~"(?i).*a/b\\.c\\+\\(.*",model_name="m"}`; form.Get("match[]") != want {
		t.Errorf("match[] %s, want %s", form.Get("match[]"), want)
	}
	if form.Get("limit") != "4" {
		t.Errorf("limit %s, want one more than the setting", form.Get("limit"))
	}
	if want := `baseten_replicas_active{environment="",model_name="m"}`; f.requests("series")[0].form.Get("match[]") != want {
		t.Errorf("asked for empty ones by %s, want %s", f.requests("series")[0].form.Get("match[]"), want)
	}
}

func TestLabelValuesAreSorted(t *testing.T) {
	f := newFake(t)
	f.always("values", `["c","a","b"]`)
	wantJSON(t, call(t, f.datasource(t, ""), "POST", "label-values", `{"label":"environment"}`), `{"values":["a","b","c"],"truncated":false,"hasEmpty":false}`)
}

func TestLabelValuesOfAUTF8Name(t *testing.T) {
	for name, known := range map[string]string{"Prometheus 3": "U__k8s_2e_pod_2e_name", "VictoriaMetrics": "k8s.pod.name"} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.on("values", func(url.Values) (int, string) {
				f.mu.Lock()
				defer f.mu.Unlock()
				if strings.Contains(f.asked[len(f.asked)-1].path, "/label/"+known+"/") {
					return http.StatusOK, success(`["p1"]`)
				}
				return http.StatusOK, success(`[]`)
			})
			wantJSON(t, call(t, f.datasource(t, ""), "POST", "label-values", `{"label":"k8s.pod.name"}`),
				`{"values":["p1"],"truncated":false,"hasEmpty":false}`)
		})
	}
}

func TestBuckets(t *testing.T) {
	f := newFake(t)
	f.always("values", `["10","+Inf","0.5","1e-1","0.50","NaN","x"]`)
	got := call(t, f.datasource(t, ""), "POST", "buckets", `{"metric":"baseten_end_to_end_response_time_seconds"}`)
	wantJSON(t, got, `{"bounds":[0.1,0.5,10]}`)
	if match := f.requests("values")[0].form.Get("match[]"); match != "baseten_end_to_end_response_time_seconds_bucket" {
		t.Errorf("match[] %s", match)
	}
}

func TestMetadata(t *testing.T) {
	f := newFake(t)
	f.on("metadata", func(form url.Values) (int, string) {
		if form.Get("metric") == "h" {
			return http.StatusOK, success(`{"h":[{"type":"histogram","help":"Help.","unit":""}]}`)
		}
		return http.StatusOK, success(`{}`)
	})
	ds := f.datasource(t, "")
	wantJSON(t, call(t, ds, "GET", "metadata?metric=h_bucket", ""), `{"type":"histogram","help":"Help.","unit":""}`)
	wantJSON(t, call(t, ds, "GET", "metadata?metric=unknown", ""), `{"type":"","help":"","unit":""}`)
}

func TestCatalogSaysWhatIsThere(t *testing.T) {
	f := newFake(t)
	f.always("query", vector(
		sample(`{"__name__":"baseten_replicas_active"}`, "7"),
		sample(`{"__name__":"baseten_end_to_end_response_time_seconds_bucket"}`, "120"),
		sample(`{"__name__":"baseten_end_to_end_response_time_seconds_count"}`, "10")))
	ds := f.datasource(t, "")
	ds.now = func() time.Time { return end }
	got := call(t, ds, "GET", "catalog", "")
	var answer catalogAnswer
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil || got.status != 200 || answer.Error != "" || len(answer.Metrics) < 30 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	want := map[string]int{"baseten_replicas_active": 7, "baseten_end_to_end_response_time_seconds": 10, "baseten_gpu_utilization": 0}
	if at := f.requests("query")[0].form.Get("time"); at != "1700000400" {
		t.Errorf("asked about %s", at)
	}
	for id := range want {
		if !slices.ContainsFunc(answer.Metrics, func(m presence) bool { return m.ID == id }) {
			t.Errorf("%s isn't there", id)
		}
	}
	for _, m := range answer.Metrics {
		if n, ok := want[m.ID]; ok && (m.Series != n || m.Present != (n > 0)) {
			t.Errorf("%+v, want %d series", m, n)
		}
	}
}

func TestCatalogWithoutAServer(t *testing.T) {
	f := newFake(t)
	f.on("query", func(url.Values) (int, string) { return http.StatusUnauthorized, "no" })
	got := call(t, f.datasource(t, ""), "GET", "catalog", "")
	var answer catalogAnswer
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil || got.status != 200 || !strings.Contains(answer.Error, "401") || len(answer.Metrics) < 30 {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestFailedLookup(t *testing.T) {
	f := newFake(t)
	for status, want := range map[int]int{400: 400, 422: 422, 403: 403, 503: 503, 401: 502} {
		f.on("labels", func(url.Values) (int, string) {
			return status, `{"status":"error","errorType":"bad_data","error":"the server's words"}`
		})
		got := call(t, f.datasource(t, ""), "POST", "labels", `{}`)
		if got.status != want || !strings.Contains(got.body, "the server's words") {
			t.Errorf("a %d of the server gives %d %s, want %d", status, got.status, got.body, want)
		}
	}
}

func TestPathsThatAreNone(t *testing.T) {
	ds := newFake(t).datasource(t, "")
	for _, test := range []struct {
		method, path string
		want         int
	}{
		{"GET", "catalog\x00", 400}, {"GET", "catalog\n", 400}, {"GET", "%zz", 400}, {"GET", "catalog%", 400}, {"GE T", "catalog", 400},
		{"GET", "catalog%00", 404}, {"GET", "../catalog", 404}, {"GET", "catalog/x", 404}, {"DELETE", "catalog", 404}, {"GET", "", 404},
		{"GET", "catalog%2f..%2fmetadata", 404}, {"GET", "api/v1/query", 404},
	} {
		if got := call(t, ds, test.method, test.path, ""); got.status != test.want {
			t.Errorf("%s %q: %d %s, want %d", test.method, test.path, got.status, got.body, test.want)
		}
	}
}

func TestALimitMayBeText(t *testing.T) {
	for limit, want := range map[string]string{
		`2`: "3", `"2"`: "3", `" 2 "`: "3", `2.0`: "3", `"2e0"`: "3", `0`: "6", `""`: "6", `null`: "6", `"0"`: "6", `"7"`: "6",
	} {
		f := newFake(t)
		f.always("values", `["b"]`)
		f.always("series", `[]`)
		got := call(t, f.datasource(t, `{"lookupLimit":"5"}`), "POST", "label-values", `{"label":"environment","metric":"baseten_replicas_active","limit":`+limit+`}`)
		asked := f.requests("values")
		if got.status != http.StatusOK || len(asked) == 0 || asked[0].form.Get("limit") != want {
			t.Errorf("limit %s: %d %s, asked %+v, want a limit of %s", limit, got.status, got.body, asked, want)
		}
	}
}
