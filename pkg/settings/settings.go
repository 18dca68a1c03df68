// Package settings reads what was saved in the data source's configuration, fills in the defaults and
// refuses what can't work with a message that names the setting.
package settings

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

// Defaults of the settings that may be missing.
const (
	// DefaultScrapeInterval is what Baseten recommends for its export endpoint.
	DefaultScrapeInterval = 60 * time.Second
	DefaultQueryTimeout   = 60 * time.Second
	DefaultLookupLimit    = 1000
	DefaultMaxSeries      = 20_000
	// MaxPoints of one answer, which no setting changes.
	MaxPoints            = 20_000_000
	DefaultMaxResponseMB = 256
	DefaultMaxConcurrent = 20
	// DefaultMaxQueryLength in characters: a filter with every one of some thousand models has room.
	DefaultMaxQueryLength  = 500_000
	DefaultMaxQueryNesting = 200

	minScrapeInterval = time.Second
	maxScrapeInterval = time.Hour
	minQueryTimeout   = time.Second
	maxQueryTimeout   = 15 * time.Minute
	maxLookupLimit    = 100_000
)

// Settings of one data source, complete and checked.
type Settings struct {
	// URL of the server, without a trailing slash; its query parameters are kept.
	URL *url.URL
	// ScrapeInterval of the metrics, the floor of every step.
	ScrapeInterval time.Duration
	// HTTPMethod of the endpoints that take both: POST or GET.
	HTTPMethod string
	// QueryTimeout bounds one query or look-up, retries included.
	QueryTimeout time.Duration
	// CustomQueryParameters are sent with every request to the server.
	CustomQueryParameters url.Values
	// LookupLimit bounds the values that one look-up gives.
	LookupLimit int
	// MaxSeries bounds the series of one answer.
	MaxSeries int
	// MaxResponseBytes bounds the body of one answer, decompressed.
	MaxResponseBytes int64
	// MaxQueryLength bounds the PromQL of one query, in characters.
	MaxQueryLength int
	// MaxQueryNesting bounds how many brackets of one query may be open at one place.
	MaxQueryNesting int
	// SigV4: the settings ask for requests signed for AWS, which are not supported.
	SigV4 bool
	// AzureLogin: the settings ask for a login to Azure, which is not supported.
	AzureLogin bool
	// MaxConcurrent bounds the requests to the server at one time.
	MaxConcurrent int
	// Uncompressed: the server is asked for answers that are not compressed.
	Uncompressed bool
	// HTTP holds authentication, TLS, headers and connection options for the SDK's client.
	HTTP httpclient.Options
	// ForwardIdentity is true where requests carry the identity of the person who asks, so that no answer
	// may be shared between people.
	ForwardIdentity bool
}

// Error is a setting that can't be used. It is the fault of who configured the data source, not of the plugin.
type Error struct {
	// Setting as it is called in provisioning files: `url`, `jsonData.scrapeInterval`.
	Setting string
	Message string
}

// Error says which setting is wrong and what is allowed.
func (e *Error) Error() string {
	if label := labels[strings.TrimPrefix(e.Setting, "jsonData.")]; label != "" {
		return fmt.Sprintf("data source setting %q (%s): %s", label, e.Setting, e.Message)
	}
	return fmt.Sprintf("data source setting %s: %s", e.Setting, e.Message)
}

// labels are the names of the settings' fields on the configuration page.
var labels = map[string]string{
	"url": "URL", "scrapeInterval": "Scrape interval", "queryTimeout": "Query timeout", "httpMethod": "HTTP method",
	"customQueryParameters": "Custom query parameters", "lookupLimit": "Values in a list", "maxSeries": "Series of an answer",
	"maxResponseMegabytes": "Size of an answer", "maxQueryLength": "Length of a query", "maxQueryNesting": "Nesting of a query",
	"maxConcurrentQueries": "Requests at one time", "compression": "Compression",
}

func invalid(setting, format string, args ...any) error {
	return &Error{Setting: setting, Message: fmt.Sprintf(format, args...)}
}

// Load reads the settings of one data source. Missing, null and empty settings get their default; a setting of
// the wrong type or out of bounds gives an *Error.
func Load(ctx context.Context, instance backend.DataSourceInstanceSettings) (*Settings, error) {
	fields, err := decode(instance.JSONData)
	if err != nil {
		return nil, err
	}

	s := &Settings{}
	if s.URL, err = parseURL(instance.URL); err != nil {
		return nil, err
	}
	if s.ScrapeInterval, err = fields.duration("scrapeInterval", DefaultScrapeInterval, minScrapeInterval, maxScrapeInterval); err != nil {
		return nil, err
	}
	if s.QueryTimeout, err = fields.duration("queryTimeout", DefaultQueryTimeout, minQueryTimeout, maxQueryTimeout); err != nil {
		return nil, err
	}
	if s.HTTPMethod, err = fields.method("httpMethod"); err != nil {
		return nil, err
	}
	if s.Uncompressed, err = fields.uncompressed("compression"); err != nil {
		return nil, err
	}
	if s.CustomQueryParameters, err = fields.parameters("customQueryParameters"); err != nil {
		return nil, err
	}
	for parameter := range s.URL.Query() {
		if s.CustomQueryParameters.Has(parameter) {
			// One of the two would win, and may be the one that lets more through.
			return nil, invalid("jsonData.customQueryParameters", "must not set %q, which the URL sets already", parameter)
		}
	}
	if s.LookupLimit, err = fields.count("lookupLimit", DefaultLookupLimit, maxLookupLimit); err != nil {
		return nil, err
	}
	if s.MaxSeries, err = fields.count("maxSeries", DefaultMaxSeries, 1_000_000); err != nil {
		return nil, err
	}
	if s.MaxQueryLength, err = fields.count("maxQueryLength", DefaultMaxQueryLength, 1_000_000); err != nil {
		return nil, err
	}
	if s.MaxQueryNesting, err = fields.count("maxQueryNesting", DefaultMaxQueryNesting, 1000); err != nil {
		return nil, err
	}
	if s.MaxConcurrent, err = fields.count("maxConcurrentQueries", DefaultMaxConcurrent, 1000); err != nil {
		return nil, err
	}
	megabytes, err := fields.count("maxResponseMegabytes", DefaultMaxResponseMB, 8192)
	if err != nil {
		return nil, err
	}
	s.MaxResponseBytes = int64(megabytes) << 20

	if s.SigV4, err = fields.flag("sigV4Auth"); err != nil {
		return nil, err
	}
	s.AzureLogin = fields.has("azureCredentials")
	if s.HTTP, err = httpOptions(ctx, instance, fields); err != nil {
		return nil, err
	}
	s.ForwardIdentity = s.HTTP.ForwardHTTPHeaders
	return s, nil
}

// Address is the server's URL for people to read: without user, password and parameters.
func (s *Settings) Address() string {
	shown := *s.URL
	shown.User, shown.RawQuery, shown.ForceQuery, shown.Fragment = nil, "", false, ""
	return shown.String()
}
