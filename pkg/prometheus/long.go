package prometheus

import (
	"context"
	"errors"
	"net/http"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// longestURL in bytes that a look-up is sent with. Many servers and proxies refuse more than 8,192, headers included.
const longestURL = 6000

// errTooLong stands for the answer of a server that wasn't asked, since it would refuse the length.
var errTooLong error = &Error{Status: http.StatusRequestURITooLong}

// isTooLong says whether a server refused the length of a URL.
func isTooLong(err error) bool {
	var refused *Error
	return errors.As(err, &refused) &&
		(refused.Status == http.StatusRequestURITooLong || refused.Status == http.StatusRequestHeaderFieldsTooLarge)
}

// posts says whether the server takes a POST, which has room for any length, where an endpoint does.
func (c *Client) posts() bool { return c.config.Method == http.MethodPost && !c.getOnly.Load() }

// tooLong says whether a look-up has no room in a URL.
func (c *Client) tooLong(request LookupRequest) bool {
	return len(c.base.String())+len(c.query.Encode())+len(request.form().Encode()) > longestURL
}

// fitting asks with the request or, where it goes into a URL and is too long for one, with its wider selectors.
func (c *Client) fitting(request LookupRequest, onlyGet bool, ask func(LookupRequest) error) (widened bool, err error) {
	err = errTooLong
	if !onlyGet && c.posts() || !c.tooLong(request) || len(request.Wider) == 0 {
		err = ask(request)
	}
	if !isTooLong(err) || len(request.Wider) == 0 {
		return false, err
	}
	request.Matches = request.Wider
	return true, ask(request)
}

// valuesOfSeries takes the values of a label from the label sets of the series. They are asked for by POST, which the
// endpoint of the values doesn't take.
func (c *Client) valuesOfSeries(ctx context.Context, label string, request LookupRequest) (*LookupResult, error) {
	result := &LookupResult{}
	form := request.form()
	// The limit is one of values, not of series.
	form.Del("limit")
	seen := map[string]bool{}
	err := c.lookup(ctx, call{endpoint: "series", form: form}, &result.Warnings, func(list *decode.List) error {
		result.Values, result.Truncated = nil, false
		clear(seen)
		for list.Next() {
			labels, err := list.Labels()
			if err != nil {
				return err
			}
			for _, l := range labels {
				if l.Name != label || seen[l.Value] {
					continue
				}
				if len(result.Values) == request.most() {
					result.Truncated = true
					continue
				}
				seen[l.Value] = true
				result.Values = append(result.Values, l.Value)
			}
		}
		return list.Err()
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}
