// Package promparse reads PromQL with Prometheus's own parser.
package promparse

import (
	"fmt"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// mostTokens that a PromQL text may have to be parsed here. The parser's time grows with the square of the nesting: a
// megabyte of brackets would keep a processor busy for hours, and nothing could stop it.
const mostTokens = 5000

// reader takes everything that some server takes, since it only finds selectors: the server decides what it runs.
var reader = parser.NewParser(parser.Options{
	EnableExperimentalFunctions: true,
	EnableBinopFillModifiers:    true,
})

// Parse reads a PromQL text whose macros are resolved. A text of more words or
// larger patterns than can be parsed in good time is an error.
func Parse(text string) (parser.Expr, error) {
	if MeasureUpTo(text, mostTokens+1).Tokens > mostTokens {
		return nil, fmt.Errorf("it has more than %d words and signs", mostTokens)
	}
	if err := CheckPatterns(patternsOf(text)...); err != nil {
		return nil, err
	}
	return reader.ParseExpr(text)
}

// Size of a PromQL text.
type Size struct {
	// Tokens are names, numbers, strings and signs.
	Tokens int
	// Nesting is how many brackets are open at one time, where they are most. Brackets in strings and comments don't count.
	Nesting int
}

// Measure tells the size of a text, in time that grows with its length alone; it needs no text that can be parsed.
func Measure(text string) Size { return MeasureUpTo(text, len(text)) }

// MeasureUpTo stops at so many tokens.
func MeasureUpTo(text string, most int) Size {
	var (
		item parser.Item
		size Size
		open int
	)
	lexer := parser.Lex(text)
	for size.Tokens < most {
		lexer.NextItem(&item)
		switch item.Typ {
		case parser.EOF:
			return size
		case parser.ERROR:
			// Another server's PromQL may go on where this one's ends.
			rest := signs(text[min(max(0, int(item.Pos)), len(text)):])
			return Size{Tokens: size.Tokens + rest.Tokens, Nesting: max(size.Nesting, open+rest.Nesting)}
		case parser.LEFT_PAREN, parser.LEFT_BRACE, parser.LEFT_BRACKET:
			open++
			size.Nesting = max(size.Nesting, open)
		case parser.RIGHT_PAREN, parser.RIGHT_BRACE, parser.RIGHT_BRACKET:
			open--
		case parser.COMMENT:
			continue
		}
		size.Tokens++
	}
	return size
}

// signs measures a text that the lexer doesn't know: each sign and each run of other characters is a word.
func signs(text string) Size {
	var size Size
	open, inside := 0, false
	for _, c := range []byte(text) {
		letter := c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
		switch {
		case letter && inside, c == ' ', c == '\n':
		default:
			size.Tokens++
		}
		inside = letter
		switch c {
		case '(', '[', '{':
			open++
			size.Nesting = max(size.Nesting, open)
		case ')', ']', '}':
			open--
		}
	}
	return size
}

// ParseSelector gives the matchers of a selector, its metric's name among them. An error is one of syntax, or of a pattern that
// would take long to compile.
func ParseSelector(text string) ([]*labels.Matcher, error) {
	if err := CheckPatterns(patternsOf(text)...); err != nil {
		return nil, err
	}
	return reader.ParseMetricSelector(text)
}

// Selectors lists the selectors in an expression.
func Selectors(expr parser.Expr) []*parser.VectorSelector {
	var found []*parser.VectorSelector
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			found = append(found, selector)
		}
		return nil
	})
	return found
}
