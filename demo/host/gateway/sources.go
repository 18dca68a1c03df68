package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// defaultUID is the uid of the data source that exists from the start; provisioning pins the same one.
const defaultUID = "baseten-metrics"

// errChangedMeanwhile has Grafana's words.
var errChangedMeanwhile = errors.New("datasource has already been updated by someone else. Please reload and try again")

// sourceSettings are a data source's settings in the shape of Grafana's HTTP API. Secrets go in by secureJsonData and
// never come out again: a browser only sees secureJsonFields, which says what is set.
type sourceSettings struct {
	ID               int64             `json:"id"`
	UID              string            `json:"uid"`
	OrgID            int64             `json:"orgId"`
	Name             string            `json:"name"`
	Type             string            `json:"type"`
	Access           string            `json:"access"`
	URL              string            `json:"url"`
	User             string            `json:"user"`
	Database         string            `json:"database"`
	BasicAuth        bool              `json:"basicAuth"`
	BasicAuthUser    string            `json:"basicAuthUser"`
	WithCredentials  bool              `json:"withCredentials"`
	IsDefault        bool              `json:"isDefault"`
	JSONData         json.RawMessage   `json:"jsonData"`
	SecureJSONData   map[string]string `json:"secureJsonData,omitempty"`
	SecureJSONFields map[string]bool   `json:"secureJsonFields"`
	Version          int64             `json:"version"`
	ReadOnly         bool              `json:"readOnly"`
}

// storedSource is what is kept of a data source.
type storedSource struct {
	settings sourceSettings
	secrets  map[string]string
	updated  time.Time
}

// sourceStore keeps the data sources in memory; Grafana has a database with encrypted secrets in its place.
type sourceStore struct {
	mu       sync.RWMutex
	manifest manifest
	nextID   int64
	byUID    map[string]storedSource
}

func newSourceStore(m manifest, url string) *sourceStore {
	store := &sourceStore{manifest: m, byUID: map[string]storedSource{}}
	// Nothing was there before that could have changed.
	_, _ = store.put(defaultUID, sourceSettings{Name: "Baseten", URL: url, IsDefault: true})
	return store
}

// get returns the settings without secrets.
func (s *sourceStore) get(uid string) (sourceSettings, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	stored, ok := s.byUID[uid]
	return stored.settings, ok
}

// list returns all settings without secrets.
func (s *sourceStore) list() []sourceSettings {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]sourceSettings, 0, len(s.byUID))
	for _, stored := range s.byUID {
		all = append(all, stored.settings)
	}
	return all
}

// put saves settings, and makes a data source where the uid is new. As in Grafana a secret that isn't sent is kept,
// unless secureJsonFields says false for it or it is sent empty: then it was reset.
func (s *sourceStore) put(uid string, in sourceSettings) (sourceSettings, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, exists := s.byUID[uid]
	// As in Grafana: who sends the version that was read is told of a change in between.
	if exists && in.Version != 0 && in.Version != old.settings.Version {
		return sourceSettings{}, errChangedMeanwhile
	}
	if !exists {
		s.nextID++
		old.settings.ID = s.nextID
	}

	secrets := maps.Clone(old.secrets)
	if secrets == nil {
		secrets = map[string]string{}
	}
	for name, set := range in.SecureJSONFields {
		if !set {
			delete(secrets, name)
		}
	}
	for name, value := range in.SecureJSONData {
		if value == "" {
			delete(secrets, name)
		} else {
			secrets[name] = value
		}
	}

	fields := make(map[string]bool, len(secrets))
	for name := range secrets {
		fields[name] = true
	}
	if len(in.JSONData) == 0 || string(in.JSONData) == "null" {
		in.JSONData = json.RawMessage("{}")
	}
	in.ID, in.UID, in.OrgID, in.Type = old.settings.ID, uid, 1, s.manifest.ID
	in.Access = "proxy"
	in.Version = old.settings.Version + 1
	in.SecureJSONData, in.SecureJSONFields = nil, fields
	s.byUID[uid] = storedSource{settings: in, secrets: secrets, updated: time.Now()}
	return in, nil
}

// pluginContext is what the plugin is told about a data source, decrypted secrets included.
func (s *sourceStore) pluginContext(uid string) (backend.PluginContext, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	stored, ok := s.byUID[uid]
	if !ok {
		return backend.PluginContext{}, fmt.Errorf("there is no data source with the uid %q", uid)
	}
	set := stored.settings
	return backend.PluginContext{
		OrgID:         1,
		Namespace:     "default",
		PluginID:      s.manifest.ID,
		PluginVersion: s.manifest.Info.Version,
		GrafanaConfig: backend.NewGrafanaCfg(map[string]string{}),
		DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
			ID:                      set.ID,
			UID:                     uid,
			Type:                    s.manifest.ID,
			Name:                    set.Name,
			URL:                     set.URL,
			User:                    set.User,
			Database:                set.Database,
			BasicAuthEnabled:        set.BasicAuth,
			BasicAuthUser:           set.BasicAuthUser,
			JSONData:                set.JSONData,
			DecryptedSecureJSONData: maps.Clone(stored.secrets),
			Updated:                 stored.updated,
		},
	}, nil
}
