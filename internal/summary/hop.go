package summary

import (
	"slices"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
)

// KnowsHop reports whether something on a way into the gate, or in front of the
// gate wherever it is mounted, says who sent the header that l is.
func (g *Gate) KnowsHop(w Way, l flow.Label) bool {
	rewritten := slices.ContainsFunc(g.Mounted, func(m Mounted) bool { return m.Rewritten })
	return w.saysSender(l, rewritten) || g.Known && !slices.ContainsFunc(g.Mounted, func(m Mounted) bool { return !m.knowsHop(l) })
}

// saysSender reports whether something on the way says who sent the header that l is:
// before it, not beside it.
func (w Way) saysSender(l flow.Label, rewritten bool) bool {
	return slices.ContainsFunc(w.Holds, func(it Item) bool {
		return !slices.ContainsFunc(it.Evidence, gate.Evidence.IsForwarded) &&
			slices.ContainsFunc(it.Evidence, func(e gate.Evidence) bool { return saysSender(e, l, rewritten) })
	})
}

// saysSender reports whether e says who sent the header that l is. An address that
// was overwritten from headers says nothing.
func saysSender(e gate.Evidence, l flow.Label, rewritten bool) bool {
	address := e.Kind() == gate.ProxyVerified && e.Label.Header == ""
	return e.SaysSender(l) && !(address && rewritten)
}

// knowsHop reports whether something in front of the gate lets nobody through
// without saying who sent the header, or only the proxy beside it comes there.
func (m Mounted) knowsHop(l flow.Label) bool {
	if m.Local {
		return true
	}
	for _, f := range m.Fronts {
		ok := len(f.Allows) > 0
		for _, a := range f.Allows {
			for _, w := range a.Ways {
				ok = ok && (w.saysSender(l, m.Rewritten) || w.Lacks(func(e gate.Evidence) bool {
					return e.Op == gate.Presence && e.Label.Header == l.Header && e.IsForwarded()
				}))
			}
		}
		if ok {
			return true
		}
	}
	return false
}
