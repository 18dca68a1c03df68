package decode

import "baseten-metrics-datasource/pkg/internal/clipped"

// manyLabels is where looking for a label's earlier place by going through them would take too long.
const manyLabels = 32

// longText is claimed while the labels are still read: a single series may have thousands of them.
const longText = 4 << 10

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
				err = d.shape("the label %q is no string", clipped.Value(name))
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
