package plugin

import (
	"context"

	"baseten-metrics-datasource/pkg/plugin/asked"
	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// panicky stands for a bug of the plugin's own in the handling of one query.
type panicky struct{ asked.Server }

func (p panicky) QueryRange(ctx context.Context, request prometheus.RangeRequest) (*decode.Result, error) {
	if request.Expr == "panic" {
		panic("a bug")
	}
	return p.Server.QueryRange(ctx, request)
}
