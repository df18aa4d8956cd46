package summary

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A list that a function fills with what it finds is a decision wherever somebody asks
// whether there is anything in it: roles that belong to one of the caller's names, rules
// that fit. The question is asked by the ways that lead to what fills the list.

// filled is the truth of a list having elements; ok is false when it is not filled
// step by step, in this function or in the one that it is the result of.
func (f *function) filled(x ssa.Value) (c pair, ok bool) {
	switch v := x.(type) {
	case *ssa.Phi:
		empty, appended := growsFrom(v, map[*ssa.Phi]bool{})
		if !empty || !appended {
			return pair{}, false
		}
		return f.once(v, question{ask: isFilled}, func() pair { return f.phi(v, f.hasElements) }), true
	case *ssa.Extract:
		if call, isCall := v.Tuple.(*ssa.Call); isCall && v.Index == 0 {
			return f.found(call)
		}
	case *ssa.Call:
		if _, builtin := v.Call.Value.(*ssa.Builtin); !builtin {
			return f.found(v)
		}
	}
	return pair{}, false
}

// hasElements is the truth of what is one of the values of such a list having elements.
func (f *function) hasElements(x ssa.Value) pair {
	if emptyList(x) {
		return always(false)
	}
	if s, ok := x.(*ssa.Slice); ok && arrayLen(s) > 0 || appends(x) {
		return always(true)
	}
	if c, ok := f.filled(x); ok {
		return c
	}
	return unknown()
}

// growsFrom reports whether one of the values that phi chooses among, directly or in a loop,
// is an empty list, and one a list that something is appended to.
func growsFrom(phi *ssa.Phi, seen map[*ssa.Phi]bool) (empty, appended bool) {
	seen[phi] = true
	for _, e := range phi.Edges {
		empty, appended = empty || emptyList(e), appended || appends(e)
		if q, ok := e.(*ssa.Phi); ok && !seen[q] && len(seen) < maxMadeOf {
			e, a := growsFrom(q, seen)
			empty, appended = empty || e, appended || a
		}
	}
	return empty, appended
}

// emptyList reports whether v is nil, or a list that is made without elements.
func emptyList(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.IsNil()
	case *ssa.MakeSlice:
		k, ok := v.Len.(*ssa.Const)
		return ok && k.Value != nil && constant.Sign(k.Value) == 0
	case *ssa.Slice:
		return arrayLen(v) == 0
	}
	return false
}

// appends reports whether v is a list with elements that were just appended to it.
func appends(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok || len(call.Call.Args) < 2 {
		return false
	}
	b, ok := call.Call.Value.(*ssa.Builtin)
	s, isSlice := call.Call.Args[1].(*ssa.Slice)
	return ok && b.Name() == "append" && isSlice && arrayLen(s) > 0
}

// arrayLen returns the number of elements of the array of which s is the whole; -1 when it
// is a part, or of something else.
func arrayLen(s *ssa.Slice) int64 {
	a, ok := s.X.(*ssa.Alloc)
	if !ok || s.Low != nil || s.High != nil {
		return -1
	}
	if arr, ok := a.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array); ok {
		return arr.Len()
	}
	return -1
}

// findsSeveral reports whether the first result is a list of anything but certificates.
func findsSeveral(res *types.Tuple) bool {
	return res.Len() > 0 && isList(res.At(0).Type())
}

func isList(t types.Type) bool {
	_, list := t.Underlying().(*types.Slice)
	_, certs := certificateType(t)
	return list && !certs
}
