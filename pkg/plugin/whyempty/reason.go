// Package whyempty finds out why a query gave no values. It walks the PromQL that was run from the outside in, asks the
// server which part is the first that has no value, and says why that one has none.
package whyempty

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"baseten-metrics-datasource/pkg/internal/clipped"
)

// Code of a reason. The codes are stable: the browser words them in its own language from Params.
type Code string

// The codes, with what stands in Params beside `metric`, the series that the reason is about.
const (
	// Future: the whole range is after now (now: milliseconds).
	Future Code = "future"
	// NoMetric: the server has no such series (parts: the series of the histogram of that name; unlisted: true where no metric
	// of Baseten's bears it).
	NoMetric Code = "metric"
	// NoSample: the series have no sample in the time range (last: milliseconds; later: the last one is after it; before: how
	// much earlier than the range the query looks, as PromQL writes it).
	NoSample Code = "range"
	// Ended: the series that the filters choose had their last sample before the end of the range (last: milliseconds).
	Ended Code = "ended"
	// Between: there are samples in the range, but none shortly before a point that was asked for (step: seconds).
	Between Code = "between"
	// Since: there are samples in the range, but only behind the last point that was asked for (step: seconds).
	Since Code = "since"
	// NoLabel: no series has the label (label, operator, value).
	NoLabel Code = "label"
	// NoMatch: the label has other values (label, operator, value; the values stand in Values), where it matters after the
	// conditions in before, a list of {label, operator, value}.
	NoMatch Code = "filter"
	// Relabelled: the scrape job has a label of that name too, and Baseten's is called otherwise (label, exported, value).
	Relabelled Code = "relabelled"
	// Condition: the query's own condition, no filter of a person, matches nothing (label, operator, value, measure).
	Condition Code = "condition"
	// Side: no deployment is on this side of a rollout (side).
	Side Code = "side"
	// Bound: the histogram has no bucket that ends there (bound, bounds).
	Bound Code = "bound"
	// Unbucketed: a quantile is asked of what has lost its buckets (by: the aggregation).
	Unbucketed Code = "unbucketed"
	// Window: a rate needs two samples in its window (window, scrapeInterval: seconds).
	Window Code = "window"
	// Idle: the series are there and counted nothing (side, sides: where it is about a side of a rollout).
	Idle Code = "traffic"
	// Zero: a gauge that is divided by was never above zero.
	Zero Code = "zero"
	// Compared: no value fulfils a comparison (operator, limit).
	Compared Code = "compared"
	// Unjoined: both sides of an operator have values, and none have the same labels (operator).
	Unjoined Code = "unjoined"
	// Excluded: all series are left out by `unless`.
	Excluded Code = "excluded"
	// Present: `absent` gives nothing since the series is there.
	Present Code = "present"
	// Nothing: the series are there; more is not known.
	Nothing Code = "nothing"
)

// Reason is why an answer has no values. The editor reads it in the frame's metadata and offers the fixes.
type Reason struct {
	Text   string `json:"text"`
	Reason Code   `json:"reason"`
	// Label that chooses nothing, and the values that series have which the filters before leave.
	Label  string   `json:"label,omitempty"`
	Values []string `json:"values,omitempty"`
	// Params are what Text is made of: texts, numbers and lists of them.
	Params map[string]any `json:"params,omitempty"`
}

func reason(code Code, params map[string]any, format string, args ...any) *Reason {
	return &Reason{Reason: code, Params: params, Text: fmt.Sprintf(format, args...)}
}

// TooShort says that a window holds fewer than the two samples that a rate needs.
func TooShort(window, scrapeInterval time.Duration, text string) *Reason {
	return &Reason{Reason: Window, Text: text, Params: map[string]any{
		"window": window.Seconds(), "scrapeInterval": scrapeInterval.Seconds(),
	}}
}

const (
	// shownValues of a label stand in a text.
	shownValues = 5
	// offeredValues of a label go along for the editor, which looks for the nearest ones.
	offeredValues = 100
)

func timeText(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

func quoteValue(value string) string {
	const most = 80
	if value == "" {
		return "(none)"
	}
	return "'" + clipped.Text(value, most) + "'"
}

func listValues(values []string) string {
	shown := make([]string, 0, shownValues)
	for _, value := range values[:min(shownValues, len(values))] {
		shown = append(shown, quoteValue(value))
	}
	text := strings.Join(shown, ", ")
	if more := len(values) - len(shown); more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return text
}

// Deduplicated says what commonly takes a label away.
func Deduplicated(label string) string {
	if label != "replica" {
		return ""
	}
	return " A server that de-duplicates highly available scrapers on replica (Mimir, Thanos) drops Baseten's label " +
		"of that name; let it use another one, such as __replica__."
}
