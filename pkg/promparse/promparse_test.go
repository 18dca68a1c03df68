package promparse

import (
	"strings"
	"testing"
)

func TestNesting(t *testing.T) {
	for text, want := range map[string]int{
		"":                               0,
		"up":                             0,
		`sum(rate(a{b="((("}[4m]))`:      3,
		"(a) + (b) + (c)":                1,
		"a # ((((":                       0,
		"histogram_quantile(0.9, sum(x)": 2,
		"sum(a) by (b)":                  1,
		`{"a.b"}[5m:1m]`:                 1,
		strings.Repeat("(", 30):          30,
		strings.Repeat("(", 5) + "\"never closed": 5,
	} {
		if got := Nesting(text); got != want {
			t.Errorf("%.40s: got %d, want %d", text, got, want)
		}
	}
}

// A megabyte of brackets would keep the parser busy for hours.
func TestNestingOfAMegabyteOfBrackets(t *testing.T) {
	if got := Nesting(strings.Repeat("(", 1_000_000)); got < 1000 {
		t.Errorf("got %d", got)
	}
}
