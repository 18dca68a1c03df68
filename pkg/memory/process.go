package memory

import (
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
)

const (
	// Of GOMEMLIMIT, which is meant for the process alone, and of a machine or container, which Grafana shares.
	partOfLimit   = 0.6
	partOfMachine = 0.3

	least    = 256 << 20
	most     = 4 << 30
	standard = 1 << 30
)

// Process is the budget of this process: a part of GOMEMLIMIT where that is set, otherwise of what the container or the machine
// has.
var Process = sync.OnceValue(func() *Budget {
	return NewBudget(budgetOf(debug.SetMemoryLimit(-1), machineMemory(os.ReadFile)))
})

// budgetOf is the budget for a limit of the process (math.MaxInt64: none) and the memory of the machine (0: unknown).
func budgetOf(limit, machine int64) int64 {
	switch {
	case limit > 0 && limit < math.MaxInt64:
		return max(32<<20, int64(float64(limit)*partOfLimit))
	case machine > 0:
		return min(most, max(least, int64(float64(machine)*partOfMachine)))
	}
	return standard
}

// machineMemory is the smallest of what the container's limits and the machine say, in bytes; 0 where none can be read.
func machineMemory(read func(string) ([]byte, error)) int64 {
	found := int64(0)
	consider := func(bytes int64, err error) {
		if err == nil && bytes > 0 && (found == 0 || bytes < found) {
			found = bytes
		}
	}
	for _, path := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if text, err := read(path); err == nil {
			consider(strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64))
		}
	}
	if text, err := read("/proc/meminfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if kilobytes, ok := strings.CutPrefix(line, "MemTotal:"); ok {
				amount, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kilobytes), "kB")), 10, 64)
				consider(amount<<10, err)
			}
		}
	}
	return found
}
