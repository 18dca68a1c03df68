package prometheus

import (
	"net/http"
	"net/url"
	"strings"
)

// redirectError is a redirect that isn't followed.
type redirectError struct {
	target string
	why    awayness
}

// awayness is why a redirect isn't followed.
type awayness int

const (
	// tooMany of them, or one that would lose the query.
	tooMany awayness = iota
	// otherServer: another host, another port or another scheme.
	otherServer
	// otherPath: out of the configured path, where another tenant may be.
	otherPath
)

func (e *redirectError) Error() string { return "the server redirects to " + e.target }

// maxRedirects that are followed within one server.
const maxRedirects = 5

// checkRedirect follows a redirect only to the same call of the same server below the configured path, or from http to https
// there: SDK and transport would send the credentials along, and what is narrowed by a path or by parameters must stay
// so. A POST that a redirect would turn into a GET has lost its query, so it isn't followed either.
func (c *Client) checkRedirect(request *http.Request, via []*http.Request) error {
	first := via[0]
	refuse := func(why awayness) error {
		target := *request.URL
		target.User, target.RawQuery, target.Fragment = nil, "", ""
		return &redirectError{target.String(), why}
	}
	switch {
	case !sameServer(first.URL, request.URL):
		return refuse(otherServer)
	case !c.sameCall(first.URL, request.URL):
		return refuse(otherPath)
	case request.Method != first.Method || len(via) > maxRedirects:
		return refuse(tooMany)
	}
	// What the settings add to each request stays on it, whatever the server made of it.
	request.URL.RawQuery = first.URL.RawQuery
	return nil
}

// sameServer says whether two URLs lead to one server: the same host and port, with the same scheme or from http to https.
// Another port of a host may be anybody's.
func sameServer(from, to *url.URL) bool {
	if !strings.EqualFold(from.Hostname(), to.Hostname()) {
		return false
	}
	upgrade := from.Scheme == "http" && to.Scheme == "https"
	if from.Scheme != to.Scheme && !upgrade {
		return false
	}
	if from.Port() == to.Port() {
		return true
	}
	standard := func(u *url.URL) bool {
		return u.Port() == "" || u.Scheme == "http" && u.Port() == "80" || u.Scheme == "https" && u.Port() == "443"
	}
	return standard(from) && standard(to)
}

// sameCall says whether a path is that of the same call of the API, below the configured path. What stands between the two
// may be the prefix that an address lacks, and nothing that climbs.
func (c *Client) sameCall(from, to *url.URL) bool {
	prefix := strings.TrimRight(c.base.EscapedPath(), "/")
	call := strings.TrimPrefix(from.EscapedPath(), prefix)
	between, below := strings.CutPrefix(strings.TrimSuffix(to.EscapedPath(), "/"), prefix)
	if !below {
		return false
	}
	between, same := strings.CutSuffix(between, call)
	if call == "" {
		// The configured URL itself: whatever is below it is another call.
		return between == ""
	}
	if !same || between != "" && !strings.HasPrefix(between, "/") {
		return false
	}
	for _, segment := range strings.Split(between, "/") {
		if segment == "." || segment == ".." {
			return false
		}
	}
	return !strings.ContainsAny(between, `%\;`) && !strings.Contains(between, "//")
}
