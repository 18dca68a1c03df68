package plugin

import (
	"errors"
	"log"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/prometheus/prometheus/model/labels"
)

// What the check says of a scrape job that takes Baseten's labels, or of several jobs, whole.
func TestWordsOfTheScrapeJob(t *testing.T) {
	hour := float64(end.Unix() - 3600)
	for name, test := range map[string]struct {
		series []stored
		times  string
		want   []string
	}{
		"nothing wrong": {[]stored{at(float64(end.Unix())-60, "__name__", replicas, "environment", "production")}, "1", nil},
		"two labels": {[]stored{at(float64(end.Unix())-60, "__name__", replicas, "exported_environment", "production", "exported_model_name", "m", "exported_job", "j", "exported_instance", "i")}, "1",
			[]string{`relabelled {"labels":["environment","model_name"]} The scrape job's own environment, model_name hides Baseten's, which is now called exported_environment, ` +
				`exported_model_name: filters and grouping take the job's. Set honor_labels: true in the scrape job, or give the job's label another name.`}},
		"an hour ago": {[]stored{at(hour-50, "__name__", replicas, "exported_environment", "production")}, "1",
			[]string{`relabelled {"labels":["environment"]} The scrape job's own environment hides Baseten's, which is now called exported_environment: filters and grouping take the ` +
				`job's. Set honor_labels: true in the scrape job, or give the job's label another name.`}},
		"more than an hour ago": {[]stored{at(hour-70, "__name__", replicas, "exported_environment", "production")}, "1", nil},
		"of another export":     {[]stored{at(float64(end.Unix())-60, "__name__", "up", "exported_environment", "production")}, "1", nil},
		"what is yet to come":   {[]stored{at(float64(end.Unix())+60, "__name__", replicas, "exported_environment", "production")}, "1", nil},
		"two jobs": {nil, "2", []string{`twice {"jobs":2} The same deployments are scraped 2 times, by several jobs, instances or servers: sums count them 2 times. Keep one of them, ` +
			`or query what removes duplicates.`}},
	} {
		f := newFake(t)
		baseten(f, 0, time.Minute)
		f.has(t, test.series...)
		instead(f, "max(count by (deployment_id, environment, rollout_phase) ("+replicas+"))", http.StatusOK, success(vector(sample(`{}`, test.times))))
		_, d := health(t, f.datasource(t, ""))
		var got []string
		for _, l := range d.Layers {
			if l.Name == "labels" {
				got = append(got, said(t, l, f.URL))
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// Without the series that each deployment has once, its jobs are counted by one that it has often.
func TestJobsAreCountedByWhatIsThere(t *testing.T) {
	f := newFake(t)
	baseten(f, 0, time.Minute)
	instead(f, counted, http.StatusOK, named("baseten_inference_requests_total"))
	const want = "max(count by (deployment_id, environment, rollout_phase) (count by (deployment_id, environment, rollout_phase, job, instance) (baseten_inference_requests_total)))"
	instead(f, "max(count by (deployment_id", http.StatusOK, success(vector(sample(`{}`, "3"))))
	_, d := health(t, f.datasource(t, ""))
	if !slices.ContainsFunc(f.requests("query"), func(r received) bool { return r.form.Get("query") == want }) ||
		!slices.ContainsFunc(d.Layers, func(l layer) bool { return l.Code == codeTwice && strings.Contains(l.Text, "3 times") }) {
		t.Errorf("asked %+v, said %+v", f.requests("query"), d.Layers)
	}
}

func TestAddressesOfBaseten(t *testing.T) {
	for address, want := range map[string]bool{
		"https://baseten.co/metrics": true, "https://App.Baseten.CO": true, "https://model.api.baseten.co": true, "https://notbaseten.co": false, "https://baseten.co.example.org": false,
	} {
		ds := instanceOf(t, backend.DataSourceInstanceSettings{URL: address})
		e := &examination{ds: ds}
		if err := e.address(t.Context()); (err != nil) != want || want && (len(e.layers) != 1 || e.layers[0].Code != codeBaseten || e.layers[0].Name != "address") {
			t.Errorf("%s: %v %+v", address, err, e.layers)
		}
	}
}

func TestSelectorsAsText(t *testing.T) {
	for _, test := range []struct {
		matchers []*labels.Matcher
		want     string
	}{
		{[]*labels.Matcher{labels.MustNewMatcher(labels.MatchEqual, "__name__", "up"), labels.MustNewMatcher(labels.MatchEqual, "a", "1")}, `up{a="1"}`},
		{[]*labels.Matcher{labels.MustNewMatcher(labels.MatchRegexp, "__name__", "up.*")}, `{__name__=~"up.*"}`},
		{[]*labels.Matcher{labels.MustNewMatcher(labels.MatchNotEqual, "__name__", "up"), labels.MustNewMatcher(labels.MatchEqual, "a", "b")}, `{__name__!="up",a="b"}`},
		{[]*labels.Matcher{labels.MustNewMatcher(labels.MatchEqual, "a", "up")}, `{a="up"}`},
		{[]*labels.Matcher{labels.MustNewMatcher(labels.MatchEqual, "__name__", "k8s.up")}, `{__name__="k8s.up"}`},
	} {
		if got := selectorText(test.matchers); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
	for given, want := range map[string][]string{
		`up{a="1"} up{a="2"} {__name__=~"x.+",a="1"}`: {"up", `{__name__=~"x.+"}`}, `{a="1"}`: nil, `up{`: nil,
	} {
		if got := wider(strings.Fields(given)); !slices.Equal(got, want) {
			t.Errorf("%s: wider is %q, want %q", given, got, want)
		}
	}
}

// A search beside filters that are none is refused like the filters alone.
func TestASearchBesideWrongFilters(t *testing.T) {
	f := newFake(t)
	f.has(t)
	got := call(t, f.datasource(t, ""), "POST", "label-values", `{"label":"a","search":"b","filters":[{"label":"a","operator":"~","values":["b"]},{"label":"c","operator":"~","values":["b"]}]}`)
	if got.status != http.StatusBadRequest || !strings.Contains(got.body, "operator is") || len(f.asked) > 0 {
		t.Errorf("got %d %s, asked %+v", got.status, got.body, f.asked)
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("full") }

// What servers say is left out of the standard log from the first quote on.
func TestTheStandardLogQuotesNothing(t *testing.T) {
	for line, want := range map[string]string{
		"nothing quoted\n": "nothing quoted\n", "a \"secret\"\n": "a (left out)\n", "a `secret` \"b\"\n": "a (left out)\n", "\"all\"\n": "(left out)\n",
	} {
		var out strings.Builder
		if n, err := (unquoting{&out}).Write([]byte(line)); n != len(line) || err != nil || out.String() != want {
			t.Errorf("%q: wrote %q, %d, %v", line, out.String(), n, err)
		}
	}
	if _, err := (unquoting{failingWriter{}}).Write([]byte("x")); err == nil {
		t.Error("an error of writing is lost")
	}
	before := log.Writer()
	t.Cleanup(func() { log.SetOutput(before) })
	var out strings.Builder
	QuietStandardLog(&out)
	log.Print(`Unsolicited response: "secret"`)
	if text := out.String(); strings.Contains(text, "secret") || !strings.HasSuffix(text, "Unsolicited response: (left out)\n") {
		t.Errorf("logged %q", text)
	}
}

// Metadata stands under the name of the histogram, and what nobody describes is no error.
func TestWhatAMetricIs(t *testing.T) {
	const described = `{"type":"histogram","help":"Time","unit":"seconds"}`
	for name, want := range map[string]string{"h": described, "h_bucket": described, "h_sum": described, "h_count": described, " h ": described,
		"h_total": `{"type":"","help":"","unit":""}`, "g_count": `{"type":"counter","help":"own","unit":""}`} {
		f := newFake(t)
		f.on("metadata", func(form url.Values) (int, string) {
			switch form.Get("metric") {
			case "h":
				return http.StatusOK, success(`{"h":[` + described + `,{"type":"gauge"}]}`)
			case "g_count":
				return http.StatusOK, success(`{"g_count":[{"type":"counter","help":"own","unit":""}]}`)
			}
			return http.StatusOK, success(`{}`)
		})
		wantJSON(t, call(t, f.datasource(t, ""), "GET", "metadata?metric="+url.QueryEscape(name), ""), want)
	}
}
