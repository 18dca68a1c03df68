package prometheus

import "testing"

func TestMatchersGoIntoEachAlternative(t *testing.T) {
	const added = `x="y"`
	for selector, want := range map[string]string{
		`{a="b"}`:                      `{a="b",x="y"}`,
		` {a="b",} `:                   `{a="b",x="y"}`,
		`{}`:                           `{x="y"}`,
		`up`:                           `up{x="y"}`,
		`up{a!~'b'}`:                   `up{a!~'b',x="y"}`,
		`{a="b" or c="d"}`:             `{a="b",x="y" or c="d",x="y"}`,
		`{a="b" OR c="d",e="f",}`:      `{a="b",x="y" or c="d",e="f",x="y"}`,
		`{a="b or c\" or } d", e="f"}`: `{a="b or c\" or } d", e="f",x="y"}`,
		"{a=`b or c`}":                 "{a=`b or c`,x=\"y\"}",
		`{or="b" or or!="c"}`:          `{or="b",x="y" or or!="c",x="y"}`,
		`{order="b"}`:                  `{order="b",x="y"}`,
		// What can't be read for certain is refused.
		``: "", `{a="b"`: "", `{a="b}`: "", `{a="b" # c` + "\n}": "", `{a="b"} or {c="d"}`: "", `{a\="b"}`: "", "{a=`b\\`}": "",
		`up or down`: "", `sum(up{a="b"})`: "",
	} {
		got, ok := narrowed(selector, added)
		if got != want || ok != (want != "") {
			t.Errorf("%s: got %s, %v, want %s", selector, got, ok, want)
		}
	}
}
