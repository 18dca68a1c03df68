package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/plugin/asked"
	"baseten-metrics-datasource/pkg/settings"
)

// The SDK logs each client that it makes, which buries what a test says.
func TestMain(m *testing.M) {
	log.DefaultLogger = log.NewNullLogger()
	backend.Logger = log.DefaultLogger
	os.Exit(m.Run())
}

// received is one request that a fake server got.
type received struct {
	method, path string
	form         url.Values
	header       http.Header
}

// fake stands in for a Prometheus server where a test needs an answer that a real one can't be made to give, or has
// to see what was sent. It answers by the last part of the path: query, query_range, series, values, and so on.
type fake struct {
	*httptest.Server
	mu      sync.Mutex
	asked   []received
	answers map[string]func(received) (status int, body string)
}

func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{answers: map[string]func(received) (int, string){}}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Errorf("request can't be read: %v", err)
		}
		f.mu.Lock()
		sent := received{r.Method, r.URL.Path, r.Form, r.Header.Clone()}
		f.asked = append(f.asked, sent)
		answer := f.answers[r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]]
		f.mu.Unlock()
		if answer == nil {
			http.NotFound(w, r)
			return
		}
		status, body := answer(sent)
		if strings.HasPrefix(body, "{") {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(f.Close)
	return f
}

// on sets the answer of an endpoint.
func (f *fake) on(endpoint string, answer func(url.Values) (int, string)) {
	f.onRequest(endpoint, func(r received) (int, string) { return answer(r.form) })
}

// onRequest sets the answer of an endpoint that depends on more than the parameters.
func (f *fake) onRequest(endpoint string, answer func(received) (int, string)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers[endpoint] = answer
}

// always answers an endpoint with a success that holds this data.
func (f *fake) always(endpoint, dataJSON string) {
	f.on(endpoint, func(url.Values) (int, string) { return http.StatusOK, success(dataJSON) })
}

func success(dataJSON string) string { return `{"status":"success","data":` + dataJSON + `}` }

// requests lists what an endpoint was asked.
func (f *fake) requests(endpoint string) []received {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []received
	for _, a := range f.asked {
		if strings.HasSuffix(a.path, "/"+endpoint) {
			found = append(found, a)
		}
	}
	return found
}

// datasource makes the instance for a fake server.
func (f *fake) datasource(t *testing.T, jsonData string) *Datasource {
	t.Helper()
	return instanceOf(t, backend.DataSourceInstanceSettings{URL: f.URL, JSONData: []byte(jsonData)})
}

// parts are what an instance for a fake server is made of.
func (f *fake) parts(t *testing.T, jsonData string) (*settings.Settings, asked.Server) {
	t.Helper()
	return f.partsAt(t, "", jsonData)
}

// partsAt are those of an instance whose URL goes on with a path.
func (f *fake) partsAt(t *testing.T, path, jsonData string) (*settings.Settings, asked.Server) {
	t.Helper()
	loaded, err := settings.Load(t.Context(), backend.DataSourceInstanceSettings{URL: f.URL + path, JSONData: []byte(jsonData), Type: ID})
	if err != nil {
		t.Fatal(err)
	}
	client, err := newClient(loaded)
	if err != nil {
		t.Fatal(err)
	}
	return loaded, client
}

// made is the instance of parts, one of them changed by the test.
func made(t *testing.T, loaded *settings.Settings, server asked.Server) *Datasource {
	t.Helper()
	shared, err := sharedTranslator()
	if err != nil {
		t.Fatal(err)
	}
	ds := newDatasource(loaded, server, shared, nil)
	t.Cleanup(ds.Dispose)
	return ds
}

func instanceOf(t *testing.T, settings backend.DataSourceInstanceSettings) *Datasource {
	t.Helper()
	settings.Type = ID
	instance, err := NewDatasource(context.Background(), settings)
	if err != nil {
		t.Fatal(err)
	}
	ds, ok := instance.(*Datasource)
	if !ok {
		t.Fatalf("instance is a %T", instance)
	}
	t.Cleanup(ds.Dispose)
	return ds
}

// end is a time on every step that the tests use.
var end = time.Unix(1_700_000_400, 0).UTC()

func query(refID, queryJSON string) backend.DataQuery {
	return backend.DataQuery{
		RefID: refID, JSON: json.RawMessage(queryJSON), Interval: time.Minute, MaxDataPoints: 1000,
		TimeRange: backend.TimeRange{From: end.Add(-10 * time.Minute), To: end},
	}
}

// ask runs queries with the given headers.
func ask(t *testing.T, ds *Datasource, headers map[string]string, queries ...backend.DataQuery) backend.Responses {
	t.Helper()
	response, err := ds.QueryData(context.Background(), &backend.QueryDataRequest{Headers: headers, Queries: queries})
	if err != nil {
		t.Fatal(err)
	}
	return response.Responses
}

// one runs one query and fails the test where it fails.
func one(t *testing.T, ds *Datasource, headers map[string]string, queryJSON string) data.Frames {
	t.Helper()
	response := ask(t, ds, headers, query("A", queryJSON))["A"]
	if response.Error != nil {
		t.Fatal(response.Error)
	}
	return response.Frames
}

// matrix makes a result whose series have the values at the steps up to end; an empty text is a missing one.
func matrix(series ...string) string {
	return `{"resultType":"matrix","result":[` + strings.Join(series, ",") + `]}`
}

func series(labelsJSON string, values ...string) string {
	points := make([]string, 0, len(values))
	for i, value := range values {
		if value != "" {
			at := end.Add(-time.Duration(len(values)-1-i) * time.Minute).Unix()
			points = append(points, fmt.Sprintf(`[%d,"%s"]`, at, value))
		}
	}
	return `{"metric":` + labelsJSON + `,"values":[` + strings.Join(points, ",") + `]}`
}

func vector(samples ...string) string {
	return `{"resultType":"vector","result":[` + strings.Join(samples, ",") + `]}`
}

func sample(labelsJSON, value string) string {
	return fmt.Sprintf(`{"metric":%s,"value":[%d,"%s"]}`, labelsJSON, end.Unix(), value)
}

func notices(frames data.Frames) []string {
	var texts []string
	for _, frame := range frames {
		if frame.Meta != nil {
			for _, notice := range frame.Meta.Notices {
				texts = append(texts, notice.Text)
			}
		}
	}
	return texts
}

func anyContains(texts []string, part string) bool {
	for _, text := range texts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// fields lists the value fields of frames with their names, units and labels.
func fields(frames data.Frames) []*data.Field {
	var found []*data.Field
	for _, frame := range frames {
		for _, field := range frame.Fields {
			if field.Type().Numeric() {
				found = append(found, field)
			}
		}
	}
	return found
}

func displayName(field *data.Field) string {
	if field.Config != nil && field.Config.DisplayNameFromDS != "" {
		return field.Config.DisplayNameFromDS
	}
	return field.Name
}

var fromAlert = map[string]string{"FromAlert": "true"}
