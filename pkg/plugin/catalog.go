package plugin

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/common/model"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/translator"
)

// presentSeries counts the series of each metric that Baseten exports.
const presentSeries = `count by (__name__) ({__name__=~"baseten_.+"})`

// catalogAnswer of GET catalog. The catalog itself is part of the front end; this is what a server has of it.
type catalogAnswer struct {
	Metrics []presence `json:"metrics"`
	// Error is why nothing is known of the server's series. The editor works without them.
	Error string `json:"error,omitempty"`
}

type presence struct {
	ID      string `json:"id"`
	Present bool   `json:"present"`
	// Series is how many there are at present; a histogram counts once, not once a bucket.
	Series int `json:"series"`
}

func (ds *Datasource) serveCatalog(r *http.Request) (any, error) {
	ctx := r.Context()
	entries, err := ds.translator.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	answer := catalogAnswer{Metrics: make([]presence, 0, len(entries))}
	counts, err := ds.seriesCounts(ctx, ds.identity(r.Header))
	if err != nil {
		answer.Error = err.Error()
	}
	for _, entry := range entries {
		series := seriesOfEntry(entry, counts)
		answer.Metrics = append(answer.Metrics, presence{ID: entry.ID, Present: series > 0, Series: series})
	}
	return answer, nil
}

// seriesCounts gives the number of series of each baseten_ metric at present.
func (ds *Datasource) seriesCounts(ctx context.Context, identity string) (map[string]int, error) {
	return remember(ctx, ds.lookups, cacheKey("counts", identity), func(ctx context.Context) (map[string]int, error) {
		return ds.countNames(ctx, ds.now())
	})
}

func (ds *Datasource) countNames(ctx context.Context, at time.Time) (map[string]int, error) {
	result, err := ds.server.QueryInstant(ctx, prometheus.InstantRequest{Expr: presentSeries, Time: at})
	if err != nil {
		return nil, err
	}
	counts := make(map[string]int, len(result.Series))
	for i := range result.Series {
		if value, _, ok := result.Series[i].Last(result.Grid); ok {
			counts[result.Series[i].Label(model.MetricNameLabel)] = int(value)
		}
	}
	return counts, nil
}

// seriesOfEntry is the largest number of series among an entry's names. Buckets are left out, since each is one
// series of the same histogram.
func seriesOfEntry(entry translator.Entry, counts map[string]int) int {
	most := 0
	for _, name := range entry.Series {
		if !strings.HasSuffix(name, "_bucket") {
			most = max(most, counts[name])
		}
	}
	return most
}
