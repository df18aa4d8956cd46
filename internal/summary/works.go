package summary

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
)

// worksOn reports whether a call does the work of a request, and does not decide whose it
// is: it answers with an error alone, and whoever meets one is told that the server failed,
// not that they may not, or what the error says. Of a caller it could only know what is put
// into contexts.
func (f *function) worksOn(in ssa.CallInstruction) bool {
	call, ok := in.(*ssa.Call)
	if !ok || !isError(call.Type()) || call.Referrers() == nil || f.keepsCallers {
		return false
	}
	tested := false
	for _, r := range *call.Referrers() {
		switch r := r.(type) {
		case *ssa.BinOp:
			if k, ok := r.Y.(*ssa.Const); !ok || !k.IsNil() || r.Referrers() == nil {
				return false
			}
			for _, u := range *r.Referrers() {
				branch, ok := u.(*ssa.If)
				if !ok {
					return false
				}
				failed := branch.Block().Succs[0]
				if r.Op == token.EQL {
					failed = branch.Block().Succs[1]
				}
				if !f.ownFailure(failed) && !f.handsUp(failed, call) {
					return false
				}
				tested = true
			}
		case ssa.CallInstruction:
			if !std(catalog.PackageOf(f.name(r.Common()))) || strings.HasPrefix(f.name(r.Common()), "errors.") {
				return false // it may tell errors apart
			}
		case *ssa.Return: // asked for where it is tested
		case *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.DebugRef: // for a log line
		default:
			return false
		}
	}
	return tested
}

// ownFailure reports whether a block answers with a status that says that the server failed.
func (f *function) ownFailure(b *ssa.BasicBlock) bool {
	call, ok := f.denies[b.Index].(ssa.CallInstruction)
	return ok && slices.ContainsFunc(call.Common().Args, func(v ssa.Value) bool {
		k, ok := v.(*ssa.Const)
		return ok && isStatus(k) && k.Int64() >= 500
	})
}

// handsUp reports whether a block of a handler answers with the error of a call, as it is or
// wrapped, where the call's name does not say that it decides.
func (f *function) handsUp(b *ssa.BasicBlock, call *ssa.Call) bool {
	ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
	if !ok || len(ret.Results) != 1 || !frameworkHandler(f, f.fn) || catalog.DecisionName(calledName(call.Common())) {
		return false
	}
	err, ok := ret.Results[0].(*ssa.Call)
	if !ok || err == call {
		return ok
	}
	c := err.Common()
	return f.wraps(c) == call || catalog.MakesError(f.name(c)) && slices.Contains(f.errorArguments(c), ssa.Value(call))
}

// requestContext reports whether v is the context of a plain request, or made of it.
func requestContext(v ssa.Value) bool {
	for range maxDepth {
		switch x := v.(type) {
		case *ssa.Extract:
			v = x.Tuple
		case *ssa.Call:
			n := symbol(x.Common())
			if catalog.PlainContext(n) {
				return true
			}
			if !strings.HasPrefix(n, "context.") || len(x.Call.Args) == 0 {
				return false
			}
			v = x.Call.Args[0]
		default:
			return false
		}
	}
	return false
}
