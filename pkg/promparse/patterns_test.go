package promparse

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func selecting(pattern string, times int) string {
	return `sum(up{` + strings.TrimSuffix(strings.Repeat(`a=~"`+pattern+`",`, times), ",") + `})`
}

// Each of the first took from half a second to five seconds to compile, which nothing could stop.
func TestPatternsThatRepeat(t *testing.T) {
	models := make([]string, 10_000)
	for i := range models {
		models[i] = fmt.Sprintf("model-%06d-of-some-name", i)
	}
	for _, c := range []struct {
		what, text string
		refused    bool
	}{
		{"any character", selecting(".{1000}", 1) + "+" + selecting(strings.Repeat(".{1000}", 3000), 1), true},
		{"a class", selecting(strings.Repeat("[^a-z]{1000}", 1500), 1), true},
		{"a text", selecting(strings.Repeat("(?:abcdefgh){1000}", 20), 1), true},
		{"repetitions of repetitions", selecting(strings.Repeat("(?:(?:a{10}){10}){10}", 60), 1), true},
		{"at least so many", selecting(strings.Repeat("a{1000,}", 60), 1), true},
		{"in backticks, behind a comment", "up{a=~ # x\n`" + strings.Repeat(".{1000}", 100) + "`}", true},
		{"negated", `up{a!~"` + strings.Repeat(".{1000}", 100) + `"}`, true},
		{"escaped", `up{a=~"` + strings.Repeat(`\x2e{1000}`, 100) + `"}`, true},
		{"many matchers", selecting("[a-z]{900}.*[0-9]{100}", 600), true},
		{"ten thousand models", selecting(strings.Join(models, "|"), 1), false},
		{"patterns as people write them", selecting("prod-.*|[a-z0-9-]{1,63}", 200), false},
		{"a value that is no pattern", `up{a="` + strings.Repeat(".{1000}", 500) + `"}`, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			var err error
			took := time.Hour
			// The quickest of three: others on the machine make one slow, not all.
			for range 3 {
				began := time.Now()
				_, err = Parse(c.text)
				if took = min(took, time.Since(began)); took <= 2*time.Second {
					break
				}
			}
			if refused := err != nil && strings.Contains(err.Error(), "repeat too much"); refused != c.refused || !refused && err != nil {
				t.Errorf("%.300v", err)
			}
			if took > 2*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
	if _, err := ParseSelector(`up{a=~"` + strings.Repeat(".{1000}", 100) + `"}`); err == nil {
		t.Error("a selector is let through")
	}
}
