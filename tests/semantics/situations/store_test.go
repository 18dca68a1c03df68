package situations

import (
	"context"
	"math"
	"slices"
	"sort"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/annotations"
)

// store holds the series of one situation in memory: nothing but the samples, so that the engine reads them as from its
// own database without one being written for each situation.
type store struct {
	names map[string][]*line
	// until is the newest sample that anybody sees, in milliseconds; all of them where it is 0.
	until int64
}

// line is a series.
type line struct {
	labels labels.Labels
	times  []int64
	values []float64
}

func (l *line) Labels() labels.Labels { return l.labels }

func (l *line) Iterator(used chunkenc.Iterator) chunkenc.Iterator {
	if c, ok := used.(*cursor); ok {
		*c = cursor{line: l, at: -1}
		return c
	}
	return &cursor{line: l, at: -1}
}

// cursor reads a line as the engine asks. The one of Prometheus for lists asks an interface for each sample, and took twice as long.
type cursor struct {
	line *line
	at   int
}

func (c *cursor) found() chunkenc.ValueType {
	if c.at < len(c.line.times) {
		return chunkenc.ValFloat
	}
	return chunkenc.ValNone
}

func (c *cursor) Next() chunkenc.ValueType {
	c.at = min(c.at+1, len(c.line.times))
	return c.found()
}

func (c *cursor) Seek(t int64) chunkenc.ValueType {
	c.at = max(c.at, 0)
	if c.at < len(c.line.times) && c.line.times[c.at] < t {
		later, _ := slices.BinarySearch(c.line.times[c.at:], t)
		c.at += later
	}
	return c.found()
}

func (c *cursor) At() (int64, float64) { return c.line.times[c.at], c.line.values[c.at] }
func (c *cursor) AtT() int64           { return c.line.times[c.at] }
func (*cursor) AtST() int64            { return 0 }
func (*cursor) Err() error             { return nil }

func (*cursor) AtHistogram(*histogram.Histogram) (int64, *histogram.Histogram) {
	panic("no series has histograms")
}

func (*cursor) AtFloatHistogram(*histogram.FloatHistogram) (int64, *histogram.FloatHistogram) {
	panic("no series has histograms")
}

func (s *store) add(l *line) {
	if s.names == nil {
		s.names = map[string][]*line{}
	}
	name := l.labels.Get(labels.MetricName)
	s.names[name] = append(s.names[name], l)
}

func (s *store) Querier(mint, maxt int64) (storage.Querier, error) {
	return &querier{store: s, mint: mint, maxt: maxt}, nil
}

type querier struct {
	storage.LabelQuerier
	store      *store
	mint, maxt int64
}

func (*querier) Close() error { return nil }

func (*querier) LabelValues(context.Context, string, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, nil
}

func (*querier) LabelNames(context.Context, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, nil
}

func (q *querier) Select(_ context.Context, sorted bool, hints *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	mint, maxt := q.mint, q.maxt
	if hints != nil {
		mint, maxt = hints.Start, hints.End
	}
	if q.store.until > 0 {
		maxt = min(maxt, q.store.until)
	}
	var name string
	for _, m := range matchers {
		if m.Name == labels.MetricName && m.Type == labels.MatchEqual {
			name = m.Value
		}
	}
	var found []storage.Series
	for _, l := range q.store.names[name] {
		if matches(l.labels, matchers) {
			from, _ := slices.BinarySearch(l.times, mint)
			to, _ := slices.BinarySearch(l.times, maxt+1)
			if from < to {
				found = append(found, &line{l.labels, l.times[from:to], l.values[from:to]})
			}
		}
	}
	if sorted {
		sort.Slice(found, func(i, j int) bool { return labels.Compare(found[i].Labels(), found[j].Labels()) < 0 })
	}
	return &set{series: found, at: -1}
}

func matches(lset labels.Labels, matchers []*labels.Matcher) bool {
	for _, m := range matchers {
		if !m.Matches(lset.Get(m.Name)) {
			return false
		}
	}
	return true
}

type set struct {
	series []storage.Series
	at     int
}

func (s *set) Next() bool                      { s.at++; return s.at < len(s.series) }
func (s *set) At() storage.Series              { return s.series[s.at] }
func (*set) Err() error                        { return nil }
func (*set) Warnings() annotations.Annotations { return nil }

// stale is the marker that Prometheus writes where a series ends.
var stale = math.Float64frombits(value.StaleNaN)

// nowhere takes what the rules write: no rule reads an alert of another.
type nowhere struct{}

func (nowhere) AppenderV2(context.Context) storage.AppenderV2 { return nowhere{} }
func (nowhere) Append(storage.SeriesRef, labels.Labels, int64, int64, float64, *histogram.Histogram, *histogram.FloatHistogram, storage.AOptions) (storage.SeriesRef, error) {
	return 0, nil
}
func (nowhere) Commit() error   { return nil }
func (nowhere) Rollback() error { return nil }
