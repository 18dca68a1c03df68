// Package semantics runs what the translator writes through Prometheus's own engine, on made-up series whose answers
// can be worked out by hand. It is a module of its own so that the plugin doesn't depend on the engine.
package semantics

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
	"github.com/prometheus/prometheus/promql/promqltest"
)

// bundle is what the backend embeds; its freshness has a test of its own.
const bundle = "../../pkg/translator/translator.js"

// The cases are scripts of Prometheus's own test language with one more line: "query NAME JSON" names a query, and
// "$NAME" at the end of an eval line stands for its PromQL.
var (
	queryLine = regexp.MustCompile(`^query (\w+) (.+)$`)
	evalLine  = regexp.MustCompile(`^(eval .*) \$(\w+)$`)
)

// macros are what the backend puts in for a step of one minute, a scrape interval of one minute and a range of one hour.
var macros = strings.NewReplacer("$__rate_interval", "4m", "$__interval", "1m", "$__range", "1h")

type translator func(query string) string

func newTranslator(t *testing.T) translator {
	t.Helper()
	source, err := os.ReadFile(bundle)
	if err != nil {
		t.Fatal(err)
	}
	vm := goja.New()
	if _, err := vm.RunString(string(source)); err != nil {
		t.Fatal(err)
	}
	translate, ok := goja.AssertFunction(vm.Get("basetenTranslator").ToObject(vm).Get("translate"))
	if !ok {
		t.Fatal("the bundle has no translate")
	}
	return func(query string) string {
		t.Helper()
		answer, err := translate(goja.Undefined(), vm.ToValue(query), vm.ToValue("{}"))
		if err != nil {
			t.Fatal(err)
		}
		var reply struct {
			Result struct{ Expr string }
			Error  *struct{ Message string }
		}
		if err := json.Unmarshal([]byte(answer.String()), &reply); err != nil {
			t.Fatal(err)
		}
		if reply.Error != nil {
			t.Fatalf("%s: %s", query, reply.Error.Message)
		}
		return macros.Replace(reply.Result.Expr)
	}
}

// expand turns a case into a script that the engine's tests read.
func expand(t *testing.T, text string, translate translator) string {
	t.Helper()
	queries := map[string]string{}
	var lines []string
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			// The language would take a comment for the end of the series above it.
			continue
		}
		if match := queryLine.FindStringSubmatch(line); match != nil {
			queries[match[1]] = translate(match[2])
			continue
		}
		if match := evalLine.FindStringSubmatch(line); match != nil {
			expr, ok := queries[match[2]]
			if !ok {
				t.Fatalf("line %d: no query %s", i+1, match[2])
			}
			line = match[1] + " " + expr
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestSemantics(t *testing.T) {
	files, err := filepath.Glob("cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	translate := newTranslator(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			engine := promqltest.NewTestEngine(t, false, 5*time.Minute, 1_000_000)
			promqltest.RunTest(t, expand(t, string(text), translate), engine)
		})
	}
}
