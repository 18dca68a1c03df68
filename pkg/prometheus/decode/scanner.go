package decode

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"
)

// chunk is how much of the body is held at a time, unless a single string is longer.
const chunk = 128 << 10

// maxText in bytes of a single text or number: all of it is held, and no label or message is that long.
const maxText = 4 << 20

// maxDepth is how deep a value that is skipped may be nested.
const maxDepth = 200

// buffers are used again by later answers. Each is longer by a window than what is read into it, and that part is zero,
// so that the fast paths can look ahead without asking where the data ends.
var buffers = sync.Pool{New: func() any { b := make([]byte, chunk+window); return &b }}

// scanner reads JSON tokens from a stream. Slices that it returns are valid until the next call.
type scanner struct {
	source   io.Reader
	buf      []byte
	pos, end int
	// before counts the bytes that came before buf[0].
	before int64
	err    error
	text   []byte
}

// fill reads more, keeping what starts at buf[keep]; it moves that to the front and corrects pos. It says whether there
// is more than before.
func (s *scanner) fill(keep int) bool {
	if s.err != nil {
		return false
	}
	if keep > 0 {
		copy(s.buf, s.buf[keep:s.end])
		s.before += int64(keep)
		s.pos -= keep
		s.end -= keep
	}
	room := len(s.buf) - window
	if s.end == room && room >= maxText {
		s.err = &LimitError{What: "bytes in one text", Limit: maxText}
		return false
	}
	if s.end == room {
		longer := make([]byte, 2*room+window)
		copy(longer, s.buf[:s.end])
		s.buf = longer
		room = len(longer) - window
	}
	read := 0
	for tries := 0; read == 0 && s.err == nil; tries++ {
		read, s.err = s.source.Read(s.buf[s.end:room])
		if tries == 100 && read == 0 && s.err == nil {
			s.err = io.ErrNoProgress
		}
	}
	s.end += read
	clear(s.buf[s.end : s.end+window])
	return read > 0
}

func (s *scanner) offset() int64 { return s.before + int64(s.pos) }

// cut is the error for a body that ends where it must not.
func (s *scanner) cut() error {
	if s.err != nil && !errors.Is(s.err, io.EOF) {
		return s.err
	}
	return fmt.Errorf("%w, after %d bytes", ErrTruncated, s.before+int64(s.end))
}

func (s *scanner) syntax(what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrSyntax, what, s.offset()+1)
}

func (s *scanner) shape(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrShape, fmt.Sprintf(format, args...))
}

// peek skips white space and gives the next byte without taking it; 0 at the end, where the error is set.
func (s *scanner) peek() (byte, error) {
	for {
		for s.pos < s.end {
			switch c := s.buf[s.pos]; c {
			case ' ', '\n', '\r', '\t':
				s.pos++
			case 0:
				return 0, s.syntax("a zero byte")
			default:
				return c, nil
			}
		}
		if !s.fill(s.pos) {
			return 0, s.cut()
		}
	}
}

// take skips white space and takes the next byte, which must be want.
func (s *scanner) take(want byte) error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c != want {
		return s.syntax(fmt.Sprintf("%q instead of %q", c, want))
	}
	s.pos++
	return nil
}

// special bytes end the plain part of a string: the quote, the backslash, control characters, what isn't ASCII.
var special = makeSpecial()

func makeSpecial() (table [256]bool) {
	for c := range table {
		table[c] = c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf
	}
	return table
}

// prefix takes the given bytes if they come next.
func (s *scanner) prefix(text string) bool {
	if s.end-s.pos < len(text) || string(s.buf[s.pos:s.pos+len(text)]) != text {
		return false
	}
	s.pos += len(text)
	return true
}

// more steps to the next item of an array or object that ends with the given bracket; first is true before the first one.
func (s *scanner) more(first bool, closing byte) (bool, error) {
	c, err := s.peek()
	switch {
	case err != nil:
		return false, err
	case c == closing:
		s.pos++
		return false, nil
	case first:
		return true, nil
	case c != ',':
		return false, s.syntax(fmt.Sprintf("%q instead of a comma", c))
	}
	s.pos++
	if c, err = s.peek(); err == nil && c == closing {
		return false, s.syntax("a comma before the end")
	}
	return err == nil, err
}

// key reads the next key of an object and the colon after it; ok is false at the end of the object.
func (s *scanner) key(first bool) (key []byte, ok bool, err error) {
	if ok, err = s.more(first, '}'); !ok {
		return nil, false, err
	}
	if key, err = s.str(); err != nil {
		return nil, false, err
	}
	// The colon may lie behind the end of the buffer; reading it would move the key.
	if s.pos < s.end && s.buf[s.pos] == ':' {
		s.pos++
		return key, true, nil
	}
	s.text = append(s.text[:0], key...)
	return s.text, true, s.take(':')
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
