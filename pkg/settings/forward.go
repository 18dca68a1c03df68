package settings

import (
	"encoding/json"
	"net/http"
	"net/textproto"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

// Forwarding says what of a person's request goes on to the server.
type Forwarding struct {
	// Identity: the tokens of who has signed in to Grafana (oauthPassThru).
	Identity bool
	// Cookies are names as in Grafana's "Allowed cookies" (keepCookies): a name with [] at its end is the beginning of names.
	Cookies []string
}

// Any says whether requests of different people differ at all.
func (f Forwarding) Any() bool { return f.Identity || len(f.Cookies) > 0 }

// identityHeaders carry the identity of a person. Grafana sets the first two by oauthPassThru and the third where it signs
// identities; a server checks all three, since they are signed.
var identityHeaders = map[string]bool{
	backend.OAuthIdentityTokenHeaderName: true, backend.OAuthIdentityIDTokenHeaderName: true, backend.GrafanaUserSignInTokenHeaderName: true,
}

// userHeader is the name of a person as Grafana tells it (`send_user_header`). Nobody has signed it.
const userHeader = "X-Grafana-User"

// traceHeaders say which request of Grafana is the cause, and nothing that a server should decide by.
var traceHeaders = map[string]bool{
	"Traceparent": true, "Tracestate": true, "Fromalert": true, "X-Dashboard-Uid": true, "X-Datasource-Uid": true, "X-Panel-Id": true,
	"X-Query-Group-Id": true,
}

// forwarding reads what may be forwarded.
func (f fields) forwarding() (Forwarding, error) {
	identity, err := f.flag("oauthPassThru")
	if err != nil {
		return Forwarding{}, err
	}
	result := Forwarding{Identity: identity}
	var cookies []string
	if raw, ok := f["keepCookies"]; ok && json.Unmarshal(raw, &cookies) != nil {
		// Provisioned by hand; Grafana itself keeps no cookie then either.
		cookies = nil
	}
	for _, name := range cookies {
		if name = strings.TrimSpace(name); name != "" {
			result.Cookies = append(result.Cookies, name)
		}
	}
	return result, nil
}

// middlewares are the SDK's, with a guard around those that come with a request: the SDK forwards every header of a look-up,
// which a viewer chooses, and only those that the settings mean may go on.
func (f Forwarding) middlewares() []httpclient.Middleware {
	all := httpclient.DefaultMiddlewares()
	for i, middleware := range all {
		if named, ok := middleware.(httpclient.MiddlewareName); ok && named.MiddlewareName() == httpclient.ContextualMiddlewareName {
			all[i] = httpclient.NamedMiddlewareFunc(httpclient.ContextualMiddlewareName, f.guard(middleware))
		}
	}
	return all
}

// guard takes out of a request what an inner middleware has added to it and must not have.
func (f Forwarding) guard(inner httpclient.Middleware) httpclient.MiddlewareFunc {
	return func(options httpclient.Options, next http.RoundTripper) http.RoundTripper {
		return httpclient.RoundTripperFunc(func(request *http.Request) (*http.Response, error) {
			own := make(map[string]bool, len(request.Header))
			for name := range request.Header {
				own[name] = true
			}
			checked := httpclient.RoundTripperFunc(func(request *http.Request) (*http.Response, error) {
				f.strip(request, own)
				return next.RoundTrip(request)
			})
			return inner.CreateMiddleware(options, checked).RoundTrip(request)
		})
	}
}

// strip removes headers that are neither the request's own nor meant to be forwarded.
func (f Forwarding) strip(request *http.Request, own map[string]bool) {
	for name, values := range request.Header {
		if own[name] {
			continue
		}
		switch canonical := textproto.CanonicalMIMEHeaderKey(name); {
		case traceHeaders[canonical]:
		case f.Identity && identityHeaders[canonical]:
		case f.Identity && canonical == userHeader && isUser(request, values):
		case canonical == backend.CookiesHeaderName:
			f.stripCookies(request, name)
		default:
			delete(request.Header, name)
		}
	}
}

// isUser says whether a header names the person for whom Grafana asks: others may be written by who looks up.
func isUser(request *http.Request, values []string) bool {
	user := backend.UserFromContext(request.Context())
	return user != nil && user.Login != "" && len(values) == 1 && values[0] == user.Login
}

// stripCookies leaves the named cookies.
func (f Forwarding) stripCookies(request *http.Request, header string) {
	cookies := (&http.Request{Header: http.Header{"Cookie": request.Header[header]}}).Cookies()
	delete(request.Header, header)
	for _, cookie := range cookies {
		if f.keeps(cookie.Name) {
			request.AddCookie(cookie)
		}
	}
}

func (f Forwarding) keeps(cookie string) bool {
	for _, name := range f.Cookies {
		if begin, ok := strings.CutSuffix(name, "[]"); ok && strings.HasPrefix(cookie, begin) || name == cookie {
			return true
		}
	}
	return false
}
