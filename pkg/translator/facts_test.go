package translator

import (
	"context"
	"reflect"
	"slices"
	"testing"
)

// What the backend is told, so that it reads nothing off the PromQL.
func TestFactsOfTheCatalog(t *testing.T) {
	entries, err := embedded(t).Catalog(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]struct {
		origin string
		lookup []string
	}{
		"baseten_inference_requests_total":         {OriginMatrix, []string{"baseten_inference_requests_total"}},
		"baseten_end_to_end_response_time_seconds": {OriginMatrix, []string{"baseten_end_to_end_response_time_seconds_count"}},
		"baseten_concurrent_requests":              {"current docs", []string{"baseten_concurrent_requests"}},
		"requests_per_replica":                     {"", []string{"baseten_inference_requests_total", "baseten_replicas_active"}},
	} {
		i := slices.IndexFunc(entries, func(e Entry) bool { return e.ID == id })
		if i < 0 {
			t.Errorf("no entry %s", id)
			continue
		}
		if got := entries[i]; got.Origin != want.origin || !reflect.DeepEqual(got.LookupSeries, want.lookup) {
			t.Errorf("%s: got %q, %v, want %q, %v", id, got.Origin, got.LookupSeries, want.origin, want.lookup)
		}
	}
}

func TestAmounts(t *testing.T) {
	translator := embedded(t)
	for _, c := range []struct {
		value float64
		unit  string
		want  string
	}{
		{10, "s", "10 s"},
		{0.25, "s", "250 ms"},
		{16777216, "bytes", "16 MiB"},
		{0.5, "percentunit", "50%"},
		{50, "suffix: tok/s", "50 tok/s"},
		{3, "short", "3"},
	} {
		if got, err := translator.Amount(context.Background(), c.value, c.unit); err != nil || got != c.want {
			t.Errorf("%v of %s: got %q, %v, want %q", c.value, c.unit, got, err, c.want)
		}
	}
}

func TestWordsOfLabels(t *testing.T) {
	words, err := embedded(t).LabelPrefixes(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for label, want := range map[string]string{"model_name": "", "environment": "", "deployment_id": "deployment", "gpu": "GPU"} {
		if got, known := words[label]; !known || got != want {
			t.Errorf("%s: got %q, %v, want %q", label, got, known, want)
		}
	}
	if _, known := words["k8s_pod"]; known {
		t.Error("there is a word for a label that the catalog doesn't have")
	}
}
