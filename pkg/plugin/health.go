package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/internal/recovered"
	"baseten-metrics-datasource/pkg/plugin/asked"
	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// layer is one step of the health check: each rests on those before it.
type layer struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	// Warning: nothing is broken, but somebody should do something.
	Warning bool   `json:"warning,omitempty"`
	Text    string `json:"text"`
	// Code is what the browser words the text from in its own language, with Params; "" where the text says it all.
	Code   string         `json:"code,omitempty"`
	Params map[string]any `json:"params,omitempty"`
}

// details are what the configuration page shows below the message.
type details struct {
	Layers []layer `json:"layers"`
}

// errUnhealthy ends the health check at the layer that failed.
var errUnhealthy = errors.New("unhealthy")

// examination is one run of the health check.
type examination struct {
	ds     *Datasource
	person asked.Person
	layers []layer
	counts map[string]int
	// core are the series of Baseten's support matrix, as a server names them.
	core []string
	at   time.Time
}

// CheckHealth goes from the network to the freshness of the data, and stops at the first thing that is wrong with
// what to do about it. It asks on the same ways as panels do.
func (ds *Datasource) CheckHealth(ctx context.Context, req *backend.CheckHealthRequest) (result *backend.CheckHealthResult, _ error) {
	if ds.broken != nil {
		return healthResult([]layer{{Name: "settings", Text: ds.broken.Error()}}), nil
	}
	var failure error
	defer func() {
		if failure != nil {
			result = healthResult([]layer{{Name: "plugin", Text: failure.Error()}})
		}
	}()
	defer recovered.Into(ctx, &failure)

	ctx, cancel := ds.withDeadline(ctx, "health check")
	defer cancel()
	e := &examination{ds: ds, person: ds.source.Person(req.GetHTTPHeaders()), at: ds.now(), core: ds.coreSeries(ctx)}
	for _, check := range []func(context.Context) error{e.settings, e.address, e.reachable, e.authorised, e.series, e.labels, e.fresh, e.interval, e.coverage} {
		if check(ctx) != nil {
			break
		}
	}
	return healthResult(e.layers), nil
}

func healthResult(layers []layer) *backend.CheckHealthResult {
	result := &backend.CheckHealthResult{Status: backend.HealthStatusOk}
	texts := make([]string, 0, len(layers))
	for _, l := range layers {
		if !l.OK {
			result.Status = backend.HealthStatusError
			texts = []string{l.Text}
			break
		}
		texts = append(texts, l.Text)
	}
	result.Message = strings.Join(texts, " ")
	if encoded, err := json.Marshal(details{Layers: layers}); err == nil {
		result.JSONDetails = encoded
	}
	return result
}

// pass adds a layer that is as it should be, or no failure.
func (e *examination) pass(name, code string, params map[string]any, format string, args ...any) error {
	e.layers = append(e.layers, layer{Name: name, OK: true, Code: code, Params: params, Text: fmt.Sprintf(format, args...)})
	return nil
}

// warn adds a layer that works and should be better.
func (e *examination) warn(name, code string, params map[string]any, format string, args ...any) error {
	e.layers = append(e.layers, layer{Name: name, OK: true, Warning: true, Code: code, Params: params, Text: fmt.Sprintf(format, args...)})
	return nil
}

// fail adds the layer that ends the check.
func (e *examination) fail(name, code string, params map[string]any, format string, args ...any) error {
	e.layers = append(e.layers, layer{Name: name, Code: code, Params: params, Text: fmt.Sprintf(format, args...)})
	return errUnhealthy
}

// params names what a text is made of: name and value take turns.
func params(pairs ...any) map[string]any {
	named := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			named[name] = pairs[i+1]
		}
	}
	return named
}

// reachable: something answers at the address. What exactly is asked of /status/buildinfo, which not every server
// has and some proxies hide, so that its failing alone decides nothing.
func (e *examination) reachable(ctx context.Context) error {
	info, err := e.person.BuildInfo(ctx)
	if err == nil && info.Application != "" {
		server := strings.TrimSpace(info.Application + " " + info.Version)
		return e.pass("reachable", "connected", params("server", server), "Connected to %s.", server)
	}
	if errors.Is(err, prometheus.ErrBusy) {
		return e.fail("reachable", "", nil, "%v", sentence(err))
	}
	var failed *prometheus.Error
	if errors.As(err, &failed) && failed.Status == 0 {
		if !nobodyThere(err) {
			if wrong := e.wrongPath(ctx, "reachable"); wrong != nil {
				return wrong
			}
		}
		url := e.ds.settings.Address()
		if nobodyThere(err) && isLoopback(e.ds.settings.URL.Hostname()) {
			return e.fail("reachable", "unreachable-here", params("url", url, "error", sentence(err)), "The server can't be reached at %s: %v "+
				"This address is that of the machine or the container that Grafana runs in: if Prometheus runs in another one, the URL needs the name of that.", url, sentence(err))
		}
		return e.fail("reachable", "unreachable", params("url", url, "error", sentence(err)), "The server can't be "+
			"reached at %s: %v Grafana's server has to reach it, not only your browser.", url, sentence(err))
	}
	return e.pass("reachable", "answers", params("url", e.ds.settings.Address()), "Something answers at %s.", e.ds.settings.Address())
}

// nobodyThere says whether nothing listens at the address, so that asking it for something else is no use.
func nobodyThere(err error) bool {
	var dial *net.OpError
	var name *net.DNSError
	return errors.As(err, &name) || errors.As(err, &dial) && dial.Op == "dial"
}

func isLoopback(host string) bool {
	address := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || address != nil && address.IsLoopback()
}

// authorised: a query is answered, on the way that panels take.
func (e *examination) authorised(ctx context.Context) error {
	counts, err := e.person.SeriesCountsAnew(ctx, e.at)
	if err == nil {
		e.counts = counts
		return e.pass("authorised", "queries", params("method", e.ds.settings.HTTPMethod), "Queries are answered (%s).", e.ds.settings.HTTPMethod)
	}
	status := 0
	var failed *prometheus.Error
	if errors.As(err, &failed) {
		status = failed.Status
	}
	if cloud := e.refusingCloud(status, err); cloud != nil {
		return e.fail("authorised", cloud.code, nil, "%s The server answered: %v", cloud.unsupported, sentence(err))
	}
	if errors.Is(err, decode.ErrLimit) {
		return e.fail("authorised", "too-large", params("error", sentence(err)), "The answer to a first query is larger than the settings allow: %v", sentence(err))
	}
	if status != http.StatusUnauthorized && status != http.StatusForbidden {
		if wrong := e.wrongPath(ctx, "authorised"); wrong != nil {
			return wrong
		}
	}
	switch status {
	case http.StatusUnauthorized:
		// The error says itself what to check.
		return e.fail("authorised", "login", params("error", sentence(err)), "The server refuses the login: %v", sentence(err))
	case http.StatusForbidden:
		return e.fail("authorised", "forbidden", params("error", sentence(err)), "The login is accepted, but may not query: %v Give it the right to read, or check the tenant header.", sentence(err))
	case http.StatusNotFound:
		return e.fail("authorised", "no-api", params("url", e.ds.settings.Address(), "error", sentence(err)), "The server has no Prometheus API at %s: %v The URL ends before /api/v1 and needs the path prefix "+
			"that some servers have, such as /prometheus (Mimir) or /select/0/prometheus (VictoriaMetrics cluster).",
			e.ds.settings.Address(), sentence(err))
	default:
		return e.fail("authorised", "no-answer", params("error", sentence(err)), "The server does not answer queries: %v", sentence(err))
	}
}

// sentence is an error's text with a full stop, so that another sentence can follow.
func sentence(err error) string {
	text := strings.TrimSpace(err.Error())
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".?!") {
		return text
	}
	return text + "."
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
