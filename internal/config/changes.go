package config

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// A function may complete the configuration that it makes by a function, or by a list of
// options, that it is given. What it makes is another one for each of its calls then, and what
// one is given for one field is not to be mixed with what another is given for the next.

// maxChanged bounds the calls for which a function is looked at by itself.
const maxChanged = 16

// summaryAt is what fn does to configurations where it is called.
func (p *Program) summaryAt(call ssa.CallInstruction, fn *ssa.Function) *summary {
	s := p.summarize(fn)
	if at := p.atCalls[call]; at != nil {
		return at
	}
	return s
}

// eachCallOf goes through fn once more for each of its calls, if these give it the functions
// or the options by which it changes configurations.
func (p *Program) eachCallOf(fn *ssa.Function) {
	calls, given := p.changes(fn)
	if p.atCalls == nil {
		p.atCalls = map[ssa.CallInstruction]*summary{}
	}
	configs, verifies := len(p.configs), len(p.verifies)
	var all []*Config
	for i, c := range calls {
		w := p.walk(fn)
		w.given = given[i]
		if !w.run() {
			return
		}
		s := newSummary(fn)
		w.finish(s)
		p.returned(fn, s)
		p.atCalls[c] = s
		for _, one := range p.configs[configs:] {
			one.at = c
			all = append(all, one)
		}
		p.configs, p.verifies = p.configs[:configs], p.verifies[:verifies]
	}
	for _, one := range all {
		if i := slices.IndexFunc(p.configs, func(c *Config) bool { return c.obj == one.obj }); i >= 0 {
			one.joint = p.configs[i]
			one.joint.each = append(one.joint.each, one)
		}
	}
	for _, c := range p.configs {
		if c.Fn == fn && len(c.Pending) > 0 && len(c.each) == 0 {
			p.eachListOf(c)
		}
	}
}

// changes returns the calls of fn, and the functions that each gives it to change
// configurations with, by its parameters; nothing if not all of them are in sight.
func (p *Program) changes(fn *ssa.Function) (calls []ssa.CallInstruction, given []map[ssa.Value]*ssa.Function) {
	by := p.changedBy(fn)
	calls = p.callers[fn]
	if len(by) == 0 || len(calls) < 2 || len(calls) > maxChanged || !p.closed(fn) {
		return nil, nil
	}
	for _, c := range calls {
		to := map[ssa.Value]*ssa.Function{}
		for _, q := range fn.Params {
			n, ok := by[q]
			if !ok {
				continue
			}
			fns, open := p.functions(ssaform.Arguments(c.Common())[paramIndex(q)])
			if open || len(fns) != 1 || len(fns[0].Params) != n {
				return nil, nil
			}
			p.summarize(fns[0])
			to[q] = fns[0]
		}
		given = append(given, to)
	}
	return calls, given
}

// changedBy returns the parameters that fn calls with a configuration, and how many arguments
// they are given.
func (p *Program) changedBy(fn *ssa.Function) map[*ssa.Parameter]int {
	out := map[*ssa.Parameter]int{}
	for _, q := range fn.Params {
		if !isFunction(q.Type()) {
			continue
		}
		for _, r := range *q.Referrers() {
			if c, ok := r.(ssa.CallInstruction); ok && c.Common().Value == q && slices.ContainsFunc(c.Common().Args, func(a ssa.Value) bool { return p.configType(a.Type()) != "" }) {
				out[q] = len(c.Common().Args)
			}
		}
	}
	return out
}

// eachListOf notes what c, to which its function applies lists of options that it is given,
// is for each of the calls, if all of these are in sight, and write the lists.
func (p *Program) eachListOf(c *Config) {
	calls := p.callers[c.Fn]
	if len(calls) < 2 || len(calls) > maxChanged || !p.closed(c.Fn) {
		return
	}
	var all []*Config
	for _, call := range calls {
		args := ssaform.Arguments(call.Common())
		one := *c
		one.joint, one.at, one.Pending = c, call, nil
		one.State = p.substitute(one.State, c.Fn, args)
		w, e := p.walk(call.Parent()), env{c.obj: one.State}
		for _, i := range c.Pending {
			if i >= len(args) || !written(args[i]) {
				return
			}
			w.options(e, []*object{c.obj}, args[i])
		}
		one.State = e[c.obj]
		all = append(all, &one)
	}
	c.each = all
}

// written reports whether a list is one that a call writes, or is empty.
func written(list ssa.Value) bool {
	switch list := list.(type) {
	case *ssa.Slice:
		_, made := list.X.(*ssa.Alloc)
		return made && list.Low == nil && list.High == nil && !changed(list)
	case *ssa.Const:
		return list.IsNil()
	}
	return false
}

// atCall returns c as it is for one call of the function that makes it.
func (c *Config) atCall(call ssa.CallInstruction) *Config {
	if i := slices.IndexFunc(c.each, func(one *Config) bool { return call != nil && one.at == call }); i >= 0 {
		return c.each[i]
	}
	return c
}

// every returns the configurations of the package, those that one function makes for each of
// its calls by themselves, too.
func (p *Program) every() []*Config {
	var out []*Config
	for _, c := range p.configs {
		out = append(append(out, c), c.each...)
	}
	return out
}

// whole returns c, or what it is one of for each call of the function that makes it.
func (c *Config) whole() *Config {
	if c.joint != nil {
		return c.joint
	}
	return c
}
