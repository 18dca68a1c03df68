package memory

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// spare is how much garbage may come together before it is collected, however little the process holds. At rest it holds
	// some 15 MB, and Go would collect after as much again: many times in one large answer.
	spare = 64 << 20
	// partForGarbage of the limit or of the container is the most that spare may be.
	partForGarbage = 0.06
	// usual is Go's own setting: as much garbage as there is data.
	usual = 100
)

// SpareGarbage sets how much garbage comes together before it is collected: as much as the process holds, as is Go's own way, but
// at least a fixed amount. Unlike a ballast this adds nothing where much is held. It pays heed to GOGC where that is set, and Go
// itself collects earlier near GOMEMLIMIT.
func SpareGarbage() {
	if os.Getenv("GOGC") != "" {
		return
	}
	sparing(spareOf(debug.SetMemoryLimit(-1), machineMemory(os.ReadFile)))
}

// sparing sets the percentage after each collection, from what that left.
func sparing(bytes uint64) {
	held := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	last := usual
	var set func(*mark)
	set = func(*mark) {
		metrics.Read(held)
		// A change stops the world for a moment, so small ones are left out.
		if percent := percentOf(held[0].Value.Uint64(), bytes); percent*10 > last*11 || percent*10 < last*9 {
			last = percent
			debug.SetGCPercent(percent)
		}
		// The next collection finds the next one.
		runtime.SetFinalizer(&mark{}, set)
	}
	set(nil)
}

// mark is nothing but found by the collector; a type without a pointer would share its block with others.
type mark struct{ _ *mark }

// spareOf is what may come together in a process with a limit (math.MaxInt64: none) on a machine (0: unknown).
func spareOf(limit, machine int64) uint64 {
	most := int64(spare)
	for _, bytes := range []int64{limit, machine} {
		if bytes > 0 {
			most = min(most, int64(float64(bytes)*partForGarbage))
		}
	}
	return uint64(most)
}

// percentOf is the value of GOGC at which so many bytes of garbage come together beside what is held.
func percentOf(held, bytes uint64) int {
	if bytes <= held {
		return usual
	}
	// Go collects nothing below 4 MB at 100 %, and that grows with the percentage.
	const least = 4 << 20
	return int(bytes * usual / max(held, least)) //nolint:gosec // At most sixteen times the usual.
}
