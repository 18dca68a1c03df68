package plugin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	stdlog "log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"baseten-metrics-datasource/pkg/promparse"
)

// notebook keeps all that is logged.
type notebook struct {
	mu   *sync.Mutex
	text *strings.Builder
	with []any
}

func (n notebook) write(message string, args []any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	_, _ = fmt.Fprintln(n.text, message, n.with, args)
}

// Write takes the lines of the standard log.
func (n notebook) Write(line []byte) (int, error) {
	n.write(string(line), nil)
	return len(line), nil
}

func (n notebook) Debug(message string, args ...any)      { n.write(message, args) }
func (n notebook) Info(message string, args ...any)       { n.write(message, args) }
func (n notebook) Warn(message string, args ...any)       { n.write(message, args) }
func (n notebook) Error(message string, args ...any)      { n.write(message, args) }
func (n notebook) Level() log.Level                       { return log.Debug }
func (n notebook) FromContext(context.Context) log.Logger { return n }
func (n notebook) With(args ...any) log.Logger {
	n.with = append(slices.Clip(n.with), args...)
	return n
}

// String is what was logged until now; net/http logs from goroutines of its own, which may outlive an answer.
func (n notebook) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

func keepLogs(t *testing.T) fmt.Stringer {
	t.Helper()
	before := log.DefaultLogger
	out := stdlog.Writer()
	t.Cleanup(func() {
		log.DefaultLogger, backend.Logger = before, before
		stdlog.SetOutput(out)
	})
	text := &strings.Builder{}
	book := notebook{mu: &sync.Mutex{}, text: text}
	log.DefaultLogger, backend.Logger = book, book
	// As the plugin's binary does.
	QuietStandardLog(book)
	return book
}

// echoes are the ways in which a server, or a proxy that somebody debugs, says what it was sent.
var echoes = map[string]func(w http.ResponseWriter, sent string){
	"an error": func(w http.ResponseWriter, sent string) {
		reply(w, 400, `{"status":"error","errorType":"bad_data","error":%q}`, sent)
	},
	"the type of an error": func(w http.ResponseWriter, sent string) {
		reply(w, 400, `{"status":"error","errorType":%q,"error":"no"}`, sent)
	},
	"another error": func(w http.ResponseWriter, sent string) { reply(w, 401, `{"message":%q}`, sent) },
	"an error with status 200": func(w http.ResponseWriter, sent string) {
		reply(w, 200, `{"status":"error","errorType":"x","error":%q}`, sent)
	},
	"a page":                 func(w http.ResponseWriter, sent string) { reply(w, 502, "<html><title>%s</title></html>", sent) },
	"a page with status 200": func(w http.ResponseWriter, sent string) { reply(w, 200, "<html><title>%s</title></html>", sent) },
	"a warning beside good data": func(w http.ResponseWriter, sent string) {
		reply(w, 200, `{"status":"success","warnings":[%[1]q],"infos":[%[1]q],"data":{"resultType":"matrix","result":[]}}`, sent)
	},
	"a redirect": func(w http.ResponseWriter, sent string) {
		w.Header().Set("Location", "http://elsewhere.invalid/?sent="+sent)
		w.WriteHeader(http.StatusFound)
	},
	"a redirect's path": func(w http.ResponseWriter, sent string) {
		w.Header().Set("Location", "http://elsewhere.invalid/"+url.PathEscape(sent))
		w.WriteHeader(http.StatusFound)
	},
	"a redirect's host": func(w http.ResponseWriter, sent string) {
		w.Header().Set("Location", "http://"+regexp.MustCompile(`[^A-Za-z0-9-]+`).ReplaceAllString(sent, "-")+".invalid/")
		w.WriteHeader(http.StatusTemporaryRedirect)
	},
	"a malformed header": func(w http.ResponseWriter, sent string) { raw(w, "HTTP/1.1 200 OK\r\n"+sent+"\r\n\r\n") },
	"a status line":      func(w http.ResponseWriter, sent string) { raw(w, sent+"\r\n\r\n") },
	"a status":           func(w http.ResponseWriter, sent string) { raw(w, "HTTP/1.1 "+sent+"\r\n\r\n") },
	"a version":          func(w http.ResponseWriter, sent string) { raw(w, "HTTP/"+sent+" 200 OK\r\n\r\n") },
	"a length": func(w http.ResponseWriter, sent string) {
		raw(w, "HTTP/1.1 200 OK\r\nContent-Length: "+sent+"\r\n\r\n")
	},
	"a transfer encoding": func(w http.ResponseWriter, sent string) {
		raw(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: "+sent+"\r\n\r\n")
	},
	"a chunk": func(w http.ResponseWriter, sent string) {
		raw(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+sent+"\r\n")
	},
	"an encoding": func(w http.ResponseWriter, sent string) {
		raw(w, "HTTP/1.1 200 OK\r\nContent-Encoding: "+sent+"\r\n\r\n{}")
	},
	"more than asked": func(w http.ResponseWriter, sent string) { raw(w, "HTTP/1.1 204 OK\r\n\r\n"+sent) },
	"a value": func(w http.ResponseWriter, sent string) {
		reply(w, 200, `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1700000040,%q]]}]}}`, sent[max(0, strings.Index(sent, "Authorization")):])
	},
	"a time": func(w http.ResponseWriter, sent string) {
		reply(w, 200, `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[%q,"1"]}]}}`, sent)
	},
	"the name of a label": func(w http.ResponseWriter, sent string) {
		reply(w, 200, `{"status":"success","data":{"resultType":"vector","result":[{"metric":{%q:1},"value":[1,"1"]}]}}`, sent)
	},
	"the type of a result": func(w http.ResponseWriter, sent string) {
		reply(w, 200, `{"status":"success","data":{"resultType":%q,"result":[]}}`, sent)
	},
	"what it is": func(w http.ResponseWriter, sent string) {
		reply(w, 200, `{"status":"success","data":{"application":%[1]q,"version":%[1]q,"up":[{"help":%[1]q}]}}`, sent)
	},
	"a long page": func(w http.ResponseWriter, sent string) {
		reply(w, 502, "<html><body>"+strings.Repeat("<p></p>", 9000)+"%s</body></html>", strings.Repeat(sent+" ", 100))
	},
	"a long error":    func(w http.ResponseWriter, sent string) { reply(w, 400, `{"error":%q}`, strings.Repeat(sent+" ", 50)) },
	"capital letters": func(w http.ResponseWriter, sent string) { reply(w, 400, `{"error":%q}`, strings.ToUpper(sent)) },
	"small letters":   func(w http.ResponseWriter, sent string) { reply(w, 400, `{"error":%q}`, strings.ToLower(sent)) },
	"escapes":         func(w http.ResponseWriter, sent string) { reply(w, 400, `{"error":%q}`, url.QueryEscape(sent)) },
	"base64": func(w http.ResponseWriter, sent string) {
		reply(w, 400, `{"error":%q}`, base64.StdEncoding.EncodeToString([]byte(sent)))
	},
}

// raw writes an answer that is no HTTP, or not quite.
func raw(w http.ResponseWriter, text string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_, _ = conn.Write([]byte(text))
	_ = conn.Close()
}

// told says whether a text holds a secret, as it is, in other letters, escaped or in base64, where it can be seen in parts too.
func told(text, secret string) bool {
	lower := strings.ToLower(text)
	if strings.Contains(lower, strings.ToLower(secret)) || strings.Contains(lower, strings.ToLower(url.QueryEscape(secret))) {
		return true
	}
	for offset := range 3 {
		encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", offset) + secret))
		if strings.Contains(text, encoded[4:len(encoded)-2]) {
			return true
		}
	}
	return false
}

func reply(w http.ResponseWriter, status int, format, sent string) {
	if strings.HasPrefix(format, "<") {
		w.Header().Set("Content-Type", "text/html")
	}
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, format, sent)
}

// credentialed are data sources with each kind of credentials, and the texts that must stay where they are.
var credentialed = map[string]struct {
	settings backend.DataSourceInstanceSettings
	forward  map[string]string
	secrets  []string
}{
	"basic authentication": {
		settings: backend.DataSourceInstanceSettings{
			BasicAuthEnabled: true, BasicAuthUser: "reader", DecryptedSecureJSONData: map[string]string{"basicAuthPassword": "pa55-w0rd"},
		},
		secrets: []string{"pa55-w0rd", "cmVhZGVyOnBhNTUtdzByZA=="},
	},
	"token": {
		settings: backend.DataSourceInstanceSettings{DecryptedSecureJSONData: map[string]string{"bearerToken": "tok-5ecret"}},
		secrets:  []string{"tok-5ecret"},
	},
	"header": {
		settings: backend.DataSourceInstanceSettings{
			JSONData: []byte(`{"httpHeaderName1":"X-Api-Key"}`), DecryptedSecureJSONData: map[string]string{"httpHeaderValue1": "key-5ecret"},
		},
		secrets: []string{"key-5ecret"},
	},
	"parameter": {
		settings: backend.DataSourceInstanceSettings{JSONData: []byte(`{"customQueryParameters":"token=par-5ecret"}`)},
		secrets:  []string{"par-5ecret"},
	},
	"identity of a person": {
		settings: backend.DataSourceInstanceSettings{JSONData: []byte(`{"oauthPassThru":true,"keepCookies":["session"]}`)},
		forward:  map[string]string{"Authorization": "Bearer person-5ecret", "X-Id-Token": "id-5ecret", "Cookie": "session=c00kie-5ecret"},
		secrets:  []string{"person-5ecret", "id-5ecret", "c00kie-5ecret"},
	},
}

// forwarding is the context in which the SDK hands headers of a person on to the requests of clients that take them.
func forwarding(headers http.Header) context.Context {
	return httpclient.WithContextualMiddleware(context.Background(), httpclient.MiddlewareFunc(
		func(options httpclient.Options, next http.RoundTripper) http.RoundTripper {
			if !options.ForwardHTTPHeaders {
				return next
			}
			return httpclient.RoundTripperFunc(func(r *http.Request) (*http.Response, error) {
				for name, values := range headers {
					r.Header[name] = values
				}
				return next.RoundTrip(r)
			})
		}))
}

// everything asks a data source in all ways and gives all that anybody gets to read.
func everything(t *testing.T, ds *Datasource, forward map[string]string) string {
	t.Helper()
	var said strings.Builder
	headers, web := map[string]string{}, http.Header{}
	for name, value := range forward {
		headers[name] = value
		web.Set(name, value)
	}
	ctx := forwarding(web)
	for _, mark := range []map[string]string{nil, fromAlert} {
		maps.Copy(headers, mark)
		queries := []backend.DataQuery{query("A", `{"metric":"baseten_replicas_active"}`), query("B", `{"editorMode":"code","expr":"up"}`)}
		answer, err := ds.QueryData(ctx, &backend.QueryDataRequest{Headers: headers, Queries: queries})
		if err != nil {
			t.Fatal(err)
		}
		for refID, response := range answer.Responses {
			frames, err := json.Marshal(response.Frames)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = fmt.Fprintln(&said, refID, response.Error, string(frames))
		}
	}
	for path, body := range map[string]string{
		"label-values": `{"label":"m","from":1,"to":2}`, "labels": `{"from":1,"to":2}`, "buckets": `{"metric":"baseten_end_to_end_response_time_seconds","from":1,"to":2}`,
		"catalog": "", "metadata": "",
	} {
		method := http.MethodPost
		if body == "" {
			method = http.MethodGet
		}
		request := &backend.CallResourceRequest{Method: method, Path: path, URL: path + "?metric=up", Body: []byte(body), Headers: web}
		err := ds.CallResource(ctx, request, backend.CallResourceResponseSenderFunc(func(response *backend.CallResourceResponse) error {
			_, _ = fmt.Fprintln(&said, path, string(response.Body), response.Headers)
			return nil
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
	health, err := ds.CheckHealth(ctx, &backend.CheckHealthRequest{Headers: headers})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintln(&said, health.Message, string(health.JSONDetails))
	return said.String()
}

// TestNothingRepeatsASecret asks servers that write all they were sent into their answers.
func TestNothingRepeatsASecret(t *testing.T) {
	for kind, test := range credentialed {
		for way, echo := range echoes {
			t.Run(kind+"/"+way, func(t *testing.T) {
				logs := keepLogs(t)
				var mu sync.Mutex
				sent := ""
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					_ = r.ParseForm()
					user, password, _ := r.BasicAuth()
					text := fmt.Sprint("the server was sent ", r.Header, " ", r.URL.RawQuery, " ", user, ":", password)
					mu.Lock()
					sent += text
					mu.Unlock()
					echo(w, strings.NewReplacer("<", "", ">", "", `"`, "'").Replace(text))
				}))
				defer server.Close()
				configured := test.settings
				configured.URL = server.URL
				said := everything(t, instanceOf(t, configured), test.forward)
				for _, secret := range test.secrets {
					if !strings.Contains(sent, secret) {
						t.Errorf("the server was not sent %q", secret)
					}
					if told(said, secret) {
						t.Errorf("%q is told: %s", secret, said)
					}
					if told(logs.String(), secret) {
						t.Errorf("%q is logged: %s", secret, logs)
					}
				}
				if slices.Contains([]string{"an error", "another error", "a page", "a warning beside good data", "a long error"}, way) && !strings.Contains(said, "the server was sent") {
					t.Errorf("the server's own words are gone: %s", said)
				}
			})
		}
	}
}

// TestOrganisationsShareNothing has two organisations whose data sources are alike in all but the organisation, behind the
// SDK's own instance manager, as in a running plugin.
func TestOrganisationsShareNothing(t *testing.T) {
	f := newFake(t)
	f.always("query_range", matrix(series(`{"model_name":"a"}`, "1")))
	f.always("values", `["a"]`)
	f.always("series", `[{"model_name":"a"}]`)
	manager := datasource.NewInstanceManager(NewDatasource)
	for organisation := int64(1); organisation <= 2; organisation++ {
		for range 2 {
			context := backend.PluginContext{
				Namespace: fmt.Sprintf("org-%d", organisation), PluginID: ID,
				DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{ID: 1, UID: "same", Name: "same", URL: f.URL, Type: ID},
			}
			instance, err := manager.Get(t.Context(), context)
			if err != nil {
				t.Fatal(err)
			}
			ds, ok := instance.(*Datasource)
			if !ok {
				t.Fatalf("instance is a %T", instance)
			}
			call(t, ds, "POST", "label-values", `{"label":"model_name","from":1700000040000,"to":1700000160000}`)
			one(t, ds, nil, `{"metric":"baseten_replicas_active","queryType":"range"}`)
		}
		// The second look-up of an organisation is answered from its cache, the first never from another's.
		if got := len(f.requests("values")); got != int(organisation) {
			t.Errorf("organisation %d: %d look-ups reached the server", organisation, got)
		}
		if got := len(f.requests("query_range")); got != int(organisation)*2 {
			t.Errorf("organisation %d: %d queries reached the server", organisation, got)
		}
	}
}

// wayOut says what is wrong with a request that a hostile text made, "" where nothing is.
func wayOut(a received) string {
	last := a.path[strings.LastIndex(a.path, "/")+1:]
	if !strings.HasPrefix(a.path, "/base/api/v1/") || !slices.Contains([]string{"query", "query_range", "series", "labels", "values", "metadata", "buildinfo"}, last) {
		return "the path " + a.path
	}
	if strings.Count(a.path, "/") > 6 && !strings.HasPrefix(a.path, "/base/api/v1/label/") {
		return "the path " + a.path
	}
	for name := range a.header {
		if strings.Contains(strings.ToLower(name), "evil") {
			return "the header " + name
		}
	}
	for name, values := range a.form {
		if !slices.Contains([]string{"query", "start", "end", "step", "time", "timeout", "match[]", "limit", "metric"}, name) {
			return "the parameter " + name
		}
		if len(values) > 1 && name != "match[]" {
			return "twice the parameter " + name
		}
		if name != "query" && name != "match[]" {
			continue
		}
		for _, text := range values {
			if problem := outsideCatalog(text); problem != "" {
				return problem
			}
		}
	}
	return ""
}

// outsideCatalog says which series PromQL reads that aren't Baseten's.
func outsideCatalog(text string) string {
	expr, err := promparse.Parse(text)
	if err != nil {
		return "PromQL that isn't: " + text
	}
	for _, selector := range promparse.Selectors(expr) {
		for _, matcher := range selector.LabelMatchers {
			if matcher.Name == "__name__" && matcher.Matches("evil") && !matcher.Matches("baseten_replicas_active") {
				return "a series that nobody asked for: " + text
			}
		}
		if selector.Name == "evil" {
			return "a series that nobody asked for: " + text
		}
	}
	return ""
}
