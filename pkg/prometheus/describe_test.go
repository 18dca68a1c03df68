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

// These patterns say what a page's title is, and what nobody sees of it.
func TestTitlesAndHiddenPartsAreFoundAsPatternsDo(t *testing.T) {
	title := regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
	hidden := regexp.MustCompile(`(?is)<(script|style|head)\b.*?(</(script|style|head)>|$)`)
	pieces := []string{"<title", "<TITLE a='b'", ">", "</Title>", "<script", "<STYLE", "<head", "er", " ", "é", "<", "</script>", "</HEAD>"}
	titles, parts := 0, 0
	for first := range pieces {
		for number := range len(pieces) * len(pieces) {
			page := pieces[first] + pieces[number/len(pieces)] + pieces[number%len(pieces)] + ">a</title></style>b"
			want := ""
			if found := title.FindStringSubmatch(page); found != nil {
				want = found[1]
				titles++
			}
			if got := titleOf(page); got != want {
				t.Fatalf("title of %q: %q, and not %q", page, got, want)
			}
			want = hidden.ReplaceAllString(page, " ")
			if want != page {
				parts++
			}
			if got := withoutHidden(page); got != want {
				t.Fatalf("seen of %q: %q, and not %q", page, got, want)
			}
		}
	}
	if titles < 400 || parts < 400 {
		t.Errorf("%d pages have a title, %d a hidden part", titles, parts)
	}
}
