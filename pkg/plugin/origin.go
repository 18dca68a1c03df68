package plugin

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/textproto"
	"sort"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// origin says who asks, as far as it changes an answer.
type origin struct {
	// fromAlert: Grafana evaluates a rule.
	fromAlert bool
	// fromExpression: the frames feed a server-side expression.
	fromExpression bool
}

// strict: what comes of the answer is a decision, not a picture, so nothing may be added that only explains.
func (o origin) strict() bool { return o.fromAlert || o.fromExpression }

// originOf reads the headers of a request. Grafana sends FromAlert bare, and others with the prefix `http_`.
func originOf(headers map[string]string) origin {
	var o origin
	for name, value := range headers {
		name = textproto.CanonicalMIMEHeaderKey(strings.TrimPrefix(name, "http_"))
		set := value != "" && !strings.EqualFold(value, "false")
		switch {
		case strings.EqualFold(name, backend.FromAlertHeaderName):
			o.fromAlert = o.fromAlert || set
		case name == "X-Grafana-From-Expr":
			o.fromExpression = o.fromExpression || set
		}
	}
	return o
}

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
// data source. It is a hash, so that no credential stays in a cache's keys.
func (ds *Datasource) identity(headers http.Header) string {
	if !ds.settings.ForwardIdentity {
		return ""
	}
	names := make([]string, 0, len(headers))
	for name := range headers {
		if !anonymous[textproto.CanonicalMIMEHeaderKey(name)] {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	sum := sha256.New()
	for _, name := range names {
		sum.Write([]byte(name + "\x00" + strings.Join(headers[name], "\x01") + "\x02"))
	}
	return hex.EncodeToString(sum.Sum(nil))
}
