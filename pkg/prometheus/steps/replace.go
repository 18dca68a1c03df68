package steps

import "strings"

// replace puts the values of the macros into PromQL. It knows the language's strings and comments and nothing else.
//
// Outside of strings PromQL has neither `$` nor `[[`, so whatever is left there is an error. Inside, a dollar is mostly
// just a dollar: the end of a regular expression, `$1` of label_replace, a price. Only a string that is a variable as a
// whole is taken for one, unless the text names a regular expression's group like that.
func (m macros) replace(expr string, code bool) (string, error) {
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
			literal, err := m.inString(expr, expr[i:end], code)
			if err != nil {
				return "", err
			}
			out.WriteString(literal)
			i = end
		case c == '$' || c == '[' && strings.HasPrefix(expr[i:], "[["):
			r := reference(expr[i:])
			if r.length == 0 && c == '[' {
				out.WriteByte(c)
				i++
				continue
			}
			if r.length == 0 {
				return "", fault("expr", "$", "The query holds a %q that belongs to no variable, at position %d.", "$", i+1)
			}
			written := expr[i : i+r.length]
			value, known := m.value(r.name)
			if !known {
				return "", unresolved("expr", written)
			}
			// `[[__range]]` is the old spelling of a variable, but around a macro it can as well be a range selector that
			// somebody doubled; both mean the same.
			out.WriteString(value)
			i += r.length
		default:
			out.WriteByte(c)
			i++
		}
	}
	return out.String(), nil
}

// stringEnd is the index after the string literal that starts at i; the end of the text when it isn't closed.
func stringEnd(expr string, i int) int {
	quote := expr[i]
	for j := i + 1; j < len(expr); j++ {
		switch {
		case expr[j] == '\\' && quote != '`':
			j++
		case expr[j] == quote:
			return j + 1
		}
	}
	return len(expr)
}

// inString treats one string literal, quotes included.
func (m macros) inString(expr, literal string, code bool) (string, error) {
	if len(literal) < 2 {
		return literal, nil
	}
	content := literal[1 : len(literal)-1]
	if r := reference(content); r.length > 0 && r.length == len(content) {
		if value, known := m.value(r.name); known {
			if !code {
				return literal, nil
			}
			return literal[:1] + value + literal[len(literal)-1:], nil
		}
		if strings.Contains(expr, "<"+r.name+">") {
			return literal, nil
		}
		return "", unresolved("expr", content)
	}
	if !code || !strings.Contains(content, "__") {
		return literal, nil
	}
	var out strings.Builder
	for i := 0; i < len(literal); {
		r := reference(literal[i:])
		if value, known := m.value(r.name); r.length > 0 && known {
			out.WriteString(value)
			i += r.length
			continue
		}
		out.WriteByte(literal[i])
		i++
	}
	return out.String(), nil
}
