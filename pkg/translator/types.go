package translator

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// Kind says what there is to run.
type Kind string

// Kinds of a translation.
const (
	KindBuilder Kind = "builder"
	KindCode    Kind = "code"
	// KindEmpty: nothing to run, since there is neither a metric nor a text.
	KindEmpty Kind = "empty"
)

// Values of queryType and format.
const (
	QueryTypeRange   = "range"
	QueryTypeInstant = "instant"

	FormatTimeSeries = "time_series"
	FormatTable      = "table"
	FormatHeatmap    = "heatmap"
)

// Matcher is a condition on a label: raw text, or an RE2 pattern for =~ and !~.
type Matcher struct {
	Label    string `json:"label"`
	Operator string `json:"operator"`
	Value    string `json:"value"`
}

// SelectedSeries is a selector that a query reads from.
type SelectedSeries struct {
	Metric   string    `json:"metric"`
	Matchers []Matcher `json:"matchers"`
}

// Notice is a text for the person who looks at the result.
type Notice struct {
	// Severity is "info" or "warning".
	Severity string `json:"severity"`
	Text     string `json:"text"`
}

// Translation is what the translator makes of a query; src/translator/contract/translation.ts says what each field means.
type Translation struct {
	Kind            Kind             `json:"kind"`
	Expr            string           `json:"expr"`
	QueryType       string           `json:"queryType"`
	Format          string           `json:"format"`
	Title           string           `json:"title"`
	Qualifier       string           `json:"qualifier"`
	Metric          string           `json:"metric"`
	Matchers        []Matcher        `json:"matchers"`
	FilterNames     []string         `json:"filterNames"`
	Labels          []string         `json:"labels"`
	LegendFormat    string           `json:"legendFormat"`
	Unit            string           `json:"unit"`
	Decimals        *uint16          `json:"decimals,omitempty"`
	Min             *float64         `json:"min,omitempty"`
	Max             *float64         `json:"max,omitempty"`
	Interval        string           `json:"interval"`
	StepAtLeast     string           `json:"stepAtLeast"`
	Window          string           `json:"window"`
	NeedsTwoSamples bool             `json:"needsTwoSamples"`
	RankWindows     []int            `json:"rankWindows"`
	BucketSelector  string           `json:"bucketSelector"`
	Quantile        *float64         `json:"quantile,omitempty"`
	Outliers        string           `json:"outliers"`
	Selects         []SelectedSeries `json:"selects"`
	OutdatedExpr    bool             `json:"outdatedExpr"`
	Notices         []Notice         `json:"notices"`
}

// clone is a copy that shares nothing that can be changed.
func (t *Translation) clone() *Translation {
	c := *t
	c.Matchers = slices.Clone(t.Matchers)
	c.FilterNames = slices.Clone(t.FilterNames)
	c.Labels = slices.Clone(t.Labels)
	c.RankWindows = slices.Clone(t.RankWindows)
	c.Notices = slices.Clone(t.Notices)
	c.Selects = slices.Clone(t.Selects)
	for i := range c.Selects {
		c.Selects[i].Matchers = slices.Clone(c.Selects[i].Matchers)
	}
	c.Decimals, c.Min, c.Max, c.Quantile = copied(t.Decimals), copied(t.Min), copied(t.Max), copied(t.Quantile)
	return &c
}

func copied[T any](value *T) *T {
	if value == nil {
		return nil
	}
	c := *value
	return &c
}

// Context is what a query's origin and its data source change in a translation.
type Context struct {
	FromAlert bool `json:"fromAlert,omitempty"`
	// ScrapeIntervalMs is the data source's, by which subqueries look; a minute where it is 0.
	ScrapeIntervalMs int64 `json:"scrapeIntervalMs,omitempty"`
}

// encode is the context as the bundle takes it: JSON, and nothing for one that says nothing.
func (c Context) encode() (string, error) {
	if c == (Context{}) {
		return "", nil
	}
	text, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("encode the translation's context: %w", err)
	}
	return string(text), nil
}

// Filter of a query, as src/translator/contract/query.ts has it.
type Filter struct {
	Label    string   `json:"label"`
	Operator string   `json:"operator"`
	Values   []string `json:"values"`
	Disabled bool     `json:"disabled,omitempty"`
}

// SelectorsRequest asks for the selectors of a look-up.
type SelectorsRequest struct {
	Metric  string   `json:"metric,omitempty"`
	Filters []Filter `json:"filters,omitempty"`
	// Exclude is a label whose own filter is left out, since its values are what is looked for.
	Exclude string `json:"exclude,omitempty"`
	// Histogram is which series of one: "count", the default, or "bucket".
	Histogram string `json:"histogram,omitempty"`
}

// OriginMatrix is the origin of a series that stands in Baseten's support matrix, so that every deployment exports it.
const OriginMatrix = "matrix"

// Entry of the catalog, as far as the backend needs it.
type Entry struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Group       string `json:"group"`
	Description string `json:"description"`
	Unit        string `json:"unit"`
	Type        string `json:"type"`
	// Origin is where the entry is described: OriginMatrix, or newer docs. Measures have none.
	Origin         string   `json:"origin,omitempty"`
	Labels         []string `json:"labels"`
	OptionalLabels []string `json:"optionalLabels"`
	Calculations   []string `json:"calculations"`
	Aggregations   []string `json:"aggregations"`
	// Series are the names under which the server has it.
	Series []string `json:"series"`
	// LookupSeries are the names to count and look it up by: one of the series that a histogram has.
	LookupSeries []string `json:"lookupSeries"`
}

// QueryError is a query that can't be translated: the fault of who wrote it.
type QueryError struct {
	Field   string          `json:"field"`
	Value   json.RawMessage `json:"value"`
	Allowed json.RawMessage `json:"allowed"`
	// Message is a whole sentence that names field, value and what is allowed.
	Message string `json:"message"`
}

// Error is the message.
func (e *QueryError) Error() string { return e.Message }

// ErrorSource marks the error as one that the plugin did not cause.
func (e *QueryError) ErrorSource() backend.ErrorSource { return backend.ErrorSourceDownstream }
