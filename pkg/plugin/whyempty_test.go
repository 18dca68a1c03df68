package plugin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// minutesBefore is a series whose last sample was so many minutes before the end.
func minutesBefore(minutes float64, labels ...string) stored {
	s := at(float64(end.Unix())-minutes*60, labels...)
	s.from, s.to = s.from-3600, s.from
	return s
}

// Why an answer is empty is found with what the query itself is: its filters, its measure, its step, the data source's scrape
// interval. pkg/plugin/whyempty has each reason, and tests/integration/reasons.test.ts real servers.
func TestWhyEmptyIsAboutTheQueryItself(t *testing.T) {
	const requests = "baseten_inference_requests_total"
	ok := minutesBefore(0, "__name__", requests, "status_code", "404", "is_async", "false", "model_name", "m")
	const errors = `{"metric":"error_ratio","validStatus":"2..","groupBy":["model_name"],"queryType":"range"`
	const condition = `"reason":"condition","params":{"label":"status_code","measure":"Error ratio"`
	response := func(le string) stored {
		return minutesBefore(0, "__name__", "baseten_end_to_end_response_time_seconds_bucket", "le", le, "model_name", "m")
	}
	idle := minutesBefore(20, "__name__", replicas, "model_name", "m")
	for name, test := range map[string]struct {
		settings, query string
		step            time.Duration
		series          []stored
		// valued is the PromQL that has a value, and last what the newest sample is looked for by.
		valued, last string
		want         string
	}{
		"a measure's own condition":            {"", errors + `}`, 0, []stored{ok}, "", "", condition},
		"beside a filter on another label":     {"", errors + `,"filters":[` + filter("model_name", "=", "m") + `]}`, 0, []stored{ok}, "", "", condition},
		"beside a filter that is switched off": {"", errors + `,"filters":[{"label":"status_code","operator":"=","values":["500"],"disabled":true}]}`, 0, []stored{ok}, "", "", condition},
		"beside a filter without a value":      {"", errors + `,"filters":[{"label":"status_code","operator":"=","values":[]}]}`, 0, []stored{ok}, "", "", condition},
		"a filter on that label":               {"", errors + `,"filters":[` + filter("status_code", "=", "503") + `]}`, 0, []stored{ok}, "", "", `"reason":"filter","label":"status_code","values":["404"]`},
		"a filter of the dashboard on it":      {"", errors + `,"adhocFilters":[` + filter("status_code", "=", "503") + `]}`, 0, []stored{ok}, "", "", `"reason":"filter","label":"status_code","values":["404"]`},
		"a series is no measure": {"", `{"metric":"baseten_x","editorMode":"code","expr":"` + requests + `{status_code=\"503\"}"}`, 0, []stored{ok}, "", "",
			`"reason":"filter","label":"status_code","values":["404"]`},
		"a series that needs nothing": {"", `{"metric":"` + replicas + `","groupBy":[],"queryType":"range"}`, 0, nil, "", "", "it has no sample in the past 14 days. A metric"},
		"a measure that needs one":    {"", errors + `}`, 0, nil, "", "", "it has no sample in the past 14 days, and Error ratio needs it."},
		"a calculation's own condition": {"", `{"metric":"baseten_end_to_end_response_time_seconds","calculation":"share_within","threshold":3,"queryType":"range","groupBy":[]}`, 0,
			[]stored{response("0.5"), response("10"), response("+Inf")}, "", "", `"reason":"bound","params":{"bound":"3","bounds":["0.5","10"]`},
		"points ten minutes apart": {"", `{"metric":"` + replicas + `","groupBy":[],"queryType":"range"}`, 10 * time.Minute, []stored{idle}, "", "max(timestamp(" + replicas + "))",
			`"reason":"between","params":{"last":1699999800000,"metric":"` + replicas + `","step":600}`},
		"one time": {"", `{"metric":"` + replicas + `","groupBy":[],"queryType":"instant"}`, 10 * time.Minute, []stored{idle}, "", "max(timestamp(" + replicas + "))",
			`"reason":"range","params":{"last":1699999800000,"metric":"` + replicas + `"}`},
		"one sample a window": {`{"scrapeInterval":"30s"}`, `{"metric":"` + requests + `","groupBy":[],"window":"3m","queryType":"range"}`, 0, []stored{ok},
			"count(count_over_time(" + requests + "[3m]))", "", `"reason":"window","params":{"metric":"` + requests + `","scrapeInterval":30,"window":180}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.has(t, test.series...)
			answer := func(form url.Values) (int, string) {
				switch form.Get("query") {
				case test.valued:
					return http.StatusOK, success(matrix(series(`{}`, "1")))
				case test.last:
					return http.StatusOK, success(matrix(series(`{}`, "1699999800")))
				}
				return http.StatusOK, success(matrix())
			}
			f.on("query_range", answer)
			f.on("query", func(url.Values) (int, string) { return http.StatusOK, success(vector()) })
			ds := f.datasource(t, test.settings)
			ds.now = func() time.Time { return end }
			q := query("A", test.query)
			q.Interval, q.TimeRange = max(test.step, time.Minute), backend.TimeRange{From: end.Add(-time.Hour), To: end}
			got := ask(t, ds, nil, q)["A"]
			if got.Error != nil {
				t.Fatal(got.Error)
			}
			custom, err := json.Marshal(got.Frames[0].Meta.Custom)
			if err != nil || !strings.Contains(string(custom), test.want) {
				t.Errorf("custom %s (%v) lacks %s", custom, err, test.want)
			}
		})
	}
}

// The look-ups for it are bounded: in time, in number, and of a histogram one bucket alone.
func TestWhatIsLookedUpWhereAnAnswerIsEmpty(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix())
	f.always("query", vector())
	f.has(t)
	ds := f.datasource(t, "")
	ds.now = func() time.Time { return end }
	one(t, ds, nil, `{"editorMode":"code","expr":"rate(x_bucket{a=\"1\"}[5m])"}`)
	sent := f.requests("series")
	if len(sent) != 1 || sent[0].form.Get("match[]") != `x_bucket{le="+Inf"}` || sent[0].form.Get("start") != "1699999500" || sent[0].form.Get("end") != "1700000400" ||
		sent[0].form.Get("limit") != "5001" {
		t.Errorf("looked up %+v", sent)
	}
	last := f.requests("query_range")
	if newest := last[len(last)-1].form; newest.Get("query") != "max(timestamp(x_bucket))" || newest.Get("end") != "1700000400" {
		t.Errorf("looked for the newest sample by %v", newest)
	}
}
