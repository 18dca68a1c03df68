package whyempty

import (
	"context"
	"errors"

	"github.com/prometheus/prometheus/promql/parser"
)

func (w *walk) binary(ctx context.Context, e *parser.BinaryExpr, at place) (*Reason, error) {
	if e.Op == parser.LOR {
		// `x or 0 * y` is x, and 0 where y is: y is what has to be there.
		if isZeros(e.RHS) {
			return w.explain(ctx, e.RHS, at)
		}
		return w.explain(ctx, e.LHS, at)
	}
	left, err := w.hasValue(ctx, e.LHS, at)
	if err != nil {
		return nil, err
	}
	right, err := w.hasValue(ctx, e.RHS, at)
	if err != nil {
		return nil, err
	}
	switch {
	case !left && !right && e.Op != parser.LUNLESS:
		return w.both(ctx, e, at)
	case !left:
		return w.explain(ctx, e.LHS, at)
	case !right && e.Op != parser.LUNLESS:
		return w.explain(ctx, e.RHS, at)
	case e.Op.IsComparisonOperator() && e.RHS.Type() == parser.ValueTypeScalar:
		return w.compared(e), nil
	case e.Op == parser.LUNLESS:
		return reason(Excluded, nil, "All series are left out by what stands behind unless."), nil
	case e.VectorMatching != nil && e.Op != parser.LAND:
		joined, err := w.ask(ctx, commonLabels(e).String(), at)
		if err != nil {
			return nil, err
		}
		if joined && counts(e.RHS) {
			return w.idle(e.RHS, "a ratio or mean"), nil
		}
		if joined {
			return w.nothing(), nil
		}
		fallthrough
	case e.Op == parser.LAND:
		return reason(Unjoined, map[string]any{"operator": e.Op.String()},
			"Both sides of %s have values, but none of them for the same labels.", e.Op), nil
	}
	return w.nothing(), nil
}

// commonLabels is what an operator joins, whatever the result: some servers drop NaN.
func commonLabels(e *parser.BinaryExpr) parser.Expr {
	matching := *e.VectorMatching
	matching.Card, matching.Include = parser.CardManyToMany, nil
	return &parser.BinaryExpr{Op: parser.LAND, LHS: e.LHS, RHS: e.RHS, VectorMatching: &matching}
}

// both explains an operator that has no values on either side: one reason where it is the same, otherwise the left one's.
func (w *walk) both(ctx context.Context, e *parser.BinaryExpr, at place) (*Reason, error) {
	left, err := w.explain(ctx, e.LHS, at)
	if err != nil || left.Reason != Idle && left.Reason != Side || left.Params["side"] == nil {
		return left, err
	}
	right, err := w.explain(ctx, e.RHS, at)
	if errors.Is(err, errTooMany) || err == nil && (right.Reason != left.Reason || right.Params["side"] == nil ||
		right.Params["side"] == left.Params["side"]) {
		return left, nil
	}
	if err != nil {
		return nil, err
	}
	sides := []any{left.Params["side"], right.Params["side"]}
	params := map[string]any{"metric": left.Params["metric"], "sides": sides}
	if left.Reason == Side {
		return reason(Side, params, "In this time range there is no deployment whose %s is %v or %v.", phaseLabel, sides[0], sides[1]), nil
	}
	return reason(Idle, params, "Neither the %v nor the %v side had traffic in this time range, so there is nothing to compare.",
		sides[0], sides[1]), nil
}

// isZeros: `0 * y`.
func isZeros(e parser.Expr) bool {
	product, ok := bare(e).(*parser.BinaryExpr)
	if !ok || product.Op != parser.MUL {
		return false
	}
	zero, ok := product.LHS.(*parser.NumberLiteral)
	return ok && zero.Val == 0
}

// compared explains a comparison with a number that no value fulfils.
func (w *walk) compared(e *parser.BinaryExpr) *Reason {
	limit, ok := e.RHS.(*parser.NumberLiteral)
	if ok && limit.Val == 0 && e.Op == parser.GTR {
		if counts(e.LHS) {
			return w.idle(e.LHS, "a ratio or mean")
		}
		if metric := firstMetric(e.LHS); metric != "" {
			return reason(Zero, map[string]any{"metric": metric}, "%s was never above 0 in this time range%s.", metric, w.neededBy())
		}
	}
	return reason(Compared, map[string]any{"operator": e.Op.String(), "limit": e.RHS.String()},
		"No value is %s %s in this time range.", e.Op, e.RHS)
}

// idle says that series are there and counted nothing.
func (w *walk) idle(e parser.Expr, what string) *Reason {
	metric, side := onlyMetric(e), sideOf(e)
	params := map[string]any{"metric": metric}
	if side != "" {
		params["side"] = side
		return reason(Idle, params, "The %s side had no traffic in this time range, so there is nothing to compare.", side)
	}
	name := metric
	if name == "" {
		name = "The series that were chosen"
	}
	return reason(Idle, params, "%s counted nothing in this time range, and %s needs traffic.", name, what)
}

// counts says whether a part is made of rates.
func counts(e parser.Expr) bool {
	found := false
	parser.Inspect(e, func(node parser.Node, _ []parser.Node) error {
		if call, ok := node.(*parser.Call); ok && Rates[call.Func.Name] {
			found = true
		}
		return nil
	})
	return found
}
