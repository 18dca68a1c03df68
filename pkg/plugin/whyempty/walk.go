package whyempty

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/prometheus/promql/parser"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/steps"
	"baseten-metrics-datasource/pkg/promparse"
)

// mostParts bounds the expressions that the server is asked about for one answer.
const mostParts = 10

// Asker asks the server, as the person whose answer is empty.
type Asker interface {
	// Series lists the label sets of a metric.
	Series(ctx context.Context, metric string, from, to time.Time) (*prometheus.SeriesResult, error)
	// LastSample is the time of the newest sample of a selector in the past two weeks; zero where there is none.
	LastSample(ctx context.Context, selector string) (time.Time, error)
	// Bounds lists the finite bucket bounds of the series that a selector chooses, ascending.
	Bounds(ctx context.Context, selector string, from, to time.Time) ([]float64, error)
	// HasValue says whether an expression has a value at a time that the query asks for.
	HasValue(ctx context.Context, expr string) (bool, error)
}

// Question is a query that gave no values.
type Question struct {
	// Expr is the PromQL as it was run.
	Expr string
	// Title of the measure; empty where Expr is no measure's.
	Measure string
	// Known are the names of series that Baseten is known to export, by the catalog's id: a histogram has several. Nil: nobody knows.
	Known map[string][]string
	// Chosen are the labels that the person filters by. Any other condition is the query's own. Nil: all are the person's.
	Chosen []string
	// From and To are the time range, To no later than now.
	From, To, Now time.Time
	// Step of the points that were asked for; 0 in an instant query.
	Step           time.Duration
	ScrapeInterval time.Duration
}

// Explain says why a query has no values; nil where that can't be told. An error is one of asking.
func Explain(ctx context.Context, asker Asker, q Question) (*Reason, error) {
	if q.From.After(q.Now) {
		return reason(Future, map[string]any{"now": q.Now.UnixMilli()},
			"The time range lies in the future: now it is %s.", timeText(q.Now)), nil
	}
	parsed, err := promparse.Parse(q.Expr)
	if err != nil {
		// MetricsQL, say. What is wrong with it the server would have said.
		return nil, nil //nolint:nilerr,nilnil // There is nothing to say.
	}
	w := &walk{asker: asker, q: q}
	found, err := w.explain(ctx, parsed, place{})
	if errors.Is(err, errTooMany) {
		return reason(Nothing, nil, "The series are there in this time range, but the query gives no value of them."), nil
	}
	return found, err
}

var errTooMany = errors.New("too many parts to look at")

type walk struct {
	asker Asker
	q     Question
	asked int
}

// place is where in the query a part stands.
type place struct {
	// subqueries around it, from the outside in.
	subqueries []*parser.SubqueryExpr
	// rate is the function that needs two samples; "" outside of one.
	rate string
}

// hasValue asks whether a part has a value at the times at which the query looks at it.
func (w *walk) hasValue(ctx context.Context, part parser.Expr, at place) (bool, error) {
	if sub, ok := part.(*parser.SubqueryExpr); ok {
		return w.hasValue(ctx, sub.Expr, place{subqueries: append(slices.Clone(at.subqueries), sub)})
	}
	if part.Type() == parser.ValueTypeScalar || part.Type() == parser.ValueTypeString {
		return true, nil
	}
	// NaN counts as no value: the comparison drops it.
	return w.ask(ctx, "("+part.String()+") >= -Inf", at)
}

func (w *walk) ask(ctx context.Context, expr string, at place) (bool, error) {
	if w.asked++; w.asked > mostParts {
		return false, errTooMany
	}
	for _, around := range slices.Backward(at.subqueries) {
		outer := *around
		outer.Expr = &parser.NumberLiteral{}
		// The subquery's range, step and modifiers, as they are printed.
		_, tail, _ := strings.Cut(outer.String(), "[")
		expr = "last_over_time((" + expr + ")[" + tail + ")"
	}
	return w.asker.HasValue(ctx, expr)
}

// explain finds the reason in a part that gives no value.
func (w *walk) explain(ctx context.Context, part parser.Expr, at place) (*Reason, error) {
	switch e := part.(type) {
	case *parser.ParenExpr:
		return w.explain(ctx, e.Expr, at)
	case *parser.UnaryExpr:
		return w.explain(ctx, e.Expr, at)
	case *parser.AggregateExpr:
		return w.explain(ctx, e.Expr, at)
	case *parser.SubqueryExpr:
		at.subqueries = append(slices.Clone(at.subqueries), e)
		return w.explain(ctx, e.Expr, at)
	case *parser.Call:
		return w.call(ctx, e, at)
	case *parser.BinaryExpr:
		return w.binary(ctx, e, at)
	case *parser.VectorSelector:
		return w.selector(ctx, e, 0, at)
	case *parser.MatrixSelector:
		if selector, ok := e.VectorSelector.(*parser.VectorSelector); ok {
			return w.selector(ctx, selector, e.Range, at)
		}
	}
	return w.nothing(), nil
}

func (w *walk) nothing() *Reason {
	return reason(Nothing, nil, "The series are there in this time range, but the query gives no value of them.")
}

func (w *walk) call(ctx context.Context, e *parser.Call, at place) (*Reason, error) {
	if e.Func.Name == "absent" || e.Func.Name == "absent_over_time" {
		return reason(Present, nil, "%s gives a value only where a series is missing, and it is there.", e.Func.Name), nil
	}
	if Rates[e.Func.Name] {
		at.rate = e.Func.Name
	}
	for _, arg := range e.Args {
		arg = bare(arg)
		_, leaf := arg.(*parser.MatrixSelector)
		there := false
		if !leaf {
			var err error
			if there, err = w.hasValue(ctx, arg, at); err != nil {
				return nil, err
			}
		}
		if !there {
			return w.explain(ctx, arg, at)
		}
	}
	if e.Func.Name == "histogram_quantile" {
		if lost := withoutBounds(e.Args[len(e.Args)-1]); lost != "" {
			return reason(Unbucketed, map[string]any{"by": lost},
				"A quantile is read from buckets, and %s leaves nothing to tell them apart by: keep the label le.", lost), nil
		}
		return w.idle(e, "a quantile"), nil
	}
	return w.nothing(), nil
}

// bare is an expression without the brackets around it: a window in brackets is one all the same.
func bare(e parser.Expr) parser.Expr {
	for {
		paren, ok := e.(*parser.ParenExpr)
		if !ok {
			return e
		}
		e = paren.Expr
	}
}

// withoutBounds is the aggregation by which a part has lost the bounds of its buckets, as it is written; "" where it has them.
func withoutBounds(e parser.Expr) string {
	aggregation, ok := bare(e).(*parser.AggregateExpr)
	if !ok {
		return ""
	}
	if slices.Contains(aggregation.Grouping, boundLabel) != aggregation.Without {
		return withoutBounds(aggregation.Expr)
	}
	text := aggregation.Op.String()
	switch labels := " (" + strings.Join(aggregation.Grouping, ", ") + ")"; {
	case aggregation.Without:
		text += " without" + labels
	case len(aggregation.Grouping) > 0:
		text += " by" + labels
	}
	return text
}

// Rates are the functions that need two samples in their window.
var Rates = map[string]bool{"rate": true, "increase": true, "irate": true, "delta": true, "idelta": true, "deriv": true}

func (w *walk) neededBy() string {
	if w.q.Measure == "" {
		return ""
	}
	return ", and " + w.q.Measure + " needs it"
}

// onlyMetric is the one metric that a part reads; "" where there are several.
func onlyMetric(e parser.Expr) string {
	metric := ""
	for _, selector := range promparse.Selectors(e) {
		switch name := metricOf(selector); metric {
		case "", name:
			metric = name
		default:
			return ""
		}
	}
	return metric
}

// firstMetric is the metric that a part is about: of `x or 0 * y` it is x.
func firstMetric(e parser.Expr) string {
	for _, selector := range promparse.Selectors(e) {
		return metricOf(selector)
	}
	return ""
}

func secondsText(d time.Duration) string { return steps.FormatDuration(d) }
