package whyempty

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// conditions are the matchers of a selector beside the metric's name.
func conditions(selector *parser.VectorSelector) []*labels.Matcher {
	return slices.DeleteFunc(slices.Clone(selector.LabelMatchers), func(m *labels.Matcher) bool { return m.Name == model.MetricNameLabel })
}

func filtered(selector *parser.VectorSelector) string {
	if len(conditions(selector)) == 0 {
		return ""
	}
	return " with these filters"
}

// unmatched finds the condition that no series fulfils, alone or after those before it.
func (w *walk) unmatched(
	ctx context.Context, metric string, selector *parser.VectorSelector, series [][]decode.Label, from, to time.Time,
) (*Reason, error) {
	matchers := conditions(selector)
	sets := make([]map[string]string, len(series))
	for i, s := range series {
		sets[i] = make(map[string]string, len(s))
		for _, label := range s {
			sets[i][label.Name] = label.Value
		}
	}
	for _, m := range matchers {
		// One bucket of each histogram was listed, so le is looked at below.
		if m.Name == boundLabel || len(matching(sets, m)) > 0 {
			continue
		}
		return w.mismatch(metric, m, sets, nil), nil
	}
	rest := sets
	var before []*labels.Matcher
	for _, m := range matchers {
		if m.Name == boundLabel {
			continue
		}
		next := matching(rest, m)
		if len(next) == 0 {
			return w.mismatch(metric, m, rest, before), nil
		}
		rest, before = next, append(before, m)
	}
	return w.noBound(ctx, metric, matchers, from, to)
}

// mismatch says that none of the sets, which those before have left, fulfils a condition.
func (w *walk) mismatch(metric string, m *labels.Matcher, sets []map[string]string, before []*labels.Matcher) *Reason {
	values := valuesOf(sets, m.Name)
	params := map[string]any{"metric": metric, "label": m.Name, "operator": m.Type.String(), "value": m.Value}
	if exported := "exported_" + m.Name; slices.ContainsFunc(sets, func(set map[string]string) bool { return set[exported] != "" && m.Matches(set[exported]) }) {
		params["exported"] = exported
		return &Reason{Reason: Relabelled, Label: m.Name, Params: params, Text: fmt.Sprintf(
			"The label %s of %s is the scrape job's own (%s); Baseten's stands in %s. Set honor_labels: true in the scrape job, or give "+
				"the job's label another name.", m.Name, metric, listValues(values), exported)}
	}
	own := w.q.Chosen != nil && !slices.Contains(w.q.Chosen, m.Name)
	if own && m.Name == phaseLabel && m.Type == labels.MatchEqual {
		params["side"] = m.Value
		return &Reason{Reason: Side, Params: params, Text: fmt.Sprintf(
			"In this time range there is no deployment whose %s is %s; %s has %s.", phaseLabel, quoteValue(m.Value), phaseLabel, listValues(values))}
	}
	if own {
		params["values"] = values[:min(offeredValues, len(values))]
		if w.q.Measure != "" {
			params["measure"] = w.q.Measure
		}
		return &Reason{Reason: Condition, Params: params, Text: fmt.Sprintf(
			"%s looks only at series of %s where %s, and in this time range %s is %s.", w.subject(), metric, filterText(m), m.Name, listValues(values))}
	}
	if len(values) == 1 && values[0] == "" && before == nil {
		return &Reason{Reason: NoLabel, Label: m.Name, Params: params, Text: fmt.Sprintf(
			"No series of %s on this server has the label %s, so %s matches none.%s", metric, m.Name, filterText(m), Deduplicated(m.Name))}
	}
	text := fmt.Sprintf("No series of %s matches the filter %s; in this time range the server has %s.", metric, filterText(m), listValues(values))
	if before != nil {
		earlier, conditions := make([]string, len(before)), make([]map[string]string, len(before))
		for i, b := range before {
			earlier[i] = filterText(b)
			conditions[i] = map[string]string{"label": b.Name, "operator": b.Type.String(), "value": b.Value}
		}
		params["before"] = conditions
		text = fmt.Sprintf("Each filter matches some series of %s, but none matches all: where %s, %s has %s.",
			metric, strings.Join(earlier, " and "), m.Name, listValues(values))
		if i := slices.IndexFunc(before, func(b *labels.Matcher) bool { return b.Name == m.Name }); i >= 0 {
			text = fmt.Sprintf("No series of %s can fulfil two conditions of this query: %s, and %s.", metric, earlier[i], filterText(m))
		}
	}
	return &Reason{Reason: NoMatch, Label: m.Name, Values: values[:min(offeredValues, len(values))], Params: params, Text: text}
}

func (w *walk) subject() string {
	if w.q.Measure == "" {
		return "The calculation"
	}
	return w.q.Measure
}

func matching(sets []map[string]string, m *labels.Matcher) []map[string]string {
	var found []map[string]string
	for _, set := range sets {
		if m.Matches(set[m.Name]) {
			found = append(found, set)
		}
	}
	return found
}

func valuesOf(sets []map[string]string, label string) []string {
	var values []string
	seen := map[string]bool{}
	for _, set := range sets {
		if value := set[label]; !seen[value] {
			seen[value] = true
			values = append(values, value)
		}
	}
	slices.Sort(values)
	return values
}

// filterText says a filter in words: environment is 'prod'.
func filterText(m *labels.Matcher) string {
	verbs := map[labels.MatchType]string{
		labels.MatchEqual: "is", labels.MatchNotEqual: "is not", labels.MatchRegexp: "matches", labels.MatchNotRegexp: "does not match",
	}
	return m.Name + " " + verbs[m.Type] + " " + quoteValue(m.Value)
}
