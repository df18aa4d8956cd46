package summary

import (
	"fmt"
	"strings"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
)

// portable returns the summary of function number own as a fact: labels of its
// own parameters only, with no owner, as the reader knows whose they are.
func (s *Summary) portable(own int) *Summary {
	t := *s
	set := func(in flow.Set) flow.Set {
		return in.Map(func(l flow.Label) (flow.Label, bool) {
			ok := l.Root != flow.Param || l.Owner == own
			if l.Root == flow.Param {
				l.Owner = 0
			}
			return l, ok
		})
	}
	paths := func(in []gate.Path) []gate.Path {
		var out []gate.Path
		for _, p := range in {
			q := gate.Path{}
			for _, l := range p {
				m := gate.Literal{Neg: l.Neg}
				for _, e := range l.Evidence {
					if e.Label.Root == flow.Param {
						if e.Label.Owner != own {
							continue
						}
						e.Label.Owner = 0
					}
					m.Evidence = append(m.Evidence, e)
				}
				if len(m.Evidence) > 0 {
					q = append(q, m)
				}
			}
			out = append(out, q)
		}
		return out
	}
	t.Results = nil
	for _, r := range s.Results {
		t.Results = append(t.Results, set(r))
	}
	t.Fills = nil
	for _, fl := range s.Fills {
		t.Fills = append(t.Fills, Fill{fl.Param, set(fl.Labels)})
	}
	t.Applies = nil
	for _, a := range s.Applies {
		var args []flow.Set
		for _, arg := range a.Args {
			args = append(args, set(arg))
		}
		t.Applies = append(t.Applies, Applied{a.Result, a.Param, args})
	}
	t.Hands = set(s.Hands)
	t.Yes, t.No, t.Next, t.Returns, t.Found = paths(s.Yes), paths(s.No), paths(s.Next), paths(s.Returns), paths(s.Found)
	t.Wraps = paths(s.Wraps)
	t.Fronts = paths(s.Fronts)
	t.Flags = nil
	for _, g := range s.Flags {
		t.Flags = append(t.Flags, Flag{g.Field, paths(g.Yes), paths(g.No)})
	}
	t.Codes = nil
	for _, c := range s.Codes {
		t.Codes = append(t.Codes, Code{c.Result, c.Value, paths(c.Ways)})
	}
	t.Refusals = nil
	for _, r := range s.Refusals {
		t.Refusals = append(t.Refusals, Refusal{r.Error, paths(r.Ways)})
	}
	t.Makes = nil
	for _, v := range s.Makes {
		if v.Labels = set(v.Labels).Map(func(l flow.Label) (flow.Label, bool) { return l, l.Root == flow.Param }); len(v.Labels) > 0 {
			t.Makes = append(t.Makes, v)
		}
	}
	t.Reaches = nil
	for _, r := range s.Reaches {
		r.Ways = paths(r.Ways)
		t.Reaches = append(t.Reaches, r)
	}
	t.Sinks = nil
	for _, k := range s.Sinks {
		k.Labels = set(k.Labels)
		k.Ways = paths(k.Ways)
		t.Sinks = append(t.Sinks, k)
	}
	return &t
}

// dump prints what is known of every function, for tests and -debug=ways.
func (p *program) dump() string {
	var b strings.Builder
	for _, fn := range p.fns {
		s := p.sums[fn]
		if s == nil || yields(fn) || !s.worthwhile() && (p.gates[fn] == nil || len(p.gates[fn].Allows) == 0) {
			continue
		}
		fmt.Fprintf(&b, "%s: %s\n", fn.RelString(p.pkg), s)
		if g := p.gates[fn]; g != nil {
			for _, a := range g.Allows {
				for _, w := range a.Ways {
					fmt.Fprintf(&b, "\t%s by %s: %v\n", g.Kind, a.What, w.Kinds())
				}
			}
			for _, k := range g.Sinks {
				fmt.Fprintf(&b, "\tsink %s %s %s\n", k.Kind, k.Name, k.Labels)
			}
		}
	}
	return b.String()
}
