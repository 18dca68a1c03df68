//go:build mage

// The backend's build by the names that people who build Grafana plugins know: `mage -l` lists them, `mage` builds for every
// platform into dist. The front end is built by npm, and `npm run package` makes what is published.
package main

import (
	// mage:import
	sdk "github.com/grafana/grafana-plugin-sdk-go/build"

	"baseten-metrics-datasource/build/backend"
)

// Default is what `mage` does.
var Default = sdk.BuildAll

func init() {
	if err := backend.Configure("dist"); err != nil {
		panic(err)
	}
}
