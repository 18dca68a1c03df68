package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"
)

// The slow reference: the same meaning as Decode, written with encoding/json and without a thought for speed.

type member struct {
	key string
	raw json.RawMessage
}

// members gives the keys and values of an object in order; ok is false when it is none.
func members(raw json.RawMessage) (list []member, ok bool) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, false
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, false
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, false
		}
		list = append(list, member{key.(string), value})
	}
	return list, true
}

var errReference = errors.New("reference")

func reference(body []byte, grid Grid) (*Result, error) {
	body = bytes.TrimLeft(body, " \t\r\n")
	if len(body) == 0 {
		return nil, ErrEmpty
	}
	if !json.Valid(body) {
		return nil, errReference
	}
	top, ok := members(body)
	if !ok {
		return nil, errReference
	}
	r := &Result{Grid: grid, Bytes: int64(len(body))}
	var data json.RawMessage
	for _, m := range top {
		switch m.key {
		case "status":
			r.Status = referenceWord(m.raw)
		case "errorType":
			r.ErrorType = referenceWord(m.raw)
		case "error":
			r.Error = referenceWord(m.raw)
		case "warnings":
			r.Warnings = referenceWords(m.raw)
		case "infos":
			r.Infos = referenceWords(m.raw)
		case "isPartial":
			r.Partial = string(m.raw) == "true"
		case "data":
			data = m.raw
		}
	}
	fields, hasData := members(data)
	var result json.RawMessage
	for _, m := range fields {
		switch m.key {
		case "resultType":
			r.Type = ResultType(referenceWord(m.raw))
		case "result":
			result = m.raw
		}
	}
	if r.Status == "error" {
		return r, nil
	}
	if !hasData || result == nil {
		return nil, errReference
	}
	var items []json.RawMessage
	if err := json.Unmarshal(result, &items); err != nil {
		return nil, errReference
	}
	switch r.Type {
	case Matrix, Vector:
		return r, referenceSeries(r, items)
	case Scalar:
		if len(items) != 2 {
			return nil, errReference
		}
		ms, value, err := referenceSample(result, false)
		if err != nil {
			return nil, errReference
		}
		series := Series{Times: []int64{}}
		if value == value {
			series.Times, series.Values = []int64{ms}, []float64{value}
		}
		r.Series, r.Points = []Series{series}, 1
		return r, nil
	case String:
		if len(items) != 2 {
			return nil, errReference
		}
		ms, err := referenceTime(items[0])
		if err != nil {
			return nil, errReference
		}
		r.TextTimeMs = ms
		if err := json.Unmarshal(items[1], &r.Text); err != nil {
			if c := items[1][0]; c != '-' && (c < '0' || c > '9') {
				return nil, errReference
			}
			r.Text = string(items[1])
		} else if items[1][0] != '"' {
			return nil, errReference
		}
		return r, nil
	}
	return nil, errReference
}

func referenceWord(raw json.RawMessage) string {
	var word string
	if raw[0] != '"' || json.Unmarshal(raw, &word) != nil {
		return ""
	}
	return word
}

func referenceWords(raw json.RawMessage) (words []string) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	seen := map[string]bool{"": true}
	for _, item := range items {
		if word := referenceWord(item); !seen[word] {
			seen[word] = true
			words = append(words, word)
		}
	}
	return words
}

func referenceSeries(r *Result, items []json.RawMessage) error {
	for _, item := range items {
		fields, ok := members(item)
		if !ok {
			return errReference
		}
		s := Series{Times: []int64{}}
		var values, value json.RawMessage
		histogram := false
		for _, m := range fields {
			switch m.key {
			case "metric":
				labels, ok := referenceLabels(m.raw)
				if !ok {
					return errReference
				}
				s.Labels = labels
			case "values":
				values, value = m.raw, nil
			case "value":
				values, value = nil, m.raw
			case "histogram", "histograms":
				histogram = true
			}
		}
		samples := map[int64]float64{}
		count := 0
		if value != nil {
			if r.Type != Vector {
				return errReference
			}
			if string(value) != "null" {
				ms, v, err := referenceSample(value, true)
				if err != nil {
					return err
				}
				samples[ms] = v
				count = 1
			}
		}
		if values != nil {
			if r.Type != Matrix {
				return errReference
			}
			var list []json.RawMessage
			if err := json.Unmarshal(values, &list); err != nil {
				return errReference
			}
			for _, raw := range list {
				ms, v, err := referenceSample(raw, true)
				if err != nil {
					return err
				}
				samples[ms] = v
			}
			count = len(list)
			r.Duplicates += count - len(samples)
		}
		r.Points += count
		referencePlace(r, &s, samples, values != nil)
		if histogram {
			r.Histograms++
			if len(s.Values) == 0 {
				r.Points -= count
				if values != nil {
					r.Duplicates -= count - len(samples)
				}
				continue
			}
		}
		r.Series = append(r.Series, s)
	}
	return nil
}

// referencePlace puts the samples into the form that fits.
func referencePlace(r *Result, s *Series, samples map[int64]float64, ranged bool) {
	times := make([]int64, 0, len(samples))
	onGrid := r.Grid.Valid() && ranged
	for ms, v := range samples {
		if v != v {
			continue
		}
		times = append(times, ms)
		past := ms - r.Grid.StartMs
		if onGrid && (past < 0 || past%r.Grid.StepMs != 0 || past/r.Grid.StepMs >= int64(r.Grid.N)) {
			onGrid = false
		}
	}
	sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
	for _, ms := range times {
		s.Values = append(s.Values, samples[ms])
	}
	if !onGrid {
		s.Times = times
		if r.Grid.Valid() && ranged && len(times) > 0 {
			r.OffGrid++
		}
		return
	}
	s.Times = nil
	if len(times) == r.Grid.N {
		return
	}
	s.Present = make([]uint64, (r.Grid.N+63)/64)
	for _, ms := range times {
		i := (ms - r.Grid.StartMs) / r.Grid.StepMs
		s.Present[i/64] |= 1 << (i % 64)
	}
}

func referenceLabels(raw json.RawMessage) (labels []Label, ok bool) {
	if string(raw) == "null" {
		return nil, true
	}
	fields, ok := members(raw)
	if !ok {
		return nil, false
	}
	values := map[string]string{}
	var names []string
	for _, m := range fields {
		if m.raw[0] != '"' {
			return nil, false
		}
		if _, known := values[m.key]; !known {
			names = append(names, m.key)
		}
		values[m.key] = referenceWord(m.raw)
	}
	for _, name := range names {
		if values[name] != "" {
			labels = append(labels, Label{name, values[name]})
		}
	}
	return labels, true
}

func referenceTime(raw json.RawMessage) (int64, error) {
	text := string(raw)
	if raw[0] == '"' {
		text = referenceWord(raw)
	} else if raw[0] != '-' && (raw[0] < '0' || raw[0] > '9') {
		return 0, errReference
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(seconds) || math.Abs(math.Round(seconds*1000)) > math.MaxInt64/1e6 {
		return 0, errReference
	}
	return int64(math.Round(seconds * 1000)), nil
}

func referenceSample(raw json.RawMessage, nullable bool) (int64, float64, error) {
	var pair []json.RawMessage
	if err := json.Unmarshal(raw, &pair); err != nil || len(pair) != 2 {
		return 0, 0, errReference
	}
	ms, err := referenceTime(pair[0])
	if err != nil {
		return 0, 0, err
	}
	text := string(pair[1])
	switch c := text[0]; {
	case c == '"':
		text = referenceWord(pair[1])
	case c == 'n' && nullable:
		return ms, math.NaN(), nil
	case c != '-' && (c < '0' || c > '9'):
		return 0, 0, errReference
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(value, 0) {
		return 0, 0, errReference
	}
	return ms, value, nil
}

// trickle gives the body in pieces of the given size, so that every token is cut somewhere.
type trickle struct {
	body []byte
	size int
}

func (t *trickle) Read(p []byte) (int, error) {
	if len(t.body) == 0 {
		return 0, io.EOF
	}
	n := copy(p, t.body[:min(t.size, len(t.body))])
	t.body = t.body[n:]
	return n, nil
}

// describe writes a result as text, every bit of it.
func describe(r *Result) string {
	var text strings.Builder
	fmt.Fprintf(&text, "type %q status %q errorType %q error %q text %q at %d warnings %q infos %q partial %v offGrid %d histograms %d duplicates %d points %d\n",
		r.Type, r.Status, r.ErrorType, r.Error, r.Text, r.TextTimeMs, r.Warnings, r.Infos, r.Partial, r.OffGrid, r.Histograms, r.Duplicates, r.Points)
	for i, s := range r.Series {
		fmt.Fprintf(&text, "%d %q complete %v times %v present %x values", i, s.Labels, s.Complete(), s.Times, s.Present)
		for _, v := range s.Values {
			fmt.Fprintf(&text, " %x", math.Float64bits(v))
		}
		text.WriteString("\n")
	}
	return text.String()
}

func arrayItems(raw []byte) (items []json.RawMessage, ok bool) {
	return items, json.Unmarshal(raw, &items) == nil
}
