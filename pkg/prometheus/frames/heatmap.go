package frames

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// frameTypeHeatmapRows is Grafana's DataFrameType.HeatmapRows, which the SDK has no constant for.
const frameTypeHeatmapRows data.FrameType = "heatmap-rows"

// histogram is the buckets of one label set, without their `le`.
type histogram struct {
	bounds []float64
	counts map[float64][]float64
}

// heatmap makes one field a bucket, from the lowest bound up, named by its upper bound. The server's buckets each count all
// observations up to their bound; a heatmap wants those between two bounds.
func (b *builder) heatmap() (data.Frames, error) {
	if b.options.strict() {
		return nil, errors.New("a heatmap can't be used in a rule or an expression: it has no one value to compare; " +
			"choose a percentile or a share instead")
	}
	if len(b.series) == 0 {
		return data.Frames{heatmapFrame()}, nil
	}
	if b.result.Type != decode.Matrix {
		return nil, errors.New("a heatmap needs a range query")
	}
	times := b.allTimes()
	if places := len(times) * len(b.series); places > maxCells {
		return nil, fmt.Errorf("a heatmap of %d buckets at %d times would have %d places, and %d is the most; use a larger min step, or filter",
			len(b.series), len(times), places, maxCells)
	}
	histograms := b.histograms(times)
	if len(histograms) == 0 {
		return nil, errors.New("a heatmap needs the label le: sum the buckets by (le)")
	}
	rows := map[float64][]float64{}
	for _, h := range histograms {
		h.intervals()
		for bound, counts := range h.counts {
			addInto(rows, bound, counts)
		}
	}
	bounds := make([]float64, 0, len(rows))
	for bound := range rows {
		bounds = append(bounds, bound)
	}
	slices.Sort(bounds)
	stamps := make([]time.Time, len(times))
	for i, ms := range times {
		stamps[i] = time.UnixMilli(ms).UTC()
	}
	fields := []*data.Field{timeField(stamps, b.result.Grid.StepMs)}
	for _, bound := range bounds {
		text := strconv.FormatFloat(bound, 'f', -1, 64)
		field := data.NewField(text, data.Labels{"le": text}, nullNaN(rows[bound]))
		// The values are counts; the query's unit is that of the bounds, which a panel's y axis has an option for.
		field.Config = &data.FieldConfig{Unit: "short", DisplayNameFromDS: text}
		fields = append(fields, field)
	}
	return data.Frames{heatmapFrame(fields...)}, nil
}

// heatmapFrame has version 0.0: the contract's heatmap is a draft. Explore draws lines unless a frame names the panel.
func heatmapFrame(fields ...*data.Field) *data.Frame {
	frame := newFrame(frameTypeHeatmapRows, fields...)
	frame.Meta.TypeVersion = data.FrameTypeVersion{}
	frame.Meta.PreferredVisualizationPluginID = "heatmap"
	return frame
}

// allTimes are the times of the grid, or of all samples where one is off it.
func (b *builder) allTimes() []int64 {
	grid := b.result.Grid
	var times []int64
	if grid.Valid() && b.result.OffGrid == 0 {
		for i := range grid.N {
			times = append(times, grid.Time(i))
		}
		return times
	}
	for _, s := range b.each() {
		for _, at := range timesOf(s, grid) {
			times = append(times, at.UnixMilli())
		}
	}
	slices.Sort(times)
	return slices.Compact(times)
}

// histograms gathers the buckets of each label set. A bound that comes in two spellings ("1" and "1.0") is one bucket.
func (b *builder) histograms(times []int64) map[string]*histogram {
	all := map[string]*histogram{}
	for _, s := range b.each() {
		bound, err := strconv.ParseFloat(s.Label("le"), 64)
		if err != nil || math.IsNaN(bound) {
			continue
		}
		rest := make([]decode.Label, 0, len(s.Labels))
		for _, l := range s.Labels {
			if l.Name != "le" {
				rest = append(rest, l)
			}
		}
		slices.SortFunc(rest, func(a, b decode.Label) int {
			if a.Name < b.Name {
				return -1
			}
			return 1
		})
		key := labelText(rest)
		if all[key] == nil {
			all[key] = &histogram{counts: map[float64][]float64{}}
		}
		counts := make([]float64, len(times))
		for i := range counts {
			counts[i] = math.NaN()
		}
		at := 0
		for k, stamp := range timesOf(s, b.result.Grid) {
			for times[at] < stamp.UnixMilli() {
				at++
			}
			counts[at] = s.Values[k]
		}
		addInto(all[key].counts, bound, counts)
	}
	for _, h := range all {
		for bound := range h.counts {
			h.bounds = append(h.bounds, bound)
		}
		slices.Sort(h.bounds)
	}
	return all
}

// addInto adds counts to those that a bound already has; a missing one counts nothing.
func addInto(rows map[float64][]float64, bound float64, counts []float64) {
	have, ok := rows[bound]
	if !ok {
		rows[bound] = slices.Clone(counts)
		return
	}
	for i, v := range counts {
		switch {
		case math.IsNaN(have[i]):
			have[i] = v
		case !math.IsNaN(v):
			have[i] += v
		}
	}
}

// intervals turns counts up to a bound into counts between two bounds. Scrapes aren't atomic and rates are estimates, so a
// higher bucket can be a little below a lower one: its count is 0 then.
func (h *histogram) intervals() {
	if len(h.bounds) == 0 {
		return
	}
	for i := range h.counts[h.bounds[0]] {
		below := 0.0
		for _, bound := range h.bounds {
			counts := h.counts[bound]
			if math.IsNaN(counts[i]) {
				continue
			}
			upTo := max(counts[i], below)
			counts[i] = upTo - below
			below = upTo
		}
	}
}

// nullNaN makes NaN null; values without NaN stay plain numbers.
func nullNaN(values []float64) any {
	if !slices.ContainsFunc(values, math.IsNaN) {
		return values
	}
	places := make([]*float64, len(values))
	for i := range values {
		if !math.IsNaN(values[i]) {
			places[i] = &values[i]
		}
	}
	return places
}
