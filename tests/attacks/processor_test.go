//go:build attacks

package attacks

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
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

func chosen(operator, values string) string {
	return `{"metric":"baseten_replicas_active","filters":[{"label":"model_name","operator":"` + operator + `","values":[` + values + `]}]}`
}

// hostileQueries each kept the translator, a parser or the server busy for seconds.
var hostileQueries = []struct{ what, query string }{
	{"0.8 MB of lists in lists", `{"metric":` + strings.Repeat("[", 800_000)},
	{"0.4 MB of lists in lists, closed", `{"metric":` + strings.Repeat("[", 400_000) + strings.Repeat("]", 400_000) + `}`},
	{"objects in objects in a field that nobody knows", `{"metric":"baseten_replicas_active","x":` + strings.Repeat(`{"x":`, 100_000) + "1" + strings.Repeat("}", 100_000) + `}`},
	{"60,000 patterns", chosen("=~", listed(60_000, func(i int) string { return fmt.Sprintf(`"m.*%d"`, i) }))},
	{"100,000 labels to group by", `{"metric":"baseten_replicas_active","groupBy":[` + listed(100_000, func(i int) string { return fmt.Sprintf(`"l%d"`, i) }) + `]}`},
	{"20,000 filters", `{"metric":"baseten_replicas_active","filters":[` + listed(20_000, func(i int) string { return fmt.Sprintf(`{"label":"l%d","values":["a"]}`, i) }) + `]}`},
	{"a pattern of 900,000 open brackets", chosen("=~", `"`+strings.Repeat("(", 900_000)+`"`)},
	{"a pattern of [a-z]{1000}, 40,000 times", chosen("=~", `"`+strings.Repeat("[a-z]{1000}", 40_000)+`"`)},
	{"a name of a metric of 900,000 letters", `{"metric":"` + strings.Repeat("a", 900_000) + `"}`},
	{"8,000 ad-hoc filters with patterns, on code", `{"editorMode":"code","expr":"up","adhocFilters":[` +
		listed(8000, func(i int) string { return fmt.Sprintf(`{"label":"l%d","operator":"=~","values":["a.*%d"]}`, i, i) }) + `]}`},
	{"23 kB saved that ad-hoc filters make 2 MB", `{"editorMode":"code","expr":"` + strings.Repeat("up+", 2000) + `up","adhocFilters":[` +
		listed(60, func(i int) string {
			return fmt.Sprintf(`{"label":"label_%d","operator":"!=","values":["value-%d"]}`, i, i)
		}) + `]}`},
	{"a code query of 490,000 characters and words", `{"editorMode":"code","expr":"1` + strings.Repeat("+1", 245_000) + `"}`},
	{"a code query of 200,000 signs", `{"editorMode":"code","expr":"` + strings.Repeat("-", 200_000) + `1"}`},
	{"words behind a sign that Prometheus doesn't know", `{"editorMode":"code","expr":"a ~ 1` + strings.Repeat("+1", 200_000) + `"}`},
}

func processorAttacks() []attack {
	var all []attack
	for _, hostile := range hostileQueries {
		all = append(all, attack{"viewer", hostile.what, "400 in good time; nothing is sent", func(t *testing.T) {
			p, sent, s := counting(t)
			p.query(t, s, nil, `{"metric":"baseten_replicas_active"}`)
			before := sent.Load()
			got := p.query(t, s, nil, hostile.query)
			t.Logf("%s: %.200s", got.took, got.text)
			if got.status != 400 || sent.Load() != before || got.took > 2*time.Second {
				t.Errorf("%d after %s, %d requests: %.300s", got.status, got.took, sent.Load()-before, got.text)
			}
		}})
	}
	return append(all,
		attack{"viewer", "eight callers with all of these without end, beside another data source", "the other one's queries are answered as they come", func(t *testing.T) {
			p, _, hostile := counting(t)
			other := hostile
			other.uid = "other"
			p.query(t, other, nil, `{"metric":"baseten_replicas_active"}`)
			var stop atomic.Bool
			done := make(chan struct{})
			go func() {
				defer close(done)
				calls(8, func(i int) answer {
					for k := i; !stop.Load(); k++ {
						// The largest that is let through, and one that isn't.
						p.query(t, hostile, nil, chosen("=~", listed(480, func(i int) string { return fmt.Sprintf(`"m%d[a-z]{900}.*%d"`, k, i) })))
						p.query(t, hostile, nil, hostileQueries[k%len(hostileQueries)].query)
					}
					return answer{}
				})
			}()
			slowest := time.Duration(0)
			for i := range 20 {
				got := p.query(t, other, nil, fmt.Sprintf(`{"metric":"baseten_replicas_active","filters":[{"label":"model_name","values":["m%d"]}]}`, i))
				if got.status != 200 {
					t.Errorf("%d %.300s", got.status, got.text)
				}
				slowest = max(slowest, got.took)
			}
			stop.Store(true)
			<-done
			t.Logf("slowest %s", slowest)
			if slowest > 5*time.Second {
				t.Errorf("the slowest took %s", slowest)
			}
		}},
		attack{"server", "an answer that never ends, while others ask", "504 at the limit of time, and the others are answered", func(t *testing.T) {
			p := startPlugin(t)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				if strings.Contains(r.Form.Get("query"), "endless") {
					for {
						if _, err := io.WriteString(w, strings.Repeat(" ", 1024)); err != nil {
							return
						}
						_ = http.NewResponseController(w).Flush()
						time.Sleep(10 * time.Millisecond)
					}
				}
				_, _ = io.WriteString(w, goodAnswer(r))
			}))
			defer server.Close()
			s := source{url: server.URL, jsonData: `{"queryTimeout":"2s"}`}
			done := make(chan answer)
			go func() { done <- p.query(t, s, nil, `{"editorMode":"code","expr":"endless"}`) }()
			if got := p.query(t, s, nil, `{"editorMode":"code","expr":"up"}`); got.status != 200 {
				t.Errorf("%d %.300s", got.status, got.text)
			}
			if got := <-done; got.status != 504 {
				t.Errorf("%d %.300s", got.status, got.text)
			}
		}})
}

// counting is a server that answers well and counts.
func counting(t *testing.T) (*running, *atomic.Int32, source) {
	t.Helper()
	sent := new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent.Add(1)
		_ = r.ParseForm()
		_, _ = io.WriteString(w, goodAnswer(r))
	}))
	t.Cleanup(server.Close)
	return startPlugin(t), sent, source{url: server.URL}
}

// goodAnswer fits each endpoint.
func goodAnswer(r *http.Request) string {
	switch {
	case strings.HasSuffix(r.URL.Path, "/query_range"):
		return `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},"values":[[1700000040,"1"]]}]}}`
	case strings.HasSuffix(r.URL.Path, "/query"):
		return `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"baseten_replicas_active"},"value":[1700000040,"1"]}]}}`
	case strings.HasSuffix(r.URL.Path, "/series"):
		return `{"status":"success","data":[{"a":"b"}]}`
	case strings.HasSuffix(r.URL.Path, "/metadata"):
		return `{"status":"success","data":{}}`
	case strings.HasSuffix(r.URL.Path, "/buildinfo"):
		return `{"status":"success","data":{"version":"3.16.0","revision":"x","goVersion":"go1.26"}}`
	}
	return `{"status":"success","data":["0.1","b"]}`
}
