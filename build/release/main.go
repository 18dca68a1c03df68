// Command release builds the backend for every platform into the plugin folder and packs it as the archive that people unzip
// into Grafana's plugin folder. `npm run package` starts it with the Go of go.mod's toolchain line and the time of the source.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"baseten-metrics-datasource/build/backend"
)

func run(folder string) ([]string, error) {
	of, err := readMetadata(filepath.Join(folder, "plugin.json"))
	if err != nil {
		return nil, err
	}
	if os.Getenv("SOURCE_DATE_EPOCH") == "" {
		return nil, fmt.Errorf("the time of the source is not known: start it by npm run package")
	}
	if err := backend.Configure(folder); err != nil {
		return nil, fmt.Errorf("configuring the build: %w", err)
	}
	for _, target := range backend.Targets() {
		started := time.Now()
		if err := target.Build(); err != nil {
			return nil, fmt.Errorf("building for %s/%s: %w", target.System, target.Arch, err)
		}
		if err := checkToolchain("go.mod", filepath.Join(folder, target.Binary(of.Executable))); err != nil {
			return nil, err
		}
		fmt.Printf("built for %s/%s (%.0f s)\n", target.System, target.Arch, time.Since(started).Seconds())
	}
	if err := checkManifest(".", filepath.Join(folder, goManifest)); err != nil {
		return nil, err
	}
	archive := filepath.Join(filepath.Dir(folder), fmt.Sprintf("%s-%s.zip", of.ID, of.Info.Version))
	if err := pack(folder, archive, of); err != nil {
		return nil, err
	}
	sums, err := writeSums(archive)
	return append([]string{archive}, sums...), err
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: release FOLDER, where the front end is built already; npm run package does both")
		os.Exit(2)
	}
	written, err := run(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, name := range written {
		fmt.Println("wrote", name)
	}
}
