package decode

import (
	"errors"
	"fmt"
	"io"
	"math"
)

// decoder holds the state of one decoding.
type decoder struct {
	scanner
	result               Result
	column               column
	store                labelStore
	maxSeries, maxPoints int
	// What the elements of the result were, to be compared with the resultType, which may come last.
	sawData, sawResult, sawValues, sawValue, sawPair bool
	pairText                                         string
	pairMs                                           int64
	gathered                                         []Label
	// labels of all series so far.
	labels int
	// claim asks for the memory of owed bytes, and of more that come.
	claim func(bytes int64) error
	owed  int64
	// single and its times hold the samples of vectors, many in one allocation.
	single  []float64
	instant []int64
}

// Decode reads one answer. It returns what the server said even when that is an error (Status "error"); its own error is
// about the body: ErrEmpty, ErrTruncated, ErrSyntax, ErrShape, ErrLimit, or what reading from the body failed with.
func Decode(body io.Reader, options Options) (*Result, error) {
	held, _ := buffers.Get().(*[]byte)
	d := &decoder{
		scanner:   scanner{source: body, buf: *held},
		column:    newColumn(options.Grid),
		maxSeries: limit(options.MaxSeries),
		maxPoints: limit(options.MaxPoints),
		claim:     options.Claim,
	}
	d.result.Grid = options.Grid
	err := d.answer()
	d.result.Bytes = d.offset()
	if len(d.buf) == len(*held) {
		buffers.Put(held)
	}
	if err != nil {
		return nil, err
	}
	return &d.result, nil
}

func limit(given int) int {
	if given == 0 {
		return math.MaxInt
	}
	return given
}

// answer reads the whole body.
func (d *decoder) answer() error {
	c, err := d.peek()
	if err != nil {
		if errors.Is(err, ErrTruncated) {
			return ErrEmpty
		}
		return err
	}
	if c != '{' {
		if err := d.skip(0); err != nil {
			return err
		}
		return d.shape("it is no object")
	}
	d.pos++
	for first := true; ; first = false {
		key, ok, err := d.key(first)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if err := d.topLevel(string(key)); err != nil {
			return err
		}
	}
	if _, err := d.peek(); err == nil {
		return d.syntax("something after the end")
	} else if !errors.Is(err, ErrTruncated) {
		return err
	}
	return d.check()
}

func (d *decoder) topLevel(key string) (err error) {
	switch key {
	case "status":
		d.result.Status, err = d.word()
	case "errorType":
		d.result.ErrorType, err = d.word()
	case "error":
		d.result.Error, err = d.word()
	case "warnings":
		d.result.Warnings, err = d.words()
	case "infos":
		d.result.Infos, err = d.words()
	case "isPartial":
		var c byte
		if c, err = d.peek(); err == nil {
			d.result.Partial = c == 't'
			err = d.skip(0)
		}
	case "data":
		err = d.data()
	default:
		err = d.skip(0)
	}
	return err
}

// word reads a string; another value counts as none.
func (d *decoder) word() (string, error) {
	c, err := d.peek()
	if err != nil || c != '"' {
		if err == nil {
			err = d.skip(0)
		}
		return "", err
	}
	text, err := d.str()
	return string(text), err
}

// words reads an array of strings, each once; other values in it are passed over.
func (d *decoder) words() ([]string, error) {
	c, err := d.peek()
	if err != nil || c != '[' {
		if err == nil {
			err = d.skip(0)
		}
		return nil, err
	}
	d.pos++
	var words []string
	seen := map[string]bool{}
	for first := true; ; first = false {
		ok, err := d.more(first, ']')
		if err != nil || !ok {
			return words, err
		}
		word, err := d.word()
		if err != nil {
			return nil, err
		}
		if word != "" && !seen[word] && len(words) < maxWords {
			seen[word] = true
			words = append(words, word)
		}
	}
}

// data reads the data object; a second one replaces the first.
func (d *decoder) data() error {
	d.sawData, d.result.Type = false, ""
	d.forget()
	c, err := d.peek()
	if err != nil {
		return err
	}
	if c != '{' {
		return d.skip(0)
	}
	d.pos++
	d.sawData = true
	for first := true; ; first = false {
		key, ok, err := d.key(first)
		if err != nil || !ok {
			return err
		}
		switch string(key) {
		case "resultType":
			var word string
			word, err = d.word()
			d.result.Type = ResultType(word)
		case "result":
			d.forget()
			d.sawResult = true
			err = d.results()
		default:
			err = d.skip(0)
		}
		if err != nil {
			return err
		}
	}
}

// forget drops a result that another one replaces.
func (d *decoder) forget() {
	d.sawResult, d.sawValues, d.sawValue, d.sawPair = false, false, false, false
	r := &d.result
	r.Series, r.OffGrid, r.Histograms, r.Duplicates, r.Points = nil, 0, 0, 0, 0
}

// results reads the elements of a matrix or vector, or the pair of a scalar or string.
func (d *decoder) results() error {
	if null, err := d.null(); null || err != nil {
		return err
	}
	c, err := d.peek()
	if err != nil {
		return err
	}
	if c != '[' {
		if err := d.skip(0); err != nil {
			return err
		}
		return d.shape("its result is no array")
	}
	d.pos++
	for first := true; ; first = false {
		ok, err := d.more(first, ']')
		if err != nil || !ok {
			return err
		}
		c, err := d.peek()
		if err != nil {
			return err
		}
		if c != '{' {
			if !first {
				return d.shape("its result holds something that is no series")
			}
			return d.pair()
		}
		if err := d.element(); err != nil {
			return err
		}
	}
}

// pair reads the rest of `[time, "value"]` after the bracket.
func (d *decoder) pair() error {
	ms, err := d.time()
	if err != nil {
		return err
	}
	if err := d.take(','); err != nil {
		return err
	}
	c, err := d.peek()
	if err != nil {
		return err
	}
	var text []byte
	if c == '"' {
		text, err = d.str()
	} else {
		text, err = d.number()
	}
	if err != nil {
		return err
	}
	d.sawPair, d.pairMs, d.pairText = true, ms, string(text)
	return d.take(']')
}

// check compares what came with what its type says.
func (d *decoder) check() error {
	r := &d.result
	if r.Status == "error" {
		return nil
	}
	if !d.sawData || !d.sawResult {
		return d.shape("it has no data")
	}
	var mixed bool
	switch r.Type {
	case Matrix:
		mixed = d.sawValue || d.sawPair
	case Vector:
		mixed = d.sawValues || d.sawPair
	case Scalar:
		mixed = !d.sawPair
		value, ok := parseFloat([]byte(d.pairText))
		if !mixed && !ok {
			return d.shape("%q is no number", clip(d.pairText))
		}
		if !mixed {
			r.Points = 1
			series := Series{Times: []int64{}}
			if value == value {
				series.Times, series.Values = []int64{d.pairMs}, []float64{value}
			}
			r.Series = []Series{series}
		}
	case String:
		mixed = !d.sawPair
		r.Text, r.TextTimeMs = d.pairText, d.pairMs
	case "":
		return d.shape("it has no resultType")
	default:
		return d.shape("its resultType is %q", clip(string(r.Type)))
	}
	if mixed {
		return d.shape("its result does not fit its resultType %q", r.Type)
	}
	return nil
}

// clip shortens foreign text for a message.
func clip(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return text[:most] + "…"
}

// spend claims the memory of what is kept.
func (d *decoder) spend(bytes int) error {
	d.owed += int64(bytes)
	if d.owed < claimAt || d.claim == nil {
		return nil
	}
	owed := d.owed
	d.owed = 0
	return d.claim(owed)
}

// spendSeries claims the memory of a series.
func (d *decoder) spendSeries(labels, text, samples int) error {
	if d.labels += labels; d.labels > maxAllLabels {
		return d.tooMany("labels", maxAllLabels)
	}
	return d.spend(costOfSeries + costOfLabel*labels + costOfText*text + costOfSample*samples)
}

func (d *decoder) tooMany(what string, most int) error {
	return &LimitError{What: what, Limit: int64(most)}
}

// time reads a timestamp in seconds, a number or a string, and gives milliseconds.
func (d *decoder) time() (int64, error) {
	c, err := d.peek()
	if err != nil {
		return 0, err
	}
	var text []byte
	if c == '"' {
		text, err = d.str()
	} else {
		text, err = d.number()
	}
	if err != nil {
		return 0, err
	}
	seconds, ok := parseFloat(text)
	ms := math.Round(seconds * 1000)
	if !ok || !(math.Abs(ms) <= maxTimeMs) {
		return 0, fmt.Errorf("%w: %q is no time", ErrShape, clip(string(text)))
	}
	return int64(ms), nil
}
