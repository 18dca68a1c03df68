package asked

import (
	"context"
	"math"
	"time"

	"github.com/prometheus/common/model"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// Sizes of what the decoder makes, for the bytes of answers.
const (
	stringBytes = 16
	sliceBytes  = 24
	labelBytes  = 2 * stringBytes
	// blockBytes: the decoder cuts labels and their texts from blocks, of which a small answer keeps one each.
	blockBytes = 32 << 10
)

type labelNames struct{ scope scope }

func (q labelNames) ask(ctx context.Context, server Server) (*prometheus.LookupResult, error) {
	return server.LabelNames(ctx, q.scope.request())
}

func (q labelNames) coarse() any {
	q.scope = q.scope.coarse()
	return q
}

func (labelNames) bytes(answer *prometheus.LookupResult) int64 { return listBytes(answer) }

// LabelNames lists the names of the labels that the matched series have.
func (p Person) LabelNames(ctx context.Context, request prometheus.LookupRequest) (*prometheus.LookupResult, error) {
	return keep(ctx, p, labelNames{scopeOf(request)})
}

type labelValues struct {
	label string
	scope scope
}

func (q labelValues) ask(ctx context.Context, server Server) (*prometheus.LookupResult, error) {
	return server.LabelValues(ctx, q.label, q.scope.request())
}

func (q labelValues) coarse() any {
	q.scope = q.scope.coarse()
	return q
}

func (labelValues) bytes(answer *prometheus.LookupResult) int64 { return listBytes(answer) }

// LabelValues lists the values that the matched series have for a label.
func (p Person) LabelValues(ctx context.Context, label string, request prometheus.LookupRequest) (*prometheus.LookupResult, error) {
	return keep(ctx, p, labelValues{label, scopeOf(request)})
}

func listBytes(answer *prometheus.LookupResult) int64 {
	bytes := int64(sliceBytes + stringBytes*cap(answer.Values))
	for _, value := range answer.Values {
		bytes += int64(len(value))
	}
	return bytes + warningBytes(answer.Warnings)
}

func warningBytes(warnings []string) (bytes int64) {
	for _, warning := range warnings {
		bytes += stringBytes + int64(len(warning))
	}
	return bytes
}

type series struct{ scope scope }

func (q series) ask(ctx context.Context, server Server) (*prometheus.SeriesResult, error) {
	return server.Series(ctx, q.scope.request())
}

func (q series) coarse() any {
	q.scope = q.scope.coarse()
	return q
}

func (series) bytes(answer *prometheus.SeriesResult) int64 {
	bytes := int64(blockBytes + sliceBytes*cap(answer.Series))
	for _, labels := range answer.Series {
		for _, label := range labels {
			bytes += labelBytes + int64(len(label.Name)+len(label.Value))
		}
	}
	return bytes + warningBytes(answer.Warnings)
}

// Series lists the label sets of the matched series.
func (p Person) Series(ctx context.Context, request prometheus.LookupRequest) (*prometheus.SeriesResult, error) {
	return keep(ctx, p, series{scopeOf(request)})
}

type hasSeries struct{ scope scope }

func (q hasSeries) ask(ctx context.Context, server Server) (bool, error) {
	found, err := server.Series(ctx, q.scope.request())
	// Without its filters any series would do.
	return err == nil && len(found.Series) > 0 && !found.Widened, err
}

func (q hasSeries) coarse() any {
	q.scope = q.scope.coarse()
	return q
}

func (hasSeries) bytes(bool) int64 { return 1 }

// HasSeries says whether there is a matched series at all.
func (p Person) HasSeries(ctx context.Context, request prometheus.LookupRequest) (bool, error) {
	request.Limit = 1
	return keep(ctx, p, hasSeries{scopeOf(request)})
}

type metadata struct{ metric string }

func (q metadata) ask(ctx context.Context, server Server) ([]prometheus.Metadata, error) {
	return server.Metadata(ctx, q.metric)
}

func (q metadata) coarse() any { return q }

func (metadata) bytes(answer []prometheus.Metadata) (bytes int64) {
	for _, m := range answer {
		bytes += 3*stringBytes + int64(len(m.Type)+len(m.Help)+len(m.Unit))
	}
	return bytes
}

// Metadata gives what exporters say of a metric, nothing for an unknown one.
func (p Person) Metadata(ctx context.Context, metric string) ([]prometheus.Metadata, error) {
	return keep(ctx, p, metadata{metric})
}

// countsExpr counts the series of each metric that Baseten exports.
const countsExpr = `count by (__name__) ({__name__=~"baseten_.+"})`

type seriesCounts struct{ at time.Time }

func (q seriesCounts) ask(ctx context.Context, server Server) (map[string]int, error) {
	result, err := server.QueryInstant(ctx, prometheus.InstantRequest{Expr: countsExpr, Time: q.at})
	if err != nil {
		return nil, err
	}
	return countsOf(result), nil
}

func (q seriesCounts) coarse() any { return seriesCounts{wholeGrain(q.at)} }

func (seriesCounts) bytes(answer map[string]int) int64 {
	bytes := int64(blockBytes)
	for name := range answer {
		bytes += 2*labelBytes + int64(len(name))
	}
	return bytes
}

// SeriesCounts gives the number of series of each baseten_ metric at about a time.
func (p Person) SeriesCounts(ctx context.Context, at time.Time) (map[string]int, error) {
	return keep(ctx, p, seriesCounts{at})
}

// SeriesCountsAnew is SeriesCounts at this very time, never an answer that was kept.
func (p Person) SeriesCountsAnew(ctx context.Context, at time.Time) (map[string]int, error) {
	result, err := p.QueryInstant(ctx, prometheus.InstantRequest{Expr: countsExpr, Time: at})
	if err != nil {
		return nil, err
	}
	return countsOf(result), nil
}

func countsOf(result *decode.Result) map[string]int {
	counts := make(map[string]int, len(result.Series))
	for i := range result.Series {
		if value, _, ok := result.Series[i].Last(result.Grid); ok {
			counts[result.Series[i].Label(model.MetricNameLabel)] = int(value)
		}
	}
	return counts
}

// SearchedPast is how far back the last sample of a series is looked for.
const SearchedPast = 14 * 24 * time.Hour

type lastSample struct {
	selector string
	before   time.Time
}

// ask takes steps of five minutes, the look-back of an instant vector, which miss hardly a series; the minutes after the
// point that was found are then looked at closely, since a series that is marked as ended has no look-back.
func (q lastSample) ask(ctx context.Context, server Server) (time.Time, error) {
	const step = 5 * time.Minute
	found, err := newest(server.QueryRange(ctx, prometheus.RangeRequest{
		Expr: "max(timestamp(" + q.selector + "))", Start: q.before.Add(-SearchedPast), End: q.before, Step: step,
	}))
	if err != nil || found.IsZero() {
		return time.Time{}, err
	}
	until := found.Add(2 * step)
	if q.before.Before(until) {
		until = q.before
	}
	closer, err := newest(server.QueryInstant(ctx, prometheus.InstantRequest{
		Expr: "max(max_over_time(timestamp(" + q.selector + ")[10m:10s]))", Time: until,
	}))
	if err != nil || closer.IsZero() {
		return found, nil //nolint:nilerr // It would only have been more exact.
	}
	return closer, nil
}

// newest is the time, in seconds, that is the last value of a result's one series; zero where there is none.
func newest(result *decode.Result, err error) (time.Time, error) {
	if err != nil || len(result.Series) == 0 {
		return time.Time{}, err
	}
	seconds, _, ok := result.Series[0].Last(result.Grid)
	if !ok {
		return time.Time{}, nil
	}
	return time.UnixMilli(int64(math.Round(seconds * 1000))), nil
}

func (q lastSample) coarse() any { return lastSample{q.selector, wholeGrain(q.before)} }

func (lastSample) bytes(time.Time) int64 { return sliceBytes }

// LastSample is the time of the newest sample that a selector chooses in the SearchedPast before about a time; zero where
// there is none.
func (p Person) LastSample(ctx context.Context, selector string, before time.Time) (time.Time, error) {
	return keep(ctx, p, lastSample{selector, before})
}
