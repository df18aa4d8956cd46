package summary

import (
	"go/constant"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// What is deleted from the header fields of the inbound request, or overwritten, no client has
// sent.

// cleans returns, as ways, that b deletes or overwrites a header field of the
// inbound request: what is read of it later, no client has sent. It looks at what
// comes before end only, if that is not nil.
func (f *function) cleans(b *ssa.BasicBlock, end ssa.Instruction) gate.Ways {
	ways := gate.Always()
	instrs := b.Instrs
	if b.Comment == "rangeindex.loop" && end == nil {
		// What is done for each name of a list is done once for all.
		for _, x := range eachTurn(b) {
			instrs = slices.Concat(instrs, x.Instrs)
		}
	}
	if b.Comment == "rangeiter.loop" && end == nil {
		ways = f.swept(b)
	}
	for _, in := range instrs {
		if in == end {
			break
		}
		call, ok := in.(*ssa.Call)
		if !ok {
			continue
		}
		c := call.Common()
		n := f.name(c)
		if n == "builtin.delete" && ssaform.Named(c.Args[0].Type()) == "net/http.Header" {
			ways = ways.And(f.cleaned(f.fieldNames(c.Args[1]), call))
			continue
		}
		args := ssaform.Arguments(c)
		for _, r := range f.cat.Rows(n) {
			if name := argument(args, r.Arg, c); r.Role == catalog.HeaderWrite && name != nil && f.inbound(c, args) {
				ways = ways.And(f.cleaned(f.fieldNames(name), call))
			}
		}
	}
	return ways
}

// fieldNames returns the names of header fields that v may be. One that a function is given,
// the calls know: it is named after the parameter.
func (f *function) fieldNames(v ssa.Value) []string {
	names, _ := f.strings(v, 0)
	if i := f.givenAs(v, 0); i >= 0 {
		names = append(names, parameterName+strconv.Itoa(i))
	}
	return names
}

// parameterName begins what stands for the header fields that a parameter names; no field's
// name begins so.
const parameterName = "$"

// givenAs returns the index of the parameter of a declared function that v is, or is an element
// of, also in literals in it; -1 if it is none.
func (p *program) givenAs(v ssa.Value, depth int) int {
	if depth > maxDepth {
		return -1
	}
	one := func(vs []ssa.Value) int {
		if len(vs) != 1 {
			return -1
		}
		return p.givenAs(vs[0], depth+1)
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		if v.Parent().Parent() == nil {
			return paramIndex(v)
		}
	case *ssa.FreeVar:
		return one(p.bindings(v))
	case *ssa.Call:
		if len(v.Call.Args) == 1 && transformsText[catalog.PackageOf(p.name(v.Common()))] {
			return p.givenAs(v.Call.Args[0], depth+1)
		}
	case *ssa.UnOp:
		switch x := v.X.(type) {
		case *ssa.IndexAddr:
			return p.givenAs(x.X, depth+1)
		case *ssa.Alloc, *ssa.FreeVar:
			if at := p.places(x, 0); len(at) == 1 {
				return one(p.stores[at[0]])
			}
		}
	}
	return -1
}

// toldBy returns evidence of middleware as it is for a call that makes it: what it deletes is
// named there.
func (p *program) toldBy(made *ssa.CallCommon, ev []gate.Evidence) (out []gate.Evidence) {
	for _, e := range ev {
		names := []string{e.Label.Header}
		if index, ok := strings.CutPrefix(e.Label.Header, parameterName); ok {
			names = append(p.fieldsGiven(made, index), e.Label.Header)
		}
		for _, n := range names {
			e.Label.Header = n
			out = append(out, e)
		}
	}
	return out
}

// fieldsGiven returns the names of header fields in an argument of a call.
func (p *program) fieldsGiven(c *ssa.CallCommon, index string) (out []string) {
	i, err := strconv.Atoi(index)
	if c == nil || err != nil || i >= len(ssaform.Arguments(c)) {
		return nil
	}
	for _, v := range p.elements(ssaform.Arguments(c)[i]) {
		names, _ := p.strings(v, 0)
		for _, n := range names {
			out = append(out, http.CanonicalHeaderKey(n))
		}
	}
	return out
}

// eachTurn returns the blocks that every turn of the loop with the given head passes, but
// for turns that leave it.
func eachTurn(head *ssa.BasicBlock) (out []*ssa.BasicBlock) {
	i := slices.IndexFunc(head.Succs, func(s *ssa.BasicBlock) bool { return s.Comment == "rangeindex.body" })
	if i < 0 {
		return nil
	}
	body := head.Succs[i]
	var last *ssa.BasicBlock
	for _, p := range head.Preds {
		if body.Dominates(p) {
			last = p
		}
	}
	for x := last; x != nil && x != head; x = x.Idom() {
		if !slices.ContainsFunc(head.Preds, func(p *ssa.BasicBlock) bool { return body.Dominates(p) && !x.Dominates(p) }) {
			out = append(out, x)
		}
	}
	return out
}

// cleaned returns, as ways, that call deletes or overwrites header fields. A name that ends in
// a star stands for all that begin so.
func (f *function) cleaned(names []string, call *ssa.Call) gate.Ways {
	ways := gate.Always()
	for _, n := range names {
		if a, ok := f.cat.HeaderAspect(strings.TrimRight(n, "-*")); !ok && !strings.HasSuffix(n, "*") && !strings.HasPrefix(n, parameterName) && !catalog.SpeaksOfCertificates(n) || flow.OtherCredential(a) {
			continue
		}
		at := f.position(call.Pos())
		e := gate.Evidence{Op: gate.Decision, At: at,
			Label: flow.Label{Root: flow.Hop, Aspect: catalog.Addr, Header: http.CanonicalHeaderKey(n), At: at}}
		ways = ways.And(f.literal("cleaned:"+http.CanonicalHeaderKey(n), call.Pos(), e).yes)
	}
	return ways
}

// maxDeletes bounds the places that delete header fields by a name that is no constant.
const maxDeletes = 16

// swept returns, as ways, that a loop over the header fields of the request deletes all whose
// names begin with a text, or are in a list.
func (f *function) swept(head *ssa.BasicBlock) gate.Ways {
	ways := gate.Always()
	for _, call := range f.deletes() {
		if b := call.Block(); head.Dominates(b) && keyOfTurn(f.deleted(call), head) {
			ways = ways.And(f.cleaned(f.namesAsked(b.Preds[0], b, head), call))
		}
	}
	return ways
}

// deletes returns the calls that, on a condition, delete a header field of the request whose
// name is no constant.
func (f *function) deletes() []*ssa.Call {
	if f.sweeps != nil {
		return f.sweeps
	}
	f.sweeps = []*ssa.Call{}
	for _, b := range f.fn.Blocks {
		if len(b.Preds) != 1 {
			continue
		}
		for _, in := range b.Instrs {
			if call, ok := in.(*ssa.Call); ok && len(f.sweeps) < maxDeletes {
				if name := f.deleted(call); name != nil && !isConst(name) {
					f.sweeps = append(f.sweeps, call)
				}
			}
		}
	}
	return f.sweeps
}

// deleted returns the name of the header field that a call deletes, or nil.
func (f *function) deleted(call *ssa.Call) ssa.Value {
	c := call.Common()
	n, args := f.name(c), ssaform.Arguments(c)
	if n == "builtin.delete" && ssaform.Named(c.Args[0].Type()) == "net/http.Header" {
		return c.Args[1]
	}
	for _, r := range f.cat.Rows(n) {
		if r.Role == catalog.HeaderWrite && calledName(c) == "Del" && f.inbound(c, args) {
			return argument(args, r.Arg, c)
		}
	}
	return nil
}

// keyOfTurn reports whether v is the key of a turn of the loop over a map that begins with
// head, in whatever spelling.
func keyOfTurn(v ssa.Value, head *ssa.BasicBlock) bool {
	switch x := v.(type) {
	case *ssa.Extract:
		next, ok := x.Tuple.(*ssa.Next)
		return ok && x.Index == 1 && next.Block() == head
	case *ssa.Call:
		n := x.Call.StaticCallee()
		return n != nil && len(x.Call.Args) == 1 && (n.Name() == "ToLower" || n.Name() == "CanonicalHeaderKey") && keyOfTurn(x.Call.Args[0], head)
	}
	return false
}

// namesAsked returns the names for which, in every turn of a loop, control goes from q to b.
func (f *function) namesAsked(q, b, head *ssa.BasicBlock) []string {
	i, ok := q.Instrs[len(q.Instrs)-1].(*ssa.If)
	if !ok || q.Succs[0] != b || q.Idom() != head {
		return nil
	}
	call, ok := i.Cond.(*ssa.Call)
	if !ok || len(call.Call.Args) != 2 {
		return nil
	}
	switch x, y := call.Call.Args[0], call.Call.Args[1]; f.name(call.Common()) {
	case "strings.HasPrefix":
		if k, ok := y.(*ssa.Const); ok && keyOfTurn(x, head) {
			return []string{constant.StringVal(k.Value) + "*"}
		}
	case "slices.Contains":
		if keyOfTurn(y, head) {
			names, _ := f.strings(x, 0)
			return names
		}
	}
	return nil
}
