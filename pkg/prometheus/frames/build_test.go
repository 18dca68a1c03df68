package frames

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

var grid3 = decode.Grid{StartMs: 1700000040_000, StepMs: 60_000, N: 3}

func answer(t *testing.T, kind, result string) *decode.Result {
	t.Helper()
	r, err := decode.Decode(strings.NewReader(`{"status":"success","data":{"resultType":"`+kind+`","result":[`+result+`]}}`), decode.Options{Grid: grid3})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// show writes frames as text: type, then each field with its labels, its shown name and its values.
func show(frames data.Frames) string {
	var out strings.Builder
	for _, frame := range frames {
		fmt.Fprintf(&out, "%s %d.%d\n", frame.Meta.Type, frame.Meta.TypeVersion[0], frame.Meta.TypeVersion[1])
		for _, field := range frame.Fields {
			fmt.Fprintf(&out, "  %s", field.Name)
			if len(field.Labels) > 0 {
				fmt.Fprintf(&out, " {%s}", field.Labels)
			}
			if field.Config != nil && field.Config.DisplayNameFromDS != "" {
				fmt.Fprintf(&out, " %q", field.Config.DisplayNameFromDS)
			}
			out.WriteString(":")
			for i := range field.Len() {
				if i > 0 {
					out.WriteString(" |")
				}
				value, ok := field.ConcreteAt(i)
				switch v := value.(type) {
				case time.Time:
					fmt.Fprintf(&out, " %d", v.Unix())
				default:
					if !ok {
						v = "null"
					}
					fmt.Fprintf(&out, " %v", v)
				}
			}
			out.WriteString("\n")
		}
	}
	return out.String()
}

const (
	whole   = `{"metric":{"model_name":"a"},"values":[[1700000040,"1"],[1700000100,"2"],[1700000160,"3"]]}`
	gap     = `{"metric":{"model_name":"b"},"values":[[1700000040,"4"],[1700000160,"6"]]}`
	nans    = `{"metric":{"model_name":"n"},"values":[[1700000040,"NaN"],[1700000100,"NaN"],[1700000160,"NaN"]]}`
	lastNaN = `{"metric":{"model_name":"l"},"values":[[1700000040,"7"],[1700000100,"NaN"],[1700000160,"NaN"]]}`
	beside  = `{"metric":{"model_name":"c"},"values":[[1700000041,"7"]]}`
)

func TestFrames(t *testing.T) {
	byModel := Options{Labels: []string{"model_name"}, Title: "Requests", Ranged: true}
	rule, expression, table := byModel, byModel, byModel
	rule.FromAlert = true
	expression.FromExpression = true
	table.Format = Table
	ruleTable := table
	ruleTable.FromAlert = true
	cases := []struct {
		name, kind, result string
		options            Options
		want               string
	}{
		{"a range is one wide frame", "matrix", whole + "," + gap, byModel, `
timeseries-wide 0.1
  Time: 1700000040 | 1700000100 | 1700000160
  Requests {model_name=a} "a": 1 | 2 | 3
  Requests {model_name=b} "b": 4 | null | 6
`},
		{"NaN is null in a panel", "matrix", lastNaN + "," + nans, byModel, `
timeseries-wide 0.1
  Time: 1700000040 | 1700000100 | 1700000160
  Requests {model_name=l} "l": 7 | null | null
  Requests {model_name=n} "n": null | null | null
`},
		{"a rule gets wide where every series is whole", "matrix", whole + "," + nans, rule, `
timeseries-wide 0.1
  Time: 1700000040 | 1700000100 | 1700000160
  Requests {model_name=a}: 1 | 2 | 3
`},
		{"a rule never gets null", "matrix", whole + "," + gap + "," + nans, rule, `
timeseries-multi 0.1
  Time: 1700000040 | 1700000100 | 1700000160
  Requests {model_name=a}: 1 | 2 | 3
timeseries-multi 0.1
  Time: 1700000040 | 1700000160
  Requests {model_name=b}: 4 | 6
`},
		{"nor does an expression", "matrix", lastNaN, expression, `
timeseries-multi 0.1
  Time: 1700000040
  Requests {model_name=l} "l": 7
`},
		{"times beside the grid keep their own frames", "matrix", whole + "," + beside, byModel, `
timeseries-multi 0.1
  Time: 1700000040 | 1700000100 | 1700000160
  Requests {model_name=a} "a": 1 | 2 | 3
timeseries-multi 0.1
  Time: 1700000041
  Requests {model_name=c} "c": 7
`},
		{"a range as table", "matrix", whole + "," + gap, table, `
timeseries-long 0.1
  Time: 1700000040 | 1700000040 | 1700000100 | 1700000160 | 1700000160
  model_name: a | b | a | a | b
  Requests: 1 | 4 | 2 | 3 | 6
`},
		{"a range as table in a rule", "matrix", whole, ruleTable, `
timeseries-wide 0.1
  Time: 1700000040 | 1700000100 | 1700000160
  Requests {model_name=a}: 1 | 2 | 3
`},
		{"nothing", "matrix", "", byModel, "\ntimeseries-wide 0.1\n"},
		{"nothing but NaN in a rule", "matrix", nans, rule, "\ntimeseries-wide 0.1\n"},
		{"nothing as table", "matrix", "", table, "\ntimeseries-long 0.1\n"},
		{"numbers keep their label sets", "vector", `{"metric":{"model_name":"a","environment":"production"},"value":[1700000040,"1"]},{"metric":{"model_name":"a"},"value":[1700000040,"2"]}`, Options{Labels: []string{"model_name", "environment"}}, `
numeric-wide 0.1
  Value {environment=production, model_name=a} "model_name=a, environment=production": 1
  Value {model_name=a} "model_name=a": 2
`},
		{"numbers in the order of their names", "vector", `{"metric":{"environment":"a","model_name":"y"},"value":[1700000040,"1"]},{"metric":{"environment":"b","model_name":"x"},"value":[1700000040,"2"]}`, Options{Labels: []string{"model_name", "environment"}}, `
numeric-wide 0.1
  Value {environment=b, model_name=x} "model_name=x, environment=b": 2
  Value {environment=a, model_name=y} "model_name=y, environment=a": 1
`},
		{"a number that is NaN, in a panel", "vector", `{"metric":{"m":"a"},"value":[1700000040,"NaN"]},{"metric":{"m":"b"},"value":[1700000040,"+Inf"]}`, Options{Labels: []string{"m"}}, `
numeric-wide 0.1
  Value {m=a} "a": null
  Value {m=b} "b": +Inf
`},
		{"a number that is NaN, in a rule", "vector", `{"metric":{"m":"a"},"value":[1700000040,"NaN"]},{"metric":{"m":"b"},"value":[1700000040,"0"]}`, Options{Labels: []string{"m"}, FromAlert: true}, `
numeric-long 0.1
  m: b
  Value: 0
`},
		{"numbers of the same labels in a rule, in whatever order", "vector", `{"metric":{"m":"a","n":"x"},"value":[1700000040,"1"]},{"metric":{"n":"","m":"b","n":"y"},"value":[1700000040,"2"]},{"metric":{"n":"z","m":"c"},"value":[1700000040,"3"]}`, Options{Labels: []string{"n", "unknown"}, FromAlert: true}, `
numeric-long 0.1
  m: a | b | c
  n: x | y | z
  Value: 1 | 2 | 3
`},
		{"numbers in a rule, one of which lacks a label", "vector", `{"metric":{"m":"a","n":"x"},"value":[1700000040,"1"]},{"metric":{"m":"b","n":""},"value":[1700000040,"2"]}`, Options{FromAlert: true}, `
numeric-wide 0.1
  Value {m=a, n=x}: 1
  Value {m=b}: 2
`},
		{"numbers in a rule, as many labels but others", "vector", `{"metric":{"m":"a"},"value":[1700000040,"1"]},{"metric":{"n":"a"},"value":[1700000040,"2"]}`, Options{FromAlert: true}, `
numeric-wide 0.1
  Value {m=a}: 1
  Value {n=a}: 2
`},
		{"a number without labels in a rule", "vector", `{"metric":{},"value":[1700000040,"1"]}`, Options{FromAlert: true}, `
numeric-wide 0.1
  Value: 1
`},
		{"numbers as table in a rule", "vector", `{"metric":{"m":"a"},"value":[1700000040,"1"]},{"metric":{"n":"a"},"value":[1700000040,"2"]}`, Options{Format: Table, FromAlert: true}, `
numeric-wide 0.1
  Value {m=a}: 1
  Value {n=a}: 2
`},
		{"numbers for the browser are rows, of which it makes fields", "vector", `{"metric":{"m":"a","n":"x"},"value":[1700000040,"1"]},{"metric":{"n":"y","o":"z"},"value":[1700000040,"NaN"]}`, Options{Labels: []string{"m"}, ForBrowser: true}, `
numeric-long 0.1
  name: a | (none)
  m: a | null
  n: x | y
  o: null | z
  Value: 1 | null
`},
		{"a rule gets what it gets without the browser", "vector", `{"metric":{"m":"a"},"value":[1700000040,"1"]},{"metric":{"n":"a"},"value":[1700000040,"2"]}`, Options{FromAlert: true, ForBrowser: true}, `
numeric-wide 0.1
  Value {m=a}: 1
  Value {n=a}: 2
`},
		{"an expression too", "vector", `{"metric":{"m":"a"},"value":[1700000040,"1"]}`, Options{FromExpression: true, ForBrowser: true}, `
numeric-wide 0.1
  Value {m=a} "a": 1
`},
		{"rows that would be mostly empty are fields", "vector", `{"metric":{"a":"1"},"value":[1700000040,"1"]},{"metric":{"b":"1"},"value":[1700000040,"1"]},{"metric":{"c":"1"},"value":[1700000040,"1"]},{"metric":{"d":"1"},"value":[1700000040,"1"]},{"metric":{"e":"1"},"value":[1700000040,"1"]}`, Options{ForBrowser: true}, `
numeric-wide 0.1
  Value {a=1} "1": 1
  Value {b=1} "1": 1
  Value {c=1} "1": 1
  Value {d=1} "1": 1
  Value {e=1} "1": 1
`},
		{"numbers for an expression keep their names", "vector", `{"metric":{"m":"a"},"value":[1700000040,"1"]}`, Options{FromExpression: true}, `
numeric-wide 0.1
  Value {m=a} "a": 1
`},
		{"numbers as table", "vector", `{"metric":{"a":"1","z":"2"},"value":[1700000040,"1"]},{"metric":{"a":"3"},"value":[1700000040,"NaN"]}`, Options{Format: Table, Labels: []string{"z"}}, `
numeric-long 0.1
  z: 2 | 
  a: 1 | 3
  Value: 1 | null
`},
		{"no numbers", "vector", "", Options{}, "\nnumeric-wide 0.1\n"},
		{"no numbers as table", "vector", "", Options{Format: Table}, "\nnumeric-long 0.1\n"},
		{"a scalar", "scalar", `1700000040,"2.5"`, Options{Title: "Half of five"}, `
numeric-wide 0.1
  Half of five "Half of five": 2.5
`},
		{"a text", "string", `1700000040,"hello"`, Options{}, `
table 0.0
  Time: 1700000040
  Value: hello
`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			frames, err := Build(context.Background(), answer(t, c.kind, c.result), c.options)
			if err != nil {
				t.Fatal(err)
			}
			if got := "\n" + show(frames); got != c.want {
				t.Errorf("got %swant %s", got, c.want)
			}
			readBack(t, frames)
		})
	}
}

// readBack lets the contract's own readers judge the frames.
func readBack(t *testing.T, frames data.Frames) {
	t.Helper()
	switch kind := frames[0].Meta.Type; {
	case kind.IsTimeSeries():
		reader, err := timeseries.CollectionReaderFromFrames(frames)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := reader.GetCollection(true); err != nil {
			t.Error(err)
		}
	case kind.IsNumeric():
		reader, err := numeric.CollectionReaderFromFrames(frames)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := reader.GetCollection(false); err != nil {
			t.Error(err)
		}
	}
	if _, err := frames.MarshalArrow(); err != nil {
		t.Error(err)
	}
}

// TestRulesReadTheSameOfRowsAsOfFields compares what the contract's reader, which Grafana's expressions go by, makes of the
// frames of a rule and of those of an expression, which are a field a series.
func TestRulesReadTheSameOfRowsAsOfFields(t *testing.T) {
	for name, result := range map[string]string{
		"one":                    `{"metric":{"m":"a"},"value":[1,"1"]}`,
		"two, in two orders":     `{"metric":{"m":"a","n":"b"},"value":[1,"1"]},{"metric":{"n":"a","m":"b"},"value":[1,"2"]}`,
		"one that has no number": `{"metric":{"m":"a"},"value":[1,"NaN"]},{"metric":{"m":"b"},"value":[1,"-Inf"]}`,
		"awkward texts":          `{"metric":{"m":" ","ü.n":"\u0000\n\"x"},"value":[1,"1"]},{"metric":{"m":"ö","ü.n":"null"},"value":[1,"1e300"]}`,
		"a label like the value": `{"metric":{"Requests":"a"},"value":[1,"1"]},{"metric":{"Requests":"b"},"value":[1,"2"]}`,
		"the metric's own name":  `{"metric":{"__name__":"up","m":"a"},"value":[1,"1"]},{"metric":{"__name__":"down","m":"a"},"value":[1,"2"]}`,
	} {
		rows, err := Build(context.Background(), answer(t, "vector", result), Options{Title: "Requests", FromAlert: true})
		if err != nil {
			t.Fatal(err)
		}
		fields, err := Build(context.Background(), answer(t, "vector", result), Options{Title: "Requests", FromExpression: true})
		if err != nil {
			t.Fatal(err)
		}
		if rows[0].Meta.Type != data.FrameTypeNumericLong || fields[0].Meta.Type != data.FrameTypeNumericWide {
			t.Errorf("%s: %s and %s", name, rows[0].Meta.Type, fields[0].Meta.Type)
		}
		if got, want := numbers(t, rows), numbers(t, fields); got != want {
			t.Errorf("%s: a rule reads %s, an expression %s", name, got, want)
		}
	}
}

// TestNumbersLieAsGrafanaSortsThem lets Grafana's own sorting count what it has left to do: nothing, so that it compares each
// series with the one before and no more.
func TestNumbersLieAsGrafanaSortsThem(t *testing.T) {
	for name, result := range map[string]string{
		"values":            `{"metric":{"m":"b","n":"a"},"value":[1,"1"]},{"metric":{"m":"a","n":"b"},"value":[1,"2"]},{"metric":{"m":"a","n":"a"},"value":[1,"3"]}`,
		"one the beginning": `{"metric":{"m":"ab","n":"a"},"value":[1,"1"]},{"metric":{"m":"a","n":"c"},"value":[1,"2"]}`,
		"names":             `{"metric":{"n":"a"},"value":[1,"1"]},{"metric":{"m":"z"},"value":[1,"2"]},{"metric":{},"value":[1,"3"]}`,
	} {
		for _, options := range []Options{{FromAlert: true}, {FromExpression: true}} {
			built, err := Build(context.Background(), answer(t, "vector", result), options)
			if err != nil {
				t.Fatal(err)
			}
			read := refs(t, built)
			sorted := slices.Clone(read)
			numeric.SortNumericMetricRef(sorted)
			if !slices.EqualFunc(read, sorted, func(a, b numeric.MetricRef) bool { return a.ValueField == b.ValueField }) {
				t.Errorf("%s: %+v leaves series to be sorted: %s", name, options, show(built))
			}
		}
	}
}

// The order of servers is another one each time: the tiles of a panel keep their places all the same, and so do its rows.
func TestNumbersOfAPanelAreInOrder(t *testing.T) {
	const first, second, third = `{"metric":{"m":"a"},"value":[1,"3"]}`, `{"metric":{"m":"b"},"value":[1,"1"]}`, `{"metric":{"m":"b","n":"x"},"value":[1,"2"]}`
	for _, options := range []Options{{}, {ForBrowser: true}, {Format: Table}} {
		want := ""
		for _, result := range [][]string{{first, second, third}, {third, first, second}, {second, third, first}} {
			built, err := Build(context.Background(), answer(t, "vector", strings.Join(result, ",")), options)
			if err != nil {
				t.Fatal(err)
			}
			if want == "" {
				want = show(built)
			}
			if got := show(built); got != want || !strings.Contains(got, "3") {
				t.Errorf("%+v: %s, want %s", options, got, want)
			}
		}
	}
}

// What a query has ranked stays so; and where Grafana doesn't sort, the server's order may be the query's own.
func TestOrderIsKeptWhereItMeansSomething(t *testing.T) {
	const result = `{"metric":{"m":"b"},"value":[1,"2"]},{"metric":{"m":"a"},"value":[1,"1"]}`
	for _, options := range []Options{{KeepOrder: true}, {FromAlert: true, KeepOrder: true}, {FromExpression: true, KeepOrder: true}} {
		built, err := Build(context.Background(), answer(t, "vector", result), options)
		if err != nil {
			t.Fatal(err)
		}
		if read := refs(t, built); read[0].GetLabels()["m"] != "b" || read[1].GetLabels()["m"] != "a" {
			t.Errorf("%+v: %s", options, show(built))
		}
	}
}

// numbers are what a rule reads, as text.
func numbers(t *testing.T, frames data.Frames) string {
	t.Helper()
	read := refs(t, frames)
	numeric.SortNumericMetricRef(read)
	var out strings.Builder
	for _, ref := range read {
		value, _, err := ref.NullableFloat64Value()
		if err != nil || value == nil {
			t.Fatal(err, value)
		}
		fmt.Fprintf(&out, "%s %q %v\n", ref.GetMetricName(), ref.GetLabels().String(), *value)
	}
	return out.String()
}

// refs are the series that the contract's reader finds, in the frames' order, after the way over the wire.
func refs(t *testing.T, frames data.Frames) []numeric.MetricRef {
	t.Helper()
	sent, err := frames.MarshalArrow()
	if err != nil {
		t.Fatal(err)
	}
	if frames, err = data.UnmarshalArrowFrames(sent); err != nil {
		t.Fatal(err)
	}
	reader, err := numeric.CollectionReaderFromFrames(frames)
	if err != nil {
		t.Fatal(err)
	}
	found, err := reader.GetCollection(false)
	if err != nil || found.Warning != nil {
		t.Fatal(err, found.Warning)
	}
	return found.Refs
}

func TestFramesThatCanNotBe(t *testing.T) {
	twice := whole + "," + whole
	cases := []struct {
		name, kind, result string
		options            Options
		want               string
	}{
		{"a heatmap in a rule", "matrix", whole, Options{Format: Heatmap, FromAlert: true}, "a heatmap can't be used in a rule"},
		{"a heatmap in an expression", "matrix", whole, Options{Format: Heatmap, FromExpression: true}, "a heatmap can't be used in a rule"},
		{"a heatmap without le", "matrix", whole, Options{Format: Heatmap}, "needs the label le"},
		{"a heatmap of numbers", "vector", `{"metric":{"le":"1"},"value":[1700000040,"1"]}`, Options{Format: Heatmap}, "needs a range query"},
		{"a text in a rule", "string", `1700000040,"hello"`, Options{FromAlert: true}, "needs numbers"},
		{"one series twice in a rule", "matrix", twice, Options{FromAlert: true}, `{model_name="a"} twice`},
	}
	for _, c := range cases {
		if _, err := Build(context.Background(), answer(t, c.kind, c.result), c.options); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func TestNotices(t *testing.T) {
	r, err := decode.Decode(strings.NewReader(`{"status":"success","warnings":["store gone","store gone"],"infos":["maybe no counter"],"isPartial":true,
		"data":{"resultType":"matrix","result":[`+whole+`,`+whole+`,{"metric":{"h":"1"},"histograms":[]},
		{"metric":{"d":"1"},"values":[[1700000040,"1"],[1700000040,"2"]]}]}}`), decode.Options{Grid: grid3})
	if err != nil {
		t.Fatal(err)
	}
	frames, err := Build(context.Background(), r, Options{ExecutedQuery: "up", Notices: []data.Notice{{Text: "first"}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range frames[0].Meta.Notices {
		got = append(got, fmt.Sprintf("%v %s", n.Severity, n.Text))
	}
	want := []string{
		"info first",
		"warning The answer is partial: the server could not reach all of its storage.",
		"warning store gone",
		"warning The server stores 1 series as native histograms, which are left out. Apply a function such as histogram_quantile to them.",
		"warning The server sent 1 sample for a time that already had one; the later one counts.",
		"info maybe no counter",
		"warning The server sent 1 series twice; only the first of each is shown.",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if frames[0].Meta.ExecutedQueryString != "up" {
		t.Errorf("executed query is %q", frames[0].Meta.ExecutedQueryString)
	}
}

func TestUnitsAndStepAreOnTheFields(t *testing.T) {
	decimals, low, high := uint16(1), 0.0, 100.0
	frames, err := Build(context.Background(), answer(t, "matrix", whole), Options{Unit: "percent", Decimals: &decimals, Min: &low, Max: &high})
	if err != nil {
		t.Fatal(err)
	}
	value := frames[0].Fields[1].Config
	if value.Unit != "percent" || *value.Decimals != 1 || *value.Min != 0 || *value.Max != 100 {
		t.Errorf("%+v", value)
	}
	if step := frames[0].Fields[0].Config.Interval; step != 60_000 {
		t.Errorf("the step is %v ms", step)
	}
}

func TestTablesCanBeFilteredByTheirLabelsAlone(t *testing.T) {
	for kind, result := range map[string]string{
		"matrix": `{"metric":{"a":"1"},"values":[[1700000000,"1"]]}`, "vector": `{"metric":{"a":"1"},"value":[1700000040,"1"]}`,
	} {
		frames, err := Build(context.Background(), answer(t, kind, result), Options{Format: Table, Labels: []string{"a"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range frames[0].Fields {
			filterable := field.Config != nil && field.Config.Filterable != nil && *field.Config.Filterable
			if filterable != (field.Name == "a") {
				t.Errorf("%s: the column %s is filterable: %v", kind, field.Name, filterable)
			}
		}
	}
}

func TestNames(t *testing.T) {
	const (
		total  = `{"metric":{},"value":[1700000040,"1"]}`
		one    = `{"metric":{"model_name":"Llama"},"value":[1700000040,"1"]}`
		absent = `{"metric":{"x":"y"},"value":[1700000040,"1"]}`
		two    = `{"metric":{"environment":"production","model_name":"Llama"},"value":[1700000040,"1"]}`
		named  = `{"metric":{"__name__":"up","job":"a"},"value":[1700000040,"1"]}`
		other  = `{"metric":{"__name__":"down","job":"a"},"value":[1700000040,"1"]}`
		bare   = `{"metric":{"__name__":"up"},"value":[1700000040,"1"]}`
	)
	cases := []struct {
		name, result string
		options      Options
		want         string
	}{
		{"no labels", total, Options{Title: "Requests", Labels: []string{}}, "Requests"},
		{"no labels, nothing known", total, Options{}, "Value"},
		{"one label", one, Options{Title: "Requests", Labels: []string{"model_name"}}, "Llama"},
		{"one label that the only series lacks", total, Options{Title: "Requests", Labels: []string{"model_name"}}, "Requests"},
		{"one label that one of two lacks", one + "," + absent, Options{Labels: []string{"model_name"}}, "Llama|(none)"},
		{"two labels in the query's order", two, Options{Labels: []string{"model_name", "environment"}}, "model_name=Llama, environment=production"},
		{"labels with words, and one that nobody knows", `{"metric":{"deployment_id":"wx4","model_name":"Llama","pod":"p"},"value":[1700000040,"1"]}`,
			Options{Labels: []string{"model_name", "deployment_id", "pod"}, LabelPrefixes: map[string]string{"model_name": "", "deployment_id": "deployment"}},
			"Llama, deployment wx4, pod=p"},
		{"two labels, one absent", one, Options{Labels: []string{"model_name", "environment"}}, "model_name=Llama"},
		{"a qualifier", one, Options{Labels: []string{"model_name"}, Qualifier: "p95"}, "p95 Llama"},
		{"a qualifier and no labels", total, Options{Title: "Latency", Qualifier: "p95"}, "p95 Latency"},
		{"a qualifier that the title says", total, Options{Title: "Latency, p95", Qualifier: "p95"}, "Latency, p95"},
		{"a qualifier of which the title says a part", total, Options{Title: "Latency, p95, 1h ago", Qualifier: "p95 1h ago staging"}, "staging Latency, p95, 1h ago"},
		{"a title that says another", total, Options{Title: "Requests, 1h ago", Qualifier: "count 1h ago"}, "count Requests, 1h ago"},
		{"several metrics", one, Options{Title: "Requests", Labels: []string{"model_name"}, Titled: true}, "Requests Llama"},
		{"several metrics and no labels", total, Options{Title: "Requests", Labels: []string{}, Titled: true}, "Requests"},
		{"several metrics, with a qualifier", one, Options{Title: "Latency, p95", Labels: []string{"model_name"}, Qualifier: "p95 staging", Titled: true}, "staging Latency, p95 Llama"},
		{"a template", two, Options{LegendFormat: "{{model_name}} in {{ environment }} {{nope}}", Qualifier: "p95"}, "Llama in production"},
		{"a template of nothing", two, Options{LegendFormat: "{{nope}}", Labels: []string{"model_name"}}, "Llama"},
		{"a template that is not closed", two, Options{LegendFormat: "{{model_name}} {{x"}, "Llama {{x"},
		{"a written query", two, Options{}, "environment=production, model_name=Llama"},
		{"a written query, one label", one, Options{}, "Llama"},
		{"a written query, a metric alone", bare, Options{}, "up"},
		{"a written query, one metric", named, Options{}, "a"},
		{"a written query without labels", total, Options{Asked: "sum(\n  rate(x[5m])\n)"}, "sum( rate(x[5m]) )"},
		{"a written query without labels, and a template", total, Options{Asked: "sum(x)", LegendFormat: "all"}, "all"},
		{"a written query with labels", one, Options{Asked: "sum by (model_name) (x)"}, "Llama"},
		{"a long written query without labels", total, Options{Asked: strings.Repeat("ü", 121)}, strings.Repeat("ü", 119) + "…"},
		{"one that just fits", total, Options{Asked: strings.Repeat("ü", 120)}, strings.Repeat("ü", 120)},
		{"one of which most is blank", total, Options{Asked: "sum(" + strings.Repeat(" ", 2000) + "x)"}, "sum(…"},
		{"a written query, two metrics", named + "," + other, Options{}, "down a|up a"},
	}
	for _, c := range cases {
		frames, err := Build(context.Background(), answer(t, "vector", c.result), c.options)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var names []string
		for _, field := range frames[0].Fields {
			names = append(names, field.Config.DisplayNameFromDS)
		}
		if got := strings.Join(names, "|"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestHeatmap(t *testing.T) {
	bucket := func(labels string, values ...string) string {
		var samples []string
		for i, v := range values {
			if v != "" {
				samples = append(samples, fmt.Sprintf(`[%d,"%s"]`, 1700000040+60*i, v))
			}
		}
		return `{"metric":{` + labels + `},"values":[` + strings.Join(samples, ",") + `]}`
	}
	cases := []struct {
		name   string
		series []string
		want   string
	}{
		{"counts between two bounds, by value and not by text", []string{
			bucket(`"le":"+Inf"`, "10", "20", "30"), bucket(`"le":"10"`, "8", "20", "25"), bucket(`"le":"2.5"`, "5", "0", "25"),
		}, "  2.5 {le=2.5} \"2.5\": 5 | 0 | 25\n  10 {le=10} \"10\": 3 | 20 | 0\n  +Inf {le=+Inf} \"+Inf\": 2 | 0 | 5\n"},
		{"no top bucket", []string{bucket(`"le":"1"`, "1", "1", "1"), bucket(`"le":"2"`, "3", "3", "3")},
			"  1 {le=1} \"1\": 1 | 1 | 1\n  2 {le=2} \"2\": 2 | 2 | 2\n"},
		{"never less than none", []string{bucket(`"le":"1"`, "5", "5", "5"), bucket(`"le":"2"`, "4", "6", "5"), bucket(`"le":"3"`, "5", "6", "9")},
			"  1 {le=1} \"1\": 5 | 5 | 5\n  2 {le=2} \"2\": 0 | 1 | 0\n  3 {le=3} \"3\": 0 | 0 | 4\n"},
		{"a bucket without a sample", []string{bucket(`"le":"1"`, "1", "", ""), bucket(`"le":"2"`, "3", "4", "")},
			"  1 {le=1} \"1\": 1 | null | null\n  2 {le=2} \"2\": 2 | 4 | null\n"},
		{"two spellings of a bound", []string{bucket(`"le":"1"`, "1", "1", ""), bucket(`"le":"1.0"`, "", "2", "3"), bucket(`"le":"+Inf"`, "2", "4", "4")},
			"  1 {le=1} \"1\": 1 | 3 | 3\n  +Inf {le=+Inf} \"+Inf\": 1 | 1 | 1\n"},
		{"two models with bounds of their own", []string{
			bucket(`"le":"1","m":"a"`, "1", "1", "1"), bucket(`"le":"+Inf","m":"a"`, "3", "3", "3"),
			bucket(`"m":"b","le":"5"`, "4", "4", "4"), bucket(`"m":"b","le":"+Inf"`, "4", "4", "4"),
		}, "  1 {le=1} \"1\": 1 | 1 | 1\n  5 {le=5} \"5\": 4 | 4 | 4\n  +Inf {le=+Inf} \"+Inf\": 2 | 2 | 2\n"},
		{"a series without le beside", []string{bucket(`"x":"y"`, "1", "1", "1"), bucket(`"le":"1"`, "2", "2", "2")},
			"  1 {le=1} \"1\": 2 | 2 | 2\n"},
	}
	for _, c := range cases {
		frames, err := Build(context.Background(), answer(t, "matrix", strings.Join(c.series, ",")), Options{Format: Heatmap, Unit: "s"})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if unit := frames[0].Fields[1].Config.Unit; unit != "short" {
			t.Errorf("%s: the unit of counts is %q", c.name, unit)
		}
		if panel := frames[0].Meta.PreferredVisualizationPluginID; panel != "heatmap" {
			t.Errorf("%s: Explore would draw it as %q, not as a heatmap", c.name, panel)
		}
		want := "heatmap-rows 0.0\n  Time: 1700000040 | 1700000100 | 1700000160\n" + c.want
		if got := show(frames); got != want {
			t.Errorf("%s: got\n%swant\n%s", c.name, got, want)
		}
	}
}

func TestSparseSeriesKeepTheirOwnFrames(t *testing.T) {
	grid := decode.Grid{StartMs: 1700000040_000, StepMs: 60_000, N: 11_000}
	var series []string
	for i := range 300 {
		series = append(series, fmt.Sprintf(`{"metric":{"replica":"r%d"},"values":[[1700000040,"%d"]]}`, i, i))
	}
	body := `{"status":"success","data":{"resultType":"matrix","result":[` + strings.Join(series, ",") + `]}}`
	result, err := decode.Decode(strings.NewReader(body), decode.Options{Grid: grid})
	if err != nil {
		t.Fatal(err)
	}
	frames, err := Build(context.Background(), result, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(frames) != 300 || frames[0].Meta.Type != data.FrameTypeTimeSeriesMulti {
		t.Errorf("%d frames of type %s", len(frames), frames[0].Meta.Type)
	}
}
