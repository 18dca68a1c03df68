// Package translator runs the TypeScript translator that the browser uses, compiled to plain JavaScript and embedded,
// so that a panel, an alert rule and a public dashboard can't disagree in what they ask.
package translator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/dop251/goja"

	"baseten-metrics-datasource/pkg/internal/lru"
)

const (
	// global is the one name that the bundle defines.
	global = "basetenTranslator"
	// maxTime of one call; a translation takes well under a millisecond.
	maxTime = 5 * time.Second
	// maxCallStack ends an endless recursion long before memory runs out.
	maxCallStack = 4096
)

// remembered is how much is kept of translations: the panels and rules of one Grafana ask the same again and again.
var remembered = lru.Limits{Entries: 512, Bytes: 8 << 20, Largest: 16 << 10}

// question is all that a translation depends on.
type question struct {
	from  Context
	query string
}

// ErrTooLong is a query that is longer than any that a person made.
var ErrTooLong = fmt.Errorf("the query is longer than %d bytes", maxInput)

// Translator runs translations. It is safe for concurrent use: a JavaScript runtime is not, so each call borrows
// one from a pool.
type Translator struct {
	program *goja.Program
	// places bound the runtimes that work at one time: more than there are processors would only cost memory.
	places *places

	mu   sync.Mutex
	idle []*engine

	// remembered are translations by context and query; they depend on nothing else. Each caller gets a copy, so that none
	// can change another's.
	remembered *lru.Cache[question, *Translation]

	catalogOnce   sync.Once
	catalog       []Entry
	labelPrefixes map[string]string
	errCatalog    error
}

// New compiles the embedded bundle.
func New() (*Translator, error) { return newFrom(source) }

func newFrom(text string) (*Translator, error) {
	program, err := goja.Compile("translator.js", text, false)
	if err != nil {
		return nil, fmt.Errorf("compile the translator: %w", err)
	}
	return &Translator{
		program: program, places: newPlaces(max(2, runtime.GOMAXPROCS(0))), remembered: lru.New[question, *Translation](remembered),
	}, nil
}

// Translate makes PromQL and all that goes with it of a query. A query that can't be translated gives a *QueryError.
func (t *Translator) Translate(ctx context.Context, query json.RawMessage, from Context) (*Translation, error) {
	key := question{from, string(query)}
	if kept, ok := t.remembered.Get(key); ok {
		return kept.clone(), nil
	}
	origin, err := from.encode()
	if err != nil {
		return nil, err
	}
	pick := func(e *engine) goja.Callable { return e.translate }
	translation := &Translation{}
	size, err := t.call(ctx, translation, pick, key.query, origin)
	if err != nil {
		return nil, err
	}
	t.remembered.Put(key, translation.clone(), int64(len(key.query)+size))
	return translation, nil
}

// Selectors gives the PromQL selectors (match[]) of a look-up. A bad filter gives a *QueryError.
func (t *Translator) Selectors(ctx context.Context, request SelectorsRequest) ([]string, error) {
	encoded, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("encode the look-up: %w", err)
	}
	pick := func(e *engine) goja.Callable { return e.selectors }
	var selectors []string
	if _, err := t.call(ctx, &selectors, pick, string(encoded)); err != nil {
		return nil, err
	}
	return selectors, nil
}

// VariableInPattern is the first dashboard variable in an RE2 pattern, as it is written there; "" where there is none.
func (t *Translator) VariableInPattern(ctx context.Context, pattern string) (string, error) {
	// The text is what JavaScript is slow to be handed, and most patterns hold no variable.
	if !strings.ContainsAny(pattern, "$[") {
		return "", nil
	}
	if len(pattern) > maxPatternText {
		return "", tooMuch("expr", "has a pattern of %d bytes, and may have %d", len(pattern), maxPatternText)
	}
	var name string
	err := t.run(ctx, func(e *engine) error {
		found, err := e.variableInPattern(goja.Undefined(), e.vm.ToValue(pattern))
		if err != nil {
			return err
		}
		name = found.String()
		return nil
	})
	return name, err
}

// Amount writes a number with its unit, a Grafana unit id, as people do: "16 MiB".
func (t *Translator) Amount(ctx context.Context, value float64, unit string) (string, error) {
	var text string
	err := t.run(ctx, func(e *engine) error {
		written, err := e.amount(goja.Undefined(), e.vm.ToValue(value), e.vm.ToValue(unit))
		if err != nil {
			return err
		}
		text = written.String()
		return nil
	})
	return text, err
}

// Catalog lists the metrics.
func (t *Translator) Catalog(ctx context.Context) ([]Entry, error) {
	t.readTables(ctx)
	return t.catalog, t.errCatalog
}

// LabelPrefixes are what stands before the values of the catalog's labels in names of several labels: "deployment" for
// deployment_id, "" where the value says itself what it is.
func (t *Translator) LabelPrefixes(ctx context.Context) (map[string]string, error) {
	t.readTables(ctx)
	return t.labelPrefixes, t.errCatalog
}

// readTables reads the bundle's tables once, since it can't change while the process lives.
func (t *Translator) readTables(ctx context.Context) {
	t.catalogOnce.Do(func() {
		// Not the caller's context: one who gives up must not leave an error behind for all.
		t.errCatalog = t.run(context.WithoutCancel(ctx), func(e *engine) error {
			return errors.Join(decodeTable(e.catalog, &t.catalog), decodeTable(e.labelPrefixes, &t.labelPrefixes))
		})
	})
}

func decodeTable(table goja.Callable, into any) error {
	text, err := table(goja.Undefined())
	if err != nil {
		return fmt.Errorf("read the catalog: %w", err)
	}
	return json.Unmarshal([]byte(text.String()), into)
}

// answer is what the bundle's functions return as JSON. The result is read into what the caller has for it.
type answer struct {
	Result any         `json:"result"`
	Error  *QueryError `json:"error"`
}

// call hands texts to one of the bundle's functions and reads its result, which is a pointer; it gives the answer's length.
func (t *Translator) call(ctx context.Context, result any, pick func(*engine) goja.Callable, args ...string) (int, error) {
	for _, arg := range args {
		if err := checkInput([]byte(arg)); err != nil {
			return 0, err
		}
	}
	var text string
	err := t.run(ctx, func(e *engine) error {
		values := make([]goja.Value, len(args))
		for i, arg := range args {
			values[i] = e.vm.ToValue(arg)
		}
		value, err := pick(e)(goja.Undefined(), values...)
		if err != nil {
			return err
		}
		text = value.String()
		return nil
	})
	if err != nil {
		return 0, err
	}
	got := answer{Result: result}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		return 0, fmt.Errorf("read the translator's answer: %w", err)
	}
	if got.Error != nil {
		return 0, got.Error
	}
	return len(text), nil
}
