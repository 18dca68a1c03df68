package plugin

import (
	"context"
	"fmt"
	"strings"
	"time"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

const (
	// staleScrapes without a new sample mean that something is wrong with the scraping.
	staleScrapes = 4
	// exportFacts is what to know of Baseten's endpoint when its series are missing.
	exportFacts = "Baseten's export endpoint is scraped with the header `Authorization: Api-Key …`, once every 60 s " +
		"(it refuses more than 6 requests a minute); a new series shows after about 30 s and the next scrape, and nothing is filled in for the past."
)

// series: what Baseten exports is there.
func (e *examination) series(ctx context.Context) error {
	if len(e.counts) == 0 {
		last := e.lastSeen(ctx)
		return e.fail("series", "none", params("last", last),
			"Queries work, but no series named baseten_… has a sample in the past five minutes.%s %s", stopped(last), exportFacts)
	}
	present := 0
	missing := []string{}
	for _, name := range e.core {
		if e.counts[name] > 0 {
			present++
		} else {
			missing = append(missing, name)
		}
	}
	found := params("present", present, "core", len(e.core), "missing", missing)
	text := fmt.Sprintf("%d of %d core metrics are there", present, len(e.core))
	if models := e.models(ctx); models > 0 {
		found["models"] = models
		text += fmt.Sprintf(", of %d %s", models, plural(models, "model"))
	}
	if len(missing) > 0 {
		text += " (not there: " + strings.Join(missing, ", ") + ")"
	}
	return e.pass("series", "core", found, "%s.", text)
}

// lastSeen is the time of the last sample; "" where none is known.
func (e *examination) lastSeen(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, explainTimeout)
	defer cancel()
	last, err := e.person.LastSample(ctx, "baseten_replicas_active", e.ds.now())
	if err != nil || last.IsZero() {
		return ""
	}
	return last.UTC().Format("2006-01-02 15:04:05 UTC")
}

// stopped says when the last sample came, in a sentence of its own.
func stopped(last string) string {
	if last == "" {
		return ""
	}
	return fmt.Sprintf(" The last one was at %s: scraping has stopped since.", last)
}

// models is how many there are; 0 where that can't be told.
func (e *examination) models(ctx context.Context) int {
	if value, ok, _ := e.number(ctx, "count(count by (model_id) ("+e.probe()+"))"); ok {
		return int(value)
	}
	return 0
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
		return e.fail("fresh", "age-unknown", params("error", sentence(err)), "The age of the data can't be told: %v", sentence(err))
	}
	if !ok {
		return e.fail("fresh", "vanished", nil, "The age of the data can't be told, since the series vanished while they were looked at; try again.")
	}
	age := e.at.Sub(time.UnixMilli(int64(seconds * 1000))).Round(time.Second)
	switch limit := staleScrapes * e.ds.settings.ScrapeInterval; {
	case age > limit:
		return e.fail("fresh", "stale", params("age", age.String(), "scrapes", staleScrapes), "The newest sample is %s old, more than %d scrapes: see whether the scrape job still works, and "+
			"whether the export endpoint answers it with 401 or 429. %s", age, staleScrapes, exportFacts)
	case age < -time.Minute:
		return e.fail("fresh", "clocks", params("age", (-age).String()), "The newest sample is %s in the future: the clocks of Grafana's and the Prometheus server disagree.", -age)
	}
	return e.pass("fresh", "fresh", params("age", max(age, 0).String()), "The newest sample is %s old.", max(age, 0))
}

// number is the value of an instant query that gives one; 0 or NaN where it gives none.
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
