package prometheus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// call is one request to the API.
type call struct {
	endpoint string
	form     url.Values
	// filter goes into the URL, with the filters that are there; "" for none.
	filter string
	// bare: the configured URL itself is asked for, and nothing below it.
	bare bool
	// onlyGet: the endpoint takes no POST.
	onlyGet bool
	// maxBytes limits the answer where it is small by nature; 0: the settings' limit.
	maxBytes int64
	// background: it waits among its like, and takes no panel's place.
	background bool
}

// reader reads the body of a good answer. `hide` takes the secrets that the request has carried out of the server's words.
type reader func(body io.Reader, hide func(string) string) error

// do sends a call and gives the body of a good answer to read. What fails before a server has answered is tried again.
func (c *Client) do(ctx context.Context, call call, read reader) error {
	ctx, secrets := withCarried(ctx)
	places := c.places
	if call.background {
		places = c.background
	}
	if err := c.enter(ctx, places); err != nil {
		return c.describe(ctx, call, err, secrets)
	}
	// A place is given up while a call waits: a server that is away must not keep those from asking who ask another way.
	inside := true
	defer func() {
		if inside {
			<-places
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	retries := c.newRetries()
	for {
		err := c.attempt(ctx, call, read)
		if err == nil {
			return nil
		}
		pause, again := retries.after(err)
		if !again {
			return c.describe(ctx, call, err, secrets)
		}
		<-places
		inside = false
		if !wait(ctx, pause) || c.enter(ctx, places) != nil {
			return c.describe(ctx, call, err, secrets)
		}
		inside = true
	}
}

// ErrBusy is the cause of an Error: so many requests were under way that this one was never sent.
var ErrBusy = errors.New("no request could be sent")

// enter takes a place among the requests that may be under way, as soon as one is free.
func (c *Client) enter(ctx context.Context, places chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.Canceled) {
			return ctx.Err()
		}
		return ErrBusy
	}
}

// wait sleeps unless the context ends first.
func wait(ctx context.Context, delay time.Duration) bool {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// attempt sends a call once; once more as GET where the server takes no POST.
func (c *Client) attempt(ctx context.Context, call call, read reader) error {
	post := !call.onlyGet && c.config.Method == http.MethodPost && !c.getOnly.Load()
	err := c.send(ctx, call, post, read)
	var refused *Error
	if post && errors.As(err, &refused) && (refused.Status == http.StatusMethodNotAllowed || refused.Status == http.StatusNotImplemented) {
		if err = c.send(ctx, call, false, read); err == nil {
			c.getOnly.Store(true)
		}
	}
	return err
}

func (c *Client) send(ctx context.Context, call call, post bool, read reader) error {
	// Whatever still reads from a body that nobody wants any more stops with this context.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	request, err := c.request(ctx, call, post)
	if err != nil {
		return err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusSwitchingProtocols {
		// The connection itself stands for the body then, and the end of the request's context doesn't end reading from it.
		_ = response.Body.Close()
		response.Body = http.NoBody
	}
	hide := func(text string) string { return text }
	if secrets, ok := ctx.Value(carriedKey{}).(*carried); ok {
		hide = secrets.hide
	}
	return c.receive(response, cancel, call, read, hide)
}

// receive reads an answer. `cancel` ends the request.
func (c *Client) receive(response *http.Response, cancel func(), call call, read reader, hide func(string) string) error {
	limit := c.config.MaxResponseBytes
	if call.maxBytes > 0 {
		limit = min(limit, call.maxBytes)
	}
	body, err := newBody(response, limit)
	if err != nil {
		return err
	}
	defer body.close(cancel)
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return c.refusal(response, body, hide)
	}
	err = read(body, hide)
	if body.failed != nil {
		// The decoder would only say that the body ends too early.
		err = body.failed
	}
	if err != nil && body.isPage() {
		return &Error{Status: response.StatusCode, Message: pageText(body.start, hide), cause: errPage, Source: backend.ErrorSourceDownstream}
	}
	return err
}

func (c *Client) request(ctx context.Context, call call, post bool) (*http.Request, error) {
	target := c.base
	target.Path = strings.TrimRight(c.base.Path, "/") + "/api/v1/" + call.endpoint
	target.RawPath = ""
	if c.base.RawPath != "" || strings.Contains(call.endpoint, "%") {
		target.RawPath = strings.TrimRight(c.base.EscapedPath(), "/") + "/api/v1/" + call.endpoint
		path, err := url.PathUnescape(target.RawPath)
		if err != nil {
			return nil, fmt.Errorf("make the request: %w", err)
		}
		target.Path = path
	}
	if call.bare {
		target.Path, target.RawPath = c.base.Path, c.base.RawPath
	}
	own, err := filtered(c.query, call.filter)
	if err != nil {
		return nil, err
	}
	query := url.Values{}
	maps.Copy(query, own)
	var body io.Reader
	method := http.MethodGet
	if post {
		method = http.MethodPost
		body = strings.NewReader(call.form.Encode())
	} else {
		for name, values := range call.form {
			query[name] = values
		}
	}
	target.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, method, target.String(), body)
	if err != nil {
		return nil, fmt.Errorf("make the request: %w", err)
	}
	if post {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		// A query changes nothing, so a connection that died while idle may be replaced without asking; an empty list keeps
		// this mark from being sent.
		request.Header["Idempotency-Key"] = nil
	}
	request.Header.Set("Accept", "application/json")
	if call.bare {
		request.Header.Set("Accept", "text/plain;version=0.0.4, */*;q=0.1")
	}
	if c.compressed {
		request.Header.Set("Accept-Encoding", "gzip")
	} else {
		request.Header.Set("Accept-Encoding", "identity")
	}
	return request, nil
}

// shown is the URL for messages: no credentials, no parameters.
func (c *Client) shown(endpoint string) string {
	return c.base.Scheme + "://" + c.base.Host + strings.TrimRight(c.base.EscapedPath(), "/") + "/api/v1/" + endpoint
}
