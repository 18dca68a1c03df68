package situations

import (
	"context"
	"math"
	"sort"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
)

// store holds the series of one situation in memory: nothing but the samples, so that the engine reads them as from its
// own database without one being written for each situation.
type store struct {
	names map[string][]*line
	// until is the newest sample that anybody sees, in milliseconds; all of them where it is 0.
	until int64
}

type line struct {
	labels labels.Labels
	times  []int64
	values []float64
	// samples are both, as the engine reads them.
	samples []chunks.Sample
}

func (s *store) add(l *line) {
	l.samples = make([]chunks.Sample, len(l.times))
	for i := range l.times {
		l.samples[i] = sample{l.times[i], l.values[i]}
	}
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
			from := sort.Search(len(l.times), func(i int) bool { return l.times[i] >= mint })
			to := sort.Search(len(l.times), func(i int) bool { return l.times[i] > maxt })
			if from < to {
				found = append(found, storage.NewListSeries(l.labels, l.samples[from:to]))
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

type sample struct {
	t int64
	v float64
}

func (s sample) T() int64                    { return s.t }
func (sample) ST() int64                     { return 0 }
func (s sample) F() float64                  { return s.v }
func (sample) H() *histogram.Histogram       { return nil }
func (sample) FH() *histogram.FloatHistogram { return nil }
func (sample) Type() chunkenc.ValueType      { return chunkenc.ValFloat }
func (s sample) Copy() chunks.Sample         { return s }

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
