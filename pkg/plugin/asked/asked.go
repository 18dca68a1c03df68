// Package asked is the only way from the plugin to a data source's server. Whatever is asked is asked for one person, and
// what is shared of it, an answer that is kept or a request that is under way, is shared with nobody but that person: the
// keys of both are made here, in one place, of the person and of the question as a whole.
//
//	asked.go      Server, Source, Person
//	identity.go   what tells people apart
//	question.go   a question is its own key
//	queries.go    queries: shared while they are under way
//	lookups.go    look-ups: shared, and kept for a short time
//	flight.go     calls that are under way
package asked

import (
	"context"
	"net/http"
	"time"

	"baseten-metrics-datasource/pkg/internal/lru"
	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// What is kept of one data source's look-ups.
const (
	// KeptFor is short enough that a new model shows within a scrape, and long enough that twenty panels of a dashboard ask
	// once.
	KeptFor = 30 * time.Second
	// KeptAnswers is the largest number of answers.
	KeptAnswers = 500
	// KeptBytes bounds the memory of all of them together, and LargestKept that of each. A larger one is asked for anew.
	KeptBytes   = 32 << 20
	LargestKept = KeptBytes / 4
)

// Server is what answers PromQL: a client of the Prometheus HTTP API.
type Server interface {
	QueryRange(ctx context.Context, request prometheus.RangeRequest) (*decode.Result, error)
	QueryInstant(ctx context.Context, request prometheus.InstantRequest) (*decode.Result, error)
	Series(ctx context.Context, request prometheus.LookupRequest) (*prometheus.SeriesResult, error)
	LabelNames(ctx context.Context, request prometheus.LookupRequest) (*prometheus.LookupResult, error)
	LabelValues(ctx context.Context, label string, request prometheus.LookupRequest) (*prometheus.LookupResult, error)
	Metadata(ctx context.Context, metric string) ([]prometheus.Metadata, error)
	BuildInfo(ctx context.Context) (*prometheus.BuildInfo, error)
	Exposition(ctx context.Context) (prometheus.Exposition, error)
	CloseIdleConnections()
}

// Source is one data source's server with all that is kept and under way. Grafana makes one instance for each data source
// of each organisation, so that nothing is shared between them.
type Source struct {
	server Server
	// perPerson: requests carry the identity of who asks.
	perPerson bool
	kept      *lru.Cache[key, any]
	underway  flight
}

// New makes the way to a server. With perPerson its answers depend on who asks, otherwise all people are one.
func New(server Server, perPerson bool) *Source {
	kept := lru.New[key, any](lru.Limits{Entries: KeptAnswers, Bytes: KeptBytes, Largest: LargestKept, Age: KeptFor})
	return &Source{server: server, perPerson: perPerson, kept: kept}
}

// Close lets go of idle connections and of all that is kept.
func (s *Source) Close() {
	s.server.CloseIdleConnections()
	s.kept.Clear()
}

// Waiting is the number of those who wait for an answer just now.
func (s *Source) Waiting() int { return s.underway.waiting() }

// Person asks for somebody. What comes back may be shared with the same person's other requests, so it is read-only.
type Person struct {
	source *Source
	who    identity
}

// Person is who made a request with these headers.
func (s *Source) Person(headers http.Header) Person {
	if !s.perPerson {
		return Person{source: s}
	}
	return Person{source: s, who: identify(headers)}
}
