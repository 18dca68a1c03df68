package decode

import (
	"fmt"
	"math"

	"baseten-metrics-datasource/pkg/internal/clipped"
)

// word reads a string; any other value gives "".
func (d *decoder) word() (string, error) {
	c, err := d.peek()
	if err != nil || c != '"' {
		if err == nil {
			err = d.skip(0)
		}
		return "", err
	}
	text, err := d.str()
	return string(text), err
}

// texts reads an array of strings, each once; other values in it are passed over.
func (d *decoder) texts() ([]string, error) {
	c, err := d.peek()
	if err != nil || c != '[' {
		if err == nil {
			err = d.skip(0)
		}
		return nil, err
	}
	d.pos++
	var texts []string
	seen := map[string]bool{}
	for first := true; ; first = false {
		ok, err := d.more(first, ']')
		if err != nil || !ok {
			return texts, err
		}
		word, err := d.word()
		if err != nil {
			return nil, err
		}
		if word != "" && !seen[word] && len(texts) < maxTexts {
			seen[word] = true
			texts = append(texts, word)
		}
	}
}

// time reads a timestamp in seconds, a number or a string, and gives milliseconds.
func (d *decoder) time() (int64, error) {
	c, err := d.peek()
	if err != nil {
		return 0, err
	}
	var text []byte
	if c == '"' {
		text, err = d.str()
	} else {
		text, err = d.number()
	}
	if err != nil {
		return 0, err
	}
	seconds, ok := parseFloat(text)
	ms := math.Round(seconds * 1000)
	if !ok || !(math.Abs(ms) <= maxTimeMs) {
		return 0, fmt.Errorf("%w: %q is no time", ErrShape, clipped.Value(string(text)))
	}
	return int64(ms), nil
}
