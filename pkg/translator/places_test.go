package translator

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestPlacesAreFair(t *testing.T) {
	p := newPlaces(2)
	ctx := t.Context()
	if err := p.enter(ctx, "greedy"); err != nil {
		t.Fatal(err)
	}
	order := make(chan string, 20)
	want := func(source string) {
		before := len(p.waiting[source])
		go func() {
			if p.enter(ctx, source) == nil {
				order <- source
			}
		}()
		for range 1000 {
			p.mu.Lock()
			now := len(p.waiting[source])
			p.mu.Unlock()
			if now > before || len(order) > 0 {
				return
			}
			time.Sleep(time.Millisecond)
		}
		t.Fatalf("%s doesn't wait", source)
	}
	for range 5 {
		want("greedy")
	}
	// The last place is not for the one that holds all others.
	if err := p.enter(ctx, "modest"); err != nil {
		t.Fatal(err)
	}
	want("modest")
	want("third")
	for _, source := range []string{"modest", "greedy", "greedy", "greedy"} {
		p.leave(source)
		select {
		case got := <-order:
			if source == "modest" && got == "greedy" {
				t.Errorf("%s got the place", got)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("nobody got the place")
		}
	}
}

func TestWhoGivesUpWaitsNoMore(t *testing.T) {
	p := newPlaces(2)
	gone := errors.New("gone")
	for _, source := range []string{"a", "b"} {
		if err := p.enter(t.Context(), source); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(gone)
	if err := p.enter(ctx, "c"); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	p.leave("a")
	p.leave("b")
	if p.free != 2 || len(p.held)+len(p.waiting)+len(p.turns) != 0 {
		t.Errorf("left over: %+v", p)
	}
}
