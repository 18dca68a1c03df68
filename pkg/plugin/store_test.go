package plugin

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"baseten-metrics-datasource/pkg/promparse"
)

// stored is a series that a fake has, with the seconds of its first and last sample.
type stored struct {
	labels   map[string]string
	from, to float64
}

// longestOfURL is what the fake takes in a URL, as many servers and proxies do.
const longestOfURL = 6000

// has makes the look-ups of a fake depend on what is asked, as those of a server with these series do: on matchers, times and
// limit.
func (f *fake) has(t *testing.T, all ...stored) {
	t.Helper()
	found := func(r received) []map[string]string {
		var sets []map[string]string
		for _, s := range all {
			start, _ := strconv.ParseFloat(r.form.Get("start"), 64)
			end, err := strconv.ParseFloat(r.form.Get("end"), 64)
			if s.to < start || err == nil && s.from > end || !meetsAny(t, s.labels, r.form["match[]"]) {
				continue
			}
			sets = append(sets, s.labels)
		}
		return sets
	}
	names := func(r received) []string {
		unique := map[string]bool{}
		for _, set := range found(r) {
			for name := range set {
				unique[name] = true
			}
		}
		return slices.Sorted(maps.Keys(unique))
	}
	values := func(r received) []string {
		parts := strings.Split(r.path, "/")
		unique := map[string]bool{}
		for _, set := range found(r) {
			if value := set[parts[len(parts)-2]]; value != "" {
				unique[value] = true
			}
		}
		return slices.Sorted(maps.Keys(unique))
	}
	f.onRequest("labels", func(r received) (int, string) { return listed(t, r, names(r)) })
	f.onRequest("values", func(r received) (int, string) { return listed(t, r, values(r)) })
	f.onRequest("series", func(r received) (int, string) { return listed(t, r, found(r)) })
}

func meetsAny(t *testing.T, set map[string]string, selectors []string) bool {
	t.Helper()
	for _, text := range selectors {
		matchers, err := promparse.ParseSelector(text)
		if err != nil {
			t.Errorf("asked for %s: %v", text, err)
		}
		misses := 0
		for _, m := range matchers {
			if !m.Matches(set[m.Name]) {
				misses++
			}
		}
		if misses == 0 {
			return true
		}
	}
	return len(selectors) == 0
}

// listed is a list as the server answers it, no longer than its limit.
func listed[T any](t *testing.T, r received, all []T) (int, string) {
	t.Helper()
	if r.method == http.MethodGet && len(r.form.Encode()) > longestOfURL {
		return http.StatusRequestURITooLong, "too long"
	}
	if limit, err := strconv.Atoi(r.form.Get("limit")); err == nil && limit < len(all) {
		all = all[:limit]
	}
	if all == nil {
		all = []T{}
	}
	encoded, err := json.Marshal(all)
	if err != nil {
		t.Error(err)
	}
	return http.StatusOK, success(string(encoded))
}
