package asked

import (
	"context"
	"sync"

	"baseten-metrics-datasource/pkg/internal/recovered"
)

// flight merges calls with the same key that are under way at one time. The zero value is ready; it is safe for
// concurrent use.
type flight struct {
	mu    sync.Mutex
	calls map[key]*sharedCall
}

// sharedCall is one call and those who wait for it.
type sharedCall struct {
	cancel  context.CancelFunc
	waiters int
	done    chan struct{}
	value   any
	err     error
}

// join runs ask, or waits for the same call of another. The call has a context of its own: it keeps the first caller's
// values, but ends only with the last who waits, so that one who gives up never fails the others. What comes back is
// shared, thus read-only.
func join[T any](ctx context.Context, f *flight, k key, ask func(context.Context) (T, error)) (T, error) {
	var none T
	if ctx.Err() != nil {
		return none, context.Cause(ctx)
	}
	c := f.enter(ctx, k, func(ctx context.Context) (any, error) { return ask(ctx) })
	defer f.leave(k, c)
	select {
	case <-c.done:
	case <-ctx.Done():
		return none, context.Cause(ctx)
	}
	// The key holds the question, and that says which type its answer has; after a panic there is none.
	value, _ := c.value.(T)
	return value, c.err
}

func (f *flight) enter(ctx context.Context, k key, ask func(context.Context) (any, error)) *sharedCall {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c, ok := f.calls[k]; ok {
		c.waiters++
		return c
	}
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	c := &sharedCall{cancel: cancel, waiters: 1, done: make(chan struct{})}
	if f.calls == nil {
		f.calls = map[key]*sharedCall{}
	}
	f.calls[k] = c
	go func() {
		// Deferred calls run in reverse: the panic is kept, the key is free again, then the waiters go on.
		defer close(c.done)
		defer f.forget(k, c)
		defer recovered.Into(own, &c.err)
		c.value, c.err = ask(own)
	}()
	return c
}

// leave cancels a call for which nobody waits any more; who comes later starts anew.
func (f *flight) leave(k key, c *sharedCall) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c.waiters--; c.waiters > 0 {
		return
	}
	c.cancel()
	if f.calls[k] == c {
		delete(f.calls, k)
	}
}

func (f *flight) forget(k key, c *sharedCall) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.calls[k] == c {
		delete(f.calls, k)
	}
}

// waiting is the number of those who wait for any call.
func (f *flight) waiting() (waiters int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		waiters += c.waiters
	}
	return waiters
}
