//go:build !race

package asked

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"baseten-metrics-datasource/pkg/memory"
	"baseten-metrics-datasource/pkg/prometheus"
)

// heap in bytes of what is reachable.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// realServer answers look-ups with as many values or series as the limit says, through the client and its decoder.
func realServer(t *testing.T, size int) Server {
	t.Helper()
	long := strings.Repeat("x", size)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		_, _ = w.Write([]byte(`{"status":"success","data":[`))
		var limit int
		_, _ = fmt.Sscan(r.Form.Get("limit"), &limit)
		before, after := "", ""
		if strings.HasSuffix(r.URL.Path, "/series") {
			before, after = `{"__name__":"up","job":"j","model":`, "}"
		}
		for i := range limit - 1 {
			if i > 0 {
				_, _ = w.Write([]byte(","))
			}
			// The text needs no escapes, and looking for some took most of the test's time.
			_, _ = io.WriteString(w, before+`"`+strconv.Itoa(i)+long+`"`+after)
		}
		_, _ = w.Write([]byte(`]}`))
	}))
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return prometheus.NewClient(prometheus.Config{
		URL: address, HTTP: server.Client(), Method: http.MethodPost, Timeout: time.Minute, MaxResponseBytes: 256 << 20, MaxConcurrent: 1,
		Memory: memory.Process(),
	})
}

// What the answers are weighed as is what they take, more or less.
func TestAnswersAreWeighedAsTheyAre(t *testing.T) {
	for name, test := range map[string]struct {
		size, limit int
		ask         func(p Person, limit, i int) error
	}{
		"many values": {20, 20_001, func(p Person, limit, i int) error {
			_, err := p.LabelValues(context.Background(), fmt.Sprint("l", i), prometheus.LookupRequest{Limit: limit})
			return err
		}},
		"long values": {50_000, 40, func(p Person, limit, i int) error {
			_, err := p.LabelValues(context.Background(), fmt.Sprint("l", i), prometheus.LookupRequest{Limit: limit})
			return err
		}},
		"series": {20, 5001, func(p Person, limit, i int) error {
			_, err := p.Series(context.Background(), prometheus.LookupRequest{Matches: []string{fmt.Sprint("m", i)}, Limit: limit})
			return err
		}},
		"few series": {20, 3, func(p Person, limit, i int) error {
			_, err := p.Series(context.Background(), prometheus.LookupRequest{Matches: []string{fmt.Sprint("m", i)}, Limit: limit})
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			source := New(realServer(t, test.size), false)
			if err := test.ask(source.Person(nil), test.limit, 1000); err != nil {
				t.Fatal(err)
			}
			_, weighed := source.kept.Size()
			before := heap()
			for i := range 8 {
				if err := test.ask(source.Person(nil), test.limit, i); err != nil {
					t.Fatal(err)
				}
			}
			took := heap() - before
			_, all := source.kept.Size()
			weighed = all - weighed
			if took > weighed+weighed/4+256<<10 {
				t.Errorf("weighed as %d kB, they take %d kB", weighed>>10, took>>10)
			}
			source.Close()
		})
	}
}

// A server with labels of many megabytes, and somebody who goes through all of them.
func TestMemoryOfAnswersIsBounded(t *testing.T) {
	source := New(realServer(t, 7000), false)
	person := source.Person(nil)
	before := heap()
	for i := range 24 {
		// About 7 MB each, and 14 MB for every third.
		limit := 1000
		if i%3 == 0 {
			limit = 2000
		}
		if _, err := person.LabelValues(context.Background(), fmt.Sprint("l", i), prometheus.LookupRequest{Limit: limit}); err != nil {
			t.Fatal(err)
		}
	}
	if took := heap() - before; took > KeptBytes+4<<20 {
		t.Errorf("%d MB are kept, more than %d", took>>20, KeptBytes>>20)
	}
	if entries, bytes := source.kept.Size(); entries < 3 || bytes > KeptBytes {
		t.Errorf("%d answers of %d bytes are kept", entries, bytes)
	}
	source.Close()
	if took := heap() - before; took > 4<<20 {
		t.Errorf("%d MB are kept of a source that is closed", took>>20)
	}
}

func TestAnswersAreKeptForATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &stub{}
		source := New(server, false)
		ctx, person := as(source, "ada")
		ask := func(label string) {
			t.Helper()
			if _, err := person.LabelValues(ctx, label, lookupOf()); err != nil {
				t.Fatal(err)
			}
		}
		ask("a")
		time.Sleep(KeptFor - 1)
		ask("a")
		if len(server.asked) != 1 {
			t.Errorf("asked %d times within the time", len(server.asked))
		}
		time.Sleep(time.Nanosecond)
		ask("a")
		if len(server.asked) != 2 {
			t.Errorf("asked %d times after it", len(server.asked))
		}
		for i := range KeptAnswers {
			ask(fmt.Sprint("other", i))
		}
		if entries, _ := source.kept.Size(); entries != KeptAnswers {
			t.Errorf("%d answers are kept, want %d", entries, KeptAnswers)
		}
		// Nobody asks any more.
		time.Sleep(KeptFor)
		synctest.Wait()
		if entries, bytes := source.kept.Size(); entries != 0 || bytes != 0 {
			t.Errorf("%d answers of %d bytes are kept after their time", entries, bytes)
		}
	})
}
