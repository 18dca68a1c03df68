package prometheus

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"time"
)

// stoppingHeader is on the 503 of a Prometheus that starts or stops. It says that nothing was done for the query.
const stoppingHeader = "X-Prometheus-Stopping"

// errNotReady: a Prometheus that starts or stops has answered.
var errNotReady = errors.New("the server starts or stops")

// longestPause between two tries.
const longestPause = time.Second

// retries decides which failures of one call are tried again, and when. A server that was never reached may be asked as often
// as the time allows. One that was, and whose connection broke, is asked once more: the query may be what it broke of. An
// answer, whatever it says, is final.
type retries struct {
	pause  time.Duration
	window time.Duration
	until  time.Time
	broken bool
}

func (c *Client) newRetries() *retries {
	return &retries{pause: c.config.RetryDelay, window: c.config.RetryFor}
}

// after says how long to wait before the next try, and whether there is one.
func (r *retries) after(err error) (time.Duration, bool) {
	now := time.Now()
	if r.until.IsZero() {
		r.until = now.Add(r.window)
	}
	switch {
	case unreached(err):
	case retriable(err) && !r.broken:
		r.broken = true
	default:
		return 0, false
	}
	pause := r.pause
	r.pause = min(2*r.pause, longestPause)
	return pause, !now.Add(pause).After(r.until)
}

// unreached says whether no server has read the request: none listens, its name can't be resolved just now, or it starts.
func unreached(err error) bool {
	var answered *Error
	if errors.As(err, &answered) {
		return errors.Is(answered.cause, errNotReady)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.IsTemporary && !dns.IsNotFound
	}
	var dial *net.OpError
	return errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &dial) && dial.Op == "dial" && errors.Is(err, syscall.ECONNRESET)
}

// retriable says whether a connection failed, in a way that a restarting server or proxy makes one fail.
func retriable(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var answered *Error
	if errors.As(err, &answered) {
		return false
	}
	for _, target := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED, net.ErrClosed} {
		if errors.Is(err, target) {
			return true
		}
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.IsTemporary && !dns.IsNotFound
	}
	// These two come as plain texts from net/http.
	text := err.Error()
	return strings.Contains(text, "server sent GOAWAY") || strings.Contains(text, "server closed idle connection") ||
		strings.Contains(text, "stream error: stream ID")
}
