package plugin

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"

	"baseten-metrics-datasource/pkg/promparse"
	"baseten-metrics-datasource/pkg/translator"
)

// selectorText prints matchers as a selector, the metric's name among them: `up{job="a"}`.
func selectorText(matchers []*labels.Matcher) string {
	selector := &parser.VectorSelector{LabelMatchers: matchers}
	for _, m := range matchers {
		// The printer writes the name bare, which only a plain name can be; any other stays a matcher.
		if m.Name == model.MetricNameLabel && m.Type == labels.MatchEqual && model.LegacyValidation.IsValidMetricName(m.Value) {
			selector.Name = m.Value
		}
	}
	return selector.String()
}

// selectors gives the selectors of a look-up, with matchers added to each.
func (ds *Datasource) selectors(ctx context.Context, request translator.SelectorsRequest, added ...*labels.Matcher) ([]string, error) {
	texts, err := ds.translator.Selectors(ctx, request)
	if err != nil || len(added) == 0 {
		return texts, err
	}
	for i, text := range texts {
		matchers, err := promparse.ParseSelector(text)
		if err != nil {
			return nil, &userError{fmt.Sprintf("the filters can't be used: %v", err)}
		}
		texts[i] = selectorText(append(matchers, added...))
	}
	return texts, nil
}

// containing matches values that hold a text, in any case.
func containing(label, text string) (*labels.Matcher, error) {
	return labels.NewMatcher(labels.MatchRegexp, label, "(?i).*"+regexp.QuoteMeta(text)+".*")
}

// checkMatchers refuses patterns of ad-hoc filters that would take long to compile, all of them together.
func checkMatchers(added []translator.Matcher) error {
	var patterns []string
	for _, m := range added {
		if m.Operator == "=~" || m.Operator == "!~" {
			patterns = append(patterns, m.Value)
		}
	}
	if err := promparse.CheckPatterns(patterns...); err != nil {
		return &userError{fmt.Sprintf("the dashboard's ad-hoc filters can't be added to this query: %v", err)}
	}
	return nil
}

// newMatcher makes Prometheus's matcher of the translator's.
func newMatcher(m translator.Matcher) (*labels.Matcher, error) {
	kinds := map[string]labels.MatchType{
		"=": labels.MatchEqual, "!=": labels.MatchNotEqual, "=~": labels.MatchRegexp, "!~": labels.MatchNotRegexp,
	}
	kind, ok := kinds[m.Operator]
	if !ok {
		return nil, fmt.Errorf("unknown operator %q", m.Operator)
	}
	return labels.NewMatcher(kind, m.Label, m.Value)
}

// wider are the selectors of the metrics alone, for look-ups that are too long for a URL.
func wider(selectors []string) []string {
	texts := make([]string, 0, len(selectors))
	for _, text := range selectors {
		matchers, err := promparse.ParseSelector(text)
		if err != nil {
			return nil
		}
		named := slices.DeleteFunc(matchers, func(m *labels.Matcher) bool { return m.Name != model.MetricNameLabel })
		if len(named) == 0 {
			return nil
		}
		if text := selectorText(named); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// widenedNotice says what a look-up left out.
const widenedNotice = "The filters are too long for a URL, and this server takes no POST: what is listed is there for any filter. " +
	"Filter by a pattern instead of many values, or choose the HTTP method POST in the data source's settings."
