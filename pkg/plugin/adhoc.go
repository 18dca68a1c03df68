package plugin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/prometheus/prometheus/model/labels"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/promparse"
	"baseten-metrics-datasource/pkg/translator"
)

// unreadError: filters can't be added to a text, since the parser doesn't know it.
type unreadError struct{ cause error }

func (e *unreadError) Error() string {
	return fmt.Sprintf("the dashboard's ad-hoc filters can't be added to this query, since it is not PromQL that can be read here: %v", e.cause)
}

// filterBeside is the dashboard's filters as a text that is sent beside a query which can't be read here, such as MetricsQL.
// Only VictoriaMetrics takes one; elsewhere the query is refused with why it can't be read.
func (ds *Datasource) filterBeside(ctx context.Context, j *job, unread error) (string, error) {
	takes := false
	info, err := j.person.BuildInfo(ctx)
	if err == nil && info.Application == prometheus.VictoriaMetrics {
		takes, err = j.person.HeedsFilters(ctx, ds.now())
	}
	if err != nil {
		return "", &userError{fmt.Sprintf("%v. Whether the server takes the filters beside the query can't be told: %v", unread, err)}
	}
	if !takes {
		return "", &userError{unread.Error()}
	}
	if err := checkMatchers(j.translation.Matchers); err != nil {
		return "", err
	}
	texts := make([]string, len(j.translation.Matchers))
	for i, m := range j.translation.Matchers {
		matcher, err := newMatcher(m)
		if err != nil {
			return "", filterError(m, err)
		}
		texts[i] = matcher.String()
	}
	return strings.Join(texts, ","), nil
}

func filterError(m translator.Matcher, err error) error {
	return &userError{fmt.Sprintf("the dashboard's ad-hoc filter on %s can't be added to this query: %v", m.Label, err)}
}

// addMatchers adds matchers to every selector of a PromQL text whose macros are resolved. The parser does it, so that
// no value can leave its quotes and none in a string or comment is mistaken for a selector. A text that would become longer
// than most characters is refused before it is made.
func addMatchers(expr string, added []translator.Matcher, most int) (string, error) {
	if len(added) == 0 {
		return expr, nil
	}
	if err := checkMatchers(added); err != nil {
		return "", err
	}
	parsed, err := promparse.Parse(expr)
	if err != nil {
		return "", &unreadError{err}
	}
	selectors := promparse.Selectors(parsed)
	length := 0
	for _, m := range added {
		length += len(m.Label) + utf8.RuneCountInString(m.Value)
	}
	if grown := utf8.RuneCountInString(expr) + len(selectors)*length; grown > most {
		return "", tooLong(grown, most)
	}
	for _, m := range added {
		matcher, err := newMatcher(m)
		if err != nil {
			return "", filterError(m, err)
		}
		same := func(own *labels.Matcher) bool {
			return own.Type == matcher.Type && own.Name == matcher.Name && own.Value == matcher.Value
		}
		for _, selector := range selectors {
			if !slices.ContainsFunc(selector.LabelMatchers, same) {
				selector.LabelMatchers = append(selector.LabelMatchers, matcher)
			}
		}
	}
	// The parser takes a bare U+FFFD for broken UTF-8, and its own printer writes one. It can only stand in quotes.
	return strings.ReplaceAll(parsed.String(), "\ufffd", `\ufffd`), nil
}
