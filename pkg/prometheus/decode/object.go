package decode

import "io"

const (
	// MaxDescriptions of one metric: exporters that disagree each have one.
	MaxDescriptions = 100
	// maxField in bytes of a text in a description or in what a server says of itself.
	maxField = 16 << 10
)

// Description is what an exporter says of a metric.
type Description struct{ Type, Help, Unit string }

// ReadDescriptions reads the answer of /metadata and gives what it says of one metric, at most MaxDescriptions. All else is
// passed over as it comes, so that an answer of any length takes no more memory than that. Errors are those of Decode.
func ReadDescriptions(body io.Reader, metric string) ([]Description, Result, error) {
	var found []Description
	result, err := readObject(body, func(d *decoder) error {
		found = nil
		return d.object(func(key string) error {
			if key != metric {
				return d.skip(0)
			}
			found = nil
			return d.descriptions(&found)
		})
	})
	return found, result, err
}

func (d *decoder) descriptions(found *[]Description) error {
	if c, err := d.peek(); err != nil || c != '[' {
		return d.otherThan("a list", err)
	}
	d.pos++
	for first := true; ; first = false {
		ok, err := d.more(first, ']')
		if err != nil || !ok {
			return err
		}
		if len(*found) == MaxDescriptions {
			if err := d.skip(0); err != nil {
				return err
			}
			continue
		}
		var one Description
		fields := map[string]*string{"type": &one.Type, "help": &one.Help, "unit": &one.Unit}
		if err := d.fields(fields); err != nil {
			return err
		}
		*found = append(*found, one)
	}
}

// ReadFields reads an answer whose data is an object, and gives the texts under the named keys. All else is passed over.
func ReadFields(body io.Reader, fields map[string]*string) (Result, error) {
	return readObject(body, func(d *decoder) error { return d.fields(fields) })
}

// readObject reads an answer whose data is an object.
func readObject(body io.Reader, data func(*decoder) error) (Result, error) {
	held, _ := buffers.Get().(*[]byte)
	d := &decoder{scanner: scanner{source: body, buf: *held}}
	err := d.top(func() error { return data(d) })
	if len(d.buf) == len(*held) {
		buffers.Put(held)
	}
	return d.result, err
}

// fields reads an object's texts; other values under these keys count as none, and texts of more than maxField as an error.
func (d *decoder) fields(fields map[string]*string) error {
	return d.object(func(key string) error {
		field, ok := fields[key]
		if !ok {
			return d.skip(0)
		}
		text, err := d.word()
		if err == nil && len(text) > maxField {
			err = &LimitError{What: "bytes in one text", Limit: maxField}
		}
		*field = text
		return err
	})
}

// object reads an object, of which each takes the value of a key.
func (d *decoder) object(each func(key string) error) error {
	if null, err := d.null(); null || err != nil {
		return err
	}
	if c, err := d.peek(); err != nil || c != '{' {
		return d.otherThan("an object", err)
	}
	d.pos++
	for first := true; ; first = false {
		key, ok, err := d.key(first)
		if err != nil || !ok {
			return err
		}
		if err := each(string(key)); err != nil {
			return err
		}
	}
}

// otherThan passes over a value and says that it should have been another one.
func (d *decoder) otherThan(wanted string, err error) error {
	if err == nil {
		err = d.skip(0)
	}
	if err == nil && d.result.Status != "error" {
		err = d.shape("its data is not %s", wanted)
	}
	return err
}
