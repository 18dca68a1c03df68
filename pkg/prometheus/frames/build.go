package frames

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// contractVersion of every type that the data plane contract has settled.
var contractVersion = data.FrameTypeVersion{0, 1}

// A wide frame pays a pointer for each free place. Where it would have more places than sparsePlaces and samples in less
// than a quarter of them, one frame a series is smaller.
const sparsePlaces = 2_000_000

// maxRows bounds a table of a range, and maxCells the labels in a table: series that each have labels of their own would make
// a column of each label, with a place for each of the others.
const (
	maxRows  = 1_000_000
	maxCells = 10_000_000
)

// maxSorted is how many numbers are put in order for a panel: nobody looks for the place of one among more.
const maxSorted = 1_000

func build(ctx context.Context, result *decode.Result, options Options) (data.Frames, error) {
	notices := noticesOf(result, options)
	series, err := usable(ctx, result, options, &notices)
	if err != nil {
		return nil, err
	}
	builder := &builder{ctx: ctx, result: result, options: options, series: series, namer: newNamer(options, series), shared: options.config()}
	frames, err := builder.frames()
	if err != nil {
		return nil, err
	}
	frames[0].Meta.ExecutedQueryString = options.ExecutedQuery
	frames[0].Meta.Notices = notices
	return frames, nil
}

// builder makes the frames of one result.
type builder struct {
	// ctx is that of the one call that a builder lives for.
	ctx     context.Context
	result  *decode.Result
	options Options
	series  []*decode.Series
	namer   namer
	// shared is the config that all value fields have in common.
	shared data.FieldConfig
	// configs are those of all series, made with the first.
	configs []data.FieldConfig
}

// each gives the series with their numbers, up to where the context ends: what was made until then is thrown away.
func (b *builder) each() iter.Seq2[int, *decode.Series] {
	return func(yield func(int, *decode.Series) bool) {
		for i, s := range b.series {
			if ended(b.ctx, i) || !yield(i, s) {
				return
			}
		}
	}
}

// ended asks the context at every 128th series, since asking takes a lock.
func ended(ctx context.Context, i int) bool { return i&127 == 0 && ctx.Err() != nil }

func (b *builder) frames() (data.Frames, error) {
	format := b.options.Format
	if b.options.strict() && format == Table {
		// A table's absent label would become an empty one, and label sets decide which alert is which. Where none is absent,
		// numbers are a table in rules anyhow.
		format = TimeSeries
	}
	if format == Heatmap {
		return b.heatmap()
	}
	if b.result.Type == decode.String {
		return b.text()
	}
	if len(b.series) == 0 {
		return data.Frames{newFrame(b.emptyType(format))}, nil
	}
	ranged := b.result.Type == decode.Matrix
	switch {
	case ranged || b.options.KeepOrder:
	case b.options.strict():
		b.sortSeries()
	case len(b.series) <= maxSorted:
		b.sortForPeople()
	}
	switch {
	case format == Table && ranged:
		return b.long()
	case format == Table:
		return b.numericLong()
	case !ranged && b.options.FromAlert && b.sameLabels():
		return b.ruleRows()
	case !ranged && b.options.ForBrowser && !b.options.strict():
		if rows := b.browserRows(); rows != nil {
			return rows, nil
		}
		return b.numericWide()
	case !ranged:
		return b.numericWide()
	case b.fitsWide():
		if b.options.ForBrowser && !b.options.strict() {
			if rows := b.browserSeries(); rows != nil {
				return rows, nil
			}
		}
		return b.wide()
	}
	return b.multi()
}

// emptyType is the type of a frame that stands for "no data".
func (b *builder) emptyType(format Format) data.FrameType {
	switch {
	case format == Table && b.options.Ranged:
		return data.FrameTypeTimeSeriesLong
	case format == Table:
		return data.FrameTypeNumericLong
	case b.options.Ranged:
		return data.FrameTypeTimeSeriesWide
	}
	return data.FrameTypeNumericWide
}

// fitsWide says whether one frame on the step grid holds the series well.
func (b *builder) fitsWide() bool {
	if !b.result.Grid.Valid() {
		return false
	}
	samples := 0
	for _, s := range b.each() {
		// In Grafana's own expressions a null becomes NaN, which fires a rule.
		if s.Times != nil || b.options.strict() && !s.Complete() {
			return false
		}
		samples += len(s.Values)
	}
	places := len(b.series) * b.result.Grid.N
	return places <= sparsePlaces || samples >= places/4
}

// usable leaves out what can't be shown: in rules and expressions a series without a value, and everywhere a label set
// that came before, since Grafana takes two series with the same labels for one.
func usable(ctx context.Context, result *decode.Result, options Options, notices *[]data.Notice) ([]*decode.Series, error) {
	series := make([]*decode.Series, 0, len(result.Series))
	seen := newLabelSets(len(result.Series))
	repeated := 0
	for i := range result.Series {
		if ended(ctx, i) {
			break
		}
		s := &result.Series[i]
		if options.strict() && len(s.Values) == 0 {
			continue
		}
		if seen.add(s.Labels) {
			series = append(series, s)
			continue
		}
		if options.FromAlert {
			return nil, fmt.Errorf("the server sent the series %s twice; a rule can't tell the two apart", labelText(s.Labels))
		}
		repeated++
	}
	if repeated > 0 {
		*notices = append(*notices, data.Notice{
			Severity: data.NoticeSeverityWarning,
			Text:     fmt.Sprintf("The server sent %s twice; only the first of each is shown.", count(repeated, "series", "series")),
		})
	}
	return series, nil
}

// noticesOf gives the caller's notices and what the server says of its answer, each text once.
func noticesOf(result *decode.Result, options Options) []data.Notice {
	var notices []data.Notice
	seen := map[string]bool{}
	add := func(severity data.NoticeSeverity, text string) {
		if text != "" && !seen[text] {
			seen[text] = true
			notices = append(notices, data.Notice{Severity: severity, Text: text})
		}
	}
	for _, n := range options.Notices {
		if !seen[n.Text] {
			seen[n.Text] = true
			notices = append(notices, n)
		}
	}
	if result.Partial {
		add(data.NoticeSeverityWarning, "The answer is partial: the server could not reach all of its storage.")
	}
	for _, text := range result.Warnings {
		add(data.NoticeSeverityWarning, text)
	}
	if n := result.Histograms; n > 0 {
		add(data.NoticeSeverityWarning, fmt.Sprintf("The server stores %s as native histograms, which are left out. Apply a "+
			"function such as histogram_quantile to them.", count(n, "series", "series")))
	}
	if n := result.Duplicates; n > 0 {
		add(data.NoticeSeverityWarning, fmt.Sprintf("The server sent %s for a time that already had one; the later one counts.",
			count(n, "sample", "samples")))
	}
	for _, text := range result.Infos {
		add(data.NoticeSeverityInfo, text)
	}
	return notices
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// text is the frame of a string result.
func (b *builder) text() (data.Frames, error) {
	if b.options.strict() {
		return nil, fmt.Errorf("the query gives a text, and a rule or an expression needs numbers")
	}
	return data.Frames{newTable(
		data.NewField("Time", nil, []time.Time{time.UnixMilli(b.result.TextTimeMs).UTC()}),
		data.NewField(b.options.valueName(), nil, []string{b.result.Text}))}, nil
}

func newFrame(kind data.FrameType, fields ...*data.Field) *data.Frame {
	frame := data.NewFrame("", fields...)
	frame.Meta = &data.FrameMeta{Type: kind, TypeVersion: contractVersion}
	return frame
}

// newTable makes a frame of a type that the contract has not settled, so that it has no version.
func newTable(fields ...*data.Field) *data.Frame {
	frame := newFrame(data.FrameTypeTable, fields...)
	frame.Meta.TypeVersion = data.FrameTypeVersion{}
	return frame
}

// valueName is the name of value fields, the same for all of a query: transformations go by it.
func (o Options) valueName() string {
	if o.Title != "" {
		return o.Title
	}
	return "Value"
}

// config is what all value fields share.
func (o Options) config() data.FieldConfig {
	config := data.FieldConfig{Unit: o.Unit, Decimals: o.Decimals, Mappings: o.Words}
	if o.Min != nil {
		config.SetMin(*o.Min)
	}
	if o.Max != nil {
		config.SetMax(*o.Max)
	}
	return config
}

// timeField declares the step, so that a missing time is drawn as a gap too.
func timeField(times []time.Time, stepMs int64) *data.Field {
	field := data.NewField("Time", nil, times)
	if stepMs > 0 {
		field.Config = &data.FieldConfig{Interval: float64(stepMs)}
	}
	return field
}

func gridTimes(grid decode.Grid) []time.Time {
	times := make([]time.Time, grid.N)
	for i := range times {
		times[i] = time.UnixMilli(grid.Time(i)).UTC()
	}
	return times
}

func labelMap(labels []decode.Label) data.Labels {
	if len(labels) == 0 {
		return nil
	}
	set := make(data.Labels, len(labels))
	for _, l := range labels {
		set[l.Name] = l.Value
	}
	return set
}

func labelText(labels []decode.Label) string {
	parts := make([]string, len(labels))
	for i, l := range labels {
		parts[i] = fmt.Sprintf("%s=%q", l.Name, l.Value)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
