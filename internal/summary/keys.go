package summary

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
)

// Proxies write several facts about a certificate into one header field, each after a key. What
// is cut out behind a key, or looked up by it, is that fact, whatever else the field holds.

// keyedBy returns the labels s of result i of a call of the function n as what the call has cut
// out behind a constant key.
func (p *program) keyedBy(n string, call *ssa.Call, i int, s flow.Set) flow.Set {
	at, ok := catalog.CutBehind(n)
	if !ok || i != at || len(s) == 0 {
		return s
	}
	by, _ := constantText(call.Call.Args[1])
	if a, ok := catalog.WrittenKey(by); ok {
		return keyed(s, a)
	}
	if a, ok := p.comparedKey(call); ok && by == "=" {
		return keyed(s, a)
	}
	return s
}

// comparedKey says what the value of a key holds that a call has cut off, if the key is compared
// with such alone that hold the same.
func (p *program) comparedKey(call *ssa.Call) (a catalog.Aspect, ok bool) {
	for _, r := range *call.Referrers() {
		key, is := r.(*ssa.Extract)
		if !is || key.Index != 0 {
			continue
		}
		for _, k := range p.comparedWith(key, 0) {
			b, known := catalog.KeyAspect(k)
			if !known || ok && a != b {
				return catalog.None, false
			}
			a, ok = b, true
		}
	}
	return a, ok
}

// comparedWith returns the constants that a text is compared with, itself or in another case.
func (p *program) comparedWith(v ssa.Value, depth int) (out []string) {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.BinOp:
			for _, x := range []ssa.Value{r.X, r.Y} {
				if text, ok := constantText(x); ok {
					out = append(out, text)
				}
			}
		case *ssa.Call:
			if !std(catalog.PackageOf(p.name(&r.Call))) || depth > maxDepth {
				continue
			}
			for _, x := range r.Call.Args {
				if text, ok := constantText(x); ok {
					out = append(out, text)
				}
			}
			if texts(r.Type()) {
				out = append(out, p.comparedWith(r, depth+1)...)
			}
		}
	}
	return out
}

// behindKey returns the labels s of a part of a text as what follows a constant key, where the
// text was asked whether it begins with that, and the key's length is left out.
func behindKey(in *ssa.Slice, s flow.Set) flow.Set {
	low, ok := in.Low.(*ssa.Const)
	if !ok || len(s) == 0 || in.X.Referrers() == nil {
		return s
	}
	for _, r := range *in.X.Referrers() {
		call, ok := r.(*ssa.Call)
		if !ok || calledName(&call.Call) != "HasPrefix" || len(call.Call.Args) != 2 {
			continue
		}
		key, _ := constantText(call.Call.Args[1])
		if a, ok := catalog.WrittenKey(key); ok && low.Int64() == int64(len(key)) {
			return keyed(s, a)
		}
	}
	return s
}

// lookedUp returns the labels s of the elements of a map as what is found under a constant key.
func lookedUp(in *ssa.Lookup, s flow.Set) flow.Set {
	key, _ := constantText(in.Index)
	a, ok := catalog.KeyAspect(key)
	if !ok {
		return s
	}
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		if severalFacts(l) {
			l.Aspect = a
		}
		return l, true
	})
}

// keyed returns the labels of a text as the value of a key that holds a. Whether a parameter is
// such a text, its calls know.
func keyed(s flow.Set, a catalog.Aspect) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		if severalFacts(l) || a == catalog.SAN && l.Root == flow.Param && l.Aspect == catalog.None && l.Place == flow.First {
			l.Aspect = a
		}
		return l, true
	})
}

// severalFacts reports whether l is of a header field that may hold several facts.
func severalFacts(l flow.Label) bool {
	return l.Root == flow.Forwarded && !l.Derived && (l.Aspect == catalog.DN || l.Aspect == catalog.Leaf)
}
