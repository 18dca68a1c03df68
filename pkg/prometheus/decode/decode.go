package decode

import (
	"errors"
	"io"
)

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
		d.result.Warnings, err = d.texts()
	case "infos":
		d.result.Infos, err = d.texts()
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
