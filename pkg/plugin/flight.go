package plugin

import (
	"context"
	"fmt"
	"sync"
)

// flight merges calls for the same thing that are under way at one time. The zero value is ready; it is safe for
// concurrent use. A data source has its own, and Grafana makes one instance for each data source of each organisation,
// so no call is ever shared between them; a forwarded identity belongs into the key.
type flight struct {
	mu    sync.Mutex
	calls map[string]*sharedCall
}

// sharedCall is one call and those who wait for it.
type sharedCall struct {
	cancel  context.CancelFunc
	waiters int
	done    chan struct{}
	value   any
	err     error
}

// share runs ask, or waits for the same call of another. The call has a context of its own: it keeps the first caller's
// values, but ends only with the last who waits, so that one who gives up never fails the others. What comes back is
// shared, thus read-only.
func share[T any](ctx context.Context, f *flight, key string, ask func(context.Context) (T, error)) (T, error) {
	var none T
	if ctx.Err() != nil {
		return none, context.Cause(ctx)
	}
	c := f.join(ctx, key, func(ctx context.Context) (any, error) { return ask(ctx) })
	defer f.leave(key, c)
	select {
	case <-c.done:
	case <-ctx.Done():
		return none, context.Cause(ctx)
	}
	value, ok := c.value.(T)
	if !ok && c.err == nil {
		return none, fmt.Errorf("a shared call gave a %T", c.value)
	}
	return value, c.err
}

func (f *flight) join(ctx context.Context, key string, ask func(context.Context) (any, error)) *sharedCall {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c, ok := f.calls[key]; ok {
		c.waiters++
		return c
	}
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c := &sharedCall{cancel: cancel, waiters: 1, done: make(chan struct{})}
	if f.calls == nil {
		f.calls = map[string]*sharedCall{}
	}
	f.calls[key] = c
	go func() {
		// Deferred calls run in reverse: the panic is kept, the key is free again, then the waiters go on.
		defer close(c.done)
		defer f.forget(key, c)
		defer recoverInto(own, &c.err)
		c.value, c.err = ask(own)
	}()
	return c
}

// leave cancels a call for which nobody waits any more; who comes later starts anew.
func (f *flight) leave(key string, c *sharedCall) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c.waiters--; c.waiters > 0 {
		return
	}
	c.cancel()
	if f.calls[key] == c {
		delete(f.calls, key)
	}
}

func (f *flight) forget(key string, c *sharedCall) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.calls[key] == c {
		delete(f.calls, key)
	}
}
