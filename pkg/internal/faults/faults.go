// Package faults is a server that goes wrong in all ways that are known, for the tests of the client and of the plugin.
package faults

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"
)

// Secrets are in every request of these tests, and must be in no error.
var Secrets = []string{"s3cret", "t0ken", "hush"}

// Limits that the faults go past; the client under test needs them too.
const (
	MaxResponseBytes = 1 << 20
	MaxSeries        = 100
	MaxPoints        = 2000
	ShortTimeout     = 300 * time.Millisecond
)

// Fault is something that goes wrong on the way to the server, in it, or on the way back.
type Fault struct {
	Name string
	// Serve answers the n-th request of a call, counted from 1.
	Serve func(w http.ResponseWriter, r *http.Request, n int32)
	// Break ends connections or the server itself; nil where Serve is all that goes wrong.
	Break func(way *Way, server *httptest.Server)
	TLS   bool
	// Message is what the error must say, "" where the call succeeds.
	Message string
	// Status is the server's own.
	Status int
	// Response is the status that Grafana gets; 0: 502.
	Response int
	// Requests is how many requests reach the server; 0: don't care.
	Requests int32
	// Data: only the answer to a query of a range is wrong, or odd.
	Data bool
	// InRules is what a rule's error says where a panel shows the data.
	InRules string
	// Large: the answer is longer than MaxResponseBytes and yet one to read, as by the settings' default.
	Large bool
}

// ResponseLimit is the limit of an answer that the client under test has to keep.
func (f Fault) ResponseLimit() int64 {
	if f.Large {
		return 64 << 20
	}
	return MaxResponseBytes
}

// ResponseStatus is the status that Grafana gets.
func (f Fault) ResponseStatus() int {
	switch {
	case f.Message == "":
		return http.StatusOK
	case f.Response == 0:
		return http.StatusBadGateway
	}
	return f.Response
}

// Way to a server.
type Way struct {
	URL  string
	HTTP *http.Client
	// Timeout is short for the faults that take all of it.
	Timeout time.Duration
	// Requests that have reached the server.
	Requests *atomic.Int32
}

// Start runs a server with this fault until the test ends, and says how to reach it. The URL holds credentials.
func (f Fault) Start(t *testing.T) Way {
	t.Helper()
	requests := new(atomic.Int32)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := requests.Add(1)
		// Go's server notices that a client has left only after the body is read.
		_ = r.ParseForm()
		_, _ = io.Copy(io.Discard, r.Body)
		if f.Serve == nil {
			Good(w, r, n)
			return
		}
		f.Serve(w, r, n)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if f.TLS {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	target, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	target.User = url.UserPassword("user", "s3cret")
	way := Way{URL: target.String() + "/prom/?team=a", HTTP: server.Client(), Timeout: 10 * time.Second, Requests: requests}
	switch {
	case f.Response == http.StatusGatewayTimeout:
		way.Timeout = ShortTimeout
	case f.Large:
		// The race detector takes its time.
		way.Timeout = 2 * time.Minute
	}
	if f.Break != nil {
		f.Break(&way, server)
	}
	t.Cleanup(way.HTTP.CloseIdleConnections)
	return way
}
