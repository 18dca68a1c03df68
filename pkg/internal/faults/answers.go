package faults

import (
	"bytes"
	"compress/gzip"
	"net"
	"net/http"
	"strconv"
	"strings"
)

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

// Good answers each endpoint as a server does that has one of Baseten's series.
func Good(w http.ResponseWriter, r *http.Request, _ int32) {
	body := `{"status":"success","data":["a","b"]}`
	switch {
	case strings.HasSuffix(r.URL.Path, "/query_range"):
		body = matrixBody(`{"metric":{"m":"a"},"values":[[1700000040,"1"],[1700000100,"2"],[1700000160,"3"]]}`)
	case strings.HasSuffix(r.URL.Path, "/query"):
		value := "1"
		if strings.Contains(r.Form.Get("query"), "timestamp(") {
			value = "1700000040"
		}
		body = `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"baseten_replicas_active","m":"a"},"value":[1700000040,"` + value + `"]}]}}`
	case strings.HasSuffix(r.URL.Path, "/series"):
		body = `{"status":"success","data":[{"m":"a"}]}`
	case strings.HasSuffix(r.URL.Path, "/buildinfo"):
		body = `{"status":"success","data":{"version":"3.16.0","revision":"x","goVersion":"go1.26"}}`
	}
	_, _ = w.Write([]byte(body))
}

func matrixBody(series string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[` + series + `]}}`
}

// manyLabels are the labels l0="v" and so on, as JSON.
func manyLabels(count int) string {
	var labels strings.Builder
	for i := range count {
		if i > 0 {
			labels.WriteByte(',')
		}
		labels.WriteString(`"l` + strconv.Itoa(i) + `":"v"`)
	}
	return labels.String()
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
		Good(w, r, n)
	}
}

// Packed is a body compressed with gzip.
func Packed(body []byte) []byte {
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

func redirect(w http.ResponseWriter, target string, status int) {
	w.Header().Set("Location", target)
	w.WriteHeader(status)
}
