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

// MaxPoints of one answer, which no setting changes.
const MaxPoints = 20_000_000

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
	// MaxResponseMegabytes bounds the body of one answer, decompressed.
	MaxResponseMegabytes int
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
	// Unread was saved and does nothing.
	Unread Unread
}

// countSetting is a whole number from 1, one row each. src/config/limits.ts has the same on the page, and docs/architecture.md
// states it; a test holds each of them to it.
type countSetting struct {
	// name in jsonData, and label of its field on the page.
	name, label string
	// missing is in force where nothing is said.
	missing, most int
	in            func(*Settings) *int
}

var countSettings = []countSetting{
	{"lookupLimit", "Values in a list", 1000, 100_000, func(s *Settings) *int { return &s.LookupLimit }},
	{"maxSeries", "Series of an answer", 20_000, 1_000_000, func(s *Settings) *int { return &s.MaxSeries }},
	{"maxResponseMegabytes", "Size of an answer", 256, 8192, func(s *Settings) *int { return &s.MaxResponseMegabytes }},
	// A filter with every one of some thousand models has room.
	{"maxQueryLength", "Length of a query", 500_000, 1_000_000, func(s *Settings) *int { return &s.MaxQueryLength }},
	{"maxQueryNesting", "Nesting of a query", 200, 1000, func(s *Settings) *int { return &s.MaxQueryNesting }},
	{"maxConcurrentQueries", "Requests at one time", 20, 1000, func(s *Settings) *int { return &s.MaxConcurrent }},
}

// durationSetting is a time, one row each.
type durationSetting struct {
	name, label          string
	missing, least, most time.Duration
	in                   func(*Settings) *time.Duration
}

var durationSettings = []durationSetting{
	// What Baseten recommends for its export endpoint.
	{"scrapeInterval", "Scrape interval", time.Minute, time.Second, time.Hour, func(s *Settings) *time.Duration { return &s.ScrapeInterval }},
	{"queryTimeout", "Query timeout", time.Minute, time.Second, 15 * time.Minute, func(s *Settings) *time.Duration { return &s.QueryTimeout }},
}

// labels are the names of the settings' fields on the configuration page.
var labels = withLabels(map[string]string{
	"url": "URL", "httpMethod": "HTTP method", "customQueryParameters": "Custom query parameters", "compression": "Compression",
})

func withLabels(labels map[string]string) map[string]string {
	for _, setting := range countSettings {
		labels[setting.name] = setting.label
	}
	for _, setting := range durationSettings {
		labels[setting.name] = setting.label
	}
	return labels
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
	for _, setting := range durationSettings {
		if *setting.in(s), err = fields.duration(setting.name, setting.missing, setting.least, setting.most); err != nil {
			return nil, err
		}
	}
	for _, setting := range countSettings {
		if *setting.in(s), err = fields.count(setting.name, setting.missing, setting.most); err != nil {
			return nil, err
		}
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
	if s.SigV4, err = fields.flag("sigV4Auth"); err != nil {
		return nil, err
	}
	s.AzureLogin = fields.has("azureCredentials")
	if s.HTTP, err = httpOptions(ctx, instance, fields); err != nil {
		return nil, err
	}
	s.ForwardIdentity = s.HTTP.ForwardHTTPHeaders
	s.Unread = unread(fields, instance.DecryptedSecureJSONData)
	return s, nil
}

// Address is the server's URL for people to read: without user, password and parameters.
func (s *Settings) Address() string {
	shown := *s.URL
	shown.User, shown.RawQuery, shown.ForceQuery, shown.Fragment = nil, "", false, ""
	return shown.String()
}
