package frames

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// numericWide makes one frame of one row, a field a series: label sets stay as they are.
func (b *builder) numericWide() (data.Frames, error) {
	fields := make([]*data.Field, len(b.series))
	configs := make([]data.FieldConfig, len(b.series))
	shared := b.options.config()
	name := b.options.valueName()
	for i, s := range b.series {
		if len(s.Values) > 0 {
			fields[i] = data.NewField(name, labelMap(s.Labels), s.Values[len(s.Values)-1:])
		} else {
			fields[i] = data.NewField(name, labelMap(s.Labels), []*float64{nil})
		}
		configs[i] = shared
		configs[i].DisplayNameFromDS = b.namer.name(s)
		fields[i].Config = &configs[i]
	}
	return data.Frames{newFrame(data.FrameTypeNumericWide, fields...)}, nil
}

// numericLong makes one frame with a row a series and a column a label.
func (b *builder) numericLong() (data.Frames, error) {
	order := make([]int, len(b.series))
	values := make([]float64, len(b.series))
	missing := false
	for i, s := range b.series {
		order[i] = i
		if len(s.Values) == 0 {
			missing = true
			continue
		}
		values[i] = s.Values[len(s.Values)-1]
	}
	var column any = values
	if missing {
		column = nullable(values, b.series)
	}
	fields, err := b.labelColumns(order)
	if err != nil {
		return nil, err
	}
	fields = append(fields, b.valueColumn(column))
	return data.Frames{newFrame(data.FrameTypeNumericLong, fields...)}, nil
}

func nullable(values []float64, series []*decode.Series) []*float64 {
	places := make([]*float64, len(values))
	for i := range values {
		if len(series[i].Values) > 0 {
			places[i] = &values[i]
		}
	}
	return places
}
