package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// gateway is what the HTTP handlers share.
type gateway struct {
	manifest manifest
	process  *pluginProcess
	sources  *sourceStore
}

// demoUser is the person in whose name the page asks; Grafana has logins in its place.
func demoUser() *backend.User {
	return &backend.User{Login: "demo", Name: "Demo", Email: "demo@localhost", Role: "Admin"}
}

// newHandler serves Grafana's paths that a data source plugin's front end uses.
func newHandler(g *gateway, opts options) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/health", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"database": "ok", "version": "stand-in"})
	})
	mux.HandleFunc("POST /api/ds/query", g.handleQuery)
	mux.HandleFunc("GET /api/datasources", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, g.sources.list())
	})
	mux.HandleFunc("GET /api/datasources/uid/{uid}", g.handleGetSource)
	mux.HandleFunc("PUT /api/datasources/uid/{uid}", g.handlePutSource)
	mux.HandleFunc("GET /api/datasources/uid/{uid}/health", g.handleHealth)
	mux.HandleFunc("/api/datasources/uid/{uid}/resources/{path...}", g.handleResource)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		writeError(w, http.StatusNotFound, fmt.Errorf("the demo has no %s; it stands in for a small part of Grafana", r.URL.Path))
	})

	assets := "/public/plugins/" + g.manifest.ID + "/"
	mux.Handle("GET "+assets, http.StripPrefix(assets, withoutBinaries(g.manifest, files(opts.dist))))
	if opts.provisioning != "" {
		mux.Handle("GET /provisioning/", http.StripPrefix("/provisioning/", files(opts.provisioning)))
		mux.HandleFunc("GET /provisioning/{$}", func(w http.ResponseWriter, _ *http.Request) {
			writeJSON(w, http.StatusOK, provisionedFiles(opts.provisioning))
		})
	}
	// @grafana/ui asks for Grafana's fonts, which no package ships: the browser's own are taken, without a failed request.
	mux.HandleFunc("GET /public/fonts/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		w.WriteHeader(http.StatusNoContent)
	})
	if opts.page != "" {
		mux.Handle("/", page(opts.page))
	}
	return onlyLoopback(mux)
}

func (g *gateway) handleQuery(w http.ResponseWriter, r *http.Request) {
	var body queryRequest
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		writeError(w, http.StatusBadRequest, fmt.Errorf("bad request data: %w", err))
		return
	}
	groups, err := parseQueries(body, time.Now())
	if err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	answer, err := g.runQueries(r.Context(), groups, r.Header)
	if err != nil {
		writeError(w, http.StatusInternalServerError, err)
		return
	}
	// Grafana answers 400 when one of the queries failed; the results of all of them are in the body nevertheless.
	status := http.StatusOK
	for _, response := range answer.Responses {
		if response.Error != nil {
			status = http.StatusBadRequest
		}
	}
	writeJSON(w, status, answer)
}

func (g *gateway) handleGetSource(w http.ResponseWriter, r *http.Request) {
	settings, ok := g.sources.get(r.PathValue("uid"))
	if !ok {
		writeError(w, http.StatusNotFound, errors.New("data source not found"))
		return
	}
	writeJSON(w, http.StatusOK, settings)
}

func (g *gateway) handlePutSource(w http.ResponseWriter, r *http.Request) {
	var in sourceSettings
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		writeError(w, http.StatusBadRequest, fmt.Errorf("bad request data: %w", err))
		return
	}
	saved, err := g.sources.put(r.PathValue("uid"), in)
	if err != nil {
		writeError(w, http.StatusConflict, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"datasource": saved, "id": saved.ID, "name": saved.Name, "message": "Datasource updated",
	})
}

func (g *gateway) handleHealth(w http.ResponseWriter, r *http.Request) {
	pluginContext, client, ok := g.prepare(w, r)
	if !ok {
		return
	}
	answer, err := client.diagnostics.CheckHealth(r.Context(), &pluginv2.CheckHealthRequest{
		PluginContext: backend.ToProto().PluginContext(pluginContext),
		Headers:       map[string]string{},
	})
	if err != nil {
		writeError(w, http.StatusInternalServerError, fmt.Errorf("the plugin did not answer: %w", err))
		return
	}
	result := backend.FromProto().CheckHealthResponse(answer)
	payload := map[string]any{"status": result.Status.String(), "message": result.Message}
	if json.Valid(result.JSONDetails) {
		payload["details"] = json.RawMessage(result.JSONDetails)
	}
	// A failed health check is a 400 in Grafana, with the same body.
	status := http.StatusOK
	if result.Status != backend.HealthStatusOk {
		status = http.StatusBadRequest
	}
	writeJSON(w, status, payload)
}

func (g *gateway) handleResource(w http.ResponseWriter, r *http.Request) {
	pluginContext, client, ok := g.prepare(w, r)
	if !ok {
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 16<<20))
	if err != nil {
		writeError(w, http.StatusBadRequest, fmt.Errorf("bad request data: %w", err))
		return
	}
	resource := strings.TrimPrefix(path.Clean("/"+r.PathValue("path")), "/")
	url := resource
	if r.URL.RawQuery != "" {
		url += "?" + r.URL.RawQuery
	}
	stream, err := client.resource.CallResource(r.Context(), backend.ToProto().CallResourceRequest(
		&backend.CallResourceRequest{
			PluginContext: pluginContext,
			Path:          resource,
			Method:        r.Method,
			URL:           url,
			Headers:       resourceHeaders(r.Header),
			Body:          body,
		},
	))
	if err != nil {
		writeError(w, http.StatusInternalServerError, fmt.Errorf("the plugin did not answer: %w", err))
		return
	}
	// The answer may come in parts; the first carries the status and the headers.
	for first := true; ; first = false {
		part, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			if first {
				writeError(w, http.StatusInternalServerError, fmt.Errorf("the plugin did not answer: %w", err))
			}
			return
		}
		if first {
			for name, values := range part.Headers {
				for _, value := range values.Values {
					w.Header().Add(name, value)
				}
			}
			w.WriteHeader(int(part.Code))
		}
		if _, err := w.Write(part.Body); err != nil {
			return
		}
	}
}

// prepare finds what a call for one data source needs; where it can't, it answers and returns false.
func (g *gateway) prepare(w http.ResponseWriter, r *http.Request) (backend.PluginContext, *pluginClient, bool) {
	pluginContext, err := g.sources.pluginContext(r.PathValue("uid"))
	if err != nil {
		writeError(w, http.StatusNotFound, err)
		return backend.PluginContext{}, nil, false
	}
	client, err := g.process.client()
	if err != nil {
		writeError(w, http.StatusInternalServerError, err)
		return backend.PluginContext{}, nil, false
	}
	pluginContext.User = demoUser()
	return pluginContext, client, true
}

// resourceHeaders leaves out what belongs to the connection between the browser and the gateway.
func resourceHeaders(in http.Header) map[string][]string {
	out := map[string][]string{}
	for name, values := range in {
		switch name {
		case "Cookie", "Connection", "Accept-Encoding", "Content-Length", "Host", "Origin", "Referer":
		default:
			out[name] = values
		}
	}
	return out
}

// onlyLoopback refuses requests that reach the loopback address under another host's name, which is how a web page
// elsewhere could otherwise read from a server that has no login.
func onlyLoopback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		ip := net.ParseIP(strings.Trim(host, "[]"))
		if host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			writeError(w, http.StatusForbidden, fmt.Errorf("the demo answers on localhost only, not as %q", host))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// withoutBinaries keeps the plugin's executables out of what a browser can load, as Grafana does.
func withoutBinaries(m manifest, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(path.Base(r.URL.Path), m.Executable) {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// files serves a folder, asking the browser to check each time: a rebuilt plugin is seen on reload.
func files(folder string) http.Handler {
	server := http.FileServer(http.Dir(folder))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		server.ServeHTTP(w, r)
	})
}

// provisionedFiles lists what the page shows, as paths below the folder: Grafana has read these files into its database.
func provisionedFiles(folder string) map[string][]string {
	found := map[string][]string{"dashboards": {}, "rules": {}}
	for kind, pattern := range map[string]string{"dashboards": "dashboards/*/*.json", "rules": "alerting/*.yaml"} {
		// The patterns are well formed, so there is no error.
		matches, _ := filepath.Glob(filepath.Join(folder, filepath.FromSlash(pattern)))
		for _, match := range matches {
			if relative, err := filepath.Rel(folder, match); err == nil {
				found[kind] = append(found[kind], filepath.ToSlash(relative))
			}
		}
	}
	return found
}

// page serves the demo page; a path that is no file is a view of the page.
func page(folder string) http.Handler {
	server := files(folder)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file := filepath.Join(folder, filepath.FromSlash(path.Clean("/"+r.URL.Path)))
		if _, err := os.Stat(file); err != nil && path.Ext(file) == "" {
			r.URL.Path = "/"
		}
		server.ServeHTTP(w, r)
	})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		writeError(w, http.StatusInternalServerError, fmt.Errorf("write the answer: %w", err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

func writeError(w http.ResponseWriter, status int, err error) {
	text, _ := json.Marshal(map[string]string{"message": err.Error()})
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}
