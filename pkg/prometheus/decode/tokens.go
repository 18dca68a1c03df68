package decode

import (
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxDepth is how deep a value that is skipped may be nested.
const maxDepth = 200

// special bytes end the plain part of a string: the quote, the backslash, control characters, what isn't ASCII.
var special = makeSpecial()

func makeSpecial() (table [256]bool) {
	for c := range table {
		table[c] = c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf
	}
	return table
}

// str reads a string. Invalid UTF-8 becomes U+FFFD byte by byte, as in encoding/json.
func (s *scanner) str() ([]byte, error) {
	if err := s.take('"'); err != nil {
		return nil, err
	}
	start, i := s.pos, s.pos
	plain := true
	for {
		for i < s.end {
			switch c := s.buf[i]; {
			case c == '"':
				s.pos = i + 1
				if text := s.buf[start:i]; plain || utf8.Valid(text) {
					return text, nil
				}
				return s.unescape(start, i)
			case c == '\\':
				return s.escaped(start)
			case c < ' ':
				s.pos = i
				return nil, s.syntax("a control character in a string")
			case c >= utf8.RuneSelf:
				plain = false
			}
			i++
		}
		s.pos = i
		if !s.fill(start) {
			return nil, s.cut()
		}
		i, start = s.pos, 0
	}
}

// escaped finds the end of a string that has a backslash and starts at buf[start], then resolves it.
func (s *scanner) escaped(start int) ([]byte, error) {
	i := start
	skip := false
	for {
		for i < s.end {
			c := s.buf[i]
			switch {
			case c < ' ':
				s.pos = i
				return nil, s.syntax("a control character in a string")
			case skip:
				skip = false
			case c == '\\':
				skip = true
			case c == '"':
				s.pos = i + 1
				return s.unescape(start, i)
			}
			i++
		}
		s.pos = i
		if !s.fill(start) {
			return nil, s.cut()
		}
		i, start = s.pos, 0
	}
}

// number reads a JSON number; the grammar is checked.
func (s *scanner) number() ([]byte, error) {
	if _, err := s.peek(); err != nil {
		return nil, err
	}
	start, i := s.pos, s.pos
	for {
		for i < s.end && (s.buf[i] >= '0' && s.buf[i] <= '9' || s.buf[i] == '-' || s.buf[i] == '+' || s.buf[i] == '.' || s.buf[i]|0x20 == 'e') {
			i++
		}
		if i < s.end {
			break
		}
		s.pos = i
		more := s.fill(start)
		start -= i - s.pos
		i = s.pos
		if !more {
			if s.err != nil && !errors.Is(s.err, io.EOF) {
				return nil, s.err
			}
			break
		}
	}
	s.pos = i
	text := s.buf[start:i]
	if !isNumber(text) {
		return nil, s.syntax("something that is no number")
	}
	return text, nil
}

// isNumber checks the grammar of RFC 8259.
func isNumber(text []byte) bool {
	i := 0
	digits := func() bool {
		from := i
		for i < len(text) && text[i] >= '0' && text[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(text) && text[i] == '-' {
		i++
	}
	if i < len(text) && text[i] == '0' {
		i++
	} else if !digits() {
		return false
	}
	if i < len(text) && text[i] == '.' {
		i++
		if !digits() {
			return false
		}
	}
	if i < len(text) && text[i]|0x20 == 'e' {
		i++
		if i < len(text) && (text[i] == '+' || text[i] == '-') {
			i++
		}
		if !digits() {
			return false
		}
	}
	return i == len(text)
}

// literal takes true, false or null.
func (s *scanner) literal(word string) error {
	for i := range len(word) {
		if s.pos == s.end && !s.fill(s.pos) {
			return s.cut()
		}
		if s.buf[s.pos] != word[i] {
			return s.syntax("an unknown word")
		}
		s.pos++
	}
	return nil
}

// skip passes over any value and checks that it is JSON.
func (s *scanner) skip(depth int) error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	switch {
	case c == '"':
		_, err = s.str()
		return err
	case c == '-' || c >= '0' && c <= '9':
		_, err = s.number()
		return err
	case c == 't':
		return s.literal("true")
	case c == 'f':
		return s.literal("false")
	case c == 'n':
		return s.literal("null")
	case c != '[' && c != '{':
		return s.syntax(fmt.Sprintf("an unexpected %q", c))
	case depth >= maxDepth:
		return s.syntax(fmt.Sprintf("a value nested deeper than %d", maxDepth))
	}
	s.pos++
	for first := true; ; first = false {
		var ok bool
		if c == '{' {
			_, ok, err = s.key(first)
		} else {
			ok, err = s.more(first, ']')
		}
		if err != nil || !ok {
			return err
		}
		if err = s.skip(depth + 1); err != nil {
			return err
		}
	}
}

// null takes a null if one comes.
func (s *scanner) null() (bool, error) {
	c, err := s.peek()
	if err != nil || c != 'n' {
		return false, err
	}
	return true, s.literal("null")
}
