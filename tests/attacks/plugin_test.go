//go:build attacks

package attacks

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/config"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// running is the plugin's own binary in a process of its own, asked as Grafana asks it.
type running struct {
	data        grpcplugin.DataClient
	resource    grpcplugin.ResourceClient
	diagnostics grpcplugin.DiagnosticsClient
	pid         int
	logged      *lines
}

// lines is what a process writes, safe to read meanwhile.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// startPlugin starts a fresh process, with more in its environment where that is given, and ends it with the test.
func startPlugin(t *testing.T, env ...string) *running {
	t.Helper()
	logged := &lines{}
	command := exec.Command(binary)
	command.Env = append(os.Environ(), env...)
	handle := goplugin.NewClient(&goplugin.ClientConfig{
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion: grpcplugin.ProtocolVersion, MagicCookieKey: grpcplugin.MagicCookieKey, MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]goplugin.PluginSet{grpcplugin.ProtocolVersion: {
			"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{}, "resource": &grpcplugin.ResourceGRPCPlugin{}, "data": &grpcplugin.DataGRPCPlugin{},
		}},
		Cmd:              command,
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		Logger:           hclog.New(&hclog.LoggerOptions{Output: logged, Level: hclog.Debug}),
		Stderr:           logged,
		GRPCDialOptions:  []grpc.DialOption{grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(1<<30), grpc.MaxCallSendMsgSize(1<<30))},
	})
	t.Cleanup(handle.Kill)
	protocol, err := handle.Client()
	if err != nil {
		t.Fatal(err)
	}
	p := &running{pid: command.Process.Pid, logged: logged}
	var ok [3]bool
	p.data, ok[0] = dispense(t, protocol, "data").(grpcplugin.DataClient)
	p.resource, ok[1] = dispense(t, protocol, "resource").(grpcplugin.ResourceClient)
	p.diagnostics, ok[2] = dispense(t, protocol, "diagnostics").(grpcplugin.DiagnosticsClient)
	if ok != [3]bool{true, true, true} {
		t.Fatal("the plugin lacks a service")
	}
	return p
}

func dispense(t *testing.T, protocol goplugin.ClientProtocol, name string) any {
	t.Helper()
	service, err := protocol.Dispense(name)
	if err != nil {
		t.Fatal(err)
	}
	return service
}

// source is a data source as an administrator has set it up, and person who asks it.
type source struct {
	uid, url, jsonData string
	secure             map[string]string
	basicUser          string
	person             string
}

func (s source) context() backend.PluginContext {
	if s.uid == "" {
		s.uid = "attacked"
	}
	if s.jsonData == "" {
		s.jsonData = "{}"
	}
	context := backend.PluginContext{
		Namespace: "default", PluginID: "baseten-metrics-datasource", GrafanaConfig: config.NewGrafanaCfg(map[string]string{}),
		DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
			ID: 1, UID: s.uid, Type: "baseten-metrics-datasource", Name: s.uid, URL: s.url, JSONData: []byte(s.jsonData),
			DecryptedSecureJSONData: s.secure, BasicAuthEnabled: s.basicUser != "", BasicAuthUser: s.basicUser, Updated: time.Unix(1_700_000_000, 0),
		},
	}
	if s.person != "" {
		context.User = &backend.User{Login: s.person}
	}
	return context
}

// answer of any call: a status as Grafana shows it, and all that a person can read.
type answer struct {
	status int
	text   string
	took   time.Duration
}

// query asks for an hour by one query.
func (p *running) query(t *testing.T, s source, headers map[string]string, query string) answer {
	t.Helper()
	end := time.Unix(1_700_003_600, 0)
	request := &backend.QueryDataRequest{PluginContext: s.context(), Headers: map[string]string{}, Queries: []backend.DataQuery{{
		RefID: "A", JSON: json.RawMessage(query), Interval: time.Minute, MaxDataPoints: 1000, TimeRange: backend.TimeRange{From: end.Add(-time.Hour), To: end},
	}}}
	for name, value := range headers {
		request.SetHTTPHeader(name, value)
	}
	began := time.Now()
	got, err := p.data.QueryData(t.Context(), backend.ToProto().QueryDataRequest(request))
	if err != nil {
		return answer{0, err.Error(), time.Since(began)}
	}
	one := got.Responses["A"]
	var text strings.Builder
	text.WriteString(one.Error)
	for _, frame := range one.Frames {
		text.Write(frame)
	}
	return answer{int(one.Status), text.String(), time.Since(began)}
}

// lookUp calls a resource as a browser does: with any header.
func (p *running) lookUp(t *testing.T, s source, headers map[string]string, method, path, body string) answer {
	t.Helper()
	bare, _, _ := strings.Cut(path, "?")
	request := &backend.CallResourceRequest{PluginContext: s.context(), Method: method, Path: bare, URL: path, Body: []byte(body), Headers: map[string][]string{}}
	for name, value := range headers {
		request.Headers[http.CanonicalHeaderKey(name)] = []string{value}
	}
	began := time.Now()
	stream, err := p.resource.CallResource(t.Context(), backend.ToProto().CallResourceRequest(request))
	got := answer{}
	for err == nil {
		var part *pluginv2.CallResourceResponse
		if part, err = stream.Recv(); err == nil {
			if part.Code != 0 {
				got.status = int(part.Code)
			}
			got.text += string(part.Body)
		}
	}
	if !errors.Is(err, io.EOF) {
		got = answer{status: 500, text: err.Error()}
	}
	got.took = time.Since(began)
	return got
}

func (p *running) values(t *testing.T, s source, headers map[string]string, label string) answer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"label": label, "from": 1_700_000_000_000, "to": 1_700_003_600_000})
	if err != nil {
		t.Fatal(err)
	}
	return p.lookUp(t, s, headers, "POST", "label-values", string(body))
}

func (p *running) health(t *testing.T, s source, headers map[string]string) answer {
	t.Helper()
	sent := map[string]string{}
	for name, value := range headers {
		sent["http_"+name] = value
	}
	context := s.context()
	got, err := p.diagnostics.CheckHealth(t.Context(), &pluginv2.CheckHealthRequest{PluginContext: backend.ToProto().PluginContext(context), Headers: sent})
	if err != nil {
		return answer{status: 500, text: err.Error()}
	}
	status := 200
	if got.Status != pluginv2.CheckHealthResponse_OK {
		status = 400
	}
	return answer{status: status, text: got.Message + string(got.JsonDetails)}
}

// everything asks in each way that there is.
func (p *running) everything(t *testing.T, s source, headers map[string]string) map[string]answer {
	t.Helper()
	const span = `"from":1700000000000,"to":1700003600000`
	return map[string]answer{
		"query":        p.query(t, s, headers, `{"metric":"baseten_replicas_active"}`),
		"code query":   p.query(t, s, headers, `{"editorMode":"code","expr":"up","queryType":"instant","adhocFilters":[{"label":"tenant","operator":"=~","values":[".*"]}]}`),
		"label-values": p.values(t, s, headers, "model_name"),
		"labels":       p.lookUp(t, s, headers, "POST", "labels", `{`+span+`}`),
		"buckets":      p.lookUp(t, s, headers, "POST", "buckets", `{"metric":"baseten_end_to_end_response_time_seconds",`+span+`}`),
		"catalog":      p.lookUp(t, s, headers, "GET", "catalog", ""),
		"metadata":     p.lookUp(t, s, headers, "GET", "metadata?metric=up", ""),
		"health":       p.health(t, s, headers),
	}
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peak is the most memory that the process has had, in MB.
func (p *running) peak(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid))
	if err != nil {
		t.Fatalf("the memory of a process can be read on Linux only: %v", err)
	}
	found := highWater.FindSubmatch(status)
	if found == nil {
		t.Fatal("the process tells no VmHWM")
	}
	kilobytes, err := strconv.Atoi(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes >> 10
}

// calls f at the same time so many times and gives all answers.
func calls(n int, f func(i int) answer) []answer {
	answers := make([]answer, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { answers[i] = f(i) })
	}
	all.Wait()
	return answers
}
