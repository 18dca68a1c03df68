package settings

import (
	"context"
	"encoding/json"
	"net/http"
	"net/textproto"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"golang.org/x/net/http/httpguts"
)

// The settings that the SDK reads from jsonData by itself. It converts some of them without a check, which would
// bring the whole process down, so all of them are checked here first and no others are handed on.
var (
	sdkTexts   = []string{"serverName", "secureSocksProxyUsername"}
	sdkFlags   = []string{"tlsAuth", "tlsAuthWithCACert", "tlsSkipVerify", "enableSecureSocksProxy"}
	sdkNumbers = []string{"timeout"}
)

// hopHeaders are set by the HTTP client alone: another value would break the request's framing.
var hopHeaders = map[string]bool{
	"Connection": true, "Content-Length": true, "Content-Type": true, "Keep-Alive": true, "Te": true,
	"Trailer": true, "Transfer-Encoding": true, "Upgrade": true, "Accept-Encoding": true,
}

var headerName = regexp.MustCompile(`^httpHeaderName([0-9]+)$`)

// httpOptions makes the options of the SDK's HTTP client: TLS, basic authentication, bearer token, headers.
func httpOptions(ctx context.Context, instance backend.DataSourceInstanceSettings, all fields) (httpclient.Options, error) {
	handed, err := sdkFields(all)
	if err != nil {
		return httpclient.Options{}, err
	}
	encoded, err := json.Marshal(handed)
	if err != nil {
		return httpclient.Options{}, invalid("jsonData", "can't be read: %v", err)
	}
	instance.JSONData = encoded
	// The legacy pair user and password stands for basic authentication that was switched off since.
	instance.User = ""

	options, err := instance.HTTPClientOptions(ctx)
	if err != nil {
		return httpclient.Options{}, invalid("jsonData", "can't be used for connections; check TLS, proxy and headers")
	}
	// A deadline in the context bounds each query, retries included. A second limit in the client would end with
	// a text that names no setting.
	options.Timeouts.Timeout = 0
	// The whole configuration, secrets included, has no place in the options: nothing reads it from there.
	options.CustomOptions = map[string]any{}

	if options.Header, err = headers(all, instance.DecryptedSecureJSONData); err != nil {
		return httpclient.Options{}, err
	}
	token := strings.TrimSpace(instance.DecryptedSecureJSONData["bearerToken"])
	if token != "" {
		if options.BasicAuth != nil {
			return httpclient.Options{}, invalid("secureJsonData.bearerToken", "is set together with basic authentication; choose one of them")
		}
		if options.Header.Get("Authorization") != "" {
			return httpclient.Options{}, invalid("secureJsonData.bearerToken", "is set together with a custom Authorization header; choose one of them")
		}
		if !httpguts.ValidHeaderFieldValue(token) {
			return httpclient.Options{}, invalid("secureJsonData.bearerToken", "holds a line break or a control character")
		}
		options.Header.Set("Authorization", "Bearer "+strings.TrimSpace(strings.TrimPrefix(token, "Bearer ")))
	}

	forwarding, err := all.forwarding()
	if err != nil {
		return httpclient.Options{}, err
	}
	options.ForwardHTTPHeaders = forwarding.Any()
	options.Middlewares = forwarding.middlewares()
	return options, nil
}

func sdkFields(all fields) (map[string]any, error) {
	handed := map[string]any{}
	for _, name := range sdkTexts {
		text, err := all.text(name)
		if err != nil {
			return nil, err
		}
		if text != "" {
			handed[name] = text
		}
	}
	for _, name := range sdkFlags {
		flag, err := all.flag(name)
		if err != nil {
			return nil, err
		}
		handed[name] = flag
	}
	for _, name := range sdkNumbers {
		if raw, ok := all[name]; ok {
			var number float64
			if json.Unmarshal(raw, &number) == nil {
				handed[name] = number
			}
		}
	}
	return handed, nil
}

// headers gives the custom headers in the order of their numbers. A value goes out as it was entered: a tenant
// header such as `X-Scope-OrgID: a|b` stays whole.
func headers(all fields, secure map[string]string) (http.Header, error) {
	var numbers []int
	for name := range all {
		if match := headerName.FindStringSubmatch(name); match != nil {
			if number, err := strconv.Atoi(match[1]); err == nil {
				numbers = append(numbers, number)
			}
		}
	}
	sort.Ints(numbers)

	result := http.Header{}
	for _, number := range numbers {
		suffix := strconv.Itoa(number)
		setting := "httpHeaderName" + suffix
		name, err := all.text(setting)
		if err != nil {
			return nil, err
		}
		value, ok := secure["httpHeaderValue"+suffix]
		if name == "" || !ok {
			continue
		}
		if !httpguts.ValidHeaderFieldName(name) {
			// Who puts name and value into one field has a secret in it.
			return nil, invalid("jsonData."+setting, "is no name of an HTTP header; it looks like X-Scope-OrgID, and the value belongs into httpHeaderValue%s", suffix)
		}
		if hopHeaders[textproto.CanonicalMIMEHeaderKey(name)] {
			return nil, invalid("jsonData."+setting, "is %q, which the data source sets itself", name)
		}
		if !httpguts.ValidHeaderFieldValue(value) {
			return nil, invalid("secureJsonData.httpHeaderValue"+suffix, "holds a line break or a control character")
		}
		result.Add(name, value)
	}
	return result, nil
}
