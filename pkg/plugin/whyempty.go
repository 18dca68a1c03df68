package plugin

import (
	"context"
	"encoding/json"
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
)

// whyEmpty explains an answer without values: what this server has instead of what was asked for. It never runs for
// rules, nor for expressions, where nobody would read it. When a look-up fails, it says nothing.
func (ds *Datasource) whyEmpty(ctx context.Context, j *job, plan steps.Plan) *whyempty.Reason {
	if j.origin.strict() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, explainTimeout)
	defer cancel()
	question := whyempty.Question{
		Expr: plan.Expr, From: j.query.TimeRange.From, To: plan.Passed, Now: ds.now(), ScrapeInterval: ds.settings.ScrapeInterval,
	}
	if entries, err := ds.translator.Catalog(ctx); err == nil {
		question.Known = map[string][]string{}
		for _, entry := range entries {
			if entry.Type != "measure" {
				question.Known[entry.ID] = entry.Series
			}
		}
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
	return a.job.person.Series(ctx, prometheus.LookupRequest{
		Matches: []string{selectorText(matchers)}, Start: from, End: to, Limit: examinedSeries,
	})
}

// LastSample implements whyempty.Asker.
func (a *asker) LastSample(ctx context.Context, selector string) (time.Time, error) {
	return a.job.person.LastSample(ctx, selector, a.ds.now())
}

// Bounds implements whyempty.Asker.
func (a *asker) Bounds(ctx context.Context, selector string, from, to time.Time) ([]float64, error) {
	return a.ds.bucketBounds(ctx, a.job.person, []string{selector}, span{from, to})
}

// HasValue implements whyempty.Asker. It asks at the times of the query itself.
func (a *asker) HasValue(ctx context.Context, expr string) (bool, error) {
	plan := a.plan
	plan.Expr = "count(" + expr + ")"
	result, err := send(ctx, a.job, plan)
	return err == nil && !result.Empty(), err
}
