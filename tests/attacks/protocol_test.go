//go:build attacks

package attacks

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// again writes a text until the other side has gone.
func again(c net.Conn, text string, pause time.Duration) {
	for {
		if _, err := io.WriteString(c, text); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

// protocolAttacks are servers that bend HTTP so that an answer never comes to an end, or not to a body.
func protocolAttacks() []attack {
	var nothing bytes.Buffer
	_ = gzip.NewWriter(&nothing).Close()
	const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	var all []attack
	for _, hostile := range []struct {
		what  string
		serve func(c net.Conn)
	}{
		{"an upgrade to another protocol that then is silent", func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
			_, _ = io.Copy(io.Discard, c)
		}},
		{"an upgrade that then pours spaces", func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
			again(c, strings.Repeat(" ", 1000), time.Millisecond)
		}},
		{"early hints without end", func(c net.Conn) { again(c, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", time.Millisecond) }},
		{"headers that come a line at a time", func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			again(c, "X: y\r\n", 100*time.Millisecond)
		}},
		{"headers without end", func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			again(c, "X: "+strings.Repeat("y", 10_000)+"\r\n", 0)
		}},
		{"a body that comes a space at a time", func(c net.Conn) {
			_, _ = io.WriteString(c, chunked)
			again(c, "1\r\n \r\n", 100*time.Millisecond)
		}},
		{"packed members without end that unpack to nothing", func(c net.Conn) {
			_, _ = io.WriteString(c, strings.Replace(chunked, "\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n", 1))
			again(c, fmt.Sprintf("%x\r\n%s\r\n", nothing.Len()*100, strings.Repeat(nothing.String(), 100)), 0)
		}},
		{"chunks of more extension than data", func(c net.Conn) {
			_, _ = io.WriteString(c, chunked)
			again(c, "1;"+strings.Repeat("a", 1000)+"\r\n \r\n", 0)
		}},
		{"trailers without end", func(c net.Conn) {
			_, _ = io.WriteString(c, chunked+"1\r\n{\r\n0\r\n")
			again(c, "X: "+strings.Repeat("a", 1000)+"\r\n", 0)
		}},
	} {
		all = append(all, attack{"server", hostile.what, "a clear error within the limit of time; below 130 MB", func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				hijacker, ok := w.(http.Hijacker)
				if !ok {
					t.Error("the server's connections can't be taken over")
					return
				}
				c, _, err := hijacker.Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				defer c.Close()
				// Longer than the plugin's limit of time and the test's: the plugin has to end it.
				_ = c.SetDeadline(time.Now().Add(20 * time.Second))
				hostile.serve(c)
			}))
			defer server.Close()
			p := startPlugin(t)
			s := source{url: server.URL, jsonData: `{"queryTimeout":"1s"}`}
			for what, got := range map[string]answer{"query": p.query(t, s, nil, `{"editorMode":"code","expr":"up"}`), "metadata": askMetadata(t, p, s)} {
				if got.status < 500 || got.text == "" || got.took > 4*time.Second {
					t.Errorf("%s: %d after %s: %.300s", what, got.status, got.took, got.text)
				}
			}
			if peak := p.peak(t); peak > 130 {
				t.Errorf("%d MB", peak)
			}
		}})
	}
	return all
}
