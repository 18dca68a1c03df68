// Command release builds the backend for every platform into the plugin folder and packs it as the archive that people unzip
// into Grafana's plugin folder. `npm run package` starts it with the Go of go.mod's toolchain line and the time of the source.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"baseten-metrics-datasource/build/backend"
)

// run builds and packs; with repack it packs what is built, once a signature has come to it.
func run(folder string, repack bool) ([]string, error) {
	of, err := readMetadata(filepath.Join(folder, "plugin.json"))
	if err != nil {
		return nil, err
	}
	if os.Getenv("SOURCE_DATE_EPOCH") == "" {
		return nil, fmt.Errorf("the time of the source is not known: start it by npm run package")
	}
	if !repack {
		if err := compile(folder, of); err != nil {
			return nil, err
		}
	}
	archive := filepath.Join(filepath.Dir(folder), fmt.Sprintf("%s-%s.zip", of.ID, of.Info.Version))
	if err := pack(folder, archive, of); err != nil {
		return nil, err
	}
	sums, err := writeSums(archive)
	return append([]string{archive}, sums...), err
}

// compile builds the backend for every platform, with its list of Go files.
func compile(folder string, of metadata) error {
	if err := backend.Configure(folder); err != nil {
		return fmt.Errorf("configuring the build: %w", err)
	}
	for _, target := range backend.Targets() {
		started := time.Now()
		if err := target.Build(); err != nil {
			return fmt.Errorf("building for %s/%s: %w", target.System, target.Arch, err)
		}
		if err := checkToolchain("go.mod", filepath.Join(folder, target.Binary(of.Executable))); err != nil {
			return err
		}
		fmt.Printf("built for %s/%s (%.0f s)\n", target.System, target.Arch, time.Since(started).Seconds())
	}
	return checkManifest(".", filepath.Join(folder, goManifest))
}

func main() {
	repack := flag.Bool("repack", false, "pack the folder as it is, with the signature that it has got since it was built")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: release [-repack] FOLDER, where the front end is built already; npm run package does both")
		os.Exit(2)
	}
	written, err := run(flag.Arg(0), *repack)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, name := range written {
		fmt.Println("wrote", name)
	}
}
