package lru

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// keys that are still there, of the first n numbers.
func keys(c *Cache[int, string], n int) (found []int) {
	for i := range n {
		c.mu.Lock()
		_, ok := c.entries[i]
		c.mu.Unlock()
		if ok {
			found = append(found, i)
		}
	}
	return found
}

func wantKeys(t *testing.T, c *Cache[int, string], want ...int) {
	t.Helper()
	got := keys(c, 100)
	c.mu.Lock()
	known, ordered := len(c.entries), c.order.Len()
	c.mu.Unlock()
	if len(got) != len(want) || known != ordered {
		t.Fatalf("kept are %v, want %v (%d in order)", got, want, ordered)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("kept are %v, want %v", got, want)
		}
	}
}

func hasTimer(c *Cache[int, string]) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sweep != nil
}

func TestTheLeastRecentlyUsedGoesFirst(t *testing.T) {
	c := New[int, string](Limits{Entries: 3})
	for i := range 3 {
		c.Put(i, strconv.Itoa(i), 1<<40)
	}
	if value, ok := c.Get(0); !ok || value != "0" {
		t.Errorf("got %q, %v", value, ok)
	}
	c.Put(3, "3", 0)
	wantKeys(t, c, 0, 2, 3)
	c.Put(2, "two", 0)
	c.Put(4, "4", 0)
	wantKeys(t, c, 2, 3, 4)
	if value, ok := c.Get(2); !ok || value != "two" {
		t.Errorf("a later value of the same key: got %q, %v", value, ok)
	}
	if value, ok := c.Get(0); ok || value != "" {
		t.Errorf("what was pushed out: got %q, %v", value, ok)
	}
}

func TestBytesAreBounded(t *testing.T) {
	c := New[int, string](Limits{Bytes: 100, Largest: 25})
	for i := range 4 {
		c.Put(i, "", 25)
	}
	wantKeys(t, c, 0, 1, 2, 3)
	c.Put(4, "", 1)
	wantKeys(t, c, 1, 2, 3, 4)
	c.Put(5, "", 26)
	wantKeys(t, c, 1, 2, 3, 4)
	if entries, bytes := c.Size(); entries != 4 || bytes != 76 {
		t.Errorf("%d entries of %d bytes, want 4 of 76", entries, bytes)
	}
	// Too large to be kept, it still replaces what it is newer than.
	c.Put(1, "", 26)
	wantKeys(t, c, 2, 3, 4)
	c.Put(2, "", 5)
	if _, bytes := c.Size(); bytes != 31 {
		t.Errorf("%d bytes after a smaller value for the same key, want 31", bytes)
	}
	c.Clear()
	wantKeys(t, c)
	if _, bytes := c.Size(); bytes != 0 {
		t.Errorf("%d bytes after Clear", bytes)
	}
	c.Put(1, "again", 1)
	wantKeys(t, c, 1)
}

func TestValuesAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New[int, string](Limits{Age: 30 * time.Second})
		c.Put(0, "0", 1)
		time.Sleep(20 * time.Second)
		c.Put(1, "1", 1)
		time.Sleep(10*time.Second - 1)
		if _, ok := c.Get(0); !ok {
			t.Error("gone before its time")
		}
		time.Sleep(time.Nanosecond)
		if _, ok := c.Get(0); ok {
			t.Error("given after its time")
		}
		if _, ok := c.Get(1); !ok {
			t.Error("gone with another")
		}
	})
}

// The clock of a machine that slept: the value is too old before its timer says so.
func TestAnOldValueIsNotGivenBeforeItIsSwept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New[int, string](Limits{Age: 30 * time.Second})
		c.Put(0, "0", 1)
		c.sweep.Stop()
		time.Sleep(30 * time.Second)
		if _, ok := c.Get(0); ok {
			t.Error("given after its time")
		}
		wantKeys(t, c)
	})
}

func TestWithoutAnAgeNothingIsSwept(t *testing.T) {
	c := New[int, string](Limits{Entries: 1})
	c.Put(0, "0", 1)
	if c.sweep != nil {
		t.Error("there is a timer")
	}
}

// Nobody asks any more, and all of it goes.
func TestWhatIsOldGoesByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New[int, string](Limits{Age: 30 * time.Second})
		c.Put(0, "0", 10)
		time.Sleep(20 * time.Second)
		c.Put(1, "1", 10)
		c.Put(2, "2", 10)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		wantKeys(t, c, 1, 2)
		time.Sleep(20*time.Second - 1)
		synctest.Wait()
		wantKeys(t, c, 1, 2)
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		wantKeys(t, c)
		if hasTimer(c) {
			t.Error("an empty cache still has a timer")
		}
		time.Sleep(time.Hour)
		c.Put(3, "3", 10)
		time.Sleep(30 * time.Second)
		synctest.Wait()
		wantKeys(t, c)
		c.Put(4, "4", 10)
		c.Clear()
		if hasTimer(c) {
			t.Error("a cleared cache still has a timer")
		}
	})
}
