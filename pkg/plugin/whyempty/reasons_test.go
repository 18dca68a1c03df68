package whyempty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// server has what a case says, and notes what it is asked: the times too, which no answer of `known` depends on.
type server struct {
	// series of a metric, as "label=value label=value".
	series map[string][]string
	// truncated: there are more than it lists.
	truncated bool
	// last sample of a selector, in seconds before now; bounds of a selector.
	last   map[string]int64
	bounds map[string][]float64
	// valued are the expressions that have a value.
	valued []string
	// fails is which of the calls the server refuses, counted from 1.
	fails int
	asked []string
}

var errRefused = errors.New("refused")

// called notes a call, and refuses it where the case says so.
func (s *server) called(call, text string) error {
	s.asked = append(s.asked, call+" "+text)
	if s.fails == len(s.asked) {
		return errRefused
	}
	return nil
}

func ago(at time.Time) int64 { return now.Unix() - at.Unix() }

func (s *server) Series(_ context.Context, metric string, from, to time.Time) (*prometheus.SeriesResult, error) {
	found := &prometheus.SeriesResult{Truncated: s.truncated}
	for _, set := range s.series[metric] {
		var labels []decode.Label
		for _, one := range strings.Fields(set) {
			name, value, _ := strings.Cut(one, "=")
			labels = append(labels, decode.Label{Name: name, Value: value})
		}
		found.Series = append(found.Series, labels)
	}
	return found, s.called("series", fmt.Sprintf("%s %d to %d", metric, ago(from), ago(to)))
}

func (s *server) LastSample(_ context.Context, selector string) (time.Time, error) {
	err := s.called("last", selector)
	if before, ok := s.last[selector]; ok {
		return now.Add(-time.Duration(before) * time.Second), err
	}
	return time.Time{}, err
}

func (s *server) Bounds(_ context.Context, selector string, from, to time.Time) ([]float64, error) {
	return s.bounds[selector], s.called("bounds", fmt.Sprintf("%s %d to %d", selector, ago(from), ago(to)))
}

func (s *server) HasValue(_ context.Context, expr string) (bool, error) {
	return slices.Contains(s.valued, expr), s.called("value", expr)
}

// now is 2023-11-14 22:20:00 UTC.
var now = time.Unix(1_700_000_400, 0)

type series = map[string][]string

// value is how it is asked whether an instant vector has a value.
func value(expr string) string { return "(" + expr + ") >= -Inf" }

// inSubquery is how it is asked in a subquery of 10m:1m.
func inSubquery(expr string) string { return "last_over_time((" + value(expr) + ")[10m:1m])" }

// catalogued has two of Baseten's metrics known, one of them a histogram.
func catalogued(q *Question) {
	q.Known = map[string][]string{
		"baseten_inference_requests_total": {"baseten_inference_requests_total"},
		"baseten_h_seconds":                {"baseten_h_seconds_bucket", "baseten_h_seconds_sum", "baseten_h_seconds_count"},
	}
}

// each reason whole: the text that is read in English, and what other languages and the editor's fixes are made of.
var reasons = map[string]struct {
	expr   string
	server server
	// what the query is, where it isn't code over the past hour in steps of a minute.
	change func(*Question)
	want   string
	// asked is what the server is asked, where a case is about that.
	asked []string
}{
	"a range in the future": {`m`, server{}, func(q *Question) { q.From = now.Add(time.Second) },
		`{"text":"The time range lies in the future: now it is 2023-11-14 22:20:00 UTC.","reason":"future","params":{"now":1700000400000}}`, nil},
	"a range that begins now": {`m`, server{last: map[string]int64{"m": 60}}, func(q *Question) { q.From = now },
		`{"text":"m has no sample in this time range; the last one was at 2023-11-14 22:19:00 UTC.","reason":"range","params":{"last":1700000340000,"metric":"m"}}`,
		[]string{"series m 300 to 0", "last m"}},
	"what can't be read": {`m default 0`, server{}, nil, ``, nil},
	"a metric that nobody has": {`foo`, server{}, nil,
		`{"text":"foo is not on this server: it has no sample in the past 14 days.","reason":"metric","params":{"metric":"foo"}}`, []string{"series foo 3900 to 0", "last foo"}},
	"a metric of Baseten's, for a measure": {`baseten_x`, server{}, func(q *Question) { q.Measure = "Error rate" },
		`{"text":"baseten_x is not on this server: it has no sample in the past 14 days, and Error rate needs it. A metric appears within two minutes after the first request or ` +
			`deployment that it counts. If none of them appears, see whether the scrape job reaches Baseten's export endpoint, with the header ` + "`Authorization: Api-Key …`" +
			`.","reason":"metric","params":{"metric":"baseten_x"}}`, nil},
	"a metric of Baseten's that is misspelt": {`rate(baseten_inference_requets_total[5m])`, server{}, catalogued,
		`{"text":"baseten_inference_requets_total is not on this server: it has no sample in the past 14 days. Baseten's documents list no metric of that name: look for a slip in it.",` +
			`"reason":"metric","params":{"metric":"baseten_inference_requets_total","unlisted":true}}`, nil},
	"a histogram's name": {`avg(baseten_h_seconds)`, server{}, catalogued,
		`{"text":"baseten_h_seconds is not on this server: it has no sample in the past 14 days. It is a histogram, whose series are baseten_h_seconds_bucket, baseten_h_seconds_sum, ` +
			`baseten_h_seconds_count.","reason":"metric","params":{"metric":"baseten_h_seconds","parts":["baseten_h_seconds_bucket","baseten_h_seconds_sum","baseten_h_seconds_count"]}}`, nil},
	"a histogram's part that nobody has": {`baseten_h_seconds_sum`, server{}, catalogued,
		`{"text":"baseten_h_seconds_sum is not on this server: it has no sample in the past 14 days. A metric appears within two minutes after the first request or ` +
			`deployment that it counts. If none of them appears, see whether the scrape job reaches Baseten's export endpoint, with the header ` + "`Authorization: Api-Key …`" +
			`.","reason":"metric","params":{"metric":"baseten_h_seconds_sum"}}`, nil},
	"somebody else's metric, where Baseten's are known": {`foo`, server{}, catalogued,
		`{"text":"foo is not on this server: it has no sample in the past 14 days.","reason":"metric","params":{"metric":"foo"}}`, nil},
	"a metric whose name needs quotes": {`{"k8s.x"}`, server{last: map[string]int64{`{__name__="k8s.x"}`: 60}}, nil,
		`{"text":"k8s.x has no sample in this time range; the last one was at 2023-11-14 22:19:00 UTC.","reason":"range","params":{"last":1700000340000,"metric":"k8s.x"}}`, nil},
	"metrics by a pattern": {`{__name__=~"x.*"}`, server{}, nil,
		`{"text":"The series are there in this time range, but the query gives no value of them.","reason":"nothing"}`, nil},

	"the time of a window":       {`max_over_time(m[10m])`, server{}, nil, `metric`, []string{"series m 4200 to 0", "last m"}},
	"the time of a short window": {`max_over_time(m[1m])`, server{}, nil, `metric`, []string{"series m 3900 to 0", "last m"}},
	"the time of a subquery, and back": {`max_over_time(max_over_time(m[10m] offset 1h)[30m:1m] offset 2h)`, server{}, nil, `metric`,
		[]string{"value last_over_time(((max_over_time(m[10m] offset 1h)) >= -Inf)[30m:1m] offset 2h)", "series m 16800 to 10800", "last m"}},
	"one time":           {`m`, server{}, func(q *Question) { q.Step = 0 }, `metric`, []string{"series m 300 to 0", "last m"}},
	"brackets and signs": {`-(sum(((m))))`, server{}, nil, `metric`, []string{"series m 3900 to 0", "last m"}},

	"never two samples": {`sum(rate(m{a="1"}[90s]))`, server{series: series{"m": {"a=1"}}, valued: []string{`count_over_time(m{a="1"}[1m30s])`}},
		func(q *Question) { q.ScrapeInterval = 30 * time.Second },
		`{"text":"m has samples in this time range, but never two in the window of 90s, and a rate needs two.","reason":"window","params":{"metric":"m","scrapeInterval":30,"window":90}}`, nil},
	"no sample in any window": {`rate(m[5m])`, server{series: series{"m": {""}}, last: map[string]int64{"m": 7200}}, nil,
		`{"text":"The last sample of m was at 2023-11-14 20:20:00 UTC, before this time range: the series has ended, as when a deployment scales to zero or is replaced.",` +
			`"reason":"ended","params":{"last":1699993200000,"metric":"m"}}`, []string{"series m 3900 to 0", "value count_over_time(m[5m])", "last m"}},
	"another function over a window": {`max_over_time(m[5m])`, server{series: series{"m": {""}}, valued: []string{`count_over_time(m[5m])`}}, nil, `nothing`,
		[]string{"series m 3900 to 0", "last m"}},
	"nothing known of the last sample": {`m`, server{series: series{"m": {""}}}, nil, `nothing`, nil},
	"the series have ended": {`m{a="1"}`, server{series: series{"m": {"a=1"}}, last: map[string]int64{`m{a="1"}`: 600}}, nil,
		`{"text":"The last sample of m with these filters was at 2023-11-14 22:10:00 UTC: the series has ended, as when a deployment scales to zero or is replaced.",` +
			`"reason":"ended","params":{"last":1699999800000,"metric":"m"}}`, nil},
	"the series come later": {`m{a="1"}`, server{series: series{"m": {"a=1"}}, last: map[string]int64{`m{a="1"}`: 60}}, func(q *Question) { q.To = now.Add(-2 * time.Minute) },
		`{"text":"m with these filters has no sample in this time range; the last one was at 2023-11-14 22:19:00 UTC.","reason":"range","params":{"last":1700000340000,"later":true,"metric":"m"}}`, nil},
	"a filter that has matched, and the series come later": {`m{a="x"} offset 1h`, server{series: series{"m": {"a=1"}}, last: map[string]int64{`m{a="x"}`: 60}}, nil,
		`{"text":"m with these filters has no sample 1h before this time range, which is where the query looks; the last one was at 2023-11-14 22:19:00 UTC.",` +
			`"reason":"range","params":{"before":"1h","last":1700000340000,"later":true,"metric":"m"}}`, []string{"series m 7500 to 3600", `last m{a="x"}`}},
	"the series come after an offset": {`m{a="1"} offset 1h`, server{series: series{"m": {"a=1"}}, last: map[string]int64{`m{a="1"}`: 60}}, nil,
		`{"text":"m with these filters has no sample 1h before this time range, which is where the query looks; the last one was at 2023-11-14 22:19:00 UTC.",` +
			`"reason":"range","params":{"before":"1h","last":1700000340000,"later":true,"metric":"m"}}`, nil},
	"a filter that has matched, behind the last point": {`increase(m{a="x"}[6m])`, server{series: series{"m": {"a=1"}}, last: map[string]int64{`m{a="x"}`: 60}},
		func(q *Question) { q.Step = 6 * time.Minute },
		`{"text":"m with these filters has samples in this time range, the last one at 2023-11-14 22:19:00 UTC, but only since the last point of the graph: points are 6m apart, ` +
			`and the next one is yet to come. Choose a smaller min step.","reason":"since","params":{"last":1700000340000,"metric":"m","step":360}}`, nil},
	"filters, and points further apart": {`m{a="1"}`, server{series: series{"m": {"a=1"}}, last: map[string]int64{`m{a="1"}`: 600}}, func(q *Question) { q.Step = 6 * time.Minute },
		`{"text":"m with these filters has samples in this time range, the last one at 2023-11-14 22:10:00 UTC, but none in the five minutes before a point of the graph, which are 6m apart. ` +
			`Choose a smaller min step, or a calculation over the time between.","reason":"between","params":{"last":1699999800000,"metric":"m","step":360}}`, nil},
	"the last sample at the very end": {`m`, server{series: series{"m": {""}}, last: map[string]int64{"m": 0}}, nil, `ended`, nil},
	"the last sample at the very begin": {`m`, server{series: series{"m": {""}}, last: map[string]int64{"m": 3900}}, nil,
		`{"text":"The last sample of m was at 2023-11-14 21:15:00 UTC: the series has ended, as when a deployment scales to zero or is replaced.","reason":"ended","params":{"last":1699996500000,"metric":"m"}}`, nil},
	"points as far apart as is looked back":             {`m`, server{series: series{"m": {""}}, last: map[string]int64{"m": 600}}, func(q *Question) { q.Step = 5 * time.Minute }, `ended`, nil},
	"windows and points as far apart as is looked back": {`increase(m[5m])`, server{series: series{"m": {""}}, last: map[string]int64{"m": 600}}, func(q *Question) { q.Step = 5 * time.Minute }, `ended`, nil},
	"points further apart": {`m`, server{series: series{"m": {""}}, last: map[string]int64{"m": 600}}, func(q *Question) { q.Step = 6 * time.Minute },
		`{"text":"m has samples in this time range, the last one at 2023-11-14 22:10:00 UTC, but none in the five minutes before a point of the graph, which are 6m apart. ` +
			`Choose a smaller min step, or a calculation over the time between.","reason":"between","params":{"last":1699999800000,"metric":"m","step":360}}`, nil},
	"windows as long as the points are apart": {`increase(m[6m])`, server{series: series{"m": {""}}, last: map[string]int64{"m": 60}}, func(q *Question) { q.Step = 6 * time.Minute },
		`{"text":"m has samples in this time range, the last one at 2023-11-14 22:19:00 UTC, but only since the last point of the graph: points are 6m apart, ` +
			`and the next one is yet to come. Choose a smaller min step.","reason":"since","params":{"last":1700000340000,"metric":"m","step":360}}`, nil},
	"shorter windows": {`increase(m[5m])`, server{series: series{"m": {""}}, last: map[string]int64{"m": 60}}, func(q *Question) { q.Step = 6 * time.Minute }, `between`, nil},

	"a label that no series has": {`m{replica="r1"}`, server{series: series{"m": {"a=1", "a=2"}}}, nil,
		`{"text":"No series of m on this server has the label replica, so replica is 'r1' matches none. A server that de-duplicates highly available scrapers on replica (Mimir, Thanos) ` +
			`drops Baseten's label of that name; let it use another one, such as __replica__.","reason":"label","label":"replica","params":{"label":"replica","metric":"m","operator":"=","value":"r1"}}`,
		[]string{"series m 3900 to 0"}},
	"a value that no series has": {`m{a=~"x.*"}`, server{series: series{"m": {"a=g", "a=f", "a=e", "a=d", "a=c", "a=b", "a=b", ""}}}, nil,
		`{"text":"No series of m matches the filter a matches 'x.*'; in this time range the server has (none), 'b', 'c', 'd', 'e' and 2 more.","reason":"filter","label":"a",` +
			`"values":["","b","c","d","e","f","g"],"params":{"label":"a","metric":"m","operator":"=~","value":"x.*"}}`, []string{"series m 3900 to 0", `last m{a=~"x.*"}`}},
	"only one value, and not that": {`m{a!~"1|2"}`, server{series: series{"m": {"a=1"}}, truncated: true}, nil,
		`{"text":"No series of m matches the filter a does not match '1|2'; in this time range the server has '1'. (Only 1 series were looked at.)","reason":"filter","label":"a",` +
			`"values":["1"],"params":{"label":"a","metric":"m","operator":"!~","value":"1|2"}}`, nil},
	"filters that exclude each other": {`m{a="1",b!="",c!="3"}`, server{series: series{"m": {"a=1 b=2 c=3", "a=2 b=2 c=4", "a=1 b= c=5"}}}, nil,
		`{"text":"Each filter matches some series of m, but none matches all: where a is '1' and b is not (none), c has '3'.","reason":"filter","label":"c","values":["3"],` +
			`"params":{"before":[{"label":"a","operator":"=","value":"1"},{"label":"b","operator":"!=","value":""}],"label":"c","metric":"m","operator":"!=","value":"3"}}`, nil},
	"a label that is missing beside others": {`m{a="1",b="2"}`, server{series: series{"m": {"a=1", "a=2 b=2"}}}, nil,
		`{"text":"Each filter matches some series of m, but none matches all: where a is '1', b has (none).","reason":"filter","label":"b","values":[""],` +
			`"params":{"before":[{"label":"a","operator":"=","value":"1"}],"label":"b","metric":"m","operator":"=","value":"2"}}`, nil},
	"a filter that has matched": {`m{a="x"}`, server{series: series{"m": {"a=1"}}, last: map[string]int64{`m{a="x"}`: 7200}}, nil,
		`{"text":"The last sample of m with these filters was at 2023-11-14 20:20:00 UTC, before this time range: the series has ended, as when a deployment scales to zero or is replaced.",` +
			`"reason":"ended","params":{"last":1699993200000,"metric":"m"}}`, nil},
	"a value as long as is shown": {`m{a="` + strings.Repeat("é", 80) + `"}`, server{series: series{"m": {"a=1"}}}, nil,
		`{"text":"No series of m matches the filter a is '` + strings.Repeat("é", 80) + `'; in this time range the server has '1'.","reason":"filter","label":"a","values":["1"],` +
			`"params":{"label":"a","metric":"m","operator":"=","value":"` + strings.Repeat("é", 80) + `"}}`, nil},
	"a longer value": {`m{a="` + strings.Repeat("é", 81) + `"}`, server{series: series{"m": {"a=1"}}}, nil,
		`{"text":"No series of m matches the filter a is '` + strings.Repeat("é", 80) + `…'; in this time range the server has '1'.","reason":"filter","label":"a","values":["1"],` +
			`"params":{"label":"a","metric":"m","operator":"=","value":"` + strings.Repeat("é", 81) + `"}}`, nil},
	"a label that the scrape job took": {`m{a="1"}`, server{series: series{"m": {"a=job exported_a=2", "a=job exported_a=1"}}}, nil,
		`{"text":"The label a of m is the scrape job's own ('job'); Baseten's stands in exported_a. Set honor_labels: true in the scrape job, or give the job's label another name.",` +
			`"reason":"relabelled","label":"a","params":{"exported":"exported_a","label":"a","metric":"m","operator":"=","value":"1"}}`, nil},
	"a label that the scrape job took, and another value": {`m{a="3"}`, server{series: series{"m": {"a=job exported_a=1"}}}, nil, `filter`, nil},
	"a negation that a missing label meets":               {`m{a!="job"}`, server{series: series{"m": {"a=job"}}}, nil, `filter`, nil},
	"two conditions on one label": {`m{a="1",a="2"}`, server{series: series{"m": {"a=1", "a=2"}}}, nil,
		`{"text":"No series of m can fulfil two conditions of this query: a is '1', and a is '2'.","reason":"filter","label":"a","values":["1"],` +
			`"params":{"before":[{"label":"a","operator":"=","value":"1"}],"label":"a","metric":"m","operator":"=","value":"2"}}`, nil},
	"a side of a rollout": {`m{rollout_phase="stable"}`, server{series: series{"m": {"rollout_phase=promoting"}}}, func(q *Question) { q.Chosen = []string{"a"} },
		`{"text":"In this time range there is no deployment whose rollout_phase is 'stable'; rollout_phase has 'promoting'.","reason":"side",` +
			`"params":{"label":"rollout_phase","metric":"m","operator":"=","side":"stable","value":"stable"}}`, nil},
	"a side that was chosen": {`m{rollout_phase="stable"}`, server{series: series{"m": {"rollout_phase=promoting"}}}, func(q *Question) { q.Chosen = []string{"rollout_phase"} }, `filter`, nil},
	"sides by a pattern":     {`m{rollout_phase=~"stable"}`, server{series: series{"m": {"rollout_phase=promoting"}}}, func(q *Question) { q.Chosen = []string{} }, `condition`, nil},
	"a condition of a measure": {`m{a="1"}`, server{series: series{"m": {"a=2"}}}, func(q *Question) { q.Chosen, q.Measure = []string{}, "Error rate" },
		`{"text":"Error rate looks only at series of m where a is '1', and in this time range a is '2'.","reason":"condition",` +
			`"params":{"label":"a","measure":"Error rate","metric":"m","operator":"=","value":"1","values":["2"]}}`, nil},
	"a condition of a calculation": {`m{a="1"}`, server{series: series{"m": {"a=2"}}}, func(q *Question) { q.Chosen = []string{"b"} },
		`{"text":"The calculation looks only at series of m where a is '1', and in this time range a is '2'.","reason":"condition",` +
			`"params":{"label":"a","metric":"m","operator":"=","value":"1","values":["2"]}}`, nil},
	"a bucket that isn't there": {`h_bucket{le=~"2\\.5|2\\.50",a="1"}`, server{series: series{"h_bucket": {"a=1 le=+Inf"}}, bounds: map[string][]float64{`h_bucket{a="1"}`: {0.5, 10}}}, nil,
		`{"text":"h has no bucket that ends at 2.5. Its bounds are 0.5, 10.","reason":"bound","params":{"bound":"2.5","bounds":["0.5","10"],"metric":"h_bucket"}}`,
		[]string{"series h_bucket 3900 to 0", `bounds h_bucket{a="1"} 3900 to 0`}},
	"a bucket by one spelling": {`h_bucket{le="3"}`, server{series: series{"h_bucket": {"le=+Inf"}}, bounds: map[string][]float64{`h_bucket`: {0.5, 10}}}, nil,
		`{"text":"h has no bucket that ends at 3. Its bounds are 0.5, 10.","reason":"bound","params":{"bound":"3","bounds":["0.5","10"],"metric":"h_bucket"}}`, nil},
	"a bucket that is there":                         {`h_bucket{le="10"}`, server{series: series{"h_bucket": {"le=+Inf"}}, bounds: map[string][]float64{`h_bucket`: {0.5, 10}}}, nil, `nothing`, nil},
	"a bucket that a server writes with an exponent": {`h_bucket{le="1e+06"}`, server{series: series{"h_bucket": {"le=+Inf"}}, bounds: map[string][]float64{`h_bucket`: {1e6}}}, nil, `nothing`, nil},
	"a bucket that a server writes out":              {`h_bucket{le="1000000"}`, server{series: series{"h_bucket": {"le=+Inf"}}, bounds: map[string][]float64{`h_bucket`: {1e6}}}, nil, `nothing`, nil},
	"a bucket that a server writes with a zero":      {`h_bucket{le="1000000.0"}`, server{series: series{"h_bucket": {"le=+Inf"}}, bounds: map[string][]float64{`h_bucket`: {1e6}}}, nil, `nothing`, nil},
	"buckets that are unknown":                       {`h_bucket{le="10"}`, server{series: series{"h_bucket": {"le=+Inf"}}}, nil, `nothing`, nil},
	"a filter before the bucket":                     {`h_bucket{le="3",a="2"}`, server{series: series{"h_bucket": {"a=1 le=+Inf"}}, bounds: map[string][]float64{`h_bucket{a="2"}`: {0.5}}}, nil, `filter`, nil},

	"neither side of an operator": {`x + y`, server{}, nil, `{"text":"x is not on this server: it has no sample in the past 14 days.","reason":"metric","params":{"metric":"x"}}`,
		[]string{"value " + value("x"), "value " + value("y"), "series x 3900 to 0", "last x"}},
	"only the left":            {`x + y`, server{valued: []string{value("y")}}, nil, `{"text":"x is not on this server: it has no sample in the past 14 days.","reason":"metric","params":{"metric":"x"}}`, nil},
	"only the right":           {`x + y`, server{valued: []string{value("x")}}, nil, `{"text":"y is not on this server: it has no sample in the past 14 days.","reason":"metric","params":{"metric":"y"}}`, nil},
	"unless, nothing left":     {`x unless y`, server{}, nil, `{"text":"x is not on this server: it has no sample in the past 14 days.","reason":"metric","params":{"metric":"x"}}`, nil},
	"unless, all left out":     {`x unless y`, server{valued: []string{value("x"), value("y")}}, nil, `{"text":"All series are left out by what stands behind unless.","reason":"excluded"}`, nil},
	"zeros of what is missing": {`x or (0 * y)`, server{}, nil, `{"text":"y is not on this server: it has no sample in the past 14 days.","reason":"metric","params":{"metric":"y"}}`, nil},
	"ones of what is missing":  {`x or 1 * y`, server{}, nil, `{"text":"x is not on this server: it has no sample in the past 14 days.","reason":"metric","params":{"metric":"x"}}`, nil},
	"a sum of what is missing": {`x or 0 + y`, server{}, nil, `{"text":"x is not on this server: it has no sample in the past 14 days.","reason":"metric","params":{"metric":"x"}}`, nil},
	"or, of something":         {`x or y`, server{}, nil, `{"text":"x is not on this server: it has no sample in the past 14 days.","reason":"metric","params":{"metric":"x"}}`, nil},
	"no value above": {`x > 5`, server{valued: []string{value("x")}}, nil,
		`{"text":"No value is \u003e 5 in this time range.","reason":"compared","params":{"limit":"5","operator":"\u003e"}}`, nil},
	"no gauge above zero": {`x > 0`, server{valued: []string{value("x")}}, func(q *Question) { q.Measure = "Load" },
		`{"text":"x was never above 0 in this time range, and Load needs it.","reason":"zero","params":{"metric":"x"}}`, nil},
	"none at zero": {`x == 0`, server{valued: []string{value("x")}}, nil,
		`{"text":"No value is == 0 in this time range.","reason":"compared","params":{"limit":"0","operator":"=="}}`, nil},
	"no rate above zero": {`rate(x[5m]) > 0`, server{valued: []string{value("rate(x[5m])")}}, nil,
		`{"text":"x counted nothing in this time range, and a ratio or mean needs traffic.","reason":"traffic","params":{"metric":"x"}}`, nil},
	"no rate of one side": {`rate(x{rollout_phase="stable"}[5m]) > 0`, server{valued: []string{value(`rate(x{rollout_phase="stable"}[5m])`)}}, nil,
		`{"text":"The stable side had no traffic in this time range, so there is nothing to compare.","reason":"traffic","params":{"metric":"x","side":"stable"}}`, nil},
	"no rate of both sides": {`(rate(x{rollout_phase="stable"}[5m]) + rate(x{rollout_phase="promoting"}[5m])) > 0`,
		server{valued: []string{value(`(rate(x{rollout_phase="stable"}[5m]) + rate(x{rollout_phase="promoting"}[5m]))`)}}, nil,
		`{"text":"x counted nothing in this time range, and a ratio or mean needs traffic.","reason":"traffic","params":{"metric":"x"}}`, nil},
	"no rate of one side, twice": {`(rate(x{rollout_phase="stable"}[5m]) + rate(y{rollout_phase="stable"}[5m])) > 0`,
		server{valued: []string{value(`(rate(x{rollout_phase="stable"}[5m]) + rate(y{rollout_phase="stable"}[5m]))`)}}, nil,
		`{"text":"The stable side had no traffic in this time range, so there is nothing to compare.","reason":"traffic","params":{"metric":"","side":"stable"}}`, nil},
	"no rates of several": {`(rate(x[5m]) + rate(y[5m])) > 0`, server{valued: []string{value(`(rate(x[5m]) + rate(y[5m]))`)}}, nil,
		`{"text":"The series that were chosen counted nothing in this time range, and a ratio or mean needs traffic.","reason":"traffic","params":{"metric":""}}`, nil},
	"a quotient of nothing": {`x / rate(y[5m])`, server{valued: []string{value("x"), value("rate(y[5m])"), `x and rate(y[5m])`}}, nil,
		`{"text":"y counted nothing in this time range, and a ratio or mean needs traffic.","reason":"traffic","params":{"metric":"y"}}`, nil},
	"a quotient of something": {`x / on (a) group_left (b) y`, server{valued: []string{value("x"), value("y"), `x and on (a) y`}}, nil, `nothing`,
		[]string{"value " + value("x"), "value " + value("y"), "value x and on (a) y"}},
	"a quotient of other labels": {`x / y`, server{valued: []string{value("x"), value("y")}}, nil,
		`{"text":"Both sides of / have values, but none of them for the same labels.","reason":"unjoined","params":{"operator":"/"}}`, nil},
	"and, of other labels": {`x and y`, server{valued: []string{value("x"), value("y")}}, nil,
		`{"text":"Both sides of and have values, but none of them for the same labels.","reason":"unjoined","params":{"operator":"and"}}`,
		[]string{"value " + value("x"), "value " + value("y")}},
	"a difference to a number": {`x - 5`, server{valued: []string{value("x")}}, nil, `nothing`, []string{"value " + value("x")}},
	"both sides of a rollout idle": {`(rate(x{rollout_phase="promoting"}[5m]) > 0) - (rate(x{rollout_phase="stable"}[5m]) > 0)`,
		server{valued: []string{value(`rate(x{rollout_phase="promoting"}[5m])`), value(`rate(x{rollout_phase="stable"}[5m])`)}}, nil,
		`{"text":"Neither the promoting nor the stable side had traffic in this time range, so there is nothing to compare.","reason":"traffic","params":{"metric":"x","sides":["promoting","stable"]}}`, nil},
	"the same side idle on both": {`(rate(x{rollout_phase="stable"}[5m]) > 0) - (rate(x{rollout_phase="stable"}[5m]) > 0)`,
		server{valued: []string{value(`rate(x{rollout_phase="stable"}[5m])`)}}, nil,
		`{"text":"The stable side had no traffic in this time range, so there is nothing to compare.","reason":"traffic","params":{"metric":"x","side":"stable"}}`, nil},
	"both sides of a rollout missing": {`x{rollout_phase="promoting"} - x{rollout_phase="stable"}`, server{series: series{"x": {"rollout_phase=other"}}}, func(q *Question) { q.Chosen = []string{} },
		`{"text":"In this time range there is no deployment whose rollout_phase is promoting or stable.","reason":"side","params":{"metric":"x","sides":["promoting","stable"]}}`, nil},
	"one side idle, the other missing": {`(rate(x{rollout_phase="promoting"}[5m]) > 0) - y{rollout_phase="stable"}`,
		server{series: series{"y": {"rollout_phase=other"}}, valued: []string{value(`rate(x{rollout_phase="promoting"}[5m])`)}}, func(q *Question) { q.Chosen = []string{} },
		`{"text":"The promoting side had no traffic in this time range, so there is nothing to compare.","reason":"traffic","params":{"metric":"x","side":"promoting"}}`, nil},
	"idle without sides": {`(rate(x[5m]) > 0) - (rate(y[5m]) > 0)`, server{valued: []string{value(`rate(x[5m])`), value(`rate(y[5m])`)}}, nil,
		`{"text":"x counted nothing in this time range, and a ratio or mean needs traffic.","reason":"traffic","params":{"metric":"x"}}`, nil},
	"absence of what is there": {`absent(m)`, server{}, nil, `{"text":"absent gives a value only where a series is missing, and it is there.","reason":"present"}`, nil},
	"absence in a window": {`absent_over_time(m[5m])`, server{}, nil,
		`{"text":"absent_over_time gives a value only where a series is missing, and it is there.","reason":"present"}`, nil},
	"a quantile of nothing": {`histogram_quantile(0.9, rate(h_bucket[5m]))`, server{valued: []string{value(`rate(h_bucket[5m])`)}}, nil,
		`{"text":"h_bucket counted nothing in this time range, and a quantile needs traffic.","reason":"traffic","params":{"metric":"h_bucket"}}`, nil},
	"a quantile of what is missing": {`histogram_quantile(0.9, h_bucket)`, server{}, nil, `metric`, nil},
	"a function of what is there":   {`round(m)`, server{valued: []string{value("m")}}, nil, `nothing`, nil},
	"a number":                      {`5`, server{}, nil, `nothing`, []string{}},
	"a window in a subquery":        {`max_over_time(rate(m[5m])[10m:1m])`, server{series: series{"m": {""}}, valued: []string{`last_over_time((count_over_time(m[5m]))[10m:1m])`}}, nil, `window`, nil},
	"a subquery that has values":    {`max_over_time(sum(m)[10m:1m])`, server{valued: []string{`last_over_time(((sum(m)) >= -Inf)[10m:1m])`}}, nil, `nothing`, nil},
	"nothing of one side in a subquery": {`max_over_time((x or 0 * y)[10m:1m])`, server{}, nil, `metric`,
		[]string{"value " + inSubquery("(x or 0 * y)"), "value " + inSubquery("y"), "series y 4500 to 0", "last y"}},
	"or in a subquery": {`max_over_time((x or y)[10m:1m])`, server{}, nil, `metric`, []string{"value " + inSubquery("(x or y)"), "series x 4500 to 0", "last x"}},
	"neither side in a subquery": {`max_over_time((x + y)[10m:1m])`, server{}, nil, `metric`,
		[]string{"value " + inSubquery("(x + y)"), "value " + inSubquery("x"), "value " + inSubquery("y"), "series x 4500 to 0", "last x"}},
	"only the right in a subquery": {`max_over_time((x + y)[10m:1m])`, server{valued: []string{inSubquery("y")}}, nil, `metric`,
		[]string{"value " + inSubquery("(x + y)"), "value " + inSubquery("x"), "value " + inSubquery("y"), "series x 4500 to 0", "last x"}},
	"only the left in a subquery": {`max_over_time((x + y)[10m:1m])`, server{valued: []string{inSubquery("x")}}, nil, `metric`,
		[]string{"value " + inSubquery("(x + y)"), "value " + inSubquery("x"), "value " + inSubquery("y"), "series y 4500 to 0", "last y"}},
	"other labels in a subquery": {`max_over_time((x / y)[10m:1m])`, server{valued: []string{inSubquery("x"), inSubquery("y")}}, nil, `unjoined`,
		[]string{"value " + inSubquery("(x / y)"), "value " + inSubquery("x"), "value " + inSubquery("y"), "value last_over_time((x and y)[10m:1m])"}},
	"both sides of a rollout missing in a subquery": {`max_over_time((x{rollout_phase="promoting"} - x{rollout_phase="stable"})[10m:1m])`,
		server{series: series{"x": {"rollout_phase=other"}}}, func(q *Question) { q.Chosen = []string{} }, `side`,
		[]string{"value " + inSubquery(`(x{rollout_phase="promoting"} - x{rollout_phase="stable"})`), "value " + inSubquery(`x{rollout_phase="promoting"}`),
			"value " + inSubquery(`x{rollout_phase="stable"}`), "series x 4500 to 0", "series x 4500 to 0"}},
	"a sign in a subquery":         {`max_over_time((-m)[10m:1m])`, server{}, nil, `metric`, []string{"value " + inSubquery("(-m)"), "series m 4500 to 0", "last m"}},
	"an aggregation in a subquery": {`max_over_time(sum(m)[10m:1m])`, server{}, nil, `metric`, []string{"value " + inSubquery("sum(m)"), "series m 4500 to 0", "last m"}},
	"a function in a subquery":     {`max_over_time(round(m)[10m:1m])`, server{}, nil, `metric`, []string{"value " + inSubquery("round(m)"), "value " + inSubquery("m"), "series m 4500 to 0", "last m"}},
	"a window in brackets":         {`rate((m[5m]))`, server{series: series{"m": {""}}, valued: []string{`count_over_time(m[5m])`}}, nil, `window`, []string{"series m 3900 to 0", "value count_over_time(m[5m])"}},
	"a subquery in brackets":       {`max_over_time(((m)[10m:1m]))`, server{}, nil, `metric`, []string{"value " + inSubquery("(m)"), "series m 4500 to 0", "last m"}},
	"a rate of a subquery":         {`rate(m[10m:1m])`, server{series: series{"m": {""}}}, nil, `nothing`, []string{"value " + inSubquery("m"), "series m 4500 to 0", "last m"}},
	"a subquery in another": {`max_over_time(max_over_time(m[10m:1m])[30m:2m])`, server{}, nil, `metric`,
		[]string{"value last_over_time(((max_over_time(m[10m:1m])) >= -Inf)[30m:2m])", "value last_over_time((" + inSubquery("m") + ")[30m:2m])", "series m 6300 to 0", "last m"}},
	"buckets that were added up, and what by": {`histogram_quantile(0.9, sum by (le) (sum by (a) (rate(h_bucket[5m]))))`,
		server{valued: []string{value(`sum by (le) (sum by (a) (rate(h_bucket[5m])))`)}}, nil,
		`{"text":"A quantile is read from buckets, and sum by (a) leaves nothing to tell them apart by: keep the label le.","reason":"unbucketed","params":{"by":"sum by (a)"}}`, nil},
	"one side idle, too much to look at on the other": {`(rate(x{rollout_phase="promoting"}[5m]) > 0) - (` + strings.Repeat("m + ", 20) + `m)`,
		server{valued: []string{value(`rate(x{rollout_phase="promoting"}[5m])`)}}, nil,
		`{"text":"The promoting side had no traffic in this time range, so there is nothing to compare.","reason":"traffic","params":{"metric":"x","side":"promoting"}}`, nil},
	"as many parts as are looked at": {"x" + strings.Repeat(" + m", 5), server{valued: []string{value("m")}}, nil, `metric`, nil},
	"one more of them":               {"x" + strings.Repeat(" + m", 6), server{valued: []string{value("m")}}, nil, `nothing`, nil},
	"more parts than are looked at":  {strings.Repeat("m + ", 20) + "m", server{valued: []string{value("m")}}, nil, `nothing`, nil},
}

func TestReasons(t *testing.T) {
	for name, c := range reasons {
		t.Run(name, func(t *testing.T) {
			q := Question{Expr: c.expr, From: now.Add(-time.Hour), To: now, Now: now, Step: time.Minute, ScrapeInterval: time.Minute}
			if c.change != nil {
				c.change(&q)
			}
			got, err := Explain(context.Background(), &c.server, q)
			if err != nil {
				t.Fatal(err)
			}
			encoded, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case c.want == "":
				if got != nil {
					t.Errorf("got %s, want nothing said", encoded)
				}
			case strings.HasPrefix(c.want, "{"):
				if string(encoded) != c.want {
					t.Errorf("got\n%s, want\n%s", encoded, c.want)
				}
			case got == nil || string(got.Reason) != c.want:
				t.Errorf("got %s, want the reason %s", encoded, c.want)
			}
			if c.asked != nil && !slices.Equal(c.server.asked, c.asked) {
				t.Errorf("asked\n%s, want\n%s", strings.Join(c.server.asked, "\n"), strings.Join(c.asked, "\n"))
			}
		})
	}
}

// What the server refuses is no reason: nothing is said then.
func TestWhatTheServerRefusesIsNoReason(t *testing.T) {
	for name, c := range reasons {
		// Each call that a case makes is refused in its turn.
		q := Question{Expr: c.expr, From: now.Add(-time.Hour), To: now, Now: now, Step: time.Minute, ScrapeInterval: time.Minute}
		if c.change != nil {
			c.change(&q)
		}
		whole := c.server
		whole.asked = nil
		if _, err := Explain(context.Background(), &whole, q); err != nil {
			t.Fatal(err)
		}
		for i, call := range whole.asked {
			refusing := c.server
			refusing.fails, refusing.asked = i+1, nil
			if got, err := Explain(context.Background(), &refusing, q); !errors.Is(err, errRefused) || got != nil {
				t.Errorf("%s, %s refused: %+v, %v", name, call, got, err)
			}
		}
	}
}
