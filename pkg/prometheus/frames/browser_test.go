package frames

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// ramp is a series whose i-th sample on the grid is start + i; skip leaves places free.
func ramp(start float64, n int, skip func(i int) bool, labels ...decode.Label) decode.Series {
	s := decode.Series{Labels: labels}
	bits := make([]uint64, (n+63)/64)
	for i := range n {
		if skip == nil || !skip(i) {
			s.Values = append(s.Values, start+float64(i))
			bits[i>>6] |= 1 << (i & 63)
		}
	}
	if skip != nil {
		s.Present = bits
	}
	return s
}

func TestLongRangesArePackedForTheBrowser(t *testing.T) {
	const n = packFrom / 2
	grid := decode.Grid{StartMs: 1_700_000_000_000, StepMs: 15_000, N: n}
	odd := func(i int) bool { return i%2 == 0 }
	result := &decode.Result{Type: decode.Matrix, Grid: grid, Series: []decode.Series{
		ramp(0.5, n, nil, decode.Label{Name: "m", Value: "a"}),
		ramp(-1, n, nil, decode.Label{Name: "m", Value: "b"}),
		ramp(1e9, n, odd, decode.Label{Name: "n", Value: "c"}),
	}}
	built, err := Build(context.Background(), result, Options{ForBrowser: true, Unit: "s", ExecutedQuery: "up"})
	if err != nil {
		t.Fatal(err)
	}
	if len(built) != 1 || built[0].Rows() != 3 {
		t.Fatalf("got %d frames, want one with a row for each of 3 series", len(built))
	}
	frame := built[0]
	custom, ok := frame.Meta.Custom.(map[string]any)
	if want := (gridOfRows{StartMs: grid.StartMs, StepMs: 15_000, N: n}); !ok || custom[SeriesOfRows] != want {
		t.Errorf("the grid is %v, want %v", frame.Meta.Custom, want)
	}
	if frame.Meta.ExecutedQueryString != "up" || frame.Fields[len(frame.Fields)-1].Config.Unit != "s" {
		t.Error("the query or the unit is lost")
	}
	present, values := frame.Fields[len(frame.Fields)-2], frame.Fields[len(frame.Fields)-1]
	for row := range 2 {
		if bits, _ := present.ConcreteAt(row); present.At(row).(*string) != nil {
			t.Errorf("row %d has bits %v, and every place has a sample", row, bits)
		}
	}
	if at := numberAt(t, values, 0, n-1); at != 0.5+n-1 {
		t.Errorf("the last sample of the first is %v", at)
	}
	if at := numberAt(t, values, 2, 1); at != 1e9+3 {
		t.Errorf("the second sample of the series with gaps is %v, want that of the fourth place", at)
	}
	bits, err := base64.StdEncoding.DecodeString(*present.At(2).(*string))
	if err != nil || len(bits) < n/8 || bits[0] != 0b10101010 {
		t.Errorf("the bits are %x, %v", bits[:min(len(bits), 4)], err)
	}
}

func numberAt(t *testing.T, field *data.Field, row, i int) float64 {
	t.Helper()
	text, _ := field.At(row).(string)
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) < 8*(i+1) {
		t.Fatalf("row %d holds %d bytes: %v", row, len(raw), err)
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
}

// table is a result of rows series that have two labels; every other one has a third.
func table(rows int) *decode.Result {
	result := &decode.Result{Type: decode.Vector}
	for i := range rows {
		labels := []decode.Label{{Name: "m", Value: []string{"a", "ü\n\"<"}[i%2]}, {Name: "n", Value: strconv.Itoa(i)}}
		if i%2 == 1 {
			labels = append(labels, decode.Label{Name: "o", Value: "x"})
		}
		result.Series = append(result.Series, decode.Series{Labels: labels, Values: []float64{float64(i) / 2}})
	}
	return result
}

func TestLongTablesArePackedForTheBrowser(t *testing.T) {
	const rows = packLabelsFrom/3 + 1
	result := table(rows)
	result.Series[1].Values = nil
	result.Series[2].Values[0] = math.Inf(1)
	built, err := Build(context.Background(), result, Options{Format: Table, ForBrowser: true, Unit: "s", Column: "Now", ExecutedQuery: "up"})
	if err != nil {
		t.Fatal(err)
	}
	frame := built[0]
	if custom, ok := frame.Meta.Custom.(map[string]any); len(built) != 1 || frame.Rows() != 1 || !ok || custom[PackedRows] != rows {
		t.Fatalf("got %d frames of %d rows with %v, want one row that stands for %d", len(built), frame.Rows(), frame.Meta.Custom, rows)
	}
	m, o, now := frame.Fields[0], frame.Fields[2], frame.Fields[3]
	if m.Name != "m" || o.Name != "o" || now.Name != "Now" || now.Config.Unit != "s" || !*m.Config.Filterable || frame.Meta.ExecutedQueryString != "up" {
		t.Error("a name, a setting or the query is lost")
	}
	if got := m.At(0).(string); !strings.HasPrefix(got, `{"texts":["a","ü\n\"\u003c"],"rows":[0,1,0,1,`) {
		t.Errorf("the labels are %.80s", got)
	}
	if got := o.At(0).(string); !strings.HasPrefix(got, `{"texts":["","x"],"rows":[0,1,0,1,`) {
		t.Errorf("the labels that only some have are %.40s", got)
	}
	if second := numberAt(t, now, 0, 1); !math.IsNaN(second) {
		t.Errorf("the row without a number holds %v", second)
	}
	if third, last := numberAt(t, now, 0, 2), numberAt(t, now, 0, rows-1); !math.IsInf(third, 1) || last != float64(rows-1)/2 {
		t.Errorf("the numbers are %v and %v", third, last)
	}
}

func TestWhichTablesAreNotPacked(t *testing.T) {
	for name, test := range map[string]struct {
		result  *decode.Result
		options Options
	}{
		"without a browser": {table(packLabelsFrom / 2), Options{Format: Table}},
		"few labels":        {table(packLabelsFrom / 3), Options{Format: Table, ForBrowser: true}},
	} {
		built, err := Build(context.Background(), test.result, test.options)
		if err != nil {
			t.Fatal(err)
		}
		if built[0].Meta.Type != data.FrameTypeNumericLong || built[0].Rows() != len(test.result.Series) {
			t.Errorf("%s: %q with %d rows", name, built[0].Meta.Type, built[0].Rows())
		}
	}
	built, err := Build(context.Background(), table(packLabelsFrom/2), Options{Format: Table, ForBrowser: true, FromAlert: true})
	if err != nil || built[0].Meta.Custom != nil {
		t.Errorf("a rule: %v, %v", built[0].Meta, err)
	}
}

func TestWhatIsNotPacked(t *testing.T) {
	long := func(count int) *decode.Result {
		result := &decode.Result{Type: decode.Matrix, Grid: decode.Grid{StartMs: 1_700_000_000_000, StepMs: 1000, N: packFrom}}
		for i := range count {
			result.Series = append(result.Series, ramp(0, packFrom, nil, decode.Label{Name: string(rune('a' + i)), Value: "1"}))
		}
		return result
	}
	short := long(1)
	short.Grid.N--
	short.Series[0].Values = short.Series[0].Values[1:]
	for name, test := range map[string]struct {
		result  *decode.Result
		options Options
	}{
		"without a browser":                {long(1), Options{}},
		"a rule":                           {long(1), Options{ForBrowser: true, FromAlert: true}},
		"an expression":                    {long(1), Options{ForBrowser: true, FromExpression: true}},
		"few samples":                      {short, Options{ForBrowser: true}},
		"series with a label of their own": {long(5), Options{ForBrowser: true}},
	} {
		t.Run(name, func(t *testing.T) {
			built, err := Build(context.Background(), test.result, test.options)
			if err != nil {
				t.Fatal(err)
			}
			if built[0].Meta.Type != data.FrameTypeTimeSeriesWide {
				t.Errorf("got a frame of type %q", built[0].Meta.Type)
			}
		})
	}
}
