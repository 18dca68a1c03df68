//go:build attacks

package attacks

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

const megabyte = 1 << 20

// pouring serves each request with what write makes, packed: a small body on the way, a large one in memory. It never holds one.
func pouring(t *testing.T, write func(w io.Writer, r *http.Request)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		packed, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
		if err != nil {
			return
		}
		write(packed, r)
		_ = packed.Close()
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// pour writes begin, then a text again and again until so many megabytes have come together, then end.
func pour(w io.Writer, begin, again, end string, megabytes int) {
	_, _ = io.WriteString(w, begin)
	block := strings.Repeat(again, max(1, 64<<10/len(again)))
	for range megabytes * megabyte / len(block) {
		if _, err := io.WriteString(w, block); err != nil {
			return
		}
	}
	_, _ = io.WriteString(w, end)
}

// pourEach is pour with texts that differ by a number.
func pourEach(w io.Writer, begin, before, after, end string, megabytes int) {
	_, _ = io.WriteString(w, begin)
	// Together: packing a text at a time takes as long as all else.
	block := make([]byte, 0, 64<<10)
	for i, left := 0, megabytes*megabyte; left > 0; {
		block = block[:0]
		for ; left > 0 && len(block) < 63<<10; i++ {
			had := len(block)
			block = append(block, before...)
			block = append(strconv.AppendInt(block, int64(i), 10), after...)
			left -= len(block) - had
		}
		if _, err := w.Write(block); err != nil {
			return
		}
	}
	_, _ = io.WriteString(w, end)
}

const (
	beginMatrix = `{"status":"success","data":{"resultType":"matrix","result":[`
	beginVector = `{"status":"success","data":{"resultType":"vector","result":[`
)

// flood is one hostile answer, how it is asked for, and the most megabytes that the process may have had.
type flood struct {
	what  string
	pour  func(w io.Writer, r *http.Request)
	ask   func(t *testing.T, p *running, s source) answer
	limit int
	// refused: an error comes of it, with these words.
	refused string
}

func askMetadata(t *testing.T, p *running, s source) answer {
	return p.lookUp(t, s, nil, "GET", "metadata?metric=x", "")
}
func askHealth(t *testing.T, p *running, s source) answer { return p.health(t, s, nil) }
func askRange(t *testing.T, p *running, s source) answer {
	return p.query(t, s, nil, `{"editorMode":"code","expr":"x"}`)
}
func askTable(t *testing.T, p *running, s source) answer {
	return p.query(t, s, nil, `{"editorMode":"code","expr":"x","queryType":"instant","format":"table"}`)
}
func askValues(t *testing.T, p *running, s source) answer { return p.values(t, s, nil, "model_name") }
func askLabels(t *testing.T, p *running, s source) answer {
	return p.lookUp(t, s, nil, "POST", "labels", `{"from":1,"to":2}`)
}

var floods = []flood{
	{"metadata that unpacks to 64 MB of {},{},… outside of its data", func(w io.Writer, _ *http.Request) {
		pour(w, `{"status":"success","x":[{}`, `,{}`, `],"data":{}}`, 64)
	}, askMetadata, 110, "sent too much"},
	{"metadata that unpacks to 7 MB of {},{},… under the metric's name", func(w io.Writer, _ *http.Request) {
		pour(w, `{"status":"success","data":{"x":[{}`, `,{}`, `]}}`, 7)
	}, askMetadata, 110, ""},
	{"buildinfo that unpacks to 64 MB of {},{},…", func(w io.Writer, _ *http.Request) {
		pour(w, `{"status":"success","data":{"x":[{}`, `,{}`, `]}}`, 64)
	}, askHealth, 110, "sent too much"},
	{"one series with 64 MB of unique labels", func(w io.Writer, _ *http.Request) {
		pourEach(w, beginMatrix+`{"metric":{"a":"b"`, `,"l`, `":"v"`, `},"values":[[1700000000,"1"]]}]}}`, 64)
	}, askRange, 130, "2000 labels in one series"},
	{"one label value of 64 MB", func(w io.Writer, _ *http.Request) {
		pour(w, beginMatrix+`{"metric":{"a":"`, `xxxxxxxx`, `"},"values":[]}]}}`, 64)
	}, askRange, 130, "bytes in one text"},
	{"one number of 64 MB", func(w io.Writer, _ *http.Request) {
		pour(w, beginMatrix+`{"metric":{},"values":[[1`, `00000000`, `,"1"]]}]}}`, 64)
	}, askRange, 130, "bytes in one text"},
	{"an error text of 64 MB", func(w io.Writer, _ *http.Request) { pour(w, `{"status":"error","error":"`, `xxxxxxxx`, `"}`, 64) }, askRange, 130, "bytes in one text"},
	{"64 MB of different warnings", func(w io.Writer, _ *http.Request) {
		pourEach(w, `{"status":"success","warnings":[""`, `,"w`, `"`, `],"data":{"resultType":"matrix","result":[]}}`, 64)
	}, askRange, 130, ""},
	{"a million empty series", func(w io.Writer, _ *http.Request) { pour(w, beginMatrix+`{}`, `,{}`, `]}}`, 3) }, askRange, 130, "20000 series"},
	{"64 MB of key and value twice", func(w io.Writer, _ *http.Request) {
		pour(w, beginMatrix+`{"metric":{"a":"b"`, `,"a":"b"`, `},"values":[]}]}}`, 64)
	}, askRange, 130, ""},
	{"a table of series that each have labels of their own", func(w io.Writer, _ *http.Request) {
		pourEach(w, beginVector+`{"metric":{"a":"b"},"value":[1,"1"]}`, `,{"metric":{"l`, `":"v","aaaaaaaaaa":"b"},"value":[1700000000,"1"]}`, `]}}`, 1)
	}, askTable, 250, "cells"},
	{"64 MB of samples of one series, off the step's grid", func(w io.Writer, _ *http.Request) {
		pourEach(w, beginMatrix+`{"metric":{},"values":[[0,"1"]`, `,[`, `.5,"1"]`, `]}]}}`, 64)
	}, askRange, 900, ""},
	{"64 MB of label values", func(w io.Writer, _ *http.Request) {
		pourEach(w, `{"status":"success","data":[""`, `,"v`, `"`, `]}`, 64)
	}, askValues, 130, ""},
	{"64 MB of label names", func(w io.Writer, _ *http.Request) {
		pourEach(w, `{"status":"success","data":[""`, `,"v`, `"`, `]}`, 64)
	}, askLabels, 250, ""},
	{"255 MB in one body of 1 MB", func(w io.Writer, _ *http.Request) { pour(w, beginMatrix, `        `, `]}}`, 255) }, askRange, 130, ""},
	{"more than the limit of an answer", func(w io.Writer, _ *http.Request) { pour(w, beginMatrix, `        `, `]}}`, 400) }, askRange, 130, "maxResponseMegabytes"},
}

func memoryAttacks() []attack {
	var all []attack
	for _, f := range floods {
		outcome := "read as it comes"
		if f.refused != "" {
			outcome = "an error: … " + f.refused + " …"
		}
		all = append(all, attack{"server", f.what, outcome + "; below " + strconv.Itoa(f.limit) + " MB", func(t *testing.T) {
			p := startPlugin(t)
			got := f.ask(t, p, source{url: pouring(t, f.pour)})
			if f.refused != "" && !strings.Contains(got.text, f.refused) || f.refused == "" && got.status >= 400 {
				t.Errorf("got %d %.300s", got.status, got.text)
			}
			peak := p.peak(t)
			t.Logf("%d MB, %s", peak, got.took)
			if peak > f.limit {
				t.Errorf("%d MB, may be %d", peak, f.limit)
			}
		}})
	}
	return append(all,
		attack{"server", "twelve look-ups whose answers are 15 MB each, to be kept", "kept by bytes; below 300 MB", func(t *testing.T) {
			p := startPlugin(t)
			value := `,"` + strings.Repeat("x", 20<<10) + `"`
			s := source{url: pouring(t, func(w io.Writer, _ *http.Request) { pour(w, `{"status":"success","data":[""`, value, `]}`, 15) })}
			for i := range 12 {
				if got := p.values(t, s, nil, "label_"+strconv.Itoa(i)); got.status != 200 {
					t.Errorf("%d %.300s", got.status, got.text)
				}
			}
			peak := p.peak(t)
			t.Logf("%d MB", peak)
			if peak > 300 {
				t.Errorf("%d MB", peak)
			}
		}},
		attack{
			"server", "twelve answers of 32 MB at one time, with GOMEMLIMIT=512MiB",
			"clear errors for that data source once its share is used, data for another one meanwhile; below 900 MB", func(t *testing.T) {
				p := startPlugin(t, "GOMEMLIMIT=512MiB")
				greedy := source{uid: "greedy", jsonData: `{"queryTimeout":"5m"}`, url: pouring(t, func(w io.Writer, _ *http.Request) {
					pourEach(w, beginMatrix+`{"metric":{},"values":[[0,"1"]`, `,[`, `.5,"1"]`, `]}]}}`, 32)
				})}
				modest := source{uid: "modest", url: pouring(t, func(w io.Writer, _ *http.Request) {
					pour(w, beginMatrix+`{"metric":{"a":"b"},"values":[[1700000000,"1"]]}`, ` `, `]}}`, 1)
				})}
				done := make(chan []answer)
				go func() {
					done <- calls(12, func(i int) answer {
						return p.query(t, greedy, nil, `{"editorMode":"code","expr":"x + `+strconv.Itoa(i)+`"}`)
					})
				}()
				for i := range 10 {
					if got := p.query(t, modest, nil, `{"editorMode":"code","expr":"y + `+strconv.Itoa(i)+`"}`); got.status != 200 {
						t.Errorf("the modest one: %d %.300s", got.status, got.text)
					}
				}
				refused := 0
				for _, got := range <-done {
					if got.status != 200 {
						refused++
						if !strings.Contains(got.text, "memory that the plugin may use") {
							t.Errorf("the greedy one: %d %.300s", got.status, got.text)
						}
					}
				}
				peak := p.peak(t)
				t.Logf("%d MB, %d refused", peak, refused)
				if refused == 0 || peak > 900 {
					t.Errorf("%d refused, %d MB", refused, peak)
				}
			},
		})
}
