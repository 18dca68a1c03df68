package prometheus

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// hidden stands in a message where the server repeated a secret.
const hidden = "(hidden)"

const (
	// shortestSecret in bytes: what is shorter may be a part of any word.
	shortestSecret = 6
	// shortestPart of a header's value that counts by itself: `user=ada token=…` is sent whole and may be told in parts.
	shortestPart = 8
)

// openHeaders carry nothing that a person may not read. A tenant's name is no secret, and a message without it helps nobody.
var openHeaders = []string{
	"Accept", "Accept-Encoding", "Accept-Language", "Content-Length", "Content-Type", "User-Agent", "X-Scope-Orgid",
	"Traceparent", "Tracestate", "Fromalert", "X-Dashboard-Uid", "X-Datasource-Uid", "X-Panel-Id", "X-Query-Group-Id",
	"X-Grafana-Org-Id", "X-Grafana-From-Expr", "Referer", "Idempotency-Key",
}

// schemes of the header Authorization; one alone tells nothing.
var schemes = []string{"basic", "bearer", "digest", "negotiate", "api-key", "apikey", "token", "aws4-hmac-sha256"}

// carried gathers the secrets of the requests of one call as they went out: with what settings, SDK and person added, and of
// each redirect.
type carried struct {
	mu sync.Mutex
	// texts as they were sent.
	texts []string
	// forms of the first so many texts.
	forms    []string
	prepared int
}

type carriedKey struct{}

// withCarried makes a context in which the requests of one call are seen.
func withCarried(ctx context.Context) (context.Context, *carried) {
	c := &carried{}
	return context.WithValue(ctx, carriedKey{}, c), c
}

// watch is a transport that notes what each request carried after all that adds to it has done so.
type watch struct {
	next http.RoundTripper
	// own are parameters that the settings add to each request.
	own url.Values
}

// RoundTrip implements http.RoundTripper.
func (w watch) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := w.next.RoundTrip(request)
	if c, ok := request.Context().Value(carriedKey{}).(*carried); ok {
		// The SDK's middleware adds to the headers of this very request.
		c.note(request, w.own)
	}
	return response, err
}

func (c *carried) note(request *http.Request, own url.Values) {
	found := secretsOf(request, own)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, text := range found {
		if !slices.Contains(c.texts, text) {
			c.texts = append(c.texts, text)
		}
	}
}

// secretsOf lists what a request has carried that no text for people may repeat: a server or a proxy may quote it in what it
// says.
func secretsOf(request *http.Request, own url.Values) []string {
	var found []string
	add := func(least int, texts ...string) {
		for _, text := range texts {
			if len(text) >= least && !slices.Contains(schemes, strings.ToLower(text)) {
				found = append(found, text)
			}
		}
	}
	for name, values := range request.Header {
		if slices.Contains(openHeaders, textproto.CanonicalMIMEHeaderKey(name)) {
			continue
		}
		for _, value := range values {
			add(shortestSecret, value)
			add(shortestSecret, credentials(value)...)
			add(shortestPart, strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(` ,;="`, r) })...)
		}
	}
	for _, cookie := range request.Cookies() {
		add(shortestSecret, cookie.Value)
	}
	if user := request.URL.User; user != nil {
		password, _ := user.Password()
		add(shortestSecret, user.Username(), password)
	}
	for _, values := range own {
		add(shortestSecret, values...)
	}
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

// hide takes out of a text what the call has carried, in each form in which servers repeat it and in any case, and the
// beginning of a secret where the text was cut. Few answers have such a text, so the forms are made only then.
func (c *carried) hide(text string) string {
	if text == "" {
		return text
	}
	forms := c.prepare()
	lower := lowerASCII(text)
	for _, form := range forms {
		if strings.Contains(lower, form) {
			text = replaceFold(text, lower, form)
			lower = lowerASCII(text)
		}
	}
	return hideCut(text, lower, forms)
}

// prepare gives all forms of all secrets so far, in small letters, the longest first, so that none is cut by a part of it.
func (c *carried) prepare() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.prepared < len(c.texts) {
		var forms []string
		for _, text := range c.texts {
			for _, form := range formsOf(text) {
				forms = append(forms, lowerASCII(form))
			}
		}
		slices.SortFunc(forms, func(a, b string) int {
			if len(a) != len(b) {
				return len(b) - len(a)
			}
			return strings.Compare(a, b)
		})
		c.forms, c.prepared = slices.Compact(forms), len(c.texts)
	}
	return c.forms
}

// formsOf are the ways in which a server may write a text that it was sent.
func formsOf(secret string) []string {
	forms := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), url.QueryEscape(url.QueryEscape(secret)), html.EscapeString(secret),
		hex.EncodeToString([]byte(secret))}
	quoted := strconv.Quote(secret)
	forms = append(forms, quoted[1:len(quoted)-1])
	if encoded, err := json.Marshal(secret); err == nil {
		forms = append(forms, string(encoded[1:len(encoded)-1]))
	}
	for offset := range 3 {
		inside := insideBase64(secret, offset)
		forms = append(forms, inside, strings.NewReplacer("+", "-", "/", "_").Replace(inside), url.QueryEscape(inside))
	}
	slices.Sort(forms)
	return slices.DeleteFunc(slices.Compact(forms), func(form string) bool { return len(form) < shortestSecret })
}

// insideBase64 is how a text looks inside of a longer one in base64, after so many bytes (modulo 3), without the characters
// that belong in part to its neighbours.
func insideBase64(text string, offset int) string {
	encoded := base64.RawStdEncoding.EncodeToString(append(make([]byte, offset), text...))
	first := (offset*8 + 5) / 6
	last := (offset + len(text)) * 8 / 6
	return encoded[first:last]
}

// replaceFold replaces a secret in a text, which stands in small letters in lower, as the secret does. Bytes above ASCII are
// compared as they are.
func replaceFold(text, lower, secret string) string {
	var out strings.Builder
	for {
		at := strings.Index(lower, secret)
		if at < 0 {
			return out.String() + text
		}
		out.WriteString(text[:at] + hidden)
		text, lower = text[at+len(secret):], lower[at+len(secret):]
	}
}

// lowerASCII keeps the length, unlike strings.ToLower.
func lowerASCII(text string) string {
	lower := []byte(text)
	for i, c := range lower {
		if c >= 'A' && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}

// cutMark stands where a text was shortened.
const cutMark = "…"

// hideCut hides the beginning of a secret at the end of the text, and before each mark of a cut: what was read or kept of an
// answer may end within a secret. The forms are in small letters, as lower is.
func hideCut(text, lower string, forms []string) string {
	parts, lowered := strings.Split(text, cutMark), strings.Split(lower, cutMark)
	for i, part := range parts {
		longest := 0
		for _, form := range forms {
			for n := min(len(form)-1, len(lowered[i])); n >= shortestSecret-2 && n > longest; n-- {
				if strings.HasSuffix(lowered[i], form[:n]) {
					longest = n
				}
			}
		}
		if longest > 0 {
			parts[i] = part[:len(part)-longest] + hidden
		}
	}
	return strings.Join(parts, cutMark)
}
