package decode

import (
	"fmt"

	"baseten-metrics-datasource/pkg/internal/clipped"
)

// manySamples off the grid are claimed while their series is still read.
const manySamples = 8192

// points reads the samples of a matrix's series into the column and gives their number.
func (d *decoder) points() (int, error) {
	d.column.reset()
	if null, err := d.null(); null || err != nil {
		return 0, err
	}
	if c, err := d.peek(); err != nil || c != '[' {
		if err == nil {
			if err = d.skip(0); err == nil {
				err = d.shape("the values of a series are no array")
			}
		}
		return 0, err
	}
	d.pos++
	// Due says that a sample must follow, since a comma has been taken.
	for first, due := true, false; ; first = false {
		for first || due {
			from := d.pos
			var done bool
			d.pos, done = d.column.fast(d.buf, d.pos, d.end)
			if done {
				return d.column.count(), nil
			}
			if d.pos > from {
				first, due = false, true
			}
			if d.end-d.pos >= window || !d.fill(d.pos) {
				break
			}
		}
		ok, err := d.nextPoint(first, due)
		if err != nil || !ok {
			return d.column.count(), err
		}
		ms, value, err := d.sample()
		if err != nil {
			return 0, err
		}
		d.column.add(ms, value)
		if n := d.column.count(); n%manySamples == 0 {
			if err := d.spend(16 * manySamples); err != nil {
				return 0, err
			}
		}
		if d.result.Points+d.column.count() > d.maxPoints {
			return 0, d.tooMany("samples", d.maxPoints)
		}
		c, err := d.peek()
		if err != nil {
			return 0, err
		}
		if due = c == ','; due {
			d.pos++
		}
	}
}

// nextPoint says whether a sample follows; where not, it takes the closing bracket.
func (d *decoder) nextPoint(first, due bool) (bool, error) {
	c, err := d.peek()
	switch {
	case err != nil:
		return false, err
	case c == ']' && due:
		return false, d.syntax("a comma before the end")
	case c == ']':
		d.pos++
		return false, nil
	case !first && !due:
		return false, d.syntax(fmt.Sprintf("%q instead of a comma", c))
	case c != '[':
		// Not a sample; but is it JSON?
		if err := d.skip(0); err != nil {
			return false, err
		}
		return false, d.shape("a sample is no array")
	}
	return true, nil
}

// sample reads `[time, value]`.
func (d *decoder) sample() (ms int64, value float64, err error) {
	if d.pos < d.end {
		var next int
		if ms, value, next = point((*[window]byte)(d.buf[d.pos:])); next > 0 {
			d.pos += next
			return ms, value, nil
		}
	}
	if err = d.take('['); err != nil {
		return 0, 0, err
	}
	if ms, err = d.time(); err != nil {
		return 0, 0, err
	}
	if err = d.take(','); err != nil {
		return 0, 0, err
	}
	c, err := d.peek()
	if err != nil {
		return 0, 0, err
	}
	var text []byte
	switch c {
	case '"':
		text, err = d.str()
	case 'n':
		text, err = []byte("NaN"), d.literal("null")
	default:
		text, err = d.number()
	}
	if err != nil {
		return 0, 0, err
	}
	value, ok := parseFloat(text)
	if !ok {
		return 0, 0, d.shape("%q is no number", clipped.Value(string(text)))
	}
	return ms, value, d.take(']')
}

// value reads the sample of a vector's series.
func (d *decoder) value(series *Series) (int, error) {
	series.Values, series.Present, series.Times = nil, nil, []int64{}
	if null, err := d.null(); null || err != nil {
		return 0, err
	}
	if c, err := d.peek(); err != nil || c != '[' {
		if err == nil {
			if err = d.skip(0); err == nil {
				err = d.shape("the value of a series is no array")
			}
		}
		return 0, err
	}
	ms, value, err := d.sample()
	if err != nil || value != value {
		return 1, err
	}
	if len(d.single) == cap(d.single) {
		size := min(max(64, 2*cap(d.single)), 1024)
		d.single, d.instant = make([]float64, 0, size), make([]int64, 0, size)
	}
	n := len(d.single)
	d.single, d.instant = append(d.single, value), append(d.instant, ms)
	series.Values, series.Times = d.single[n:n+1:n+1], d.instant[n:n+1:n+1]
	return 1, nil
}
