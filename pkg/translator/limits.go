package translator

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Limits of what is handed to the JavaScript engine. Its own native code, which reads JSON and runs patterns, can't be
// interrupted, and some of it takes time that grows with the square of what it is given. limits_test.go measures that what is
// let through takes well below a tenth of a second. A query that a person made is far from each of them.
const (
	// maxInput in bytes of one query. Grafana itself takes more, but nothing that a person made is that long.
	maxInput = 1 << 20
	// maxDepth of objects and lists; a query of ours has four.
	maxDepth = 32
	// maxTokens is how many values and keys there may be.
	maxTokens = 30_000
	// maxField in bytes of a field that isn't listed below.
	maxField = 4_000
	// maxFilters of a kind, and the values of all of them.
	maxFilters = 100
	maxValues  = 10_000
	// maxText in bytes of one value, and maxAllText of all of a kind: a filter with each of some thousand models has room.
	maxText    = 4_000
	maxAllText = 250_000
	// maxPatterns and maxPatternText in bytes: patterns are read one character at a time.
	maxPatterns    = 500
	maxPatternText = 20_000
	// maxGroupBy labels.
	maxGroupBy = 200
)

func tooMuch(field, format string, args ...any) error {
	return &QueryError{Field: field, Message: fmt.Sprintf(field+" "+format+".", args...)}
}

// checkInput refuses what the engine would be busy with for long. What is no JSON passes: the engine says so, and what is wrong.
func checkInput(input []byte) error {
	if len(input) > maxInput {
		return &QueryError{Field: "query", Message: ErrTooLong.Error() + "."}
	}
	tokens, err := checkSize(input)
	if err != nil {
		return err
	}
	if tokens <= maxFilters && len(input) <= maxField {
		// No part can be more than the whole, and most queries are far below each limit: reading the parts can be spared.
		return nil
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(input, &fields) != nil {
		return nil //nolint:nilerr // The engine says what is wrong with it.
	}
	for name, raw := range fields {
		var err error
		switch name {
		case "expr":
			// PromQL that a person wrote has a limit of its own, which is a setting.
		case "filters", "adhocFilters":
			err = checkFilters(name, raw)
		case "groupBy":
			err = checkGroupBy(raw)
		default:
			if known[name] && len(raw) > maxField {
				err = tooMuch(name, "is %d bytes long, and may have %d", len(raw), maxField)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// known fields of queries and look-ups that are short; those that nobody knows are read and kept, and nothing is done with them.
var known = map[string]bool{
	"metric": true, "calculation": true, "aggregation": true, "quantile": true, "threshold": true, "badStatus": true, "validStatus": true,
	"window": true, "top": true, "offset": true, "queryType": true, "format": true, "legendFormat": true, "interval": true,
	"editorMode": true, "version": true, "hide": true, "exclude": true, "histogram": true, "fromAlert": true,
}

// checkSize counts in one pass, without recursion, and gives the number of values and keys.
func checkSize(input []byte) (int, error) {
	depth, tokens := 0, 0
	for i := 0; i < len(input); i++ {
		switch c := input[i]; c {
		case '{', '[':
			depth++
			tokens++
			if depth > maxDepth {
				return 0, tooMuch("query", "has lists and objects inside of each other, deeper than %d", maxDepth)
			}
		case '}', ']':
			depth--
		case '"':
			tokens++
			for i++; i < len(input) && input[i] != '"'; i++ {
				if input[i] == '\\' {
					i++
				}
			}
		case ',':
			tokens++
		}
	}
	if tokens > maxTokens {
		return 0, tooMuch("query", "has more than %d parts", maxTokens)
	}
	return tokens, nil
}

func checkFilters(field string, raw json.RawMessage) error {
	var filters []json.RawMessage
	if json.Unmarshal(raw, &filters) != nil {
		return checkOdd(field, raw)
	}
	if len(filters) > maxFilters {
		return tooMuch(field, "has %d filters, and may have %d", len(filters), maxFilters)
	}
	var values, text, patterns, patternText int
	for i, raw := range filters {
		field := fmt.Sprintf("%s[%d]", field, i)
		var filter map[string]json.RawMessage
		if json.Unmarshal(raw, &filter) != nil {
			if err := checkOdd(field, raw); err != nil {
				return err
			}
			continue
		}
		for name, part := range filter {
			if name != "values" && len(part) > maxField {
				return tooMuch(field+"."+name, "is %d bytes long, and may have %d", len(part), maxField)
			}
		}
		var operator string
		_ = json.Unmarshal(filter["operator"], &operator)
		isPattern := operator == "=~" || operator == "!~"
		var list []string
		if json.Unmarshal(filter["values"], &list) != nil {
			if err := checkOdd(field+".values", filter["values"]); err != nil {
				return err
			}
			continue
		}
		for k, value := range list {
			if len(value) > maxText {
				return tooMuch(fmt.Sprintf("%s.values[%d]", field, k), "is %d bytes long, and may have %d", len(value), maxText)
			}
			values++
			// What is escaped is longer, and slower to write.
			text += len(value) + strings.Count(value, `"`) + strings.Count(value, `\`)
			if isPattern {
				patterns++
				patternText += len(value)
			}
		}
	}
	switch {
	case values > maxValues:
		return tooMuch(field, "has %d values, and may have %d; filter by a pattern instead", values, maxValues)
	case text > maxAllText:
		return tooMuch(field, "has values of %d bytes together, and may have %d; filter by a pattern instead", text, maxAllText)
	case patterns > maxPatterns:
		return tooMuch(field, "has %d patterns, and may have %d", patterns, maxPatterns)
	case patternText > maxPatternText:
		return tooMuch(field, "has patterns of %d bytes together, and may have %d", patternText, maxPatternText)
	}
	return nil
}

func checkGroupBy(raw json.RawMessage) error {
	var names []json.RawMessage
	if json.Unmarshal(raw, &names) != nil {
		return checkOdd("groupBy", raw)
	}
	if len(names) > maxGroupBy {
		return tooMuch("groupBy", "has %d labels, and may have %d", len(names), maxGroupBy)
	}
	for i, name := range names {
		if len(name) > maxField {
			return tooMuch(fmt.Sprintf("groupBy[%d]", i), "is %d bytes long, and may have %d", len(name), maxField)
		}
	}
	return nil
}

// checkOdd is for a value of a kind that doesn't belong there: the translator says so, and repeats it.
func checkOdd(field string, raw json.RawMessage) error {
	if len(raw) > maxField {
		return tooMuch(field, "is of a wrong kind and %d bytes long", len(raw))
	}
	return nil
}
