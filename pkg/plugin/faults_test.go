package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/internal/faults"
	"baseten-metrics-datasource/pkg/memory"
	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/settings"
)

// faultEnd is the last step of the range that the faults' answers are about; it has three steps of a minute.
var faultEnd = time.Unix(1_700_000_160, 0).UTC()

// oddData says which values a panel shows of an answer that is odd, but good; "-" is a step without one,
// which NaN means too. Other good answers have the values of faults.Good.
var oddData = map[string]string{
	"a packed body":                               "1 - -",
	"keys in another order, the type last":        "1 - -",
	"keys twice":                                  "",
	"native histograms":                           "",
	"numbers for strings and strings for numbers": "1 - -",
	"NaN and infinity":                            "- +Inf -Inf",
	"times out of order, twice, beside the grid":  "3 4 1",
	"one series twice":                            "1 - -",
	"a label value of a megabyte":                 "- - -",
	"warnings, infos, a partial answer":           "",
}

// oddNotices says what a panel's notices hold.
var oddNotices = map[string][]string{
	"native histograms":                          {"native histograms, which are left out"},
	"times out of order, twice, beside the grid": {"1 sample for a time that already had one"},
	"one series twice":                           {"sent 1 series twice"},
	"warnings, infos, a partial answer":          {"w", "i", "The answer is partial"},
}

// outcome of one call: "data", "no data", or the status and text of the error.
type outcome struct {
	status int
	text   string
}

func (o outcome) String() string {
	if o.status == http.StatusOK {
		return o.text
	}
	return strconv.Itoa(o.status)
}

// faultCalls are the four ways in which Grafana asks the plugin.
var faultCalls = []struct {
	name string
	call func(*testing.T, *Datasource, faults.Fault) outcome
}{
	{"panel", func(t *testing.T, ds *Datasource, f faults.Fault) outcome { return queryWithFault(t, ds, f, nil) }},
	{"rule", func(t *testing.T, ds *Datasource, f faults.Fault) outcome { return queryWithFault(t, ds, f, fromAlert) }},
	{"look-up", lookUpWithFault},
	{"health", healthWithFault},
}

// faultySource is a data source whose server has the fault.
func faultySource(t *testing.T, f faults.Fault) (*Datasource, faults.Way) {
	t.Helper()
	shared, err := sharedTranslator()
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := settings.Load(context.Background(), backend.DataSourceInstanceSettings{URL: "http://localhost:9090"})
	if err != nil {
		t.Fatal(err)
	}
	way := f.Start(t)
	loaded.URL, err = url.Parse(way.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := prometheus.NewClient(prometheus.Config{
		URL: loaded.URL, HTTP: way.HTTP, Method: http.MethodPost, CustomQueryParameters: url.Values{"token": {"t0ken"}}, Timeout: way.Timeout,
		RetryDelay: time.Millisecond, RetryFor: 20 * time.Millisecond, MaxResponseBytes: f.ResponseLimit(), MaxConcurrent: 20,
		MaxSeries: faults.MaxSeries, MaxPoints: faults.MaxPoints, Memory: memory.Process(),
	})
	ds := newDatasource(loaded, client, shared, nil)
	ds.now = func() time.Time { return faultEnd }
	t.Cleanup(ds.Dispose)
	return ds, way
}

// queryWithFault asks for a range beside a query that needs no server, which must not be spoilt.
func queryWithFault(t *testing.T, ds *Datasource, f faults.Fault, headers map[string]string) outcome {
	const queryJSON = `{"metric":"baseten_replicas_active","groupBy":[],"queryType":"range"}`
	faulty, beside := query("A", queryJSON), query("B", `{"metric":""}`)
	faulty.TimeRange = backend.TimeRange{From: faultEnd.Add(-2 * time.Minute), To: faultEnd}
	responses := ask(t, ds, headers, faulty, beside)
	// A rule can't be empty, which is its own error.
	if err := responses["B"].Error; err != nil && !strings.Contains(err.Error(), "choose a metric") {
		t.Errorf("the query beside it fails: %v", err)
	}
	response := responses["A"]
	if response.Error != nil {
		if response.ErrorSource != backend.ErrorSourceDownstream {
			t.Errorf("the error is the %s's", response.ErrorSource)
		}
		return outcome{int(response.Status), response.Error.Error()}
	}
	if response.Status != backend.StatusOK {
		t.Errorf("status %d of an answer without error", response.Status)
	}
	got := faultValues(response.Frames)
	if headers == nil {
		want, odd := oddData[f.Name]
		if !odd {
			want = "1 2 3"
		}
		if got != want {
			t.Errorf("values %q, want %q", got, want)
		}
		for _, notice := range oddNotices[f.Name] {
			if !anyContains(notices(response.Frames), notice) {
				t.Errorf("%q lacks %q", notices(response.Frames), notice)
			}
		}
	}
	if strings.Trim(got, "- ") == "" {
		return outcome{http.StatusOK, "no data"}
	}
	return outcome{http.StatusOK, "data"}
}

// faultValues lists the values of all fields.
func faultValues(frames data.Frames) string {
	var values []string
	for _, field := range fields(frames) {
		for i := range field.Len() {
			value, ok := field.ConcreteAt(i)
			if !ok {
				value = "-"
			}
			values = append(values, fmt.Sprint(value))
		}
	}
	return strings.Join(values, " ")
}

func lookUpWithFault(t *testing.T, ds *Datasource, _ faults.Fault) outcome {
	got := call(t, ds, http.MethodPost, "label-values", `{"label":"m","from":1700000040000,"to":1700000160000}`)
	if got.status == http.StatusOK {
		if got.body != `{"values":["a","b"],"truncated":false,"hasEmpty":false}` {
			t.Errorf("got %s", got.body)
		}
		return outcome{http.StatusOK, "data"}
	}
	var answer problem
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil || answer.Status != got.status {
		t.Errorf("status %d with the body %s", got.status, got.body)
	}
	if answer.Status == http.StatusInternalServerError && !strings.Contains(answer.Message, "500") {
		t.Errorf("the plugin's own error: %s", answer.Message)
	}
	return outcome{answer.Status, answer.Message}
}

func healthWithFault(t *testing.T, ds *Datasource, _ faults.Fault) outcome {
	result, err := ds.CheckHealth(context.Background(), &backend.CheckHealthRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(result.Message, "a bug of its own") {
		t.Errorf("the plugin's own error: %s", result.Message)
	}
	if result.Status == backend.HealthStatusOk {
		return outcome{http.StatusOK, "healthy"}
	}
	return outcome{0, result.Message + string(result.JSONDetails)}
}

// tryFault makes all calls with one fault, a new server for each, and gives what became of them.
func tryFault(t *testing.T, f faults.Fault) []outcome {
	outcomes := make([]outcome, len(faultCalls))
	for i, c := range faultCalls {
		t.Run(f.Name+"/"+c.name, func(t *testing.T) {
			ds, way := faultySource(t, f)
			got := c.call(t, ds, f)
			outcomes[i] = got
			for _, secret := range faults.Secrets {
				if strings.Contains(got.text, secret) {
					t.Errorf("%q is in %q", secret, got.text)
				}
			}
			// Panels ask once more why there is nothing, and the health check asks several things.
			if c.name == "rule" && f.Requests != 0 && way.Requests.Load() != f.Requests {
				t.Errorf("%d requests, want %d", way.Requests.Load(), f.Requests)
			}
			isQuery := c.name == "panel" || c.name == "rule"
			if f.Data && !isQuery {
				return
			}
			message, want := f.Message, f.ResponseStatus()
			if c.name == "rule" && f.InRules != "" {
				message, want = f.InRules, http.StatusBadRequest
			}
			if failed := got.status != http.StatusOK; failed != (message != "") {
				t.Errorf("got %v %s, want an error: %v", got, got.text, message != "")
				return
			}
			// Health details are JSON.
			said := strings.ReplaceAll(got.text, `\"`, `"`)
			if !strings.Contains(said, message) {
				t.Errorf("got %q, want %q", got.text, message)
			}
			if c.name == "look-up" && want == http.StatusUnauthorized {
				// It would end the person's session.
				want = http.StatusBadGateway
			}
			if c.name != "health" && got.status != want {
				t.Errorf("status %d, want %d", got.status, want)
			}
		})
	}
	return outcomes
}

// TestFaults tries each fault in each of the ways in which Grafana asks, and keeps docs/faults.md in step.
func TestFaults(t *testing.T) {
	if _, err := sharedTranslator(); err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	var rows []string
	for _, f := range faults.Table() {
		rows = append(rows, faultRow(f, tryFault(t, f)))
	}
	checkFaultTable(t, rows)
	for range 100 {
		if runtime.NumGoroutine() <= before+2 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
}
