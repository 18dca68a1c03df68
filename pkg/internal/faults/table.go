package faults

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
)

// maxRedirects that the client follows before it gives up.
const maxRedirects = 5

// Table lists the faults.
func Table() []Fault {
	return []Fault{
		// The way there and back.
		{Name: "connection refused", Break: func(_ *Way, s *httptest.Server) { s.Close() }, Message: "connection refused"},
		{Name: "connection reset before the answer", Serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { hijack(w, "", true) }, Message: "The connection to the server failed", Requests: 2},
		{Name: "connection closed before the answer", Serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { hijack(w, "", false) }, Message: "The connection to the server failed: EOF", Requests: 2},
		{Name: "connection closed once, then well", Serve: once(func(w http.ResponseWriter) { hijack(w, "", false) }), Requests: 2},
		{Name: "connection reset once, then well", Serve: once(func(w http.ResponseWriter) { hijack(w, "", true) }), Requests: 2},
		{Name: "connection reset within the body", Serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { hijack(w, half, true) }, Message: "The connection to the server failed", Requests: 2},
		{Name: "body shorter than it says", Serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { hijack(w, half, false) }, Message: "unexpected EOF", Requests: 2},
		{Name: "body shorter than it says once, then well", Serve: once(func(w http.ResponseWriter) { hijack(w, half, false) }), Requests: 2},
		{Name: "not HTTP", Serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { hijack(w, "SSH-2.0-OpenSSH_9.9\r\n", false) }, Message: "malformed HTTP"},
		{Name: "a name that nobody resolves", Break: func(c *Way, _ *httptest.Server) {
			c.HTTP = dialFailing(&net.DNSError{Err: "no such host", Name: "prometheus.invalid", IsNotFound: true})
		}, Message: `name "prometheus.invalid" can't be resolved`},
		{Name: "a host that doesn't answer", Break: func(c *Way, _ *httptest.Server) {
			c.HTTP = dialFailing(&net.OpError{Op: "dial", Net: "tcp", Err: timeoutError{}})
		}, Message: "The connection to the server failed"},
		{Name: "a TLS certificate that nobody signed", TLS: true, Break: func(c *Way, _ *httptest.Server) { c.HTTP = &http.Client{} }, Message: "TLS certificate is not trusted"},
		{Name: "TLS to a server without", Break: func(c *Way, _ *httptest.Server) { c.URL = strings.Replace(c.URL, "http:", "https:", 1) }, Message: "does not speak TLS on this port"},
		{Name: "no TLS to a server with", TLS: true, Break: func(c *Way, _ *httptest.Server) { c.URL = strings.Replace(c.URL, "https:", "http:", 1) }, Message: "HTTP request to an HTTPS server", Status: 400, Response: 400},
		{Name: "headers that don't come", Serve: func(_ http.ResponseWriter, r *http.Request, _ int32) { <-r.Context().Done() }, Message: "did not finish its answer within 300ms", Response: 504, Requests: 1},
		{Name: "a body that stops", Serve: func(w http.ResponseWriter, r *http.Request, _ int32) {
			_, _ = w.Write([]byte(`{"status":"success","data":`))
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, Message: "did not finish its answer within 300ms", Response: 504, Requests: 1},
		{Name: "a body without end", Data: true, Serve: func(w http.ResponseWriter, _ *http.Request, _ int32) {
			_, _ = w.Write([]byte(`{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[`))
			for i := 1700000000; ; i++ {
				if _, err := fmt.Fprintf(w, `[%d,"1"],`, i); err != nil {
					return
				}
			}
		}, Message: "more than 2000 samples", Requests: 1},
		{Name: "a string without end", Serve: func(w http.ResponseWriter, _ *http.Request, _ int32) {
			_, _ = w.Write([]byte(`{"status":"success","data":["`))
			for {
				if _, err := w.Write(bytes.Repeat([]byte("x"), 4096)); err != nil {
					return
				}
			}
		}, Message: "more than 1048576 bytes", Requests: 1},
		{Name: "a small packed body that unpacks to a thousand times its size", Serve: sendPacked(Packed(append([]byte(`{"status":"success","data":["`), bytes.Repeat([]byte("x"), 8<<20)...))), Message: "more than 1048576 bytes", Requests: 1},
		{Name: "a packed body", Serve: sendPacked(Packed([]byte(matrixBody(`{"metric":{},"values":[[1700000040,"1"]]}`)))), Data: true},
		{Name: "a packed body that is none", Serve: sendPacked([]byte("not packed")), Message: "gzip: invalid header"},
		{Name: "a packed body that is cut off", Serve: sendPacked(Packed(bytes.Repeat([]byte(" "), 100_000))[:60]), Message: "unexpected EOF"},
		{Name: "a packed body that is no JSON and then stops", Serve: func(w http.ResponseWriter, r *http.Request, _ int32) {
			w.Header().Set("Content-Encoding", "gzip")
			writer := gzip.NewWriter(w)
			_, _ = writer.Write([]byte("oops"))
			_ = writer.Flush()
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, Message: "the answer is not valid JSON", Requests: 1},
		{Name: "packed in an unknown way", Serve: func(w http.ResponseWriter, _ *http.Request, _ int32) {
			w.Header().Set("Content-Encoding", "br")
			_, _ = w.Write([]byte("xx"))
		}, Message: "compressed in an unknown way (br)"},
		{Name: "HTTP/2 server that goes away", Break: func(c *Way, _ *httptest.Server) { c.HTTP = http2Client(goAway) }, Message: "GOAWAY"},

		// Redirects.
		{Name: "redirect to another host", Serve: func(w http.ResponseWriter, _ *http.Request, _ int32) {
			redirect(w, "http://elsewhere.invalid/api?token=hush", http.StatusTemporaryRedirect)
		}, Message: "redirects to http://elsewhere.invalid/api, which is not followed, since the credentials", Requests: 1},
		{Name: "redirect to another port of the host, with TLS", Serve: func(w http.ResponseWriter, r *http.Request, _ int32) {
			redirect(w, "https://127.0.0.1:1"+r.URL.Path, http.StatusTemporaryRedirect)
		}, Message: "redirects to https://127.0.0.1:1/prom/api/v1/", Requests: 1},
		{Name: "redirect below the configured path", Serve: func(w http.ResponseWriter, r *http.Request, n int32) {
			if n == 1 {
				redirect(w, strings.Replace(r.URL.Path, "/prom/", "/prom/v2/", 1), http.StatusTemporaryRedirect)
				return
			}
			Good(w, r, n)
		}, Requests: 2},
		{Name: "redirect out of the configured path", Serve: func(w http.ResponseWriter, r *http.Request, _ int32) {
			redirect(w, strings.Replace(r.URL.Path, "/prom/", "/tenantB/", 1), http.StatusTemporaryRedirect)
		}, Message: "which is not followed, since it is not the same call below the URL of the data source", Requests: 1},
		{Name: "redirect to another call", Serve: func(w http.ResponseWriter, _ *http.Request, _ int32) {
			redirect(w, "/prom/api/v1/admin/tsdb/snapshot", http.StatusTemporaryRedirect)
		}, Message: "which is not followed, since it is not the same call below the URL of the data source", Requests: 1},
		{Name: "redirect without end", Serve: func(w http.ResponseWriter, r *http.Request, _ int32) {
			redirect(w, r.URL.Path, http.StatusTemporaryRedirect)
		}, Message: "which is not followed.", Requests: maxRedirects + 1},
		{Name: "redirect that loses the query", Data: true, Serve: func(w http.ResponseWriter, r *http.Request, _ int32) {
			redirect(w, r.URL.Path+"/", http.StatusFound)
		}, Message: "/query_range/, which is not followed. If that is where", Requests: 1},

		// Statuses.
		{Name: "400 with Prometheus's words", Serve: jsonBody(400, `{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:3: parse error"}`), Message: `400 Bad Request: bad_data: invalid parameter "query": 1:3: parse error`, Status: 400, Response: 400, Requests: 1},
		{Name: "422 with VictoriaMetrics's words", Serve: jsonBody(422, `{"status":"error","errorType":"422","error":"unexpected token"}`), Message: "422 Unprocessable Entity: unexpected token", Status: 422, Response: 422, Requests: 1},
		{Name: "401", Serve: text(401, "text/plain", "go away"), Message: "401 " + http.StatusText(http.StatusUnauthorized) + ": go away. Check the credentials in the data source's settings; in a provisioned file a $ must be written $$.", Status: 401, Response: 401, Requests: 1},
		{Name: "403", Serve: text(403, "text/plain", "no org id"), Message: "403 Forbidden: no org id. These credentials are not allowed", Status: 403, Response: 403, Requests: 1},
		{Name: "404", Serve: text(404, "text/plain; charset=utf-8", "404 page not found\n"), Message: "404 Not Found: 404 page not found. Is the URL that of the Prometheus API", Status: 404, Response: 404, Requests: 1},
		{Name: "405 for a POST, then well by GET", Data: true, Serve: func(w http.ResponseWriter, r *http.Request, n int32) {
			if r.Method == http.MethodPost {
				w.WriteHeader(http.StatusMethodNotAllowed)
				return
			}
			Good(w, r, n)
		}, Requests: 2},
		{Name: "405 for everything", Serve: text(405, "text/plain", "no"), Message: "405 Method Not Allowed: no", Status: 405, Response: 405},
		{Name: "413", Serve: text(413, "text/html", "<html><head><title>413 Request Entity Too Large</title></head><body>x</body></html>"), Message: "413 Request Entity Too Large: 413 Request Entity Too Large. The query is too long", Status: 413, Response: 413},
		{Name: "422 with Prometheus's words", Serve: jsonBody(422, `{"status":"error","errorType":"execution","error":"found duplicate series for the match group"}`), Message: "422 Unprocessable Entity: execution: found duplicate series for the match group", Status: 422, Response: 422, Requests: 1},
		{Name: "429", Serve: text(429, "text/plain", "too many outstanding requests"), Message: "429 Too Many Requests: too many outstanding requests. The server limits", Status: 429, Response: 429, Requests: 1},
		{Name: "500 with Prometheus's words", Serve: jsonBody(500, `{"status":"error","errorType":"internal","error":"storage is broken"}`), Message: "500 Internal Server Error: internal: storage is broken", Status: 500, Response: 500, Requests: 1},
		{Name: "500 with another JSON", Serve: jsonBody(500, `{"message":"upstream failed","code":13}`), Message: "500 Internal Server Error: upstream failed", Status: 500, Response: 500},
		{Name: "502 with a proxy's page", Serve: text(502, "text/html", "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1><hr>nginx</body></html>"), Message: "502 Bad Gateway: 502 Bad Gateway. The server, or what stands behind a proxy", Status: 502, Response: 502, Requests: 1},
		{Name: "502 with a page without a title", Serve: text(502, "text/html", "<style>b{}</style><h1>Oh no</h1><p>Backend &amp; friends <b>down</b></p>"), Message: "502 Bad Gateway: Oh no Backend & friends down.", Status: 502, Response: 502},
		{Name: "503 with an endless page", Serve: text(503, "text/html", "<p>"+strings.Repeat("sorry ", 100_000)), Message: "503 Service Unavailable: sorry ", Status: 503, Response: 503},
		{Name: "503 without a body", Serve: text(503, "text/plain", ""), Message: "503 Service Unavailable: The server gave no reason. The server, or what", Status: 503, Response: 503},
		{Name: "504", Serve: text(504, "text/plain", "upstream request timeout"), Message: "504 Gateway Timeout: upstream request timeout", Status: 504, Response: 504, Requests: 1},
		{Name: "302 without a target", Serve: func(w http.ResponseWriter, _ *http.Request, _ int32) { w.WriteHeader(http.StatusFound) }, Message: "302 Found", Status: 302},

		// Bodies that are none of Prometheus's.
		{Name: "an empty body", Serve: text(200, "application/json", ""), Message: "The server sent an empty answer."},
		{Name: "an empty packed body", Serve: sendPacked(nil), Message: "The server sent an empty answer."},
		{Name: "a login page with 200", Serve: text(200, "text/html; charset=utf-8", "<!DOCTYPE html><html><head><title>Sign in to Example</title></head><body>…</body></html>"), Message: "The server answered with a web page instead of data: Sign in to Example. Is the URL", Status: 200},
		{Name: "a login page that calls itself JSON", Serve: jsonBody(200, "\n<html><body>Please log in</body></html>"), Message: "web page instead of data: Please log in", Status: 200},
		{Name: "plain text with 200", Serve: text(200, "text/plain", "no healthy upstream"), Message: "The server's answer can't be read: the answer is not valid JSON"},
		{Name: "JSON that is cut off", Serve: jsonBody(200, `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b`), Message: "The server's answer is cut off: the answer breaks off in the middle"},
		{Name: "an array", Serve: jsonBody(200, `[1,2,3]`), Message: "The server's answer can't be read: the answer is"},
		{Name: "JSON of another API", Serve: jsonBody(200, `{"kind":"Status","apiVersion":"v1"}`), Message: "The server's answer can't be read: the answer is JSON, but not that of a Prometheus query"},
		{Name: "logs", Serve: jsonBody(200, `{"status":"success","data":{"resultType":"streams","result":[]}}`), Message: `its resultType is "streams"`, Data: true},
		{Name: "an error with 200", Serve: jsonBody(200, `{"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}`), Message: "timeout: query timed out in expression evaluation", Status: 200},
		{Name: "something behind the JSON", Serve: jsonBody(200, matrixBody("")+"{}"), Message: "something after the end", Data: true},
		{Name: "deep nesting", Serve: jsonBody(200, `{"x":`+strings.Repeat("[", 100_000)), Message: "The server's answer"},
		{Name: "zero bytes", Serve: jsonBody(200, strings.Repeat("\x00", 1000)), Message: "The server's answer can't be read"},
		{Name: "a label that is no text", Serve: jsonBody(200, matrixBody(`{"metric":{"a":1},"values":[]}`)), Message: `the label "a" is no string`, Data: true},
		{Name: "a value that is no number", Serve: jsonBody(200, matrixBody(`{"metric":{},"values":[[1700000040,"many"]]}`)), Message: `"many" is no number`, Data: true},
		{Name: "a time past all bounds", Serve: jsonBody(200, matrixBody(`{"metric":{},"values":[[1e300,"1"]]}`)), Message: `"1e300" is no time`, Data: true},
		{Name: "more series than the limit", Serve: jsonBody(200, matrixBody(strings.TrimSuffix(strings.Repeat(`{"metric":{},"values":[]},`, 101), ","))), Message: "more than 100 series. Filter or group", Data: true},

		// Odd, but good.
		{Name: "keys in another order, the type last", Serve: jsonBody(200, `{"data":{"result":[{"values":[[1700000040,"1"]],"metric":{}}],"resultType":"matrix"},"status":"success"}`), Data: true},
		{Name: "keys twice", Serve: jsonBody(200, `{"status":"error","status":"success","data":{"resultType":"x","result":[]},"data":{"resultType":"matrix","result":[]}}`), Data: true},
		{Name: "native histograms", Serve: jsonBody(200, matrixBody(`{"metric":{},"histograms":[[1700000040,{"count":"1","sum":"2","buckets":[]}]]}`)), Data: true},
		{Name: "numbers for strings and strings for numbers", Serve: jsonBody(200, matrixBody(`{"metric":{},"values":[["1700000040",1]]}`)), Data: true},
		{Name: "NaN and infinity", Serve: jsonBody(200, matrixBody(`{"metric":{},"values":[[1700000040,"NaN"],[1700000100,"+Inf"],[1700000160,"-Inf"]]}`)), Data: true},
		{Name: "times out of order, twice, beside the grid", Serve: jsonBody(200, matrixBody(`{"metric":{},"values":[[1700000160,"1"],[1700000040,"2"],[1700000040,"3"],[1700000041.5,"4"]]}`)), Data: true},
		{Name: "one series twice", Serve: jsonBody(200, matrixBody(`{"metric":{"a":"b","c":"d"},"values":[[1700000040,"1"]]},{"metric":{"c":"d","a":"b"},"values":[[1700000100,"2"]]}`)), Data: true, InRules: `sent the series {c="d", a="b"} twice; a rule can't tell the two apart`},
		{Name: "a million labels", Serve: jsonBody(200, matrixBody(`{"metric":{`+manyLabels(1_000_000)+`},"values":[[1700000040,"1"]]}`)), Data: true, Large: true, Message: "more than 2000 labels in one series"},
		{Name: "a label value of a megabyte", Serve: jsonBody(200, matrixBody(`{"metric":{"a":"`+strings.Repeat("x", 1_000_000)+`"},"values":[]}`)), Data: true},
		{Name: "warnings, infos, a partial answer", Serve: jsonBody(200, `{"status":"success","isPartial":true,"warnings":["w"],"infos":["i"],"data":{"resultType":"matrix","result":[]}}`), Data: true},
	}
}
