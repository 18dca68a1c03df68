//go:build mage

// The build of the backend, by the names that people who build Grafana plugins know: `mage -l` lists them.
// The front end is built by npm; see package.json.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"
)

// Default is what `mage` does: the backend for every platform.
var Default = Build.All

const executable = "gpx_baseten_metrics"

// Build holds one target for each platform that a release is made for.
type Build mg.Namespace

// binary compiles the backend. Without cgo it needs no C library, so that one Linux binary runs on every distribution,
// Alpine included.
func binary(system, arch string) error {
	name := fmt.Sprintf("%s_%s_%s", executable, system, arch)
	if system == "windows" {
		name += ".exe"
	}
	target := filepath.Join("dist", name)
	env := map[string]string{"CGO_ENABLED": "0", "GOOS": system, "GOARCH": arch}
	if err := sh.RunWithV(env, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", target, "./pkg"); err != nil {
		return err
	}
	// Grafana starts the file, also out of an archive that was packed elsewhere.
	return os.Chmod(target, 0o755)
}

// Linux builds for Linux on x86-64.
func (Build) Linux() error { return binary("linux", "amd64") }

// LinuxARM64 builds for Linux on 64-bit ARM.
func (Build) LinuxARM64() error { return binary("linux", "arm64") }

// Darwin builds for macOS on x86-64.
func (Build) Darwin() error { return binary("darwin", "amd64") }

// DarwinARM64 builds for macOS on Apple silicon.
func (Build) DarwinARM64() error { return binary("darwin", "arm64") }

// Windows builds for Windows on x86-64.
func (Build) Windows() error { return binary("windows", "amd64") }

// All builds for every platform, one after the other: each compiles on all processors.
func (Build) All() {
	mg.SerialDeps(Build.Linux, Build.LinuxARM64, Build.Darwin, Build.DarwinARM64, Build.Windows)
}

// BuildAll is Build.All by its older name.
func BuildAll() { mg.Deps(Build.All) }

// Test runs the Go tests with the race detector.
func Test() error { return sh.RunV("go", "test", "-race", "./pkg/...") }

// Lint runs golangci-lint in the version that build/tools/go.mod pins.
func Lint() error {
	return sh.RunV("go", "tool", "-modfile=build/tools/go.mod", "golangci-lint", "run")
}

// Clean removes the backend's binaries.
func Clean() error {
	found, err := filepath.Glob(filepath.Join("dist", executable+"_*"))
	if err != nil {
		return err
	}
	var failures []error
	for _, path := range found {
		failures = append(failures, sh.Rm(path))
	}
	return errors.Join(failures...)
}
