package memory

import (
	"math"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

func TestGarbageThatMayComeTogether(t *testing.T) {
	for _, c := range []struct {
		limit, machine int64
		want           uint64
	}{
		{math.MaxInt64, 0, 64 << 20},
		{math.MaxInt64, 64 << 30, 64 << 20},
		{512 << 20, 64 << 30, 32212254},
		{math.MaxInt64, 128 << 20, 8053063},
	} {
		if got := spareOf(c.limit, c.machine); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.limit, c.machine, got, c.want)
		}
	}
	for _, c := range []struct {
		held uint64
		want int
	}{{0, 1600}, {1 << 20, 1600}, {16 << 20, 400}, {32 << 20, 200}, {64 << 20, 100}, {1 << 30, 100}} {
		if got := percentOf(c.held, 64<<20); got != c.want {
			t.Errorf("%d bytes held: %d, want %d", c.held, got, c.want)
		}
	}
}

var kept [][]byte

// TestTheCollectorFollowsWhatIsHeld runs in a process of its own, since the setting is the whole process's.
func TestTheCollectorFollowsWhatIsHeld(t *testing.T) {
	if os.Getenv("COLLECTOR_TEST") == "" {
		for env, want := range map[string]string{"": "little 1600, much 100", "GOGC=80": "little 80, much 80"} {
			command := exec.Command(os.Args[0], "-test.run", t.Name(), "-test.v")
			command.Env = append(os.Environ(), "COLLECTOR_TEST=1", "GOMEMLIMIT=", "GOGC=")
			if env != "" {
				command.Env = append(command.Env, env)
			}
			out, err := command.CombinedOutput()
			if err != nil || !strings.Contains(string(out), want) {
				t.Errorf("%q: want %q, got %v, %s", env, want, err, out)
			}
		}
		return
	}
	SpareGarbage()
	little := settled()
	kept = append(kept, make([]byte, 100<<20))
	much := settled()
	runtime.KeepAlive(kept)
	t.Logf("little %d, much %d", little, much)
}

// settled is the percentage once collections don't change it any more.
func settled() int {
	for range 3 {
		runtime.GC()
		time.Sleep(20 * time.Millisecond)
	}
	percent := debug.SetGCPercent(usual)
	debug.SetGCPercent(percent)
	return percent
}
