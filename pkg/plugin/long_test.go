package plugin

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// limited is a server that refuses URLs of more than 8,192 bytes, as many proxies do: a real one would have to be
// configured so. Without POST it answers that with 405.
func limited(t *testing.T, post bool) (string, *[]string) {
	t.Helper()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:])
		switch {
		case len(r.RequestURI) > 8192:
			w.WriteHeader(http.StatusRequestURITooLong)
		case r.Method == http.MethodPost && !post:
			w.WriteHeader(http.StatusMethodNotAllowed)
		case strings.HasSuffix(r.URL.Path, "/series"):
			_, _ = w.Write([]byte(success(`[{"replica":"r1","le":"1"},{"replica":"r2","le":"2"},{"replica":"r1","le":"2"}]`)))
		case strings.HasSuffix(r.URL.Path, "/le/values"):
			_, _ = w.Write([]byte(success(`["1","2"]`)))
		default:
			_, _ = w.Write([]byte(success(`["r1","r2"]`)))
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, &asked
}

func TestLookUpsOfManyFiltersFit(t *testing.T) {
	values := make([]string, 400)
	for i := range values {
		values[i] = fmt.Sprintf("deployment-%08d-%s", i, url.PathEscape("ä"))
	}
	filters := `"filters":[{"label":"deployment_id","operator":"=","values":["` + strings.Join(values, `","`) + `"]}]`
	for _, route := range []struct{ name, body, want string }{
		{"label-values", `{"label":"replica","metric":"baseten_gpu_utilization",` + filters + `}`, `"values":["r1","r2"]`},
		{"labels", `{"metric":"baseten_gpu_utilization",` + filters + `}`, `"labels":["r1","r2"]`},
		{"buckets", `{"metric":"baseten_end_to_end_response_time_seconds",` + filters + `}`, `"bounds":[1,2]`},
	} {
		for _, server := range []struct {
			name, settings string
			post, widened  bool
		}{
			{"POST", ``, true, false},
			{"a server without POST", ``, false, true},
			{"GET", `{"httpMethod":"GET"}`, true, true},
		} {
			t.Run(route.name+" on "+server.name, func(t *testing.T) {
				address, asked := limited(t, server.post)
				ds := instanceOf(t, backend.DataSourceInstanceSettings{URL: address, JSONData: []byte(server.settings)})
				got := call(t, ds, "POST", route.name, route.body)
				if got.status != http.StatusOK || !strings.Contains(got.body, route.want) {
					t.Fatalf("%d %s; asked %v", got.status, got.body, *asked)
				}
				if route.name != "buckets" && strings.Contains(got.body, "too long for a URL") != server.widened {
					t.Errorf("answer %s", got.body)
				}
			})
		}
	}
}
