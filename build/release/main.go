// Command release builds the backend for every platform and packs the plugin folder as the archive that people unzip into
// Grafana's plugin folder: `npm run package`.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"
)

// platform is an operating system and a processor that a release has a binary for.
type platform struct{ system, arch string }

func platforms() []platform {
	return []platform{
		{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"},
	}
}

// binaryName is the file that Grafana starts on a platform, by the rule of its plugin loader.
func binaryName(executable string, on platform) string {
	name := fmt.Sprintf("%s_%s_%s", executable, on.system, on.arch)
	if on.system == "windows" {
		name += ".exe"
	}
	return name
}

// compile builds the backend without cgo, so that it needs no C library and one Linux binary runs on Alpine too.
func compile(ctx context.Context, dist, executable string, on platform) error {
	//nolint:gosec // The arguments are this file's own.
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w",
		"-o", filepath.Join(dist, binaryName(executable, on)), "./pkg")
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+on.system, "GOARCH="+on.arch)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("building for %s/%s: %w", on.system, on.arch, err)
	}
	return nil
}

func run(ctx context.Context, dist, out string) (string, error) {
	manifest, err := readManifest(filepath.Join(dist, "plugin.json"))
	if err != nil {
		return "", err
	}
	for _, on := range platforms() {
		started := time.Now()
		if err := compile(ctx, dist, manifest.Executable, on); err != nil {
			return "", err
		}
		fmt.Printf("built for %s/%s (%.0f s)\n", on.system, on.arch, time.Since(started).Seconds())
	}
	warning, err := oldToolchain("go.mod", filepath.Join(dist, binaryName(manifest.Executable, platforms()[0])))
	if err != nil {
		return "", err
	}
	if warning != "" {
		fmt.Fprintln(os.Stderr, warning)
	}
	path := filepath.Join(out, fmt.Sprintf("%s-%s.zip", manifest.ID, manifest.Info.Version))
	if err := pack(dist, path, manifest); err != nil {
		return "", err
	}
	return path, nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	path, err := run(ctx, "dist", filepath.Join(".cache", "release"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1) //nolint:gocritic // stop was called.
	}
	fmt.Println("wrote", path)
}
