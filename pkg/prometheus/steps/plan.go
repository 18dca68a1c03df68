// Package steps decides the step and the time range of a query and resolves Grafana's interval macros in its text.
// Nothing else does: the browser leaves both alone, so that a panel and a rule agree.
package steps

import (
	"fmt"
	"time"
)

// MaxPoints is the largest number of points of a range query; Prometheus refuses one more than 11,000 steps.
const MaxPoints = 11_000

// Request is what decides step, range and macros.
type Request struct {
	// From and To are the time range of the panel or the rule.
	From, To time.Time
	// Now is the present: what is evaluated at the end of a range is evaluated then where the range ends later. The zero
	// time means that it isn't known.
	Now time.Time
	// Interval is Grafana's own idea of a step (intervalMs); 0 when there is none.
	Interval time.Duration
	// MaxDataPoints is the width of the panel in points; 0 when unknown. It only counts where Interval is 0.
	MaxDataPoints int64
	// ScrapeInterval of the data source.
	ScrapeInterval time.Duration
	// MinStep is the query's `interval`, 0 when not set. It stands in for the scrape interval.
	MinStep time.Duration
	// Instant: one evaluation at To, or now where that is in the future.
	Instant bool
	// StepAtLeast: the step is raised to it. None when not needed.
	StepAtLeast Length
	// Window is the range of the rate, only for Plan.Window. None where there is no rate.
	Window Length
	// RankWindows says which of the macros $__range in the text, counted from 0, are windows that series are ranked by: they
	// only order series, so they may be longer than a time range that is too short for a rate.
	RankWindows []int
	// Zone is the dashboard's time zone: steps of whole days are aligned to its midnights. Nil: all are aligned in UTC.
	Zone *time.Location
	// Code: a person wrote the text. Macros inside its string literals are resolved too; those of a builder query hold
	// values as the user picked them, and stay.
	Code bool
}

// Plan is a query that is ready to be sent.
type Plan struct {
	// Expr has no macro and no variable left.
	Expr string
	// Start and End are whole multiples of Step (UTC); of an instant query both are the time of evaluation.
	Start, End time.Time
	Step       time.Duration
	// RateInterval is the value of $__rate_interval.
	RateInterval time.Duration
	// Range is the value of $__range: the time range before it was aligned, in whole seconds, as far as it has passed.
	Range time.Duration
	// WholeRange is the value of $__range behind `offset`: the time range with its future part. One range before the first
	// hours of today are the same hours of yesterday.
	WholeRange time.Duration
	// Passed is where the range ends, or now where it ends in the future.
	Passed time.Time
	// Segments are the parts of the range to ask one by one where days are of different lengths; empty where there is but one.
	Segments []Segment
	// MinStepRaised says why the step is longer than the min step of the query, by no choice of a person; "" where it isn't.
	MinStepRaised Raise
	// Cut: Passed is not the end of the range, since that is in the future.
	Cut bool
	// ScrapeInterval is the one that was used: the data source's, or the min step in its stead.
	ScrapeInterval time.Duration
	// InstantStep is the `step` parameter of an instant query: 0 (send none) unless the user set a min step, and
	// never below 5 minutes, since some servers use it as their look-back.
	InstantStep time.Duration
	// Window is how long Request.Window is; 0 where that is none.
	Window time.Duration
	// Raised: the step was raised to StepAtLeast.
	Raised bool
}

// Raise is why a step is longer than the min step.
type Raise string

// Reasons to raise a min step.
const (
	// RaisedByPoints: a range may have MaxPoints points.
	RaisedByPoints Raise = "points"
	// RaisedByWindow: a bar counts over a window, which needs four scrapes.
	RaisedByWindow Raise = "window"
)

// Points is the number of points of a range query.
func (p Plan) Points() int { return int(p.End.Sub(p.Start)/p.Step) + 1 }

// Error is a fault of the query, which its author can correct; a downstream error for Grafana.
type Error struct {
	// Field of the query JSON: "interval" or "expr"; "range" is the time range.
	Field string
	// Value that is wrong, e.g. the variable that nobody resolved.
	Value   string
	Message string
}

// Error implements error; the message is a complete sentence.
func (e *Error) Error() string { return e.Message }

func fault(field, value, format string, args ...any) *Error {
	return &Error{Field: field, Value: value, Message: fmt.Sprintf(format, args...)}
}
