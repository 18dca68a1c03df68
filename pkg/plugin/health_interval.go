package plugin

import (
	"context"
	"slices"
	"time"

	"github.com/prometheus/prometheus/model/labels"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/steps"
)

// observedWindow is where the scrape interval is read off.
const observedWindow = 10 * time.Minute

// interval: the scrape interval that the samples have fits the one that the settings say. A wrong one makes rates
// empty or coarse, but is no failure.
func (e *examination) interval(ctx context.Context) error {
	set := e.ds.settings.ScrapeInterval
	observed := e.observed(ctx)
	if observed == 0 {
		return e.pass("interval", "interval-unknown", params("set", steps.FormatDuration(set)), "There are too few samples yet to tell the scrape interval; %s is assumed.", steps.FormatDuration(set))
	}
	ratio := observed.Seconds() / set.Seconds()
	both := params("observed", steps.FormatDuration(observed), "set", steps.FormatDuration(set))
	switch {
	case ratio > 1.3:
		return e.warn("interval", "interval-longer", both, "Samples come about every %s, but the setting Scrape interval is %s: rates will have gaps. Set it to %s.",
			steps.FormatDuration(observed), steps.FormatDuration(set), steps.FormatDuration(observed))
	case ratio < 0.7:
		return e.pass("interval", "interval-shorter", both, "Samples come about every %s, more often than the setting Scrape interval (%s) says: graphs are "+
			"coarser than they could be.", steps.FormatDuration(observed), steps.FormatDuration(set))
	default:
		return e.pass("interval", "interval", both, "Samples come about every %s, as set.", steps.FormatDuration(observed))
	}
}

// observed is the usual distance of the samples of one series in the past minutes, to the second; 0 where there are
// fewer than three, or none can be read.
func (e *examination) observed(ctx context.Context) time.Duration {
	result, err := e.person.QueryInstant(ctx, prometheus.InstantRequest{Expr: "topk(1, " + e.probe() + ")", Time: e.at})
	if err != nil || len(result.Series) == 0 {
		return 0
	}
	matchers := make([]*labels.Matcher, 0, len(result.Series[0].Labels))
	for _, label := range result.Series[0].Labels {
		matchers = append(matchers, labels.MustNewMatcher(labels.MatchEqual, label.Name, label.Value))
	}
	raw := selectorText(matchers) + "[" + steps.FormatDuration(observedWindow) + "]"
	result, err = e.person.QueryInstant(ctx, prometheus.InstantRequest{Expr: raw, Time: e.at})
	if err != nil || len(result.Series) == 0 || len(result.Series[0].Times) < 3 {
		return 0
	}
	times := result.Series[0].Times
	distances := make([]int64, len(times)-1)
	for i := range distances {
		distances[i] = times[i+1] - times[i]
	}
	// The median: one missed scrape doesn't change it.
	slices.Sort(distances)
	return (time.Duration(distances[len(distances)/2]) * time.Millisecond).Round(time.Second)
}
