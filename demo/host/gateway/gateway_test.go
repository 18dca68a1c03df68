package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/hashicorp/go-hclog"
)

// TestMain lets the test binary be the plugin too: started with the cookie that only a host sets, it serves one.
func TestMain(m *testing.M) {
	if os.Getenv(grpcplugin.MagicCookieKey) == grpcplugin.MagicCookieValue {
		if err := datasource.Manage("probe", newProbe, datasource.ManageOpts{}); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// probe is a plugin that tells what it was given.
type probe struct {
	settings backend.DataSourceInstanceSettings
}

func newProbe(_ context.Context, settings backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	return probe{settings}, nil
}

func (p probe) QueryData(_ context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	out := backend.NewQueryDataResponse()
	for _, query := range req.Queries {
		if strings.Contains(string(query.JSON), "crash") {
			os.Exit(3)
		}
		if strings.Contains(string(query.JSON), "fail") {
			out.Responses[query.RefID] = backend.ErrDataResponse(backend.StatusBadRequest, "asked to fail")
			continue
		}
		user := ""
		if req.PluginContext.User != nil {
			user = req.PluginContext.User.Login
		}
		out.Responses[query.RefID] = backend.DataResponse{Frames: data.Frames{data.NewFrame("seen",
			data.NewField("fromAlert", nil, []string{req.Headers["FromAlert"]}),
			data.NewField("fromExpr", nil, []string{req.GetHTTPHeader("X-Grafana-From-Expr")}),
			data.NewField("user", nil, []string{user}),
			data.NewField("url", nil, []string{p.settings.URL}),
			data.NewField("secret", nil, []string{p.settings.DecryptedSecureJSONData["bearerToken"]}),
			data.NewField("seconds", nil, []float64{query.TimeRange.Duration().Seconds()}),
		)}}
	}
	return out, nil
}

func (p probe) CheckHealth(context.Context, *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	if p.settings.URL == "" {
		return &backend.CheckHealthResult{
			Status: backend.HealthStatusError, Message: "no URL", JSONDetails: []byte(`{"layer":"url"}`),
		}, nil
	}
	return &backend.CheckHealthResult{Status: backend.HealthStatusOk, Message: "fine"}, nil
}

func (p probe) CallResource(_ context.Context, req *backend.CallResourceRequest, sender backend.CallResourceResponseSender) error {
	return sender.Send(&backend.CallResourceResponse{
		Status:  http.StatusTeapot,
		Headers: map[string][]string{"Content-Type": {"text/plain"}},
		Body:    []byte(req.Method + " " + req.Path + " " + req.URL + " " + string(req.Body)),
	})
}

func startGateway(t *testing.T, url string) *httptest.Server {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dist := t.TempDir()
	for name, text := range map[string]string{"module.js": "// module", "gpx_probe_linux_amd64": "binary"} {
		if err := os.WriteFile(filepath.Join(dist, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := manifest{ID: "probe-datasource", Executable: "gpx_probe"}
	process := newPluginProcess(binary, hclog.NewNullLogger())
	t.Cleanup(process.stop)
	server := httptest.NewServer(newHandler(
		&gateway{manifest: m, process: process, sources: newSourceStore(m, url)}, options{dist: dist},
	))
	t.Cleanup(server.Close)
	return server
}

func send(t *testing.T, method, url, body string, headers map[string]string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		req.Header.Set(name, value)
		if name == "Host" {
			req.Host = value
		}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// seen reads the one row that the probe answers a query with, by field name.
func seen(t *testing.T, body, refID string) map[string]any {
	t.Helper()
	var answer struct {
		Results map[string]struct {
			Frames []struct {
				Schema struct{ Fields []struct{ Name string } }
				Data   struct{ Values [][]any }
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	frames := answer.Results[refID].Frames
	if len(frames) != 1 {
		t.Fatalf("no frame for %s in %s", refID, body)
	}
	row := map[string]any{}
	for i, field := range frames[0].Schema.Fields {
		row[field.Name] = frames[0].Data.Values[i][0]
	}
	return row
}

func TestQuery(t *testing.T) {
	server := startGateway(t, "http://prometheus.test")
	query := server.URL + "/api/ds/query"

	t.Run("as a panel", func(t *testing.T) {
		status, body := send(t, "POST", query, `{"from":"now-1h","to":"now","queries":[{"refId":"B"}]}`,
			map[string]string{"X-Grafana-From-Expr": "true"})
		row := seen(t, body, "B")
		if status != 200 || row["url"] != "http://prometheus.test" || row["user"] != "demo" ||
			row["fromAlert"] != "" || row["fromExpr"] != "true" || row["seconds"] != 3600.0 {
			t.Errorf("got %d %v", status, row)
		}
	})
	for _, header := range []string{"X-Demo-From-Alert", "FromAlert"} {
		t.Run("as a rule by "+header, func(t *testing.T) {
			_, body := send(t, "POST", query, `{"from":"1700000000000","to":"1700000090000","queries":[{"refId":"A"}]}`,
				map[string]string{header: "true"})
			row := seen(t, body, "A")
			if row["fromAlert"] != "true" || row["user"] != "" || row["seconds"] != 90.0 {
				t.Errorf("got %v", row)
			}
		})
	}
	t.Run("one that fails leaves the others their results", func(t *testing.T) {
		status, body := send(t, "POST", query, `{"from":"now-1h","to":"now","queries":[{"refId":"A"},{"refId":"B","x":"fail"}]}`, nil)
		if status != http.StatusBadRequest || !strings.Contains(body, `"error":"asked to fail"`) {
			t.Errorf("got %d %s", status, body)
		}
		seen(t, body, "A")
	})
	t.Run("after the plugin has crashed it is started anew", func(t *testing.T) {
		status, _ := send(t, "POST", query, `{"from":"now-1h","to":"now","queries":[{"refId":"A","x":"crash"}]}`, nil)
		if status != http.StatusInternalServerError {
			t.Errorf("got %d from a plugin that crashed", status)
		}
		// The host notices a moment later that the process is gone.
		deadline := time.Now().Add(10 * time.Second)
		for {
			status, body := send(t, "POST", query, `{"from":"now-1h","to":"now","queries":[{"refId":"A"}]}`, nil)
			if status == http.StatusOK {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("still %d %s", status, body)
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	for _, test := range []struct{ name, body, words string }{
		{"no queries", `{"from":"now-1h","to":"now","queries":[]}`, "no queries"},
		{"no time", `{"from":"yesterday-ish","to":"now","queries":[{"refId":"A"}]}`, "yesterday-ish"},
		{"no JSON", `{`, "bad request data"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if status, body := send(t, "POST", query, test.body, nil); status != 400 || !strings.Contains(body, test.words) {
				t.Errorf("got %d %s", status, body)
			}
		})
	}
}

func TestSettings(t *testing.T) {
	server := startGateway(t, "http://old.test")
	source := server.URL + "/api/datasources/uid/" + defaultUID
	query := func() map[string]any {
		_, body := send(t, "POST", server.URL+"/api/ds/query", `{"from":"now-1h","to":"now","queries":[{"refId":"A"}]}`, nil)
		return seen(t, body, "A")
	}

	_, body := send(t, "PUT", source, `{"name":"B","url":"http://new.test","jsonData":{"x":1},"secureJsonData":{"bearerToken":"s3cret"}}`, nil)
	if strings.Contains(body, "s3cret") || !strings.Contains(body, `"secureJsonFields":{"bearerToken":true}`) {
		t.Errorf("the answer to saving is %s", body)
	}
	if _, body := send(t, "GET", source, "", nil); strings.Contains(body, "s3cret") || !strings.Contains(body, `"jsonData":{"x":1}`) {
		t.Errorf("the settings are %s", body)
	}
	if row := query(); row["url"] != "http://new.test" || row["secret"] != "s3cret" {
		t.Errorf("the plugin got %v", row)
	}

	send(t, "PUT", source, `{"name":"B","url":"http://new.test","secureJsonFields":{"bearerToken":true}}`, nil)
	if row := query(); row["secret"] != "s3cret" {
		t.Errorf("a secret that was not sent is %q, not kept", row["secret"])
	}
	send(t, "PUT", source, `{"name":"B","url":"http://new.test","secureJsonFields":{"bearerToken":false}}`, nil)
	if row := query(); row["secret"] != "" {
		t.Errorf("a secret that was reset is still %q", row["secret"])
	}
	// Version 1 is that of the beginning, and 4 the one after three changes.
	old := `{"name":"Late","url":"http://late.test","version":1}`
	if status, body := send(t, "PUT", source, old, nil); status != 409 || !strings.Contains(body, "someone else") {
		t.Errorf("settings that were read before a change are answered with %d, %s", status, body)
	}
	if _, body := send(t, "GET", source, "", nil); !strings.Contains(body, `"name":"B"`) {
		t.Errorf("settings that were read before a change were taken: %s", body)
	}
	if status, _ := send(t, "PUT", source, `{"name":"B","url":"http://new.test","version":4}`, nil); status != 200 {
		t.Errorf("settings of the version that there is are answered with %d", status)
	}
	if status, _ := send(t, "GET", server.URL+"/api/datasources/uid/other", "", nil); status != 404 {
		t.Errorf("an unknown data source gives %d", status)
	}
}

func TestHealth(t *testing.T) {
	for _, test := range []struct {
		url, body string
		status    int
	}{
		{"http://fine.test", `{"message":"fine","status":"OK"}`, 200},
		{"", `{"details":{"layer":"url"},"message":"no URL","status":"ERROR"}`, 400},
	} {
		server := startGateway(t, test.url)
		status, body := send(t, "GET", server.URL+"/api/datasources/uid/"+defaultUID+"/health", "", nil)
		if status != test.status || body != test.body {
			t.Errorf("for URL %q got %d %s", test.url, status, body)
		}
	}
}

func TestResource(t *testing.T) {
	server := startGateway(t, "http://fine.test")
	status, body := send(t, "POST", server.URL+"/api/datasources/uid/"+defaultUID+"/resources/label-values?a=b%26c", `{"q":1}`, nil)
	if want := `POST label-values label-values?a=b%26c {"q":1}`; status != http.StatusTeapot || body != want {
		t.Errorf("got %d %s", status, body)
	}
}

func TestPublicFiles(t *testing.T) {
	server := startGateway(t, "http://fine.test")
	for _, test := range []struct {
		path, host string
		status     int
	}{
		{"/public/plugins/probe-datasource/module.js", "", 200},
		{"/public/plugins/probe-datasource/gpx_probe_linux_amd64", "", 404},
		{"/public/plugins/other/module.js", "", 404},
		{"/api/admin/users", "", 404},
		{"/api/datasources", "localhost:3030", 200},
		{"/api/datasources", "[::1]:3030", 200},
		// A page elsewhere whose name was pointed at this machine.
		{"/api/datasources", "evil.test", 403},
	} {
		headers := map[string]string{}
		if test.host != "" {
			headers["Host"] = test.host
		}
		if status, body := send(t, "GET", server.URL+test.path, "", headers); status != test.status {
			t.Errorf("%s on %q: got %d %s", test.path, test.host, status, body)
		}
	}
}

func TestProvisionedFiles(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{
		"dashboards/provider.yaml", "dashboards/baseten/overview.json", "dashboards/baseten/model.json",
		"alerting/rules.yaml", "datasources/baseten.yaml",
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(provisionedFiles(folder))
	want := `{"dashboards":["dashboards/baseten/model.json","dashboards/baseten/overview.json"],"rules":["alerting/rules.yaml"]}`
	if err != nil || string(text) != want {
		t.Errorf("got %s, %v", text, err)
	}
}
