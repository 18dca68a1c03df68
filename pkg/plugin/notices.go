package plugin

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/prometheus/prometheus/promql/parser"

	"baseten-metrics-datasource/pkg/plugin/asked"
	"baseten-metrics-datasource/pkg/plugin/whyempty"
	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
	"baseten-metrics-datasource/pkg/prometheus/steps"
	"baseten-metrics-datasource/pkg/promparse"
	"baseten-metrics-datasource/pkg/translator"
)

// explainTimeout bounds the look-ups that only explain an answer: the answer itself doesn't wait longer for them.
const explainTimeout = 5 * time.Second

func warning(format string, args ...any) data.Notice {
	return data.Notice{Severity: data.NoticeSeverityWarning, Text: fmt.Sprintf(format, args...)}
}

// shortWindow warns of a rate over a window that can't hold two samples, which is empty whatever the traffic.
func (ds *Datasource) shortWindow(t *translator.Translation, plan steps.Plan) (data.Notice, *whyempty.Reason) {
	window := plan.Window
	if t.Kind == translator.KindCode {
		window = shortestRate(plan.Expr)
	} else if !t.NeedsTwoSamples {
		return data.Notice{}, nil
	}
	least := 2 * ds.settings.ScrapeInterval
	if window <= 0 || window >= least {
		return data.Notice{}, nil
	}
	notice := warning("The window of %s holds fewer than two samples at a scrape interval of %s, and a rate needs two. "+
		"A window of %s works; %s also stands a missed scrape.", steps.FormatDuration(window),
		steps.FormatDuration(ds.settings.ScrapeInterval), steps.FormatDuration(least), steps.FormatDuration(2*least))
	return notice, whyempty.TooShort(window, ds.settings.ScrapeInterval, notice.Text)
}

// shortestRate is the smallest window of a rate in a PromQL text; 0 where there is none or the text can't be read.
func shortestRate(expr string) time.Duration {
	parsed, err := promparse.Parse(expr)
	if err != nil {
		return 0
	}
	shortest := time.Duration(0)
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		call, ok := node.(*parser.Call)
		if !ok || !whyempty.Rates[call.Func.Name] || len(call.Args) == 0 {
			return nil
		}
		if matrix, ok := call.Args[0].(*parser.MatrixSelector); ok && (shortest == 0 || matrix.Range < shortest) {
			shortest = matrix.Range
		}
		return nil
	})
	return shortest
}

// missingLabels warns of a label that the query groups by, that every series of the metric should have, and that none
// of the answer has: lines that look like one replica each are then sums of all.
func (ds *Datasource) missingLabels(ctx context.Context, t *translator.Translation, result *decode.Result) []data.Notice {
	entry, ok := ds.entry(ctx, t.Metric)
	if !ok {
		return nil
	}
	var notices []data.Notice
	for _, label := range t.Labels {
		if !slices.Contains(entry.Labels, label) {
			continue
		}
		if slices.ContainsFunc(result.Series, func(s decode.Series) bool { return s.Label(label) != "" }) {
			continue
		}
		notices = append(notices, warning("No series on this server has the label %s, so what should be one line each is "+
			"merged.%s", label, whyempty.Deduplicated(label)))
	}
	return notices
}

func (ds *Datasource) entry(ctx context.Context, id string) (translator.Entry, bool) {
	if id == "" {
		return translator.Entry{}, false
	}
	entries, err := ds.translator.Catalog(ctx)
	if err != nil {
		return translator.Entry{}, false
	}
	i := slices.IndexFunc(entries, func(e translator.Entry) bool { return e.ID == id })
	if i < 0 {
		return translator.Entry{}, false
	}
	return entries[i], true
}

// bound is a bucket bound, as a number and in words.
type bound struct {
	value float64
	text  string
}

// topBucket is the highest finite bucket bound where quantiles stand at it, nil otherwise: a histogram can't tell how far
// above it they are.
func (ds *Datasource) topBucket(ctx context.Context, j *job, plan steps.Plan, result *decode.Result) *bound {
	t := j.translation
	if t.BucketSelector == "" || j.origin.strict() {
		return nil
	}
	highest := math.Inf(-1)
	for i := range result.Series {
		for _, value := range result.Series[i].Values {
			highest = math.Max(highest, value)
		}
	}
	if math.IsInf(highest, -1) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, explainTimeout)
	defer cancel()
	bounds, err := ds.bucketBounds(ctx, j.person, []string{t.BucketSelector}, span{from: plan.Start.Add(-plan.Window), to: plan.End})
	if err != nil || len(bounds) == 0 {
		return nil
	}
	top := bounds[len(bounds)-1]
	if highest < top {
		return nil
	}
	text, err := ds.translator.Amount(ctx, top, t.Unit)
	if err != nil {
		return nil
	}
	if t.Unit == "s" && top >= 120 && math.Mod(top, 60) == 0 {
		text = fmt.Sprintf("%g min", top/60)
	}
	return &bound{top, text}
}

func (b *bound) notice() data.Notice {
	return warning("Some values stand at %s, the highest bucket bound of this histogram: the true value is at or above it.", b.text)
}

// words stand in place of that one number: a range of numbers would name ticks of the axis alike.
func (b *bound) words() data.ValueMappings {
	return data.ValueMappings{data.ValueMapper{strconv.FormatFloat(b.value, 'f', -1, 64): {Text: "more than " + b.text}}}
}

// bucketBounds are the finite bucket bounds of the series that the selectors choose, ascending.
func (ds *Datasource) bucketBounds(ctx context.Context, person asked.Person, selectors []string, within span) ([]float64, error) {
	found, err := person.LabelValues(ctx, "le", prometheus.LookupRequest{
		Matches: selectors, Wider: wider(selectors), Start: within.from, End: within.to, Limit: ds.settings.LookupLimit,
	})
	if err != nil {
		return nil, err
	}
	bounds := []float64{}
	for _, value := range found.Values {
		bound, err := strconv.ParseFloat(value, 64)
		if err == nil && !math.IsInf(bound, 0) && !math.IsNaN(bound) {
			bounds = append(bounds, bound)
		}
	}
	slices.Sort(bounds)
	return slices.Compact(bounds), nil
}

// span is the time range of a look-up.
type span struct{ from, to time.Time }
