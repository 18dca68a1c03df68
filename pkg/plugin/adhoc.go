package plugin

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/model/labels"

	"baseten-metrics-datasource/pkg/internal/promql"
	"baseten-metrics-datasource/pkg/prometheus/steps"
	"baseten-metrics-datasource/pkg/translator"
)

// addFilters adds filters to every selector of a PromQL text whose macros are resolved. The parser does it, so that
// no value can leave its quotes and none in a string or comment is mistaken for a selector.
func addFilters(expr string, filters []translator.Filter) (string, error) {
	matchers, err := filterMatchers(filters)
	if err != nil {
		return "", err
	}
	if len(matchers) == 0 {
		return expr, nil
	}
	parsed, err := promql.Parse(expr)
	if err != nil {
		return "", &userError{fmt.Sprintf("the dashboard's ad-hoc filters can't be added to this query, since it is not "+
			"PromQL that can be read here: %v", err)}
	}
	for _, selector := range promql.Selectors(parsed) {
		for _, matcher := range matchers {
			if !slices.ContainsFunc(selector.LabelMatchers, func(m *labels.Matcher) bool { return m.String() == matcher.String() }) {
				selector.LabelMatchers = append(selector.LabelMatchers, matcher)
			}
		}
	}
	return parsed.String(), nil
}

// filterMatchers renders filters as the translator does: one value stays literal text, several become a pattern.
func filterMatchers(filters []translator.Filter) ([]*labels.Matcher, error) {
	var matchers []*labels.Matcher
	for i, filter := range filters {
		if filter.Disabled || len(filter.Values) == 0 {
			continue
		}
		field := fmt.Sprintf("adhocFilters[%d]", i)
		if filter.Label == "" {
			return nil, &userError{field + ".label is empty; allowed is the name of a label"}
		}
		for _, value := range filter.Values {
			if name, found := steps.VariableIn(value); found {
				return nil, &userError{fmt.Sprintf("%s.values holds the variable %s, which has no value here; write the value itself", field, name)}
			}
		}
		operator, value, err := matcherOf(filter)
		if err != nil {
			return nil, &userError{field + err.Error()}
		}
		matcher, err := labels.NewMatcher(operator, filter.Label, value)
		if err != nil {
			return nil, &userError{fmt.Sprintf("%s.values is %q, which is no RE2 pattern: %v", field, value, err)}
		}
		matchers = append(matchers, matcher)
	}
	return matchers, nil
}

func matcherOf(filter translator.Filter) (labels.MatchType, string, error) {
	literal, several := labels.MatchEqual, labels.MatchRegexp
	switch filter.Operator {
	case "", "=", "=|":
	case "!=", "!=|":
		literal, several = labels.MatchNotEqual, labels.MatchNotRegexp
	case "=~":
		return labels.MatchRegexp, joinPatterns(filter.Values), nil
	case "!~":
		return labels.MatchNotRegexp, joinPatterns(filter.Values), nil
	default:
		return 0, "", fmt.Errorf(".operator is %q; allowed are =, !=, =~ and !~", filter.Operator)
	}
	if len(filter.Values) == 1 {
		return literal, filter.Values[0], nil
	}
	quoted := make([]string, len(filter.Values))
	for i, value := range filter.Values {
		quoted[i] = regexp.QuoteMeta(value)
	}
	return several, strings.Join(quoted, "|"), nil
}

func joinPatterns(patterns []string) string {
	if len(patterns) == 1 {
		return patterns[0]
	}
	grouped := make([]string, len(patterns))
	for i, pattern := range patterns {
		grouped[i] = "(?:" + pattern + ")"
	}
	return strings.Join(grouped, "|")
}
