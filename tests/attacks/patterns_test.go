//go:build attacks

package attacks

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// unrolled is a pattern of 3,000 parts of a thousand characters each: Go took five seconds to compile it.
var unrolled = strings.Repeat(".{1000}", 3000)

// patternAttacks are patterns and texts that became patterns, each of which kept a processor busy for seconds or was repeated
// at its whole length, and names that went to the server at any length.
func patternAttacks() []attack {
	const span = `"from":1700000000000,"to":1700003600000`
	long := strings.Repeat("x", 900_000)
	look := func(path, body string) func(t *testing.T, p *running, s source) answer {
		return func(t *testing.T, p *running, s source) answer { return p.lookUp(t, s, nil, "POST", path, body) }
	}
	refused := []struct {
		what string
		ask  func(t *testing.T, p *running, s source) answer
	}{
		{"21 kB of .{1000} in a code query that gets an ad-hoc filter", func(t *testing.T, p *running, s source) answer {
			return p.query(t, s, nil, `{"editorMode":"code","expr":"up{a=~\"`+unrolled+`\"}","adhocFilters":[{"label":"b","operator":"=","values":["c"]}]}`)
		}},
		{"[a-z]{1000} in a hundred ad-hoc filters on code", func(t *testing.T, p *running, s source) answer {
			return p.query(t, s, nil, `{"editorMode":"code","expr":"up","adhocFilters":[`+
				listed(100, func(i int) string { return fmt.Sprintf(`{"label":"l%d","operator":"=~","values":["[a-z]{1000}"]}`, i) })+`]}`)
		}},
		{"[a-z]{1000} in a hundred filters of a search", look("label-values", `{"label":"model_name","search":"a",`+span+`,"filters":[`+
			listed(100, func(i int) string { return fmt.Sprintf(`{"label":"l%d","operator":"=~","values":["[a-z]{1000}"]}`, i) })+`]}`)},
		{"0.9 MB to search for", look("label-values", `{"label":"model_name","search":"`+long+`",`+span+`}`)},
		{"the name of a label of 0.9 MB", look("label-values", `{"label":"`+long+`",`+span+`}`)},
		{"the name of a series of 0.9 MB", func(t *testing.T, p *running, s source) answer {
			return p.lookUp(t, s, nil, "GET", "metadata?metric="+long, "")
		}},
		{"a number of 900,000 digits as limit", look("label-values", `{"label":"a","limit":`+strings.Repeat("9", 900_000)+`}`)},
		{"a number of 900,000 digits as time", look("labels", `{"from":`+strings.Repeat("9", 900_000)+`}`)},
	}
	var all []attack
	for _, hostile := range refused {
		all = append(all, attack{"viewer", hostile.what, "400 in good time and few words; it isn't sent", func(t *testing.T) {
			p, sent, s := counting(t)
			p.query(t, s, nil, `{"metric":"baseten_replicas_active"}`)
			before := sent.Load()
			got := hostile.ask(t, p, s)
			// Whether the server takes filters beside a query may be asked: its name is one request.
			if got.status != 400 || sent.Load() > before+1 || got.took > 2*time.Second || len(got.text) > 1000 {
				t.Errorf("%d after %s, %d requests: %.300s", got.status, got.took, sent.Load()-before, got.text)
			}
		}})
	}
	return append(all, attack{"viewer", "21 kB of .{1000} in a code query that gives nothing", "answered as it comes; what is missing isn't looked for", func(t *testing.T) {
		p := startPlugin(t)
		s := source{url: pouring(t, func(w io.Writer, _ *http.Request) { _, _ = io.WriteString(w, beginMatrix+`]}}`) })}
		got := p.query(t, s, nil, `{"editorMode":"code","expr":"up{a=~\"`+unrolled+`\"}"}`)
		if got.status != 200 || got.took > 2*time.Second || p.peak(t) > 130 {
			t.Errorf("%d after %s, %d MB: %.300s", got.status, got.took, p.peak(t), got.text)
		}
	}})
}
