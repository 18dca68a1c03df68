package asked

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func TestACallAsksOnceAndSurvivesOneWhoGivesUp(t *testing.T) {
	var f flight
	k := key{who: "somebody", question: "something"}
	var asked atomic.Int32
	release := make(chan struct{})
	ask := func(ctx context.Context) (int, error) {
		asked.Add(1)
		select {
		case <-release:
			return 7, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	first, giveUp := context.WithCancel(context.Background())
	gone := make(chan error)
	go func() { _, err := join(first, &f, k, ask); gone <- err }()
	for f.waiting() < 1 {
		runtime.Gosched()
	}
	var running sync.WaitGroup
	for range 20 {
		running.Go(func() {
			if got, err := join(context.Background(), &f, k, ask); got != 7 || err != nil {
				t.Errorf("got %d, %v", got, err)
			}
		})
	}
	for f.waiting() < 21 {
		runtime.Gosched()
	}
	giveUp()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("who gives up gets %v", err)
	}
	close(release)
	running.Wait()
	if asked.Load() != 1 || len(f.calls) != 0 {
		t.Errorf("asked %d times, %d calls left", asked.Load(), len(f.calls))
	}
}

func TestACallEndsWithTheLastWhoWaits(t *testing.T) {
	var f flight
	k := key{who: "somebody", question: "something"}
	ctx, giveUp := context.WithCancel(context.Background())
	ended := make(chan struct{})
	_, err := join(ctx, &f, k, func(own context.Context) (int, error) {
		giveUp()
		<-own.Done()
		close(ended)
		return 0, own.Err()
	})
	<-ended
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got, err := join(context.Background(), &f, k, func(context.Context) (int, error) { return 3, nil }); got != 3 || err != nil {
		t.Errorf("the next gets %d, %v", got, err)
	}
	_, err = join(context.Background(), &f, k, func(context.Context) (int, error) { panic("broken") })
	if err == nil || !strings.Contains(err.Error(), "a bug of its own: broken") {
		t.Errorf("a panic gives %v", err)
	}
}

// Somebody gave up, and the server doesn't notice.
func TestACallThatNobodyWantsIsNotJoined(t *testing.T) {
	var f flight
	k := key{who: "somebody", question: "something"}
	ctx, giveUp := context.WithCancel(context.Background())
	hold := make(chan struct{})
	defer close(hold)
	if _, err := join(ctx, &f, k, func(context.Context) (int, error) { giveUp(); <-hold; return 0, nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got, err := join(context.Background(), &f, k, func(context.Context) (int, error) { return 3, nil }); got != 3 || err != nil {
		t.Errorf("the next gets %d, %v", got, err)
	}
}

// Who comes once it has ended asks anew, also while those who waited for it are still about to leave.
func TestACallThatHasEndedIsNotJoined(t *testing.T) {
	var f flight
	k := key{who: "somebody", question: "something"}
	ask := func(context.Context) (any, error) { return 1, nil }
	first := f.enter(context.Background(), k, ask)
	<-first.done
	second := f.enter(context.Background(), k, ask)
	if second == first {
		t.Error("the second joins a call that has ended")
	}
	f.leave(k, first)
	<-second.done
	hold := make(chan struct{})
	third := f.enter(context.Background(), k, func(context.Context) (any, error) { <-hold; return 1, nil })
	f.leave(k, second)
	if f.calls[k] != third {
		t.Error("who leaves an old call takes the new one away")
	}
	fourth := f.enter(context.Background(), k, ask)
	if fourth != third || third.waiters != 2 {
		t.Errorf("%d wait for the call under way, want 2", third.waiters)
	}
	f.leave(k, third)
	f.leave(k, third)
	if len(f.calls) != 0 {
		t.Error("a call that nobody waits for is still there")
	}
	// It ends later, when another has taken its place.
	fifth := f.enter(context.Background(), k, func(context.Context) (any, error) { <-hold; return 1, nil })
	close(hold)
	<-third.done
	<-fifth.done
	f.leave(k, fifth)
	if len(f.calls) != 0 {
		t.Error("a call that ended is still there")
	}
}

func TestWhoHasGivenUpAsksNothing(t *testing.T) {
	var f flight
	ctx, giveUp := context.WithCancelCause(context.Background())
	reason := errors.New("enough")
	giveUp(reason)
	_, err := join(ctx, &f, key{}, func(context.Context) (int, error) { t.Error("asked"); return 1, nil })
	if !errors.Is(err, reason) {
		t.Errorf("got %v", err)
	}
}
