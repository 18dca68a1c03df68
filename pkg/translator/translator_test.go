package translator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

func embedded(t testing.TB) *Translator {
	t.Helper()
	translator, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return translator
}

func TestTranslateReadsAllFields(t *testing.T) {
	query := `{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile","quantile":0.99,` +
		`"filters":[{"label":"model_name","operator":"=","values":["a \"b\" \\ c"]}],"groupBy":["model_name"],"window":"5m"}`
	got, err := embedded(t).Translate(context.Background(), json.RawMessage(query), Context{})
	if err != nil {
		t.Fatal(err)
	}
	want := `histogram_quantile(0.99, sum by (model_name, le) (rate(baseten_end_to_end_response_time_seconds_bucket{model_name="a \"b\" \\ c"}[5m])))`
	if got.Expr != want && got.Expr != strings.Replace(want, "model_name, le", "le, model_name", 1) {
		t.Errorf("expr\n got %s\nwant %s", got.Expr, want)
	}
	if got.Kind != KindBuilder || got.QueryType != QueryTypeRange || got.Format != FormatTimeSeries || got.Unit != "s" {
		t.Errorf("kind %q, queryType %q, format %q, unit %q", got.Kind, got.QueryType, got.Format, got.Unit)
	}
	if got.Quantile == nil || *got.Quantile != 0.99 || got.BucketSelector == "" || got.Window != "5m" {
		t.Errorf("quantile %v, bucketSelector %q, window %q", got.Quantile, got.BucketSelector, got.Window)
	}
	if len(got.Selects) != 1 || len(got.Selects[0].Matchers) != 1 || got.Selects[0].Matchers[0].Value != `a "b" \ c` {
		t.Errorf("selects %+v", got.Selects)
	}
}

func TestTranslateContextDecidesTheQueryType(t *testing.T) {
	query := json.RawMessage(`{"metric":"baseten_replicas_active"}`)
	got, err := embedded(t).Translate(context.Background(), query, Context{FromAlert: true})
	if err != nil || got.QueryType != QueryTypeInstant {
		t.Errorf("a rule's query is %v (%v), want instant", got, err)
	}
}

func TestTranslateErrorsNameTheField(t *testing.T) {
	for query, field := range map[string]string{
		`{"metric":"baseten_replicas_actve"}`: "metric",
		`{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile","quantile":95}`: "quantile",
		`{"metric":5}`: "metric",
		`[1,2]`:        "query",
		`not json`:     "query",
		`{"a":"` + strings.Repeat("x", maxInput) + `"}`: "query",
	} {
		_, err := embedded(t).Translate(context.Background(), json.RawMessage(query), Context{})
		var wrong *QueryError
		if !errors.As(err, &wrong) || wrong.Field != field || wrong.Message == "" {
			t.Errorf("%.60s: got %v, want a QueryError for %s", query, err, field)
		}
	}
}

func TestSelectors(t *testing.T) {
	got, err := embedded(t).Selectors(context.Background(), SelectorsRequest{
		Metric:  "baseten_replicas_active",
		Filters: []Filter{{Label: "model_name", Operator: "=", Values: []string{"m"}}, {Label: "environment", Operator: "=", Values: []string{"e"}}},
		Exclude: "model_name",
	})
	if want := `baseten_replicas_active{environment="e"}`; err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("got %v, %v, want %s", got, err, want)
	}
}

func TestCatalogSurvivesACallerWhoGivesUp(t *testing.T) {
	translator := embedded(t)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	_, _ = translator.Catalog(gone)
	entries, err := translator.Catalog(context.Background())
	if err != nil || len(entries) < 30 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	for _, entry := range entries {
		if entry.ID == "" || entry.Title == "" || len(entry.Series) == 0 {
			t.Errorf("entry lacks id, title or series: %+v", entry)
		}
	}
}

// A runtime is used by one call at a time, and none sees another's query.
func TestConcurrentTranslations(t *testing.T) {
	translator := embedded(t)
	var running sync.WaitGroup
	for i := range 50 {
		running.Go(func() {
			query := fmt.Sprintf(`{"metric":"baseten_replicas_active","groupBy":[],"filters":[{"label":"model_id","operator":"=","values":["m%d"]}]}`, i)
			got, err := translator.Translate(context.Background(), json.RawMessage(query), Context{})
			if want := fmt.Sprintf(`sum(baseten_replicas_active{model_id="m%d"})`, i); err != nil || got.Expr != want {
				t.Errorf("got %v, %v, want %s", got, err, want)
			}
		})
	}
	running.Wait()
	if (translator.places.most + 1) < len(translator.idle) {
		t.Errorf("%d runtimes are kept, more than the %d that may work at once", len(translator.idle), (translator.places.most + 1))
	}
}

const bundleOf = `var basetenTranslator = {
	translate: function (query) { %s },
	selectors: function () { return '{"result":[]}'; },
	variableInPattern: function () { return ''; },
	amount: function () { return ''; },
	catalog: function () { return '[]'; },
	labelPrefixes: function () { return '{}'; },
};`

func TestRunawayScripts(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"endless loop":      {`while (query === '"bad"') {} return '{"result":{"expr":"up"}}';`, context.DeadlineExceeded.Error()},
		"endless recursion": {`function f() { return f() + 1; } if (query === '"bad"') { f(); } return '{"result":{"expr":"up"}}';`, "stack"},
		"exception":         {`if (query === '"bad"') { throw new Error('broken'); } return '{"result":{"expr":"up"}}';`, "broken"},
		"no JSON":           {`return query === '"bad"' ? 'x' : '{"result":{"expr":"up"}}';`, "translator's answer"},
	} {
		t.Run(name, func(t *testing.T) {
			translator, err := newFrom(fmt.Sprintf(bundleOf, test.body))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
			defer cancel()
			if _, err = translator.Translate(ctx, json.RawMessage(`"bad"`), Context{}); err == nil || !strings.Contains(strings.ToLower(err.Error()), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
			got, err := translator.Translate(context.Background(), json.RawMessage(`"good"`), Context{})
			if err != nil || got.Expr != "up" {
				t.Errorf("the next translation fails: %v, %v", got, err)
			}
		})
	}
}

func TestBundleThatLacksAFunction(t *testing.T) {
	for _, bundle := range []string{`var x = 1;`, `var basetenTranslator = {translate: function () {}};`} {
		translator, err := newFrom(bundle)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := translator.Translate(context.Background(), json.RawMessage(`{}`), Context{}); err == nil || !strings.Contains(err.Error(), "npm run build:translator") {
			t.Errorf("got %v, want an error that names the command", err)
		}
	}
}

func BenchmarkTranslate(b *testing.B) {
	query := json.RawMessage(`{"metric":"baseten_end_to_end_response_time_seconds","calculation":"quantile","filters":[{"label":"model_name","operator":"=","values":["a","b"]}]}`)
	for name, again := range map[string]bool{"first": false, "again": true} {
		b.Run(name, func(b *testing.B) {
			translator := embedded(b)
			b.ReportAllocs()
			for b.Loop() {
				if !again {
					translator.remembered.Clear()
				}
				if _, err := translator.Translate(context.Background(), query, Context{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
