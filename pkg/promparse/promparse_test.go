package promparse

import (
	"strings"
	"testing"
)

func TestMeasureNesting(t *testing.T) {
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
		if got := Measure(text).Nesting; got != want {
			t.Errorf("%.40s: got %d, want %d", text, got, want)
		}
	}
}

// A megabyte of brackets would keep the parser busy for hours.
func TestNestingOfAMegabyteOfBrackets(t *testing.T) {
	if got := Measure(strings.Repeat("(", 1_000_000)).Nesting; got < 1000 {
		t.Errorf("got %d", got)
	}
}

func TestMeasureTokens(t *testing.T) {
	for text, want := range map[string]int{
		"":                                   0,
		"up":                                 1,
		"a + b":                              3,
		`a{b="c, d",e=~"f|g"}[5m]`:           12,
		"a # b c d":                          1,
		"1" + strings.Repeat("+1", 1000):     2001,
		"a ~ b" + strings.Repeat("+1", 1000): 2003,
		`"never closed` + strings.Repeat("+1", 1000): 2002,
	} {
		if got := Measure(text).Tokens; got < want-2 || got > want+2 {
			t.Errorf("%.40s: got %d, want about %d", text, got, want)
		}
	}
	if got := MeasureUpTo(strings.Repeat("+1", 1000), 10).Tokens; got != 10 {
		t.Errorf("got %d", got)
	}
}
