package decode

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// chunk is how much of the body is held at a time, unless a single string is longer.
const chunk = 128 << 10

// maxText in bytes of a single text or number: all of it is held, and no label or message is that long.
const maxText = 4 << 20

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
