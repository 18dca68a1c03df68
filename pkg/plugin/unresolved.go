package plugin

import (
	"context"
	"fmt"
	"strings"

	"github.com/prometheus/prometheus/model/labels"

	"baseten-metrics-datasource/pkg/promparse"
)

// refuseUnresolved refuses PromQL that a person wrote with a dashboard's variable inside of a pattern: in a rule nobody fills
// it in, and the pattern would match nothing without a word. Text that can't be parsed is the server's to refuse.
func (ds *Datasource) refuseUnresolved(ctx context.Context, expr string) error {
	if !strings.Contains(expr, "$") {
		return nil
	}
	parsed, err := promparse.Parse(expr)
	if err != nil {
		return nil //nolint:nilerr // The server says what is wrong with it.
	}
	for _, selector := range promparse.Selectors(parsed) {
		for _, matcher := range selector.LabelMatchers {
			if matcher.Type != labels.MatchRegexp && matcher.Type != labels.MatchNotRegexp {
				continue
			}
			name, err := ds.translator.VariableInPattern(ctx, matcher.Value)
			if err != nil {
				return err
			}
			if name != "" {
				return &userError{fmt.Sprintf("The variable %s in the pattern of %s has no value here: alert rules and queries without a dashboard "+
					`can't use dashboard variables. Write the value itself, or \\$ for a dollar sign.`, name, matcher.Name)}
			}
		}
	}
	return nil
}
