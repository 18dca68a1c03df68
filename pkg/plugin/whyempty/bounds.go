package whyempty

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/prometheus/model/labels"
)

// noBound says that the histogram has no bucket which ends where the query wants one.
func (w *walk) noBound(ctx context.Context, metric string, matchers []*labels.Matcher, from, to time.Time) (*Reason, error) {
	i := slices.IndexFunc(matchers, func(m *labels.Matcher) bool { return m.Name == boundLabel })
	if i < 0 {
		return nil, nil //nolint:nilnil // Nothing is wrong with the bucket.
	}
	wanted := matchers[i]
	others := slices.DeleteFunc(slices.Clone(matchers), func(m *labels.Matcher) bool { return m.Name == boundLabel })
	bounds, err := w.asker.Bounds(ctx, selectorOf(metric, others), from, to)
	if err != nil {
		return nil, err
	}
	if len(bounds) == 0 || slices.ContainsFunc(bounds, func(bound float64) bool { return matchesBound(wanted, bound) }) {
		return nil, nil //nolint:nilnil // The bucket is there, or nothing is known.
	}
	bound := boundText(wanted)
	texts := make([]string, len(bounds))
	for i, b := range bounds {
		texts[i] = strconv.FormatFloat(b, 'g', -1, 64)
	}
	return reason(Bound, map[string]any{"metric": metric, "bound": bound, "bounds": texts},
		"%s has no bucket that ends at %s. Its bounds are %s.", strings.TrimSuffix(metric, "_bucket"), bound, strings.Join(texts, ", ")), nil
}

// matchesBound: servers write whole bounds with and without a zero behind the point.
func matchesBound(m *labels.Matcher, bound float64) bool {
	text := strconv.FormatFloat(bound, 'g', -1, 64)
	plain := strconv.FormatFloat(bound, 'f', -1, 64)
	return m.Matches(text) || m.Matches(plain) || m.Matches(plain+".0")
}

var escapes = regexp.MustCompile(`\\(.)`)

// boundText is the bound of a matcher, which the translator writes in each of its spellings.
func boundText(m *labels.Matcher) string {
	if m.Type == labels.MatchEqual {
		return m.Value
	}
	first, _, _ := strings.Cut(m.Value, "|")
	return escapes.ReplaceAllString(first, "$1")
}
