// Command gateway stands in for the part of a Grafana server that a data source plugin needs, so that the demo,
// the tests and the benchmarks run where no Grafana is installed. It starts the built plugin binary as Grafana does
// (hashicorp/go-plugin, gRPC) and serves Grafana's HTTP paths for queries, resources, health and settings on the
// loopback interface. It is deliberately small: no users, no database, no expressions, no alerting engine.
//
// When it is ready it prints one line of JSON, {"url": …, "pid": …}, on standard output.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/hashicorp/go-hclog"
)

// options are what the command line sets.
type options struct {
	host          string
	port          int
	dist          string
	binary        string
	page          string
	provisioning  string
	url           string
	logLevel      string
	exitWithStdin bool
}

func main() {
	var opts options
	flag.StringVar(&opts.host, "host", "127.0.0.1", "address to listen on; there is no login, so keep it a loopback one")
	flag.IntVar(&opts.port, "port", 0, "port to listen on; 0 takes a free one")
	flag.StringVar(&opts.dist, "dist", "dist", "folder of the built plugin")
	flag.StringVar(&opts.binary, "binary", "", "plugin binary; found in the dist folder when empty")
	flag.StringVar(&opts.page, "page", "", "folder of the built demo page; none when empty")
	flag.StringVar(&opts.provisioning, "provisioning", "", "folder of provisioning files that the page may read; none when empty")
	flag.StringVar(&opts.url, "url", "", "URL of the Prometheus server that the data source starts with")
	flag.StringVar(&opts.logLevel, "log", "warn", "level of the log on standard error: debug, info, warn or error")
	flag.BoolVar(&opts.exitWithStdin, "exit-with-stdin", false, "stop when standard input ends, so that a killed parent leaves nothing behind")
	flag.Parse()

	if err := run(opts); err != nil {
		fmt.Fprintf(os.Stderr, "gateway: %v\n", err)
		os.Exit(1)
	}
}

// run serves until a signal, or the end of standard input, asks it to stop.
func run(opts options) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if opts.exitWithStdin {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}

	manifest, err := readManifest(filepath.Join(opts.dist, "plugin.json"))
	if err != nil {
		return err
	}
	if opts.binary == "" {
		opts.binary = filepath.Join(opts.dist, binaryName(manifest.Executable))
	}
	logger := hclog.New(&hclog.LoggerOptions{Name: "gateway", Level: hclog.LevelFromString(opts.logLevel), Output: os.Stderr})

	process := newPluginProcess(opts.binary, logger)
	defer process.stop()
	if _, err := process.client(); err != nil {
		return err
	}

	listener, err := net.Listen("tcp", net.JoinHostPort(opts.host, strconv.Itoa(opts.port)))
	if err != nil {
		return fmt.Errorf("listen on port %d: %w", opts.port, err)
	}
	server := &http.Server{
		Handler: newHandler(&gateway{
			manifest: manifest,
			process:  process,
			sources:  newSourceStore(manifest, opts.url),
		}, opts),
		ReadHeaderTimeout: 10 * time.Second,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	ready, err := json.Marshal(map[string]any{"url": "http://" + listener.Addr().String(), "pid": os.Getpid()})
	if err != nil {
		return fmt.Errorf("write the address: %w", err)
	}
	fmt.Println(string(ready))

	select {
	case err := <-failed:
		if !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
	case <-ctx.Done():
		// A browser keeps idle connections open, so waiting for them for long would only delay Ctrl-C.
		closing, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := server.Shutdown(closing); err != nil {
			_ = server.Close()
		}
	}
	return nil
}

// manifest is what the gateway needs of plugin.json.
type manifest struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Executable string `json:"executable"`
	Info       struct {
		Version string `json:"version"`
	} `json:"info"`
}

func readManifest(path string) (manifest, error) {
	var m manifest
	text, err := os.ReadFile(path) //nolint:gosec // The path comes from the command line of a developer's tool.
	if err != nil {
		return m, fmt.Errorf("read the built plugin (npm run build makes it): %w", err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("read %s: %w", path, err)
	}
	if m.ID == "" || m.Executable == "" {
		return m, fmt.Errorf("%s names no id or no executable", path)
	}
	return m, nil
}

// binaryName is the file name under which Grafana looks for a plugin's binary on this machine.
func binaryName(executable string) string {
	name := executable + "_" + runtime.GOOS + "_" + runtime.GOARCH
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return name
}
