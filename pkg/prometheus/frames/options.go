// Package frames makes Grafana data frames of decoded Prometheus answers, as the data plane contract wants them
// (https://grafana.com/developers/dataplane).
package frames

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// Format is the query's `format`.
type Format string

// The formats of the query JSON; the empty one means TimeSeries.
const (
	TimeSeries Format = "time_series"
	Table      Format = "table"
	Heatmap    Format = "heatmap"
)

// Options say how a result becomes frames.
type Options struct {
	Format Format
	// FromAlert: the query is part of a rule.
	FromAlert bool
	// FromExpression: the result feeds a server-side expression of a panel (X-Grafana-From-Expr).
	FromExpression bool

	// KeepOrder: the numbers of series stay in the server's order, which a query may rank, rather than in that of their labels. The
	// order of servers is another one each time otherwise, and tiles would change their places.
	KeepOrder bool

	// ForBrowser: the answer goes to this plugin's own code in a browser, which makes fields of rows (src/answers/rows.ts).
	ForBrowser bool

	// Title names a series without labels, and the value column of a table. Empty: "Value".
	Title string
	// Asked is the PromQL that a person wrote. It names a series that has neither labels nor a title: several such queries
	// would all be "Value".
	Asked string
	// Qualifier stands before the name ("p95"); set it only where a panel holds several queries of one metric.
	Qualifier string
	// Titled: names of series that have labels begin with the title; set it only where a panel holds such of several metrics.
	Titled bool
	// Column is the name of a table's value column; empty: the title. Transformations join and merge columns by their names,
	// so that it has to differ where a panel holds several tables of one title.
	Column string
	// LegendFormat is a `{{label}}` template; empty means automatic. An unknown label gives "".
	LegendFormat string
	// Labels in the order in which names show them. Nil (code queries): all labels of the series, sorted by name.
	Labels []string
	// LabelPrefixes are what stands before the values of labels where names show several: "deployment" gives "deployment wx4", ""
	// the value alone. A label without one stands as name=value.
	LabelPrefixes map[string]string

	// Unit is a Grafana unit id; Decimals, Min and Max are unset when nil. A heatmap's values are counts and have none of
	// them.
	Unit     string
	Decimals *uint16
	Min, Max *float64
	// Words stand in place of single values.
	Words data.ValueMappings

	// Ranged: the result is that of a range query. It decides the type of an empty frame.
	Ranged bool
	// ExecutedQuery is shown by the query inspector. It goes on the first frame, with the notices.
	ExecutedQuery string
	// Notices come before those that the result itself gives rise to.
	Notices []data.Notice
}

// strict says whether a null would become NaN further on, as it does in Grafana's own expressions.
func (o Options) strict() bool { return o.FromAlert || o.FromExpression }

// Build makes the frames of a result. There is always at least one: an empty result is a frame with its type and no
// fields, which the contract calls "No Data". Notices (the server's warnings and infos, partial answers, skipped native
// histograms, repeated series) are on the first frame.
//
//	matrix  time_series  timeseries-wide on the grid; in rules and expressions, where a series has a gap, and
//	                     everywhere when a sample is off the grid or the result is sparse: timeseries-multi
//	matrix  table        timeseries-long; in rules and expressions like time_series
//	matrix  heatmap      heatmap-rows, a count per bucket; an error in rules and expressions
//	vector  time_series  numeric-wide; in rules numeric-long where all series have the same label names
//	vector  table        numeric-long; in rules and expressions like time_series
//	scalar               like a vector of one series without labels
//	string               a table of one cell; an error in rules and expressions
//
// With ForBrowser, numbers, long ranges and large tables come as rows of one frame instead, whose custom metadata says so
// (FieldsOfRows, SeriesOfRows, PackedRows); not in rules and expressions.
//
// The error is one of the user's query (a heatmap in a rule, say): a downstream error for Grafana. The result is only read,
// so several callers may build from one at the same time; the frames share its values. Where the context ends, building ends
// within some hundred series, with the context's error.
func Build(ctx context.Context, result *decode.Result, options Options) (data.Frames, error) {
	built, err := build(ctx, result, options)
	if ended := ctx.Err(); ended != nil {
		return nil, ended
	}
	return built, err
}
