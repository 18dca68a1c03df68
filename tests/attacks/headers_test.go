//go:build attacks

package attacks

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// seen is what a server was sent.
type seen struct {
	mu       sync.Mutex
	requests []*http.Request
	forms    []url.Values
}

// recording is a server that answers well and keeps what it was sent.
func recording(t *testing.T) (*seen, string) {
	t.Helper()
	all := &seen{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		all.mu.Lock()
		all.requests, all.forms = append(all.requests, r), append(all.forms, r.Form)
		all.mu.Unlock()
		_, _ = io.WriteString(w, goodAnswer(r))
	}))
	t.Cleanup(server.Close)
	return all, server.URL
}

// foreign headers, which choose a tenant, a person or a method somewhere; a viewer may add them to any look-up.
var foreign = map[string]string{
	"X-Scope-OrgID": "tenant-b", "THANOS-TENANT": "tenant-b", "AccountID": "7", "ProjectID": "7", "X-Grafana-Org-Id": "7", "X-Prometheus-Tenant": "tenant-b",
	"X-Forwarded-For": "10.0.0.1", "X-Forwarded-User": "admin", "X-WEBAUTH-USER": "admin", "X-Grafana-User": "admin", "X-Remote-User": "admin",
	"Baggage": "tenant=b", "X-HTTP-Method-Override": "DELETE", "Proxy-Authorization": "Basic YTpi", "X-Amz-Security-Token": "x", "X-Original-URL": "/admin",
}

func headerAttacks() []attack {
	settings := map[string]string{
		"nothing":     `{"httpHeaderName1":"X-Scope-OrgID"}`,
		"an identity": `{"httpHeaderName1":"X-Scope-OrgID","oauthPassThru":true}`,
		"a cookie":    `{"httpHeaderName1":"X-Scope-OrgID","keepCookies":["session"]}`,
		"both":        `{"httpHeaderName1":"X-Scope-OrgID","oauthPassThru":true,"keepCookies":["session"]}`,
	}
	var all []attack
	for _, forwarded := range []string{"nothing", "an identity", "a cookie", "both"} {
		all = append(all, attack{"viewer", "headers of tenants, persons and methods, where " + forwarded + " is forwarded", "none goes on; the settings' own tenant stays", func(t *testing.T) {
			requests, address := recording(t)
			p := startPlugin(t)
			headers := map[string]string{"Cookie": "session=mine; grafana_session=grafanas", "X-Id-Token": "id"}
			for name, value := range foreign {
				headers[name] = value
			}
			s := source{url: address, jsonData: settings[forwarded], secure: map[string]string{"httpHeaderValue1": "tenant-a", "bearerToken": "own"}, person: "eve"}
			p.everything(t, s, headers)
			wantID, wantCookie := "", ""
			if forwarded == "an identity" || forwarded == "both" {
				wantID = "id"
			}
			if forwarded == "a cookie" || forwarded == "both" {
				wantCookie = "session=mine"
			}
			if len(requests.requests) < 8 {
				t.Errorf("%d requests", len(requests.requests))
			}
			for _, r := range requests.requests {
				for name := range foreign {
					if got := r.Header.Get(name); got != "" && (!strings.EqualFold(name, "X-Scope-OrgID") || got != "tenant-a") {
						t.Errorf("%s got %s: %s", r.URL.Path, name, got)
					}
				}
				if r.Header.Get("X-Scope-OrgID") != "tenant-a" || r.Header.Get("Authorization") != "Bearer own" || r.Header.Get("X-Id-Token") != wantID || r.Header.Get("Cookie") != wantCookie {
					t.Errorf("%s got %v", r.URL.Path, r.Header)
				}
			}
		}})
	}
	return append(all, attack{
		"viewer", "filters, fields and parameters against what the data source narrows by extra_filters[] and extra_label",
		"each request has exactly what the settings say, once", func(t *testing.T) {
			for _, method := range []string{"GET", "POST"} {
				requests, address := recording(t)
				p := startPlugin(t)
				s := source{url: address + "?extra_label=team%3Da", jsonData: `{"httpMethod":"` + method + `","customQueryParameters":"extra_filters[]=%7Btenant%3D%22a%22%7D"}`}
				p.everything(t, s, nil)
				const widen = `"extra_filters[]":"{tenant=\"b\"}","extra_label":"team=b","customQueryParameters":"extra_filters[]=","tenant":"b"`
				p.query(t, s, nil, `{"metric":"baseten_replicas_active",`+widen+`,"filters":[{"label":"tenant","operator":"=~","values":[".*"]}]}`)
				p.query(t, s, nil, `{"editorMode":"code","expr":"up{tenant=\"b\"} or up&extra_filters[]={}",`+widen+`}`)
				p.lookUp(t, s, nil, "GET", "metadata?metric=up&extra_filters[]=&extra_label=team%3Db", "")
				p.lookUp(t, s, nil, "POST", "label-values?extra_filters[]=", `{"label":"tenant",`+widen+`,"filters":[{"label":"x&extra_filters[]","operator":"=","values":["&extra_filters[]="]}]}`)
				p.lookUp(t, s, nil, "POST", "labels?extra_label=team%3Db", `{`+widen+`}`)
				for i, r := range requests.requests {
					form := requests.forms[i]
					if !slices.Equal(form["extra_filters[]"], []string{`{tenant="a"}`}) || !slices.Equal(form["extra_label"], []string{"team=a"}) {
						t.Errorf("%s %s was sent %v", r.Method, r.URL.Path, form)
					}
				}
			}
		},
	}, attack{
		"server", "a redirect that drops the parameters that narrow", "followed with them", func(t *testing.T) {
			var mu sync.Mutex
			without := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				if !strings.HasPrefix(r.URL.Path, "/prom/") {
					http.Redirect(w, r, "/prom"+r.URL.Path, http.StatusPermanentRedirect)
					return
				}
				mu.Lock()
				if r.Form.Get("extra_label") != "team=a" {
					without++
				}
				mu.Unlock()
				_, _ = io.WriteString(w, goodAnswer(r))
			}))
			defer server.Close()
			p := startPlugin(t)
			for _, method := range []string{"GET", "POST"} {
				s := source{uid: method, url: server.URL, jsonData: `{"httpMethod":"` + method + `","customQueryParameters":"extra_label=team%3Da"}`}
				if got := p.query(t, s, nil, `{"editorMode":"code","expr":"up"}`); got.status != 200 {
					t.Errorf("%d %.300s", got.status, got.text)
				}
				p.everything(t, s, nil)
			}
			if without > 0 {
				t.Errorf("%d requests came without", without)
			}
		},
	})
}
