package situations

import (
	"context"
	"os"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// untraced leaves the context as it is. The engine begins a span for each part of an expression, and its context one in the
// other is what it asks at each step whether it may go on.
type untraced struct{ noop.TracerProvider }

func (untraced) Tracer(string, ...trace.TracerOption) trace.Tracer { return spanless{} }

type spanless struct{ noop.Tracer }

func (spanless) Start(ctx context.Context, _ string, _ ...trace.SpanStartOption) (context.Context, trace.Span) {
	return ctx, noop.Span{}
}

func TestMain(m *testing.M) {
	otel.SetTracerProvider(untraced{})
	os.Exit(m.Run())
}
