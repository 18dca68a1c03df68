package plugin

import (
	"net/textproto"
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
