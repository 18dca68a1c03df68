//go:build attacks

package attacks

import (
	"strings"
	"testing"
)

// mistakes of who sets a data source up; each has a secret in a place that people read.
var mistakes = []struct {
	what string
	source
	// works: the data source is used all the same, since nothing is wrong with it.
	works bool
}{
	{"a forgotten http:// before user and password", source{url: "admin:url-5ecret-value@prom:9090"}, false},
	{"user and password in the URL", source{url: "http://admin:url-5ecret-value@127.0.0.1:1"}, false},
	{"another scheme", source{url: "ftp://admin:url-5ecret-value@prom"}, false},
	{"a space in the URL", source{url: "http://prom :9090/?token=url-5ecret-value"}, false},
	{"a slash too few", source{url: "http:/prom:9090/?token=url-5ecret-value"}, false},
	{"a token in the URL of a server that is down", source{url: "http://127.0.0.1:1/?token=url-5ecret-value", jsonData: `{"queryTimeout":"1s"}`}, true},
	{"a token in the URL of a name that nobody resolves", source{url: "http://prometheus.invalid/?token=url-5ecret-value", jsonData: `{"queryTimeout":"3s"}`}, true},
	{"?query= in the URL", source{url: "http://127.0.0.1:1/?query=up&token=url-5ecret-value"}, false},
	{"parameters as an object", source{url: "http://127.0.0.1:1", jsonData: `{"customQueryParameters":{"token":"prm-5ecret-value"}}`}, false},
	{"parameters with a broken escape", source{url: "http://127.0.0.1:1", jsonData: `{"customQueryParameters":"token=%zzprm-5ecret-value"}`}, false},
	{"one parameter in the URL and in the settings", source{url: "http://127.0.0.1:1/?tenant=a", jsonData: `{"customQueryParameters":"tenant=prm-5ecret-value"}`}, false},
	{"settings that are a text", source{url: "http://127.0.0.1:1", jsonData: `"token=prm-5ecret-value"`}, false},
	{"a header's name and value in one field", source{
		url: "http://127.0.0.1:1", jsonData: `{"httpHeaderName1":"X-Api-Key: hdr-5ecret-value"}`, secure: map[string]string{"httpHeaderValue1": "x"},
	}, false},
	{"a line break in a header's value", source{
		url: "http://127.0.0.1:1", jsonData: `{"httpHeaderName1":"X-Api-Key"}`, secure: map[string]string{"httpHeaderValue1": "hdr-5ecret-value\r\nX-Evil: 1"},
	}, false},
	{"a certificate that is none", source{
		url: "https://127.0.0.1:1", jsonData: `{"tlsAuth":true}`, secure: map[string]string{"tlsClientCert": "url-5ecret-value", "tlsClientKey": "hdr-5ecret-value"},
	}, false},
}

func settingAttacks() []attack {
	var all []attack
	for _, mistake := range mistakes {
		outcome := "said in words that repeat no secret"
		if !mistake.works {
			outcome = "refused, naming the setting, in words that repeat no secret"
		}
		all = append(all, attack{"setting", mistake.what, outcome, func(t *testing.T) {
			p := startPlugin(t)
			for name, got := range map[string]answer{
				"query":  p.query(t, mistake.source, nil, `{"editorMode":"code","expr":"up"}`),
				"values": p.values(t, mistake.source, nil, "model_name"),
				"health": p.health(t, mistake.source, nil),
			} {
				if got.status < 400 {
					t.Errorf("%s: %d %s", name, got.status, got.text)
				}
				if secret := tells(got.text); secret != "" || strings.Contains(got.text, "admin") {
					t.Errorf("%s tells %s: %s", name, secret, got.text)
				}
				if !mistake.works && !strings.Contains(got.text, "setting") && !strings.Contains(got.text, "connection can't be set up") {
					t.Errorf("%s names no setting: %s", name, got.text)
				}
			}
			if secret := tells(p.logged.String()); secret != "" {
				t.Errorf("the log tells %s: %.2000s", secret, p.logged)
			}
		}})
	}
	return all
}
