package plugin

import (
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// "Today", which ends at midnight, looked at ten hours before.
func TestInstantQueriesOfTodayAreEvaluatedNow(t *testing.T) {
	for name, c := range map[string]struct{ query, sent, time string }{
		"gauge":   {`{"metric":"baseten_replicas_active","queryType":"instant","groupBy":[]}`, `sum(baseten_replicas_active)`, "1700000400"},
		"code":    {`{"editorMode":"code","expr":"up","queryType":"instant"}`, `up`, "1700000400"},
		"measure": {`{"metric":"error_ratio","queryType":"instant","window":"1h","groupBy":[]}`, "", "1700000400"},
		"count":   {`{"metric":"baseten_inference_requests_total","calculation":"increase","queryType":"instant","groupBy":[]}`, `sum(increase(baseten_inference_requests_total[50400s]))`, "1700000400"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.always("query", vector(sample(`{}`, "2")))
			ds := f.datasource(t, "")
			ds.now = func() time.Time { return end.Add(300 * time.Millisecond) }
			q := query("A", c.query)
			q.TimeRange = backend.TimeRange{From: end.Add(-14 * time.Hour), To: end.Add(10*time.Hour - time.Second)}
			if response := ask(t, ds, nil, q)["A"]; response.Error != nil {
				t.Fatal(response.Error)
			}
			sent := f.requests("query")
			if len(sent) != 1 || sent[0].form.Get("time") != c.time || c.sent != "" && sent[0].form.Get("query") != c.sent {
				t.Errorf("sent %+v", sent)
			}
		})
	}
}

func TestLookUpsOfTodayEndNow(t *testing.T) {
	for name, c := range map[string]struct{ body, from, to string }{
		"today":    {`{"metric":"baseten_replicas_active","from":1699999200000,"to":1700006400000}`, "1699999200", "1700000400"},
		"tomorrow": {`{"metric":"baseten_replicas_active","from":1700086400000,"to":1700090000000}`, "1699996800", "1700000400"},
		"past":     {`{"metric":"baseten_replicas_active","from":1699990000000,"to":1699999200000}`, "1699990000", "1699999200"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.always("labels", `["a"]`)
			ds := f.datasource(t, "")
			ds.now = func() time.Time { return end }
			call(t, ds, "POST", "labels", c.body)
			sent := f.requests("labels")
			if len(sent) != 1 || sent[0].form.Get("start") != c.from || sent[0].form.Get("end") != c.to {
				t.Errorf("sent %+v", sent)
			}
		})
	}
}
