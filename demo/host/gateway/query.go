package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/gtime"
)

// queryRequest is the body of POST /api/ds/query. Times are epoch milliseconds or expressions such as "now-1h".
type queryRequest struct {
	From    string            `json:"from"`
	To      string            `json:"to"`
	Queries []json.RawMessage `json:"queries"`
}

// queryHead holds the fields of a query that belong to Grafana and not to the plugin.
type queryHead struct {
	RefID      string `json:"refId"`
	QueryType  string `json:"queryType"`
	Datasource struct {
		UID string `json:"uid"`
	} `json:"datasource"`
	IntervalMS    float64 `json:"intervalMs"`
	MaxDataPoints float64 `json:"maxDataPoints"`
	TimeRange     *struct {
		From string `json:"from"`
		To   string `json:"to"`
	} `json:"timeRange"`
}

// Defaults that Grafana's query parser takes for a query that says nothing.
const (
	defaultInterval      = time.Second
	defaultMaxDataPoints = 100
)

// parseQueries groups the queries by data source, as Grafana does: the plugin gets one request per data source.
func parseQueries(body queryRequest, now time.Time) (map[string][]backend.DataQuery, error) {
	if len(body.Queries) == 0 {
		return nil, fmt.Errorf("no queries found in the request")
	}
	groups := map[string][]backend.DataQuery{}
	for i, raw := range body.Queries {
		var head queryHead
		if err := json.Unmarshal(raw, &head); err != nil {
			return nil, fmt.Errorf("query %d of the request: %w", i+1, err)
		}
		from, to := body.From, body.To
		if head.TimeRange != nil {
			from, to = head.TimeRange.From, head.TimeRange.To
		}
		timeRange, err := parseTimeRange(from, to, now)
		if err != nil {
			return nil, err
		}
		query := backend.DataQuery{
			RefID:         head.RefID,
			QueryType:     head.QueryType,
			MaxDataPoints: int64(head.MaxDataPoints),
			Interval:      time.Duration(head.IntervalMS) * time.Millisecond,
			TimeRange:     timeRange,
			JSON:          raw,
		}
		if query.RefID == "" {
			query.RefID = "A"
		}
		if query.MaxDataPoints <= 0 {
			query.MaxDataPoints = defaultMaxDataPoints
		}
		if query.Interval <= 0 {
			query.Interval = defaultInterval
		}
		uid := head.Datasource.UID
		if uid == "" {
			uid = defaultUID
		}
		groups[uid] = append(groups[uid], query)
	}
	return groups, nil
}

func parseTimeRange(from, to string, now time.Time) (backend.TimeRange, error) {
	parsed := gtime.NewTimeRange(from, to)
	start, err := parsed.ParseFrom(gtime.WithNow(now))
	if err != nil {
		return backend.TimeRange{}, fmt.Errorf("from %q is no time: %w", from, err)
	}
	end, err := parsed.ParseTo(gtime.WithNow(now))
	if err != nil {
		return backend.TimeRange{}, fmt.Errorf("to %q is no time: %w", to, err)
	}
	return backend.TimeRange{From: start, To: end}, nil
}

// tracedHeaders are the request headers that Grafana hands on to a plugin.
var tracedHeaders = []string{
	"X-Query-Group-Id", "X-Panel-Id", "X-Dashboard-Uid", "X-Datasource-Uid", "X-Grafana-From-Expr", "Authorization",
}

// isAlert tells whether the caller asks as a rule does. Grafana sets FromAlert itself when it evaluates a rule; here
// who asks says so, with that header or with X-Demo-From-Alert. Either name works, since a rule that was taken for a
// panel without a word would look like a fault of the plugin.
func isAlert(in http.Header) bool {
	return strings.EqualFold(in.Get(backend.FromAlertHeaderName), "true") ||
		strings.EqualFold(in.Get("X-Demo-From-Alert"), "true")
}

// copyHeaders hands the caller's headers on, in the form in which Grafana does.
func copyHeaders(in http.Header, req *backend.QueryDataRequest) {
	for _, name := range tracedHeaders {
		if value := in.Get(name); value != "" {
			req.SetHTTPHeader(name, value)
		}
	}
	if isAlert(in) {
		req.Headers[backend.FromAlertHeaderName] = "true"
		req.Headers["X-Cache-Skip"] = "true"
		req.Headers["X-Grafana-Org-Id"] = "1"
	}
}

// runQueries asks the plugin, once per data source, and gathers the answers by refId.
func (g *gateway) runQueries(
	ctx context.Context, groups map[string][]backend.DataQuery, headers http.Header,
) (*backend.QueryDataResponse, error) {
	all := backend.NewQueryDataResponse()
	for uid, queries := range groups {
		pluginContext, err := g.sources.pluginContext(uid)
		if err != nil {
			return nil, err
		}
		// A rule is evaluated by the server, for nobody in particular.
		if !isAlert(headers) {
			pluginContext.User = demoUser()
		}
		client, err := g.process.client()
		if err != nil {
			return nil, err
		}
		req := &backend.QueryDataRequest{
			PluginContext: pluginContext,
			Headers:       map[string]string{},
			Queries:       queries,
		}
		copyHeaders(headers, req)
		answer, err := client.data.QueryData(ctx, backend.ToProto().QueryDataRequest(req))
		if err != nil {
			return nil, fmt.Errorf("the plugin did not answer: %w", err)
		}
		part, err := backend.FromProto().QueryDataResponse(answer)
		if err != nil {
			return nil, fmt.Errorf("read the plugin's answer: %w", err)
		}
		maps.Copy(all.Responses, part.Responses)
	}
	return all, nil
}
