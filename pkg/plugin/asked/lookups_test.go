package asked

import (
	"context"
	"errors"
	"math"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// scripted is a stub with set answers to queries, in turn. A real server can't be made to lose a sample in between.
type scripted struct {
	stub
	ranges, instants []any
	sentRange        []prometheus.RangeRequest
	sentInstant      []prometheus.InstantRequest
	series           [][]decode.Label
	sentSeries       []prometheus.LookupRequest
	closed           bool
}

func next(list *[]any) (*decode.Result, error) {
	first := (*list)[0]
	*list = (*list)[1:]
	if err, failed := first.(error); failed {
		return nil, err
	}
	result, _ := first.(*decode.Result)
	return result, nil
}

func (s *scripted) QueryRange(_ context.Context, r prometheus.RangeRequest) (*decode.Result, error) {
	s.sentRange = append(s.sentRange, r)
	return next(&s.ranges)
}

func (s *scripted) QueryInstant(_ context.Context, r prometheus.InstantRequest) (*decode.Result, error) {
	s.sentInstant = append(s.sentInstant, r)
	return next(&s.instants)
}

func (s *scripted) Series(_ context.Context, r prometheus.LookupRequest) (*prometheus.SeriesResult, error) {
	s.sentSeries = append(s.sentSeries, r)
	return &prometheus.SeriesResult{Series: s.series}, s.fail
}

func (s *scripted) CloseIdleConnections() { s.closed = true }

// value is a result of one series; NaN is a series without a value.
func value(v float64) *decode.Result {
	series := decode.Series{Labels: []decode.Label{{Name: "__name__", Value: "n"}}, Times: []int64{}}
	if !math.IsNaN(v) {
		series.Values, series.Times = []float64{v}, []int64{5}
	}
	return &decode.Result{Series: []decode.Series{series}}
}

func TestLastSample(t *testing.T) {
	gaps := value(1_699_990_000)
	gaps.Grid, gaps.Series[0].Times, gaps.Series[0].Present = decode.Grid{StepMs: 1000, N: 2}, nil, []uint64{2}
	before, down := time.Unix(1_700_000_000, 0).UTC(), errors.New("down")
	for name, test := range map[string]struct {
		found, closer any
		want          time.Time
		// until is when it was looked at closely; zero where it wasn't.
		until time.Time
		fails bool
	}{
		"long ago":             {value(1_699_990_000.4), value(1_699_990_060.4999), time.UnixMilli(1_699_990_060_500), time.UnixMilli(1_699_990_600_400), false},
		"just now":             {value(1_699_999_990), value(1_699_999_995), time.Unix(1_699_999_995, 0), before, false},
		"ten minutes ago":      {value(1_699_999_400), value(1_699_999_401), time.Unix(1_699_999_401, 0), before, false},
		"with gaps":            {gaps, value(1_699_990_060), time.Unix(1_699_990_060, 0), time.Unix(1_699_990_600, 0), false},
		"none":                 {&decode.Result{}, nil, time.Time{}, time.Time{}, false},
		"a series of none":     {value(math.NaN()), nil, time.Time{}, time.Time{}, false},
		"not found closely":    {value(1_699_990_000), &decode.Result{}, time.Unix(1_699_990_000, 0), time.Unix(1_699_990_600, 0), false},
		"no value closely":     {value(1_699_990_000), value(math.NaN()), time.Unix(1_699_990_000, 0), time.Unix(1_699_990_600, 0), false},
		"the close look fails": {value(1_699_990_000), down, time.Unix(1_699_990_000, 0), time.Unix(1_699_990_600, 0), false},
		"it fails":             {down, nil, time.Time{}, time.Time{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			server := &scripted{ranges: []any{test.found}, instants: []any{test.closer}}
			got, err := New(server, false).Person(nil).LastSample(context.Background(), `up{a="b"}`, before)
			if !got.Equal(test.want) || (err != nil) != test.fails {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
			want := []prometheus.RangeRequest{{
				Expr: `max(timestamp(up{a="b"}))`, Start: before.Add(-14 * 24 * time.Hour), End: before, Step: 5 * time.Minute,
			}}
			if !reflect.DeepEqual(server.sentRange, want) {
				t.Errorf("asked %+v, want %+v", server.sentRange, want)
			}
			if len(server.sentInstant) != 0 && (server.sentInstant[0].Expr != `max(max_over_time(timestamp(up{a="b"})[10m:10s]))` ||
				!server.sentInstant[0].Time.Equal(test.until)) || (len(server.sentInstant) == 0) != test.until.IsZero() {
				t.Errorf("looked closely by %+v, want one at %s", server.sentInstant, test.until)
			}
		})
	}
}

func TestSeriesCounts(t *testing.T) {
	result := value(7)
	result.Series = append(result.Series, value(math.NaN()).Series...)
	result.Series[1].Labels = []decode.Label{{Name: "__name__", Value: "m"}}
	// A value of a grid, as a range has it.
	result.Grid = decode.Grid{StartMs: 0, StepMs: 1000, N: 1}
	result.Series = append(result.Series, decode.Series{Labels: []decode.Label{{Name: "__name__", Value: "g"}}, Values: []float64{3}, Present: []uint64{1}})
	for name, ask := range map[string]func(Person) (map[string]int, error){
		"kept": func(p Person) (map[string]int, error) { return p.SeriesCounts(context.Background(), at) },
		"anew": func(p Person) (map[string]int, error) { return p.SeriesCountsAnew(context.Background(), at) },
	} {
		server := &scripted{instants: []any{result}}
		got, err := ask(New(server, false).Person(nil))
		if want := map[string]int{"n": 7, "g": 3}; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, %v, want %v", name, got, err, want)
		}
		if sent := server.sentInstant[0]; sent.Expr != `count by (__name__) ({__name__=~"baseten_.+"})` || !sent.Time.Equal(at) {
			t.Errorf("%s: asked %+v", name, sent)
		}
	}
}

func TestHasSeries(t *testing.T) {
	for _, some := range []bool{true, false} {
		server := &scripted{}
		if some {
			server.series = [][]decode.Label{{}}
		}
		got, err := New(server, false).Person(nil).HasSeries(context.Background(), lookupOf())
		if got != some || err != nil || server.sentSeries[0].Limit != 1 {
			t.Errorf("got %v, %v, asked %+v", got, err, server.sentSeries)
		}
		server.fail = errors.New("down")
		if got, err := New(server, false).Person(nil).HasSeries(context.Background(), lookupOf()); got || err == nil {
			t.Errorf("from a server that is down: %v, %v", got, err)
		}
	}
}

// A filter that nothing meets leaves nothing where it is heeded; a server that says nothing of itself is asked again.
func TestFiltersThatAreHeeded(t *testing.T) {
	some := &decode.Result{Series: []decode.Series{{Values: []float64{3}, Times: []int64{1}}}}
	for _, test := range []struct {
		answer any
		want   bool
	}{{&decode.Result{}, true}, {some, false}, {errors.New("down"), false}} {
		server := &scripted{instants: []any{test.answer}}
		got, err := New(server, false).Person(nil).HeedsFilters(context.Background(), at)
		if _, fails := test.answer.(error); got != test.want || (err != nil) != fails {
			t.Errorf("%v: %v, %v", test.answer, got, err)
		}
		if sent := server.sentInstant[0]; sent.Filter != `__none__="nothing"` || sent.Expr != someSeries || !sent.Time.Equal(at) {
			t.Errorf("asked %+v", sent)
		}
	}
}

func TestWeights(t *testing.T) {
	warned := &prometheus.LookupResult{Values: []string{"abc", "de"}, Warnings: []string{"careful"}}
	for name, c := range map[string][2]int64{
		"names":    {labelNames{}.bytes(warned), sliceBytes + 2*stringBytes + 5 + stringBytes + 7},
		"values":   {labelValues{}.bytes(warned), sliceBytes + 2*stringBytes + 5 + stringBytes + 7},
		"series":   {series{}.bytes(&prometheus.SeriesResult{Series: [][]decode.Label{{{Name: "ab", Value: "cde"}}, {}}, Warnings: []string{"w"}}), blockBytes + 2*sliceBytes + labelBytes + 5 + stringBytes + 1},
		"metadata": {metadata{}.bytes([]prometheus.Metadata{{Type: "a", Help: "bc", Unit: "def"}, {}}), 6*stringBytes + 6},
		"counts":   {seriesCounts{}.bytes(map[string]int{"ab": 1, "c": 2}), blockBytes + 4*labelBytes + 3},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: weighs %d, want %d", name, c[0], c[1])
		}
	}
}

// With the key and the bookkeeping of an entry.
func TestAnEntryWeighsMoreThanItsAnswer(t *testing.T) {
	source := New(&stub{}, false)
	ctx, person := as(source, "ada")
	if _, err := person.Metadata(ctx, "up"); err != nil {
		t.Fatal(err)
	}
	if _, bytes := source.kept.Size(); bytes != keyBytes+3*stringBytes+int64(len("adametaup")) {
		t.Errorf("the entry weighs %d", bytes)
	}
}

// Maps have no order, and the identity must have one.
func TestAPersonIsTheSameEachTime(t *testing.T) {
	headers := http.Header{}
	for _, name := range strings.Split("Authorization Cookie X-Id-Token X-Team X-User X-Role", " ") {
		headers[name] = []string{name}
	}
	source := New(&stub{}, true)
	for range 50 {
		if source.Person(headers) != source.Person(headers.Clone()) {
			t.Fatal("one person is two")
		}
	}
	one, two := http.Header{"A": {"xB\x00y"}}, http.Header{"A": {"x"}, "B": {"y"}}
	if source.Person(one) == source.Person(two) {
		t.Error("a value that runs on is taken for another header")
	}
	swapped := headers.Clone()
	swapped["X-Team"], swapped["X-User"] = swapped["X-User"], swapped["X-Team"]
	if source.Person(headers) == source.Person(swapped) {
		t.Error("values count, but not for their names")
	}
}

func TestCloseLetsGoOfConnections(t *testing.T) {
	server := &scripted{}
	New(server, false).Close()
	if !server.closed {
		t.Error("connections stay")
	}
}
