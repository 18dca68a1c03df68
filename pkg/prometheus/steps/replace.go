package steps

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// replace puts the values of the macros into PromQL. It knows the language's strings and comments and nothing else.
//
// Outside of strings PromQL has neither `$` nor `[[`, so whatever is left there is an error. Inside, a dollar is mostly
// just a dollar: the end of a regular expression, `$1` of label_replace, a price. Only a string that is a variable as a
// whole is taken for one, unless the text names a regular expression's group like that.
func (m macros) replace(expr string, request Request) (string, error) {
	ranges := 0
	var out strings.Builder
	out.Grow(len(expr) + 16)
	for i := 0; i < len(expr); {
		switch c := expr[i]; {
		case c == '#':
			end := strings.IndexByte(expr[i:], '\n')
			if end < 0 {
				end = len(expr) - i
			}
			out.WriteString(expr[i : i+end])
			i += end
		case c == '"' || c == '\'' || c == '`':
			end := stringEnd(expr, i)
			content, err := m.inString(expr, expr[i+1:end], request.Code)
			if err != nil {
				return "", err
			}
			out.WriteByte(c)
			out.WriteString(content)
			// The closing quote, unless the text ends before it.
			i = min(end+1, len(expr))
			out.WriteString(expr[end:i])
		case c == '@' && m.plan.Cut:
			length, value := m.pinned(expr[i:])
			out.WriteString(value)
			i += length
		case c == '$' || c == '[' && strings.HasPrefix(expr[i:], "[["):
			r := reference(expr[i:])
			ranks := r.name == "__range" && slices.Contains(request.RankWindows, ranges)
			if r.name == "__range" {
				ranges++
			}
			switch value, known := m.value(r.name); {
			case isDate(r):
				text, err := date(m.moment(r.name, behindPin.MatchString(out.String())), r.format, m.zone)
				if err != nil {
					return "", err
				}
				out.WriteString(text)
				i += r.length
			case known && strings.HasPrefix(r.name, "__range") && behindOffset.MatchString(out.String()):
				whole := m
				plan := *m.plan
				plan.Range, whole.plan = plan.WholeRange, &plan
				value, _ = whole.value(r.name)
				out.WriteString(value)
				i += r.length
			case ranks && m.plan.Range < m.plan.RateInterval:
				out.WriteString(FormatDuration(m.plan.RateInterval))
				i += r.length
			case known:
				// `[[__range]]` is the old spelling of a variable, but around a macro it can as well be a range selector that
				// somebody doubled; both mean the same.
				out.WriteString(value)
				i += r.length
			case r.length > 0:
				return "", unresolved(expr[i : i+r.length])
			case c == '$':
				return "", stray("$", i)
			case identifier(expr[i+2:]) > 0:
				return "", stray("[[", i)
			default:
				out.WriteByte(c)
				i++
			}
		default:
			out.WriteByte(c)
			i++
		}
	}
	return out.String(), nil
}

// behindOffset is what stands before the length of an offset.
var behindOffset = regexp.MustCompile(`\boffset\s+-?\s*$`)

// behindPin is what stands before the time of an `@` modifier.
var behindPin = regexp.MustCompile(`@\s*$`)

// endPin is an `@` modifier that pins to the end of the range.
var endPin = regexp.MustCompile(`^@\s*end\s*\(\s*\)`)

// pinned replaces an `@ end()` at the start of text where the range ends in the future: nothing has a sample there, so that
// a rank over it would leave no series. Any other `@` stays.
func (m macros) pinned(text string) (length int, value string) {
	if found := endPin.FindString(text); found != "" {
		return len(found), "@ " + strconv.FormatInt(m.plan.Passed.Unix(), 10)
	}
	return 1, text[:1]
}

func stray(sign string, at int) *Error {
	return fault("expr", sign, "The query holds a %q that belongs to no variable, at position %d.", sign, at+1)
}

// stringEnd is the index of the quote that ends the string literal that starts at i; the end of the text when it isn't
// closed.
func stringEnd(expr string, i int) int {
	quote := expr[i]
	for j := i + 1; j < len(expr); j++ {
		switch {
		case expr[j] == '\\' && quote != '`':
			j++
		case expr[j] == quote:
			return j
		}
	}
	return len(expr)
}

// inString treats what stands between the quotes of one string literal of expr.
func (m macros) inString(expr, content string, code bool) (string, error) {
	resolved := content
	if code && strings.Contains(content, "__") {
		var err error
		if resolved, err = m.inText(content); err != nil {
			return "", err
		}
	}
	// Also where a macro's value became a part of a variable's name: what is sent must not look like a variable.
	name := whole(resolved)
	if _, known := m.value(name); name == "" || known || strings.Contains(expr, "<"+name+">") {
		return resolved, nil
	}
	return "", unresolved(content)
}

// inText puts the values of the macros into a text that may hold anything else.
func (m macros) inText(text string) (string, error) {
	var out strings.Builder
	for i := 0; i < len(text); {
		r := reference(text[i:])
		if isDate(r) {
			value, err := date(m.moment(r.name, false), r.format, m.zone)
			if err != nil {
				return "", err
			}
			out.WriteString(value)
			i += r.length
			continue
		}
		if value, known := m.value(r.name); known {
			out.WriteString(value)
			i += r.length
			continue
		}
		out.WriteByte(text[i])
		i++
	}
	return out.String(), nil
}
