// Package prometheus talks to servers that speak the Prometheus HTTP API: Prometheus, Mimir, Thanos, VictoriaMetrics.
//
//	prometheus         the client and its errors
//	prometheus/decode  body of an answer → typed columns
//	prometheus/frames  typed columns → Grafana data frames
//	prometheus/steps   step, time range, macros, durations
package prometheus

import (
	"net/http"
	"net/url"
	"time"

	"baseten-metrics-datasource/pkg/memory"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// Config of a Client, complete and checked: package settings does both, and knows the defaults.
type Config struct {
	// URL of the server, up to but without /api/v1. Its path is kept, with or without a slash at the end, and so are its
	// query parameters.
	URL *url.URL
	// HTTP does the requests; it carries authentication, TLS and headers. Its CheckRedirect is replaced by one that
	// refuses to leave the host, since the credentials would follow.
	HTTP *http.Client
	// Method of the endpoints that take either: POST or GET. Where a server answers a POST with 405 or 501 the request is
	// sent again as GET, and so are the later ones.
	Method string
	// Uncompressed: answers are asked for without compression, as they are from a server on the loopback interface anyhow.
	Uncompressed bool
	// CustomQueryParameters go with every request, in the URL.
	CustomQueryParameters url.Values
	// Timeout of one request, its retries included.
	Timeout time.Duration
	// MaxResponseBytes limits a body after decompression.
	MaxResponseBytes int64
	// MaxSeries and MaxPoints limit a query's result.
	MaxSeries, MaxPoints int
	// MaxConcurrent limits the requests that are under way at one time. Others wait for a place, as long as Timeout at most.
	// Those in the background have places of their own.
	MaxConcurrent int
	// Memory that the answers of all clients share.
	Memory *memory.Budget
	// RetryDelay before the first retry after a failed connection. Each next pause is twice as long.
	RetryDelay time.Duration
	// RetryFor so long at most, from the first failure on.
	RetryFor time.Duration
}

// How often a failed connection is tried again.
const (
	RetryDelay = 100 * time.Millisecond
	// RetryFor is as long as a Prometheus takes to be started again.
	RetryFor = 5 * time.Second
)

// backgroundPlaces is how many requests in the background may be under way at one time, of all people together.
const backgroundPlaces = 2

// RangeRequest is a query_range. Take its fields from a steps.Plan.
type RangeRequest struct {
	Expr       string
	Start, End time.Time
	Step       time.Duration
	// Filter is matchers, joined by commas, that every series has to meet beside those of Expr. Only VictoriaMetrics has it.
	Filter string
	// Background: nobody looks at a panel that waits for it. It takes one of two places that are there for such requests.
	Background bool
}

// InstantRequest is a query at one time. Step is sent only when it is not 0.
type InstantRequest struct {
	Expr string
	Time time.Time
	Step time.Duration
	// Filter as in RangeRequest.
	Filter string
}

// LookupRequest narrows a look-up of labels or series.
type LookupRequest struct {
	// Matches are selectors; a series counts when it matches any of them. May be empty, but not for Series.
	Matches []string
	// Wider are selectors to ask with instead where Matches are longer than a URL may be and the server takes no POST: those
	// of the metrics alone. Without them such a look-up fails.
	Wider []string
	// Start and End of the time range; zero times are not sent.
	Start, End time.Time
	// Limit of the number of results; 0 means none. Servers that don't know it send more; the client cuts.
	Limit int
}

// LookupResult is a list of label names or values.
type LookupResult struct {
	// Values as the server sent them, "" included, at most the limit.
	Values []string
	// Truncated: there are more than the limit.
	Truncated bool
	// Widened: LookupRequest.Wider was asked with, so that there may be values which Matches wouldn't give.
	Widened  bool
	Warnings []string
}

// SeriesResult is a list of label sets.
type SeriesResult struct {
	Series    [][]decode.Label
	Truncated bool
	// Widened: as in LookupResult.
	Widened  bool
	Warnings []string
}

// Metadata describes a metric as its exporter does.
type Metadata struct {
	Type string `json:"type"`
	Help string `json:"help"`
	Unit string `json:"unit"`
}

// VictoriaMetrics is what BuildInfo calls the server that takes MetricsQL and filters beside a query.
const VictoriaMetrics = "VictoriaMetrics"

// BuildInfo says what server answers. Fields that it doesn't tell are empty.
type BuildInfo struct {
	// Application is "Prometheus", "Grafana Mimir", "Thanos" or "VictoriaMetrics", as far as can be told.
	Application string
	Version     string
}
