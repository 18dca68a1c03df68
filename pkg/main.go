// Command gpx_baseten_metrics is the backend of the Baseten Metrics data source; Grafana starts it.
package main

import (
	"os"

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"baseten-metrics-datasource/pkg/memory"
	"baseten-metrics-datasource/pkg/plugin"
)

func main() {
	plugin.QuietStandardLog(os.Stderr)
	memory.SpareGarbage()
	if err := datasource.Manage(plugin.ID, plugin.NewDatasource, datasource.ManageOpts{}); err != nil {
		log.DefaultLogger.Error("The plugin ended with an error", "error", err)
		os.Exit(1)
	}
}
