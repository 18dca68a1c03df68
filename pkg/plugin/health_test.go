package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

func health(t *testing.T, ds *Datasource) (*backend.CheckHealthResult, details) {
	t.Helper()
	ds.now = func() time.Time { return end }
	result, err := ds.CheckHealth(context.Background(), &backend.CheckHealthRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var d details
	if err := json.Unmarshal(result.JSONDetails, &d); err != nil {
		t.Fatal(err)
	}
	return result, d
}

// baseten answers the health check's queries as a server does that scrapes every distance and was last seen age ago.
func baseten(f *fake, age, distance time.Duration) {
	f.always("buildinfo", `{"version":"3.1.0","revision":"x","branch":"HEAD","goVersion":"go1"}`)
	f.on("query", func(form url.Values) (int, string) {
		text := form.Get("query")
		switch {
		case strings.HasPrefix(text, "count by (__name__)"):
			return http.StatusOK, success(vector(sample(`{"__name__":"baseten_replicas_active"}`, "3"), sample(`{"__name__":"baseten_gpu_utilization"}`, "3")))
		case strings.HasPrefix(text, "count(count by (model_id)"):
			return http.StatusOK, success(vector(sample(`{}`, "2")))
		case strings.HasPrefix(text, "group by (model_name, environment)"):
			return http.StatusOK, success(vector(sample(`{"model_name":"a","environment":"production"}`, "1"), sample(`{"model_name":"b","environment":"production"}`, "1")))
		case strings.HasPrefix(text, "sum by (model_name)"), strings.HasPrefix(text, "max by (model_name)"):
			return http.StatusOK, success(vector(sample(`{"model_name":"a"}`, "900"), sample(`{"model_name":"b"}`, "900")))
		case strings.HasPrefix(text, "((sum by (model_name)"), strings.HasPrefix(text, "group by (model_name) ("):
			return http.StatusOK, success(vector(sample(`{"model_name":"a"}`, "0"), sample(`{"model_name":"b"}`, "0")))
		case strings.HasPrefix(text, "max(timestamp("):
			return http.StatusOK, success(vector(sample(`{}`, strconv.FormatInt(end.Add(-age).Unix(), 10))))
		case strings.HasPrefix(text, "topk(1,"):
			return http.StatusOK, success(vector(sample(`{"__name__":"baseten_replicas_active","model_name":"say \"hi\""}`, "1")))
		case text == `baseten_replicas_active{model_name="say \"hi\""}[10m]`:
			var points []string
			for at := end.Add(-10 * time.Minute); at.Before(end); at = at.Add(distance) {
				points = append(points, fmt.Sprintf(`[%d.123,"1"]`, at.Unix()))
			}
			return http.StatusOK, success(matrix(`{"metric":{},"values":[` + strings.Join(points, ",") + `]}`))
		}
		return http.StatusBadRequest, `{"status":"error","errorType":"bad_data","error":"unexpected query ` + url.QueryEscape(text) + `"}`
	})
}

func TestHealthy(t *testing.T) {
	f := newFake(t)
	baseten(f, 25*time.Second, time.Minute)
	result, d := health(t, f.datasource(t, ""))
	if result.Status != backend.HealthStatusOk || len(d.Layers) != 6 {
		t.Fatalf("%v %s %+v", result.Status, result.Message, d)
	}
	for _, part := range []string{"Prometheus 3.1.0", "2 of 8 core metrics", "2 models", "25s old", "every 1m, as set", "watch all 2 models"} {
		if !strings.Contains(result.Message, part) {
			t.Errorf("%q lacks %q", result.Message, part)
		}
	}
}

func TestHealthOfAnotherScrapeInterval(t *testing.T) {
	for distance, want := range map[time.Duration]string{2 * time.Minute: "rates will have gaps", 15 * time.Second: "more often than"} {
		f := newFake(t)
		baseten(f, 0, distance)
		result, _ := health(t, f.datasource(t, ""))
		if result.Status != backend.HealthStatusOk || !strings.Contains(result.Message, want) {
			t.Errorf("%s: %v %q, want %q", distance, result.Status, result.Message, want)
		}
	}
}

func TestUnhealthy(t *testing.T) {
	answer := func(status int, body string) func(url.Values) (int, string) {
		return func(url.Values) (int, string) { return status, body }
	}
	for name, test := range map[string]struct {
		set   func(*fake)
		layer string
		words []string
	}{
		"login refused": {func(f *fake) { f.on("query", answer(401, "Unauthorized")) }, "authorised", []string{"401", "$$"}},
		"forbidden":     {func(f *fake) { f.on("query", answer(403, "no")) }, "authorised", []string{"403", "right to read"}},
		"wrong path":    {func(*fake) {}, "authorised", []string{"404", "/api/v1"}},
		"login page": {func(f *fake) { f.on("query", answer(200, "<!doctype html><html><title>Sign in</title></html>")) }, "authorised",
			[]string{"Sign in"}},
		"other JSON":  {func(f *fake) { f.on("query", answer(200, `{"message":"hello"}`)) }, "authorised", []string{"Prometheus"}},
		"bad gateway": {func(f *fake) { f.on("query", answer(502, "<html><h1>Bad gateway</h1></html>")) }, "authorised", []string{"502"}},
		"no series": {func(f *fake) {
			f.always("query", vector())
			f.always("query_range", matrix())
		}, "series", []string{"baseten_", "Api-Key"}},
		"scraping stopped": {func(f *fake) {
			f.always("query", vector())
			f.always("query_range", matrix(series(`{}`, "1699990000")))
		}, "series", []string{"2023-11-14 19:26:40 UTC", "stopped"}},
		"stale":             {func(f *fake) { baseten(f, 290*time.Second, time.Minute) }, "fresh", []string{"4m50s old", "429"}},
		"clock of tomorrow": {func(f *fake) { baseten(f, -2*time.Hour, time.Minute) }, "fresh", []string{"2h0m0s in the future", "clocks"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			test.set(f)
			result, d := health(t, f.datasource(t, ""))
			last := d.Layers[len(d.Layers)-1]
			if result.Status != backend.HealthStatusError || last.OK || last.Name != test.layer {
				t.Fatalf("%v %+v, want a failure of %s", result.Status, d, test.layer)
			}
			for _, word := range test.words {
				if !strings.Contains(result.Message, word) {
					t.Errorf("%q lacks %q", result.Message, word)
				}
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	f := newFake(t)
	ds := f.datasource(t, "")
	f.Close()
	result, d := health(t, ds)
	if result.Status != backend.HealthStatusError || len(d.Layers) != 1 || d.Layers[0].Name != "reachable" ||
		!strings.Contains(result.Message, "connection refused") || !strings.Contains(result.Message, "that Grafana runs in") ||
		strings.Contains(result.Message, "Check the URL") {
		t.Errorf("%v %+v", result.Status, d)
	}
	text := fmt.Sprintf("The server can't be reached at %s: %v This address is that of the machine or the container that Grafana runs in: if Prometheus runs in another one, "+
		"the URL needs the name of that.", f.URL, d.Layers[0].Params["error"])
	if d.Layers[0].Code != "unreachable-here" || d.Layers[0].Params["url"] != f.URL || d.Layers[0].Text != text {
		t.Errorf("%+v, want %s", d.Layers[0], text)
	}
}

func TestWhereNobodyIs(t *testing.T) {
	for err, want := range map[error]bool{
		&net.OpError{Op: "dial", Err: errors.New("refused")}: true, &net.OpError{Op: "read", Err: errors.New("reset")}: false,
		&net.DNSError{Err: "no such host"}: true, errors.New("no"): false,
	} {
		if got := nobodyThere(fmt.Errorf("ask: %w", err)); got != want {
			t.Errorf("%v: %v", err, got)
		}
	}
	for host, want := range map[string]bool{
		"localhost": true, "LocalHost": true, "127.0.0.1": true, "127.1.2.3": true, "::1": true, "10.0.0.1": false, "prometheus": false, "localhost.example.com": false,
	} {
		if got := isLoopback(host); got != want {
			t.Errorf("%s: %v", host, got)
		}
	}
}

// A server that is restarted is waited for, and once only: whoever has typed a wrong port sits before the button.
func TestAnAddressWithoutAServerIsWaitedForOnce(t *testing.T) {
	for _, url := range []string{"http://127.0.0.1:9", "http://no-such-host.invalid"} {
		began := time.Now()
		result, _ := health(t, instanceOf(t, backend.DataSourceInstanceSettings{URL: url}))
		if took := time.Since(began); result.Status != backend.HealthStatusError || took > 7*time.Second {
			t.Errorf("%s after %s: %s", url, took, result.Message)
		}
	}
}

// The check waits for a request as who asks the same waits; it says the server's fault when its own time ends.
func TestHealthOfAServerThatHangs(t *testing.T) {
	f := newFake(t)
	release := make(chan struct{})
	f.on("buildinfo", func(url.Values) (int, string) {
		<-release
		return http.StatusOK, success(`{}`)
	})
	result, d := health(t, f.datasource(t, `{"queryTimeout":"1s"}`))
	close(release)
	if result.Status != backend.HealthStatusError || len(d.Layers) != 1 || d.Layers[0].Name != "reachable" ||
		!strings.Contains(result.Message, "within 1s") || !strings.Contains(result.Message, "queryTimeout") {
		t.Errorf("%v %+v", result.Status, d)
	}
}

func TestHealthOfWrongSettings(t *testing.T) {
	result, d := health(t, instanceOf(t, backend.DataSourceInstanceSettings{URL: "http://localhost:9090", JSONData: []byte(`{"scrapeInterval":"soon"}`)}))
	if result.Status != backend.HealthStatusError || d.Layers[0].Name != "settings" || !strings.Contains(result.Message, "scrapeInterval") {
		t.Errorf("%v %+v", result.Status, d)
	}
}

// What the server tells one person when the check asks for it is not another's.
func TestHealthSharesNothingBetweenIdentities(t *testing.T) {
	f := newFake(t)
	f.always("query", vector())
	f.always("query_range", matrix())
	ds := f.datasource(t, `{"oauthPassThru":true}`)
	for _, token := range []string{"a", "b", "a"} {
		request := &backend.CheckHealthRequest{}
		request.SetHTTPHeader("Authorization", "Bearer "+token)
		if _, err := ds.CheckHealth(context.Background(), request); err != nil {
			t.Fatal(err)
		}
	}
	if sent := f.requests("query_range"); len(sent) != 2 {
		t.Errorf("%d requests for the last sample, want one for each identity", len(sent))
	}
}

func TestHealthTakesTheWayOfPanels(t *testing.T) {
	for method, want := range map[string]string{"": "POST", "GET": "GET"} {
		f := newFake(t)
		baseten(f, 0, time.Minute)
		health(t, f.datasource(t, `{"httpMethod":"`+method+`"}`))
		for _, a := range f.requests("query") {
			if a.method != want {
				t.Errorf("httpMethod %q: a query by %s", method, a.method)
			}
		}
		if sent := f.requests("buildinfo"); len(sent) == 0 || sent[0].method != http.MethodGet {
			t.Errorf("buildinfo by %+v, which takes GET only", sent)
		}
	}
}

func TestParametersOfAText(t *testing.T) {
	for _, c := range []struct {
		pairs []any
		want  map[string]any
	}{
		{nil, map[string]any{}},
		{[]any{"a", 1, "b", "x"}, map[string]any{"a": 1, "b": "x"}},
		{[]any{"a", 1, "alone"}, map[string]any{"a": 1}},
		{[]any{7, 1, "b", 2}, map[string]any{"b": 2}},
	} {
		if got := params(c.pairs...); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: %v, want %v", c.pairs, got, c.want)
		}
	}
}

// What the browser words in its own language is made of the parameters, so each layer has them all.
func TestParametersOfTheHealthCheck(t *testing.T) {
	for distance, interval := range map[time.Duration]string{time.Minute: "1m", 2 * time.Minute: "2m", 15 * time.Second: "15s"} {
		f := newFake(t)
		baseten(f, 25*time.Second, distance)
		_, d := health(t, f.datasource(t, ""))
		got := map[string]map[string]any{}
		for _, l := range d.Layers {
			got[l.Name] = l.Params
		}
		for name, want := range map[string]map[string]any{
			"reachable":  {"server": "Prometheus 3.1.0"},
			"authorised": {"method": "POST"},
			"interval":   {"observed": interval, "set": "1m"},
		} {
			if !reflect.DeepEqual(got[name], want) {
				t.Errorf("every %s: %s has %v, want %v", distance, name, got[name], want)
			}
		}
		if series := got["series"]; series["models"] != 2.0 || series["present"] != 2.0 || series["core"] != 8.0 {
			t.Errorf("series has %v", series)
		}
	}
}
