package prometheus

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"baseten-metrics-datasource/pkg/internal/faults"
)

func TestPausesGrowWithinTheirTime(t *testing.T) {
	refused := &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	r := &retries{pause: 100 * time.Millisecond, window: 5 * time.Second}
	var pauses []time.Duration
	for range 20 {
		pause, again := r.after(refused)
		if !again {
			break
		}
		pauses = append(pauses, pause)
		r.until = r.until.Add(-pause)
	}
	if got := fmt.Sprint(pauses); got != "[100ms 200ms 400ms 800ms 1s 1s 1s]" {
		t.Errorf("got %s", got)
	}
}

func TestWhatIsTriedAgain(t *testing.T) {
	for name, test := range map[string]struct {
		err   error
		tries int
	}{
		"refused":              {&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, 3},
		"reset":                {syscall.ECONNRESET, 1},
		"no name":              {&net.DNSError{IsNotFound: true}, 0},
		"no name just now":     {&net.DNSError{IsTemporary: true}, 3},
		"an answer":            {&Error{Status: 503}, 0},
		"a server that starts": {&Error{Status: 503, cause: errNotReady}, 3},
		"cancelled":            {context.Canceled, 0},
		"anything else":        {errors.New("malformed HTTP"), 0},
	} {
		r := &retries{pause: time.Millisecond, window: time.Minute}
		for i := range 3 {
			if _, again := r.after(test.err); again != (i < test.tries) {
				t.Errorf("%s: try %d: %v", name, i+1, again)
			}
		}
	}
}

// A server that is away keeps nobody's place, and who waits for it is answered once it is back.
func TestAServerThatComesBack(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		faults.Good(w, r, 1)
	}))
	address := server.Listener.Addr().String()
	_ = server.Listener.Close()
	config := configOf(t, "http://"+address, &http.Client{Transport: &http.Transport{}})
	config.MaxConcurrent = 1
	client := NewClient(config)
	defer client.CloseIdleConnections()
	var answered atomic.Int32
	done := make(chan error, 4)
	for range 4 {
		go func() {
			err := calls["instant"](t.Context(), client)
			if err == nil {
				answered.Add(1)
			}
			done <- err
		}()
	}
	time.Sleep(700 * time.Millisecond)
	if len(client.places) > 1 || answered.Load() > 0 {
		t.Errorf("%d places taken, %d answered", len(client.places), answered.Load())
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	server.Listener = listener
	server.Start()
	defer server.Close()
	for range 4 {
		if err := <-done; err != nil {
			t.Errorf("got %v", err)
		}
	}
	if len(client.places) != 0 {
		t.Errorf("%d places taken", len(client.places))
	}
}
