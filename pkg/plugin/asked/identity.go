package asked

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
)

// anonymous lists headers that say where a request comes from, not who makes it. Any other counts as identity:
// sharing too little costs a request, sharing too much shows one person another's data.
var anonymous = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Accept-Language": true, "Content-Type": true, "Content-Length": true,
	"User-Agent": true, "Referer": true, "Origin": true, "Traceparent": true, "Tracestate": true, "X-Cache-Skip": true,
	"X-Dashboard-Title": true, "X-Dashboard-Uid": true, "X-Datasource-Uid": true, "X-Panel-Id": true,
	"X-Panel-Plugin-Id": true, "X-Panel-Title": true, "X-Plugin-Id": true, "X-Query-Group-Id": true,
	"X-Grafana-Device-Id": true, "X-Grafana-From-Expr": true, "Fromalert": true, "X-Grafana-Org-Id": true,
}

// identity tells people apart whose requests carry their own credentials; it is empty where all share those of the
// data source. It is a hash, so that no credential stays in memory as a key.
type identity string

func identify(headers http.Header) identity {
	names := make([]string, 0, len(headers))
	for name := range headers {
		if !anonymous[textproto.CanonicalMIMEHeaderKey(name)] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	sum := sha256.New()
	for _, name := range names {
		sum.Write([]byte(name + "\x00" + strings.Join(headers[name], "\x01") + "\x02"))
	}
	return identity(hex.EncodeToString(sum.Sum(nil)))
}
