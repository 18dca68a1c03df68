package promparse

import (
	"fmt"
	"regexp/syntax"
	"strings"

	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/util/strutil"
)

// mostPatternSteps of all patterns together that are compiled here. Prometheus's parser compiles each pattern, `.{1000}` to
// a thousand steps of some microseconds and 300 bytes each: 21 kB of these took five seconds, which nothing could stop.
// 50,000 take below a tenth of a second.
const mostPatternSteps = 50_000

// shortPatterns in bytes can't have as many steps, since no repetition is of more than a thousand.
const shortPatterns = 300

// literalRunes are as fast to compile as one step, where they aren't repeated.
const literalRunes = 8

// CheckPatterns refuses patterns that would take long to compile. What is no pattern passes: who compiles it says so.
func CheckPatterns(patterns ...string) error {
	steps := 0
	for _, pattern := range patterns {
		if parsed, err := syntax.Parse(pattern, syntax.Perl|syntax.DotNL); err == nil {
			steps += stepsOf(parsed, false)
		}
		if steps > mostPatternSteps {
			return fmt.Errorf("its patterns repeat too much, such as [a-z]{1000} does: written out they have more than %d parts", mostPatternSteps)
		}
	}
	return nil
}

// stepsOf estimates to how many steps a pattern compiles.
func stepsOf(re *syntax.Regexp, repeated bool) int {
	switch re.Op {
	case syntax.OpLiteral:
		if !repeated {
			return 1 + len(re.Rune)/literalRunes
		}
		return len(re.Rune)
	case syntax.OpCharClass:
		return 1 + len(re.Rune)/literalRunes
	}
	times := 1
	if re.Op == syntax.OpRepeat {
		times, repeated = max(1, re.Min, re.Max), true
	}
	steps := 1
	for _, sub := range re.Sub {
		steps += stepsOf(sub, repeated)
	}
	return times * steps
}

// patternsOf lists the patterns in a PromQL text, up to where it can't be read.
func patternsOf(text string) []string {
	if len(text) < shortPatterns || !strings.Contains(text, "=~") && !strings.Contains(text, "!~") {
		return nil
	}
	var (
		item     parser.Item
		patterns []string
		next     bool
	)
	for lexer := parser.Lex(text); ; {
		lexer.NextItem(&item)
		switch item.Typ {
		case parser.EOF, parser.ERROR:
			return patterns
		case parser.COMMENT:
			continue
		case parser.STRING:
			if pattern, err := strutil.Unquote(item.Val); next && err == nil {
				patterns = append(patterns, pattern)
			}
		}
		next = item.Typ == parser.EQL_REGEX || item.Typ == parser.NEQ_REGEX
	}
}
