// Command plugin is the plugin's backend with one addition for the load test: a loopback address, written into the file
// that LOAD_ADDRESS_FILE names, which tells the number of goroutines and the memory in use.
package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"runtime"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"baseten-metrics-datasource/pkg/plugin"
)

// usage is what the process holds after a garbage collection.
type usage struct {
	PID        int    `json:"pid"`
	Goroutines int    `json:"goroutines"`
	HeapBytes  uint64 `json:"heapBytes"`
}

func main() {
	if err := run(); err != nil {
		log.DefaultLogger.Error("The plugin ended with an error", "error", err)
		os.Exit(1)
	}
}

func run() error {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := []byte("http://" + listener.Addr().String())
	//nolint:gosec // The path comes from the load test that starts this.
	if err := os.WriteFile(os.Getenv("LOAD_ADDRESS_FILE"), address, 0o600); err != nil {
		return err
	}
	server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(tell)}
	// A connection that is kept would count as the plugin's own.
	server.SetKeepAlivesEnabled(false)
	go func() { _ = server.Serve(listener) }()
	return datasource.Manage(plugin.ID, plugin.NewDatasource, datasource.ManageOpts{})
}

func tell(w http.ResponseWriter, _ *http.Request) {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	encoded, err := json.Marshal(usage{PID: os.Getpid(), Goroutines: runtime.NumGoroutine(), HeapBytes: memory.HeapAlloc})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(encoded)
}
