package plugin

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/promparse"
)

// mostTokens of a query that is sent: a server's parser takes time that grows with their square, and its own limit of time doesn't
// stop it. A query of ten thousand takes Prometheus some hundredths of a second.
const mostTokens = 10_000

// withinLimits refuses PromQL that is longer or nested deeper than the settings allow, or of more words than any server reads
// in good time: it would be the server's work to read it, and servers end at what they can't.
func (ds *Datasource) withinLimits(expr string) error {
	if most := ds.settings.MaxQueryLength; len(expr) > most && utf8.RuneCountInString(expr) > most {
		return tooLong(utf8.RuneCountInString(expr), most)
	}
	most := ds.settings.MaxQueryNesting
	// What is shorter can't be nested deeper, nor have more words.
	if len(expr) <= min(most, mostTokens) {
		return nil
	}
	size := promparse.MeasureUpTo(expr, mostTokens+1)
	if size.Tokens > mostTokens {
		return &userError{fmt.Sprintf("the query has more than %d words and signs, which a server would be busy with for long. Split it into "+
			"several queries, or filter by a pattern instead of many values.", mostTokens)}
	}
	if size.Nesting > most {
		return &userError{fmt.Sprintf("the query has %d brackets inside of each other, and may have %d. Split it into several queries, or "+
			`raise "Nesting of a query" (maxQueryNesting) in the data source's settings.`, size.Nesting, most)}
	}
	return nil
}

// withDeadline bounds what is made of several requests, a look-up or the health check, by the limit of time that each query
// has. Who waits for a request of another sees this end, not the request's own.
func (ds *Datasource) withDeadline(ctx context.Context, what string) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, ds.settings.QueryTimeout, &prometheus.Error{
		Message: fmt.Sprintf("The %s did not end within %s.", what, ds.settings.QueryTimeout),
		Hint: `Raise "Query timeout" (queryTimeout) in the data source's settings or, where many requests wait for each other, ` +
			`"Requests at one time" (maxConcurrentQueries).`,
		Timeout: true,
		Source:  backend.ErrorSourceDownstream,
	})
}

func tooLong(characters, most int) error {
	return &userError{fmt.Sprintf("the query is %d characters long, and may be %d. Filter by a pattern instead of many values, or raise "+
		`"Length of a query" (maxQueryLength) in the data source's settings.`, characters, most)}
}
