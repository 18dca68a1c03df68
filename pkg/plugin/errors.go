package plugin

import (
	"context"
	"errors"
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/steps"
	"baseten-metrics-datasource/pkg/settings"
	"baseten-metrics-datasource/pkg/translator"
)

// statusClientClosed is the customary status of a request whose caller gave up.
const statusClientClosed = backend.Status(499)

// userError is a fault of the query itself, found by this package.
type userError struct{ message string }

func (e *userError) Error() string { return e.message }

// fault says which status an error has and whose fault it is. What a person can correct in the query, the settings
// or the server is "downstream": only a bug of ours is the plugin's.
func fault(err error) (backend.Status, backend.ErrorSource) {
	var fromServer *prometheus.Error
	var fromQuery *translator.QueryError
	var fromSteps *steps.Error
	var fromSettings *settings.Error
	var fromUser *userError
	switch {
	case errors.As(err, &fromServer):
		return fromServer.ResponseStatus(), fromServer.Source
	case errors.As(err, &fromQuery) && fromQuery.Field == "":
		// The translator caught an exception of its own.
		return backend.StatusInternal, backend.ErrorSourcePlugin
	case errors.As(err, &fromQuery), errors.As(err, &fromSteps), errors.As(err, &fromUser), errors.As(err, &fromSettings):
		return http.StatusBadRequest, backend.ErrorSourceDownstream
	case errors.Is(err, context.Canceled):
		return statusClientClosed, backend.ErrorSourceDownstream
	case errors.Is(err, context.DeadlineExceeded):
		return backend.StatusTimeout, backend.ErrorSourceDownstream
	default:
		return backend.StatusInternal, backend.ErrorSourcePlugin
	}
}

// explain is the text of an error for people. Those of a context say nothing by themselves.
func explain(err error) string {
	var fromServer *prometheus.Error
	switch {
	case errors.As(err, &fromServer):
		return err.Error()
	case errors.Is(err, context.Canceled):
		return "The query was cancelled."
	case errors.Is(err, context.DeadlineExceeded):
		return "Grafana's time limit ended before the answer came. Ask for a shorter range or fewer series, or refresh less often."
	default:
		return err.Error()
	}
}

func errorResponse(err error) backend.DataResponse {
	status, source := fault(err)
	return backend.ErrDataResponseWithSource(status, source, explain(err))
}
