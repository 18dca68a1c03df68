package decode

import (
	"errors"
	"io"
)

// List steps through the `data` array of a look-up: label names, label values, series.
type List struct {
	d     *decoder
	first bool
	err   error
}

// Next says whether there is another item, which Text or Labels must then read.
func (l *List) Next() bool {
	if l.err != nil {
		return false
	}
	ok, err := l.d.more(l.first, ']')
	l.first = false
	l.err = err
	return ok && err == nil
}

// Err is the error that ended the list.
func (l *List) Err() error { return l.err }

// Text reads an item that is a string.
func (l *List) Text() (string, error) {
	c, err := l.d.peek()
	if err == nil && c != '"' {
		if err = l.d.skip(0); err == nil {
			err = l.d.shape("its list holds something that is no text")
		}
	}
	if err != nil {
		l.err = err
		return "", err
	}
	text, err := l.d.str()
	if err == nil {
		err = l.d.spend(costOfItem + 3*len(text))
	}
	l.err = err
	return string(text), err
}

// Skip passes over an item.
func (l *List) Skip() error {
	l.err = l.d.skip(0)
	return l.err
}

// Labels reads an item that is a label set.
func (l *List) Labels() ([]Label, error) {
	from := l.d.offset()
	labels, err := l.d.metric()
	if err == nil {
		err = l.d.spendSeries(len(labels), int(l.d.offset()-from), 0)
	}
	l.err = err
	return labels, err
}

// ReadList reads the answer of a look-up and gives its list to read, once more where a second one replaces the first.
// The result has the status, warnings and infos only. Errors are those of Decode, and that of claim, which asks for the memory of
// what is read, in bytes; it may be nil.
func ReadList(body io.Reader, claim func(bytes int64) error, read func(*List) error) (Result, error) {
	held, _ := buffers.Get().(*[]byte)
	d := &decoder{scanner: scanner{source: body, buf: *held}, claim: claim}
	err := d.top(func() error { return d.items(read) })
	if len(d.buf) == len(*held) {
		buffers.Put(held)
	}
	return d.result, err
}

// top reads a whole answer, of which data takes what stands under that key.
func (d *decoder) top(data func() error) error {
	if c, err := d.peek(); err != nil || c != '{' {
		switch {
		case errors.Is(err, ErrTruncated):
			return ErrEmpty
		case err == nil:
			if err = d.skip(0); err == nil {
				err = d.shape("it is no object")
			}
		}
		return err
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
		if string(key) == "data" {
			d.sawData = true
			err = data()
		} else {
			err = d.topLevel(string(key))
		}
		if err != nil {
			return err
		}
	}
	if d.result.Status != "error" && !d.sawData {
		return d.shape("it has no data")
	}
	return nil
}

func (d *decoder) items(read func(*List) error) error {
	if null, err := d.null(); null || err != nil {
		return err
	}
	if c, err := d.peek(); err != nil || c != '[' {
		if err == nil {
			if err = d.skip(0); err == nil && d.result.Status != "error" {
				err = d.shape("its data is no list")
			}
		}
		return err
	}
	d.pos++
	return read(&List{d: d, first: true})
}
