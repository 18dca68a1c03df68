package prometheus

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// secrets are in every request of these tests, and must be in no error.
var secrets = []string{"s3cret", "t0ken", "hush"}

// fault is something that goes wrong on the way to the server, in it, or on the way back.
type fault struct {
	name string
	// serve answers the n-th request of a call, counted from 1.
	serve func(w http.ResponseWriter, r *http.Request, n int32)
	// client may break the way to the server.
	client func(config *Config, server *httptest.Server)
	tls    bool
	// message is what the error must say, "" where the call succeeds.
	message string
	status  int
	// response is the status that Grafana gets; 0: 502.
	response int
	// requests is how many requests reach the server; 0: don't care.
	requests int32
	// only a query of a range.
	only bool
}

func text(status int, contentType, body string) func(http.ResponseWriter, *http.Request, int32) {
	return func(w http.ResponseWriter, _ *http.Request, _ int32) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func jsonBody(status int, body string) func(http.ResponseWriter, *http.Request, int32) {
	return text(status, "application/json", body)
}

// good answers each endpoint as a server does.
func good(w http.ResponseWriter, r *http.Request, _ int32) {
	body := `{"status":"success","data":["a","b"]}`
	switch {
	case strings.HasSuffix(r.URL.Path, "/query_range"):
		body = matrixBody(`{"metric":{"m":"a"},"values":[[1700000040,"1"],[1700000100,"2"],[1700000160,"3"]]}`)
	case strings.HasSuffix(r.URL.Path, "/query"):
		body = `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"m":"a"},"value":[1700000040,"1"]}]}}`
	case strings.HasSuffix(r.URL.Path, "/buildinfo"):
		body = `{"status":"success","data":{"version":"3.16.0","revision":"x","goVersion":"go1.26"}}`
	}
	_, _ = w.Write([]byte(body))
}

func matrixBody(series string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[` + series + `]}}`
}

// hijack takes the connection over: writes what is given and closes, with a reset where wanted.
func hijack(w http.ResponseWriter, answer string, reset bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_, _ = conn.Write([]byte(answer))
	if tcp, ok := conn.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// once fails the first request and answers the second one well.
func once(fail func(w http.ResponseWriter)) func(http.ResponseWriter, *http.Request, int32) {
	return func(w http.ResponseWriter, r *http.Request, n int32) {
		if n == 1 {
			fail(w)
			return
		}
		good(w, r, n)
	}
}

func packed(body []byte) []byte {
	var out bytes.Buffer
	writer := gzip.NewWriter(&out)
	_, _ = writer.Write(body)
	_ = writer.Close()
	return out.Bytes()
}

func sendPacked(body []byte) func(http.ResponseWriter, *http.Request, int32) {
	return func(w http.ResponseWriter, _ *http.Request, _ int32) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(body)
	}
}

const half = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"status\":\"success\",\"data\":"

func faults() []fault {
	return []fault{
		// The way there and back.
		{name: "connection refused", client: func(_ *Config, s *httptest.Server) { s.Close() }, message: "connection refused"},
		{name: "connection reset before the answer", serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { hijack(w, "", true) }, message: "The connection to the server failed", requests: 2},
		{name: "connection closed before the answer", serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { hijack(w, "", false) }, message: "The connection to the server failed: EOF", requests: 2},
		{name: "connection closed once, then well", serve: once(func(w http.ResponseWriter) { hijack(w, "", false) }), requests: 2},
		{name: "connection reset once, then well", serve: once(func(w http.ResponseWriter) { hijack(w, "", true) }), requests: 2},
		{name: "connection reset within the body", serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { hijack(w, half, true) }, message: "The connection to the server failed", requests: 2},
		{name: "body shorter than it says", serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { hijack(w, half, false) }, message: "unexpected EOF", requests: 2},
		{name: "body shorter than it says once, then well", serve: once(func(w http.ResponseWriter) { hijack(w, half, false) }), requests: 2},
		{name: "not HTTP", serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { hijack(w, "SSH-2.0-OpenSSH_9.9\r\n", false) }, message: "malformed HTTP"},
		{name: "a name that nobody resolves", client: func(c *Config, _ *httptest.Server) {
			c.HTTP = dialFailing(&net.DNSError{Err: "no such host", Name: "prometheus.invalid", IsNotFound: true})
		}, message: `name "prometheus.invalid" can't be resolved`},
		{name: "a host that doesn't answer", client: func(c *Config, _ *httptest.Server) {
			c.HTTP = dialFailing(&net.OpError{Op: "dial", Net: "tcp", Err: timeoutError{}})
		}, message: "The connection to the server failed"},
		{name: "a TLS certificate that nobody signed", tls: true, client: func(c *Config, _ *httptest.Server) { c.HTTP = &http.Client{} }, message: "TLS certificate is not trusted"},
		{name: "TLS to a server without", client: func(c *Config, _ *httptest.Server) { c.URL = strings.Replace(c.URL, "http:", "https:", 1) }, message: "does not speak TLS on this port"},
		{name: "no TLS to a server with", tls: true, client: func(c *Config, _ *httptest.Server) { c.URL = strings.Replace(c.URL, "https:", "http:", 1) }, message: "HTTP request to an HTTPS server", status: 400, response: 400},
		{name: "headers that don't come", serve: func(_ http.ResponseWriter, r *http.Request, _ int32) { <-r.Context().Done() }, message: "did not finish its answer within 300ms", response: 504, requests: 1},
		{name: "a body that stops", serve: func(w http.ResponseWriter, r *http.Request, _ int32) {
			_, _ = w.Write([]byte(`{"status":"success","data":`))
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, message: "did not finish its answer within 300ms", response: 504, requests: 1},
		{name: "a body without end", only: true, serve: func(w http.ResponseWriter, _ *http.Request, _ int32) {
			_, _ = w.Write([]byte(`{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[`))
			for i := 1700000000; ; i++ {
				if _, err := fmt.Fprintf(w, `[%d,"1"],`, i); err != nil {
					return
				}
			}
		}, message: "more than 2000 samples", requests: 1},
		{name: "a string without end", serve: func(w http.ResponseWriter, _ *http.Request, _ int32) {
			_, _ = w.Write([]byte(`{"status":"success","data":["`))
			for {
				if _, err := w.Write(bytes.Repeat([]byte("x"), 4096)); err != nil {
					return
				}
			}
		}, message: "more than 1048576 bytes", requests: 1},
		{name: "a small packed body that unpacks to a thousand times its size", serve: sendPacked(packed(append([]byte(`{"status":"success","data":["`), bytes.Repeat([]byte("x"), 8<<20)...))), message: "more than 1048576 bytes", requests: 1},
		{name: "a packed body", serve: sendPacked(packed([]byte(matrixBody(`{"metric":{},"values":[[1700000040,"1"]]}`)))), only: true},
		{name: "a packed body that is none", serve: sendPacked([]byte("not packed")), message: "gzip: invalid header"},
		{name: "a packed body that is cut off", serve: sendPacked(packed(bytes.Repeat([]byte(" "), 100_000))[:60]), message: "unexpected EOF"},
		{name: "a packed body that is no JSON and then stops", serve: func(w http.ResponseWriter, r *http.Request, _ int32) {
			w.Header().Set("Content-Encoding", "gzip")
			writer := gzip.NewWriter(w)
			_, _ = writer.Write([]byte("oops"))
			_ = writer.Flush()
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, message: "the answer is not valid JSON", requests: 1},
		{name: "packed in an unknown way", serve: func(w http.ResponseWriter, _ *http.Request, _ int32) {
			w.Header().Set("Content-Encoding", "br")
			_, _ = w.Write([]byte("xx"))
		}, message: "compressed in an unknown way (br)"},
		{name: "HTTP/2 server that goes away", client: func(c *Config, _ *httptest.Server) { c.HTTP = http2Client(goAway) }, message: "GOAWAY"},

		// Redirects.
		{name: "redirect to another host", serve: func(w http.ResponseWriter, r *http.Request, _ int32) {
			http.Redirect(w, r, "http://elsewhere.invalid/api?token=hush", http.StatusTemporaryRedirect)
		}, message: "redirects to http://elsewhere.invalid/api, which is not followed, since the credentials", requests: 1},
		{name: "redirect within the host", serve: func(w http.ResponseWriter, r *http.Request, n int32) {
			if n == 1 {
				http.Redirect(w, r, "/moved"+r.URL.Path, http.StatusTemporaryRedirect)
				return
			}
			good(w, r, n)
		}, requests: 2},
		{name: "redirect without end", serve: func(w http.ResponseWriter, r *http.Request, _ int32) {
			http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
		}, message: "which is not followed.", requests: maxRedirects + 1},
		{name: "redirect that loses the query", only: true, serve: func(w http.ResponseWriter, r *http.Request, _ int32) {
			http.Redirect(w, r, "/moved", http.StatusFound)
		}, message: "/moved, which is not followed. If that is where", requests: 1},

		// Statuses.
		{name: "400 with Prometheus's words", serve: jsonBody(400, `{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:3: parse error"}`), message: `400 Bad Request: bad_data: invalid parameter "query": 1:3: parse error`, status: 400, response: 400, requests: 1},
		{name: "422 with VictoriaMetrics's words", serve: jsonBody(422, `{"status":"error","errorType":"422","error":"unexpected token"}`), message: "422 Unprocessable Entity: unexpected token", status: 422, response: 422, requests: 1},
		{name: "401", serve: text(401, "text/plain", "go away"), message: "401 " + http.StatusText(http.StatusUnauthorized) + ": go away. Check the credentials in the data source's settings; in a provisioned file a $ must be written $$.", status: 401, response: 401, requests: 1},
		{name: "403", serve: text(403, "text/plain", "no org id"), message: "403 Forbidden: no org id. These credentials are not allowed", status: 403, response: 403, requests: 1},
		{name: "404", serve: text(404, "text/plain; charset=utf-8", "404 page not found\n"), message: "404 Not Found: 404 page not found. Is the URL that of the Prometheus API", status: 404, response: 404, requests: 1},
		{name: "405 for a POST, then well by GET", only: true, serve: func(w http.ResponseWriter, r *http.Request, n int32) {
			if r.Method == http.MethodPost {
				w.WriteHeader(http.StatusMethodNotAllowed)
				return
			}
			good(w, r, n)
		}, requests: 2},
		{name: "405 for everything", serve: text(405, "text/plain", "no"), message: "405 Method Not Allowed: no", status: 405, response: 405},
		{name: "413", serve: text(413, "text/html", "<html><head><title>413 Request Entity Too Large</title></head><body>x</body></html>"), message: "413 Request Entity Too Large: 413 Request Entity Too Large. The query is too long", status: 413, response: 413},
		{name: "422 with Prometheus's words", serve: jsonBody(422, `{"status":"error","errorType":"execution","error":"found duplicate series for the match group"}`), message: "422 Unprocessable Entity: execution: found duplicate series for the match group", status: 422, response: 422, requests: 1},
		{name: "429", serve: text(429, "text/plain", "too many outstanding requests"), message: "429 Too Many Requests: too many outstanding requests. The server limits", status: 429, response: 429, requests: 1},
		{name: "500 with Prometheus's words", serve: jsonBody(500, `{"status":"error","errorType":"internal","error":"storage is broken"}`), message: "500 Internal Server Error: internal: storage is broken", status: 500, response: 500, requests: 1},
		{name: "500 with another JSON", serve: jsonBody(500, `{"message":"upstream failed","code":13}`), message: "500 Internal Server Error: upstream failed", status: 500, response: 500},
		{name: "502 with a proxy's page", serve: text(502, "text/html", "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1><hr>nginx</body></html>"), message: "502 Bad Gateway: 502 Bad Gateway. The server, or what stands behind a proxy", status: 502, response: 502, requests: 1},
		{name: "502 with a page without a title", serve: text(502, "text/html", "<style>b{}</style><h1>Oh no</h1><p>Backend &amp; friends <b>down</b></p>"), message: "502 Bad Gateway: Oh no Backend & friends down.", status: 502, response: 502},
		{name: "503 with an endless page", serve: text(503, "text/html", "<p>"+strings.Repeat("sorry ", 100_000)), message: "503 Service Unavailable: sorry ", status: 503, response: 503},
		{name: "503 without a body", serve: text(503, "text/plain", ""), message: "503 Service Unavailable: The server gave no reason. The server, or what", status: 503, response: 503},
		{name: "504", serve: text(504, "text/plain", "upstream request timeout"), message: "504 Gateway Timeout: upstream request timeout", status: 504, response: 504, requests: 1},
		{name: "302 without a target", serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { w.WriteHeader(http.StatusFound) }, message: "302 Found", status: 302},

		// Bodies that are none of Prometheus's.
		{name: "an empty body", serve: text(200, "application/json", ""), message: "The server sent an empty answer."},
		{name: "an empty packed body", serve: sendPacked(nil), message: "The server sent an empty answer."},
		{name: "a login page with 200", serve: text(200, "text/html; charset=utf-8", "<!DOCTYPE html><html><head><title>Sign in to Example</title></head><body>…</body></html>"), message: "The server answered with a web page instead of data: Sign in to Example. Is the URL", status: 200},
		{name: "a login page that calls itself JSON", serve: jsonBody(200, "\n<html><body>Please log in</body></html>"), message: "web page instead of data: Please log in", status: 200},
		{name: "plain text with 200", serve: text(200, "text/plain", "no healthy upstream"), message: "The server's answer can't be read: the answer is not valid JSON"},
		{name: "JSON that is cut off", serve: jsonBody(200, `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b`), message: "The server's answer is cut off: the answer breaks off in the middle"},
		{name: "an array", serve: jsonBody(200, `[1,2,3]`), message: "The server's answer can't be read: the answer is"},
		{name: "JSON of another API", serve: jsonBody(200, `{"kind":"Status","apiVersion":"v1"}`), message: "The server's answer can't be read: the answer is JSON, but not that of a Prometheus query"},
		{name: "logs", serve: jsonBody(200, `{"status":"success","data":{"resultType":"streams","result":[]}}`), message: `its resultType is "streams"`, only: true},
		{name: "an error with 200", serve: jsonBody(200, `{"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}`), message: "timeout: query timed out in expression evaluation", status: 200},
		{name: "something behind the JSON", serve: jsonBody(200, matrixBody("")+"{}"), message: "something after the end", only: true},
		{name: "deep nesting", serve: jsonBody(200, `{"x":`+strings.Repeat("[", 100_000)), message: "The server's answer"},
		{name: "zero bytes", serve: jsonBody(200, strings.Repeat("\x00", 1000)), message: "The server's answer can't be read"},
		{name: "a label that is no text", serve: jsonBody(200, matrixBody(`{"metric":{"a":1},"values":[]}`)), message: `the label "a" is no string`, only: true},
		{name: "a value that is no number", serve: jsonBody(200, matrixBody(`{"metric":{},"values":[[1700000040,"many"]]}`)), message: `"many" is no number`, only: true},
		{name: "a time past all bounds", serve: jsonBody(200, matrixBody(`{"metric":{},"values":[[1e300,"1"]]}`)), message: `"1e300" is no time`, only: true},
		{name: "more series than the limit", serve: jsonBody(200, matrixBody(strings.TrimSuffix(strings.Repeat(`{"metric":{},"values":[]},`, 101), ","))), message: "more than 100 series. Filter or group", only: true},

		// Odd, but good.
		{name: "keys in another order, the type last", serve: jsonBody(200, `{"data":{"result":[{"values":[[1700000040,"1"]],"metric":{}}],"resultType":"matrix"},"status":"success"}`), only: true},
		{name: "keys twice", serve: jsonBody(200, `{"status":"error","status":"success","data":{"resultType":"x","result":[]},"data":{"resultType":"matrix","result":[]}}`), only: true},
		{name: "native histograms", serve: jsonBody(200, matrixBody(`{"metric":{},"histograms":[[1700000040,{"count":"1","sum":"2","buckets":[]}]]}`)), only: true},
		{name: "numbers for strings and strings for numbers", serve: jsonBody(200, matrixBody(`{"metric":{},"values":[["1700000040",1]]}`)), only: true},
		{name: "NaN and infinity", serve: jsonBody(200, matrixBody(`{"metric":{},"values":[[1700000040,"NaN"],[1700000100,"+Inf"],[1700000160,"-Inf"]]}`)), only: true},
		{name: "times out of order, twice, beside the grid", serve: jsonBody(200, matrixBody(`{"metric":{},"values":[[1700000160,"1"],[1700000040,"2"],[1700000040,"3"],[1700000041.5,"4"]]}`)), only: true},
		{name: "a label value of a megabyte", serve: jsonBody(200, matrixBody(`{"metric":{"a":"`+strings.Repeat("x", 1_000_000)+`"},"values":[]}`)), only: true},
		{name: "warnings, infos, a partial answer", serve: jsonBody(200, `{"status":"success","isPartial":true,"warnings":["w"],"infos":["i"],"data":{"resultType":"matrix","result":[]}}`), only: true},
	}
}

type timeoutError struct{}

func (timeoutError) Error() string   { return "i/o timeout" }
func (timeoutError) Timeout() bool   { return true }
func (timeoutError) Temporary() bool { return true }

func dialFailing(err error) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, err }}}
}

// http2Client speaks HTTP/2 with a server that is the given function.
func http2Client(serve func(net.Conn)) *http.Client {
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	return &http.Client{Transport: &http.Transport{Protocols: &protocols, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		go func() {
			defer listener.Close()
			if conn, err := listener.Accept(); err == nil {
				serve(conn)
			}
		}()
		return new(net.Dialer).DialContext(ctx, "tcp", listener.Addr().String())
	}}}
}

// goAway reads a request's headers and leaves, as a server that is being restarted does.
func goAway(conn net.Conn) {
	defer conn.Close()
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(conn, preface); err != nil {
		return
	}
	framer := http2.NewFramer(conn, conn)
	_ = framer.WriteSettings()
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		if frame.Header().Type == http2.FrameHeaders {
			_ = framer.WriteGoAway(1, http2.ErrCodeNo, []byte("restart"))
			return
		}
	}
}

var calls = map[string]func(context.Context, *Client) error{
	"range": func(ctx context.Context, c *Client) error {
		_, err := c.QueryRange(ctx, RangeRequest{Expr: "up", Start: time.Unix(1700000040, 0), End: time.Unix(1700000160, 0), Step: time.Minute})
		return err
	},
	"instant": func(ctx context.Context, c *Client) error {
		_, err := c.QueryInstant(ctx, InstantRequest{Expr: "up", Time: time.Unix(1700000040, 0)})
		return err
	},
	"labels": func(ctx context.Context, c *Client) error {
		_, err := c.LabelNames(ctx, LookupRequest{Matches: []string{"up"}})
		return err
	},
	"values": func(ctx context.Context, c *Client) error {
		_, err := c.LabelValues(ctx, "job", LookupRequest{})
		return err
	},
	"series": func(ctx context.Context, c *Client) error {
		_, err := c.Series(ctx, LookupRequest{Matches: []string{"up"}})
		return err
	},
	"build": func(ctx context.Context, c *Client) error {
		_, err := c.BuildInfo(ctx)
		return err
	},
}

func TestFaults(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, f := range faults() {
		for name, run := range calls {
			if f.only && name != "range" || f.message == "" && name == "series" {
				continue
			}
			t.Run(f.name+"/"+name, func(t *testing.T) { checkFault(t, f, run) })
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before+2 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
}

func checkFault(t *testing.T, f fault, run func(context.Context, *Client) error) {
	var requests atomic.Int32
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := requests.Add(1)
		// Go's server notices that a client has left only after the body is read.
		_, _ = io.Copy(io.Discard, r.Body)
		if f.serve == nil {
			good(w, r, n)
			return
		}
		f.serve(w, r, n)
	})
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = quiet
	if f.tls {
		server.StartTLS()
	} else {
		server.Start()
	}
	defer server.Close()
	target, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	target.User = url.UserPassword("user", "s3cret")
	config := Config{
		URL: target.String() + "/prom/?team=a", HTTP: server.Client(), CustomQueryParameters: "token=t0ken",
		Timeout: 300 * time.Millisecond, RetryDelay: time.Millisecond, MaxResponseBytes: 1 << 20, MaxSeries: 100, MaxPoints: 2000,
	}
	if f.response != 504 {
		config.Timeout = 10 * time.Second
	}
	if f.client != nil {
		f.client(&config, server)
	}
	client, err := NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	err = run(context.Background(), client)
	if f.requests != 0 && requests.Load() != f.requests {
		t.Errorf("%d requests, want %d", requests.Load(), f.requests)
	}
	if f.message == "" {
		if err != nil {
			t.Errorf("got %v", err)
		}
		return
	}
	var known *Error
	if !errors.As(err, &known) {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(known.Error(), f.message) {
		t.Errorf("got %q, want %q", known, f.message)
	}
	if len(known.Error()) > 700 {
		t.Errorf("the message has %d bytes", len(known.Error()))
	}
	if known.Status != f.status {
		t.Errorf("status %d, want %d", known.Status, f.status)
	}
	if want := max(f.response, 0); int(known.ResponseStatus()) != want && (want != 0 || known.ResponseStatus() != 502) {
		t.Errorf("Grafana gets %d, want %d", known.ResponseStatus(), want)
	}
	if known.Source != "downstream" || known.URL == "" {
		t.Errorf("source %q, URL %q", known.Source, known.URL)
	}
	for _, secret := range secrets {
		if strings.Contains(known.Error()+known.URL+strconv.Quote(fmt.Sprint(known.Message, known.Hint)), secret) {
			t.Errorf("%q is in %q, URL %q", secret, known, known.URL)
		}
	}
}
