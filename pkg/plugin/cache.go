package plugin

import (
	"context"
	"sync"
	"time"
)

const (
	// lookupCacheTime is how long the answer of a look-up is used again. Short enough that a new model shows within a
	// scrape, long enough that twenty panels of a dashboard ask once.
	lookupCacheTime    = 30 * time.Second
	lookupCacheEntries = 500
)

// cache keeps answers of look-ups for a short time. It is safe for concurrent use.
type cache struct {
	keep    time.Duration
	most    int
	now     func() time.Time
	mu      sync.Mutex
	entries map[string]cached
	flight  flight
}

type cached struct {
	value any
	until time.Time
}

func newCache(keep time.Duration, most int) *cache {
	return &cache{keep: keep, most: most, now: time.Now, entries: map[string]cached{}}
}

// remember gives the value of a key, asking for it where it is missing or too old: once, however many want it at a time.
// Errors are not kept.
func remember[T any](ctx context.Context, c *cache, key string, ask func(context.Context) (T, error)) (T, error) {
	c.mu.Lock()
	entry, ok := c.entries[key]
	c.mu.Unlock()
	if ok && c.now().Before(entry.until) {
		if value, ok := entry.value.(T); ok {
			return value, nil
		}
	}
	return share(ctx, &c.flight, key, func(ctx context.Context) (T, error) {
		value, err := ask(ctx)
		if err == nil {
			c.put(key, value)
		}
		return value, err
	})
}

func (c *cache) put(key string, value any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if len(c.entries) >= c.most {
		for k, entry := range c.entries {
			if !now.Before(entry.until) {
				delete(c.entries, k)
			}
		}
	}
	// Still full of fresh ones: which goes matters little, since all would go within the cache's time.
	for k := range c.entries {
		if len(c.entries) < c.most {
			break
		}
		delete(c.entries, k)
	}
	c.entries[key] = cached{value: value, until: now.Add(c.keep)}
}
