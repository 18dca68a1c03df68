package prometheus

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/internal/clipped"
	"baseten-metrics-datasource/pkg/memory"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// errPage: the server answered with a page for people.
var errPage = errors.New("the answer is a web page")

// longest message in bytes that people are shown.
const longest = 2000

// describe makes an *Error of whatever went wrong. Secrets are taken out of the whole text, and only then is it cut.
func (c *Client) describe(ctx context.Context, call call, err error, secrets *carried) *Error {
	e := c.explain(ctx, call, err)
	e.Message = clipped.Text(secrets.hide(e.Message), longest)
	e.ErrorType = clipped.Text(secrets.hide(e.ErrorType), longest)
	return e
}

func (c *Client) explain(ctx context.Context, call call, err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		if known.URL == "" {
			known.URL = c.shown(call.endpoint)
		}
		if errors.Is(known.cause, errPage) {
			known.Message = "The server answered with a web page instead of data: " + known.Message
			known.Hint = "Is the URL that of the Prometheus API, and does a login page or a proxy stand in front of it?"
		}
		return known
	}
	// A *url.Error writes the whole URL, with parameters that may be secret.
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err
	}
	e := &Error{URL: c.shown(call.endpoint), Source: backend.ErrorSourceDownstream, cause: err}
	var (
		redirect *redirectError
		tooMuch  *decode.LimitError
		exceeded *memory.ExceededError
		dns      *net.DNSError
		dial     *net.OpError
		unknown  x509.UnknownAuthorityError
		wrong    x509.HostnameError
		record   tls.RecordHeaderError
		invalid  x509.CertificateInvalidError
	)
	switch {
	case errors.Is(ctx.Err(), context.Canceled) || errors.Is(err, context.Canceled):
		e.Canceled = true
		e.Message = "The query was cancelled."
	case errors.Is(err, ErrBusy) && call.background:
		e.Timeout = true
		e.Message = fmt.Sprintf("%d requests of alert previews were under way at one time, and none ended within %s.", backgroundPlaces, c.config.Timeout)
		e.Hint = "Somebody else may be previewing a rule just now: try again in a minute."
	case errors.Is(err, ErrBusy):
		e.Timeout = true
		e.Message = fmt.Sprintf("%d requests to the server were under way at one time, and none ended within %s.", c.config.MaxConcurrent, c.config.Timeout)
		e.Hint = "Refresh less often, or raise \"Requests at one time\" (maxConcurrentQueries) in the data source's settings if the server can take more."
	case errors.As(err, &dial) && dial.Op == "dial" && !errors.As(err, &dns) && ctx.Err() == nil:
		e.Message = "The connection to the server failed: " + err.Error()
		e.Hint = "Is the server running, and can Grafana's host reach it?"
	case isTimeout(err) || errors.Is(ctx.Err(), context.DeadlineExceeded) && !retriable(err):
		e.Timeout = true
		e.Message = fmt.Sprintf("The server did not finish its answer within %s.", c.config.Timeout)
		e.Hint = "Ask for a shorter range or fewer series, or raise \"Query timeout\" (queryTimeout) in the data source's settings."
	case errors.As(err, &redirect):
		e.Message = "The server redirects to " + redirect.target + ", which is not followed"
		switch redirect.why {
		case otherServer:
			e.Message += ", since the credentials would go there too"
		case otherPath:
			e.Message += ", since it is not the same call below the URL of the data source"
		case tooMany:
		}
		e.Message += "."
		e.Hint = "If that is where your Prometheus is, enter it as the URL."
	case errors.As(err, &tooMuch):
		e.Message = "The server sent too much: " + tooMuch.Error() + "."
		e.Hint = limitHint(tooMuch.What)
		if call.maxBytes > 0 && tooMuch.Limit == call.maxBytes {
			e.Hint = "No server needs that much for this. Is the URL that of the Prometheus API?"
		}
	case errors.As(err, &exceeded):
		e.Message = "The answer was given up: " + exceeded.Error() + "."
		e.Hint = "Ask for a shorter range, a larger min step or fewer series. GOMEMLIMIT in Grafana's environment says how much memory the plugin may use."
	case errors.As(err, &dns):
		e.Message = fmt.Sprintf("The server's name %q can't be resolved.", dns.Name)
		e.Hint = "Is the URL spelled right, and can Grafana's host resolve it?"
	case errors.As(err, &unknown), errors.As(err, &wrong), errors.As(err, &invalid):
		e.Message = "The server's TLS certificate is not trusted: " + err.Error()
		e.Hint = "Add its CA certificate in the data source's settings, or check the server name."
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		e.Message = "The server does not speak TLS on this port: " + err.Error()
		e.Hint = "Should the URL start with http:// instead of https://?"
	case errors.Is(err, decode.ErrEmpty):
		e.Message = "The server sent an empty answer."
		e.Hint = "Is the URL that of the Prometheus API?"
	case errors.Is(err, decode.ErrTruncated):
		e.Message = "The server's answer is cut off: " + err.Error() + "."
		e.Hint = "A proxy in front of the server may limit or time out answers."
	case errors.Is(err, decode.ErrSyntax), errors.Is(err, decode.ErrShape), errors.Is(err, errEncoding):
		e.Message = "The server's answer can't be read: " + err.Error() + "."
		e.Hint = "Is the URL that of the Prometheus API, up to but without /api/v1?"
	case retriable(err):
		e.Message = "The connection to the server failed: " + err.Error()
		e.Hint = "Is the server running, and can Grafana's host reach it?"
	default:
		e.Message = "The request failed: " + err.Error()
	}
	return e
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// limitHint says what to do about an answer that is too large, and which setting the limit is.
func limitHint(what string) string {
	switch what {
	case "series":
		return "Filter or group the query so that it gives fewer series, or raise \"Series of an answer\" (maxSeries) in the data source's settings."
	case "bytes":
		return "Ask for a shorter range, a larger min step or fewer series, or raise \"Size of an answer\" (maxResponseMegabytes) in the data source's settings."
	}
	return "Ask for a shorter range, a larger min step or fewer series."
}

// refusal makes an *Error of an answer with an error status.
func (c *Client) refusal(response *http.Response, body io.Reader, hide func(string) string) *Error {
	e := &Error{Status: response.StatusCode, Source: backend.ErrorSourceDownstream, Hint: statusHint(response)}
	if response.StatusCode == http.StatusServiceUnavailable && response.Header.Get(stoppingHeader) != "" {
		e.cause = errNotReady
	}
	text, _ := io.ReadAll(io.LimitReader(body, 64<<10))
	var answer struct {
		ErrorType string `json:"errorType"`
		Error     string `json:"error"`
		Message   string `json:"message"`
	}
	if json.Unmarshal(text, &answer) == nil && (answer.Error != "" || answer.Message != "") {
		e.ErrorType, e.Message = answer.ErrorType, answer.Error
		if e.Message == "" {
			e.Message = answer.Message
		}
		return e
	}
	e.Message = pageText(text, hide)
	if e.Message == "" {
		e.Message = "The server gave no reason."
	}
	return e
}

// statusHint says what to do about a status.
func statusHint(response *http.Response) string {
	switch response.StatusCode {
	case http.StatusUnauthorized:
		return "Check the credentials in the data source's settings; in a provisioned file a $ must be written $$."
	case http.StatusForbidden:
		return "These credentials are not allowed to do this; some servers also want a tenant header (X-Scope-OrgID)."
	case http.StatusNotFound:
		return "Is the URL that of the Prometheus API, up to but without /api/v1?"
	case http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge:
		return "The query is too long for the server; the method POST allows longer ones than GET."
	case http.StatusTooManyRequests:
		return "The server limits how much may be asked; use a longer refresh interval or a larger min step."
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return "The server, or what stands behind a proxy, is not reachable or overloaded just now."
	}
	if response.StatusCode >= 300 && response.StatusCode < 400 {
		return "The server redirects elsewhere; enter its final address as the URL."
	}
	return ""
}

// pageText is what a page says, short: its title, otherwise its text. The page may end within a secret, and its tags may stand
// within one, so that secrets are hidden before and after it is taken apart.
func pageText(page []byte, hide func(string) string) string {
	text := hide(string(page))
	if title := titleOf(text); strings.TrimSpace(title) != "" {
		text = title
	} else if strings.Contains(text, "<") {
		text = withoutTags(withoutHidden(text))
	}
	return clipped.Text(hide(strings.Join(strings.Fields(html.UnescapeString(text)), " ")), 300)
}

// titleOf is what the first title of a page holds; "" where none begins and ends.
func titleOf(page string) string {
	_, rest, _ := cutAny(page, "<title")
	_, rest, _ = strings.Cut(rest, ">")
	title, _, closed := cutAny(rest, "</title>")
	if !closed {
		return ""
	}
	return title
}

// withoutHidden puts a space in the place of each part of a page that nobody sees, up to its end or the page's.
func withoutHidden(page string) string {
	var seen strings.Builder
	for {
		before, rest, opened := cutAny(page, "<script", "<style", "<head")
		seen.WriteString(before)
		if !opened {
			return seen.String()
		}
		if rest != "" && isOfName(rest[0]) {
			// The name of another tag begins like this one's, as <header> does.
			seen.WriteString(page[len(before) : len(page)-len(rest)])
			page = rest
			continue
		}
		seen.WriteByte(' ')
		_, page, _ = cutAny(rest, "</script>", "</style>", "</head>")
	}
}

func isOfName(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// cutAny cuts a text around the first of some tags, in capital or small letters. Patterns were fifteen times as slow in pages of
// thousands of tags.
func cutAny(text string, tags ...string) (before, after string, found bool) {
	for at := 0; ; at++ {
		next := strings.IndexByte(text[at:], '<')
		if next < 0 {
			return text, "", false
		}
		at += next
		for _, tag := range tags {
			if end := at + len(tag); end <= len(text) && strings.EqualFold(text[at:end], tag) {
				return text[:at], text[end:], true
			}
		}
	}
}

// withoutTags puts a space in the place of each tag. What begins one and never ends it stays. A pattern would begin anew at each of
// the thousands of tags that a page may have.
func withoutTags(page string) string {
	var text strings.Builder
	for {
		before, rest, opened := strings.Cut(page, "<")
		_, after, closed := strings.Cut(rest, ">")
		if !opened || !closed {
			text.WriteString(page)
			return text.String()
		}
		text.WriteString(before)
		text.WriteByte(' ')
		page = after
	}
}
