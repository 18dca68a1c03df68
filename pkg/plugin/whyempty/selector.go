package whyempty

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
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
	return ""
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
		return w.whenLast(ctx, metric, w.q.To.Sub(to), to)
	}
	why, err := w.unmatched(ctx, metric, selector, found.Series, from, to)
	if err != nil {
		return nil, err
	}
	if why != nil && why.Reason == NoMatch {
		// A filter that has matched in the past two weeks is no typing error: its series have ended.
		last, err := w.asker.LastSample(ctx, selectorOf(metric, conditions(selector)))
		if err != nil {
			return nil, err
		}
		if !last.IsZero() {
			return w.gone(metric, selector, window, last, from, to), nil
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

// whenLast says that a metric has no sample in the time that is looked at, which ends at `to`, earlier than the range by an
// offset, and whether it had one before or after.
func (w *walk) whenLast(ctx context.Context, metric string, offset time.Duration, to time.Time) (*Reason, error) {
	last, err := w.asker.LastSample(ctx, selectorOf(metric, nil))
	if err != nil {
		return nil, err
	}
	if last.IsZero() {
		text := metric + " is not on this server: it has no sample in the past 14 days" + w.neededBy() + "."
		params := map[string]any{"metric": metric}
		switch parts := w.q.Known[metric]; {
		case !strings.HasPrefix(metric, "baseten_"):
		case parts != nil && !slices.Contains(parts, metric):
			text += " It is a histogram, whose series are " + strings.Join(parts, ", ") + "."
			params["parts"] = parts
		case w.misnamed(metric):
			text += " Baseten's documents list no metric of that name: look for a slip in it."
			params["unlisted"] = true
		default:
			text += " A metric appears within two minutes after the first request or deployment that it counts. If none of " +
				"them appears, see whether the scrape job reaches Baseten's export endpoint, with the header " +
				"`Authorization: Api-Key …`."
		}
		return &Reason{Reason: NoMetric, Text: text, Params: params}, nil
	}
	return noSample(metric, "", offset, last, to), nil
}

// misnamed says whether none of the known metrics has a series of that name.
func (w *walk) misnamed(metric string) bool {
	for _, series := range w.q.Known {
		if slices.Contains(series, metric) {
			return false
		}
	}
	return w.q.Known != nil
}

// noSample says that there is none in the time that is looked at, and when the last one was.
func noSample(metric, filtered string, offset time.Duration, last, to time.Time) *Reason {
	params := map[string]any{"metric": metric, "last": last.UnixMilli()}
	if last.After(to) {
		params["later"] = true
	}
	if offset <= 0 {
		return reason(NoSample, params, "%s%s has no sample in this time range; the last one was at %s.", metric, filtered, timeText(last))
	}
	params["before"] = secondsText(offset)
	return reason(NoSample, params, "%s%s has no sample %s before this time range, which is where the query looks; the last one was at %s.",
		metric, filtered, secondsText(offset), timeText(last))
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
	return w.gone(metric, selector, window, last, from, to), nil
}

// gone says when the series that a selector chooses had their last sample.
func (w *walk) gone(metric string, selector *parser.VectorSelector, window time.Duration, last, from, to time.Time) *Reason {
	params := map[string]any{"metric": metric, "last": last.UnixMilli()}
	switch {
	case last.Before(from):
		return reason(Ended, params, "The last sample of %s%s was at %s, before this time range: the series has ended, as when a "+
			"deployment scales to zero or is replaced.", metric, filtered(selector), timeText(last))
	case last.After(to):
		return noSample(metric, filtered(selector), w.q.To.Sub(to), last, to)
	case w.q.Step > lookBack && window >= w.q.Step:
		// All time between two points is looked at, so that the samples lie behind the last one.
		params["step"] = w.q.Step.Seconds()
		return reason(Since, params, "%s%s has samples in this time range, the last one at %s, but only since the last point of the graph: "+
			"points are %s apart, and the next one is yet to come. Choose a smaller min step.",
			metric, filtered(selector), timeText(last), secondsText(w.q.Step))
	case w.q.Step > lookBack:
		params["step"] = w.q.Step.Seconds()
		return reason(Between, params, "%s%s has samples in this time range, the last one at %s, but none in the five minutes before a "+
			"point of the graph, which are %s apart. Choose a smaller min step, or a calculation over the time between.",
			metric, filtered(selector), timeText(last), secondsText(w.q.Step))
	}
	return reason(Ended, params, "The last sample of %s%s was at %s: the series has ended, as when a deployment scales to zero or is replaced.",
		metric, filtered(selector), timeText(last))
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
