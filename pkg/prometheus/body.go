package prometheus

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzip"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// startBytes is how much of a body is remembered for messages.
const startBytes = 4 << 10

// errEncoding: the body is packed in a way that nobody asked for.
var errEncoding = errors.New("the answer is compressed in an unknown way")

// body reads an answer: unpacked, limited, and with its beginning and its failure remembered.
type body struct {
	source io.Reader
	ahead  *ahead
	unpack *gzip.Reader
	left   int64
	limit  int64
	start  []byte
	failed error
	html   bool
	// mediaType is the Content-Type as it was sent.
	mediaType string
	ended     bool
}

func newBody(response *http.Response, limit int64) (*body, error) {
	b := &body{left: limit, limit: limit, mediaType: response.Header.Get("Content-Type")}
	b.html = strings.Contains(strings.ToLower(b.mediaType), "html")
	switch encoding := strings.ToLower(strings.TrimSpace(response.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
		b.source = response.Body
	case "gzip", "x-gzip":
		unpack, err := gzip.NewReader(response.Body)
		switch {
		case errors.Is(err, io.EOF):
			b.source = strings.NewReader("")
		case err != nil:
			return nil, fmt.Errorf("unpack the answer: %w", err)
		default:
			b.unpack = unpack
			b.ahead = newAhead(unpack)
			b.source = b.ahead
		}
	default:
		return nil, fmt.Errorf("%w (%s)", errEncoding, encoding)
	}
	return b, nil
}

// Read implements io.Reader. The limit counts what comes out, so that a small packed body can't grow without end.
func (b *body) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.failed = &decode.LimitError{What: "bytes", Limit: b.limit}
		return 0, b.failed
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.source.Read(p)
	b.left -= int64(n)
	if room := startBytes - len(b.start); room > 0 {
		b.start = append(b.start, p[:min(n, room)]...)
	}
	b.ended = b.ended || err != nil
	if err != nil && !errors.Is(err, io.EOF) {
		b.failed = err
	}
	return n, err
}

// close ends what reads ahead. A body that hasn't been read to its end is given up, since its rest may never come.
func (b *body) close(cancel func()) {
	if !b.ended {
		cancel()
	}
	if b.ahead != nil {
		b.ahead.stop()
		_ = b.unpack.Close()
	}
}

// isPage says whether the body is HTML and not JSON.
func (b *body) isPage() bool {
	text := strings.TrimSpace(string(b.start))
	return strings.HasPrefix(text, "<") || b.html && !strings.HasPrefix(text, "{")
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
