package decode

import "slices"

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
