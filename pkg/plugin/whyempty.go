package plugin

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"

	"baseten-metrics-datasource/pkg/plugin/whyempty"
	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/steps"
	"baseten-metrics-datasource/pkg/translator"
)

const (
	// examinedSeries bounds the label sets that are looked at to find which filter matches none.
	examinedSeries = 5000
	// searchedPast is how far back the last sample of a metric is looked for.
	searchedPast = 14 * 24 * time.Hour
)

// whyEmpty explains an answer without values: what this server has instead of what was asked for. It never runs for
// rules, nor for expressions, where nobody would read it. When a look-up fails, it says nothing.
func (ds *Datasource) whyEmpty(ctx context.Context, j *job, plan steps.Plan) *whyempty.Reason {
	if j.origin.strict() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, remarkTime)
	defer cancel()
	question := whyempty.Question{
		Expr: plan.Expr, From: j.query.TimeRange.From, To: plan.Passed, Now: ds.now(), ScrapeInterval: ds.settings.ScrapeInterval,
	}
	if j.translation.QueryType == translator.QueryTypeRange {
		question.Step = plan.Step
	}
	if j.translation.Kind == translator.KindBuilder {
		question.Chosen = chosenLabels(j.query.JSON)
		if entry, ok := ds.entry(ctx, j.translation.Metric); ok && entry.Type == "measure" {
			question.Measure = entry.Title
		}
	}
	reason, err := whyempty.Explain(ctx, &asker{ds: ds, job: j, plan: plan}, question)
	if err != nil {
		return nil
	}
	return reason
}

// chosenLabels are the labels that a builder query filters by; never nil.
func chosenLabels(query json.RawMessage) []string {
	var read struct {
		Filters      []translator.Filter `json:"filters"`
		AdhocFilters []translator.Filter `json:"adhocFilters"`
	}
	// The translator has checked the filters already.
	_ = json.Unmarshal(query, &read)
	chosen := []string{}
	for _, filter := range append(read.Filters, read.AdhocFilters...) {
		if !filter.Disabled && len(filter.Values) > 0 {
			chosen = append(chosen, filter.Label)
		}
	}
	return chosen
}

// asker asks the server about one query.
type asker struct {
	ds   *Datasource
	job  *job
	plan steps.Plan
}

// Series implements whyempty.Asker.
func (a *asker) Series(ctx context.Context, metric string, from, to time.Time) (*prometheus.SeriesResult, error) {
	matchers := []*labels.Matcher{labels.MustNewMatcher(labels.MatchEqual, model.MetricNameLabel, metric)}
	if strings.HasSuffix(metric, "_bucket") {
		// One bucket of each histogram has the labels of all.
		matchers = append(matchers, labels.MustNewMatcher(labels.MatchEqual, "le", "+Inf"))
	}
	within := span{from, to}
	key := cacheKey("series", a.job.identity, within.key(), metric)
	return remember(ctx, a.ds.lookups, key, func(ctx context.Context) (*prometheus.SeriesResult, error) {
		return a.ds.server.Series(ctx, prometheus.LookupRequest{
			Matches: []string{selectorText(matchers)}, Start: from, End: to, Limit: examinedSeries,
		})
	})
}

// LastSample implements whyempty.Asker.
func (a *asker) LastSample(ctx context.Context, selector string) (time.Time, error) {
	return a.ds.lastSample(ctx, a.job.identity, selector)
}

// Bounds implements whyempty.Asker.
func (a *asker) Bounds(ctx context.Context, selector string, from, to time.Time) ([]float64, error) {
	return a.ds.bucketBounds(ctx, a.job.identity, []string{selector}, span{from, to})
}

// HasValue implements whyempty.Asker. It asks at the times of the query itself.
func (a *asker) HasValue(ctx context.Context, expr string) (bool, error) {
	plan := a.plan
	plan.Expr = "count(" + expr + ")"
	result, err := a.ds.send(ctx, a.job, plan)
	return err == nil && !result.Empty(), err
}

// lastSample is the time of a selector's newest sample in the past 14 days; zero where there is none. Steps of five
// minutes, the look-back of an instant vector, miss hardly a series; the minutes after the point that was found are then
// looked at closely, since a series that is marked as ended has no look-back.
func (ds *Datasource) lastSample(ctx context.Context, identity, selector string) (time.Time, error) {
	return remember(ctx, ds.lookups, cacheKey("last", identity, selector), func(ctx context.Context) (time.Time, error) {
		const step = 5 * time.Minute
		now := ds.now()
		result, err := ds.server.QueryRange(ctx, prometheus.RangeRequest{
			Expr: "max(timestamp(" + selector + "))", Start: now.Add(-searchedPast), End: now, Step: step,
		})
		if err != nil || len(result.Series) == 0 {
			return time.Time{}, err
		}
		seconds, _, ok := result.Series[0].Last(result.Grid)
		if !ok {
			return time.Time{}, nil
		}
		found := sampleTime(seconds)
		closer, err := ds.server.QueryInstant(ctx, prometheus.InstantRequest{
			Expr: "max(max_over_time(timestamp(" + selector + ")[10m:10s]))", Time: earlier(found.Add(2*step), now),
		})
		if err == nil {
			if seconds, ok, err := first(closer); ok && err == nil {
				return sampleTime(seconds), nil
			}
		}
		return found, nil
	})
}

func sampleTime(seconds float64) time.Time { return time.UnixMilli(int64(math.Round(seconds * 1000))) }

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
