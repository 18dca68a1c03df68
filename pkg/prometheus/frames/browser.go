package frames

import "github.com/grafana/grafana-plugin-sdk-go/data"

// What is made here goes to this plugin's own code in a browser, src/answers/rows.ts, which makes of each row the field that panels get
// without a browser. On the way there a field for each series costs ten times as much as a row: Grafana writes and reads the
// labels and settings of each as JSON of its own.

// FieldsOfRows is the key of a frame's custom metadata that says: of each row a field is to be made, whose display name stands
// in the first column, its labels in those between, and its value in the last. A label that is null is absent.
const FieldsOfRows = "fieldsOfRows"

// SeriesOfRows is the key of a frame's custom metadata that says the same of series, and on which grid they lie. The last but
// one column holds which places of the grid have a sample, as bits, lowest first, and null where all have one; the last
// holds the samples, as doubles. Both are little endian, in base64: Grafana takes several times as long to write a
// number as text, and the browser to read it.
const SeriesOfRows = "seriesOfRows"

// PackedRows is the key of a frame's custom metadata that says how many rows are packed into one: a text stands for each
// column, as packTexts writes it, and packer.numbers that of the last column, with a NaN where a row has no number. Grafana writes
// and reads each text of a column by itself, and labels have few values that repeat.
const PackedRows = "packedRows"

// packFrom is how many samples of a range are packed, and packLabelsFrom how many labels of a table; below it nobody feels the
// difference, and Grafana's query inspector shows what people can read.
const (
	packFrom       = 20_000
	packLabelsFrom = 5_000
)

// fewLabelsPart: at least one in so many places of the label columns has to be filled. With fewer a field a series is smaller.
const fewLabelsPart = 4

// gridOfRows is the grid of packed series.
type gridOfRows struct {
	StartMs int64 `json:"startMs"`
	StepMs  int64 `json:"stepMs"`
	N       int   `json:"n"`
}

// browserRows makes one frame with a row a series, of which the browser makes what numericWide is; nil where rowColumns
// is.
func (b *builder) browserRows() data.Frames {
	fields := b.rowColumns()
	if fields == nil {
		return nil
	}
	frame := newFrame(data.FrameTypeNumericLong, append(fields, b.sharedColumn(b.lastValues()))...)
	frame.Meta.Custom = map[string]any{FieldsOfRows: true}
	return data.Frames{frame}
}

// packedTable makes the one packed row of numericLong.
func (b *builder) packedTable(columns []labelColumn) data.Frames {
	values, _ := b.lastNumbers()
	fields := make([]*data.Field, 0, len(columns)+1)
	for _, column := range columns {
		fields = append(fields, column.field([]string{packTexts(column.values)}))
	}
	frame := newTable(append(fields, b.valueColumn([]string{new(packer).numbers(values)}))...)
	frame.Meta.Custom = map[string]any{PackedRows: len(values)}
	return data.Frames{frame}
}

// browserSeries makes one frame with a row a series, of which the browser makes what wide is; nil where there is little to
// gain.
func (b *builder) browserSeries() data.Frames {
	samples := 0
	for _, s := range b.each() {
		samples += len(s.Values)
	}
	if samples < packFrom {
		return nil
	}
	fields := b.rowColumns()
	if fields == nil {
		return nil
	}
	present, values := make([]*string, len(b.series)), make([]string, len(b.series))
	var packer packer
	for row, s := range b.each() {
		if !s.Complete() {
			text := packer.bits(s.Present)
			present[row] = &text
		}
		values[row] = packer.numbers(s.Values)
	}
	frame := newTable(append(fields, data.NewField("present", nil, present), b.sharedColumn(values))...)
	grid := b.result.Grid
	frame.Meta.Custom = map[string]any{SeriesOfRows: gridOfRows{StartMs: grid.Time(0), StepMs: grid.StepMs, N: grid.N}}
	return data.Frames{frame}
}

// sharedColumn is the column of values, with what the fields of all rows share.
func (b *builder) sharedColumn(values any) *data.Field {
	field := data.NewField(b.options.valueName(), nil, values)
	field.Config = &b.shared
	return field
}

// rowColumns makes a column of the series' names and one of each label; nil where less than one
// place in fewLabelsPart would be filled, since series have different labels.
func (b *builder) rowColumns() []*data.Field {
	places := map[string]int{}
	var names []string
	filled := 0
	for _, s := range b.each() {
		filled += len(s.Labels)
		for i, l := range s.Labels {
			if i < len(names) && names[i] == l.Name {
				continue
			}
			if _, known := places[l.Name]; !known {
				places[l.Name] = len(names)
				names = append(names, l.Name)
			}
		}
	}
	if len(names)*len(b.series) > fewLabelsPart*filled {
		return nil
	}
	columns := make([][]*string, len(names))
	for i := range columns {
		columns[i] = make([]*string, len(b.series))
	}
	shown := make([]string, len(b.series))
	for row, s := range b.each() {
		shown[row] = b.namer.name(s)
		for i := range s.Labels {
			l := &s.Labels[i]
			if i >= len(names) || names[i] != l.Name {
				i = places[l.Name]
			}
			columns[i][row] = &l.Value
		}
	}
	fields := make([]*data.Field, 0, len(names)+3)
	fields = append(fields, data.NewField("name", nil, shown))
	for i, name := range names {
		fields = append(fields, data.NewField(name, nil, columns[i]))
	}
	return fields
}
