// Package settings reads what was saved in the data source's configuration, fills in the defaults and
// refuses what can't work with a message that names the setting.
package settings

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/prometheus/common/model"
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

// parseURL checks the server's address. Credentials in it are refused: Grafana shows the address in the browser.
func parseURL(text string) (*url.URL, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, invalid("url", "is empty; enter the address of a Prometheus compatible server, such as http://localhost:9090")
	}
	parsed, err := url.Parse(text)
	if err != nil {
		// The parser's words repeat the address, which may hold a password.
		return nil, invalid("url", "is not an address; it should look like http://localhost:9090")
	}
	if parsed.User != nil {
		return nil, invalid("url", "must not hold a user name or password, because addresses are shown in the browser; use basic authentication")
	}
	if parsed.Scheme != "http" && parsed.Scheme != "https" {
		// The address isn't repeated in any of these: without http:// in front, user and password aren't seen as such.
		return nil, invalid("url", "must start with http:// or https://; it should look like http://localhost:9090")
	}
	if parsed.Hostname() == "" {
		return nil, invalid("url", "names no host; it should look like http://localhost:9090")
	}
	parameters, err := url.ParseQuery(parsed.RawQuery)
	if err != nil {
		return nil, invalid("url", "has parameters that can't be read; they look like ?a=b&c=d, with %% escapes for other characters")
	}
	for parameter := range parameters {
		if reservedParameters[parameter] {
			return nil, invalid("url", "must not set the parameter %q, which the data source sets itself", parameter)
		}
	}
	parsed.Fragment, parsed.RawFragment = "", ""
	parsed.Path = strings.TrimRight(parsed.Path, "/")
	parsed.RawPath = strings.TrimRight(parsed.RawPath, "/")
	return parsed, nil
}

// fields are the settings of jsonData; those that are null are left out, since null means "not set".
type fields map[string]json.RawMessage

func decode(jsonData json.RawMessage) (fields, error) {
	if len(strings.TrimSpace(string(jsonData))) == 0 {
		return fields{}, nil
	}
	all := fields{}
	if err := json.Unmarshal(jsonData, &all); err != nil {
		return nil, invalid("jsonData", "must be a JSON object")
	}
	for name, raw := range all {
		if string(raw) == "null" {
			delete(all, name)
		}
	}
	return all, nil
}

// text gives a string setting, "" where it is missing.
func (f fields) text(name string) (string, error) {
	raw, ok := f[name]
	if !ok {
		return "", nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return "", invalid("jsonData."+name, "must be a text in quotes, but is %s", kindOf(raw))
	}
	return strings.TrimSpace(text), nil
}

// flag gives a true-or-false setting, false where it is missing.
func (f fields) flag(name string) (bool, error) {
	switch strings.ToLower(f.plain(name)) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, invalid("jsonData."+name, "must be true or false, but is %s", shorten(f[name]))
}

// duration gives a time. Text and numbers are taken, and a number is one of seconds: provisioning files fill settings from
// environment variables, which are text, and people write 30 for half a minute.
func (f fields) duration(name string, missing, least, most time.Duration) (time.Duration, error) {
	text := f.plain(name)
	if text == "" {
		return missing, nil
	}
	value, ok := seconds(text)
	if !ok {
		parsed, err := model.ParseDuration(text)
		if err != nil {
			return 0, invalid("jsonData."+name, `is %s, but must be a duration such as "60s" or "1m", or a number of seconds`, shorten(f[name]))
		}
		value = time.Duration(parsed)
	}
	if value < least || value > most {
		return 0, invalid("jsonData."+name, "is %s, but must be from %s to %s", shorten(f[name]), model.Duration(least), model.Duration(most))
	}
	return value, nil
}

// plain is a setting without its quotes, should it have any; "" where it is missing.
func (f fields) plain(name string) string {
	var text string
	if json.Unmarshal(f[name], &text) == nil {
		return strings.TrimSpace(text)
	}
	return string(f[name])
}

// seconds reads a bare number of seconds.
func seconds(text string) (time.Duration, bool) {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(number) || math.Abs(number) > (365*24*time.Hour).Seconds() {
		return 0, false
	}
	return time.Duration(math.Round(number*1000)) * time.Millisecond, true
}

func (f fields) method(name string) (string, error) {
	text, err := f.text(name)
	if err != nil {
		return "", err
	}
	switch strings.ToUpper(text) {
	case "", http.MethodPost:
		return http.MethodPost, nil
	case http.MethodGet:
		return http.MethodGet, nil
	default:
		return "", invalid("jsonData."+name, "is %s, but must be POST or GET", shorten(f[name]))
	}
}

// uncompressed reads whether answers are to come without compression: "gzip", the default, or "none".
func (f fields) uncompressed(name string) (bool, error) {
	text, err := f.text(name)
	if err != nil {
		return false, err
	}
	switch strings.ToLower(text) {
	case "", "gzip":
		return false, nil
	case "none":
		return true, nil
	default:
		return false, invalid("jsonData."+name, "is %s, but must be gzip or none", shorten(f[name]))
	}
}

// reservedParameters belong to the requests of this plugin; overriding one would change what a query means.
var reservedParameters = map[string]bool{
	"query": true, "time": true, "start": true, "end": true, "step": true, "match[]": true, "limit": true, "metric": true,
}

func (f fields) parameters(name string) (url.Values, error) {
	text, err := f.text(name)
	if err != nil {
		return nil, err
	}
	values, err := url.ParseQuery(strings.TrimPrefix(text, "?"))
	if err != nil {
		return nil, invalid("jsonData."+name, "must look like a=b&c=d, with %% escapes for other characters")
	}
	for parameter := range values {
		if reservedParameters[parameter] {
			return nil, invalid("jsonData."+name, "must not set %q, which the data source sets itself", parameter)
		}
	}
	return values, nil
}

// count gives a whole number from 1 to most. A number in quotes is taken too, since provisioning files fill
// settings from environment variables, which are text.
func (f fields) count(name string, missing, most int) (int, error) {
	text := f.plain(name)
	if text == "" {
		return missing, nil
	}
	// 1e3 and 500.0 are whole numbers too, as JSON writers may put them.
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || value != math.Trunc(value) || value < 1 || value > float64(most) {
		return 0, invalid("jsonData."+name, "is %s, but must be a whole number from 1 to %d", shorten(f[name]), most)
	}
	return int(value), nil
}

// kindOf names the kind of a JSON value, for settings that may hold a secret.
func kindOf(raw json.RawMessage) string {
	switch first := strings.TrimSpace(string(raw)); {
	case first == "":
		return "nothing"
	case first[0] == '{':
		return "an object"
	case first[0] == '[':
		return "a list"
	case first[0] == '"':
		return "a text"
	case first == "true" || first == "false":
		return first
	}
	return "a number"
}

// shorten quotes a JSON value in a message without letting it fill the screen.
func shorten(raw json.RawMessage) string {
	const most = 60
	text := []rune(string(raw))
	if len(text) <= most {
		return string(text)
	}
	return string(text[:most]) + "…"
}
