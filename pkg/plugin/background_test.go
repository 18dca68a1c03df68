package plugin

import (
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// A preview of rules that hangs: two of its requests are under way, and panels and rules have all of their places.
func TestTheBackgroundTakesNoPanelsPlace(t *testing.T) {
	f := newFake(t)
	release := make(chan struct{})
	var under, most atomic.Int32
	f.on("query_range", func(form url.Values) (int, string) {
		if strings.Contains(form.Get("query"), "baseten_replicas_active") {
			if now := under.Add(1); now > most.Load() {
				most.Store(now)
			}
			<-release
			under.Add(-1)
		}
		return http.StatusOK, success(matrix(series(`{"model_name":"m"}`, "1")))
	})
	ds := f.datasource(t, `{"maxConcurrentQueries":1}`)
	pieces := make([]backend.DataQuery, 5)
	for i := range pieces {
		pieces[i] = query(strconv.Itoa(i), `{"metric":"baseten_replicas_active","background":true,"offset":"`+strconv.Itoa(i+1)+`h"}`)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for refID, answer := range ask(t, ds, nil, pieces...) {
			if answer.Error != nil {
				t.Errorf("%s: %v", refID, answer.Error)
			}
		}
	})
	for ds.source.Waiting() < len(pieces) || under.Load() < 2 {
		runtime.Gosched()
	}
	one(t, ds, nil, `{"metric":"baseten_replicas_starting"}`)
	// What a rule's file holds puts it behind nobody.
	one(t, ds, fromAlert, `{"metric":"baseten_concurrent_requests","queryType":"range","background":true}`)
	close(release)
	running.Wait()
	if most.Load() != 2 {
		t.Errorf("%d requests in the background at one time, want 2", most.Load())
	}
}
