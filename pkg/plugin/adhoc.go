package plugin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/model/labels"

	"baseten-metrics-datasource/pkg/promparse"
	"baseten-metrics-datasource/pkg/translator"
)

// addMatchers adds matchers to every selector of a PromQL text whose macros are resolved. The parser does it, so that
// no value can leave its quotes and none in a string or comment is mistaken for a selector.
func addMatchers(expr string, added []translator.Matcher) (string, error) {
	if len(added) == 0 {
		return expr, nil
	}
	parsed, err := promparse.Parse(expr)
	if err != nil {
		return "", &userError{fmt.Sprintf("the dashboard's ad-hoc filters can't be added to this query, since it is not "+
			"PromQL that can be read here: %v", err)}
	}
	for _, m := range added {
		matcher, err := newMatcher(m)
		if err != nil {
			return "", &userError{fmt.Sprintf("the dashboard's ad-hoc filter on %s can't be added to this query: %v", m.Label, err)}
		}
		for _, selector := range promparse.Selectors(parsed) {
			if !slices.ContainsFunc(selector.LabelMatchers, func(own *labels.Matcher) bool { return own.String() == matcher.String() }) {
				selector.LabelMatchers = append(selector.LabelMatchers, matcher)
			}
		}
	}
	// The parser takes a bare U+FFFD for broken UTF-8, and its own printer writes one. It can only stand in quotes.
	return strings.ReplaceAll(parsed.String(), "\ufffd", `\ufffd`), nil
}
