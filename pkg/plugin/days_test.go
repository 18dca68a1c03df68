package plugin

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/prometheus/decode"
	"baseten-metrics-datasource/pkg/prometheus/steps"
	"baseten-metrics-datasource/pkg/translator"
)

// autumn asks about the days around the one of 25 hours in New York: 3 to 8 November 2023.
func autumn(refID, queryJSON string) backend.DataQuery {
	q := query(refID, queryJSON)
	q.Interval = time.Hour
	q.TimeRange = backend.TimeRange{
		From: time.Date(2023, 11, 3, 12, 0, 0, 0, time.UTC), To: time.Date(2023, 11, 8, 12, 0, 0, 0, time.UTC),
	}
	return q
}

// Real servers show the days in tests/integration; here is what they are asked, which no answer tells.
func TestDaysOfDifferentLengthsAreAskedOneByOne(t *testing.T) {
	const count = `"metric":"baseten_inference_requests_total","calculation":"increase","groupBy":[],"interval":"1d"`
	for name, c := range map[string]struct {
		query string
		exprs []string
	}{
		"the window of the step": {`{` + count + `,"timezone":"America/New_York"}`, []string{"[1d]", "[25h]", "[1d]"}},
		"a window that is written out": {`{` + count + `,"window":"1d","timezone":"America/New_York"}`,
			[]string{"[1d]", "[25h]", "[1d]"}},
		"a window of another length": {`{` + count + `,"window":"2h","timezone":"America/New_York"}`, []string{"[2h]", "[2h]", "[2h]"}},
		"a macro":                    {`{` + count + `,"window":"$__interval","timezone":"America/New_York"}`, []string{"[1d]", "[25h]", "[1d]"}},
		"UTC, in capitals or not":    {`{` + count + `,"timezone":"utc"}`, []string{"[1d]"}},
		"no zone":                    {`{` + count + `,"timezone":""}`, []string{"[1d]"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.always("query_range", matrix())
			response := ask(t, f.datasource(t, ""), nil, autumn("A", c.query))["A"]
			if response.Error != nil {
				t.Fatal(response.Error)
			}
			var got []string
			for _, r := range f.requests("query_range") {
				expr := r.form.Get("query")
				got = append(got, expr[strings.Index(expr, "["):strings.Index(expr, "]")+1])
			}
			if !reflect.DeepEqual(got, c.exprs) {
				t.Errorf("asked with the windows %v, want %v", got, c.exprs)
			}
		})
	}
}

// A text of one's own has the length of its day, and of the range that of all of it.
func TestMacrosOfDaysOfDifferentLengths(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix())
	const daily = `{"editorMode":"code","expr":"increase(x{a=\"$__range_s\"}[$__interval]) / $__range_s","interval":"1d","timezone":"America/New_York"}`
	if response := ask(t, f.datasource(t, ""), nil, autumn("A", daily))["A"]; response.Error != nil {
		t.Fatal(response.Error)
	}
	var got []string
	for _, r := range f.requests("query_range")[:3] {
		got = append(got, r.form.Get("query"))
	}
	want := []string{`increase(x{a="432000"}[1d]) / 432000`, `increase(x{a="432000"}[25h]) / 432000`, `increase(x{a="432000"}[1d]) / 432000`}
	if !slices.Equal(got, want) {
		t.Errorf("asked %q, want %q", got, want)
	}
	// The range is as long as people chose it, whatever the day.
	whole := autumn("A", `{"metric":"baseten_inference_requests_total","calculation":"increase","groupBy":[],"interval":"1d","window":"$__range","timezone":"America/New_York"}`)
	whole.TimeRange.From = time.Date(2023, 11, 5, 5, 0, 0, 0, time.UTC)
	whole.TimeRange.To = whole.TimeRange.From.Add(24 * time.Hour)
	before := len(f.requests("query_range"))
	if response := ask(t, f.datasource(t, ""), nil, whole)["A"]; response.Error != nil {
		t.Fatal(response.Error)
	}
	for _, r := range f.requests("query_range")[before:] {
		if text := r.form.Get("query"); !strings.Contains(text, "[86400s]") {
			t.Errorf("asked %s", text)
		}
	}
}

// Each part of the range is asked in steps of its own day, and subqueries look as finely in it as in the others.
func TestTimesOfDaysOfDifferentLengths(t *testing.T) {
	f := newFake(t)
	f.on("query_range", func(form url.Values) (int, string) {
		start, _ := strconv.ParseInt(form.Get("start"), 10, 64)
		return http.StatusOK, success(matrix(fmt.Sprintf(`{"metric":{},"values":[[%d,"1"]]}`, start)))
	})
	q := autumn("A", `{"metric":"gpu_hours","groupBy":[],"window":"1d","timezone":"America/New_York"}`)
	q.Interval = 24 * time.Hour
	response := ask(t, f.datasource(t, `{"scrapeInterval":"10s"}`), nil, q)["A"]
	if response.Error != nil {
		t.Fatal(response.Error)
	}
	var got []string
	for _, r := range f.requests("query_range") {
		expr := r.form.Get("query")
		got = append(got, fmt.Sprint(r.form.Get("start"), " ", r.form.Get("end"), " ", r.form.Get("step"), " ", expr[strings.LastIndex(expr, "["):strings.LastIndex(expr, "]")+1]))
	}
	// Midnight in New York is 4:00 UTC until 5 November 2023, and 5:00 UTC from 6 November on.
	want := []string{"1698984000 1699156800 86400 [1d:10s]", "1699246800 1699246800 90000 [25h:10s]", "1699333200 1699419600 86400 [1d:10s]"}
	if !slices.Equal(got, want) {
		t.Errorf("asked %q, want %q", got, want)
	}
	if interval := response.Frames[0].Fields[0].Config.Interval; interval != 86_400_000 {
		t.Errorf("the interval of the times is %v", interval)
	}
}

// What is too long for one day alone is refused as a whole.
func TestATextThatOnlyOneDayMakesTooLong(t *testing.T) {
	const daily = `{"editorMode":"code","expr":"sum(increase(x[$__interval]))","interval":"1d","timezone":"America/New_York"}`
	for most, want := range map[int]string{len("sum(increase(x[25h]))"): "", len("sum(increase(x[1d]))"): "the query is 21 characters long, and may be 20."} {
		f := newFake(t)
		f.always("query_range", matrix())
		f.always("series", `[]`)
		response := ask(t, f.datasource(t, fmt.Sprintf(`{"maxQueryLength":%d}`, most)), nil, autumn("A", daily))["A"]
		if (response.Error == nil) != (want == "") || want != "" && !strings.HasPrefix(response.Error.Error(), want) {
			t.Errorf("%d characters: %v, want %q", most, response.Error, want)
		}
	}
}

func TestAnAnswerThatFailsForOneDayFailsForAll(t *testing.T) {
	f := newFake(t)
	f.on("query_range", func(form url.Values) (int, string) {
		if strings.Contains(form.Get("query"), "[25h]") {
			return http.StatusUnprocessableEntity, `{"status":"error","errorType":"execution","error":"too many samples"}`
		}
		return http.StatusOK, success(matrix())
	})
	const daily = `{"metric":"baseten_inference_requests_total","calculation":"increase","interval":"1d","timezone":"America/New_York"}`
	response := ask(t, f.datasource(t, ""), nil, autumn("A", daily))["A"]
	if response.Error == nil || !strings.Contains(response.Error.Error(), "too many samples") {
		t.Errorf("got %v", response.Error)
	}
}

func TestATimeZoneThatIsNone(t *testing.T) {
	long := strings.Repeat("x", 80)
	for zone, want := range map[string]string{
		`"Mars/Olympus"`:      `timezone is "Mars/Olympus"; allowed is the name of a time zone, such as Europe/Berlin or UTC`,
		`"Local"`:             `timezone is "Local"; allowed`,
		`"` + long + `"`:      `timezone is "` + long[:59] + `…; allowed`,
		`"` + long[:58] + `"`: `timezone is "` + long[:58] + `"; allowed`,
		`"../etc/passwd"`:     `timezone is "../etc/passwd"; allowed`,
	} {
		j := &job{query: query("A", `{"timezone":`+zone+`}`)}
		if _, err := zoneOf(j); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", zone, err, want)
		}
	}
	f := newFake(t)
	f.always("query_range", matrix())
	if err := ask(t, f.datasource(t, ""), nil, query("A", panelQuery+`,"timezone":"Mars/Olympus"}`))["A"].Error; err == nil || !strings.Contains(err.Error(), "Mars/Olympus") {
		t.Errorf("a query with it: %v", err)
	}
	if got := shown(math.Inf(1)); got != "of a wrong type" {
		t.Errorf("what JSON has no form for is shown as %s", got)
	}
}

func TestPartsOfARangeAreOneAnswer(t *testing.T) {
	label := func(name, value string) decode.Label { return decode.Label{Name: name, Value: value} }
	ab, ba := []decode.Label{label("a", "1"), label("b", "2")}, []decode.Label{label("b", "2"), label("a", "1")}
	other := []decode.Label{label("a", "12"), label("b", "")}
	// Together with the label's name it reads as the one before.
	alike := []decode.Label{label("a1", "2"), label("b", "")}
	got := joined([]*decode.Result{
		{
			Grid: decode.Grid{StartMs: 1000, StepMs: 1000, N: 2}, Points: 3, Warnings: []string{"w"}, Infos: []string{"i"},
			Series: []decode.Series{{Labels: ab, Values: []float64{1, 2}}, {Labels: other, Values: []float64{9}, Present: []uint64{0b10}}},
		},
		{
			Grid: decode.Grid{StartMs: 5000, StepMs: 2000, N: 2}, Points: 2, Warnings: []string{"w", "v"}, Infos: []string{"i", "j"},
			Partial: true, Series: []decode.Series{{Labels: ba, Values: []float64{3, 4}}},
		},
		{Grid: decode.Grid{StartMs: 9000, StepMs: 1000, N: 1}, Points: 1, Series: []decode.Series{{Labels: alike, Values: []float64{7}}}},
	}, 2*time.Second)
	want := &decode.Result{
		Grid: decode.Grid{StepMs: 2000}, Points: 6, Partial: true, OffGrid: 3, Warnings: []string{"w", "v"}, Infos: []string{"i", "j"},
		Series: []decode.Series{
			{Labels: ab, Times: []int64{1000, 2000, 5000, 7000}, Values: []float64{1, 2, 3, 4}},
			{Labels: other, Times: []int64{2000}, Values: []float64{9}},
			{Labels: alike, Times: []int64{9000}, Values: []float64{7}},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

func TestWhyAMinStepWasRaised(t *testing.T) {
	for name, c := range map[string]struct {
		why         steps.Raise
		stepAtLeast string
		want        string
	}{
		"by the number of points": {
			steps.RaisedByPoints, "",
			"The min step of 10s was raised to 1m: a range may have 11000 points at most. Choose a shorter range to see finer ones.",
		},
		"by the window that nobody chose": {
			steps.RaisedByWindow, "$__rate_interval",
			"The min step of 10s was raised to 1m: each point counts what happened since the one before, " +
				"which takes four scrapes. Set the window to choose another length.",
		},
		"by the window of the query": {
			steps.RaisedByWindow, "1m",
			"The min step of 10s was raised to 1m, the length of the window: each point counts what happened since the one before. " +
				"Choose a shorter window to see finer ones.",
		},
		"not at all": {},
	} {
		t.Run(name, func(t *testing.T) {
			j := &job{translation: &translator.Translation{Interval: "10s", StepAtLeast: c.stepAtLeast}}
			notice, said := raisedNotice(j, steps.Plan{Step: time.Minute, MinStepRaised: c.why})
			if said != (c.want != "") || notice.Text != c.want {
				t.Errorf("%v %q, want %q", said, notice.Text, c.want)
			}
		})
	}
}
