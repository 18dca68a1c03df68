package settings

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/common/model"

	"baseten-metrics-datasource/pkg/internal/clipped"
)

// fields are the settings of jsonData; those that are null are left out, since null means "not set".
type fields map[string]json.RawMessage

func decode(jsonData json.RawMessage) (fields, error) {
	if len(strings.TrimSpace(string(jsonData))) == 0 {
		return fields{}, nil
	}
	all := fields{}
	if err := json.Unmarshal(jsonData, &all); err != nil {
		return nil, invalid("jsonData", "must be a JSON object")
	}
	for name, raw := range all {
		if string(raw) == "null" {
			delete(all, name)
		}
	}
	return all, nil
}

// has says whether a setting is there, whatever it holds; an empty text is none.
func (f fields) has(name string) bool {
	return f.plain(name) != ""
}

// text gives a string setting, "" where it is missing.
func (f fields) text(name string) (string, error) {
	raw, ok := f[name]
	if !ok {
		return "", nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return "", invalid("jsonData."+name, "must be a text in quotes, but is %s", kindOf(raw))
	}
	return strings.TrimSpace(text), nil
}

// flag gives a true-or-false setting, false where it is missing.
func (f fields) flag(name string) (bool, error) {
	switch strings.ToLower(f.plain(name)) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, invalid("jsonData."+name, "must be true or false, but is %s", clipped.Value(string(f[name])))
}

// duration gives a time. Text and numbers are taken, and a number is one of seconds: provisioning files fill settings from
// environment variables, which are text, and people write 30 for half a minute.
func (f fields) duration(name string, missing, least, most time.Duration) (time.Duration, error) {
	text := f.plain(name)
	if text == "" {
		return missing, nil
	}
	value, ok := seconds(text)
	if !ok {
		parsed, err := model.ParseDuration(text)
		if err != nil {
			return 0, invalid("jsonData."+name, `is %s, but must be a duration such as "60s" or "1m", or a number of seconds`, clipped.Value(string(f[name])))
		}
		value = time.Duration(parsed)
	}
	if value < least || value > most {
		return 0, invalid("jsonData."+name, "is %s, but must be from %s to %s", clipped.Value(string(f[name])), model.Duration(least), model.Duration(most))
	}
	return value, nil
}

// plain is a setting without its quotes, should it have any; "" where it is missing.
func (f fields) plain(name string) string {
	var text string
	if json.Unmarshal(f[name], &text) == nil {
		return strings.TrimSpace(text)
	}
	return string(f[name])
}

// seconds reads a bare number of seconds.
func seconds(text string) (time.Duration, bool) {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(number) || math.Abs(number) > (365*24*time.Hour).Seconds() {
		return 0, false
	}
	return time.Duration(math.Round(number*1000)) * time.Millisecond, true
}

func (f fields) method(name string) (string, error) {
	text, err := f.text(name)
	if err != nil {
		return "", err
	}
	switch strings.ToUpper(text) {
	case "", http.MethodPost:
		return http.MethodPost, nil
	case http.MethodGet:
		return http.MethodGet, nil
	default:
		return "", invalid("jsonData."+name, "is %s, but must be POST or GET", clipped.Value(string(f[name])))
	}
}

// uncompressed reads whether answers are to come without compression: "gzip", the default, or "none".
func (f fields) uncompressed(name string) (bool, error) {
	text, err := f.text(name)
	if err != nil {
		return false, err
	}
	switch strings.ToLower(text) {
	case "", "gzip":
		return false, nil
	case "none":
		return true, nil
	default:
		return false, invalid("jsonData."+name, "is %s, but must be gzip or none", clipped.Value(string(f[name])))
	}
}

func (f fields) parameters(name string) (url.Values, error) {
	text, err := f.text(name)
	if err != nil {
		return nil, err
	}
	values, err := url.ParseQuery(strings.TrimPrefix(text, "?"))
	if err != nil {
		return nil, invalid("jsonData."+name, "must look like a=b&c=d, with %% escapes for other characters")
	}
	for parameter := range values {
		if reservedParameters[parameter] {
			return nil, invalid("jsonData."+name, "must not set %q, which the data source sets itself", parameter)
		}
	}
	return values, nil
}

// count gives a whole number from 1 to most. A number in quotes is taken too, since provisioning files fill
// settings from environment variables, which are text.
func (f fields) count(name string, missing, most int) (int, error) {
	text := f.plain(name)
	if text == "" {
		return missing, nil
	}
	// 1e3 and 500.0 are whole numbers too, as JSON writers may put them.
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || value != math.Trunc(value) || value < 1 || value > float64(most) {
		return 0, invalid("jsonData."+name, "is %s, but must be a whole number from 1 to %d", clipped.Value(string(f[name])), most)
	}
	return int(value), nil
}

// kindOf names the kind of a JSON value, for settings that may hold a secret.
func kindOf(raw json.RawMessage) string {
	switch first := strings.TrimSpace(string(raw)); {
	case first == "":
		return "nothing"
	case first[0] == '{':
		return "an object"
	case first[0] == '[':
		return "a list"
	case first[0] == '"':
		return "a text"
	case first == "true" || first == "false":
		return first
	}
	return "a number"
}
