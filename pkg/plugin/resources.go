package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"

	"baseten-metrics-datasource/pkg/internal/clipped"
	"baseten-metrics-datasource/pkg/internal/recovered"
	"baseten-metrics-datasource/pkg/plugin/asked"
	"baseten-metrics-datasource/pkg/translator"
)

// maxResourceBody in bytes: look-ups are small, and this is read into memory.
const maxResourceBody = 1 << 20

// maxName in bytes of a name or a text to search. A search becomes a pattern, which is compiled here and by the server.
const maxName = 4_000

// maxTime in milliseconds, as in JavaScript, where the times come from.
const maxTime = 8.64e15

// routes is the fixed list of resources. No path of the server can be reached through it.
func (ds *Datasource) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET catalog":       ds.serve(ds.serveCatalog),
		"POST labels":       ds.serve(withBody(ds, ds.serveLabels)),
		"POST label-values": ds.serve(withBody(ds, ds.serveLabelValues)),
		"POST buckets":      ds.serve(withBody(ds, ds.serveBuckets)),
		"GET metadata":      ds.serve(ds.serveMetadata),
	}
}

func (ds *Datasource) resourceHandler() backend.CallResourceHandler {
	routes := ds.routes()
	unknown := ds.serve(func(*http.Request) (any, error) {
		return nil, &resourceError{status: http.StatusNotFound, message: "there is no such resource; there are GET catalog, POST labels, POST label-values, POST buckets and GET metadata"}
	})
	// A plain table rather than a ServeMux, which answers some paths with a redirect.
	table := httpadapter.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route, ok := routes[r.Method+" "+strings.Trim(r.URL.Path, "/")]
		if !ok {
			route = unknown
		}
		route(w, r)
	}))
	return backend.CallResourceHandlerFunc(func(ctx context.Context, req *backend.CallResourceRequest, sender backend.CallResourceResponseSender) error {
		if !isRequest(ctx, req) {
			return sender.Send(&backend.CallResourceResponse{
				Status:  http.StatusBadRequest,
				Headers: map[string][]string{"Content-Type": {"application/json"}},
				Body:    []byte(`{"message":"the path or the method of the look-up can't be read","status":400}`),
			})
		}
		return table.CallResource(ctx, req, sender)
	})
}

// isRequest says whether the adapter can make a request of a call; of another one it would make an error without a status,
// which Grafana shows as its own.
func isRequest(ctx context.Context, req *backend.CallResourceRequest) bool {
	if _, err := url.Parse(req.URL); err != nil {
		return false
	}
	_, err := http.NewRequestWithContext(ctx, req.Method, "/"+strings.TrimPrefix(req.Path, "/"), nil)
	return err == nil
}

// resourceError is a request that the resources refuse.
type resourceError struct {
	status  int
	message string
}

func (e *resourceError) Error() string { return e.message }

func badRequest(message string) error {
	return &resourceError{status: http.StatusBadRequest, message: message}
}

// problem is the body of every failed resource call.
type problem struct {
	Message string `json:"message"`
	Status  int    `json:"status"`
}

// serve writes what a route returns as JSON, or its error with a fitting status.
func (ds *Datasource) serve(route func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := ds.guarded(route, r)
		status := http.StatusOK
		if err != nil {
			status = resourceStatus(err)
			body = problem{Message: explain(err), Status: status}
		}
		encoded, err := json.Marshal(body)
		if err != nil {
			log.DefaultLogger.FromContext(r.Context()).Error("A resource's answer can't be encoded", "error", err)
			status, encoded = http.StatusInternalServerError, []byte(`{"message":"the answer can't be encoded","status":500}`)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if _, err := w.Write(encoded); err != nil {
			log.DefaultLogger.FromContext(r.Context()).Debug("A resource's answer can't be written", "error", err)
		}
	}
}

// guarded runs a route within the limit of time that queries have too.
func (ds *Datasource) guarded(route func(*http.Request) (any, error), r *http.Request) (body any, err error) {
	if ds.broken != nil {
		return nil, ds.broken
	}
	ctx, cancel := ds.withDeadline(r.Context(), "look-up")
	defer cancel()
	defer recovered.Into(ctx, &err)
	return route(r.WithContext(ctx))
}

func resourceStatus(err error) int {
	var refused *resourceError
	if errors.As(err, &refused) {
		return refused.status
	}
	status, _ := fault(err)
	// Grafana takes a 401 of a resource for its own session having ended, and would log the person out.
	if status == http.StatusUnauthorized {
		return http.StatusBadGateway
	}
	return int(status)
}

// lookup is the body of the POST routes.
type lookup struct {
	Label   string              `json:"label"`
	Metric  string              `json:"metric"`
	Filters []translator.Filter `json:"filters"`
	Search  string              `json:"search"`
	Limit   wholeNumber         `json:"limit"`
	// From and To in milliseconds.
	From float64 `json:"from"`
	To   float64 `json:"to"`

	person asked.Person
}

// wholeNumber is a number that may come as text, as it does from files that fill it in from the environment.
type wholeNumber int

// UnmarshalJSON implements json.Unmarshaler. Empty text is 0, which stands for the default, as null does.
func (n *wholeNumber) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	var quoted string
	if json.Unmarshal(raw, &quoted) == nil {
		text = strings.TrimSpace(quoted)
	}
	if text == "" || text == "null" {
		return nil
	}
	number, err := strconv.ParseFloat(text, 64)
	switch {
	case err == nil && number == math.Trunc(number) && math.Abs(number) <= math.MaxInt32:
		*n = wholeNumber(number)
		return nil
	case raw[0] == '"':
		return badRequest("limit is a text, but must be a whole number")
	}
	var plain int
	if err := json.Unmarshal(raw, &plain); err != nil {
		return err
	}
	return badRequest("limit is larger than any list")
}

func withBody(ds *Datasource, route func(context.Context, lookup) (any, error)) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		var body []byte
		if r.Body != nil {
			var err error
			if body, err = io.ReadAll(io.LimitReader(r.Body, maxResourceBody+1)); err != nil {
				return nil, badRequest("the body can't be read: " + err.Error())
			}
		}
		if len(body) > maxResourceBody {
			return nil, &resourceError{status: http.StatusRequestEntityTooLarge, message: "the body is longer than 1 MB"}
		}
		var request lookup
		if err := json.Unmarshal(body, &request); err != nil {
			var own *resourceError
			if errors.As(err, &own) {
				return nil, own
			}
			return nil, badRequest(explainJSON(err))
		}
		if math.Abs(request.From) > maxTime || math.Abs(request.To) > maxTime {
			return nil, badRequest("from and to are milliseconds since 1970, and these are no time")
		}
		if request.To < request.From {
			return nil, badRequest("to is before from; both are milliseconds since 1970")
		}
		if request.Limit < 0 {
			return nil, badRequest("limit is below 0; it is the largest number of values")
		}
		request.person = ds.source.Person(r.Header)
		return route(r.Context(), request)
	}
}

// explainJSON names the field that is wrong.
func explainJSON(err error) string {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		field := wrongType.Field
		if field == "" {
			return "the body is a JSON " + clipped.Value(wrongType.Value) + ", but must be an object"
		}
		return field + " is a JSON " + clipped.Value(wrongType.Value) + ", but must be a " + kindName(wrongType.Type.Kind().String())
	}
	return "the body is not JSON: " + err.Error()
}

func kindName(kind string) string {
	switch kind {
	case "slice":
		return "list"
	case "struct":
		return "object"
	case "int":
		return "whole number"
	case "float64":
		return "number"
	case "bool":
		return "true or false"
	default:
		return kind
	}
}

// span of a look-up; without one it is the past hour. One that ends in the future ends now, and one that lies there as a
// whole is the past hour too: who writes a query for tomorrow wants to choose among what there is.
func (ds *Datasource) span(request lookup) span {
	now := ds.now()
	from, to := time.UnixMilli(int64(request.From)), time.UnixMilli(int64(request.To))
	if request.To <= 0 || from.After(now) {
		return span{from: now.Add(-time.Hour), to: now}
	}
	if to.After(now) {
		to = now
	}
	return span{from, to}
}

func (ds *Datasource) limit(request lookup) int {
	if request.Limit == 0 {
		return ds.settings.LookupLimit
	}
	return min(int(request.Limit), ds.settings.LookupLimit)
}
