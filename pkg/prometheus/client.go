package prometheus

import (
	"context"
	"errors"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

var errNotYet = errors.New("not yet")

// Client asks one server.
type Client struct{ config Config }

// NewClient checks the configuration.
func NewClient(config Config) (*Client, error) { return &Client{config: config}, nil }

// QueryRange runs a range query.
func (c *Client) QueryRange(ctx context.Context, request RangeRequest) (*decode.Result, error) {
	return nil, errNotYet
}

// QueryInstant runs an instant query.
func (c *Client) QueryInstant(ctx context.Context, request InstantRequest) (*decode.Result, error) {
	return nil, errNotYet
}

// Series lists label sets.
func (c *Client) Series(ctx context.Context, request LookupRequest) (*SeriesResult, error) {
	return nil, errNotYet
}

// LabelNames lists label names.
func (c *Client) LabelNames(ctx context.Context, request LookupRequest) (*LookupResult, error) {
	return nil, errNotYet
}

// LabelValues lists the values of a label.
func (c *Client) LabelValues(ctx context.Context, label string, request LookupRequest) (*LookupResult, error) {
	return nil, errNotYet
}

// Metadata of a metric.
func (c *Client) Metadata(ctx context.Context, metric string) ([]Metadata, error) {
	return nil, errNotYet
}

// BuildInfo of the server.
func (c *Client) BuildInfo(ctx context.Context) (*BuildInfo, error) { return nil, errNotYet }

// CloseIdleConnections lets go of connections that wait for reuse.
func (c *Client) CloseIdleConnections() {}
