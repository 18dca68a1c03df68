package plugin

import (
	"fmt"

	"github.com/prometheus/prometheus/promql/parser"
)

// mostWords that a PromQL text may have to be parsed here. The parser's time grows with the square of the nesting: a
// megabyte of brackets would keep a processor busy for hours, and nothing could stop it.
const mostWords = 5000

// promql takes everything that some server takes, since it only finds selectors: the server decides what it runs.
var promql = parser.NewParser(parser.Options{
	EnableExperimentalFunctions: true,
	EnableBinopFillModifiers:    true,
})

// parseExpr reads a PromQL text whose macros are resolved.
func parseExpr(text string) (parser.Expr, error) {
	var item parser.Item
	words := parser.Lex(text)
	for n := 0; ; n++ {
		words.NextItem(&item)
		if item.Typ == parser.EOF || item.Typ == parser.ERROR {
			return promql.ParseExpr(text)
		}
		if n == mostWords {
			return nil, fmt.Errorf("it has more than %d words and signs", mostWords)
		}
	}
}

// selectorsOf lists the selectors in a query.
func selectorsOf(expr parser.Expr) []*parser.VectorSelector {
	var found []*parser.VectorSelector
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			found = append(found, selector)
		}
		return nil
	})
	return found
}
