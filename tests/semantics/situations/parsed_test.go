package situations

import (
	"log/slog"
	"slices"
	"sync"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

// readShipped reads the shipped rules once for all situations: reading takes as long as playing a whole day through them.
var readShipped = sync.OnceValues(func() (*rulefmt.RuleGroups, []error) {
	return rulefmt.ParseFile(shipped, false, model.UTF8Validation, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
})

// shippedGroups are the groups of the shipped file. All situations share them, so nobody changes them.
func shippedGroups(t testing.TB) []rulefmt.RuleGroup {
	t.Helper()
	file, errs := readShipped()
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return file.Groups
}

// parsedOnce is Prometheus's parser, which remembers: the same rules are asked at each minute of each situation, and compiling
// their patterns took a third of all time.
type parsedOnce struct {
	parser.Parser
	known sync.Map
}

var remembering = &parsedOnce{Parser: parser.NewParser(parser.Options{})}

// ParseExpr gives a tree of the caller's own, since the engine writes into what it evaluates.
func (p *parsedOnce) ParseExpr(text string) (parser.Expr, error) {
	if expr, ok := p.known.Load(text); ok {
		if tree, ok := expr.(parser.Expr); ok {
			return copied(tree), nil
		}
	}
	expr, err := p.Parser.ParseExpr(text)
	if err == nil {
		p.known.Store(text, copied(expr))
	}
	return expr, err
}

// copied is the same tree with other nodes. Matchers are shared, which nobody writes into.
func copied(expr parser.Expr) parser.Expr {
	switch n := expr.(type) {
	case nil:
		return nil
	case *parser.AggregateExpr:
		c := *n
		c.Expr, c.Param, c.Grouping = copied(n.Expr), copied(n.Param), slices.Clone(n.Grouping)
		return &c
	case *parser.BinaryExpr:
		c := *n
		c.LHS, c.RHS = copied(n.LHS), copied(n.RHS)
		if n.VectorMatching != nil {
			matching := *n.VectorMatching
			c.VectorMatching = &matching
		}
		return &c
	case *parser.Call:
		c := *n
		c.Args = make(parser.Expressions, len(n.Args))
		for i, arg := range n.Args {
			c.Args[i] = copied(arg)
		}
		return &c
	case *parser.MatrixSelector:
		c := *n
		c.VectorSelector = copied(n.VectorSelector)
		return &c
	case *parser.SubqueryExpr:
		c := *n
		c.Expr = copied(n.Expr)
		return &c
	case *parser.ParenExpr:
		c := *n
		c.Expr = copied(n.Expr)
		return &c
	case *parser.UnaryExpr:
		c := *n
		c.Expr = copied(n.Expr)
		return &c
	case *parser.VectorSelector:
		c := *n
		return &c
	case *parser.NumberLiteral:
		c := *n
		return &c
	case *parser.StringLiteral:
		c := *n
		return &c
	default:
		panic("no rule has such a node")
	}
}
