//go:build !race

package translator

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// listed joins n texts with commas.
func listed(n int, text func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = text(i)
	}
	return strings.Join(parts, ",")
}

func filterOf(operator, values string) string {
	return `"filters":[{"label":"model_name","operator":"` + operator + `","values":[` + values + `]}]`
}

// shapes are queries that keep a reader, a pattern checker or a printer busy, of a size n.
var shapes = map[string]func(n int) string{
	"nested lists":           func(n int) string { return `{"metric":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}` },
	"nested lists, unclosed": func(n int) string { return `{"metric":` + strings.Repeat("[", n) },
	"nested objects":         func(n int) string { return strings.Repeat(`{"metric":`, n) + "1" + strings.Repeat("}", n) },
	"nested, field unknown":  func(n int) string { return `{"x":` + strings.Repeat(`[{"x":`, n) + "1" + strings.Repeat("}]", n) + `}` },
	"empty objects":          func(n int) string { return query(`"x":[` + listed(n, func(int) string { return "{}" }) + `]`) },
	"keys":                   func(n int) string { return query(listed(n, func(i int) string { return fmt.Sprintf(`"k%d":1`, i) })) },
	"a list for a text":      func(n int) string { return `{"metric":[` + listed(n, func(int) string { return `""` }) + `]}` },
	"a long metric":          func(n int) string { return `{"metric":"` + strings.Repeat("a", n) + `"}` },
	"a long window": func(n int) string {
		return query(`"calculation":"max_over_time","window":"` + strings.Repeat("1h", n) + `"`)
	},
	"a long legend": func(n int) string { return query(`"legendFormat":"` + strings.Repeat("{{a}}", n) + `"`) },
	"labels to group by": func(n int) string {
		return query(`"groupBy":[` + listed(n, func(i int) string { return fmt.Sprintf(`"l%d"`, i) }) + `]`)
	},
	"filters": func(n int) string {
		return query(`"filters":[` + listed(n, func(i int) string { return fmt.Sprintf(`{"label":"l%d","operator":"=","values":["a"]}`, i) }) + `]`)
	},
	"ad-hoc filters": func(n int) string {
		return query(`"adhocFilters":[` + listed(n, func(i int) string { return fmt.Sprintf(`{"label":"l%d","operator":"=~","values":["a"]}`, i) }) + `]`)
	},
	"ad-hoc filters of code": func(n int) string {
		return `{"editorMode":"code","expr":"up","adhocFilters":[` + listed(n, func(i int) string { return fmt.Sprintf(`{"label":"l%d","operator":"=~","values":["a"]}`, i) }) + `]}`
	},
	"values": func(n int) string {
		return query(filterOf("=", listed(n, func(i int) string { return fmt.Sprintf(`"m-%d"`, i) })))
	},
	"patterns": func(n int) string {
		return query(filterOf("=~", listed(n, func(i int) string { return fmt.Sprintf(`"m.*%d"`, i) })))
	},
	"a long value": func(n int) string { return query(filterOf("=", `"`+strings.Repeat(`\"`, n)+`"`)) },
	"long values": func(n int) string {
		return query(filterOf("=", listed(n, func(int) string { return `"` + strings.Repeat(`\"`, 1900) + `"` })))
	},
	"a long pattern": func(n int) string { return query(filterOf("=~", `"`+strings.Repeat("a", n)+`"`)) },
	"open brackets":  func(n int) string { return query(filterOf("=~", `"`+strings.Repeat("(", n)+`"`)) },
	"brackets": func(n int) string {
		return query(filterOf("=~", `"`+strings.Repeat("(", n)+strings.Repeat(")", n)+`"`))
	},
	"classes":          func(n int) string { return query(filterOf("=~", `"`+strings.Repeat("[a-z]", n)+`"`)) },
	"repeated classes": func(n int) string { return query(filterOf("=~", `"`+strings.Repeat("[a-z]{1000}", n)+`"`)) },
	"repeated repeats": func(n int) string {
		return query(filterOf("=~", `"`+strings.Repeat("(", n)+"a"+strings.Repeat("{2})", n)+`"`))
	},
	"alternatives": func(n int) string { return query(filterOf("=~", `"`+strings.Repeat("a|", n)+`"`)) },
	"escapes":      func(n int) string { return query(filterOf("=~", `"`+strings.Repeat(`\\\\`, n)+`"`)) },
	"many repeated classes": func(n int) string {
		return query(filterOf("=~", listed(n, func(int) string { return `"[a-z]{1000}"` })))
	},
	"a long status":    func(n int) string { return `{"metric":"error_ratio","badStatus":"` + strings.Repeat("5..|", n) + `"}` },
	"brackets of code": func(n int) string { return `{"editorMode":"code","expr":"` + strings.Repeat("(", n) + `"}` },
	"dollars of code":  func(n int) string { return `{"editorMode":"code","expr":"` + strings.Repeat("$a ", n) + `"}` },
	"surrogates":       func(n int) string { return query(filterOf("=", `"`+strings.Repeat(`\ud800`, n)+`"`)) },
}

func query(rest string) string { return `{"metric":"baseten_replicas_active",` + rest + `}` }

// TestNoQueryKeepsTheTranslatorBusy tries sizes up to the largest that is let through, and takes the processor's time, not the
// clock's, since other tests run beside.
func TestNoQueryKeepsTheTranslatorBusy(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	translator, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := translator.Translate(t.Context(), json.RawMessage(`{"metric":"baseten_replicas_active"}`), Context{}); err != nil {
		t.Fatal(err)
	}
	// Half of it on a machine that does nothing else: what runs beside has the caches too.
	allowed := 200 * time.Millisecond
	for name, shape := range shapes {
		refused := false
		for _, n := range []int{30, 60, 90, 190, 480, 950, 1900, 3900, 9900, 60_000, 240_000, 900_000, 2_000_000} {
			text := shape(n)
			if len(text) > 4<<20 {
				break
			}
			took := time.Hour
			for range 3 {
				before := processorTime(t)
				_, err = translator.Translate(t.Context(), json.RawMessage(text), Context{FromAlert: n%2 == 0})
				if took = min(took, processorTime(t)-before); took < allowed {
					break
				}
			}
			if took > allowed {
				t.Errorf("%s, %d: %s for %d bytes, %v", name, n, took, len(text), err)
			}
			var wrong *QueryError
			if refused = errors.As(err, &wrong); !refused && err != nil {
				t.Errorf("%s, %d: %v", name, n, err)
			}
			if refused && len(wrong.Message) > 3*maxField {
				t.Errorf("%s, %d: a message of %d bytes", name, n, len(wrong.Message))
			}
		}
		if !refused {
			t.Errorf("%s: the largest is not refused: %v", name, err)
		}
	}
}

func TestQueriesThatPeopleMakeAreWithinTheLimits(t *testing.T) {
	translator, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"five thousand models":   query(filterOf("=", listed(5000, func(i int) string { return fmt.Sprintf(`"customer-model-%d"`, i) }))),
		"a long list of pattern": query(filterOf("=~", listed(300, func(i int) string { return fmt.Sprintf(`"team-%d-.*"`, i) }))),
		"all labels":             query(`"groupBy":[` + listed(60, func(i int) string { return fmt.Sprintf(`"label_%d"`, i) }) + `]`),
		"a note of a person":     query(`"note":"` + strings.Repeat("because of that night … ", 2000) + `"`),
		"a long code query":      `{"editorMode":"code","expr":"` + strings.Repeat("a + ", 100_000) + `a"}`,
	} {
		if _, err := translator.Translate(t.Context(), json.RawMessage(text), Context{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
