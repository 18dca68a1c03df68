// Package plugin answers Grafana: queries, resources for the editors, and the health check.
package plugin

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
	"baseten-metrics-datasource/pkg/settings"
	"baseten-metrics-datasource/pkg/translator"
)

// ID of the plugin; plugin.json and every provisioned file name it.
const ID = "baseten-metrics-datasource"

// server is what answers PromQL: today a client of the Prometheus HTTP API.
type server interface {
	QueryRange(ctx context.Context, request prometheus.RangeRequest) (*decode.Result, error)
	QueryInstant(ctx context.Context, request prometheus.InstantRequest) (*decode.Result, error)
	Series(ctx context.Context, request prometheus.LookupRequest) (*prometheus.SeriesResult, error)
	LabelNames(ctx context.Context, request prometheus.LookupRequest) (*prometheus.LookupResult, error)
	LabelValues(ctx context.Context, label string, request prometheus.LookupRequest) (*prometheus.LookupResult, error)
	Metadata(ctx context.Context, metric string) ([]prometheus.Metadata, error)
	BuildInfo(ctx context.Context) (*prometheus.BuildInfo, error)
	CloseIdleConnections()
}

// Datasource is one configured data source. Grafana makes a new one whenever the configuration changes.
type Datasource struct {
	backend.CallResourceHandler

	settings   *settings.Settings
	server     server
	translator *translator.Translator
	lookups    *cache
	// queries merges the same query of several panels and rules while it is under way.
	queries flight
	// broken is why this data source can't work: a setting that is wrong. Every answer says so, since an instance
	// that failed to start would only show as "plugin unavailable".
	broken error
	now    func() time.Time
}

// sharedTranslator is compiled once for all data sources of the process.
var sharedTranslator = sync.OnceValues(translator.New)

// NewDatasource makes the instance of one configured data source. A wrong setting is no error here but in each
// answer of the instance.
func NewDatasource(ctx context.Context, instance backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	shared, err := sharedTranslator()
	if err != nil {
		return nil, err
	}
	loaded, err := settings.Load(ctx, instance)
	if err != nil {
		return newDatasource(&settings.Settings{}, nil, shared, err), nil
	}
	client, err := newClient(loaded)
	return newDatasource(loaded, client, shared, err), nil
}

func newDatasource(loaded *settings.Settings, server server, shared *translator.Translator, broken error) *Datasource {
	ds := &Datasource{
		settings:   loaded,
		server:     server,
		translator: shared,
		lookups:    newCache(lookupCacheTime, lookupCacheEntries),
		broken:     broken,
		now:        time.Now,
	}
	ds.CallResourceHandler = ds.resourceHandler()
	return ds
}

func newClient(loaded *settings.Settings) (server, error) {
	web, err := httpclient.New(loaded.HTTP)
	if err != nil {
		return nil, &settings.Error{Setting: "jsonData", Message: fmt.Sprintf("the connection can't be set up: %v", err)}
	}
	client, err := prometheus.NewClient(prometheus.Config{
		URL:                   loaded.URL.String(),
		HTTP:                  web,
		Method:                loaded.HTTPMethod,
		CustomQueryParameters: loaded.CustomQueryParameters.Encode(),
		Timeout:               loaded.QueryTimeout,
		MaxResponseBytes:      loaded.MaxResponseBytes,
		MaxSeries:             loaded.MaxSeries,
		MaxConcurrent:         loaded.MaxConcurrent,
	})
	if err != nil {
		return nil, fmt.Errorf("set up the client: %w", err)
	}
	return client, nil
}

// Dispose is called by the SDK when the configuration changed or the data source was removed.
func (ds *Datasource) Dispose() {
	if ds.server != nil {
		ds.server.CloseIdleConnections()
	}
}
