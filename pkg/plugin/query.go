package plugin

import (
	"context"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"baseten-metrics-datasource/pkg/internal/recovered"
	"baseten-metrics-datasource/pkg/plugin/asked"
	"baseten-metrics-datasource/pkg/translator"
)

// job is one query on its way through the backend.
type job struct {
	refID       string
	query       backend.DataQuery
	origin      origin
	person      asked.Person
	translation *translator.Translation
	// qualifier stands in front of names where the request holds several queries of one metric.
	qualifier string
	// titled: names begin with the title, since another metric of the request has lines of the same labels.
	titled bool
	// column is the name of a table's value column.
	column string
	// filter is the dashboard's filters where they are sent beside the query's text; "" where they are in it.
	filter string
	err    error
}

// QueryData answers each query of a request by itself: one that fails, panics or is slow never spoils another.
func (ds *Datasource) QueryData(ctx context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	response := backend.NewQueryDataResponse()
	if ds.broken != nil {
		for _, query := range req.Queries {
			response.Responses[query.RefID] = errorResponse(ds.broken)
		}
		return response, nil
	}

	from := originOf(req.Headers)
	person := ds.source.Person(req.GetHTTPHeaders())
	jobs := make([]*job, len(req.Queries))
	for i, query := range req.Queries {
		jobs[i] = &job{refID: query.RefID, query: query, origin: from, person: person}
		ds.prepare(ctx, jobs[i])
	}
	qualify(jobs)
	titleLines(jobs)
	nameColumns(jobs)

	answers := make([]backend.DataResponse, len(jobs))
	var running sync.WaitGroup
	for i, j := range jobs {
		running.Go(func() {
			answers[i] = ds.answer(ctx, j)
		})
	}
	running.Wait()
	for i, j := range jobs {
		response.Responses[j.refID] = answers[i]
	}
	return response, nil
}

// prepare translates one query. What goes wrong is kept in the job: it is that query's own error.
func (ds *Datasource) prepare(ctx context.Context, j *job) {
	defer recovered.Into(ctx, &j.err)
	j.translation, j.err = ds.translator.Translate(ctx, j.query.JSON, ds.context(j))
}

// context is what the translation depends on beside the query; the browser translates with the same.
func (ds *Datasource) context(j *job) translator.Context {
	return translator.Context{FromAlert: j.origin.fromAlert, ScrapeIntervalMs: ds.settings.ScrapeInterval.Milliseconds()}
}

// answer runs one query.
func (ds *Datasource) answer(ctx context.Context, j *job) (response backend.DataResponse) {
	if j.err != nil {
		return errorResponse(j.err)
	}
	if j.translation.Kind == translator.KindEmpty {
		if j.origin.fromAlert {
			// "No data" would be taken for all is well by most rules.
			return errorResponse(&userError{"the query has neither a metric nor PromQL, so that this rule can't fire; choose a metric, or delete the query"})
		}
		return backend.DataResponse{Status: backend.StatusOK}
	}
	var err error
	defer func() {
		if err != nil {
			response = errorResponse(err)
		}
	}()
	defer recovered.Into(ctx, &err)
	response.Frames, err = ds.run(ctx, j)
	response.Status = backend.StatusOK
	return response
}
