package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/prometheus/prometheus/model/labels"

	"baseten-metrics-datasource/pkg/internal/recovered"
	"baseten-metrics-datasource/pkg/plugin/asked"
	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
	"baseten-metrics-datasource/pkg/prometheus/steps"
)

const (
	// staleScrapes without a new sample mean that something is wrong with the scraping.
	staleScrapes = 4
	// observedWindow is where the scrape interval is read off.
	observedWindow = 10 * time.Minute
	// exportFacts is what to know of Baseten's endpoint when its series are missing.
	exportFacts = "Baseten's export endpoint is scraped with the header `Authorization: Api-Key …`, once every 60 s " +
		"(it refuses more than 6 requests a minute); a new series shows after about 30 s and the next scrape, and nothing is filled in for the past."
)

// layer is one step of the health check: each rests on those before it.
type layer struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Text string `json:"text"`
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
	for _, check := range []func(context.Context) error{e.address, e.reachable, e.authorised, e.series, e.labels, e.fresh, e.interval} {
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

func (e *examination) pass(name, format string, args ...any) error {
	e.layers = append(e.layers, layer{Name: name, OK: true, Text: fmt.Sprintf(format, args...)})
	return nil
}

func (e *examination) fail(name, format string, args ...any) error {
	e.layers = append(e.layers, layer{Name: name, Text: fmt.Sprintf(format, args...)})
	return errUnhealthy
}

// reachable: something answers at the address. What exactly is asked of /status/buildinfo, which not every server
// has and some proxies hide, so that its failing alone decides nothing.
func (e *examination) reachable(ctx context.Context) error {
	info, err := e.person.BuildInfo(ctx)
	if err == nil && info.Application != "" {
		return e.pass("reachable", "Connected to %s.", strings.TrimSpace(info.Application+" "+info.Version))
	}
	if errors.Is(err, prometheus.ErrBusy) {
		return e.fail("reachable", "%v", sentence(err))
	}
	var failed *prometheus.Error
	if errors.As(err, &failed) && failed.Status == 0 {
		return e.fail("reachable", "The server can't be reached at %s: %v Check the URL, and that Grafana's server, not only "+
			"your browser, can reach it.", e.ds.settings.Address(), sentence(err))
	}
	return e.pass("reachable", "Something answers at %s.", e.ds.settings.Address())
}

// authorised: a query is answered, on the way that panels take.
func (e *examination) authorised(ctx context.Context) error {
	counts, err := e.person.SeriesCountsAnew(ctx, e.at)
	if err == nil {
		e.counts = counts
		return e.pass("authorised", "Queries are answered (%s).", e.ds.settings.HTTPMethod)
	}
	status := 0
	var failed *prometheus.Error
	if errors.As(err, &failed) {
		status = failed.Status
	}
	if e.wantsSigning(status, err) {
		return e.fault("authorised", codeSigV4, nil, "%s The server answered: %v", noSigV4, sentence(err))
	}
	if errors.Is(err, decode.ErrLimit) {
		return e.fail("authorised", "The answer to a first query is larger than the settings allow: %v", sentence(err))
	}
	if status == http.StatusNotFound && strings.HasSuffix(e.ds.settings.URL.Path, "/metrics") {
		return e.fault("authorised", codeExport, map[string]any{"url": e.ds.settings.Address()}, exportAddress, e.ds.settings.Address())
	}
	switch status {
	case http.StatusUnauthorized:
		// The error says itself what to check.
		return e.fail("authorised", "The server refuses the login: %v", sentence(err))
	case http.StatusForbidden:
		return e.fail("authorised", "The login is accepted, but may not query: %v Give it the right to read, or check the tenant header.", sentence(err))
	case http.StatusNotFound:
		return e.fail("authorised", "The server has no Prometheus API at %s: %v The URL ends before /api/v1 and needs the path prefix "+
			"that some servers have, such as /prometheus (Mimir) or /select/0/prometheus (VictoriaMetrics cluster).",
			e.ds.settings.Address(), sentence(err))
	default:
		return e.fail("authorised", "The server does not answer queries: %v", sentence(err))
	}
}

// series: what Baseten exports is there.
func (e *examination) series(ctx context.Context) error {
	if len(e.counts) == 0 {
		return e.fail("series", "Queries work, but no series named baseten_… has a sample in the past five minutes.%s %s", e.lastSeen(ctx), exportFacts)
	}
	present := 0
	var missing []string
	for _, name := range e.core {
		if e.counts[name] > 0 {
			present++
		} else {
			missing = append(missing, name)
		}
	}
	text := fmt.Sprintf("%d of %d core metrics are there", present, len(e.core))
	if models, err := e.models(ctx); err == nil && models > 0 {
		text += fmt.Sprintf(", of %d %s", models, plural(models, "model"))
	}
	if len(missing) > 0 {
		text += " (not there: " + strings.Join(missing, ", ") + ")"
	}
	return e.pass("series", "%s.", text)
}

// lastSeen says when there were series, should there have been any.
func (e *examination) lastSeen(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, remarkTime)
	defer cancel()
	last, err := e.person.LastSample(ctx, "baseten_replicas_active", e.ds.now())
	if err != nil || last.IsZero() {
		return ""
	}
	return fmt.Sprintf(" The last one was at %s: scraping has stopped since.", last.UTC().Format("2006-01-02 15:04:05 UTC"))
}

func (e *examination) models(ctx context.Context) (int, error) {
	value, ok, err := e.number(ctx, "count(count by (model_id) ("+e.probe()+"))")
	if err != nil || !ok {
		return 0, err
	}
	return int(value), nil
}

// probe is a series that is cheap to ask for: a core gauge where there is one.
func (e *examination) probe() string {
	for _, name := range []string{"baseten_replicas_active", "baseten_inference_requests_total"} {
		if e.counts[name] > 0 {
			return name
		}
	}
	for _, name := range e.core {
		if e.counts[name] > 0 {
			return name
		}
	}
	return `{__name__=~"baseten_.+"}`
}

// fresh: the newest sample is not older than a few scrapes.
func (e *examination) fresh(ctx context.Context) error {
	seconds, ok, err := e.number(ctx, "max(timestamp("+e.probe()+"))")
	if err != nil {
		return e.fail("fresh", "The age of the data can't be told: %v", sentence(err))
	}
	if !ok {
		return e.fail("fresh", "The age of the data can't be told, since the series vanished while they were looked at; try again.")
	}
	age := e.at.Sub(time.UnixMilli(int64(seconds * 1000))).Round(time.Second)
	switch limit := staleScrapes * e.ds.settings.ScrapeInterval; {
	case age > limit:
		return e.fail("fresh", "The newest sample is %s old, more than %d scrapes: see whether the scrape job still works, and "+
			"whether the export endpoint answers it with 401 or 429. %s", age, staleScrapes, exportFacts)
	case age < -time.Minute:
		return e.fail("fresh", "The newest sample is %s in the future: the clocks of Grafana's and the Prometheus server disagree.", -age)
	}
	return e.pass("fresh", "The newest sample is %s old.", max(age, 0))
}

// interval: the scrape interval that the samples have fits the one that the settings say. A wrong one makes rates
// empty or coarse, but is no failure.
func (e *examination) interval(ctx context.Context) error {
	set := e.ds.settings.ScrapeInterval
	observed, err := e.observed(ctx)
	if err != nil || observed == 0 {
		return e.pass("interval", "There are too few samples yet to tell the scrape interval; %s is assumed.", steps.FormatDuration(set))
	}
	ratio := observed.Seconds() / set.Seconds()
	switch {
	case ratio > 1.3:
		return e.pass("interval", "Samples come about every %s, but the setting Scrape interval is %s: rates will have gaps. Set it to %s.",
			steps.FormatDuration(observed), steps.FormatDuration(set), steps.FormatDuration(observed))
	case ratio < 0.7:
		return e.pass("interval", "Samples come about every %s, more often than the setting Scrape interval (%s) says: graphs are "+
			"coarser than they could be.", steps.FormatDuration(observed), steps.FormatDuration(set))
	default:
		return e.pass("interval", "Samples come about every %s, as set.", steps.FormatDuration(observed))
	}
}

// observed is the usual distance of the samples of one series in the past minutes, to the second; 0 where there are
// fewer than three.
func (e *examination) observed(ctx context.Context) (time.Duration, error) {
	result, err := e.person.QueryInstant(ctx, prometheus.InstantRequest{Expr: "topk(1, " + e.probe() + ")", Time: e.at})
	if err != nil || len(result.Series) == 0 {
		return 0, err
	}
	matchers := make([]*labels.Matcher, 0, len(result.Series[0].Labels))
	for _, label := range result.Series[0].Labels {
		matchers = append(matchers, labels.MustNewMatcher(labels.MatchEqual, label.Name, label.Value))
	}
	raw := selectorText(matchers) + "[" + steps.FormatDuration(observedWindow) + "]"
	if result, err = e.person.QueryInstant(ctx, prometheus.InstantRequest{Expr: raw, Time: e.at}); err != nil {
		return 0, err
	}
	if len(result.Series) == 0 || len(result.Series[0].Times) < 3 {
		return 0, nil
	}
	times := result.Series[0].Times
	distances := make([]int64, len(times)-1)
	for i := range distances {
		distances[i] = times[i+1] - times[i]
	}
	// The median: one missed scrape doesn't change it.
	slices.Sort(distances)
	return (time.Duration(distances[len(distances)/2]) * time.Millisecond).Round(time.Second), nil
}

// number is the value of an instant query that gives one.
func (e *examination) number(ctx context.Context, expr string) (float64, bool, error) {
	result, err := e.person.QueryInstant(ctx, prometheus.InstantRequest{Expr: expr, Time: e.at})
	if err != nil {
		return 0, false, err
	}
	return first(result)
}

func first(result *decode.Result) (float64, bool, error) {
	if len(result.Series) == 0 {
		return 0, false, nil
	}
	value, _, ok := result.Series[0].Last(result.Grid)
	return value, ok, nil
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
