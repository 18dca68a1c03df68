package prometheus

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// Error is why a request failed.
type Error struct {
	// Status is the HTTP status that the server answered with; 0 when there was no answer.
	Status int
	// ErrorType is Prometheus's own word: bad_data, execution, timeout, …
	ErrorType string
	// Message is the server's text, or what went wrong on the way.
	Message string
	// URL without credentials and without the values of its parameters.
	URL string
	// Source says whose fault it is.
	Source backend.ErrorSource
	// Hint is what to do about it, a sentence; may be empty.
	Hint string
	// Canceled: the caller gave up.
	Canceled bool
	// Timeout: the server did not answer in time.
	Timeout bool

	cause error
}

// Error is the whole text for people: status, type, the server's words, the hint.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Status != 0 && e.Status != http.StatusOK {
		b.WriteString(strconv.Itoa(e.Status))
		if text := http.StatusText(e.Status); text != "" {
			b.WriteString(" " + text)
		}
		b.WriteString(": ")
	}
	// VictoriaMetrics repeats the status as the type.
	if e.ErrorType != "" && e.ErrorType != strconv.Itoa(e.Status) {
		b.WriteString(e.ErrorType + ": ")
	}
	b.WriteString(e.Message)
	if e.Hint != "" {
		if e.Message == "" || !strings.ContainsAny(e.Message[len(e.Message)-1:], ".?!") {
			b.WriteString(".")
		}
		b.WriteString(" " + e.Hint)
	}
	return b.String()
}

// Unwrap gives the error underneath, nil when there is none.
func (e *Error) Unwrap() error { return e.cause }

// ResponseStatus is the status for Grafana's DataResponse or a resource's answer: the server's own where it answered
// with an error, 504 on timeout, 499 when the caller gave up, otherwise 502.
func (e *Error) ResponseStatus() backend.Status {
	switch {
	case e.Canceled:
		return backend.Status(499)
	case e.Timeout:
		return backend.StatusTimeout
	case e.Status >= 400:
		return backend.Status(e.Status)
	case e.Source == backend.ErrorSourcePlugin:
		return backend.StatusInternal
	}
	return backend.StatusBadGateway
}
