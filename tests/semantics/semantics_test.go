// Package semantics runs what the translator writes through Prometheus's own engine, on made-up series whose answers
// can be worked out by hand. It is a module of its own so that the plugin doesn't depend on the engine.
package semantics

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/util/teststorage"
)

// bundle is what the backend embeds; its freshness has a test of its own.
const bundle = "../../pkg/translator/translator.js"

// The cases are scripts of Prometheus's own test language with two more lines: "query NAME JSON" names a query, and
// "$NAME" at the end of an eval line stands for its PromQL. "scrape DURATION" is the scrape interval of the data source
// for the queries after it; without one it is a minute.
var (
	queryLine  = regexp.MustCompile(`^query (\w+) (.+)$`)
	scrapeLine = regexp.MustCompile(`^scrape (\S+)$`)
	evalLine   = regexp.MustCompile(`^(eval .*) \$(\w+)$`)
)

// macros are what the backend puts in for a step of one scrape and a range of one hour.
func macros(scrape time.Duration) *strings.Replacer {
	return strings.NewReplacer("$__rate_interval", (4 * scrape).String(), "$__interval", scrape.String(), "$__range", "1h")
}

type translator func(query string, scrape time.Duration) string

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
	return func(query string, scrape time.Duration) string {
		t.Helper()
		from := fmt.Sprintf(`{"scrapeIntervalMs": %d}`, scrape.Milliseconds())
		answer, err := translate(goja.Undefined(), vm.ToValue(query), vm.ToValue(from))
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
		return macros(scrape).Replace(reply.Result.Expr)
	}
}

// expand turns a case into a script that the engine's tests read.
func expand(t *testing.T, text string, translate translator) string {
	t.Helper()
	queries := map[string]string{}
	scrape := time.Minute
	var lines []string
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			// The language would take a comment for the end of the series above it.
			continue
		}
		if match := queryLine.FindStringSubmatch(line); match != nil {
			queries[match[1]] = translate(match[2], scrape)
			continue
		}
		if match := scrapeLine.FindStringSubmatch(line); match != nil {
			var err error
			if scrape, err = time.ParseDuration(match[1]); err != nil {
				t.Fatalf("line %d: %v", i+1, err)
			}
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

// newStorage takes loads of several days. Series are loaded one after the other, and after one of two days the storage of
// tests takes nothing of another's first day.
func newStorage(t testing.TB) storage.Storage {
	return teststorage.New(t, func(options *tsdb.Options) {
		options.MinBlockDuration = (30 * 24 * time.Hour).Milliseconds()
		options.MaxBlockDuration = options.MinBlockDuration
	})
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
			promqltest.RunTestWithStorage(t, expand(t, string(text), translate), engine, newStorage)
		})
	}
}
