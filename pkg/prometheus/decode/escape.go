package decode

import (
	"unicode/utf16"
	"unicode/utf8"
)

// unescape resolves the escapes of buf[from:to] into the scratch text.
func (s *scanner) unescape(from, to int) ([]byte, error) {
	out := s.text[:0]
	raw := s.buf[from:to]
	for i := 0; i < len(raw); {
		c := raw[i]
		switch {
		case c == '\\':
			r, size := escape(raw[i:])
			if size == 0 {
				return nil, s.syntax("an unknown escape in a string")
			}
			out = utf8.AppendRune(out, r)
			i += size
		case c < utf8.RuneSelf:
			out = append(out, c)
			i++
		default:
			r, size := utf8.DecodeRune(raw[i:])
			out = utf8.AppendRune(out, r)
			i += size
		}
	}
	s.text = out
	return out, nil
}

// escape reads one escape, a surrogate pair together; size is 0 where there is none.
func escape(raw []byte) (r rune, size int) {
	if len(raw) < 2 {
		return 0, 0
	}
	switch raw[1] {
	case '"', '\\', '/':
		return rune(raw[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		first, ok := hex4(raw)
		if !ok {
			return 0, 0
		}
		if !utf16.IsSurrogate(first) {
			return first, 6
		}
		if second, ok := hex4(raw[6:]); ok {
			if pair := utf16.DecodeRune(first, second); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return 0, 0
}

// hex4 reads `\uXXXX`.
func hex4(raw []byte) (rune, bool) {
	if len(raw) < 6 || raw[0] != '\\' || raw[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range raw[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
