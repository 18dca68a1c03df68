package settings

import (
	"net/url"
	"strings"
)

// reservedParameters belong to the requests of this plugin; overriding one would change what a query means.
var reservedParameters = map[string]bool{
	"query": true, "time": true, "start": true, "end": true, "step": true, "match[]": true, "limit": true, "metric": true,
}

// parseURL checks the server's address. Credentials in it are refused: Grafana shows the address in the browser.
func parseURL(text string) (*url.URL, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, invalid("url", "is empty; enter the address of a Prometheus compatible server, such as http://localhost:9090")
	}
	parsed, err := url.Parse(text)
	if err != nil {
		// The parser's words repeat the address, which may hold a password.
		return nil, invalid("url", "is not an address; it should look like http://localhost:9090")
	}
	if parsed.User != nil {
		return nil, invalid("url", "must not hold a user name or password, because addresses are shown in the browser; use basic authentication")
	}
	if parsed.Scheme != "http" && parsed.Scheme != "https" {
		// The address isn't repeated in any of these: without http:// in front, user and password aren't seen as such.
		return nil, invalid("url", "must start with http:// or https://; it should look like http://localhost:9090")
	}
	if parsed.Hostname() == "" {
		return nil, invalid("url", "names no host; it should look like http://localhost:9090")
	}
	parameters, err := url.ParseQuery(parsed.RawQuery)
	if err != nil {
		return nil, invalid("url", "has parameters that can't be read; they look like ?a=b&c=d, with %% escapes for other characters")
	}
	for parameter := range parameters {
		if reservedParameters[parameter] {
			return nil, invalid("url", "must not set the parameter %q, which the data source sets itself", parameter)
		}
	}
	parsed.Fragment, parsed.RawFragment = "", ""
	parsed.Path = strings.TrimRight(parsed.Path, "/")
	parsed.RawPath = strings.TrimRight(parsed.RawPath, "/")
	return parsed, nil
}
