package plugin

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/translator"
)

// labelsAnswer of POST labels.
type labelsAnswer struct {
	Labels []string `json:"labels"`
	// Notice says what the look-up had to leave out.
	Notice string `json:"notice,omitempty"`
}

// serveLabels lists the labels of a metric's series, without those that are none of a person's business.
func (ds *Datasource) serveLabels(ctx context.Context, request lookup) (any, error) {
	selectors, err := ds.selectors(ctx, translator.SelectorsRequest{Metric: request.Metric, Filters: request.Filters})
	if err != nil {
		return nil, err
	}
	within := ds.span(request)
	found, err := request.person.LabelNames(ctx, prometheus.LookupRequest{
		Matches: selectors, Wider: wider(selectors), Start: within.from, End: within.to,
	})
	if err != nil {
		return nil, err
	}
	names := slices.DeleteFunc(slices.Clone(found.Values), func(name string) bool {
		return name == model.MetricNameLabel || name == "le"
	})
	slices.Sort(names)
	return labelsAnswer{Labels: append([]string{}, names...), Notice: noticeOf(found.Widened)}, nil
}

// valuesAnswer of POST label-values.
type valuesAnswer struct {
	Values []string `json:"values"`
	// Truncated: the server has more values than the limit.
	Truncated bool `json:"truncated"`
	// HasEmpty: some series lack the label.
	HasEmpty bool `json:"hasEmpty"`
	// About says of values that are ids what they stand for.
	About map[string]string `json:"about,omitempty"`
	// Notice says what the look-up had to leave out.
	Notice string `json:"notice,omitempty"`
}

// serveLabelValues lists the values of a label, narrowed by the other filters, the time range and a text to search.
func (ds *Datasource) serveLabelValues(ctx context.Context, request lookup) (any, error) {
	if request.Label == "" {
		return nil, badRequest("label is missing; it is the name of the label whose values are asked for")
	}
	narrow := translator.SelectorsRequest{Metric: request.Metric, Filters: request.Filters, Exclude: request.Label}
	within, limit := ds.span(request), ds.limit(request)

	var added []*labels.Matcher
	search := strings.TrimSpace(request.Search)
	if len(search) > maxName {
		return nil, badRequest(fmt.Sprintf("search is %d bytes long, and may have %d", len(search), maxName))
	}
	if search != "" {
		matcher, err := containing(request.Label, search)
		if err != nil {
			return nil, badRequest(fmt.Sprintf("search can't be used: %v", err))
		}
		added = append(added, matcher)
	}
	selectors, err := ds.selectors(ctx, narrow, added...)
	if err != nil {
		return nil, err
	}
	answer, err := labelValues(ctx, request, search, prometheus.LookupRequest{
		Matches: selectors, Wider: wider(selectors), Start: within.from, End: within.to, Limit: limit,
	})
	if err != nil {
		return nil, err
	}
	answer.tell(ds.about(ctx, request, narrow, within), search, limit)
	if request.Metric != "" {
		if answer.HasEmpty, err = ds.hasEmpty(ctx, request, narrow, within); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

// labelValues are those that the server has, in its order.
func labelValues(ctx context.Context, request lookup, search string, narrowed prometheus.LookupRequest) (valuesAnswer, error) {
	found, err := request.person.LabelValues(ctx, request.Label, narrowed)
	if err != nil {
		return valuesAnswer{}, err
	}
	answer := valuesAnswer{Values: []string{}, Truncated: found.Truncated, Notice: noticeOf(found.Widened)}
	lower := strings.ToLower(search)
	for _, value := range found.Values {
		// Some servers leave match[] out of account for the values of a label.
		if value != "" && (search == "" || strings.Contains(strings.ToLower(value), lower)) {
			answer.Values = append(answer.Values, value)
		}
	}
	return answer, nil
}

// hasEmpty says whether some series that the filters choose lacks the label.
func (ds *Datasource) hasEmpty(ctx context.Context, request lookup, narrow translator.SelectorsRequest, within span) (bool, error) {
	empty := labels.MustNewMatcher(labels.MatchEqual, request.Label, "")
	selectors, err := ds.selectors(ctx, narrow, empty)
	if err != nil {
		return false, err
	}
	return request.person.HasSeries(ctx, prometheus.LookupRequest{
		Matches: selectors, Wider: wider(selectors), Start: within.from, End: within.to,
	})
}

func noticeOf(widened bool) string {
	if widened {
		return widenedNotice
	}
	return ""
}

// boundsAnswer of POST buckets.
type boundsAnswer struct {
	Bounds []float64 `json:"bounds"`
}

// serveBuckets lists the finite bucket bounds of a histogram.
func (ds *Datasource) serveBuckets(ctx context.Context, request lookup) (any, error) {
	if request.Metric == "" {
		return nil, badRequest("metric is missing; it is the catalog id of a histogram")
	}
	selectors, err := ds.selectors(ctx, translator.SelectorsRequest{
		Metric: request.Metric, Filters: request.Filters, Histogram: "bucket",
	})
	if err != nil {
		return nil, err
	}
	bounds, err := ds.bucketBounds(ctx, request.person, selectors, ds.span(request))
	if err != nil {
		return nil, err
	}
	return boundsAnswer{Bounds: bounds}, nil
}

// serveMetadata gives what the exporter says of a metric, where the server keeps it.
func (ds *Datasource) serveMetadata(r *http.Request) (any, error) {
	metric := strings.TrimSpace(r.URL.Query().Get("metric"))
	if metric == "" {
		return nil, badRequest("metric is missing; it is the name of a series")
	}
	if len(metric) > maxName {
		return nil, badRequest(fmt.Sprintf("metric is %d bytes long, and may have %d", len(metric), maxName))
	}
	// A histogram's metadata stands under its own name, not under those of its parts.
	names := []string{metric}
	for _, suffix := range []string{"_bucket", "_sum", "_count"} {
		if base, ok := strings.CutSuffix(metric, suffix); ok {
			names = append(names, base)
		}
	}
	person := ds.source.Person(r.Header)
	for _, name := range names {
		found, err := person.Metadata(r.Context(), name)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			return found[0], nil
		}
	}
	return prometheus.Metadata{}, nil
}
