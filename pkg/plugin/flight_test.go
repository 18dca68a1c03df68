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
			for ds.source.Waiting() < 2*len(test.tokens) {
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
	for ds.source.Waiting() < len(same) {
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
	loaded, client := f.parts(t, `{"maxConcurrentQueries":1}`)
	ds := made(t, loaded, client)
	var running sync.WaitGroup
	running.Go(func() { ask(t, ds, nil, query("A", `{"metric":"baseten_replicas_active"}`)) })
	for len(f.requests("query_range")) == 0 {
		runtime.Gosched()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_, err := client.Metadata(ctx, "up")
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
