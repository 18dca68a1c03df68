package plugin

import (
	"context"

	"baseten-metrics-datasource/pkg/translator"
)

// coreSeries are the series that every deployment exports, by the names that they are counted by.
func (ds *Datasource) coreSeries(ctx context.Context) []string {
	entries, err := ds.translator.Catalog(ctx)
	if err != nil {
		// The health check goes on: whatever else is wrong is worth saying, and a query would tell of this.
		return nil
	}
	var names []string
	for _, entry := range entries {
		if entry.Origin == translator.OriginMatrix {
			names = append(names, entry.LookupSeries...)
		}
	}
	return names
}
