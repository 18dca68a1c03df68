package decode

import (
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
)

// grid3 is three times a minute apart.
var grid3 = Grid{StartMs: 1700000040_000, StepMs: 60_000, N: 3}

func matrix(series ...string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[` + strings.Join(series, ",") + `]}}`
}

// decodeAll decodes whole and in pieces of several sizes, and wants the same of each.
func decodeAll(t *testing.T, body string, options Options) (*Result, error) {
	t.Helper()
	whole, err := Decode(strings.NewReader(body), options)
	for _, size := range []int{1, 3, 17, 64} {
		pieces, pieceErr := Decode(&trickle{[]byte(body), size}, options)
		if (err == nil) != (pieceErr == nil) {
			t.Fatalf("whole: %v; in pieces of %d: %v", err, size, pieceErr)
		}
		if err == nil && describe(whole) != describe(pieces) {
			t.Fatalf("whole:\n%sin pieces of %d:\n%s", describe(whole), size, describe(pieces))
		}
	}
	return whole, err
}

func TestSamplesFindTheirPlace(t *testing.T) {
	inf := math.Inf(1)
	cases := []struct {
		name, values string
		want         Series
		duplicates   int
	}{
		{"complete", `[[1700000040,"1"],[1700000100,"2.5"],[1700000160,"-3"]]`, Series{Values: []float64{1, 2.5, -3}}, 0},
		{"with white space", " [ [ 1700000040 , \"1\" ] ,\n[1700000100,\"2\"],[1700000160,\"3\"] ] ", Series{Values: []float64{1, 2, 3}}, 0},
		{"a gap inside", `[[1700000040,"1"],[1700000160,"3"]]`, Series{Values: []float64{1, 3}, Present: []uint64{0b101}}, 0},
		{"a gap before", `[[1700000160,"3"]]`, Series{Values: []float64{3}, Present: []uint64{0b100}}, 0},
		{"a gap after", `[[1700000040,"1"]]`, Series{Values: []float64{1}, Present: []uint64{0b001}}, 0},
		{"nothing", `[]`, Series{Present: []uint64{0}}, 0},
		{"null instead of samples", `null`, Series{Present: []uint64{0}}, 0},
		{"NaN is a gap", `[[1700000040,"NaN"],[1700000100,"2"],[1700000160,"NaN"]]`, Series{Values: []float64{2}, Present: []uint64{0b010}}, 0},
		{"infinity is a value", `[[1700000040,"+Inf"],[1700000100,"-Inf"],[1700000160,"1e400"]]`, Series{Values: []float64{inf, -inf, inf}}, 0},
		{"numbers for strings", `[[1700000040,1],[1700000100,2.5e0],[1700000160,null]]`, Series{Values: []float64{1, 2.5}, Present: []uint64{0b011}}, 0},
		{"strings for numbers", `[["1700000040","1"],["1700000100","2"],["1.70000016e9","3"]]`, Series{Values: []float64{1, 2, 3}}, 0},
		{"fractions that are none", `[[1700000040.000,"1"],[1700000100.0,"2"],[1700000160.0000,"3"]]`, Series{Values: []float64{1, 2, 3}}, 0},
		{"out of order", `[[1700000160,"3"],[1700000040,"1"],[1700000100,"2"]]`, Series{Values: []float64{1, 2, 3}}, 0},
		{"twice, the later counts", `[[1700000040,"1"],[1700000040,"9"],[1700000100,"2"],[1700000160,"3"]]`, Series{Values: []float64{9, 2, 3}}, 1},
		{"twice, the later is NaN", `[[1700000040,"1"],[1700000040,"NaN"],[1700000160,"3"]]`, Series{Values: []float64{3}, Present: []uint64{0b100}}, 1},
		{"beside the grid", `[[1700000040,"1"],[1700000100.5,"2"]]`, Series{Values: []float64{1, 2}, Times: []int64{1700000040_000, 1700000100_500}}, 0},
		{"after the grid", `[[1700000160,"1"],[1700000220,"2"]]`, Series{Values: []float64{1, 2}, Times: []int64{1700000160_000, 1700000220_000}}, 0},
		{"before the grid, out of order", `[[1700000040,"1"],[1600000000,"2"]]`, Series{Values: []float64{2, 1}, Times: []int64{1600000000_000, 1700000040_000}}, 0},
		{"before 1970", `[[-1.5,"2"]]`, Series{Values: []float64{2}, Times: []int64{-1500}}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			result, err := decodeAll(t, matrix(`{"metric":{"m":"a"},"values":`+c.values+`}`), Options{Grid: grid3})
			if err != nil {
				t.Fatal(err)
			}
			got := result.Series[0]
			got.Labels = nil
			if len(got.Values) == 0 {
				got.Values = nil
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if result.Duplicates != c.duplicates {
				t.Errorf("%d duplicates, want %d", result.Duplicates, c.duplicates)
			}
		})
	}
}

func TestLabelsAreReadAsTheyStand(t *testing.T) {
	cases := []struct {
		metric string
		want   []Label
	}{
		{`{}`, nil},
		{`null`, nil},
		{`{"__name__":"up","job":"a"}`, []Label{{"__name__", "up"}, {"job", "a"}}},
		{`{"z":"1","a":"2"}`, []Label{{"z", "1"}, {"a", "2"}}},
		{`{"a":"","b":"x"}`, []Label{{"b", "x"}}},
		{`{"a":"1","b":"2","a":"3"}`, []Label{{"a", "3"}, {"b", "2"}}},
		{`{"m":"say \"hi\" \\ \/ \b\f\n\r\t"}`, []Label{{"m", "say \"hi\" \\ / \b\f\n\r\t"}}},
		{`{"m":"\u00e4\ud83d\ude80\ud83d\u0041"}`, []Label{{"m", "ä🚀\ufffdA"}}},
		{`{"k8s.pod.name":"日本"}`, []Label{{"k8s.pod.name", "日本"}}},
		{"{\"m\":\"a\xff\xfeb\"}", []Label{{"m", "a\ufffd\ufffdb"}}},
		{`{"\u006d":"a"}`, []Label{{"m", "a"}}},
	}
	for _, c := range cases {
		result, err := decodeAll(t, `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"q":"before"},"value":[1,"1"]},{"metric":`+c.metric+`,"value":[1,"1"]}]}}`, Options{})
		if err != nil {
			t.Errorf("%s: %v", c.metric, err)
			continue
		}
		if got := result.Series[1].Labels; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.metric, got, c.want)
		}
	}
}

func TestLabelSetsDoNotChangeEachOther(t *testing.T) {
	var series []string
	for i := range 3000 {
		series = append(series, fmt.Sprintf(`{"metric":{"model_name":"m%d","deployment":"d%d","long":"%s"},"value":[1700000040,"%d"]}`, i/2, i, strings.Repeat("x", i%50), i))
	}
	result, err := Decode(strings.NewReader(`{"status":"success","data":{"resultType":"vector","result":[`+strings.Join(series, ",")+`]}}`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range result.Series {
		if s.Label("model_name") != fmt.Sprintf("m%d", i/2) || s.Label("deployment") != fmt.Sprintf("d%d", i) || len(s.Label("long")) != i%50 || s.Values[0] != float64(i) {
			t.Fatalf("series %d: %+v", i, s)
		}
	}
}

func TestAnswersOfEveryKind(t *testing.T) {
	cases := []struct {
		name, body string
		check      func(r *Result) bool
	}{
		{"vector", `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1700000040.123,"2"]}]}}`, func(r *Result) bool {
			return r.Type == Vector && r.Series[0].Times[0] == 1700000040_123 && r.Series[0].Values[0] == 2
		}},
		{"vector with NaN", `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1700000040,"NaN"]}]}}`, func(r *Result) bool {
			return len(r.Series) == 1 && len(r.Series[0].Values) == 0 && r.Empty()
		}},
		{"scalar", `{"status":"success","data":{"resultType":"scalar","result":[1700000040,"2.5"]}}`, func(r *Result) bool {
			return r.Type == Scalar && r.Series[0].Values[0] == 2.5 && r.Series[0].Times[0] == 1700000040_000
		}},
		{"string", `{"status":"success","data":{"result":[1700000040,"h\u0069"],"resultType":"string"}}`, func(r *Result) bool {
			return r.Type == String && r.Text == "hi" && r.TextTimeMs == 1700000040_000
		}},
		{"the type last", `{"data":{"result":[{"values":[[1700000040,"1"]],"metric":{"a":"b"}}],"resultType":"matrix"},"status":"success"}`, func(r *Result) bool {
			return r.Type == Matrix && r.Series[0].Label("a") == "b" && r.Series[0].Values[0] == 1
		}},
		{"unknown keys", `{"stats":{"x":[1,{"y":null}]},"status":"success","data":{"resultType":"matrix","z":[[]],"result":[{"q":true,"metric":{},"values":[]}]},"trace":false}`, func(r *Result) bool {
			return len(r.Series) == 1
		}},
		{"keys twice", `{"status":"error","status":"success","data":{"resultType":"vector","result":[]},"data":{"resultType":"matrix","result":[{"metric":{}}],"result":[{"metric":{"a":"1"},"metric":{"a":"2"},"values":[[1700000040,"1"]],"values":[[1700000100,"7"]]}]}}`, func(r *Result) bool {
			return len(r.Series) == 1 && r.Series[0].Label("a") == "2" && r.Series[0].Values[0] == 7 && r.Series[0].Present[0] == 0b010
		}},
		{"native histograms beside others", `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"1"},"histograms":[[1700000040,{"count":"3","buckets":[[0,"1","2","3"]]}]]},{"metric":{"a":"2"},"values":[[1700000040,"1"]]}]}}`, func(r *Result) bool {
			return r.Histograms == 1 && len(r.Series) == 1 && r.Series[0].Label("a") == "2"
		}},
		{"warnings and infos, each once", `{"status":"success","warnings":["w","w","v"],"infos":["i"],"isPartial":true,"data":{"resultType":"matrix","result":[]}}`, func(r *Result) bool {
			return reflect.DeepEqual(r.Warnings, []string{"w", "v"}) && reflect.DeepEqual(r.Infos, []string{"i"}) && r.Partial && r.Empty()
		}},
		{"the server's error", `{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\"","data":null}`, func(r *Result) bool {
			return r.Status == "error" && r.ErrorType == "bad_data" && r.Error == `invalid parameter "query"`
		}},
		{"null instead of series", `{"status":"success","data":{"resultType":"matrix","result":null}}`, func(r *Result) bool { return len(r.Series) == 0 }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			result, err := decodeAll(t, c.body, Options{Grid: grid3})
			if err != nil {
				t.Fatal(err)
			}
			if !c.check(result) {
				t.Error(describe(result))
			}
		})
	}
}

func TestFaultsOfABody(t *testing.T) {
	good := matrix(`{"metric":{"a":"b"},"values":[[1700000040,"1"],[1700000100,"2"]]}`)
	cases := []struct {
		name, body string
		want       error
	}{
		{"nothing", "", ErrEmpty},
		{"white space", " \n", ErrEmpty},
		{"a page", "<html><title>Sign in</title></html>", ErrSyntax},
		{"text", "no healthy upstream", ErrSyntax},
		{"an array", `[1,2]`, ErrShape},
		{"another API", `{"apiVersion":"v1","kind":"Status"}`, ErrShape},
		{"logs", `{"status":"success","data":{"resultType":"streams","result":[]}}`, ErrShape},
		{"no type", `{"status":"success","data":{"result":[]}}`, ErrShape},
		{"the wrong type", `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"values":[[1,"1"]]}]}}`, ErrShape},
		{"labels that are no strings", matrix(`{"metric":{"a":1},"values":[]}`), ErrShape},
		{"values that are no numbers", matrix(`{"metric":{},"values":[[1700000040,"many"]]}`), ErrShape},
		{"samples of three", matrix(`{"metric":{},"values":[[1700000040,"1",2]]}`), ErrSyntax},
		{"a time past all bounds", matrix(`{"metric":{},"values":[[1e300,"1"]]}`), ErrShape},
		{"a time that Grafana can't hold", matrix(`{"metric":{},"values":[[9999999999,"1"]]}`), ErrShape},
		{"something behind", good + "{}", ErrSyntax},
		{"a comma too many", matrix(`{"metric":{},"values":[[1700000040,"1"],]}`), ErrSyntax},
		{"a comma too few", matrix(`{"metric":{},"values":[[1700000040,"1"][1700000100,"1"]]}`), ErrSyntax},
		{"deep nesting", `{"x":` + strings.Repeat("[", 100_000), ErrSyntax},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := decodeAll(t, c.body, Options{Grid: grid3}); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	for i := 1; i < len(good); i++ {
		if _, err := decodeAll(t, good[:i], Options{Grid: grid3}); !errors.Is(err, ErrTruncated) {
			t.Fatalf("cut after %q: %v", good[:i], err)
		}
	}
}

func TestReadErrorsComeThrough(t *testing.T) {
	broken := errors.New("connection reset by peer")
	body := io.MultiReader(strings.NewReader(`{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"`), failing{broken})
	if _, err := Decode(body, Options{}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestLimits(t *testing.T) {
	three := matrix(`{"metric":{"a":"1"},"values":[[1700000040,"1"],[1700000100,"2"]]},{"metric":{"a":"2"},"values":[[1700000040,"1"]]}`)
	cases := []struct {
		options Options
		message string
	}{
		{Options{Grid: grid3, MaxSeries: 2, MaxPoints: 3}, ""},
		{Options{Grid: grid3, MaxSeries: 1}, "the answer has more than 1 series"},
		{Options{Grid: grid3, MaxPoints: 2}, "the answer has more than 2 samples"},
		{Options{MaxPoints: 1}, "the answer has more than 1 samples"},
	}
	for _, c := range cases {
		_, err := decodeAll(t, three, c.options)
		switch {
		case c.message == "" && err != nil:
			t.Errorf("%+v: %v", c.options, err)
		case c.message != "" && (!errors.Is(err, ErrLimit) || err.Error() != c.message):
			t.Errorf("%+v: %v", c.options, err)
		}
	}
}

func TestLongTextsAndManyLabels(t *testing.T) {
	long := strings.Repeat("ab\\u00e4", 300_000)
	var labels []string
	for i := range MaxLabels {
		labels = append(labels, fmt.Sprintf(`"l%d":"v"`, i))
	}
	result, err := Decode(strings.NewReader(matrix(`{"metric":{"long":"`+long+`"},"values":[[1700000040,"1"]]}`, `{"metric":{`+strings.Join(labels, ",")+`},"values":[[1700000040,"2"]]}`)), Options{Grid: grid3})
	if err != nil {
		t.Fatal(err)
	}
	if got := result.Series[0].Label("long"); got != strings.Repeat("abä", 300_000) {
		t.Errorf("a long value has %d bytes", len(got))
	}
	if len(result.Series[1].Labels) != MaxLabels || result.Series[1].Values[0] != 2 {
		t.Errorf("%d labels", len(result.Series[1].Labels))
	}
}
