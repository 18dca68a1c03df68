//go:build attacks

package attacks

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// secretsOfAll are in every request of these tests, of the settings and of the person, and must be in nothing that anybody reads.
var secretsOfAll = []string{"Pa55-w0rd/Of+Ada", "hdr-5ecret-value", "prm-5ecret-value", "url-5ecret-value", "per50n-t0ken.value", "c00kie-5ecret"}

// careful is a data source with each kind of secret.
func careful(address string) source {
	return source{
		url: address + "/prom?key=url-5ecret-value", basicUser: "ada", person: "ada",
		jsonData: `{"httpHeaderName1":"X-Api-Key","customQueryParameters":"token=prm-5ecret-value","keepCookies":["session"],"oauthPassThru":true}`,
		secure:   map[string]string{"basicAuthPassword": "Pa55-w0rd/Of+Ada", "httpHeaderValue1": "hdr-5ecret-value"},
	}
}

var ofPerson = map[string]string{"X-Id-Token": "per50n-t0ken.value", "Cookie": "session=c00kie-5ecret"}

// tells finds a secret in a text, in any of the forms in which a server may write it.
func tells(text string) string {
	lower := strings.ToLower(text)
	for _, secret := range secretsOfAll {
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), fmt.Sprintf("%x", secret)} {
			if strings.Contains(lower, strings.ToLower(form)) {
				return secret
			}
		}
		for offset := range 3 {
			encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", offset) + secret))
			if strings.Contains(text, encoded[4:len(encoded)-2]) {
				return secret + " in base64"
			}
		}
	}
	return ""
}

// Where the plugin is well nothing is found, whatever is looked for: here is what is found where it isn't.
func TestASecretIsFoundInEachForm(t *testing.T) {
	for _, secret := range secretsOfAll {
		for form, text := range map[string]string{
			"as it is": "a " + secret + " b", "in other letters": strings.ToUpper(secret), "in a query": url.QueryEscape(secret), "in a path": url.PathEscape(secret),
			"in hexadecimal": fmt.Sprintf("%X", secret), "in basic auth": base64.StdEncoding.EncodeToString([]byte("ada:" + secret)),
			"in base64": base64.StdEncoding.EncodeToString([]byte(secret + ":")), "in base64, further": base64.StdEncoding.EncodeToString([]byte("x, " + secret + ", y")),
		} {
			// Secrets with one ending are found by each other's in base64.
			if tells(text) == "" {
				t.Errorf("%s is not found %s: %s", secret, form, text)
			}
		}
	}
	if got := tells("the server was sent a key, ada:password and " + base64.StdEncoding.EncodeToString([]byte("ada:password"))); got != "" {
		t.Errorf("found %s", got)
	}
}

// sent is all that a request carried.
func sent(r *http.Request) string {
	user, password, _ := r.BasicAuth()
	return fmt.Sprint(user, ":", password, " ", r.Header, " ", r.URL.RawQuery)
}

func plain(text string) string {
	return strings.NewReplacer(`"`, "'", "\\", "/", "<", "", ">", "").Replace(text)
}

// repeats are the ways in which a server repeats what it was sent.
var repeats = []struct {
	what  string
	reply func(w http.ResponseWriter, text string)
}{
	{"an error", func(w http.ResponseWriter, text string) {
		said(w, 400, `{"status":"error","errorType":"bad","error":"`+plain(text)+`"}`)
	}},
	{"an error in small letters", func(w http.ResponseWriter, text string) { said(w, 400, `{"error":"`+strings.ToLower(plain(text))+`"}`) }},
	{"an error, escaped as in a URL", func(w http.ResponseWriter, text string) { said(w, 400, `{"error":"`+url.QueryEscape(text)+`"}`) }},
	{"an error in base64", func(w http.ResponseWriter, text string) {
		said(w, 400, `{"error":"`+base64.StdEncoding.EncodeToString([]byte(text))+`"}`)
	}},
	{"an error longer than a message may be", func(w http.ResponseWriter, text string) {
		said(w, 400, `{"error":"`+strings.Repeat(plain(text)+" ", 40)+`"}`)
	}},
	{"a page that is cut within a secret", func(w http.ResponseWriter, text string) {
		said(w, 502, "<html>"+strings.Repeat("<p></p>", (64<<10)/7-4)+plain(text)+plain(text))
	}},
	{"the type of an error, of a result, of an encoding", func(w http.ResponseWriter, text string) {
		w.Header().Set("Content-Encoding", plain(text))
		said(w, 200, `{"status":"success","data":{"resultType":"`+plain(text)+`","result":[]}}`)
	}},
	{"the type of a result", func(w http.ResponseWriter, text string) {
		said(w, 200, `{"status":"success","data":{"resultType":"`+plain(text)+`","result":[]}}`)
	}},
	{"a value that is no number", func(w http.ResponseWriter, text string) {
		said(w, 200, `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1700000000,"`+plain(text[strings.Index(text, "Authorization"):])+`"]]}]}}`)
	}},
	{"warnings beside data", func(w http.ResponseWriter, text string) {
		said(w, 200, `{"status":"success","warnings":["`+plain(text)+`"],"infos":["`+plain(text)+`"],"data":{"resultType":"matrix","result":[]}}`)
	}},
	{"its name and version", func(w http.ResponseWriter, text string) {
		said(w, 200, `{"status":"success","data":{"application":"`+plain(text)+`","version":"`+plain(text)+`","up":[{"help":"`+plain(text)+`"}]}}`)
	}},
	{"a redirect's target", func(w http.ResponseWriter, text string) {
		w.Header().Set("Location", "http://elsewhere.invalid/"+url.PathEscape(text)+"?"+text)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}},
	{"a malformed header", func(w http.ResponseWriter, text string) { broken(w, "HTTP/1.1 200 OK\r\n"+text+"\r\n\r\n") }},
	{"a malformed status line", func(w http.ResponseWriter, text string) { broken(w, "HTTP/1.1 "+text+"\r\n\r\n") }},
	{"a malformed Content-Length", func(w http.ResponseWriter, text string) {
		broken(w, "HTTP/1.1 200 OK\r\nContent-Length: "+text+"\r\n\r\n")
	}},
	{"more than was asked for, which net/http writes into the log", func(w http.ResponseWriter, text string) {
		broken(w, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"+text)
	}},
}

func said(w http.ResponseWriter, status int, text string) {
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text))
}

func broken(w http.ResponseWriter, text string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_, _ = conn.Write([]byte(text))
	_ = conn.Close()
}

func secretAttacks() []attack {
	var all []attack
	for _, repeat := range repeats {
		all = append(all, attack{"server", "repeats what it was sent: " + repeat.what, "(hidden), in answers, notices, health and log", func(t *testing.T) {
			carried := ""
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				text := sent(r)
				carried = text
				repeat.reply(w, text)
			}))
			defer server.Close()
			p := startPlugin(t)
			for name, got := range p.everything(t, careful(server.URL), ofPerson) {
				if secret := tells(got.text); secret != "" {
					t.Errorf("%s tells %s: %.1500s", name, secret, got.text)
				}
			}
			if tells(carried) == "" {
				t.Errorf("no secret was sent: %s", carried)
			}
			if secret := tells(p.logged.String()); secret != "" {
				t.Errorf("the log tells %s: %.3000s", secret, p.logged)
			}
		}})
	}
	return all
}
