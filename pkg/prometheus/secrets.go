package prometheus

import (
	"encoding/base64"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
)

// hidden stands in a message where the server repeated a secret.
const hidden = "(hidden)"

// shortestSecret in bytes: what is shorter may be a part of any word.
const shortestSecret = 6

// openHeaders carry nothing that a person may not read. A tenant's name is no secret, and a message without it helps nobody.
var openHeaders = []string{
	"Accept", "Accept-Encoding", "Accept-Language", "Content-Length", "Content-Type", "User-Agent", "X-Scope-Orgid",
	"Traceparent", "Tracestate", "Fromalert", "X-Dashboard-Uid", "X-Datasource-Uid", "X-Panel-Id", "X-Query-Group-Id",
	"X-Grafana-Org-Id", "X-Grafana-From-Expr",
}

// secretsOf lists what a request has carried as it went out, credentials of the settings and of the person included, and no
// text for people may repeat: a server or a proxy may quote it in what it says. `own` are parameters that the settings add
// to each request.
func secretsOf(request *http.Request, own url.Values) []string {
	var found []string
	add := func(texts ...string) {
		for _, text := range texts {
			if len(text) >= shortestSecret {
				found = append(found, text)
			}
		}
	}
	for name, values := range request.Header {
		if slices.Contains(openHeaders, textproto.CanonicalMIMEHeaderKey(name)) {
			continue
		}
		for _, value := range values {
			add(value)
			add(credentials(value)...)
		}
	}
	for _, cookie := range request.Cookies() {
		add(cookie.Value)
	}
	if password, ok := request.URL.User.Password(); ok {
		add(password)
	}
	for _, values := range own {
		add(values...)
	}
	// The longest first, so that none is cut by a part of it.
	slices.SortFunc(found, func(a, b string) int { return len(b) - len(a) })
	return found
}

// credentials of a header's value with a scheme, as `Bearer …` and `Basic …` have one.
func credentials(value string) []string {
	scheme, rest, ok := strings.Cut(value, " ")
	if !ok {
		return nil
	}
	found := []string{strings.TrimSpace(rest)}
	if decoded, err := base64.StdEncoding.DecodeString(found[0]); err == nil && strings.EqualFold(scheme, "Basic") {
		_, password, _ := strings.Cut(string(decoded), ":")
		found = append(found, string(decoded), password)
	}
	return found
}

// hideSecrets takes out of a text of the server what the request has carried. Few answers have such a text, so the secrets
// are looked for only then.
func hideSecrets(text string, request *http.Request, own url.Values) string {
	for _, secret := range secretsOf(request, own) {
		text = strings.ReplaceAll(text, secret, hidden)
	}
	return text
}
