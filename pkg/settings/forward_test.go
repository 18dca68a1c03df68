package settings

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

// asSDK hands headers on as the SDK does with those of a request: each that the request hasn't already.
func asSDK(ctx context.Context, headers http.Header) context.Context {
	return httpclient.WithContextualMiddleware(ctx, httpclient.MiddlewareFunc(
		func(options httpclient.Options, next http.RoundTripper) http.RoundTripper {
			if !options.ForwardHTTPHeaders {
				return next
			}
			return httpclient.RoundTripperFunc(func(r *http.Request) (*http.Response, error) {
				for name, values := range headers {
					if r.Header.Get(name) == "" {
						r.Header[name] = values
					}
				}
				return next.RoundTrip(r)
			})
		}))
}

func TestForwardedHeaders(t *testing.T) {
	from := http.Header{
		"Authorization": {"Bearer person"}, "X-Id-Token": {"id"}, "X-Grafana-Id": {"signed"}, "X-Grafana-User": {"ada"},
		"Cookie": {"session=1; other=2; team_a=3"}, "Traceparent": {"00-1"}, "X-Dashboard-Uid": {"d"},
		"X-Scope-Orgid": {"tenant-b"}, "Thanos-Tenant": {"tenant-b"}, "Accountid": {"7"}, "Projectid": {"7"}, "X-Grafana-Org-Id": {"7"},
		"X-Prom-Label-Policy": {"tenant-b:{}"}, "X-Forwarded-For": {"10.0.0.1"}, "X-Webauth-User": {"admin"}, "Proxy-Authorization": {"Basic eA=="},
		"Baggage": {"tenant=b"}, "X-Http-Method-Override": {"DELETE"}, "Host": {"elsewhere"},
	}
	tenant := []string{
		"X-Scope-Orgid", "Thanos-Tenant", "Accountid", "Projectid", "X-Grafana-Org-Id", "X-Prom-Label-Policy", "X-Forwarded-For", "X-Webauth-User",
		"Proxy-Authorization", "Baggage", "X-Http-Method-Override",
	}
	for name, test := range map[string]struct {
		jsonData string
		secure   map[string]string
		user     *backend.User
		want     map[string]string
	}{
		"nothing": {jsonData: `{}`, want: map[string]string{}},
		"the identity": {jsonData: `{"oauthPassThru":true}`, user: &backend.User{Login: "ada"}, want: map[string]string{
			"Authorization": "Bearer person", "X-Id-Token": "id", "X-Grafana-Id": "signed", "X-Grafana-User": "ada", "Traceparent": "00-1", "X-Dashboard-Uid": "d",
		}},
		"another person's name": {jsonData: `{"oauthPassThru":true}`, user: &backend.User{Login: "eve"}, want: map[string]string{
			"Authorization": "Bearer person", "X-Id-Token": "id", "X-Grafana-Id": "signed", "Traceparent": "00-1", "X-Dashboard-Uid": "d",
		}},
		"a cookie": {jsonData: `{"keepCookies":["session"]}`, want: map[string]string{
			"Cookie": "session=1", "Traceparent": "00-1", "X-Dashboard-Uid": "d",
		}},
		"cookies that begin alike": {jsonData: `{"keepCookies":["team_[]"]}`, want: map[string]string{
			"Cookie": "team_a=3", "Traceparent": "00-1", "X-Dashboard-Uid": "d",
		}},
		"the settings' own tenant": {
			jsonData: `{"oauthPassThru":true,"httpHeaderName1":"X-Scope-OrgID","httpHeaderName2":"AccountID"}`,
			secure:   map[string]string{"httpHeaderValue1": "tenant-a", "httpHeaderValue2": "1"},
			want: map[string]string{
				"Authorization": "Bearer person", "X-Id-Token": "id", "X-Grafana-Id": "signed", "Traceparent": "00-1", "X-Dashboard-Uid": "d",
				"X-Scope-Orgid": "tenant-a", "Accountid": "1",
			},
		},
		"the settings' own token": {
			jsonData: `{"oauthPassThru":true}`, secure: map[string]string{"bearerToken": "own"},
			want: map[string]string{"Authorization": "Bearer own", "X-Id-Token": "id", "X-Grafana-Id": "signed", "Traceparent": "00-1", "X-Dashboard-Uid": "d"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got http.Header
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
			defer server.Close()
			s, err := load(server.URL, test.jsonData, test.secure)
			if err != nil {
				t.Fatal(err)
			}
			client, err := httpclient.New(s.HTTP)
			if err != nil {
				t.Fatal(err)
			}
			ctx := asSDK(backend.WithUser(t.Context(), test.user), from)
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			response, err := client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			for _, header := range append(tenant, "Authorization", "X-Id-Token", "X-Grafana-Id", "X-Grafana-User", "Cookie", "Traceparent", "X-Dashboard-Uid") {
				if got.Get(header) != test.want[header] {
					t.Errorf("%s is %q, want %q", header, got.Get(header), test.want[header])
				}
			}
		})
	}
}
