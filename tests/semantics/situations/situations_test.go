// Package situations plays what happens to people on call through the shipped Prometheus rules, by the engine itself, and
// judges what they are told.
package situations

import (
	"fmt"
	"os"
	"slices"
	"testing"
)

func TestSituations(t *testing.T) {
	for _, each := range named {
		t.Run(each.title, func(t *testing.T) {
			t.Parallel()
			found := play(t, &each.world)
			complaints := each.judge(found)
			if slices.Contains(wrong, each.title) {
				if len(complaints) == 0 {
					t.Error("is right now: take it from the list of wrong ones")
				}
				return
			}
			for _, line := range complaints {
				t.Error(line)
			}
			if len(complaints) > 0 || os.Getenv("SHOW_ALERTS") != "" {
				for _, a := range found {
					t.Log(a)
				}
			}
		})
	}
}

// The short way to evaluate has to say what Prometheus's own rule groups do.
func TestRangesSayWhatGroupsDo(t *testing.T) {
	for _, each := range named[4:6] {
		t.Run(each.title, func(t *testing.T) {
			// The longest tests here, which would hold up all others.
			t.Parallel()
			got, want := play(t, &each.world), playExactly(t, &each.world)
			if len(want) == 0 || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%v, groups say %v", got, want)
			}
			// Nor do the rules for models that are not there say anything, which both leave out.
			every := each.world
			every.promised = true
			if all := play(t, &every); fmt.Sprint(all) != fmt.Sprint(got) {
				t.Errorf("%v, with the rules for other models %v", got, all)
			}
		})
	}
}
