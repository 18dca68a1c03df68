package plugin

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/prometheus"
)

func TestSaveAndTestRecognisesMistakesOfTheSetUp(t *testing.T) {
	const aws = `{"message":"Missing Authentication Token"}`
	for name, c := range map[string]struct {
		path, settings string
		prepare        func(*fake)
		ok             bool
		code, text     string
	}{
		"the export's own path": {"/metrics", "", func(*fake) {}, false, codeExport, "has to scrape it"},
		"unsigned for AWS": {"", "", func(f *fake) {
			f.on("query", func(url.Values) (int, string) { return http.StatusForbidden, aws })
		}, false, codeSigV4, "signing proxy"},
		"SigV4 asked for, and refused": {"", `{"sigV4Auth":true}`, func(f *fake) {
			f.on("query", func(url.Values) (int, string) { return http.StatusForbidden, `{"message":"no"}` })
		}, false, codeSigV4, "signing proxy"},
		"SigV4 asked for, and let in": {"", `{"sigV4Auth":true}`, func(f *fake) { baseten(f, time.Second, time.Minute) }, true, codeSigV4, "not supported"},
		"a login to Azure asked for":  {"", `{"azureCredentials":{"authType":"msi"}}`, func(f *fake) { baseten(f, time.Second, time.Minute) }, true, codeEntra, "not supported"},
		"a login to Azure asked for, and refused": {"", `{"azureCredentials":{"authType":"msi"}}`, func(f *fake) {
			f.on("query", func(url.Values) (int, string) { return http.StatusUnauthorized, "" })
		}, false, codeEntra, "logs in to Microsoft Entra"},
		"the address of the API, not of the server": {"/api/v1", "", func(*fake) {}, false, codeTail, "Leave out /api/v1: the URL is http://127.0.0.1:"},
		"the address of a page of Prometheus":       {"/graph", "", func(*fake) {}, false, codeTail, "Leave out /graph"},
		"an address below the API":                  {"/prometheus/api/v1/query", "", func(*fake) {}, false, codeTail, "/prometheus."},
		"labels of the scrape job": {"", "", func(f *fake) {
			baseten(f, time.Second, time.Minute)
			f.always("labels", `["__name__","environment","exported_environment","exported_job"]`)
		}, true, codeRelabelled, "own environment hides Baseten's, which is now called exported_environment"},
		"two scrapers": {"", "", func(f *fake) {
			baseten(f, time.Second, time.Minute)
			plain := f.answers["query"]
			f.answers["query"] = func(r received) (int, string) {
				if r.form.Get("query") == "max(count by (deployment_id, environment, rollout_phase) (baseten_replicas_active))" {
					return http.StatusOK, success(vector(sample(`{}`, "2")))
				}
				return plain(r)
			}
		}, true, codeTwice, "2 times"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			c.prepare(f)
			ds := instanceOf(t, backend.DataSourceInstanceSettings{URL: f.URL + c.path, JSONData: []byte(c.settings)})
			result, details := health(t, ds)
			if (result.Status == backend.HealthStatusOk) != c.ok || !strings.Contains(result.Message, c.text) {
				t.Errorf("%v: %s", result.Status, result.Message)
			}
			found := false
			for _, l := range details.Layers {
				found = found || l.Code == c.code && strings.Contains(l.Text, c.text)
			}
			if !found {
				t.Errorf("layers %+v", details.Layers)
			}
		})
	}
}

// The words for a wrong path, whole, whichever of the checks finds it.
func TestWordsForAWrongPath(t *testing.T) {
	const export = " answers with metrics to be scraped, as an export does, and not to queries: a Prometheus, Mimir or VictoriaMetrics has to scrape it, and that server's address belongs here."
	f := newFake(t)
	f.onRequest("metrics", func(received) (int, string) {
		return http.StatusOK, "# TYPE go_info gauge\ngo_info 1\nprometheus_build_info 1\n"
	})
	refusing := newFake(t)
	refusing.onRequest("query", func(received) (int, string) { return http.StatusUnauthorized, "no" })
	for name, c := range map[string]struct {
		f *fake
		// path of the URL; down says that nothing answers the first question.
		path string
		down bool
		want string
	}{
		"an export":                  {newFake(t), "/metrics", false, `authorised export {"url":"ADDRESS/metrics"} ADDRESS/metrics` + export},
		"an export, at first":        {newFake(t), "/metrics", true, `reachable export {"url":"ADDRESS/metrics"} ADDRESS/metrics` + export},
		"a path too far":             {newFake(t), "/graph", false, `authorised tail {"better":"ADDRESS","tail":"/graph","url":"ADDRESS/graph"} There is no Prometheus API below ADDRESS/graph. Leave out /graph: the URL is ADDRESS.`},
		"a path too far, at first":   {newFake(t), "/p/graph", true, `reachable tail {"better":"ADDRESS/p","tail":"/graph","url":"ADDRESS/p/graph"} There is no Prometheus API below ADDRESS/p/graph. Leave out /graph: the URL is ADDRESS/p.`},
		"the server's own":           {f, "/metrics", false, `authorised own-metrics {"better":"ADDRESS","tail":"/metrics","url":"ADDRESS/metrics"} ADDRESS/metrics is what the server says of itself, to be scraped. Leave out /metrics: the URL is ADDRESS.`},
		"the server's own, at first": {f, "/metrics", true, `reachable own-metrics {"better":"ADDRESS","tail":"/metrics","url":"ADDRESS/metrics"} ADDRESS/metrics is what the server says of itself, to be scraped. Leave out /metrics: the URL is ADDRESS.`},
		// Who isn't let in can't know what is behind the path.
		"a login that is refused": {refusing, "/metrics", false, `authorised login {"error":"401 Unauthorized: no. Check the credentials in the data source's settings; in a provisioned file a $ must be written $$."} The server refuses the login: 401 Unauthorized: no. Check the credentials in the data source's settings; in a provisioned file a $ must be written $$.`},
	} {
		t.Run(name, func(t *testing.T) {
			loaded, client := c.f.partsAt(t, c.path, "")
			if c.down {
				client = down{client, &prometheus.Error{Message: "reset"}}
			}
			result, d := health(t, made(t, loaded, client))
			last := d.Layers[len(d.Layers)-1]
			if got := last.Name + " " + said(t, last, c.f.URL); got != c.want || result.Status != backend.HealthStatusError {
				t.Errorf("%v: got\n%s, want\n%s", result.Status, got, c.want)
			}
		})
	}
}

func TestSaveAndTestKnowsBasetensAddress(t *testing.T) {
	ds := instanceOf(t, backend.DataSourceInstanceSettings{URL: "https://app.baseten.co/metrics"})
	result, details := health(t, ds)
	const want = `baseten {"url":"ADDRESS"} ADDRESS is an address of Baseten. Its export holds only the present values and answers no queries: a Prometheus, Mimir or ` +
		`VictoriaMetrics has to scrape it, and that server's address belongs here.`
	if got := said(t, details.Layers[0], "https://app.baseten.co/metrics"); result.Status != backend.HealthStatusError || got != want {
		t.Errorf("%v: got\n%s, want\n%s", result.Status, got, want)
	}
}

func TestSaveAndTestSaysEachThingOnce(t *testing.T) {
	f := newFake(t)
	f.on("query", func(url.Values) (int, string) { return http.StatusUnauthorized, "no" })
	result, _ := health(t, f.datasource(t, ""))
	if strings.Count(result.Message, "$$") != 1 || strings.Contains(result.Message, "?.") {
		t.Errorf("%s", result.Message)
	}
}

// An exporter, which no Prometheus answers like: a small server of the tests stands for it.
func TestSaveAndTestRecognisesAnExportWhateverItsPath(t *testing.T) {
	const lines = "# HELP baseten_replicas_active Active replicas\n# TYPE baseten_replicas_active gauge\nbaseten_replicas_active 2\n"
	everywhere, belowOnly := true, false
	for name, c := range map[string]struct {
		path, contentType, body string
		status                  int
		// catchAll: each path gives the same.
		catchAll, export bool
	}{
		"a path of its own":         {"/team/export", "text/plain; version=0.0.4; charset=utf-8", lines, 200, belowOnly, true},
		"a slash at its end":        {"/export/", "text/plain; version=0.0.4", lines, 200, belowOnly, true},
		"the root, each path alike": {"", "text/plain; version=0.0.4", lines, 200, everywhere, true},
		"OpenMetrics":               {"/x", "application/openmetrics-text; version=1.0.0", "# EOF\n", 200, everywhere, true},
		"no series yet":             {"/x", "text/plain; version=0.0.4", "", 200, belowOnly, true},
		"lines without a type":      {"/x", "", "\n" + lines, 200, belowOnly, true},
		"a page that quotes one":    {"/x", "text/html", "<html>\n" + lines, 200, everywhere, false},
		"JSON":                      {"/x", "application/json", `{"a":1}`, 200, everywhere, false},
		"plain words":               {"/x", "text/plain; charset=utf-8", "hello\n", 200, everywhere, false},
		"a refusal":                 {"/x", "text/plain; version=0.0.4", lines, 500, everywhere, false},
		"what Prometheus says of itself": {
			"/metrics", "text/plain; version=0.0.4", "# TYPE go_info gauge\ngo_info 1\nprometheus_build_info 1\n", 200, belowOnly, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !c.catchAll && strings.Contains(r.URL.Path, "/api/v1/") {
					http.NotFound(w, r)
					return
				}
				w.Header().Set("Content-Type", c.contentType)
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			}))
			t.Cleanup(server.Close)
			result, details := health(t, instanceOf(t, backend.DataSourceInstanceSettings{URL: server.URL + c.path}))
			last := details.Layers[len(details.Layers)-1]
			if result.Status != backend.HealthStatusError || (last.Code == codeExport) != c.export {
				t.Errorf("%v: %+v", result.Status, details.Layers)
			}
			if c.export && !strings.Contains(result.Message, "has to scrape it, and that server's address belongs here") {
				t.Errorf("%s", result.Message)
			}
		})
	}
}

// Clouds answer from their own addresses alone, which no test can reach.
func TestRefusalsOfClouds(t *testing.T) {
	for url, want := range map[string]string{
		"https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/w":             codeSigV4,
		"https://w.westeurope.prometheus.monitor.azure.com":                          codeEntra,
		"https://monitoring.googleapis.com/v1/projects/p/location/global/prometheus": codeGoogle,
		"https://prometheus.example.com":                                             "",
	} {
		e := &examination{ds: instanceOf(t, backend.DataSourceInstanceSettings{URL: url})}
		for status, expected := range map[int]string{http.StatusUnauthorized: want, http.StatusForbidden: want, http.StatusNotFound: ""} {
			got := ""
			if cloud := e.refusingCloud(status, errors.New("no")); cloud != nil {
				got = cloud.code
			}
			if got != expected {
				t.Errorf("%s, %d: %q, want %q", url, status, got, expected)
			}
		}
	}
}

func TestTheServersOwnMetricsAreTakenForNoExport(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/metrics" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		_, _ = w.Write([]byte("# TYPE go_info gauge\ngo_info 1\nprometheus_build_info 1\n"))
	}))
	t.Cleanup(server.Close)
	result, details := health(t, instanceOf(t, backend.DataSourceInstanceSettings{URL: server.URL + "/metrics"}))
	want := server.URL + "/metrics is what the server says of itself, to be scraped. Leave out /metrics: the URL is " + server.URL + "."
	if details.Layers[len(details.Layers)-1].Code != codeOwnMetrics || result.Message != want {
		t.Errorf("%s, want %s", result.Message, want)
	}
}
