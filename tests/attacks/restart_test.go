//go:build attacks

package attacks

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// prometheus is a real one on a port of its own, with an empty store.
type prometheus struct {
	program, folder string
	port            int
	process         *exec.Cmd
}

func newPrometheus(t *testing.T) *prometheus {
	t.Helper()
	program, err := filepath.Abs(filepath.Join("..", "..", ".cache", "bin", "prometheus"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("there is no Prometheus; `npm run build:demo prometheus` builds it: %v", err)
	}
	p := &prometheus{program: program, folder: t.TempDir(), port: freePort(t)}
	if err := os.WriteFile(filepath.Join(p.folder, "prometheus.yml"), []byte("global: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.stop() })
	return p
}

func (p *prometheus) url() string { return fmt.Sprintf("http://127.0.0.1:%d", p.port) }

func (p *prometheus) start(t *testing.T) {
	t.Helper()
	p.process = exec.Command(p.program, "--config.file="+filepath.Join(p.folder, "prometheus.yml"), "--storage.tsdb.path="+filepath.Join(p.folder, "data"),
		fmt.Sprintf("--web.listen-address=127.0.0.1:%d", p.port), "--log.level=error")
	if err := p.process.Start(); err != nil {
		t.Fatal(err)
	}
}

func (p *prometheus) ready(t *testing.T) {
	t.Helper()
	for range 600 {
		if response, err := http.Get(p.url() + "/-/ready"); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("Prometheus isn't ready after a minute")
}

func (p *prometheus) stop() {
	if p.process != nil {
		_ = p.process.Process.Signal(syscall.SIGTERM)
		_ = p.process.Wait()
		p.process = nil
	}
}

func restartAttacks() []attack {
	return []attack{
		{"a bad day", "Prometheus is restarted in order while 60 panels ask again and again", "no panel fails", func(t *testing.T) {
			server := newPrometheus(t)
			server.start(t)
			server.ready(t)
			p := startPlugin(t)
			s := source{url: server.url()}
			var stop atomic.Bool
			var answered, failed atomic.Int32
			done := make(chan struct{})
			go func() {
				defer close(done)
				calls(60, func(i int) answer {
					for k := 0; !stop.Load(); k++ {
						got := p.query(t, s, nil, fmt.Sprintf(`{"editorMode":"code","expr":"vector(%d) + %d"}`, i, k))
						if got.status == 200 {
							answered.Add(1)
							continue
						}
						if failed.Add(1) <= 5 {
							t.Errorf("%d %.400s", got.status, got.text)
						}
					}
					return answer{}
				})
			}()
			time.Sleep(time.Second)
			server.stop()
			time.Sleep(500 * time.Millisecond)
			server.start(t)
			server.ready(t)
			time.Sleep(time.Second)
			stop.Store(true)
			<-done
			t.Logf("%d answered, %d failed", answered.Load(), failed.Load())
			if answered.Load() < 60 {
				t.Errorf("only %d answers", answered.Load())
			}
		}},
		{"a bad day", "the plugin's process is killed while 20 panels ask, and started anew", "the next query is answered", func(t *testing.T) {
			p, _, s := counting(t)
			go calls(20, func(int) answer { return p.query(t, s, nil, `{"editorMode":"code","expr":"up"}`) })
			_ = syscall.Kill(p.pid, syscall.SIGKILL)
			next := startPlugin(t)
			if got := next.query(t, s, nil, `{"editorMode":"code","expr":"up"}`); got.status != 200 {
				t.Errorf("%d %.300s", got.status, got.text)
			}
		}},
	}
}
