package asked

import (
	"context"
	"errors"
	"runtime"
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
	if _, err := join(context.Background(), &f, k, func(context.Context) (int, error) { panic("broken") }); err == nil {
		t.Error("a panic is no error")
	}
}
