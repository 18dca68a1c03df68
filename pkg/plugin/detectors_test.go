package plugin

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// The tests of secrets and of hostile text find nothing in a plugin that is well. Here is what they find in one that isn't.
func TestASecretIsFoundInEachForm(t *testing.T) {
	const secret = "Pa55-w0rd/Of+Ada"
	for form, text := range map[string]string{
		"as it is":            "the key " + secret + " is wrong",
		"in other letters":    strings.ToUpper(secret),
		"in a URL":            "/x?key=" + url.QueryEscape(secret),
		"in base64":           base64.StdEncoding.EncodeToString([]byte(secret)),
		"in basic auth":       base64.StdEncoding.EncodeToString([]byte("ada:" + secret)),
		"in base64, further":  base64.StdEncoding.EncodeToString([]byte("eve: " + secret + " and more")),
		"in base64, a suffix": base64.StdEncoding.EncodeToString([]byte("adam: " + secret)),
	} {
		if !told(text, secret) {
			t.Errorf("not found %s: %s", form, text)
		}
	}
	for _, text := range []string{"", "Pa55", "the server was sent Bearer (left out)", base64.StdEncoding.EncodeToString([]byte("ada:another-password"))} {
		if told(text, secret) {
			t.Errorf("found in %q", text)
		}
	}
}

func TestRequestsThatHostileTextMadeAreNamed(t *testing.T) {
	good := func(change func(*received)) received {
		r := received{path: "/base/api/v1/query", header: http.Header{"Accept": {"x"}}, form: url.Values{"query": {`baseten_replicas_active{a="evil"}`}, "time": {"1"}}}
		change(&r)
		return r
	}
	for want, change := range map[string]func(*received){
		"":                               func(*received) {},
		"the path /admin":                func(r *received) { r.path = "/admin" },
		"the path /base/api/v1/admin":    func(r *received) { r.path = "/base/api/v1/admin" },
		"the path /base/api/v1/a/b/c/d/": func(r *received) { r.path = "/base/api/v1/a/b/c/d/query" },
		"the header X-Evil":              func(r *received) { r.header["X-Evil"] = []string{"1"} },
		"the parameter evil":             func(r *received) { r.form["evil"] = []string{"1"} },
		"twice the parameter time":       func(r *received) { r.form["time"] = []string{"1", "0"} },
		"PromQL that isn't":              func(r *received) { r.form["query"] = []string{`baseten_replicas_active{a="`} },
		"a series that nobody asked for: baseten_replicas_active or evil": func(r *received) {
			r.form["query"] = []string{"baseten_replicas_active or evil"}
		},
		`a series that nobody asked for: {__name__=~"ev.*"}`: func(r *received) {
			r.form["match[]"] = []string{"baseten_replicas_active", `{__name__=~"ev.*"}`}
		},
	} {
		got := wayOut(good(change))
		if (want == "") != (got == "") || !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
