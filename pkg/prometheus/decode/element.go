package decode

import (
	"fmt"
	"slices"
)

// longText is claimed while the labels are still read: a single series may have thousands of them.
const longText = 4 << 10

// manySamples off the grid are claimed while their series is still read.
const manySamples = 8192

// manyLabels is where looking for a label's earlier place by going through them would take too long.
const manyLabels = 32

// element reads one series of a matrix or vector.
func (d *decoder) element() error {
	if len(d.result.Series) >= d.maxSeries {
		return d.tooMany("series", d.maxSeries)
	}
	d.pos++
	var (
		series              Series
		histogram, has      bool
		duplicates, samples int
		// text of the labels as it stands in the answer, in bytes.
		text                 int
		sawValues, sawSingle bool
	)
	for first := true; ; first = false {
		key, ok, err := d.elementKey(first)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		switch string(key) {
		case "metric":
			from := d.offset()
			series.Labels, err = d.metric()
			text = int(d.offset() - from)
		case "values":
			sawValues, sawSingle, has = true, false, true
			series.Values, series.Present, series.Times = nil, nil, nil
			samples, err = d.points()
			duplicates = d.column.finish(&series)
		case "value":
			sawValues, sawSingle, has = false, true, true
			duplicates = 0
			samples, err = d.value(&series)
		case "histogram", "histograms":
			histogram = true
			err = d.skip(0)
		default:
			err = d.skip(0)
		}
		if err != nil {
			return err
		}
	}
	d.sawValues = d.sawValues || sawValues
	d.sawValue = d.sawValue || sawSingle
	if histogram {
		d.result.Histograms++
		if len(series.Values) == 0 {
			return nil
		}
	}
	if !has {
		series.Times = []int64{}
	}
	d.result.Points += samples
	if d.result.Points > d.maxPoints {
		return d.tooMany("samples", d.maxPoints)
	}
	d.result.Duplicates += duplicates
	if series.Times != nil && d.column.grid.Valid() && len(series.Values) > 0 && sawValues {
		d.result.OffGrid++
	}
	if err := d.spendSeries(len(series.Labels), text, samples); err != nil {
		return err
	}
	d.grow()
	d.result.Series = append(d.result.Series, series)
	return nil
}

// grow makes room for one more series, at first in large steps: each step copies what is there.
func (d *decoder) grow() {
	have := len(d.result.Series)
	if have < cap(d.result.Series) {
		return
	}
	more := max(16, have)
	if have <= 4096 {
		more = max(16, 3*have)
	}
	d.result.Series = slices.Grow(d.result.Series, more)
}

// The keys of an element as servers write them.
var (
	keyMetric = []byte("metric")
	keyValue  = []byte("value")
	keyValues = []byte("values")
)

// elementKey is key with a short way for the keys that come in the order and spacing of every server.
func (d *decoder) elementKey(first bool) ([]byte, bool, error) {
	switch {
	case first && d.prefix(`"metric":`):
		return keyMetric, true, nil
	case !first && d.prefix(`,"values":`):
		return keyValues, true, nil
	case !first && d.prefix(`,"value":`):
		return keyValue, true, nil
	}
	return d.key(first)
}

// metric reads a label set. A name that comes twice keeps its place and takes the later value.
func (d *decoder) metric() ([]Label, error) {
	if null, err := d.null(); null || err != nil {
		return nil, err
	}
	if c, err := d.peek(); err != nil || c != '{' {
		if err == nil {
			if err = d.skip(0); err == nil {
				err = d.shape("the labels of a series are no object")
			}
		}
		return nil, err
	}
	d.pos++
	gathered := d.gathered[:0]
	var places map[string]int
	for first := true; ; first = false {
		before := d.store.candidate(len(gathered))
		name, text, known := before.Name, []byte(nil), false
		if !first && before.plain && d.pos < d.end && d.buf[d.pos] == ',' {
			text, known = d.sameName(before.Name, 1)
		} else if first && before.plain {
			text, known = d.sameName(before.Name, 0)
		}
		if !known {
			key, ok, err := d.key(first)
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
			name = d.store.intern(key, before.Name)
			if text, err = d.labelValue(name); err != nil {
				return nil, err
			}
		}
		at := -1
		if places == nil && len(gathered) == manyLabels {
			places = make(map[string]int, 2*manyLabels)
			for i, label := range gathered {
				places[label.Name] = i
			}
		}
		if places != nil {
			if i, ok := places[name]; ok {
				at = i
			}
		} else {
			for i := range gathered {
				if gathered[i].Name == name {
					at = i
				}
			}
		}
		if len(text) > longText {
			if err := d.spend(2 * len(text)); err != nil {
				return nil, err
			}
		}
		value := d.store.intern(text, before.Value)
		if at >= 0 {
			gathered[at].Value = value
			continue
		}
		if places != nil {
			places[name] = len(gathered)
		}
		if len(gathered) == MaxLabels {
			return nil, d.tooMany("labels in one series", MaxLabels)
		}
		gathered = append(gathered, Label{name, value})
	}
	d.gathered = gathered
	full := 0
	for _, label := range gathered {
		// A label with an empty value is the same as none.
		if label.Value != "" {
			gathered[full] = label
			full++
		}
	}
	return d.store.keep(gathered[:full]), nil
}

// labelValue reads the value of a label.
func (d *decoder) labelValue(name string) ([]byte, error) {
	if c, err := d.peek(); err != nil || c != '"' {
		if err == nil {
			if err = d.skip(0); err == nil {
				err = d.shape("the label %q is no string", clip(name))
			}
		}
		return nil, err
	}
	return d.str()
}

// sameName is the short way through a label whose name is that of the series before: it takes name and value where they
// stand whole in the buffer, and the value is plain. skip is how many bytes come before the name's quote.
func (d *decoder) sameName(name string, skip int) (value []byte, ok bool) {
	p := d.buf[d.pos:d.end]
	n := skip + 1 + len(name)
	if len(p) < n+3 || p[skip] != '"' || string(p[skip+1:n]) != name || p[n] != '"' || p[n+1] != ':' || p[n+2] != '"' {
		return nil, false
	}
	from := n + 3
	for i := from; i < len(p); i++ {
		if c := p[i]; special[c] {
			if c != '"' {
				return nil, false
			}
			d.pos += i + 1
			return p[from:i], true
		}
	}
	return nil, false
}

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
		return 0, 0, d.shape("%q is no number", clip(string(text)))
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
