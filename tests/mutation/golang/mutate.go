package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mutant is one change of one line.
type mutant struct {
	id int
	// name tells it apart from the others for as long as its line stays as it is: file, function, kind, text.
	name string
	line int
}

// Kinds of insertions, in the order in which they stand at one place.
const (
	closes = iota
	replaces
	opens
)

// insertion of a text into a file; `until` is where the text that it replaces ends, and `size` how much its node spans.
type insertion struct {
	kind, at, until, size, order int
	text                         string
}

// mutator writes all mutants of a file into it, each behind its number: one build holds them all.
type mutator struct {
	*checked
	source     []byte
	base       int
	where      string
	file       string
	insertions []insertion
	mutants    []mutant
	times      map[string]int
	first      int
}

// rewrite gives the text of a file with its mutants, numbered from `first`.
func rewrite(p *checked, root string, file *ast.File, first int) (path string, text []byte, found []mutant, err error) {
	position := p.fset.File(file.Pos())
	path = position.Name()
	source, err := os.ReadFile(path)
	if err != nil {
		return "", nil, nil, err
	}
	relative, err := filepath.Rel(root, path)
	if err != nil {
		return "", nil, nil, err
	}
	m := &mutator{checked: p, source: source, base: position.Base(), file: filepath.ToSlash(relative), times: map[string]int{}, first: first}
	for _, declaration := range file.Decls {
		if f, ok := declaration.(*ast.FuncDecl); ok && f.Body != nil {
			m.where = f.Name.Name
			m.block(f.Body)
			m.walk(f.Body)
		}
	}
	if len(m.mutants) == 0 {
		return path, nil, nil, nil
	}
	// Right behind the package's name, on the same line.
	at := int(file.Name.End()) - m.base
	m.insert(opens, at, at, 0, "; import mutant \""+module+"/pkg/internal/mutant\"")
	return path, m.text(), m.mutants, nil
}

func (m *mutator) insert(kind, at, until, size int, text string) {
	m.insertions = append(m.insertions, insertion{kind, at, until, size, len(m.insertions), text})
}

// text of the file with all insertions: of two nodes that begin or end at one place, the larger one is outside, and of two
// of one size the first.
func (m *mutator) text() []byte {
	slices.SortFunc(m.insertions, func(a, b insertion) int {
		inner := cmp.Or(cmp.Compare(a.size, b.size), cmp.Compare(b.order, a.order))
		if a.kind == opens {
			inner = -inner
		}
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.kind, b.kind), inner)
	})
	var out []byte
	at := 0
	for _, i := range m.insertions {
		out = append(out, m.source[at:i.at]...)
		out = append(out, i.text...)
		at = i.until
	}
	return append(out, m.source[at:]...)
}

func (m *mutator) offsets(node ast.Node) (from, to int) {
	return int(node.Pos()) - m.base, int(node.End()) - m.base
}

func (m *mutator) textOf(node ast.Node) string {
	from, to := m.offsets(node)
	return string(m.source[from:to])
}

// add notes a mutant and gives its number.
func (m *mutator) add(node ast.Node, kind string) int {
	text := strings.Join(strings.Fields(m.textOf(node)), " ")
	if len(text) > 90 {
		text = text[:90] + "…"
	}
	name := fmt.Sprintf("%s %s: %s: %s", m.file, m.where, kind, text)
	m.times[name]++
	if n := m.times[name]; n > 1 {
		name = fmt.Sprintf("%s (%d)", name, n)
	}
	id := m.first + len(m.mutants)
	m.mutants = append(m.mutants, mutant{id, name, m.fset.Position(node.Pos()).Line})
	return id
}

// wrap puts a node between two texts.
func (m *mutator) wrap(node ast.Node, before, after string) {
	from, to := m.offsets(node)
	m.insert(opens, from, from, to-from, before)
	m.insert(closes, to, to, to-from, after)
}

// replace puts a text in the place of an operator.
func (m *mutator) replace(n *ast.BinaryExpr, text string) {
	at := int(n.OpPos) - m.base
	m.insert(replaces, at, at+len(n.Op.String()), 0, text)
}

func (m *mutator) walk(root ast.Node) {
	ast.Inspect(root, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.BlockStmt:
			if n != root {
				m.block(n)
			}
		case *ast.CaseClause:
			m.statements(n.Body)
		case *ast.CommClause:
			m.statements(n.Body)
		case *ast.IfStmt:
			m.condition(n.Cond)
		case *ast.ForStmt:
			if n.Cond != nil {
				m.condition(n.Cond)
			}
		case *ast.BinaryExpr:
			m.binary(n)
		case *ast.ReturnStmt:
			for _, result := range n.Results {
				m.value(result, "result is nothing")
			}
		case *ast.KeyValueExpr:
			m.value(n.Value, "field is left out")
		case *ast.CallExpr:
			if m.info.Types[n.Fun].IsType() || m.info.Types[n.Fun].IsBuiltin() {
				break
			}
			for _, argument := range n.Args {
				m.value(argument, "argument is nothing")
			}
		case *ast.GenDecl:
			return false
		}
		return true
	})
}

func (m *mutator) block(block *ast.BlockStmt) { m.statements(block.List) }

// statements can be left out where nothing else of the function needs them to compile.
func (m *mutator) statements(list []ast.Stmt) {
	for _, statement := range list {
		switch s := statement.(type) {
		case *ast.ExprStmt:
			if call, ok := s.X.(*ast.CallExpr); ok && m.textOf(call.Fun) == "panic" {
				continue
			}
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
			if id, ok := s.Lhs[0].(*ast.Ident); ok && id.Name == "_" {
				continue
			}
		case *ast.IncDecStmt, *ast.DeferStmt:
		default:
			continue
		}
		id := m.add(statement, "left out")
		m.wrap(statement, fmt.Sprintf("if !mutant.On(%d) { ", id), "}")
	}
}

func (m *mutator) condition(cond ast.Expr) {
	if !m.is(cond, types.Typ[types.Bool]) {
		return
	}
	id := m.add(cond, "negated")
	m.wrap(cond, fmt.Sprintf("mutant.Not(%d, ", id), ")")
}

// is says whether an expression has a type, constants aside.
func (m *mutator) is(expression ast.Expr, want types.Type) bool {
	t := m.info.Types[expression]
	return t.Value == nil && t.Type != nil && types.Identical(types.Default(t.Type), want)
}

// others are the operators that stand in for one.
var others = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR, token.EQL: token.NEQ, token.NEQ: token.EQL,
}

var arithmetic = map[token.Token]string{token.ADD: "Add", token.SUB: "Sub", token.MUL: "Mul", token.QUO: "Div"}

func (m *mutator) binary(n *ast.BinaryExpr) {
	if m.info.Types[n].Value != nil {
		return
	}
	operator := func(call string) {
		m.wrap(n, call, ")")
		m.replace(n, ", ")
	}
	switch n.Op {
	case token.LAND, token.LOR:
		if !m.is(n, types.Typ[types.Bool]) {
			return
		}
		name := map[token.Token]string{token.LAND: "And", token.LOR: "Or"}[n.Op]
		id := m.add(n, "the other of && and ||")
		// In brackets, since the right side may stand on the next line, where a bare "return" would have ended.
		m.wrap(n, fmt.Sprintf("mutant.%s(%d, ", name, id), ")})")
		m.replace(n, ", func() bool { return (")
	case token.LSS, token.LEQ, token.GTR, token.GEQ, token.EQL, token.NEQ:
		id := m.add(n, n.Op.String()+" is "+others[n.Op].String())
		other := m.textOf(n.X) + " " + others[n.Op].String() + " " + m.textOf(n.Y)
		m.wrap(n, fmt.Sprintf("(mutant.On(%d) && (%s) || !mutant.On(%d) && (", id, other, id), "))")
	case token.ADD, token.SUB, token.MUL, token.QUO:
		basic, ok := m.info.Types[n].Type.Underlying().(*types.Basic)
		if !ok || basic.Info()&types.IsUntyped != 0 {
			return
		}
		switch {
		case basic.Info()&types.IsString != 0:
			operator(fmt.Sprintf("mutant.Concat(%d, ", m.add(n, "without what is added")))
		case basic.Info()&types.IsNumeric != 0:
			operator(fmt.Sprintf("mutant.%s(%d, ", arithmetic[n.Op], m.add(n, "another operation")))
		}
	}
}

// value adds a mutant in which an expression of a plain type has its zero value; constants are left alone.
func (m *mutator) value(expression ast.Expr, kind string) {
	t := m.info.Types[expression]
	if t.Type == nil || t.Value != nil || t.IsNil() || t.IsType() || t.HasOk() || t.IsVoid() {
		return
	}
	switch expression.(type) {
	case *ast.FuncLit, *ast.CompositeLit, *ast.BinaryExpr:
		return
	}
	switch under := t.Type.Underlying().(type) {
	case *types.Basic:
		if under.Info()&types.IsUntyped != 0 {
			return
		}
	case *types.Slice, *types.Map, *types.Struct:
	case *types.Interface:
		// Nothing to be called on may be missing.
		if t.Type.String() != "error" {
			return
		}
	default:
		return
	}
	// A call with several results, or a value that is spread.
	if _, several := t.Type.(*types.Tuple); several {
		return
	}
	id := m.add(expression, kind)
	m.wrap(expression, fmt.Sprintf("mutant.Zero(%d, ", id), ")")
}
