package prometheus

import (
	"net/http"
	"net/url"
	"testing"
)

func TestSameServer(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"http://prom:9090", "http://prom:9090", true},
		{"http://prom:9090", "http://PROM:9090", true},
		{"http://prom:9090", "https://prom:9090", true},
		{"http://prom", "https://prom", true},
		{"http://prom:80", "https://prom:443", true},
		{"http://prom", "http://prom:80", true},
		{"http://prom:9090", "https://prom", false},
		{"http://prom:9090", "https://prom:6443", false},
		{"http://prom", "https://prom:8443", false},
		{"http://prom:443", "https://prom:80", false},
		{"https://prom", "http://prom", false},
		{"http://prom", "http://prom.example.com", false},
		{"http://prom", "http://prom@evil", false},
	} {
		if got := sameServer(parsed(t, c.from), parsed(t, c.to)); got != c.want {
			t.Errorf("%s → %s: %v", c.from, c.to, got)
		}
	}
}

func TestSameCall(t *testing.T) {
	for _, c := range []struct {
		base, from, to string
		want           bool
	}{
		{"", "/api/v1/query", "/api/v1/query", true},
		{"", "/api/v1/query", "/prometheus/api/v1/query", true},
		{"", "/api/v1/query", "/api/v1/query/", true},
		{"/a", "/a/api/v1/query", "/a/prom/api/v1/query", true},
		{"/a", "/a/api/v1/query", "/b/api/v1/query", false},
		{"/a", "/a/api/v1/query", "/api/v1/query", false},
		{"/a", "/a/api/v1/query", "/ab/api/v1/query", false},
		{"/a", "/a/api/v1/query", "/a/../b/api/v1/query", false},
		{"/a", "/a/api/v1/query", "/a/%2e%2e/b/api/v1/query", false},
		{"/a", "/a/api/v1/query", "/a/..%2fb/api/v1/query", false},
		{"/a", "/a/api/v1/query", `/a/..\b/api/v1/query`, false},
		{"/a", "/a/api/v1/query", "/a/..;/b/api/v1/query", false},
		{"/a", "/a/api/v1/query", "/a//b/api/v1/query", false},
		{"/a", "/a/api/v1/query", "/a/api/v1/query_range", false},
		{"/a", "/a/api/v1/query", "/a/api/v1/admin/tsdb/delete_series", false},
		{"/a", "/a/api/v1/label/m/values", "/a/api/v1/label/n/values", false},
		{"", "/api/v1/query", "/evilapi/v1/query", false},
	} {
		client := NewClient(configOf(t, "http://prom"+c.base, &http.Client{}))
		if got := client.sameCall(parsed(t, "http://prom"+c.from), parsed(t, "http://prom"+c.to)); got != c.want {
			t.Errorf("below %q, %s → %s: %v", c.base, c.from, c.to, got)
		}
	}
}

func parsed(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestNamesOfLabelsInPaths(t *testing.T) {
	for _, c := range []struct {
		label string
		want  []string
	}{
		{"model_name", []string{"model_name"}},
		{"k8s.pod", []string{"U__k8s_2e_pod", "k8s.pod"}},
		{"größe", []string{"U__gr_f6__df_e", "gr%C3%B6%C3%9Fe"}},
		{"a b?c#d", []string{"U__a_20_b_3f_c_23_d", "a%20b%3Fc%23d"}},
		{"a..b", []string{"U__a_2e__2e_b", "a..b"}},
		{".", []string{"U___2e_"}},
		{"..", []string{"U___2e__2e_"}},
		{"../../tenantB", []string{"U___2e__2e__2f__2e__2e__2f_tenantB"}},
		{`..\..\tenantB`, []string{"U___2e__2e__5c__2e__2e__5c_tenantB"}},
		{"%2e%2e%2f", []string{"U___25_2e_25_2e_25_2f"}},
		{"..;x", []string{"U___2e__2e__3b_x"}},
		{"a\x00b", []string{"U__a_0_b"}},
		{"a\u2028b", []string{"U__a_2028_b"}},
	} {
		got := pathNames(c.label)
		if len(got) != len(c.want) || got[0] != c.want[0] || got[len(got)-1] != c.want[len(c.want)-1] {
			t.Errorf("%q: %q, want %q", c.label, got, c.want)
		}
	}
}
