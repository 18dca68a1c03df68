package plugin

import (
	"net/http"

	"baseten-metrics-datasource/pkg/translator"
)

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
	counts, err := ds.source.Person(r.Header).SeriesCounts(ctx, ds.now())
	if err != nil {
		answer.Error = err.Error()
	}
	for _, entry := range entries {
		series := seriesOfEntry(entry, counts)
		answer.Metrics = append(answer.Metrics, presence{ID: entry.ID, Present: series > 0, Series: series})
	}
	return answer, nil
}

// seriesOfEntry is the largest number of series among the names that an entry is counted by.
func seriesOfEntry(entry translator.Entry, counts map[string]int) int {
	most := 0
	for _, name := range entry.LookupSeries {
		most = max(most, counts[name])
	}
	return most
}
