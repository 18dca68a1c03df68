package clipped

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{"", 3, ""},
		{"abc", 3, "abc"},
		{"abcd", 3, "abc…"},
		{"äöü", 3, "äöü"},
		{"äöüß", 3, "äöü…"},
		{"a\xffb", 3, "a�b"},
		{"a\xffbc", 3, "a�b…"},
		{"abc", 0, "…"},
		{strings.Repeat("é", 100), usual, strings.Repeat("é", usual) + "…"},
	} {
		if got := Text(test.text, test.most); got != test.want {
			t.Errorf("Text(%q, %d) is %q, want %q", test.text, test.most, got, test.want)
		}
	}
	for length, want := range map[int]string{60: strings.Repeat("é", 60), 61: strings.Repeat("é", 60) + "…"} {
		if got := Value(strings.Repeat("é", length)); got != want {
			t.Errorf("of %d characters a message repeats %q", length, got)
		}
	}
}
