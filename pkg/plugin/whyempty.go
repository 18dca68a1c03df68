package plugin

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
	"baseten-metrics-datasource/pkg/prometheus/steps"
	"baseten-metrics-datasource/pkg/promparse"
	"baseten-metrics-datasource/pkg/translator"
)

const (
	// examinedSeries bounds the label sets that are looked at to find which filter matches none.
	examinedSeries = 5000
	// examinedSelectors bounds the look-ups for one answer: a measure reads several series, mostly with the same filters.
	examinedSelectors = 3
	// searchedPast is how far back the last sample of a metric is looked for.
	searchedPast = 14 * 24 * time.Hour
	// shownValues of a label stand in a notice.
	shownValues = 5
	// offeredValues of a label go along for the editor, which looks for the nearest ones.
	offeredValues = 100
)

// emptiness is why an answer has no values. The editor reads it in the frame's metadata and offers what mends it.
type emptiness struct {
	Text string `json:"text"`
	// Reason is one of the constants below.
	Reason string `json:"reason"`
	// Label that chooses nothing, and the values that series have which the filters before leave.
	Label  string   `json:"label,omitempty"`
	Values []string `json:"values,omitempty"`
}

const (
	noMetric = "metric"  // the server has no such series
	noSample = "range"   // the series have no sample in the time range
	noLabel  = "label"   // no series has the label
	noMatch  = "filter"  // the label has other values
	noValue  = "traffic" // the series are there, and no value comes of them
)

// wanted is one selector of a query that gave nothing.
type wanted struct {
	metric   string
	matchers []*labels.Matcher
}

// whyEmpty explains an answer without values: what this server has instead of what was asked for. It looks up the
// series of the metric within the range once, and where there are none when the last sample was. It never runs for
// rules, nor for expressions, where nobody would read it. When the look-up fails, it says nothing.
func (ds *Datasource) whyEmpty(ctx context.Context, j *job, plan steps.Plan) *emptiness {
	if j.origin.strict() {
		return nil
	}
	selectors := wantedOf(j.translation, plan)
	if len(selectors) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, remarkTime)
	defer cancel()
	within := span{from: j.query.TimeRange.From.Add(-max(plan.Window, 5*time.Minute)), to: plan.Passed}
	for _, selector := range selectors {
		reason, err := ds.examine(ctx, j.identity, selector, within)
		if err != nil {
			return nil
		}
		if reason != nil {
			return reason
		}
	}
	return &emptiness{Reason: noValue, Text: "The series are there in this time range, but no value " +
		"comes of them: a rate needs two samples in its window, and a ratio, mean or quantile needs traffic."}
}

// wantedOf lists the selectors of a query, each metric once.
func wantedOf(t *translator.Translation, plan steps.Plan) []wanted {
	var all []wanted
	if t.Kind == translator.KindBuilder {
		for _, s := range t.Selects {
			w := wanted{metric: s.Metric}
			for _, m := range s.Matchers {
				if matcher, err := newMatcher(m); err == nil {
					w.matchers = append(w.matchers, matcher)
				}
			}
			all = append(all, w)
		}
	} else if parsed, err := promparse.Parse(plan.Expr); err == nil {
		for _, s := range promparse.Selectors(parsed) {
			w := wanted{}
			for _, m := range s.LabelMatchers {
				if m.Name == model.MetricNameLabel && m.Type == labels.MatchEqual {
					w.metric = m.Value
				} else {
					w.matchers = append(w.matchers, m)
				}
			}
			all = append(all, w)
		}
	}
	var unique []wanted
	for _, w := range all {
		if w.metric != "" && len(unique) < examinedSelectors && !slices.ContainsFunc(unique, func(u wanted) bool { return u.metric == w.metric }) {
			unique = append(unique, w)
		}
	}
	return unique
}

func newMatcher(m translator.Matcher) (*labels.Matcher, error) {
	kinds := map[string]labels.MatchType{
		"=": labels.MatchEqual, "!=": labels.MatchNotEqual, "=~": labels.MatchRegexp, "!~": labels.MatchNotRegexp,
	}
	kind, ok := kinds[m.Operator]
	if !ok {
		return nil, fmt.Errorf("unknown operator %q", m.Operator)
	}
	return labels.NewMatcher(kind, m.Label, m.Value)
}

// examine says why a selector chooses nothing; nil where it does choose series.
func (ds *Datasource) examine(ctx context.Context, identity string, w wanted, within span) (*emptiness, error) {
	found, err := ds.seriesOf(ctx, identity, w.metric, within)
	if err != nil {
		return nil, err
	}
	if len(found.Series) == 0 {
		return ds.whenLast(ctx, identity, w.metric)
	}
	reason := unmatched(w, found.Series)
	if reason != nil && found.Truncated {
		reason.Text += fmt.Sprintf(" (Only %d series were looked at.)", len(found.Series))
	}
	return reason, nil
}

func (ds *Datasource) seriesOf(ctx context.Context, identity, metric string, within span) (*prometheus.SeriesResult, error) {
	matchers := []*labels.Matcher{labels.MustNewMatcher(labels.MatchEqual, model.MetricNameLabel, metric)}
	if strings.HasSuffix(metric, "_bucket") {
		// One bucket of each histogram has the labels of all.
		matchers = append(matchers, labels.MustNewMatcher(labels.MatchEqual, "le", "+Inf"))
	}
	return remember(ctx, ds.lookups, cacheKey("series", identity, within.key(), metric), func(ctx context.Context) (*prometheus.SeriesResult, error) {
		return ds.server.Series(ctx, prometheus.LookupRequest{
			Matches: []string{selectorText(matchers)}, Start: within.from, End: within.to, Limit: examinedSeries,
		})
	})
}

// whenLast says that a metric has no sample in the range, and whether it had one before or after.
func (ds *Datasource) whenLast(ctx context.Context, identity, metric string) (*emptiness, error) {
	last, err := ds.lastSample(ctx, identity, metric)
	if err != nil {
		return nil, err
	}
	if last.IsZero() {
		text := metric + " is not on this server: it has no sample in the past 14 days."
		if strings.HasPrefix(metric, "baseten_") {
			text += " A metric appears within two minutes after the first request or deployment that it counts. If none of " +
				"them appears, see whether the scrape job reaches Baseten's export endpoint, with the header " +
				"`Authorization: Api-Key …`."
		}
		return &emptiness{Reason: noMetric, Text: text}, nil
	}
	return &emptiness{Reason: noSample, Text: fmt.Sprintf("%s has no sample in this time range; the last one was at %s.",
		metric, last.UTC().Format("2006-01-02 15:04:05 UTC"))}, nil
}

// lastSample is the time of a metric's newest sample in the past 14 days; zero where there is none. Steps of five
// minutes, the look-back of an instant vector, miss no sample.
func (ds *Datasource) lastSample(ctx context.Context, identity, metric string) (time.Time, error) {
	return remember(ctx, ds.lookups, cacheKey("last", identity, metric), func(ctx context.Context) (time.Time, error) {
		selector := selectorText([]*labels.Matcher{labels.MustNewMatcher(labels.MatchEqual, model.MetricNameLabel, metric)})
		now := ds.now()
		result, err := ds.server.QueryRange(ctx, prometheus.RangeRequest{
			Expr: "max(timestamp(" + selector + "))", Start: now.Add(-searchedPast), End: now, Step: 5 * time.Minute,
		})
		if err != nil || len(result.Series) == 0 {
			return time.Time{}, err
		}
		seconds, _, ok := result.Series[0].Last(result.Grid)
		if !ok {
			return time.Time{}, nil
		}
		return time.UnixMilli(int64(seconds * 1000)), nil
	})
}

// unmatched finds the filter that no series matches, alone or after those before it.
func unmatched(w wanted, series [][]decode.Label) *emptiness {
	sets := make([]map[string]string, len(series))
	for i, s := range series {
		sets[i] = make(map[string]string, len(s))
		for _, label := range s {
			sets[i][label.Name] = label.Value
		}
	}
	for _, m := range w.matchers {
		// Of the buckets only +Inf was asked for, so le says nothing.
		if m.Name == "le" || len(matching(sets, m)) > 0 {
			continue
		}
		values := valuesOf(sets, m.Name)
		if len(values) == 1 && values[0] == "" {
			return &emptiness{Reason: noLabel, Label: m.Name, Text: fmt.Sprintf(
				"No series of %s on this server has the label %s, so %s matches none.%s",
				w.metric, m.Name, filterText(m), deduplicated(m.Name))}
		}
		return differs(m.Name, values, fmt.Sprintf("No series of %s matches the filter %s; in this time range the server has %s.",
			w.metric, filterText(m), listValues(values)))
	}
	rest := sets
	for i, m := range w.matchers {
		if m.Name == "le" {
			continue
		}
		next := matching(rest, m)
		if len(next) == 0 {
			before := make([]string, 0, i)
			for _, earlier := range w.matchers[:i] {
				if earlier.Name != "le" {
					before = append(before, filterText(earlier))
				}
			}
			values := valuesOf(rest, m.Name)
			return differs(m.Name, values, fmt.Sprintf("Each filter matches some series of %s, but none matches all: where %s, %s has %s.",
				w.metric, strings.Join(before, " and "), m.Name, listValues(values)))
		}
		rest = next
	}
	return nil
}

// differs says that a label has other values than the filter on it wants.
func differs(label string, values []string, text string) *emptiness {
	return &emptiness{Reason: noMatch, Label: label, Values: values[:min(offeredValues, len(values))], Text: text}
}

func matching(sets []map[string]string, m *labels.Matcher) []map[string]string {
	var found []map[string]string
	for _, set := range sets {
		if m.Matches(set[m.Name]) {
			found = append(found, set)
		}
	}
	return found
}

func valuesOf(sets []map[string]string, label string) []string {
	var values []string
	seen := map[string]bool{}
	for _, set := range sets {
		if value := set[label]; !seen[value] {
			seen[value] = true
			values = append(values, value)
		}
	}
	slices.Sort(values)
	return values
}

// filterText says a filter in words: environment is 'prod'.
func filterText(m *labels.Matcher) string {
	verbs := map[labels.MatchType]string{
		labels.MatchEqual: "is", labels.MatchNotEqual: "is not", labels.MatchRegexp: "matches", labels.MatchNotRegexp: "does not match",
	}
	return m.Name + " " + verbs[m.Type] + " " + quoteValue(m.Value)
}

func quoteValue(value string) string {
	const most = 80
	if value == "" {
		return "(none)"
	}
	if runes := []rune(value); len(runes) > most {
		value = string(runes[:most]) + "…"
	}
	return "'" + value + "'"
}

func listValues(values []string) string {
	shown := make([]string, 0, shownValues)
	for _, value := range values[:min(shownValues, len(values))] {
		shown = append(shown, quoteValue(value))
	}
	text := strings.Join(shown, ", ")
	if more := len(values) - len(shown); more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return text
}
