package driver

import (
	"fmt"
	"go/token"
	"go/types"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/internal/mounts"
	"github.com/mtlslint/mtlslint/internal/report"
)

// analyse runs the analyzers over n. A panic is the package's error: the rest
// goes on.
func (r *runner) analyse(n *node) {
	defer func() {
		if v := recover(); v != nil {
			n.fail(fmt.Sprintf("internal error: %v", v), string(debug.Stack()))
		}
	}()
	start := time.Now()
	factual := n.factual()
	r.importer.prepare(n.Package, factual)
	since(&r.clock.imports, start)

	r.importer.RLock()
	defer r.importer.RUnlock()
	c := r.check(n)

	defer since(&r.clock.analysis, time.Now())
	facts := newFactTable(c.types, factual)
	results := make(map[*analysis.Analyzer]any)
	for _, a := range r.order {
		if !slices.ContainsFunc(a.Requires, func(req *analysis.Analyzer) bool { return !has(results, req) }) {
			if result, ok := r.apply(a, n, c, facts, results); ok {
				results[a] = result
			}
		}
	}
	for _, a := range r.order {
		r.collect(n, results[a])
	}
	set, err := facts.encode()
	if err != nil {
		n.fail(err.Error(), "")
	}
	n.facts = set
	if len(n.errors) == 0 && !n.failed && r.importer.sound(n.Package) {
		r.keep(n)
	}
}

func has(results map[*analysis.Analyzer]any, a *analysis.Analyzer) bool {
	_, ok := results[a]
	return ok
}

// apply runs one analyzer, whose requirements are in results.
func (r *runner) apply(a *analysis.Analyzer, n *node, c *checked, facts *factTable, results map[*analysis.Analyzer]any) (result any, ok bool) {
	if len(n.errors) > 0 && !a.RunDespiteErrors {
		n.failed = true // for a reason that n.errors already tells
		return nil, false
	}
	defer func() {
		if v := recover(); v != nil {
			n.fail(fmt.Sprintf("%s panicked: %v", a.Name, v), string(debug.Stack()))
			result, ok = nil, false
		}
	}()
	pass := &analysis.Pass{
		Analyzer:     a,
		Fset:         r.fset,
		Files:        c.files,
		OtherFiles:   n.OtherFiles,
		IgnoredFiles: n.IgnoredFiles,
		Pkg:          c.types,
		TypesInfo:    c.info,
		TypesSizes:   n.TypesSizes,
		TypeErrors:   c.errors,
		Module:       moduleOf(n.Package),
		ResultOf:     make(map[*analysis.Analyzer]any, len(a.Requires)),
		Report:       func(analysis.Diagnostic) {}, // findings are results
		ReadFile:     os.ReadFile,
		ImportObjectFact: func(obj types.Object, fact analysis.Fact) bool {
			return obj.Pkg() != nil && facts.get(obj.Pkg(), obj, fact)
		},
		ImportPackageFact: func(pkg *types.Package, fact analysis.Fact) bool {
			return facts.get(pkg, nil, fact)
		},
		ExportObjectFact: func(obj types.Object, fact analysis.Fact) {
			if obj.Pkg() != c.types {
				panic(fmt.Sprintf("fact about %s, which is not in package %s", obj, c.types.Path()))
			}
			facts.set(obj, fact)
		},
		ExportPackageFact: func(fact analysis.Fact) { facts.set(nil, fact) },
		AllObjectFacts: func() (all []analysis.ObjectFact) {
			facts.all(a.FactTypes, func(_ *types.Package, obj types.Object, fact analysis.Fact) {
				if obj != nil {
					all = append(all, analysis.ObjectFact{Object: obj, Fact: fact})
				}
			})
			return all
		},
		AllPackageFacts: func() (all []analysis.PackageFact) {
			facts.all(a.FactTypes, func(pkg *types.Package, obj types.Object, fact analysis.Fact) {
				if obj == nil {
					all = append(all, analysis.PackageFact{Package: pkg, Fact: fact})
				}
			})
			return all
		},
	}
	for _, req := range a.Requires {
		pass.ResultOf[req] = results[req]
	}
	result, err := a.Run(pass)
	if err != nil {
		n.fail(fmt.Sprintf("%s: %v", a.Name, err), "")
		return nil, false
	}
	return result, true
}

// fail records that the analysis of n is not complete.
func (n *node) fail(msg, detail string) {
	n.failed = true
	n.errors = append(n.errors, Error{Package: n.PkgPath, Message: msg, Detail: detail})
}

// collect keeps what an analyzer found and what it has to tell.
func (r *runner) collect(n *node, result any) {
	if findings, ok := result.([]report.Finding); ok {
		for _, f := range findings {
			found := Finding{Finding: f, Package: n.PkgPath, From: r.fset.Position(f.Pos), Repairs: f.Repairs(r.fset)}
			if n.Module != nil {
				found.Module = n.Module.Path
			}
			if f.End.IsValid() {
				found.To = r.fset.Position(f.End)
			}
			// Of no use to anybody without the file set.
			found.Pos, found.End, found.Fixes = token.NoPos, token.NoPos, nil
			n.findings = append(n.findings, found)
		}
	}
	if m, ok := result.(interface{ Mountings() []mounts.Mounting }); ok {
		n.mountings = append(n.mountings, m.Mountings()...)
	}
	if noter, ok := result.(interface{ Notes() []string }); ok {
		for _, note := range noter.Notes() {
			n.notes = append(n.notes, Note{Package: n.PkgPath, Message: note})
		}
	}
}

func moduleOf(p *packages.Package) *analysis.Module {
	m := p.Module
	if m == nil {
		return &analysis.Module{}
	}
	mod := &analysis.Module{
		Path:      m.Path,
		Version:   m.Version,
		Time:      m.Time,
		Main:      m.Main,
		Indirect:  m.Indirect,
		Dir:       m.Dir,
		GoMod:     m.GoMod,
		GoVersion: m.GoVersion,
	}
	if m.Error != nil {
		mod.Error = &analysis.ModuleError{Err: m.Error.Err}
	}
	return mod
}
