package whyempty

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

const (
	// lookBack of an instant vector.
	lookBack = 5 * time.Minute
	// phaseLabel tells the two sides of a rollout apart.
	phaseLabel = "rollout_phase"
	boundLabel = "le"
)

// metricOf is the name of the metric that a selector chooses; "" where it chooses by a pattern.
func metricOf(selector *parser.VectorSelector) string {
	for _, m := range selector.LabelMatchers {
		if m.Name == model.MetricNameLabel && m.Type == labels.MatchEqual {
			return m.Value
		}
	}
	return selector.Name
}

// conditions are the matchers of a selector beside the metric's name.
func conditions(selector *parser.VectorSelector) []*labels.Matcher {
	return slices.DeleteFunc(slices.Clone(selector.LabelMatchers), func(m *labels.Matcher) bool { return m.Name == model.MetricNameLabel })
}

// sideOf is the side of a rollout that a part looks at; "" where it isn't one alone.
func sideOf(e parser.Expr) string {
	side, several := "", false
	parser.Inspect(e, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			for _, m := range selector.LabelMatchers {
				if m.Name == phaseLabel && m.Type == labels.MatchEqual {
					several = several || side != "" && side != m.Value
					side = m.Value
				}
			}
		}
		return nil
	})
	if several {
		return ""
	}
	return side
}

// selector explains a selector that gave no series, or of whose series no rate came. window is 0 for an instant vector.
func (w *walk) selector(ctx context.Context, selector *parser.VectorSelector, window time.Duration, at place) (*Reason, error) {
	metric := metricOf(selector)
	if metric == "" {
		return w.nothing(), nil
	}
	from, to := w.span(selector, window, at)
	found, err := w.asker.Series(ctx, metric, from, to)
	if err != nil {
		return nil, err
	}
	if len(found.Series) == 0 {
		return w.whenLast(ctx, metric)
	}
	why, err := w.unmatched(ctx, metric, selector, found.Series, from, to)
	if err != nil {
		return nil, err
	}
	if why != nil && why.Reason == NoMatch {
		// What was there before is no slip of the pen.
		last, err := w.asker.LastSample(ctx, selectorOf(metric, conditions(selector)))
		if err != nil {
			return nil, err
		}
		if !last.IsZero() {
			return w.gone(metric, selector, last, from, to), nil
		}
	}
	if why != nil {
		if found.Truncated {
			why.Text += fmt.Sprintf(" (Only %d series were looked at.)", len(found.Series))
		}
		return why, nil
	}
	return w.ended(ctx, metric, selector, window, at, from, to)
}

// span is the time at which the server looks at a selector.
func (w *walk) span(selector *parser.VectorSelector, window time.Duration, at place) (from, to time.Time) {
	back, offset := max(window, lookBack), selector.OriginalOffset
	for _, around := range at.subqueries {
		back += around.Range
		offset += around.OriginalOffset
	}
	from = w.q.From
	if w.q.Step == 0 {
		from = w.q.To
	}
	return from.Add(-back - offset), w.q.To.Add(-offset)
}

// whenLast says that a metric has no sample in the range, and whether it had one before or after.
func (w *walk) whenLast(ctx context.Context, metric string) (*Reason, error) {
	last, err := w.asker.LastSample(ctx, selectorOf(metric, nil))
	if err != nil {
		return nil, err
	}
	if last.IsZero() {
		text := metric + " is not on this server: it has no sample in the past 14 days" + w.neededBy() + "."
		if strings.HasPrefix(metric, "baseten_") {
			text += " A metric appears within two minutes after the first request or deployment that it counts. If none of " +
				"them appears, see whether the scrape job reaches Baseten's export endpoint, with the header " +
				"`Authorization: Api-Key …`."
		}
		return &Reason{Reason: NoMetric, Text: text, Params: map[string]any{"metric": metric}}, nil
	}
	return reason(NoSample, map[string]any{"metric": metric, "last": last.UnixMilli()},
		"%s has no sample in this time range; the last one was at %s.", metric, timeText(last)), nil
}

// ended explains a selector whose series are known to the server, but gave no value: servers list series by whole blocks
// of hours, so that one may well have ended before the range began.
func (w *walk) ended(
	ctx context.Context, metric string, selector *parser.VectorSelector, window time.Duration, at place, from, to time.Time,
) (*Reason, error) {
	if window > 0 && at.rate != "" {
		there, err := w.ask(ctx, "count_over_time("+rangeText(selector, window)+")", at)
		if err != nil {
			return nil, err
		}
		if there {
			return reason(Window, map[string]any{"metric": metric, "window": window.Seconds(), "scrapeInterval": w.q.ScrapeInterval.Seconds()},
				"%s has samples in this time range, but never two in the window of %s, and a rate needs two.", metric, secondsText(window)), nil
		}
	}
	last, err := w.asker.LastSample(ctx, selectorOf(metric, conditions(selector)))
	if err != nil {
		return nil, err
	}
	if last.IsZero() {
		return w.nothing(), nil
	}
	return w.gone(metric, selector, last, from, to), nil
}

// gone says when the series that a selector chooses had their last sample.
func (w *walk) gone(metric string, selector *parser.VectorSelector, last, from, to time.Time) *Reason {
	params := map[string]any{"metric": metric, "last": last.UnixMilli()}
	switch {
	case last.Before(from):
		return reason(Ended, params, "The last sample of %s%s was at %s, before this time range: the series has ended, as when a "+
			"deployment scales to zero or is replaced.", metric, filtered(selector), timeText(last))
	case last.After(to):
		return reason(NoSample, params, "%s%s has no sample in this time range; the last one was at %s.",
			metric, filtered(selector), timeText(last))
	case w.q.Step > lookBack:
		params["step"] = w.q.Step.Seconds()
		return reason(Between, params, "%s%s has samples in this time range, the last one at %s, but none in the five minutes before a "+
			"point of the graph, which are %s apart. Choose a smaller min step, or a calculation over the time between.",
			metric, filtered(selector), timeText(last), secondsText(w.q.Step))
	}
	return reason(Ended, params, "The last sample of %s%s was at %s: the series has ended, as when a deployment scales to zero or is replaced.",
		metric, filtered(selector), timeText(last))
}

func filtered(selector *parser.VectorSelector) string {
	if len(conditions(selector)) == 0 {
		return ""
	}
	return " with these filters"
}

func selectorOf(metric string, matchers []*labels.Matcher) string {
	all := append([]*labels.Matcher{labels.MustNewMatcher(labels.MatchEqual, model.MetricNameLabel, metric)}, matchers...)
	selector := &parser.VectorSelector{LabelMatchers: all}
	if model.LegacyValidation.IsValidMetricName(metric) {
		selector.Name = metric
	}
	return selector.String()
}

func rangeText(selector *parser.VectorSelector, window time.Duration) string {
	return (&parser.MatrixSelector{VectorSelector: selector, Range: window}).String()
}

// unmatched finds the condition that no series fulfils, alone or after those before it.
func (w *walk) unmatched(
	ctx context.Context, metric string, selector *parser.VectorSelector, series [][]decode.Label, from, to time.Time,
) (*Reason, error) {
	matchers := conditions(selector)
	sets := make([]map[string]string, len(series))
	for i, s := range series {
		sets[i] = make(map[string]string, len(s))
		for _, label := range s {
			sets[i][label.Name] = label.Value
		}
	}
	for _, m := range matchers {
		// One bucket of each histogram was listed, so le is looked at below.
		if m.Name == boundLabel || len(matching(sets, m)) > 0 {
			continue
		}
		return w.mismatch(metric, m, sets, nil), nil
	}
	rest := sets
	var before []*labels.Matcher
	for _, m := range matchers {
		if m.Name == boundLabel {
			continue
		}
		next := matching(rest, m)
		if len(next) == 0 {
			return w.mismatch(metric, m, rest, before), nil
		}
		rest, before = next, append(before, m)
	}
	return w.noBound(ctx, metric, matchers, from, to)
}

// mismatch says that none of the sets, which those before have left, fulfils a condition.
func (w *walk) mismatch(metric string, m *labels.Matcher, sets []map[string]string, before []*labels.Matcher) *Reason {
	values := valuesOf(sets, m.Name)
	params := map[string]any{"metric": metric, "label": m.Name, "operator": m.Type.String(), "value": m.Value}
	if exported := "exported_" + m.Name; slices.ContainsFunc(sets, func(set map[string]string) bool { return set[exported] != "" && m.Matches(set[exported]) }) {
		params["exported"] = exported
		return &Reason{Reason: Relabelled, Label: m.Name, Params: params, Text: fmt.Sprintf(
			"The label %s of %s is the scrape job's own (%s); Baseten's stands in %s. Set honor_labels: true in the scrape job, or give "+
				"the job's label another name.", m.Name, metric, listValues(values), exported)}
	}
	own := w.q.Chosen != nil && !slices.Contains(w.q.Chosen, m.Name)
	if own && m.Name == phaseLabel && m.Type == labels.MatchEqual {
		params["side"] = m.Value
		return &Reason{Reason: Side, Params: params, Text: fmt.Sprintf(
			"In this time range there is no deployment whose %s is %s; %s has %s.", phaseLabel, quoteValue(m.Value), phaseLabel, listValues(values))}
	}
	if own {
		params["values"] = values[:min(offeredValues, len(values))]
		if w.q.Measure != "" {
			params["measure"] = w.q.Measure
		}
		return &Reason{Reason: Condition, Params: params, Text: fmt.Sprintf(
			"%s looks only at series of %s where %s, and in this time range %s is %s.", w.subject(), metric, filterText(m), m.Name, listValues(values))}
	}
	if len(values) == 1 && values[0] == "" && before == nil {
		return &Reason{Reason: NoLabel, Label: m.Name, Params: params, Text: fmt.Sprintf(
			"No series of %s on this server has the label %s, so %s matches none.%s", metric, m.Name, filterText(m), Deduplicated(m.Name))}
	}
	text := fmt.Sprintf("No series of %s matches the filter %s; in this time range the server has %s.", metric, filterText(m), listValues(values))
	if before != nil {
		earlier, conditions := make([]string, len(before)), make([]map[string]string, len(before))
		for i, b := range before {
			earlier[i] = filterText(b)
			conditions[i] = map[string]string{"label": b.Name, "operator": b.Type.String(), "value": b.Value}
		}
		params["before"] = conditions
		text = fmt.Sprintf("Each filter matches some series of %s, but none matches all: where %s, %s has %s.",
			metric, strings.Join(earlier, " and "), m.Name, listValues(values))
	}
	return &Reason{Reason: NoMatch, Label: m.Name, Values: values[:min(offeredValues, len(values))], Params: params, Text: text}
}

func (w *walk) subject() string {
	if w.q.Measure == "" {
		return "The calculation"
	}
	return w.q.Measure
}

// noBound says that the histogram has no bucket which ends where the query wants one.
func (w *walk) noBound(ctx context.Context, metric string, matchers []*labels.Matcher, from, to time.Time) (*Reason, error) {
	i := slices.IndexFunc(matchers, func(m *labels.Matcher) bool { return m.Name == boundLabel })
	if i < 0 {
		return nil, nil //nolint:nilnil // Nothing is wrong with the bucket.
	}
	wanted := matchers[i]
	others := slices.DeleteFunc(slices.Clone(matchers), func(m *labels.Matcher) bool { return m.Name == boundLabel })
	bounds, err := w.asker.Bounds(ctx, selectorOf(metric, others), from, to)
	if err != nil {
		return nil, err
	}
	if len(bounds) == 0 || slices.ContainsFunc(bounds, func(bound float64) bool { return matchesBound(wanted, bound) }) {
		return nil, nil //nolint:nilnil // The bucket is there, or nothing is known.
	}
	bound := boundText(wanted)
	texts := make([]string, len(bounds))
	for i, b := range bounds {
		texts[i] = strconv.FormatFloat(b, 'g', -1, 64)
	}
	return reason(Bound, map[string]any{"metric": metric, "bound": bound, "bounds": texts},
		"%s has no bucket that ends at %s. Its bounds are %s.", strings.TrimSuffix(metric, "_bucket"), bound, strings.Join(texts, ", ")), nil
}

// matchesBound: servers write whole bounds with and without a zero behind the point.
func matchesBound(m *labels.Matcher, bound float64) bool {
	text := strconv.FormatFloat(bound, 'g', -1, 64)
	plain := strconv.FormatFloat(bound, 'f', -1, 64)
	return m.Matches(text) || m.Matches(plain) || m.Matches(plain+".0")
}

var escapes = regexp.MustCompile(`\\(.)`)

// boundText is the bound of a matcher, which the translator writes in each of its spellings.
func boundText(m *labels.Matcher) string {
	if m.Type == labels.MatchEqual {
		return m.Value
	}
	first, _, _ := strings.Cut(m.Value, "|")
	return escapes.ReplaceAllString(first, "$1")
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
