package plugin

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/steps"
	"baseten-metrics-datasource/pkg/settings"
	"baseten-metrics-datasource/pkg/translator"
)

// Whose fault each kind of error is, and what is read of it: whatever it is wrapped in.
func TestWhoseFaultAnErrorIs(t *testing.T) {
	const person, ours = backend.ErrorSourceDownstream, backend.ErrorSourcePlugin
	for _, test := range []struct {
		err    error
		status backend.Status
		source backend.ErrorSource
		text   string
	}{
		{&prometheus.Error{Status: 422, Message: "m", Source: person}, 422, person, "422 Unprocessable Entity: m"},
		{&prometheus.Error{Message: "m", Source: ours}, 500, ours, "m"},
		{&prometheus.Error{Message: "m", Canceled: true, Source: person}, 499, person, "m"},
		{&translator.QueryError{Field: "f", Message: "m"}, 400, person, "m"},
		{&translator.QueryError{Message: "m"}, 500, ours, "m"},
		{&steps.Error{}, 400, person, (&steps.Error{}).Error()},
		{&settings.Error{Setting: "s", Message: "m"}, 400, person, (&settings.Error{Setting: "s", Message: "m"}).Error()},
		{&userError{"m"}, 400, person, "m"},
		{context.Canceled, 499, person, "The query was cancelled."},
		{context.DeadlineExceeded, 504, person, "Grafana's time limit ended before the answer came. Ask for a shorter range or fewer series, or refresh less often."},
		{errors.New("m"), 500, ours, "m"},
	} {
		for _, err := range []error{test.err, fmt.Errorf("%w", test.err)} {
			got := errorResponse(err)
			if got.Status != test.status || got.ErrorSource != test.source || got.Error.Error() != test.text {
				t.Errorf("%T %v: got %d, %s, %q", test.err, test.err, got.Status, got.ErrorSource, got.Error)
			}
		}
	}
}
