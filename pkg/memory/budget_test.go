package memory

import (
	"errors"
	"math"
	"os"
	"testing"
)

const megabyte = 1 << 20

func budget(total int64) *Budget {
	b := NewBudget(total)
	b.collect = func() {}
	return b
}

func TestTheGreedyOneGetsTheError(t *testing.T) {
	b := budget(100 * megabyte)
	greedy, modest := b.Claim("greedy"), b.Claim("modest")
	for range 100 {
		if err := greedy.Add(megabyte); err != nil {
			t.Fatalf("alone: %v after %d", err, b.Used())
		}
	}
	if err := modest.Add(20 * megabyte); err != nil {
		t.Errorf("the modest one: %v", err)
	}
	var exceeded *ExceededError
	if err := greedy.Add(1); !errors.As(err, &exceeded) || exceeded.Total != 100*megabyte {
		t.Errorf("the greedy one: %v", err)
	}
	if err := modest.Add(60 * megabyte); !errors.As(err, &exceeded) {
		t.Errorf("the modest one, greedy now: %v", err)
	}
	greedy.Release()
	greedy.Release()
	if b.Used() != 20*megabyte {
		t.Errorf("%d in use", b.Used())
	}
	if err := modest.Add(60 * megabyte); err != nil {
		t.Errorf("with room again: %v", err)
	}
	modest.Release()
	if b.Used() != 0 || len(b.bySource) != 0 {
		t.Errorf("%d in use, %v", b.Used(), b.bySource)
	}
}

func TestGarbageIsLookedForFirst(t *testing.T) {
	b := NewBudget(10)
	old := b.Claim("a")
	if err := old.Add(10); err != nil {
		t.Fatal(err)
	}
	b.collect = old.Release
	if err := b.Claim("a").Add(10); err != nil {
		t.Error(err)
	}
}

func TestBudgetOfAProcess(t *testing.T) {
	for _, c := range []struct{ limit, machine, want int64 }{
		{math.MaxInt64, 0, 1 << 30},
		{math.MaxInt64, 8 << 30, 2576980377},
		{math.MaxInt64, 64 << 30, 4 << 30},
		{math.MaxInt64, 128 << 20, 256 << 20},
		{1000, 8 << 30, 32 << 20},
		{500 << 20, 8 << 30, 300 << 20},
	} {
		if got := budgetOf(c.limit, c.machine); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.limit, c.machine, got, c.want)
		}
	}
}

func TestMachineMemory(t *testing.T) {
	files := map[string]string{"/proc/meminfo": "MemFree: 1 kB\nMemTotal:       2048 kB\n"}
	read := func(path string) ([]byte, error) {
		if text, ok := files[path]; ok {
			return []byte(text), nil
		}
		return nil, os.ErrNotExist
	}
	if got := machineMemory(read); got != 2048<<10 {
		t.Errorf("the machine: %d", got)
	}
	files["/sys/fs/cgroup/memory.max"] = "max\n"
	if got := machineMemory(read); got != 2048<<10 {
		t.Errorf("no limit: %d", got)
	}
	files["/sys/fs/cgroup/memory.max"] = "1000\n"
	if got := machineMemory(read); got != 1000 {
		t.Errorf("the container: %d", got)
	}
	if got := machineMemory(func(string) ([]byte, error) { return nil, os.ErrNotExist }); got != 0 {
		t.Errorf("nothing: %d", got)
	}
}
