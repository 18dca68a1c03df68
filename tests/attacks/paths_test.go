//go:build attacks

package attacks

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// tenants is a server of two tenants behind a stock nginx, one location each; nginx unescapes and cleans a path before it chooses.
type tenants struct {
	url string
	mu  sync.Mutex
	// asked paths below each tenant, as nginx has handed them on.
	asked map[string][]string
}

// leaky are labels whose name would lead out of the path of a tenant.
var leaky = []string{
	"../../../../../tenantB/prometheus/api/v1/label/model_name", `..\..\..\..\..\tenantB\prometheus\api\v1\label\model_name`,
	"%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/tenantB/prometheus/api/v1/label/model_name",
	"%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2ftenantB%2fprometheus%2fapi%2fv1%2flabel%2fmodel_name",
	"%252e%252e%252f%252e%252e%252f%252e%252e%252f%252e%252e%252f%252e%252e%252ftenantB/prometheus/api/v1/label/model_name",
	"/tenantB/prometheus/api/v1/label/model_name", "//tenantB/prometheus/api/v1/label/model_name", ".", "..", "..;", "../..", "x/../../../../../../tenantB/x",
	"..;/..;/..;/..;/..;/tenantB/prometheus/api/v1/label/model_name", "x?/../../../../../../tenantB/y", "x#/../../../../../../tenantB/y", "..\x00/..", "a\r\nHost: b",
	"．．/．．/．．/tenantB", "..／..／..／..／..／tenantB", "..\u2215..\u2215tenantB",
}

func startTenants(t *testing.T, locations string) *tenants {
	t.Helper()
	nginx, err := exec.LookPath("nginx")
	if named := os.Getenv("NGINX"); named != "" {
		nginx, err = named, nil
	}
	if err != nil {
		t.Fatal("No nginx was found: `npm test -- attacks` installs it where Debian has it; elsewhere install it, or set NGINX to its path.")
	}
	all := &tenants{asked: map[string][]string{}}
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all.mu.Lock()
		tenant := r.Header.Get("X-Scope-Orgid")
		all.asked[tenant] = append(all.asked[tenant], r.URL.EscapedPath())
		all.mu.Unlock()
		_ = r.ParseForm()
		_, _ = io.WriteString(w, strings.Replace(goodAnswer(r), `"b"`, `"of-`+tenant+`"`, 1))
	}))
	t.Cleanup(upstream.Close)
	folder := t.TempDir()
	port := freePort(t)
	var server strings.Builder
	server.WriteString(locations)
	for _, tenant := range []string{"A", "B"} {
		fmt.Fprintf(&server, "location /tenant%[1]s/ { proxy_pass %[2]s/; proxy_set_header X-Scope-OrgID tenant-%[1]s; }\n", tenant, upstream.URL)
	}
	config := fmt.Sprintf(`daemon off; pid %[1]s/pid; error_log stderr; worker_processes 1;
events {}
http {
  access_log off;
  client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
  server { listen 127.0.0.1:%[2]d; %[3]s }
}
`, folder, port, server.String())
	if os.Getuid() == 0 {
		config = "user root;\n" + config
	}
	file := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	said := &lines{}
	command := exec.Command(nginx, "-p", folder, "-c", file)
	command.Stderr = said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		_ = command.Wait()
	})
	address := fmt.Sprintf("127.0.0.1:%d", port)
	for range 200 {
		if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
			_ = conn.Close()
			all.url = "http://" + address
			return all
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("nginx doesn't listen: %s", said)
	return nil
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	address, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatal("no TCP address")
	}
	return address.Port
}

func pathAttacks() []attack {
	return []attack{
		{"viewer", fmt.Sprintf("%d names of labels that lead out of a tenant's path, behind nginx", len(leaky)), "asked for as U__…, all below the tenant's path", func(t *testing.T) {
			all := startTenants(t, "")
			p := startPlugin(t)
			s := source{url: all.url + "/tenantA/prometheus", secure: map[string]string{"bearerToken": "token-of-A"}}
			if got := p.values(t, s, nil, "model_name"); !strings.Contains(got.text, "of-tenant-A") {
				t.Fatalf("tenant A itself: %d %s", got.status, got.text)
			}
			for _, label := range leaky {
				if got := p.values(t, s, nil, label); strings.Contains(got.text, "tenant-B") {
					t.Errorf("%q: %s", label, got.text)
				}
				p.lookUp(t, s, nil, "GET", "metadata?metric="+label, "")
				p.lookUp(t, s, nil, "GET", label, "")
				p.query(t, s, nil, `{"metric":"baseten_replicas_active","groupBy":["`+strings.NewReplacer(`\`, `\\`, "\r", "", "\n", "", "\x00", "").Replace(label)+`"]}`)
			}
			all.check(t)
		}},
		{"viewer", "a plain name, and one of other letters that a server may know only as it is", "the name as it is, where it is one segment", func(t *testing.T) {
			all := startTenants(t, "")
			p := startPlugin(t)
			s := source{url: all.url + "/tenantA/prometheus"}
			p.values(t, s, nil, "größe.x")
			all.check(t)
			if paths := strings.Join(all.asked["tenant-A"], " "); !strings.Contains(paths, "/label/U__gr_f6__df_e_2e_x/values") {
				t.Errorf("got %s", paths)
			}
		}},
		{"server", "a redirect by nginx to another tenant's path, by 301, 302, 307 and 308", "not followed", func(t *testing.T) {
			var locations strings.Builder
			for _, status := range []int{301, 302, 307, 308} {
				fmt.Fprintf(&locations, "location /moved%[1]d/ { rewrite ^/moved%[1]d/(.*)$ /to%[1]d/$1 last; }\nlocation /to%[1]d/ { return %[1]d /tenantB/prometheus/api/v1/query; }\n", status)
				fmt.Fprintf(&locations, "location /same%[1]d/ { rewrite ^/same%[1]d/(.*)$ /tenantB/$1 permanent; }\n", status)
			}
			all := startTenants(t, locations.String())
			p := startPlugin(t)
			for _, status := range []int{301, 302, 307, 308} {
				for _, base := range []string{"/moved", "/same"} {
					for _, method := range []string{"GET", "POST"} {
						s := source{uid: fmt.Sprint(base, status, method), url: fmt.Sprintf("%s%s%d/prometheus", all.url, base, status), jsonData: `{"httpMethod":"` + method + `"}`}
						for name, got := range p.everything(t, s, nil) {
							if strings.Contains(got.text, "tenant-B") && !strings.Contains(got.text, "redirects to") {
								t.Errorf("%s %d %s: %d %s", method, status, name, got.status, got.text)
							}
						}
					}
				}
			}
			all.check(t)
		}},
		{"server", "a redirect from http to https of another port of the host", "not followed", func(t *testing.T) {
			reached := false
			secure := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
			defer secure.Close()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, secure.URL+r.URL.Path, http.StatusTemporaryRedirect)
			}))
			defer server.Close()
			p := startPlugin(t)
			s := source{url: server.URL, jsonData: `{"tlsSkipVerify":true}`, secure: map[string]string{"bearerToken": "token-of-A"}}
			for name, got := range p.everything(t, s, nil) {
				if got.status == 200 && name != "catalog" {
					t.Errorf("%s: %d %s", name, got.status, got.text)
				}
			}
			if reached {
				t.Error("the other port was asked")
			}
		}},
		{"viewer", "paths of resources that are none: catalog%00, ../, %zz, other methods", "400 or 404, and nothing is sent", func(t *testing.T) {
			p, sent, s := counting(t)
			for _, path := range []string{"catalog\x00", "catalog%00", "../catalog", "%zz", "catalog/../../admin", "api/v1/query?query=up", "admin/tsdb/delete_series", "catalog;x"} {
				for _, method := range []string{"GET", "POST", "DELETE", "GE T"} {
					if got := p.lookUp(t, s, nil, method, path, ""); got.status != 404 && got.status != 400 {
						t.Errorf("%s %q: %d %s", method, path, got.status, got.text)
					}
				}
			}
			if sent.Load() != 0 {
				t.Errorf("%d requests were sent", sent.Load())
			}
		}},
	}
}

// check that nobody but tenant A was asked.
func (all *tenants) check(t *testing.T) {
	t.Helper()
	all.mu.Lock()
	defer all.mu.Unlock()
	for tenant, paths := range all.asked {
		for _, path := range paths {
			if tenant != "tenant-A" || !strings.HasPrefix(path, "/prometheus/api/v1/") || strings.Contains(path, "..") {
				t.Errorf("%s was asked for %s", tenant, path)
			}
		}
	}
}
