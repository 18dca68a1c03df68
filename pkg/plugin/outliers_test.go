package plugin

import (
	"strings"
	"testing"
)

const utilization = `{"metric":"baseten_gpu_utilization","groupBy":["model_name"]}`

// The person who looks is told of samples that are left out; a rule isn't, and asks for nothing more.
func TestSamplesThatAreLeftOutAreTold(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "50")))
	f.always("query", vector(`{"metric":{},"value":[1700000400,"2"]}`,
		`{"metric":{"model_name":"m","replica":"r1","gpu":"3"},"value":[1700000400,"218322032"]}`))
	ds := f.datasource(t, "")
	got := notices(one(t, ds, nil, utilization))
	want := "2 series had samples in this time range that lie outside of what the metric is documented to lie in, such as 218322032 of model_name m, replica r1, gpu 3."
	if !anyContains(got, want) {
		t.Errorf("got %q", got)
	}
	sent := f.requests("query")
	if len(sent) != 1 || !strings.Contains(sent[0].form.Get("query"), "max_over_time(baseten_gpu_utilization[600s]) > 100 or min_over_time(baseten_gpu_utilization[600s]) < 0") {
		t.Errorf("asked %+v", sent)
	}

	f = newFake(t)
	f.always("query", vector(`{"metric":{"model_name":"m"},"value":[1700000400,"50"]}`))
	if got := notices(one(t, f.datasource(t, ""), fromAlert, utilization)); len(got) != 0 || len(f.requests("query")) != 1 {
		t.Errorf("a rule is told %q and asks %d times", got, len(f.requests("query")))
	}
}

func TestNothingIsLeftOut(t *testing.T) {
	for name, answer := range map[string]string{"no such samples": vector(), "no answer": `{"resultType":"matrix","result":[]}`} {
		f := newFake(t)
		f.always("query_range", matrix(series(oneSeries, "50")))
		f.always("query", answer)
		if got := notices(one(t, f.datasource(t, ""), nil, utilization)); len(got) != 0 {
			t.Errorf("%s: notices %q", name, got)
		}
	}
	f := newFake(t)
	f.always("query_range", matrix(series(oneSeries, "50")))
	one(t, f.datasource(t, ""), nil, `{"metric":"baseten_replicas_active","groupBy":["model_name"]}`)
	if len(f.requests("query")) != 0 {
		t.Errorf("a gauge without a documented range asks %+v", f.requests("query"))
	}
}
