package prometheus

import (
	"regexp"
	"testing"
)

// The pattern says what a tag is; it would take a page of thousands of them too long.
func TestTagsAreTakenOutAsAPatternDoes(t *testing.T) {
	tag := regexp.MustCompile(`(?s)<[^>]*>`)
	for _, page := range []string{
		"", "no tag", "<", ">", "a < b", "a > b", "a>b<c>d", "<p>one</p>two<br/>", "<a\nhref='x'>three</a>", "a<b<c>d", "<p>cut <sp", "<><>", "x<p>", "<p>é</p>",
	} {
		if got, want := withoutTags(page), tag.ReplaceAllString(page, " "); got != want {
			t.Errorf("%q: %q, and not %q", page, got, want)
		}
	}
}
