package steps

import "strings"

// VariableInPattern is the first variable in a regular expression, as it is written, that nobody has replaced; "" where
// there is none. The end of the text before letters matches nothing, so nobody means that; what is escaped, in a class of
// characters or between `\Q` and `\E` is plain text. Source: the syntax of package regexp/syntax.
func VariableInPattern(pattern string) string {
	for i := 0; i < len(pattern); {
		switch pattern[i] {
		case '\\':
			i = afterEscape(pattern, i)
		case '[':
			i = afterClass(pattern, i)
		case '$':
			if r := reference(pattern[i:]); r.length > 0 {
				return pattern[i : i+r.length]
			}
			i++
		default:
			i++
		}
	}
	return ""
}

// afterEscape is where the escape at i ends, with all of a quotation.
func afterEscape(pattern string, i int) int {
	if !strings.HasPrefix(pattern[i:], `\Q`) {
		return i + 2
	}
	end := strings.Index(pattern[i:], `\E`)
	if end < 0 {
		return len(pattern)
	}
	return i + end + 2
}

// afterClass is where the class of characters at i ends. A bracket that comes first in it is one of the characters.
func afterClass(pattern string, i int) int {
	i++
	if strings.HasPrefix(pattern[i:], "^") {
		i++
	}
	for first := true; i < len(pattern) && (first || pattern[i] != ']'); first = false {
		named := strings.Index(pattern[i:], ":]")
		switch {
		case pattern[i] == '\\':
			i += 2
		case strings.HasPrefix(pattern[i:], "[:") && named > 0:
			i += named + 2
		default:
			i++
		}
	}
	return i + 1
}
