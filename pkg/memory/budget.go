// Package memory bounds what the answers of all servers may take of the process together. A source that takes more than its
// share gets an error; one that doesn't goes on, whoever has filled the rest.
package memory

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

// ExceededError is a source that holds more than its share of a budget that is used up.
type ExceededError struct {
	// Share of the source and Total of all, in bytes.
	Share, Total int64
}

// Error implements error.
func (e *ExceededError) Error() string {
	return fmt.Sprintf("the answers of this data source take more than %d MB of the memory that the plugin may use for all", e.Share>>20)
}

// Budget is memory that several sources share. It is safe for concurrent use.
type Budget struct {
	total   int64
	collect func()

	mu        sync.Mutex
	used      int64
	bySource  map[any]int64
	collected time.Time
}

// NewBudget makes a budget of so many bytes.
func NewBudget(total int64) *Budget {
	return &Budget{total: total, bySource: map[any]int64{}, collect: collectGarbage}
}

// Total in bytes.
func (b *Budget) Total() int64 { return b.total }

// Used in bytes.
func (b *Budget) Used() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.used
}

// Claim is what one answer holds. It is used by one goroutine at a time, save for Release.
type Claim struct {
	budget *Budget
	source any
	mu     sync.Mutex
	bytes  int64
	ended  bool
}

// Claim begins an answer of a source; a source is anything that can be a key of a map.
func (b *Budget) Claim(source any) *Claim { return &Claim{budget: b, source: source} }

// Add claims more bytes. Where the budget is used up and the source holds more than its share, the error is an *ExceededError.
func (c *Claim) Add(bytes int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return nil
	}
	if err := c.budget.take(c.source, bytes); err != nil {
		return err
	}
	c.bytes += bytes
	return nil
}

// Release gives back what the answer holds, once.
func (c *Claim) Release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.ended = true
		c.budget.giveBack(c.source, c.bytes)
	}
}

// collectEvery is how often the garbage of answers may be looked for.
const collectEvery = 250 * time.Millisecond

func (b *Budget) take(source any, bytes int64) error {
	b.mu.Lock()
	if b.full(bytes) && time.Since(b.collected) > collectEvery {
		// Answers that were sent are held until they are collected.
		b.collected = time.Now()
		b.mu.Unlock()
		b.collect()
		b.mu.Lock()
	}
	defer b.mu.Unlock()
	if b.full(bytes) {
		if share := b.share(source); b.bySource[source]+bytes > share {
			return &ExceededError{Share: share, Total: b.total}
		}
	}
	b.used += bytes
	b.bySource[source] += bytes
	return nil
}

func (b *Budget) full(bytes int64) bool { return b.used+bytes > b.total }

// share of a source where all is used: as if there were one more.
func (b *Budget) share(source any) int64 {
	sources := int64(len(b.bySource))
	if _, known := b.bySource[source]; !known {
		sources++
	}
	return b.total / (sources + 1)
}

func (b *Budget) giveBack(source any, bytes int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= bytes
	if b.bySource[source] -= bytes; b.bySource[source] <= 0 {
		delete(b.bySource, source)
	}
}

// collectGarbage runs the collector twice, since what one run finds may hold the next, and waits a moment for the cleanups.
func collectGarbage() {
	runtime.GC()
	runtime.GC()
	time.Sleep(5 * time.Millisecond)
}
