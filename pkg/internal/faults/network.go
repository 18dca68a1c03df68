package faults

import (
	"context"
	"io"
	"net"
	"net/http"

	"golang.org/x/net/http2"
)

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
			// What still comes is read: to close with it unread resets the connection, and the client may see nothing but that.
			if tcp, ok := conn.(*net.TCPConn); ok {
				_ = tcp.CloseWrite()
			}
			_, _ = io.Copy(io.Discard, conn)
			return
		}
	}
}
