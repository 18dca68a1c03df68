package decode

import "baseten-metrics-datasource/pkg/internal/clipped"

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
			return d.shape("%q is no number", clipped.Value(d.pairText))
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
		return d.shape("its resultType is %q", clipped.Value(string(r.Type)))
	}
	if mixed {
		return d.shape("its result does not fit its resultType %q", r.Type)
	}
	return nil
}
