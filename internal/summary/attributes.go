package summary

import (
	"go/constant"
	"go/token"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// attribute returns the labels of the value of an attribute of a distinguished name, that of x,
// where its type was compared before: it is no more the whole name.
func (p *program) attribute(x, at ssa.Value, pos token.Position) flow.Set {
	base := p.vals[x]
	a, ok := p.attributeType(x, at)
	if !ok {
		return base
	}
	return base.Map(func(l flow.Label) (flow.Label, bool) {
		if l.Aspect == catalog.DN {
			l = l.With(a, pos)
		}
		return l, true
	})
}

// attributeType returns what an attribute, of which something is read at at, is known to be
// there.
func (p *program) attributeType(x, at ssa.Value) (a catalog.Aspect, ok bool) {
	in, ok := at.(ssa.Instruction)
	if !ok || in.Block() == nil {
		return 0, false
	}
	for b := in.Block(); b.Idom() != nil; b = b.Idom() {
		if len(b.Preds) != 1 {
			continue
		}
		q := b.Preds[0]
		if cond, ok := q.Instrs[len(q.Instrs)-1].(*ssa.If); ok {
			if a, ok := p.comparedType(cond.Cond, x, q.Succs[0] == b); ok {
				return a, true
			}
		}
	}
	return 0, false
}

// comparedType returns the type of attribute x for which cond holds, or does not.
func (p *program) comparedType(cond, x ssa.Value, holds bool) (catalog.Aspect, bool) {
	switch c := cond.(type) {
	case *ssa.UnOp:
		return p.comparedType(c.X, x, holds != (c.Op == token.NOT))
	case *ssa.Call:
		args := ssaform.Arguments(c.Common())
		if len(args) != 2 || !holds {
			return 0, false
		}
		for i, a := range args {
			if fieldOfSame(a, x) {
				return p.identifier(args[1-i])
			}
		}
	case *ssa.BinOp: // of its text
		call, said := c.X.(*ssa.Call)
		text, isConst := constantText(c.Y)
		if (c.Op == token.EQL) != holds || c.Op != token.EQL && c.Op != token.NEQ || !said || !isConst {
			return 0, false
		}
		if args := ssaform.Arguments(call.Common()); len(args) == 1 && fieldOfSame(args[0], x) {
			return catalog.AttributeOf(text, "")
		}
	}
	return 0, false
}

// fieldOfSame reports whether v is a field of x, or of what x was loaded from.
func fieldOfSame(v, x ssa.Value) bool {
	switch f := loaded(v).(type) {
	case *ssa.FieldAddr:
		return f.X == x || loaded(x) == f.X
	case *ssa.Field:
		return f.X == x
	}
	return false
}

// identifier returns the type of attribute that v, an object identifier, stands for.
func (p *program) identifier(v ssa.Value) (catalog.Aspect, bool) {
	switch x := v.(type) {
	case *ssa.ChangeType:
		return p.identifier(x.X)
	case *ssa.UnOp:
		if g, ok := x.X.(*ssa.Global); ok {
			return catalog.AttributeOf("", g.Name())
		}
	case *ssa.Slice:
		if a, ok := x.X.(*ssa.Alloc); ok {
			return writtenIdentifier(a)
		}
	}
	return 0, false
}

// writtenIdentifier returns the type of attribute whose identifier a literal holds.
func writtenIdentifier(array *ssa.Alloc) (catalog.Aspect, bool) {
	var arcs []string
	for _, r := range *array.Referrers() {
		at, ok := r.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		for _, r := range *at.Referrers() {
			s, ok := r.(*ssa.Store)
			if !ok {
				return 0, false
			}
			k, ok := s.Val.(*ssa.Const)
			if !ok || k.Value == nil || k.Value.Kind() != constant.Int {
				return 0, false
			}
			arcs = append(arcs, strconv.FormatInt(k.Int64(), 10))
		}
	}
	if len(arcs) == 0 {
		return 0, false
	}
	return catalog.AttributeOf(strings.Join(arcs, "."), "")
}
