// Package backend is how the backend of a package is built: by the build package of Grafana's plugin SDK, as of every plugin
// in the catalog, with what makes one state of the source the same bytes wherever it is built.
package backend

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	sdk "github.com/grafana/grafana-plugin-sdk-go/build"
	"github.com/grafana/grafana-plugin-sdk-go/build/buildinfo"
)

// Target is a system and processor that a package has a binary for.
type Target struct {
	System, Arch string
	Build        func() error
}

// Targets are those of the SDK's BuildAll.
func Targets() []Target {
	var build sdk.Build
	return []Target{
		{"linux", "amd64", build.Linux},
		{"linux", "arm64", build.LinuxARM64},
		{"linux", "arm", build.LinuxARM},
		{"darwin", "amd64", build.Darwin},
		{"darwin", "arm64", build.DarwinARM64},
		{"windows", "amd64", build.Windows},
	}
}

// Binary is the name by which Grafana's plugin loader looks for the program.
func (t Target) Binary(executable string) string {
	name := fmt.Sprintf("%s_%s_%s", executable, t.System, t.Arch)
	if t.System == "windows" {
		name += ".exe"
	}
	return name
}

// Configure tells the SDK's build package where this project keeps its files, and takes out of a build what would tell two
// machines apart: paths, the state of the checkout, the variables of the shell, and the clock where SOURCE_DATE_EPOCH
// (seconds) says the time. It is called once, before the first target and at the root of the project; out is the folder of
// the plugin.
func Configure(out string) error {
	vars, err := buildInfo()
	if err != nil {
		return err
	}
	err = sdk.SetBeforeBuildCallback(func(config sdk.Config) (sdk.Config, error) {
		config.PluginJSONPath = "."
		config.OutputBinaryPath = out
		config.CustomVars = vars
		if config.Env == nil {
			config.Env = map[string]string{}
		}
		config.Env["GOFLAGS"] = "-trimpath -buildvcs=false"
		config.Env["GOEXPERIMENT"] = ""
		config.Env["GOAMD64"] = "v1"
		config.Env["GOARM64"] = "v8.0"
		// The first Raspberry Pi and its Zero have this one.
		config.Env["GOARM"] = "6"
		return config, nil
	})
	if err != nil {
		return fmt.Errorf("setting up the SDK's build: %w", err)
	}
	return nil
}

// buildInfo is what the SDK compiles in about a build, with the time of the source in place of the clock's.
func buildInfo() (map[string]string, error) {
	text := os.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		return map[string]string{}, nil
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("SOURCE_DATE_EPOCH is %q; allowed: a number of seconds since 1970", text)
	}
	info := buildinfo.Info{Time: seconds * 1000}
	if info.PluginID, err = field("plugin.json", "id"); err != nil {
		return nil, err
	}
	if info.Version, err = field("package.json", "version"); err != nil {
		return nil, err
	}
	vars := map[string]string{}
	info.AppendFlags(vars)
	return vars, nil
}

func field(file, name string) (string, error) {
	text, err := os.ReadFile(file) //nolint:gosec // Both callers name a file of the project.
	if err != nil {
		return "", fmt.Errorf("reading what a build is told about itself: %w", err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		return "", fmt.Errorf("%s: %w", file, err)
	}
	value, _ := fields[name].(string)
	if value == "" {
		return "", fmt.Errorf("%s has no %s", file, name)
	}
	return value, nil
}
