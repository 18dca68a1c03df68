package translator

import (
	"container/list"
	"encoding/json"
	"sync"
)

const (
	// rememberedQueries is how many translations are kept. The panels and rules of one Grafana ask the same again and
	// again, and a translation depends on nothing but the text of the query and its context.
	rememberedQueries = 512
	// longestRemembered in bytes of a query; with the number of them it bounds the memory, to some 10 MB at worst.
	longestRemembered = 8 << 10
)

// memory keeps the answers to the latest queries, least recently used out first. It keeps the answer as JSON, which each
// caller decodes anew, so that none can change another's. It is safe for concurrent use.
type memory struct {
	mu      sync.Mutex
	entries map[string]*list.Element
	order   list.List
}

type remembered struct {
	key    string
	result json.RawMessage
}

func newMemory() *memory { return &memory{entries: map[string]*list.Element{}} }

func (m *memory) get(key string) (json.RawMessage, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	element, ok := m.entries[key]
	if !ok {
		return nil, false
	}
	m.order.MoveToFront(element)
	entry, ok := element.Value.(remembered)
	return entry.result, ok
}

func (m *memory) put(key string, result json.RawMessage) {
	if len(key) > longestRemembered || len(result) > longestRemembered {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if element, ok := m.entries[key]; ok {
		element.Value = remembered{key, result}
		m.order.MoveToFront(element)
		return
	}
	m.entries[key] = m.order.PushFront(remembered{key, result})
	if m.order.Len() <= rememberedQueries {
		return
	}
	if oldest, ok := m.order.Remove(m.order.Back()).(remembered); ok {
		delete(m.entries, oldest.key)
	}
}
