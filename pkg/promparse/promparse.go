// Package promparse reads PromQL with Prometheus's own parser.
package promparse

import (
	"fmt"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// mostWords that a PromQL text may have to be parsed here. The parser's time grows with the square of the nesting: a
// megabyte of brackets would keep a processor busy for hours, and nothing could stop it.
const mostWords = 5000

// reader takes everything that some server takes, since it only finds selectors: the server decides what it runs.
var reader = parser.NewParser(parser.Options{
	EnableExperimentalFunctions: true,
	EnableBinopFillModifiers:    true,
})

// Parse reads a PromQL text whose macros are resolved. A text of more words than can be parsed in good time is an error.
func Parse(text string) (parser.Expr, error) {
	var item parser.Item
	words := parser.Lex(text)
	for n := 0; ; n++ {
		words.NextItem(&item)
		if item.Typ == parser.EOF || item.Typ == parser.ERROR {
			return reader.ParseExpr(text)
		}
		if n == mostWords {
			return nil, fmt.Errorf("it has more than %d words and signs", mostWords)
		}
	}
}

// Nesting counts the brackets that are open at one time, where they are most. Brackets in strings and comments don't count.
// It takes time that grows with the length alone, and needs no text that can be parsed.
func Nesting(text string) int {
	var item parser.Item
	open, most := 0, 0
	words := parser.Lex(text)
	for {
		words.NextItem(&item)
		switch item.Typ {
		case parser.EOF, parser.ERROR:
			return most
		case parser.LEFT_PAREN, parser.LEFT_BRACE, parser.LEFT_BRACKET:
			open++
			most = max(most, open)
		case parser.RIGHT_PAREN, parser.RIGHT_BRACE, parser.RIGHT_BRACKET:
			open--
		}
	}
}

// ParseSelector reads the text of one selector.
func ParseSelector(text string) ([]*labels.Matcher, error) {
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
