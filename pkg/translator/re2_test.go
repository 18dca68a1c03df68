//go:build !race

package translator

import (
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
	"unicode/utf8"
)

// pieces are what random patterns are made of: all that the checker decides about, and what surrounds it.
var pieces = []string{
	"a", "b", "é", "模", "😀", "0", "1", "7", "9", "_", "-", ",", "^", "$", ".", "|", "|", "(", "(", ")", ")", "(?:", "(?i)",
	"(?i-s:", "(?-", "(?U)", "(?m", "(?P<n>", "(?<n>", "(?P<", "(?<", "(?=", "(?!", "(?<=", "(?P=n)", "(?", "(?)", "?", "*",
	"+", "??", "*?", "{", "}", "{2}", "{2,}", "{2,3}", "{3,2}", "{,2}", "{0}", "{01}", "{1000}", "{1001}", "{30}", "{40}?", "[",
	"[", "]", "]", "[^", "[]", "[a-z]", "[z-a]", "a-", "-z", "[:alpha:]", "[[:alpha:]]", "[[:^digit:]]", "[:nope:]", "[[:nope:]]",
	"[:", ":]", `\`, `\\`, `\d`, `\D`, `\w`, `\S`, `\b`, `\B`, `\A`, `\z`, `\Z`, `\C`, `\Q`, `\E`, `\Qa.b\E`, `\pL`, `\PN`,
	`\p{Greek}`, `\p{^Han}`, `\p{greek}`, `\p{Nope}`, `\p{L`, `\p`, `\pX`, `\p{Lu}`, `\P{Old_Italic}`, `\p{Uppercase_Letter}`,
	`\x41`, `\x4`, `\x{1F600}`, `\x{110000}`, `\x{}`, `\0`, `\07`, `\8`, `\1`, `\12`, `\377`, `\a`, `\n`, `\q`, `\.`, `\/`,
	`\-`, `\_`, `\é`, "\n", " ", "#", "<", ">", ":", "=", "!", "P",
}

func randomPattern(random *rand.Rand) string {
	var pattern strings.Builder
	for range 1 + random.IntN(9) {
		pattern.WriteString(pieces[random.IntN(len(pieces))])
	}
	return pattern.String()
}

// serverAccepts tells what a Prometheus does with a pattern: newer ones parse it alone, older ones only between anchors.
func serverAccepts(pattern string) bool {
	if _, err := syntax.Parse(pattern, syntax.Perl|syntax.DotNL); err != nil {
		return false
	}
	_, err := regexp.Compile("^(?s:" + pattern + ")$")
	return err == nil
}

// checkPattern asks the translator about a pattern by filtering on it.
func checkPattern(t testing.TB, translator *Translator, pattern string) (complaint string, ok bool) {
	t.Helper()
	filter := map[string]any{"label": "x", "operator": "=~", "values": []string{pattern}}
	query, err := json.Marshal(map[string]any{"metric": "baseten_replicas_active", "filters": []any{filter}})
	if err != nil {
		t.Fatal(err)
	}
	got := translateRaw(t, translator, string(query), "{}")
	if got.Error == nil {
		return "", true
	}
	message, _ := got.Error["message"].(string)
	if strings.Contains(message, "can't use dashboard variables") {
		// A variable inside is looked for only once the pattern is a good one.
		return "", true
	}
	if !strings.Contains(message, "not an RE2 pattern") {
		t.Fatalf("%q: another error than one of the pattern: %s", pattern, message)
	}
	return message, false
}

func comparePattern(t testing.TB, translator *Translator, pattern string) {
	t.Helper()
	complaint, ok := checkPattern(t, translator, pattern)
	if accepts := serverAccepts(pattern); accepts != ok {
		t.Errorf("%q: the server accepts it: %t; the checker: %t %s", pattern, accepts, ok, complaint)
	}
}

// isVariable is true for texts that are refused for another reason: a dashboard variable stands for a value.
var isVariable = regexp.MustCompile(`^(\$[A-Za-z_]\w*|\$\{.*\}|\[\[.*\]\])$`)

func TestPatternsAreJudgedAsGoDoes(t *testing.T) {
	translator := embedded(t)
	random := rand.New(rand.NewPCG(1, 2))
	accepted := 0
	for range 6000 {
		pattern := randomPattern(random)
		if isVariable.MatchString(pattern) {
			continue
		}
		comparePattern(t, translator, pattern)
		if serverAccepts(pattern) {
			accepted++
		}
		if t.Failed() {
			return
		}
	}
	// Both kinds of answer have to be put to the test.
	if accepted < 1000 || accepted > 5000 {
		t.Errorf("%d of 6000 patterns are good ones", accepted)
	}
}

func FuzzPattern(f *testing.F) {
	for _, seed := range []string{`a)(b`, `(?P<n>[[:alpha:]]+)|\p{Greek}{2,3}?`, `\Qa.b`, `[^]a-\x{10FFFF}]`, `(a{10}){100}`} {
		f.Add(seed)
	}
	translator := embedded(f)
	f.Fuzz(func(t *testing.T, pattern string) {
		if !utf8.ValidString(pattern) || isVariable.MatchString(pattern) || len(pattern) > 200 {
			t.Skip()
		}
		comparePattern(t, translator, pattern)
	})
}
