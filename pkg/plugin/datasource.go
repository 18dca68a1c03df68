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

	"baseten-metrics-datasource/pkg/memory"
	"baseten-metrics-datasource/pkg/plugin/asked"
	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/settings"
	"baseten-metrics-datasource/pkg/translator"
)

// ID of the plugin; plugin.json and every provisioned file name it.
const ID = "baseten-metrics-datasource"

// Datasource is one configured data source. Grafana makes a new one whenever the configuration changes.
type Datasource struct {
	backend.CallResourceHandler

	settings   *settings.Settings
	translator *translator.Translator
	// source is the only way to the server; nil where a setting is wrong.
	source *asked.Source
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

func newDatasource(loaded *settings.Settings, server asked.Server, shared *translator.Translator, broken error) *Datasource {
	ds := &Datasource{
		settings:   loaded,
		translator: shared,
		broken:     broken,
		now:        time.Now,
	}
	if server != nil {
		ds.source = asked.New(server, loaded.ForwardIdentity)
	}
	ds.CallResourceHandler = ds.resourceHandler()
	return ds
}

func newClient(loaded *settings.Settings) (asked.Server, error) {
	web, err := httpclient.New(loaded.HTTP)
	if err != nil {
		return nil, &settings.Error{Setting: "jsonData", Message: fmt.Sprintf("the connection can't be set up: %v", err)}
	}
	return prometheus.NewClient(prometheus.Config{
		URL:                   loaded.URL,
		HTTP:                  web,
		Method:                loaded.HTTPMethod,
		CustomQueryParameters: loaded.CustomQueryParameters,
		Uncompressed:          loaded.Uncompressed,
		Timeout:               loaded.QueryTimeout,
		MaxResponseBytes:      int64(loaded.MaxResponseMegabytes) << 20,
		MaxSeries:             loaded.MaxSeries,
		MaxPoints:             settings.MaxPoints,
		MaxConcurrent:         loaded.MaxConcurrent,
		Memory:                memory.Process(),
		RetryDelay:            prometheus.RetryDelay,
		RetryFor:              prometheus.RetryFor,
	}), nil
}

// Dispose is called by the SDK when the configuration changed or the data source was removed.
func (ds *Datasource) Dispose() {
	if ds.source != nil {
		ds.source.Close()
	}
}
