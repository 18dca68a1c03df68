package plugin

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
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
		"labels of the scrape job": {"", "", func(f *fake) {
			baseten(f, time.Second, time.Minute)
			f.always("labels", `["__name__","environment","exported_environment","exported_job"]`)
		}, true, codeRelabelled, "own environment hides Baseten's, which is now called exported_environment"},
		"two scrapers": {"", "", func(f *fake) {
			baseten(f, time.Second, time.Minute)
			plain := f.answers["query"]
			f.answers["query"] = func(r received) (int, string) {
				if strings.HasPrefix(r.form.Get("query"), "max(count by (deployment_id") {
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

func TestSaveAndTestKnowsBasetensAddress(t *testing.T) {
	ds := instanceOf(t, backend.DataSourceInstanceSettings{URL: "https://app.baseten.co/metrics"})
	result, details := health(t, ds)
	if result.Status != backend.HealthStatusError || details.Layers[0].Code != codeExport || !strings.Contains(result.Message, "address belongs here") {
		t.Errorf("%v: %s", result.Status, result.Message)
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
