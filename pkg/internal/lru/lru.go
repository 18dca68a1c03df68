// Package lru is a cache with three bounds: the number of values, their bytes, and their age.
package lru

import (
	"container/list"
	"sync"
	"time"
)

// Limits of a cache; 0 means that there is none of that kind.
type Limits struct {
	// Entries is the largest number of values.
	Entries int
	// Bytes bounds all values together, as their callers weigh them.
	Bytes int64
	// Largest value in bytes that is kept, so that one doesn't push out all others.
	Largest int64
	// Age after which a value is gone, whether or not anybody asks for it.
	Age time.Duration
}

// Cache keeps values until its limits push them out, the least recently used one first. It is safe for concurrent use.
type Cache[K comparable, V any] struct {
	limits Limits

	mu      sync.Mutex
	entries map[K]*list.Element
	// order has the most recently used entry in front.
	order list.List
	bytes int64
	sweep *time.Timer
}

type entry[K comparable, V any] struct {
	key   K
	value V
	bytes int64
	since time.Time
}

// New makes an empty cache.
func New[K comparable, V any](limits Limits) *Cache[K, V] {
	return &Cache[K, V]{limits: limits, entries: map[K]*list.Element{}}
}

// Get gives the value of a key that is kept and not too old.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var none V
	element, ok := c.entries[key]
	if !ok {
		return none, false
	}
	kept := entryOf[K, V](element)
	if c.expired(kept, time.Now()) {
		c.remove(element)
		return none, false
	}
	c.order.MoveToFront(element)
	return kept.value, true
}

// Put keeps a value of so many bytes, in place of an earlier one of its key.
func (c *Cache[K, V]) Put(key K, value V, bytes int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.entries[key]; ok {
		c.remove(element)
	}
	if c.limits.Largest > 0 && bytes > c.limits.Largest {
		return
	}
	c.entries[key] = c.order.PushFront(&entry[K, V]{key: key, value: value, bytes: bytes, since: time.Now()})
	c.bytes += bytes
	for c.limits.Entries > 0 && len(c.entries) > c.limits.Entries || c.limits.Bytes > 0 && c.bytes > c.limits.Bytes {
		c.remove(c.order.Back())
	}
	if c.limits.Age > 0 && c.sweep == nil {
		c.sweep = time.AfterFunc(c.limits.Age, c.removeExpired)
	}
}

// Clear forgets everything.
func (c *Cache[K, V]) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.entries)
	c.order.Init()
	c.bytes = 0
	if c.sweep != nil {
		c.sweep.Stop()
		c.sweep = nil
	}
}

// Size is the number of values and their bytes.
func (c *Cache[K, V]) Size() (entries int, bytes int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.entries), c.bytes
}

// removeExpired drops what is too old, and comes again when the next one is.
func (c *Cache[K, V]) removeExpired() {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	var next time.Duration
	for element := c.order.Front(); element != nil; {
		following := element.Next()
		if kept := entryOf[K, V](element); c.expired(kept, now) {
			c.remove(element)
		} else if left := kept.since.Add(c.limits.Age).Sub(now); next == 0 || left < next {
			next = left
		}
		element = following
	}
	c.sweep = nil
	if next > 0 {
		c.sweep = time.AfterFunc(next, c.removeExpired)
	}
}

func (c *Cache[K, V]) expired(kept *entry[K, V], now time.Time) bool {
	return c.limits.Age > 0 && now.Sub(kept.since) >= c.limits.Age
}

func (c *Cache[K, V]) remove(element *list.Element) {
	gone := entryOf[K, V](element)
	c.order.Remove(element)
	delete(c.entries, gone.key)
	c.bytes -= gone.bytes
}

// entryOf reads an element of the order, which holds nothing else.
func entryOf[K comparable, V any](element *list.Element) *entry[K, V] {
	kept, _ := element.Value.(*entry[K, V])
	return kept
}
