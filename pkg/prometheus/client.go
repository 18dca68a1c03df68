package prometheus

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/internal/clipped"
	"baseten-metrics-datasource/pkg/memory"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// Client asks one server. Its methods may be called at the same time; each of their errors is an *Error.
type Client struct {
	base       url.URL
	query      url.Values
	http       *http.Client
	config     Config
	compressed bool
	// places are as many as requests may be under way at one time.
	places chan struct{}
	// background are those of requests that no panel waits for: many of them leave the others free.
	background chan struct{}
	// getOnly is set once the server has refused a POST.
	getOnly atomic.Bool
}

// NewClient makes a client of one server.
func NewClient(config Config) *Client {
	base, query := *config.URL, config.URL.Query()
	maps.Copy(query, config.CustomQueryParameters)
	own := *config.HTTP
	// The deadline is the context's.
	own.Timeout = 0
	base.RawQuery, base.Fragment = "", ""
	client := &Client{
		base:       base,
		query:      query,
		http:       &own,
		config:     config,
		compressed: !config.Uncompressed && !isLoopback(base.Hostname()),
		places:     make(chan struct{}, config.MaxConcurrent),
		background: make(chan struct{}, backgroundPlaces),
	}
	own.CheckRedirect = client.checkRedirect
	if own.Transport == nil {
		own.Transport = http.DefaultTransport
	}
	own.Transport = watch{next: own.Transport, own: query}
	return client
}

func settingError(message, hint string) *Error {
	return &Error{Message: message, Hint: hint, Source: backend.ErrorSourceDownstream}
}

// CloseIdleConnections lets go of connections that wait for reuse.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

// QueryRange runs a query over a range. Warnings, infos and partial answers are in the result.
func (c *Client) QueryRange(ctx context.Context, request RangeRequest) (*decode.Result, error) {
	grid := decode.Grid{StartMs: request.Start.UnixMilli(), StepMs: request.Step.Milliseconds()}
	if grid.StepMs > 0 {
		grid.N = int((request.End.UnixMilli()-grid.StartMs)/grid.StepMs) + 1
	}
	form := url.Values{
		"query": {request.Expr},
		"start": {seconds(request.Start)},
		"end":   {seconds(request.End)},
		"step":  {strconv.FormatFloat(request.Step.Seconds(), 'f', -1, 64)},
	}
	if grid.StepMs > 0 && grid.StartMs%grid.StepMs != 0 {
		// VictoriaMetrics moves longer ranges to whole multiples of the step, unless it is told to leave its cache alone.
		form.Set("nocache", "1")
	}
	return c.run(ctx, call{endpoint: "query_range", form: form, filter: request.Filter, background: request.Background}, grid)
}

// QueryInstant runs a query at one time.
func (c *Client) QueryInstant(ctx context.Context, request InstantRequest) (*decode.Result, error) {
	form := url.Values{"query": {request.Expr}, "time": {seconds(request.Time)}}
	if request.Step > 0 {
		form.Set("step", strconv.FormatFloat(request.Step.Seconds(), 'f', -1, 64))
	}
	return c.run(ctx, call{endpoint: "query", form: form, filter: request.Filter}, decode.Grid{})
}

func (c *Client) run(ctx context.Context, call call, grid decode.Grid) (*decode.Result, error) {
	if _, err := filtered(c.query, call.filter); err != nil {
		return nil, err
	}
	call.form.Set("timeout", strconv.FormatFloat(c.config.Timeout.Seconds(), 'f', -1, 64)+"s")
	var result *decode.Result
	err := c.do(ctx, call, func(body io.Reader, hide func(string) string) (err error) {
		claim := c.config.Memory.Claim(c)
		options := decode.Options{Grid: grid, MaxSeries: c.config.MaxSeries, MaxPoints: c.config.MaxPoints, Claim: claim.Add}
		if result, err = decode.Decode(body, options); err != nil {
			claim.Release()
			return err
		}
		// Nobody ends an answer: it is held until nobody can reach it any more.
		runtime.AddCleanup(result, (*memory.Claim).Release, claim)
		for _, words := range [][]string{result.Warnings, result.Infos} {
			for i, text := range words {
				words[i] = clipped.Text(hide(text), longest)
			}
		}
		return statusError(result.Status, result.ErrorType, result.Error)
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// seconds writes a time as the API takes it, exact to the millisecond.
func seconds(t time.Time) string {
	ms := t.UnixMilli()
	if ms%1000 == 0 {
		return strconv.FormatInt(ms/1000, 10)
	}
	return strconv.FormatFloat(float64(ms)/1000, 'f', 3, 64)
}
