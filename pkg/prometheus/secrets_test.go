package prometheus

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const token = "Tok/5ecret+with=Signs-1234567890"

func carrying(t *testing.T) *carried {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, "http://prom/api", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("X-Auth", `user=ada key="quo\"ted-5ecret"`)
	request.Header.Set("Cookie", "session=c00kie-5ecret")
	request.Header.Set("X-Scope-OrgID", "tenant-of-mine")
	c := &carried{}
	c.note(request, url.Values{"api_key": {"par&5ecret"}})
	return c
}

func TestEachFormOfASecretIsHidden(t *testing.T) {
	c := carrying(t)
	for name, text := range map[string]string{
		"as it is":             token,
		"within words":         "sent " + token + ", refused",
		"lower case":           strings.ToLower(token),
		"upper case":           strings.ToUpper(token),
		"escaped for a query":  url.QueryEscape(token),
		"escaped for a path":   url.PathEscape(token),
		"escaped twice":        url.QueryEscape(url.QueryEscape(token)),
		"escaped, lower case":  strings.ToLower(url.QueryEscape(token)),
		"base64":               base64.StdEncoding.EncodeToString([]byte(token)),
		"base64 of the header": base64.StdEncoding.EncodeToString([]byte("Bearer " + token)),
		"base64 within one":    base64.URLEncoding.EncodeToString([]byte(`{"a":"` + token + `"}`)),
		"base64 within two":    base64.RawStdEncoding.EncodeToString([]byte(`{"ab":"` + token + `"}`)),
		"hexadecimal":          "546f6b2f3565637265742b776974683d5369676e732d31323334353637383930",
		"cut":                  "refused: " + token[:20] + "…",
		"cut, more behind":     `"` + token[:12] + `…" is no number`,
		"cut at the end":       "refused: " + token[:9],
		"twice":                token + token,
		"a cookie":             "c00kie-5ecret",
		"a parameter":          "par&5ecret",
		"a parameter in HTML":  "par&amp;5ecret",
		"a parameter escaped":  "par%265ecret",
		"a parameter in JSON":  `par\u00265ecret`,
		"a part of a header":   `quo\"ted-5ecret`,
	} {
		got := c.hide(text)
		for _, part := range []string{"5ecret", "ecret", "NWVjcm", "VjcmV0", "ZWNyZX", token[4:12], "35656372"} {
			if strings.Contains(strings.ToLower(got), strings.ToLower(part)) {
				t.Errorf("%s: %q is told as %q", name, text, got)
			}
		}
		if !strings.Contains(got, hidden) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestOtherWordsStay(t *testing.T) {
	c := carrying(t)
	for _, text := range []string{
		"", `invalid parameter "query": 1:3: parse error`, "no org id tenant-of-mine", "Bearer is no scheme here", "sessions", "größer als …",
		"the token is missing",
	} {
		if got := c.hide(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
