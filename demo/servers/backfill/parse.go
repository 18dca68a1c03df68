package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// line is one parsed line of input. Its slices are reused by the next parse.
type line struct {
	// key is the text of the metric object: equal texts are one series.
	key        []byte
	values     []float64
	timestamps []int64
}

var (
	metricStart     = []byte(`{"metric":`)
	valuesStart     = []byte(`,"values":[`)
	timestampsStart = []byte(`,"timestamps":[`)
)

// parse reads one line. The order of the fields is fixed and there is no white space, as the simulator writes them:
// that makes it possible to read the two long lists of numbers without a general JSON decoder, which is ten times slower.
func (l *line) parse(text []byte) error {
	if !bytes.HasPrefix(text, metricStart) {
		return errors.New(`expected a line that starts with {"metric":`)
	}
	rest := text[len(metricStart):]
	// The lists hold only numbers, so the last occurrence is the field even if a label value contains this text.
	at := bytes.LastIndex(rest, valuesStart)
	if at < 0 {
		return errors.New(`expected "values" after "metric"`)
	}
	l.key = rest[:at]
	rest = rest[at+len(valuesStart):]
	l.values, l.timestamps = l.values[:0], l.timestamps[:0]

	end := bytes.IndexByte(rest, ']')
	if end < 0 {
		return errors.New(`the list of "values" has no end`)
	}
	err := eachNumber(rest[:end], func(number []byte) error {
		value, err := parseFloat(number)
		l.values = append(l.values, value)
		return err
	})
	if err != nil {
		return fmt.Errorf("values: %w", err)
	}
	rest = rest[end+1:]
	if !bytes.HasPrefix(rest, timestampsStart) {
		return errors.New(`expected "timestamps" after "values"`)
	}
	rest = rest[len(timestampsStart):]
	if end = bytes.IndexByte(rest, ']'); end < 0 {
		return errors.New(`the list of "timestamps" has no end`)
	}
	err = eachNumber(rest[:end], func(number []byte) error {
		value, err := parseInt(number)
		l.timestamps = append(l.timestamps, value)
		return err
	})
	if err != nil {
		return fmt.Errorf("timestamps: %w", err)
	}
	if len(l.values) != len(l.timestamps) {
		return fmt.Errorf("%d values but %d timestamps", len(l.values), len(l.timestamps))
	}
	return nil
}

// metric decodes the labels of the line.
func (l *line) metric() (map[string]string, error) {
	var metric map[string]string
	if err := json.Unmarshal(l.key, &metric); err != nil {
		return nil, fmt.Errorf("metric: %w", err)
	}
	if metric["__name__"] == "" {
		return nil, errors.New(`metric: "__name__" is missing`)
	}
	return metric, nil
}

func eachNumber(list []byte, use func([]byte) error) error {
	for len(list) > 0 {
		end := bytes.IndexByte(list, ',')
		if end < 0 {
			return use(list)
		}
		if err := use(list[:end]); err != nil {
			return err
		}
		list = list[end+1:]
	}
	return nil
}

// parseFloat reads plain whole numbers by itself, since most counters are such, and leaves the rest to strconv.
func parseFloat(number []byte) (float64, error) {
	if len(number) > 0 && len(number) <= 15 {
		whole, plain := uint64(0), true
		for _, c := range number {
			if c < '0' || c > '9' {
				plain = false
				break
			}
			whole = whole*10 + uint64(c-'0')
		}
		if plain {
			return float64(whole), nil
		}
	}
	return strconv.ParseFloat(string(number), 64)
}

func parseInt(number []byte) (int64, error) {
	if len(number) == 0 || len(number) > 18 {
		return 0, fmt.Errorf("%q is not a time in milliseconds", number)
	}
	whole := int64(0)
	for _, c := range number {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("%q is not a time in milliseconds", number)
		}
		whole = whole*10 + int64(c-'0')
	}
	return whole, nil
}
