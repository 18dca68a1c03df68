package prometheus

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/internal/clipped"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// Limits of answers that are small by nature, in bytes after decompression. A server that knows no parameter `metric` sends the
// descriptions of all metrics.
const (
	maxMetadata  = 8 << 20
	maxBuildInfo = 1 << 20
	// maxListText of the names, values or labels that one look-up keeps: a hundred thousand of them have room.
	maxListText = 16 << 20
	// longestName in bytes of what a server calls itself.
	longestName = 100
)

// maxLookup is the largest number of results where the caller names no limit.
const maxLookup = 1_000_000

// form is the parameters of a look-up. The server is asked for one more than the limit, so that one sees whether there are
// more.
func (r LookupRequest) form() url.Values {
	form := url.Values{}
	for _, match := range r.Matches {
		form.Add("match[]", match)
	}
	if !r.Start.IsZero() {
		form.Set("start", seconds(r.Start))
	}
	if !r.End.IsZero() {
		form.Set("end", seconds(r.End))
	}
	if r.Limit > 0 {
		form.Set("limit", strconv.Itoa(r.Limit+1))
	}
	return form
}

func (r LookupRequest) most() int {
	if r.Limit > 0 {
		return r.Limit
	}
	return maxLookup
}

// LabelNames lists the names of the labels that the matched series have.
func (c *Client) LabelNames(ctx context.Context, request LookupRequest) (*LookupResult, error) {
	var result *LookupResult
	widened, err := c.fitting(request, false, func(request LookupRequest) (err error) {
		result, err = c.strings(ctx, call{endpoint: "labels", form: request.form()}, request.most())
		return err
	})
	if err != nil {
		return nil, err
	}
	result.Widened = widened
	return result, nil
}

// LabelValues lists the values that the matched series have for a label, which is asked for in each of its forms (pathNames)
// until one gives any.
func (c *Client) LabelValues(ctx context.Context, label string, request LookupRequest) (*LookupResult, error) {
	if label == "" {
		return nil, settingError("A look-up of values needs a label.", "")
	}
	var result *LookupResult
	get := func(request LookupRequest) (err error) {
		result, err = c.labelValues(ctx, label, request)
		return err
	}
	if c.posts() {
		err := errTooLong
		if !c.tooLong(request) {
			err = get(request)
		}
		if isTooLong(err) {
			result, err = c.valuesOfSeries(ctx, label, request)
		}
		// Otherwise the server has turned out to take no POST.
		if !isTooLong(err) {
			return result, err
		}
	}
	widened, err := c.fitting(request, true, get)
	if err != nil {
		return nil, err
	}
	result.Widened = widened
	return result, nil
}

func (c *Client) labelValues(ctx context.Context, label string, request LookupRequest) (*LookupResult, error) {
	var (
		result *LookupResult
		err    error
	)
	for _, name := range pathNames(label) {
		var one *LookupResult
		one, oneErr := c.strings(ctx, call{endpoint: "label/" + name + "/values", form: request.form(), onlyGet: true}, request.most())
		if oneErr == nil {
			result = one
			if len(one.Values) > 0 {
				return one, nil
			}
		} else if err == nil {
			err = oneErr
		}
	}
	if result != nil {
		return result, nil
	}
	return nil, err
}

// strings runs a look-up that gives a list of texts.
func (c *Client) strings(ctx context.Context, call call, most int) (*LookupResult, error) {
	result := &LookupResult{}
	err := c.lookup(ctx, call, &result.Warnings, func(list *decode.List) error {
		result.Values, result.Truncated = nil, false
		bytes := 0
		for list.Next() {
			if len(result.Values) == most {
				result.Truncated = true
				if err := list.Skip(); err != nil {
					return err
				}
				continue
			}
			text, err := list.Text()
			if err != nil {
				return err
			}
			if bytes += len(text); bytes > maxListText {
				return &decode.LimitError{What: "bytes of text", Limit: maxListText}
			}
			result.Values = append(result.Values, text)
		}
		return list.Err()
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// Series lists the label sets of the matched series.
func (c *Client) Series(ctx context.Context, request LookupRequest) (*SeriesResult, error) {
	if len(request.Matches) == 0 {
		return nil, settingError("A look-up of series needs a selector.", "")
	}
	result := &SeriesResult{}
	widened, err := c.fitting(request, false, func(request LookupRequest) error { return c.series(ctx, request, result) })
	if err != nil {
		return nil, err
	}
	result.Widened = widened
	return result, nil
}

func (c *Client) series(ctx context.Context, request LookupRequest, result *SeriesResult) error {
	return c.lookup(ctx, call{endpoint: "series", form: request.form()}, &result.Warnings, func(list *decode.List) error {
		result.Series, result.Truncated = nil, false
		bytes := 0
		for list.Next() {
			if len(result.Series) == request.most() {
				result.Truncated = true
				if err := list.Skip(); err != nil {
					return err
				}
				continue
			}
			labels, err := list.Labels()
			if err != nil {
				return err
			}
			for _, label := range labels {
				bytes += len(label.Name) + len(label.Value)
			}
			if bytes > maxListText {
				return &decode.LimitError{What: "bytes of text", Limit: maxListText}
			}
			result.Series = append(result.Series, labels)
		}
		return list.Err()
	})
}

// lookup runs a call whose data is an array.
func (c *Client) lookup(ctx context.Context, call call, warnings *[]string, read func(*decode.List) error) error {
	var status decode.Result
	err := c.do(ctx, call, func(body io.Reader, hide func(string) string) (err error) {
		claim := c.config.Memory.Claim(c)
		defer claim.Release()
		if status, err = decode.ReadList(body, claim.Add, read); err != nil {
			return err
		}
		for i, text := range status.Warnings {
			status.Warnings[i] = clipped.Text(hide(text), longest)
		}
		return statusError(status.Status, status.ErrorType, status.Error)
	})
	*warnings = status.Warnings
	return err
}

// statusError is the error that an answer with status 200 may still speak of; nil when it doesn't.
func statusError(status, kind, text string) error {
	if status != "error" {
		return nil
	}
	return &Error{Status: http.StatusOK, ErrorType: kind, Message: text, Source: backend.ErrorSourceDownstream}
}

// Metadata gives what exporters say of a metric, nothing for an unknown one.
func (c *Client) Metadata(ctx context.Context, metric string) ([]Metadata, error) {
	var found []Metadata
	one := call{endpoint: "metadata", form: url.Values{"metric": {metric}}, onlyGet: true, maxBytes: maxMetadata}
	err := c.do(ctx, one, func(body io.Reader, hide func(string) string) error {
		read, status, err := decode.ReadDescriptions(body, metric)
		if err != nil {
			return err
		}
		found = nil
		for _, one := range read {
			found = append(found, Metadata{Type: hide(one.Type), Help: hide(one.Help), Unit: hide(one.Unit)})
		}
		return statusError(status.Status, status.ErrorType, status.Error)
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// BuildInfo says what server answers. Servers without the endpoint give a 404.
func (c *Client) BuildInfo(ctx context.Context) (*BuildInfo, error) {
	var application, version, revision, goVersion string
	one := call{endpoint: "status/buildinfo", onlyGet: true, maxBytes: maxBuildInfo}
	err := c.do(ctx, one, func(body io.Reader, hide func(string) string) error {
		status, err := decode.ReadFields(body, map[string]*string{
			"application": &application, "version": &version, "revision": &revision, "goVersion": &goVersion,
		})
		if err != nil {
			return err
		}
		application, version = clipped.Text(hide(application), longestName), clipped.Text(hide(version), longestName)
		return statusError(status.Status, status.ErrorType, status.Error)
	})
	if err != nil {
		return nil, err
	}
	info := &BuildInfo{Application: application, Version: version}
	switch {
	case info.Application != "":
	case revision == "" && goVersion == "":
		// VictoriaMetrics tells a version that Grafana expects, and nothing else.
		info.Application = VictoriaMetrics
	default:
		info.Application = "Prometheus"
	}
	return info, nil
}
