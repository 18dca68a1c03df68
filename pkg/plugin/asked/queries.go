package asked

import (
	"context"
	"time"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// The questions of queries are the client's requests, whole: what a request is given later is a part of the key, too.
type (
	rangeQuery   prometheus.RangeRequest
	instantQuery prometheus.InstantRequest
	buildInfo    struct{}
	exposition   struct{}
)

func (q rangeQuery) ask(ctx context.Context, server Server) (*decode.Result, error) {
	return server.QueryRange(ctx, prometheus.RangeRequest(q))
}

func (q instantQuery) ask(ctx context.Context, server Server) (*decode.Result, error) {
	return server.QueryInstant(ctx, prometheus.InstantRequest(q))
}

func (buildInfo) ask(ctx context.Context, server Server) (*prometheus.BuildInfo, error) {
	return server.BuildInfo(ctx)
}

func (exposition) ask(ctx context.Context, server Server) (prometheus.Exposition, error) {
	return server.Exposition(ctx)
}

// QueryRange runs a query over a range. The same question of several panels and rules goes out once while it is under way.
func (p Person) QueryRange(ctx context.Context, request prometheus.RangeRequest) (*decode.Result, error) {
	request.Start, request.End = asSent(request.Start), asSent(request.End)
	return share(ctx, p, rangeQuery(request))
}

// QueryInstant runs a query at one time, shared as those over a range are.
func (p Person) QueryInstant(ctx context.Context, request prometheus.InstantRequest) (*decode.Result, error) {
	request.Time = asSent(request.Time)
	return share(ctx, p, instantQuery(request))
}

// BuildInfo says what server answers.
func (p Person) BuildInfo(ctx context.Context) (*prometheus.BuildInfo, error) {
	return share(ctx, p, buildInfo{})
}

// Exposition says whether the URL gives metrics to be scraped, and whose.
func (p Person) Exposition(ctx context.Context) (prometheus.Exposition, error) {
	return share(ctx, p, exposition{})
}

// heedsFilters is whether a filter that nothing meets leaves nothing.
type heedsFilters struct{ at time.Time }

const (
	// someSeries that a server surely has where it has what people look at here.
	someSeries = `count({__name__=~"baseten_.+|up"})`
	metByNone  = `__none__="nothing"`
)

func (q heedsFilters) ask(ctx context.Context, server Server) (bool, error) {
	result, err := server.QueryInstant(ctx, prometheus.InstantRequest{Expr: someSeries, Time: q.at, Filter: metByNone})
	return err == nil && result.Empty(), err
}

func (q heedsFilters) coarse() any {
	q.at = wholeGrain(q.at)
	return q
}

func (heedsFilters) bytes(bool) int64 { return 1 }

// HeedsFilters says whether the Filter of a request is heeded. A server that doesn't know it ignores it, and a proxy may drop
// it or set another one beside it, which would open what this one closes.
func (p Person) HeedsFilters(ctx context.Context, at time.Time) (bool, error) {
	return keep(ctx, p, heedsFilters{asSent(at)})
}

// asSent is a time as exactly as the server is sent it, in the one form in which equal times are equal keys.
func asSent(at time.Time) time.Time { return time.UnixMilli(at.UnixMilli()).UTC() }
