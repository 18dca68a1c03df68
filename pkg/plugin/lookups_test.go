package plugin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

const (
	day = 24 * 3600
	// noon is when the series of these tests have their samples; look-ups ask for two minutes from then on.
	noon   = 1_700_000_040
	atNoon = `"from":1700000040000,"to":1700000160000`
)

func nowAnd(labels ...string) stored { return at(noon, labels...) }

// at is a series with samples in the minute from a time on; labels are names and values in turn.
func at(from float64, labels ...string) stored {
	s := stored{labels: map[string]string{}, from: from, to: from + 60}
	for i := 0; i+1 < len(labels); i += 2 {
		s.labels[labels[i]] = labels[i+1]
	}
	return s
}

const replicas, gpus = "baseten_replicas_active", "baseten_gpu_utilization"

// deployments of three models, one of which has no replica; what was there the day before and is there the day after is of other names.
func deployments() []stored {
	all := []stored{
		nowAnd("__name__", replicas, "deployment_id", "wx4", "model_name", "Llama", "environment", "staging"),
		nowAnd("__name__", replicas, "deployment_id", "wx4", "model_name", "Llama", "environment", "production"),
		nowAnd("__name__", replicas, "deployment_id", "llama-2", "model_name", "Llama"),
		nowAnd("__name__", gpus, "deployment_id", "wx7", "model_name", "Whisper"),
		nowAnd("__name__", replicas, "model_name", "Idle"),
		nowAnd("__name__", replicas, "deployment_id", "bare"),
	}
	for _, other := range []float64{noon - day, noon + day} {
		all = append(all,
			at(other, "__name__", replicas, "deployment_id", "wx4", "model_name", "Other", "environment", "other"),
			at(other, "__name__", gpus, "deployment_id", "other", "model_name", "Other"), at(other, "__name__", gpus, "model_name", "Other"))
	}
	for i := range 8 {
		all = append(all, nowAnd("__name__", replicas, "deployment_id", fmt.Sprintf("b%d", 9-i), "model_name", "Big"))
	}
	return all
}

func TestWhatIdsStandFor(t *testing.T) {
	const ids, big = `"b2","b3","b4","b5","b6","b7","b8","b9","bare","llama-2","wx4"`, `"b2":"Big","b3":"Big","b4":"Big","b5":"Big","b6":"Big","b7":"Big","b8":"Big","b9":"Big"`
	for name, test := range map[string]struct{ body, want string }{
		"of any metric": {`{"label":"deployment_id",` + atNoon + `}`,
			`{"values":[` + ids + `,"wx7"],"truncated":false,"hasEmpty":false,"about":{` + big + `,"llama-2":"Llama","wx4":"Llama, production / staging"}}`},
		"of a metric": {`{"label":"deployment_id","metric":"` + gpus + `",` + atNoon + `}`,
			`{"values":["wx7"],"truncated":false,"hasEmpty":false,"about":{"wx7":"Whisper"}}`},
		"where some have none": {`{"label":"deployment_id","metric":"` + replicas + `",` + atNoon + `}`,
			`{"values":[` + ids + `],"truncated":false,"hasEmpty":true,"about":{` + big + `,"llama-2":"Llama","wx4":"Llama, production / staging"}}`},
		"with a filter": {`{"label":"deployment_id","metric":"` + replicas + `","filters":[` + filter("environment", "=", "staging") + `],` + atNoon + `}`,
			`{"values":["wx4"],"truncated":false,"hasEmpty":false,"about":{"wx4":"Llama, staging"}}`},
		"with a filter on the label itself": {`{"label":"deployment_id","metric":"` + gpus + `","filters":[` + filter("deployment_id", "=", "x") + `],` + atNoon + `}`,
			`{"values":["wx7"],"truncated":false,"hasEmpty":false,"about":{"wx7":"Whisper"}}`},
		"found by the model and by the id, once and in order": {`{"label":"deployment_id","search":" LLAMA ",` + atNoon + `}`,
			`{"values":["llama-2","wx4"],"truncated":false,"hasEmpty":false,"about":{"llama-2":"Llama","wx4":"Llama, production / staging"}}`},
		"found by the model, no more than asked for": {`{"label":"deployment_id","search":"llama","limit":1,` + atNoon + `}`,
			`{"values":["llama-2"],"truncated":false,"hasEmpty":false,"about":{"llama-2":"Llama"}}`},
		"several of one model": {`{"label":"deployment_id","search":"big",` + atNoon + `}`,
			`{"values":["b2","b3","b4","b5","b6","b7","b8","b9"],"truncated":false,"hasEmpty":false,"about":{` + big + `}}`},
		"series without the id are none": {`{"label":"deployment_id","search":"idle",` + atNoon + `}`, `{"values":[],"truncated":false,"hasEmpty":false}`},
		"more than the limit": {`{"label":"deployment_id","limit":2,` + atNoon + `}`,
			`{"values":["b2","b3"],"truncated":true,"hasEmpty":false,"about":{"b2":"Big","b3":"Big"}}`},
		"a label that speaks for itself": {`{"label":"environment",` + atNoon + `}`, `{"values":["production","staging"],"truncated":false,"hasEmpty":false}`},
		"at another time":                {`{"label":"environment","from":1699913640000,"to":1699913700000}`, `{"values":["other"],"truncated":false,"hasEmpty":false}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.has(t, deployments()...)
			wantJSON(t, call(t, f.datasource(t, ""), "POST", "label-values", test.body), test.want)
		})
	}
}

// Of more ids than fit the first ones are found, whatever the order of the map.
func TestTheFirstIdsAreFound(t *testing.T) {
	about := map[string]string{}
	for _, id := range strings.Fields("d7 d3 d1 d9 d5 d2 d8 d4 d6") {
		about[id] = "Llama"
	}
	answer := valuesAnswer{Values: []string{"x", "d5"}}
	answer.tell(about, "llama", 5)
	if got := strings.Join(answer.Values, " "); got != "d1 d2 d3 d5 x" {
		t.Errorf("found %s", got)
	}
}

// Filters that have no room in a URL are left out, and what a look-up gives is said to be there for any.
func TestWhatIdsStandForBesideManyFilters(t *testing.T) {
	values := make([]string, 500)
	for i := range values {
		values[i] = fmt.Sprintf("environment %08d", i)
	}
	body := `{"label":"deployment_id","metric":"` + gpus + `","filters":[{"label":"environment","operator":"=","values":["` + strings.Join(values, `","`) + `"]}],` + atNoon + `}`
	f := newFake(t)
	f.has(t, append(deployments(), nowAnd("__name__", gpus, "model_name", "Idle"))...)
	wantJSON(t, call(t, f.datasource(t, `{"httpMethod":"GET"}`), "POST", "label-values", body),
		`{"values":["wx7"],"truncated":false,"hasEmpty":false,"about":{"wx7":"Whisper"},"notice":"`+widenedNotice+`"}`)
}

func TestBucketsOfTheTimeAndTheFilters(t *testing.T) {
	const bucket = "baseten_end_to_end_response_time_seconds_bucket"
	f := newFake(t)
	f.has(t,
		nowAnd("__name__", bucket, "le", "10", "model_name", "a"), nowAnd("__name__", bucket, "le", "2.5", "model_name", "a"),
		nowAnd("__name__", bucket, "le", "2.50", "model_name", "a"), nowAnd("__name__", bucket, "le", "+Inf", "model_name", "a"),
		nowAnd("__name__", bucket, "le", "NaN", "model_name", "a"), nowAnd("__name__", bucket, "le", "x", "model_name", "a"),
		nowAnd("__name__", bucket, "le", "3", "model_name", "b"), nowAnd("__name__", "other_bucket", "le", "4", "model_name", "a"),
		at(noon-day, "__name__", bucket, "le", "5", "model_name", "a"), at(noon+day, "__name__", bucket, "le", "6", "model_name", "a"),
	)
	body := `{"metric":"baseten_end_to_end_response_time_seconds","filters":[` + filter("model_name", "=", "a") + `],` + atNoon + `}`
	wantJSON(t, call(t, f.datasource(t, ""), "POST", "buckets", body), `{"bounds":[2.5,10]}`)
}

// What the server says of a look-up that it refuses is what the person reads, whichever part of it was refused.
func TestEachLookUpSaysWhyItFailed(t *testing.T) {
	for name, test := range map[string]struct{ method, path, body, endpoint string }{
		"labels":                 {"POST", "labels", `{"metric":"` + gpus + `"}`, "labels"},
		"values":                 {"POST", "label-values", `{"label":"replica"}`, "values"},
		"whether some have none": {"POST", "label-values", `{"label":"replica","metric":"` + gpus + `"}`, "series"},
		"buckets":                {"POST", "buckets", `{"metric":"baseten_end_to_end_response_time_seconds"}`, "values"},
		"metadata":               {"GET", "metadata?metric=up", "", "metadata"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.has(t, deployments()...)
			f.on(test.endpoint, func(url.Values) (int, string) {
				return http.StatusUnprocessableEntity, `{"status":"error","errorType":"execution","error":"the server's words"}`
			})
			got := call(t, f.datasource(t, ""), test.method, test.path, test.body)
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "the server's words") {
				t.Errorf("got %d %s", got.status, got.body)
			}
		})
	}
}

// What a look-up is asked in the wrong way is refused with the field, before a server is asked.
func TestEachLookUpSaysWhatIsWrongWithIt(t *testing.T) {
	f := newFake(t)
	f.has(t)
	ds := f.datasource(t, "")
	const filters = `"filters":[{"label":"a","operator":"~","values":["b"]}]`
	for body, want := range map[[2]string]string{
		{"labels", `{` + filters + `}`}:                                                      `filters[0].operator is "~"`,
		{"label-values", `{"label":"x",` + filters + `}`}:                                    `filters[0].operator is "~"`,
		{"buckets", `{"metric":"baseten_end_to_end_response_time_seconds",` + filters + `}`}: `filters[0].operator is "~"`,
		{"labels", `{"from":-9e15,"to":1}`}:                                                  "from and to are milliseconds since 1970, and these are no time",
		{"labels", `{"from":1,"to":9e15}`}:                                                   "from and to are milliseconds since 1970, and these are no time",
		{"labels", `5`}:                                                                      "the body is a JSON number, but must be an object",
		{"labels", `{"metric":5}`}:                                                           "metric is a JSON number, but must be a string",
		{"labels", `{"limit":1.5}`}:                                                          "limit is a JSON number 1.5, but must be a whole number",
		{"labels", `{"from":true}`}:                                                          "from is a JSON bool, but must be a number",
		{"labels", `{"filters":[{"disabled":1}]}`}:                                           "must be a true or false",
		{"labels", `{"filters":[5]}`}:                                                        "must be a object",
		{"labels", `{"metric":`}:                                                             "the body is not JSON: unexpected end of JSON input",
	} {
		got := call(t, ds, "POST", body[0], body[1])
		if said := strings.ReplaceAll(got.body, `\"`, `"`); got.status != http.StatusBadRequest || !strings.Contains(said, want) {
			t.Errorf("%s %s: got %d %s, want %q", body[0], body[1], got.status, said, want)
		}
	}
	if len(f.asked) > 0 {
		t.Errorf("asked %+v", f.asked)
	}
	for length, status := range map[int]int{maxResourceBody: http.StatusOK, maxResourceBody + 1: http.StatusRequestEntityTooLarge} {
		if got := call(t, ds, "POST", "labels", `{`+atNoon+`}`+strings.Repeat(" ", length-len(`{`+atNoon+`}`))); got.status != status {
			t.Errorf("a body of %d bytes: %d %s", length, got.status, got.body)
		}
	}
	for body, status := range map[string]int{`{"from":0,"to":8.64e15}`: 200, `{"from":-8.64e15,"to":0}`: 200} {
		if got := call(t, ds, "POST", "labels", body); got.status != status {
			t.Errorf("%s: %d %s", body, got.status, got.body)
		}
	}
}

// The adapter fails without a status on what it can't make a request of.
func TestCallsThatAreNoRequest(t *testing.T) {
	ds := newFake(t).datasource(t, "")
	for _, test := range []struct {
		method, path, url string
		status            int
	}{
		{"GET", "nothing", "nothing", 404}, {"GET", "nothing", "%zz", 400}, {"GET", "%zz", "nothing", 400}, {"GET", "no\nthing", "nothing", 400},
		{"G T", "nothing", "nothing", 400}, {"GET", "/nothing", "/nothing", 404},
	} {
		var got *backend.CallResourceResponse
		err := ds.CallResource(context.Background(), &backend.CallResourceRequest{Method: test.method, Path: test.path, URL: test.url},
			backend.CallResourceResponseSenderFunc(func(response *backend.CallResourceResponse) error {
				got = response
				return nil
			}))
		if err != nil || got == nil || got.Status != test.status || strings.Join(got.Headers["Content-Type"], "") != "application/json" {
			t.Errorf("%+v: %+v, %v", test, got, err)
			continue
		}
		if test.status == 400 && string(got.Body) != `{"message":"the path or the method of the look-up can't be read","status":400}` {
			t.Errorf("%+v: %s", test, got.Body)
		}
	}
}

// Also that of a call which can't be read, whose path this one has.
func TestAnAnswerThatCantBeSentIsAnError(t *testing.T) {
	gone := errors.New("gone")
	ds := newFake(t).datasource(t, "")
	err := ds.CallResource(context.Background(), &backend.CallResourceRequest{Method: "GET", Path: "%zz", URL: "catalog"},
		backend.CallResourceResponseSenderFunc(func(*backend.CallResourceResponse) error { return gone }))
	if !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
}

func TestLookUpsOfWrongSettings(t *testing.T) {
	ds := instanceOf(t, backend.DataSourceInstanceSettings{URL: "http://localhost:9090", JSONData: []byte(`{"scrapeInterval":"soon"}`)})
	for _, path := range []string{"labels", "label-values", "buckets"} {
		if got := call(t, ds, "POST", path, `{}`); got.status != http.StatusBadRequest || !strings.Contains(got.body, "scrapeInterval") {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
}
