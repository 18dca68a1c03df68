package settings

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

func load(url, jsonData string, secure map[string]string) (*Settings, error) {
	return Load(context.Background(), backend.DataSourceInstanceSettings{
		URL: url, JSONData: []byte(jsonData), DecryptedSecureJSONData: secure,
	})
}

func TestDefaults(t *testing.T) {
	for name, jsonData := range map[string]string{
		"nothing": "",
		"null":    "null",
		"empty":   "{}",
		"nulls":   `{"scrapeInterval":null,"httpMethod":null,"compression":null,"queryTimeout":null,"customQueryParameters":null,"lookupLimit":null,"maxSeries":null,"tlsSkipVerify":null,"serverName":null,"httpHeaderName1":null}`,
		"blanks":  `{"scrapeInterval":"","httpMethod":" ","compression":" ","queryTimeout":"","customQueryParameters":"","lookupLimit":""}`,
		// The browser's alone, in whatever form somebody wrote them.
		"objectives":          `{"objectives":{"version":1,"sets":[{"name":"a","models":["m"]}]}}`,
		"objectives, as text": `{"objectives":"version: 1"}`,
		"objectives, wrong":   `{"objectives":[null,{"version":"x"},17]}`,
		"unknown":             `{"manageAlerts":true,"sigV4Auth":true,"sigV4Region":5,"url":5,"access":1,"basicAuthUser":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			s, err := load("http://localhost:9090", jsonData, nil)
			if err != nil {
				t.Fatal(err)
			}
			if s.ScrapeInterval != 60*time.Second || s.QueryTimeout != 60*time.Second || s.HTTPMethod != "POST" ||
				s.LookupLimit != 1000 || s.MaxQueryLength != 500_000 || s.MaxQueryNesting != 200 || len(s.CustomQueryParameters) != 0 || s.ForwardIdentity {
				t.Errorf("got %+v", s)
			}
		})
	}
}

func TestValues(t *testing.T) {
	s, err := load("http://localhost:9090", `{"scrapeInterval":"1m30s","httpMethod":"get","queryTimeout":"2m",`+
		`"customQueryParameters":"?team=a&dedup=true","lookupLimit":"250","maxResponseMegabytes":1,"oauthPassThru":true}`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.ScrapeInterval != 90*time.Second || s.HTTPMethod != "GET" || s.QueryTimeout != 2*time.Minute || s.LookupLimit != 250 ||
		s.MaxResponseMegabytes != 1 || !s.ForwardIdentity || !s.HTTP.ForwardHTTPHeaders {
		t.Errorf("got %+v", s)
	}
	if got := s.CustomQueryParameters.Encode(); got != "dedup=true&team=a" {
		t.Errorf("customQueryParameters %q", got)
	}
}

func TestURLs(t *testing.T) {
	for text, want := range map[string]string{
		"http://localhost:9090":                          "http://localhost:9090",
		" https://example.com/ ":                         "https://example.com",
		"https://example.com/select/0/prometheus/":       "https://example.com/select/0/prometheus",
		"https://example.com/select/0/prometheus//":      "https://example.com/select/0/prometheus",
		"https://example.com/prom?team=a&x=1#top":        "https://example.com/prom?team=a&x=1",
		"http://[::1]:9090/a%2Fb/":                       "http://[::1]:9090/a%2Fb",
		"http://prometheus.monitoring.svc:9090/my%20way": "http://prometheus.monitoring.svc:9090/my%20way",
	} {
		s, err := load(text, "", nil)
		if err != nil || s.URL.String() != want {
			t.Errorf("%s: got %v, %v, want %s", text, s, err, want)
		}
	}
}

func TestNumbersAsTextOrNumber(t *testing.T) {
	empty, err := load("http://localhost:9090", `{}`, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, setting := range countSettings {
		missing := *setting.in(empty)
		for text, want := range map[string]int{`500`: 500, `"500"`: 500, `" 500 "`: 500, `5e2`: 500, `""`: missing, `" "`: missing, `null`: missing} {
			got, err := load("http://localhost:9090", `{"`+setting.name+`":`+text+`}`, nil)
			if err != nil || *setting.in(got) != want {
				t.Errorf("%s %s: got %v, %v, want %d", setting.name, text, got, err, want)
			}
		}
	}
	for _, setting := range durationSettings {
		missing := *setting.in(empty)
		for text, want := range map[string]time.Duration{
			`30`: 30 * time.Second, `"30"`: 30 * time.Second, `"30s"`: 30 * time.Second, `1.5`: 1500 * time.Millisecond, `"2m"`: 2 * time.Minute,
			`""`: missing, `null`: missing,
		} {
			got, err := load("http://localhost:9090", `{"`+setting.name+`":`+text+`}`, nil)
			if err != nil || *setting.in(got) != want {
				t.Errorf("%s %s: got %v, %v, want %s", setting.name, text, got, err, want)
			}
		}
	}
}

func TestErrorsNameTheFieldOfThePage(t *testing.T) {
	_, err := load("http://localhost:9090", `{"maxSeries":"many"}`, nil)
	if want := `data source setting "Series of an answer" (jsonData.maxSeries): is "many", but must be a whole number from 1 to 1000000`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestErrorsNameTheSetting(t *testing.T) {
	const url = "http://localhost:9090"
	for _, test := range []struct {
		name, url, jsonData string
		secure              map[string]string
		setting             string
	}{
		{"no URL", "", "", nil, "url"},
		{"blank URL", "  ", "", nil, "url"},
		{"no scheme", "localhost:9090", "", nil, "url"},
		{"other scheme", "file:///etc/passwd", "", nil, "url"},
		{"no host", "http://", "", nil, "url"},
		{"only a port", "http://:9090", "", nil, "url"},
		{"control character", "http://local\nhost", "", nil, "url"},
		{"password in the URL", "http://me:hunter2@localhost:9090", "", nil, "url"},
		{"unreadable URL with a password", "http://me:hunter2@local host:9090/%", "", nil, "url"},
		{"a forgotten scheme", "admin:hunter2@prom:9090", "", nil, "url"},
		{"a forgotten scheme with a token", "prom:9090/?token=hunter2", "", nil, "url"},
		{"another scheme with a password", "ftp://admin:hunter2@prom", "", nil, "url"},
		{"a slash too few", "http:/admin:hunter2@prom", "", nil, "url"},
		{"a token and no host", "http://?token=hunter2", "", nil, "url"},
		{"a parameter that the data source sets", url + "?query=up&token=hunter2", "", nil, "url"},
		{"a broken parameter of the URL", url + "?token=hunter2%zz", "", nil, "url"},
		{"a parameter twice", url + "?extra_label=a", `{"customQueryParameters":"extra_label=hunter2"}`, nil, "jsonData.customQueryParameters"},
		{"a secret as an object", url, `{"customQueryParameters":{"token":"hunter2"}}`, nil, "jsonData.customQueryParameters"},
		{"a secret in a broken parameter", url, `{"customQueryParameters":"token=%hunter2"}`, nil, "jsonData.customQueryParameters"},
		{"a text instead of an object", url, `"token=hunter2"`, nil, "jsonData"},
		{"a header's name and value in one field", url, `{"httpHeaderName1":"X-Api-Key: hunter2"}`, map[string]string{"httpHeaderValue1": "x"}, "jsonData.httpHeaderName1"},
		{"list instead of an object", url, `[1]`, nil, "jsonData"},
		{"broken JSON", url, `{`, nil, "jsonData"},
		{"a list as a duration", url, `{"scrapeInterval":[60]}`, nil, "jsonData.scrapeInterval"},
		{"true as a duration", url, `{"queryTimeout":true}`, nil, "jsonData.queryTimeout"},
		{"no seconds", url, `{"queryTimeout":0}`, nil, "jsonData.queryTimeout"},
		{"true as a limit", url, `{"maxSeries":true}`, nil, "jsonData.maxSeries"},
		{"words as a duration", url, `{"scrapeInterval":"a minute"}`, nil, "jsonData.scrapeInterval"},
		{"variable left in", url, `{"scrapeInterval":"${SCRAPE}"}`, nil, "jsonData.scrapeInterval"},
		{"too short", url, `{"scrapeInterval":"10ms"}`, nil, "jsonData.scrapeInterval"},
		{"too long", url, `{"queryTimeout":"1d"}`, nil, "jsonData.queryTimeout"},
		{"another compression", url, `{"compression":"zstd"}`, nil, "jsonData.compression"},
		{"compression of a wrong type", url, `{"compression":true}`, nil, "jsonData.compression"},
		{"other method", url, `{"httpMethod":"PUT"}`, nil, "jsonData.httpMethod"},
		{"method of a wrong type", url, `{"httpMethod":1}`, nil, "jsonData.httpMethod"},
		{"reserved parameter", url, `{"customQueryParameters":"query=up"}`, nil, "jsonData.customQueryParameters"},
		{"broken parameter", url, `{"customQueryParameters":"a=%zz"}`, nil, "jsonData.customQueryParameters"},
		{"negative limit", url, `{"lookupLimit":-1}`, nil, "jsonData.lookupLimit"},
		{"too long a query", url, `{"maxQueryLength":1000001}`, nil, "jsonData.maxQueryLength"},
		{"nesting in words", url, `{"maxQueryNesting":"deep"}`, nil, "jsonData.maxQueryNesting"},
		{"zero", url, `{"maxConcurrentQueries":0}`, nil, "jsonData.maxConcurrentQueries"},
		{"limit of a half", url, `{"lookupLimit":1.5}`, nil, "jsonData.lookupLimit"},
		{"limit in words", url, `{"lookupLimit":"many"}`, nil, "jsonData.lookupLimit"},
		{"flag in words", url, `{"tlsSkipVerify":"yes"}`, nil, "jsonData.tlsSkipVerify"},
		{"server name of a wrong type", url, `{"tlsAuth":true,"serverName":7}`, nil, "jsonData.serverName"},
		{"header name of a wrong type", url, `{"httpHeaderName1":5}`, map[string]string{"httpHeaderValue1": "x"}, "jsonData.httpHeaderName1"},
		{"header name with a line break", url, `{"httpHeaderName1":"X-A\r\nX-B"}`, map[string]string{"httpHeaderValue1": "x"}, "jsonData.httpHeaderName1"},
		{"header value with a line break", url, `{"httpHeaderName1":"X-A"}`, map[string]string{"httpHeaderValue1": "x\r\nX-B: y"}, "secureJsonData.httpHeaderValue1"},
		{"framing header", url, `{"httpHeaderName1":"content-length"}`, map[string]string{"httpHeaderValue1": "5"}, "jsonData.httpHeaderName1"},
		{"token with a line break", url, "", map[string]string{"bearerToken": "a\nb"}, "secureJsonData.bearerToken"},
		{"token and own header", url, `{"httpHeaderName1":"authorization"}`, map[string]string{"httpHeaderValue1": "x", "bearerToken": "b"}, "secureJsonData.bearerToken"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := load(test.url, test.jsonData, test.secure)
			var wrong *Error
			if !errors.As(err, &wrong) || wrong.Setting != test.setting {
				t.Fatalf("got %v, want an error of %s", err, test.setting)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the message shows a password: %v", err)
			}
		})
	}
}

func TestBasicAuthAndTokenTogether(t *testing.T) {
	_, err := Load(context.Background(), backend.DataSourceInstanceSettings{
		URL: "http://localhost:9090", BasicAuthEnabled: true, BasicAuthUser: "u",
		DecryptedSecureJSONData: map[string]string{"basicAuthPassword": "p", "bearerToken": "t"},
	})
	if err == nil || !strings.Contains(err.Error(), "bearerToken") {
		t.Errorf("got %v, want an error of secureJsonData.bearerToken", err)
	}
}

// What a server receives, through the SDK's own client.
func TestHeadersOnRequests(t *testing.T) {
	for name, test := range map[string]struct {
		instance backend.DataSourceInstanceSettings
		want     map[string]string
	}{
		"tenants stay whole": {
			instance: backend.DataSourceInstanceSettings{
				JSONData:                []byte(`{"httpHeaderName1":"X-Scope-OrgID"}`),
				DecryptedSecureJSONData: map[string]string{"httpHeaderValue1": "tenant-a|tenant-b"},
			},
			want: map[string]string{"X-Scope-Orgid": "tenant-a|tenant-b"},
		},
		"a gap in the numbers": {
			instance: backend.DataSourceInstanceSettings{
				JSONData:                []byte(`{"httpHeaderName1":"X-A","httpHeaderName3":"X-C","httpHeaderName4":"X-D"}`),
				DecryptedSecureJSONData: map[string]string{"httpHeaderValue1": "1", "httpHeaderValue3": "3"},
			},
			want: map[string]string{"X-A": "1", "X-C": "3", "X-D": ""},
		},
		"token": {
			instance: backend.DataSourceInstanceSettings{DecryptedSecureJSONData: map[string]string{"bearerToken": " ab$cd\n"}},
			want:     map[string]string{"Authorization": "Bearer ab$cd"},
		},
		"token that has its scheme": {
			instance: backend.DataSourceInstanceSettings{DecryptedSecureJSONData: map[string]string{"bearerToken": "Bearer xyz"}},
			want:     map[string]string{"Authorization": "Bearer xyz"},
		},
		"basic": {
			instance: backend.DataSourceInstanceSettings{
				BasicAuthEnabled: true, BasicAuthUser: "user", DecryptedSecureJSONData: map[string]string{"basicAuthPassword": "Pa$w0rd"},
			},
			want: map[string]string{"Authorization": "Basic dXNlcjpQYSR3MHJk"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got http.Header
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
			defer server.Close()
			test.instance.URL = server.URL
			s, err := Load(context.Background(), test.instance)
			if err != nil {
				t.Fatal(err)
			}
			client, err := httpclient.New(s.HTTP)
			if err != nil {
				t.Fatal(err)
			}
			response, err := client.Get(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = response.Body.Close() }()
			for header, value := range test.want {
				if got.Get(header) != value {
					t.Errorf("%s is %q, want %q", header, got.Get(header), value)
				}
			}
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("http://localhost:9090", `{"scrapeInterval":"60s","httpHeaderName1":"X-A","lookupLimit":"5"}`, "v")
	f.Add("", `{"serverName":[],"tlsAuth":true,"keepCookies":[1]}`, "")
	f.Fuzz(func(t *testing.T, url, jsonData, value string) {
		s, err := load(url, jsonData, map[string]string{"httpHeaderValue1": value, "bearerToken": value})
		if err != nil {
			var wrong *Error
			if !errors.As(err, &wrong) {
				t.Errorf("%v is no *Error", err)
			}
			return
		}
		if s.URL.Host == "" || s.ScrapeInterval <= 0 || s.QueryTimeout <= 0 || s.LookupLimit < 1 {
			t.Errorf("incomplete settings %+v", s)
		}
	})
}

func TestCompression(t *testing.T) {
	for json, want := range map[string]bool{`{}`: false, `{"compression":"gzip"}`: false, `{"compression":"none"}`: true, `{"compression":" None "}`: true} {
		s, err := load("http://prometheus:9090", json, nil)
		if err != nil || s.Uncompressed != want {
			t.Errorf("%s: %v, %v", json, s, err)
		}
	}
}
