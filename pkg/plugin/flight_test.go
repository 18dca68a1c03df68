package plugin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/prometheus"
)

// waiting tells how many wait for the call of a key.
func (f *flight) waiting(key string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c, ok := f.calls[key]; ok {
		return c.waiters
	}
	return 0
}

func TestShareAsksOnceAndSurvivesOneWhoGivesUp(t *testing.T) {
	var f flight
	var asked atomic.Int32
	release := make(chan struct{})
	ask := func(ctx context.Context) (int, error) {
		asked.Add(1)
		select {
		case <-release:
			return 7, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	first, giveUp := context.WithCancel(context.Background())
	gone := make(chan error)
	go func() { _, err := share(first, &f, "k", ask); gone <- err }()
	for f.waiting("k") < 1 {
		runtime.Gosched()
	}
	var running sync.WaitGroup
	for range 20 {
		running.Go(func() {
			if got, err := share(context.Background(), &f, "k", ask); got != 7 || err != nil {
				t.Errorf("got %d, %v", got, err)
			}
		})
	}
	for f.waiting("k") < 21 {
		runtime.Gosched()
	}
	giveUp()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("who gives up gets %v", err)
	}
	close(release)
	running.Wait()
	if asked.Load() != 1 || len(f.calls) != 0 {
		t.Errorf("asked %d times, %d calls left", asked.Load(), len(f.calls))
	}
}

func TestShareEndsWithTheLastWhoWaits(t *testing.T) {
	var f flight
	ctx, giveUp := context.WithCancel(context.Background())
	ended := make(chan struct{})
	_, err := share(ctx, &f, "k", func(own context.Context) (int, error) {
		giveUp()
		<-own.Done()
		close(ended)
		return 0, own.Err()
	})
	<-ended
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got, err := share(context.Background(), &f, "k", func(context.Context) (int, error) { return 3, nil }); got != 3 || err != nil {
		t.Errorf("the next gets %d, %v", got, err)
	}
	if _, err := share(context.Background(), &f, "k", func(context.Context) (int, error) { panic("broken") }); err == nil {
		t.Error("a panic is no error")
	}
}

// Two panels and a rule with the same expression, and a person of another identity.
func TestTheSameQueryGoesOutOnce(t *testing.T) {
	const queryJSON = `{"metric":"baseten_replicas_active"}`
	for name, test := range map[string]struct {
		jsonData string
		tokens   []string
		want     int
	}{
		"one identity":    {`{}`, []string{"a", "b"}, 1},
		"forwarded, same": {`{"oauthPassThru":true}`, []string{"a", "a"}, 1},
		"forwarded":       {`{"oauthPassThru":true}`, []string{"a", "b"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			release := make(chan struct{})
			f.on("query_range", func(url.Values) (int, string) {
				<-release
				return http.StatusOK, success(matrix(series(`{"model_name":"m"}`, "1", "2")))
			})
			ds := f.datasource(t, test.jsonData)
			var running sync.WaitGroup
			for _, token := range test.tokens {
				running.Go(func() {
					request := &backend.QueryDataRequest{Queries: []backend.DataQuery{query("A", queryJSON), query("B", queryJSON)}}
					request.SetHTTPHeader("Authorization", "Bearer "+token)
					response, err := ds.QueryData(context.Background(), request)
					if err != nil {
						t.Error(err)
						return
					}
					for _, refID := range []string{"A", "B"} {
						answer := response.Responses[refID]
						if answer.Error != nil || len(answer.Frames) != 1 || answer.Frames[0].RefID != refID {
							t.Errorf("%s: %v", refID, answer)
						}
					}
				})
			}
			for ds.queries.total() < 2*len(test.tokens) {
				runtime.Gosched()
			}
			close(release)
			running.Wait()
			if got := len(f.requests("query_range")); got != test.want {
				t.Errorf("%d requests, want %d", got, test.want)
			}
		})
	}
}

// total is the number of those who wait for any call.
func (f *flight) total() (waiters int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		waiters += c.waiters
	}
	return waiters
}

// Twenty panels that show the same number, and one that shows another: the twenty take one place of two.
func TestWhoWaitsForTheSameQueryTakesNoPlace(t *testing.T) {
	f := newFake(t)
	release := make(chan struct{})
	f.on("query_range", func(form url.Values) (int, string) {
		if strings.Contains(form.Get("query"), "baseten_replicas_active") {
			<-release
		}
		return http.StatusOK, success(matrix(series(`{"model_name":"m"}`, "1")))
	})
	ds := f.datasource(t, `{"maxConcurrentQueries":2}`)
	same := make([]backend.DataQuery, 20)
	for i := range same {
		same[i] = query(strconv.Itoa(i), `{"metric":"baseten_replicas_active"}`)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for refID, answer := range ask(t, ds, nil, same...) {
			if answer.Error != nil {
				t.Errorf("%s: %v", refID, answer.Error)
			}
		}
	})
	for ds.queries.total() < len(same) {
		runtime.Gosched()
	}
	one(t, ds, fromAlert, `{"metric":"baseten_replicas_starting","queryType":"range"}`)
	close(release)
	running.Wait()
}

// A server that hangs: who finds no place in time learns which setting that is, and the others what the server did.
func TestWhoFindsNoPlaceLearnsTheSetting(t *testing.T) {
	f := newFake(t)
	release := make(chan struct{})
	f.on("query_range", func(url.Values) (int, string) {
		<-release
		return http.StatusOK, success(matrix())
	})
	ds := f.datasource(t, `{"maxConcurrentQueries":1}`)
	var running sync.WaitGroup
	running.Go(func() { ask(t, ds, nil, query("A", `{"metric":"baseten_replicas_active"}`)) })
	for len(f.requests("query_range")) == 0 {
		runtime.Gosched()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_, err := ds.server.Metadata(ctx, "up")
	var busy *prometheus.Error
	if !errors.As(err, &busy) || !errors.Is(err, prometheus.ErrBusy) || busy.ResponseStatus() != backend.StatusTimeout {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(err.Error(), "maxConcurrentQueries") {
		t.Errorf("the message names no setting: %v", err)
	}
	close(release)
	running.Wait()
}

// Different queries share nothing, but wait for room among the requests that may be under way.
func TestConcurrentQueriesAreLimited(t *testing.T) {
	f := newFake(t)
	var under, most atomic.Int32
	f.on("query_range", func(url.Values) (int, string) {
		if now := under.Add(1); now > most.Load() {
			most.Store(now)
		}
		time.Sleep(5 * time.Millisecond)
		under.Add(-1)
		return http.StatusOK, success(matrix(series(`{"model_name":"m"}`, "1")))
	})
	ds := f.datasource(t, `{"maxConcurrentQueries":1}`)
	answers := ask(t, ds, nil, query("A", `{"metric":"baseten_replicas_active"}`), query("B", `{"metric":"baseten_replicas_starting"}`),
		query("C", `{"metric":"baseten_inference_requests_total"}`))
	for refID, answer := range answers {
		if answer.Error != nil {
			t.Errorf("%s: %v", refID, answer.Error)
		}
	}
	if got := len(f.requests("query_range")); got != 3 || most.Load() != 1 {
		t.Errorf("%d requests, at most %d at one time; want 3, one by one", got, most.Load())
	}
}
