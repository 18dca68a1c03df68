package frames

import (
	"fmt"
	"math/bits"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// wide makes one frame of all series on the step grid.
func (b *builder) wide() (data.Frames, error) {
	grid := b.result.Grid
	fields := make([]*data.Field, 1, len(b.series)+1)
	fields[0] = timeField(gridTimes(grid), grid.StepMs)
	// NewField copies, so one slice of pointers serves all series.
	var places []*float64
	for i, s := range b.each() {
		var field *data.Field
		if s.Complete() {
			field = data.NewField(b.options.valueName(), labelMap(s.Labels), s.Values)
		} else {
			if places == nil {
				places = make([]*float64, grid.N)
			}
			spread(places, s)
			field = data.NewField(b.options.valueName(), labelMap(s.Labels), places)
		}
		field.Config = b.config(i)
		fields = append(fields, field)
	}
	return data.Frames{newFrame(data.FrameTypeTimeSeriesWide, fields...)}, nil
}

// spread points each place of the grid to its value; free places are nil. The values are shared, not copied.
func spread(places []*float64, s *decode.Series) {
	clear(places)
	k := 0
	for word, set := range s.Present {
		for set != 0 {
			places[word<<6+bits.TrailingZeros64(set)] = &s.Values[k]
			k++
			set &= set - 1
		}
	}
}

// multi makes a frame of each series, with the times that it has.
func (b *builder) multi() (data.Frames, error) {
	frames := make(data.Frames, 0, len(b.series))
	for i, s := range b.each() {
		field := data.NewField(b.options.valueName(), labelMap(s.Labels), s.Values)
		field.Config = b.config(i)
		times := timeField(timesOf(s, b.result.Grid), b.result.Grid.StepMs)
		frames = append(frames, newFrame(data.FrameTypeTimeSeriesMulti, times, field))
	}
	return frames, nil
}

// timesOf gives the times of a series' values.
func timesOf(s *decode.Series, grid decode.Grid) []time.Time {
	switch {
	case s.Complete():
		return gridTimes(grid)
	case s.Times != nil:
		times := make([]time.Time, len(s.Times))
		for i, ms := range s.Times {
			times[i] = time.UnixMilli(ms).UTC()
		}
		return times
	}
	times := make([]time.Time, 0, len(s.Values))
	for word, set := range s.Present {
		for set != 0 {
			times = append(times, time.UnixMilli(grid.Time(word<<6+bits.TrailingZeros64(set))).UTC())
			set &= set - 1
		}
	}
	return times
}

// config of the i-th series: what all share, and its name. Rules look at labels alone, so that names are spared there.
func (b *builder) config(i int) *data.FieldConfig {
	if b.configs == nil {
		b.configs = make([]data.FieldConfig, len(b.series))
	}
	config := &b.configs[i]
	*config = b.shared
	if !b.options.FromAlert {
		config.DisplayNameFromDS = b.namer.name(b.series[i])
	}
	return config
}

// long makes a table of all samples: time, labels, value, ordered by time as the contract asks.
func (b *builder) long() (data.Frames, error) {
	rows := 0
	for _, s := range b.each() {
		rows += len(s.Values)
	}
	if rows > maxRows {
		return nil, fmt.Errorf("a table of this range would have %d rows, and %d is the most; use an instant query, a larger "+
			"min step, or fewer series", rows, maxRows)
	}
	type row struct {
		at     time.Time
		series int
		value  float64
	}
	all := make([]row, 0, rows)
	for i, s := range b.each() {
		for k, at := range timesOf(s, b.result.Grid) {
			all = append(all, row{at, i, s.Values[k]})
		}
	}
	slices.SortStableFunc(all, func(a, b row) int { return a.at.Compare(b.at) })
	times, values := make([]time.Time, rows), make([]float64, rows)
	order := make([]int, rows)
	for i, r := range all {
		times[i], values[i], order[i] = r.at, r.value, r.series
	}
	columns, err := b.labelColumns(order)
	if err != nil {
		return nil, err
	}
	fields := append([]*data.Field{timeField(times, 0)}, plainFields(columns)...)
	fields = append(fields, b.valueColumn(values))
	return data.Frames{newFrame(data.FrameTypeTimeSeriesLong, fields...)}, nil
}

// labelColumn holds the values of one label, a row each.
type labelColumn struct {
	name   string
	values []string
}

// field is the column's field, of its values or of what stands for them.
func (c labelColumn) field(values []string) *data.Field {
	field := data.NewField(c.name, nil, values)
	// Explore and tables offer "Filter for value" on it.
	filterable := true
	field.Config = &data.FieldConfig{Filterable: &filterable}
	return field
}

// plainFields are the columns with their own values.
func plainFields(columns []labelColumn) []*data.Field {
	fields := make([]*data.Field, len(columns))
	for i, column := range columns {
		fields[i] = column.field(column.values)
	}
	return fields
}

// labelColumns makes a column of each label: those of the query first, in their order, then others by name. order says
// which series a row is of.
func (b *builder) labelColumns(order []int) ([]labelColumn, error) {
	names := slices.Clone(b.options.Labels)
	known := map[string]int{}
	for i, name := range names {
		known[name] = i
	}
	var others []string
	for _, s := range b.each() {
		for _, l := range s.Labels {
			if _, ok := known[l.Name]; !ok {
				known[l.Name] = -1
				others = append(others, l.Name)
			}
		}
	}
	if err := b.ctx.Err(); err != nil {
		return nil, err
	}
	slices.Sort(others)
	for _, name := range others {
		known[name] = len(names)
		names = append(names, name)
	}
	if cells := len(names) * len(order); cells > maxCells {
		return nil, fmt.Errorf("a table of %d rows and %d labels would have %d cells, and %d is the most; group by the labels that matter",
			len(order), len(names), cells, maxCells)
	}
	columns := make([]labelColumn, len(names))
	for i, name := range names {
		columns[i] = labelColumn{name, make([]string, len(order))}
	}
	for row, series := range order {
		for _, l := range b.series[series].Labels {
			columns[known[l.Name]].values[row] = l.Value
		}
	}
	return columns, nil
}

func (b *builder) valueColumn(values any) *data.Field {
	name := b.options.Column
	if name == "" {
		name = b.options.valueName()
	}
	field := data.NewField(name, nil, values)
	config := b.options.config()
	field.Config = &config
	return field
}
