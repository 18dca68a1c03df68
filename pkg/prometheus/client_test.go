package prometheus

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"baseten-metrics-datasource/pkg/internal/faults"
	"baseten-metrics-datasource/pkg/memory"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// recorded is what a server saw of a request.
type recorded struct {
	Method, Path, Query, Form string
}

// configOf is a complete configuration for a server.
func configOf(t *testing.T, address string, web *http.Client) Config {
	t.Helper()
	return Config{
		URL: parsed(t, address), HTTP: web, Method: http.MethodPost, Timeout: time.Minute, MaxResponseBytes: 256 << 20, MaxConcurrent: 20,
		Memory: memory.Process(), RetryDelay: RetryDelay, RetryFor: RetryFor,
	}
}

// record answers every request well and notes it.
func record(t *testing.T, configure func(*Config)) (*Client, *[]recorded) {
	t.Helper()
	var seen []recorded
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = append(seen, recorded{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, string(body)})
		faults.Good(w, r, 1)
	}))
	t.Cleanup(server.Close)
	config := configOf(t, server.URL, server.Client())
	configure(&config)
	client := NewClient(config)
	t.Cleanup(client.CloseIdleConnections)
	return client, &seen
}

func TestURLs(t *testing.T) {
	cases := []struct {
		suffix      string
		custom      url.Values
		path, query string
	}{
		{"", nil, "/api/v1/query", ""},
		{"/", nil, "/api/v1/query", ""},
		{"/select/0/prometheus/", nil, "/select/0/prometheus/api/v1/query", ""},
		{"/prom?team=a", nil, "/prom/api/v1/query", "team=a"},
		{"/prom/?team=a", url.Values{"x": {"1"}, "y": {"a&b"}}, "/prom/api/v1/query", "team=a&x=1&y=a%26b"},
		{"/a%2Fb//", nil, "/a%2Fb/api/v1/query", ""},
		{"", url.Values{"dedup": {"false"}}, "/api/v1/query", "dedup=false"},
	}
	for _, c := range cases {
		client, seen := record(t, func(config *Config) {
			config.URL = parsed(t, config.URL.String()+c.suffix)
			config.CustomQueryParameters = c.custom
		})
		if _, err := client.QueryInstant(context.Background(), InstantRequest{Expr: "up", Time: time.Unix(1700000040, 0)}); err != nil {
			t.Errorf("%s: %v", c.suffix, err)
			continue
		}
		want := recorded{"POST", c.path, c.query, "query=up&time=1700000040&timeout=60s"}
		if got := (*seen)[0]; got != want {
			t.Errorf("%s: got %+v, want %+v", c.suffix, got, want)
		}
	}
}

func TestRequests(t *testing.T) {
	at := time.UnixMilli(1700000040_500)
	ctx := context.Background()
	cases := []struct {
		name, method string
		run          func(c *Client) error
		want         recorded
	}{
		{"a range", "", func(c *Client) error {
			_, err := c.QueryRange(ctx, RangeRequest{Expr: `rate(x{a="b&c"}[4m])`, Start: time.Unix(1700000040, 0), End: time.Unix(1700000160, 0), Step: time.Minute})
			return err
		}, recorded{"POST", "/api/v1/query_range", "", "end=1700000160&query=rate%28x%7Ba%3D%22b%26c%22%7D%5B4m%5D%29&start=1700000040&step=60&timeout=60s"}},
		{"a range by GET", "get", func(c *Client) error {
			_, err := c.QueryRange(ctx, RangeRequest{Expr: "up", Start: time.Unix(60, 0), End: time.Unix(120, 0), Step: 1500 * time.Millisecond})
			return err
		}, recorded{"GET", "/api/v1/query_range", "end=120&query=up&start=60&step=1.5&timeout=60s", ""}},
		{"a number sends no step", "GET", func(c *Client) error {
			_, err := c.QueryInstant(ctx, InstantRequest{Expr: "up", Time: at})
			return err
		}, recorded{"GET", "/api/v1/query", "query=up&time=1700000040.500&timeout=60s", ""}},
		{"a number with a step", "GET", func(c *Client) error {
			_, err := c.QueryInstant(ctx, InstantRequest{Expr: "up", Time: at, Step: 5 * time.Minute})
			return err
		}, recorded{"GET", "/api/v1/query", "query=up&step=300&time=1700000040.500&timeout=60s", ""}},
		{"label names", "POST", func(c *Client) error {
			_, err := c.LabelNames(ctx, LookupRequest{Matches: []string{"a", "b"}, Start: at, End: at, Limit: 10})
			return err
		}, recorded{"POST", "/api/v1/labels", "", "end=1700000040.500&limit=11&match%5B%5D=a&match%5B%5D=b&start=1700000040.500"}},
		{"label values know GET only", "POST", func(c *Client) error {
			_, err := c.LabelValues(ctx, "model_name", LookupRequest{Matches: []string{"a"}})
			return err
		}, recorded{"GET", "/api/v1/label/model_name/values", "match%5B%5D=a", ""}},
		{"a label that is no plain name", "POST", func(c *Client) error {
			_, err := c.LabelValues(ctx, "k8s.pod_name", LookupRequest{})
			return err
		}, recorded{"GET", "/api/v1/label/U__k8s_2e_pod__name/values", "", ""}},
		{"a label that would climb", "POST", func(c *Client) error {
			_, err := c.LabelValues(ctx, "../../admin", LookupRequest{})
			return err
		}, recorded{"GET", "/api/v1/label/U___2e__2e__2f__2e__2e__2f_admin/values", "", ""}},
		{"build information", "POST", func(c *Client) error {
			_, err := c.BuildInfo(ctx)
			return err
		}, recorded{"GET", "/api/v1/status/buildinfo", "", ""}},
	}
	for _, c := range cases {
		client, seen := record(t, func(config *Config) {
			if c.method != "" {
				config.Method = c.method
			}
		})
		if err := c.run(client); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := (*seen)[0]; got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestServerThatRefusesPOSTIsAskedByGETFromThenOn(t *testing.T) {
	var methods []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		methods = append(methods, r.Method)
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		faults.Good(w, r, 1)
	}))
	defer server.Close()
	client := NewClient(configOf(t, server.URL, server.Client()))
	for range 2 {
		if err := calls["instant"](context.Background(), client); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"POST", "GET", "GET"}; !reflect.DeepEqual(methods, want) {
		t.Errorf("got %v, want %v", methods, want)
	}
}

func TestCancelStopsTheRequest(t *testing.T) {
	arrived, gone := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		close(arrived)
		<-r.Context().Done()
		close(gone)
	}))
	defer server.Close()
	client := NewClient(configOf(t, server.URL, server.Client()))
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-arrived
		cancel()
	}()
	var known *Error
	if err := calls["range"](ctx, client); !errors.As(err, &known) || !known.Canceled || known.ResponseStatus() != 499 {
		t.Errorf("got %v", err)
	}
	<-gone
}

func TestLookups(t *testing.T) {
	answer := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(answer)) }))
	defer server.Close()
	client := NewClient(configOf(t, server.URL, server.Client()))
	ctx := context.Background()

	answer = `{"warnings":["w"],"status":"success","data":["","b","c"]}`
	if got, err := client.LabelValues(ctx, "a", LookupRequest{Limit: 2}); err != nil || !reflect.DeepEqual(got, &LookupResult{Values: []string{"", "b"}, Truncated: true, Warnings: []string{"w"}}) {
		t.Errorf("values: %+v, %v", got, err)
	}
	if got, err := client.LabelNames(ctx, LookupRequest{Limit: 3}); err != nil || len(got.Values) != 3 || got.Truncated {
		t.Errorf("names: %+v, %v", got, err)
	}
	answer = `{"status":"success","data":null}`
	if got, err := client.LabelNames(ctx, LookupRequest{}); err != nil || len(got.Values) != 0 {
		t.Errorf("nothing: %+v, %v", got, err)
	}
	answer = `{"status":"success","data":[{"__name__":"up","le":"0.5"},{}]}`
	if got, err := client.Series(ctx, LookupRequest{Matches: []string{"up"}}); err != nil || !reflect.DeepEqual(got.Series, [][]decode.Label{{{Name: "__name__", Value: "up"}, {Name: "le", Value: "0.5"}}, nil}) {
		t.Errorf("series: %+v, %v", got, err)
	}
	if _, err := client.Series(ctx, LookupRequest{}); err == nil {
		t.Error("series without a selector pass")
	}
	answer = `{"status":"success","data":[1]}`
	if _, err := client.LabelNames(ctx, LookupRequest{}); err == nil || !strings.Contains(err.Error(), "no text") {
		t.Errorf("numbers: %v", err)
	}
	answer = `{"status":"success","data":{"up":[{"type":"gauge","help":"h","unit":""}]}}`
	if got, err := client.Metadata(ctx, "up"); err != nil || !reflect.DeepEqual(got, []Metadata{{Type: "gauge", Help: "h"}}) {
		t.Errorf("metadata: %+v, %v", got, err)
	}
	for body, want := range map[string]BuildInfo{
		`{"status":"success","data":{"version":"3.16.0","revision":"r","goVersion":"go1.26"}}`: {"Prometheus", "3.16.0"},
		`{"status":"success","data":{"version":"2.24.0"}}`:                                     {"VictoriaMetrics", "2.24.0"},
		`{"status":"success","data":{"application":"Grafana Mimir","version":"2.17"}}`:         {"Grafana Mimir", "2.17"},
	} {
		answer = body
		if got, err := client.BuildInfo(ctx); err != nil || *got != want {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
}

func TestManyValuesComeFast(t *testing.T) {
	var body strings.Builder
	body.WriteString(`{"status":"success","data":["v"`)
	for i := range 120_000 {
		body.WriteString(`,"deployment-` + strings.Repeat("x", i%20) + `"`)
	}
	body.WriteString("]}")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body.String())) }))
	defer server.Close()
	client := NewClient(configOf(t, server.URL, server.Client()))
	// A server that knows no limit sends all; the client cuts.
	got, err := client.LabelValues(context.Background(), "deployment_id", LookupRequest{Limit: 1000})
	if err != nil || len(got.Values) != 1000 || !got.Truncated {
		t.Errorf("%d values, %v", len(got.Values), err)
	}
}

func TestCompressionIsAskedForFromOtherMachinesAlone(t *testing.T) {
	for _, c := range []struct {
		host         string
		uncompressed bool
		want         string
	}{
		{"prometheus.cluster", false, "gzip"},
		{"prometheus.cluster", true, "identity"},
		{"127.0.0.1", false, "identity"},
	} {
		var asked string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked = r.Header.Get("Accept-Encoding")
			faults.Good(w, r, 1)
		}))
		// Every name leads to the server.
		web := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
		}}}
		config := configOf(t, "http://"+c.host+":9090", web)
		config.Uncompressed = c.uncompressed
		client := NewClient(config)
		if _, err := client.QueryInstant(context.Background(), InstantRequest{Expr: "up", Time: time.Unix(1700000040, 0)}); err != nil || asked != c.want {
			t.Errorf("%+v: asked for %q, %v", c, asked, err)
		}
		client.CloseIdleConnections()
		server.Close()
	}
}
