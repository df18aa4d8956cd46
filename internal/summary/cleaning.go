package summary

import (
	"go/constant"
	"net/http"
	"slices"
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
			names, _ := f.strings(c.Args[1], 0)
			ways = ways.And(f.cleaned(names, call))
			continue
		}
		args := ssaform.Arguments(c)
		for _, r := range f.cat.Rows(n) {
			if name := argument(args, r.Arg, c); r.Role == catalog.HeaderWrite && name != nil && f.inbound(c, args) {
				names, _ := f.strings(name, 0)
				ways = ways.And(f.cleaned(names, call))
			}
		}
	}
	return ways
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
		if a, ok := f.cat.HeaderAspect(strings.TrimRight(n, "-*")); !ok && !strings.HasSuffix(n, "*") && !catalog.SpeaksOfCertificates(n) || flow.OtherCredential(a) {
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
