// Package decode turns the body of Prometheus's /query and /query_range answers into typed columns.
//
// It is a scanner made for this one shape: it reads the body as it arrives, keeps no copy of it, and makes no
// intermediate values. Its meaning is the one that encoding/json would give with exact key names, which a slow
// reference decoder in the tests holds it to.
package decode

import (
	"errors"
	"fmt"
	"math"
)

// ResultType is the `resultType` of an answer.
type ResultType string

// The result types of the Prometheus HTTP API.
const (
	Matrix ResultType = "matrix"
	Vector ResultType = "vector"
	Scalar ResultType = "scalar"
	String ResultType = "string"
)

// Grid is the evenly spaced times that a range query asks for: Start, Start+Step, … N times, in milliseconds.
// The zero Grid means that none is known; every series then keeps its own times.
type Grid struct {
	StartMs int64
	StepMs  int64
	N       int
}

// End is the last time on the grid.
func (g Grid) End() int64 { return g.StartMs + int64(g.N-1)*g.StepMs }

// Time is the i-th time on the grid in milliseconds.
func (g Grid) Time(i int) int64 { return g.StartMs + int64(i)*g.StepMs }

// Valid says whether there is a grid at all.
func (g Grid) Valid() bool { return g.N > 0 && g.StepMs > 0 }

// Options of one decoding. The zero value decodes without a grid and without limits but for the fixed ones below.
type Options struct {
	Grid Grid
	// MaxSeries is the largest number of series; 0 means no limit.
	MaxSeries int
	// MaxPoints is the largest number of samples over all series; 0 means no limit.
	MaxPoints int
	// Claim asks for memory before more of an answer is kept, in bytes; nil asks nobody. Its error ends the decoding.
	Claim func(bytes int64) error
}

// Limits that no setting raises, since no honest answer comes near them.
const (
	// MaxLabels of one series.
	MaxLabels = 2_000
	// maxAllLabels of an answer: each takes some hundred bytes on its way to a panel.
	maxAllLabels = 3_000_000
	// maxTexts is how many warnings and how many infos are kept.
	maxTexts = 100
)

// What an answer takes on its way to a panel, in bytes: decoded, as frames, and as what Grafana is sent. More is claimed than
// what is usual; tests/attacks looks at what a whole process takes.
const (
	costOfSeries = 2_000
	costOfLabel  = 160
	// Each byte of a label's text.
	costOfText   = 6
	costOfSample = 40
	// costOfItem of a look-up's list, beside its text.
	costOfItem = 64
	// claimAt once so much has come together.
	claimAt = 256 << 10
)

// Label is one name and value of a series.
type Label struct{ Name, Value string }

// Series is one line of the result. NaN samples are dropped while reading: neither a panel nor a rule tells them from
// a missing sample. ±Inf is kept.
//
// Exactly one form holds:
//   - complete: Present and Times are nil, and Values has one value for each time of the grid;
//   - with gaps: Present has one bit for each time of the grid (bit i%64 of word i/64), and Values has the values of
//     the set ones, in order;
//   - off the grid: Times (milliseconds, ascending, each once) has as many entries as Values. Also the form of vectors
//     and scalars, which have one sample or none, and of every series where no grid is known.
type Series struct {
	// Labels in the order in which the server sent them, `__name__` included; empty ones left out.
	Labels  []Label
	Values  []float64
	Present []uint64
	Times   []int64
}

// Complete says whether the series has a value at every time of the grid.
func (s *Series) Complete() bool { return s.Present == nil && s.Times == nil }

// Label is the value of one label, "" when the series doesn't have it.
func (s *Series) Label(name string) string {
	for _, l := range s.Labels {
		if l.Name == name {
			return l.Value
		}
	}
	return ""
}

// Last is the newest value and its time in milliseconds; ok is false when there is no value.
func (s *Series) Last(g Grid) (value float64, timeMs int64, ok bool) {
	if len(s.Values) == 0 {
		return math.NaN(), 0, false
	}
	last := len(s.Values) - 1
	switch {
	case s.Times != nil:
		return s.Values[last], s.Times[last], true
	case s.Present == nil:
		return s.Values[last], g.Time(last), true
	}
	for i := g.N - 1; i >= 0; i-- {
		if s.Present[i>>6]&(1<<(i&63)) != 0 {
			return s.Values[last], g.Time(i), true
		}
	}
	return math.NaN(), 0, false
}

// TimesOn are the times of the values, in milliseconds.
func (s *Series) TimesOn(g Grid) []int64 {
	if s.Times != nil {
		return s.Times
	}
	times := make([]int64, 0, len(s.Values))
	for i := range g.N {
		if s.Present == nil || s.Present[i>>6]&(1<<(i&63)) != 0 {
			times = append(times, g.Time(i))
		}
	}
	return times
}

// Result is a decoded answer.
type Result struct {
	Type ResultType
	// Status, ErrorType and Error are the answer's own words; Status is "success" or "error".
	Status, ErrorType, Error string
	Grid                     Grid
	// Series of a matrix or vector; a scalar is one series without labels.
	Series []Series
	// Text and TextTimeMs are the value of a string result.
	Text       string
	TextTimeMs int64
	// Warnings and Infos are the server's annotations, each once, in order.
	Warnings, Infos []string
	// Partial: the server says that a part of the data is missing (VictoriaMetrics' isPartial, Thanos' partialResponse).
	Partial bool
	// OffGrid is the number of series that have a sample at a time that isn't on the grid.
	OffGrid int
	// Histograms is the number of native histogram elements that were skipped.
	Histograms int
	// Duplicates is the number of samples that came twice for one time; the later one is kept.
	Duplicates int
	// Points is the number of samples read, NaN included.
	Points int
	// Bytes is the length of the body after decompression.
	Bytes int64
}

// Empty says whether no series has a value.
func (r *Result) Empty() bool {
	for i := range r.Series {
		if len(r.Series[i].Values) > 0 {
			return false
		}
	}
	return r.Type != String || r.Text == ""
}

// Faults of a body, to be told apart with errors.Is.
var (
	// ErrEmpty: there was nothing in the body.
	ErrEmpty = errors.New("the answer is empty")
	// ErrTruncated: the body ended in the middle of the JSON.
	ErrTruncated = errors.New("the answer breaks off in the middle")
	// ErrSyntax: the body isn't JSON.
	ErrSyntax = errors.New("the answer is not valid JSON")
	// ErrShape: the body is JSON, but not that of a Prometheus query.
	ErrShape = errors.New("the answer is JSON, but not that of a Prometheus query")
	// ErrLimit: the body holds more than the limits allow; the error is a *LimitError.
	ErrLimit = errors.New("the answer is too large")
)

// LimitError says which limit was passed.
type LimitError struct {
	// What is "series", "samples", "labels", "labels in one series", "bytes" or "bytes in one text".
	What  string
	Limit int64
}

// Error implements error.
func (e *LimitError) Error() string {
	return fmt.Sprintf("the answer has more than %d %s", e.Limit, e.What)
}

// Is makes errors.Is(err, ErrLimit) true.
func (e *LimitError) Is(target error) bool { return target == ErrLimit }
