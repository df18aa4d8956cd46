package summary

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/config"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Result is what the rules read about a package.
type Result struct {
	Gates       []*Gate
	Authorizers []Authorizer
	Guards      []Guard
	Remembered  []Remembered
	Combined    []*Gate // lists of authenticators that combinators of other packages ask in turn
	Reached     []Reached
	Provisioned []Provisioned
	LocalOnly   bool     // every listener in sight is a Unix socket or on loopback
	Failed      []string // functions that the analysis could not go through, with the reason
	GivenUp     []string // and those that are too large for it, or branch too much
	dump        func() string
	program     *program // nil until the package is known to matter
	build       func() (*program, error)
}

// Built reports whether the gates needed the package in SSA form.
func (r *Result) Built() bool { return r.program != nil }

// Build returns the package in SSA form. It builds it if the gates did not need
// it; it is built once.
func (r *Result) Build() (*ssa.Package, error) {
	if r.program == nil && r.build != nil {
		p, err := r.build()
		if err != nil {
			return nil, err
		}
		r.program = p
	}
	if r.program == nil {
		return nil, nil
	}
	return r.program.ssa, nil
}

// Labels says what a value is, as far as it concerns the subject.
func (r *Result) Labels(v ssa.Value) flow.Set {
	if r.program == nil {
		return nil
	}
	return r.program.expand(r.program.content(v), 0)
}

// Requires reports whether a function is a gate that lets nobody in without a
// certificate, or another credential that it takes instead, but for services of gRPC itself.
func (r *Result) Requires(fn *ssa.Function) bool {
	if r.program == nil || r.program.gates[fn] == nil {
		return false
	}
	found := false
	for _, a := range r.program.gates[fn].Allows {
		if a.block != nil && r.program.ownMethod(a.block) {
			continue
		}
		for _, w := range a.Ways {
			cert := w.Has(func(e gate.Evidence) bool {
				k := e.Kind()
				return k >= gate.CertPresent && k <= gate.CertStrong && !e.IsForwarded() && e.Form&gate.Asserted == 0
			})
			if !cert && !w.Has(func(e gate.Evidence) bool { k := e.Kind(); return k >= gate.APIKey && k <= gate.Signature }) {
				return false
			}
			found = found || cert
		}
	}
	return found
}

// PassesAll reports whether a function, or a literal in it, is middleware that passes on
// requests of whoever sends them, in some case: what it asks, it does not ask for all.
func (r *Result) PassesAll(fn *ssa.Function) bool {
	if r.program == nil {
		return false
	}
	if g := r.program.gates[fn]; g != nil && g.Kind == Middleware {
		return slices.ContainsFunc(g.Allows, func(a Allow) bool {
			return slices.ContainsFunc(a.Ways, func(w Way) bool { return len(w.Holds) == 0 && len(w.Not) == 0 })
		})
	}
	return slices.ContainsFunc(fn.AnonFuncs, r.PassesAll)
}

// CallerChooses reports whether one of two conditions is asked and not the other
// because of what the caller sent besides a certificate: another credential, a header
// field, or none.
func (r *Result) CallerChooses(a, b Item) bool {
	if r.program == nil || a.Block == nil || b.Block == nil || a.Block.Parent() != b.Block.Parent() {
		return false
	}
	d := a.Block
	for d != nil && !d.Dominates(b.Block) {
		d = d.Idom()
	}
	if d == nil || d == a.Block || d == b.Block {
		return false
	}
	before, other := leadingTo(a.Block), leadingTo(b.Block)
	for q := range before {
		// The last condition that leads to both may be a part of a longer one.
		if i, ok := q.Instrs[len(q.Instrs)-1].(*ssa.If); ok && other[q] && d.Dominates(q) && r.program.sent(i.Cond, 0) {
			return true
		}
	}
	return false
}

// leadingTo returns the blocks from which control gets to one of some.
func leadingTo(some ...*ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(b *ssa.BasicBlock)
	visit = func(b *ssa.BasicBlock) {
		for _, q := range b.Preds {
			if !seen[q] {
				seen[q] = true
				visit(q)
			}
		}
	}
	for _, b := range some {
		visit(b)
	}
	return seen
}

// sent reports whether a condition is about a credential or a header field that the
// caller sent.
func (p *program) sent(v ssa.Value, depth int) bool {
	if depth > maxDepth {
		return false
	}
	own := func(l flow.Label) bool { return l.Root == flow.Field || flow.OtherCredential(l.Aspect) && !l.Derived }
	if p.vals[v].Any(own) || slices.ContainsFunc(p.tuples[v], func(s flow.Set) bool { return s.Any(own) }) {
		return true
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		return p.sent(v.X, depth+1) || p.sent(v.Y, depth+1)
	case *ssa.UnOp:
		return v.Op == token.NOT && p.sent(v.X, depth+1)
	case *ssa.Extract:
		return p.sent(v.Tuple, depth+1)
	case *ssa.Call:
		return slices.ContainsFunc(v.Call.Args, func(a ssa.Value) bool { return p.sent(a, depth+1) })
	}
	return false
}

// Has reports whether what l was found by, or l itself, is a value of the gate's own: read
// there, or returned to it by a helper.
func (r *Result) Has(g *Gate, l flow.Label) bool {
	if r.program == nil || g.Fn == nil {
		return false
	}
	for _, b := range g.Fn.Blocks {
		for _, in := range b.Instrs {
			if v, ok := in.(ssa.Value); ok && r.program.vals[v].Any(func(m flow.Label) bool {
				return !m.Derived && m.Root == l.Root && m.Aspect == l.Aspect && m.At == l.At
			}) {
				return true
			}
		}
	}
	return false
}

// Evidence returns what the conditions of a function are evidence of.
func (r *Result) Evidence(fn *ssa.Function) []gate.Evidence {
	if r.program == nil || r.program.funcs[fn] == nil {
		return nil
	}
	var out []gate.Evidence
	for _, a := range r.program.funcs[fn].atoms {
		out = append(out, a.ev...)
	}
	return out
}

// Conditions returns the conditions of a function, each where it is tested.
func (r *Result) Conditions(fn *ssa.Function) (out []Item) {
	if r.program == nil || r.program.funcs[fn] == nil {
		return nil
	}
	for _, a := range r.program.funcs[fn].atoms {
		for _, s := range a.sites {
			out = append(out, Item{a.ev, s.pos, s.block})
		}
	}
	return out
}

// New returns the analyzer that computes gates and facts. The rules require it.
// Debug, if not nil, is given a dump of what is known of each package; extra is
// what the project adds to the catalogue.
func New(debug func(pkg, dump string), extra ...catalog.Extra) *analysis.Analyzer {
	cat := catalog.New(extra...)
	return analyzer(debug, cat, newInterest(cat))
}

func analyzer(debug func(pkg, dump string), cat *catalog.Index, interest interest) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:             "mtlsgates",
		Doc:              "mtlsgates computes the ways in of every gate, for mtlslint's rules\n\nIt reports nothing by itself.",
		RunDespiteErrors: true,
		FactTypes:        []analysis.Fact{(*Summary)(nil), (*PackageFact)(nil)},
		ResultType:       reflect.TypeFor[*Result](),
		Run: func(pass *analysis.Pass) (any, error) {
			res := run(pass, cat, interest)
			if debug != nil && res.dump != nil {
				debug(pass.Pkg.Path(), res.dump())
			}
			return res, nil
		},
	}
}

// passFacts reads facts through an analysis pass.
type passFacts struct {
	pass *analysis.Pass
	pkgs map[*types.Package]*PackageFact
	all  []*PackageFact
}

func (f *passFacts) Package(p *types.Package) *PackageFact {
	if pf, ok := f.pkgs[p]; ok {
		return pf
	}
	pf := new(PackageFact)
	if !f.pass.ImportPackageFact(p, pf) {
		pf = nil
	}
	f.pkgs[p] = pf
	return pf
}

func (f *passFacts) Packages() []*PackageFact { return f.all }

func (f *passFacts) Func(fn *types.Func) *Summary {
	if f.Package(fn.Pkg()) == nil {
		return nil
	}
	s := new(Summary)
	if !f.pass.ImportObjectFact(fn, s) {
		return nil
	}
	return s
}

func run(pass *analysis.Pass, cat *catalog.Index, w interest) *Result {
	res := &Result{}
	facts := &passFacts{pass: pass, pkgs: map[*types.Package]*PackageFact{}}
	for _, imp := range pass.Pkg.Imports() {
		if pf := facts.Package(imp); pf != nil {
			facts.all = append(facts.all, pf)
		}
	}
	if p := pass.Pkg.Path(); p == "crypto/tls" || p == "crypto/x509" {
		return res // they do what the catalogue says of them
	}
	res.build = func() (*program, error) {
		files, info := pass.Files, pass.TypesInfo
		if len(pass.TypeErrors) > 0 {
			files, info = prune(files, info, pass.TypeErrors)
		}
		files, info, large := withoutLarge(pass.Fset, files, info)
		res.GivenUp = append(res.GivenUp, large...)
		p, left, err := buildable(files, info, func(files []*ast.File, info *types.Info) (*program, error) {
			return build(pass, cat, files, info)
		})
		for _, pos := range left {
			res.GivenUp = append(res.GivenUp, fmt.Sprintf("%s: does not compile", pass.Fset.Position(pos)))
		}
		return p, err
	}
	if !w.relevant(pass) && !facts.used() {
		return res
	}
	p, err := res.build()
	if err != nil {
		res.Failed = append(res.Failed, err.Error())
		return res
	}
	p.facts = facts
	p.keepsCallers = slices.ContainsFunc(facts.Packages(), func(pf *PackageFact) bool { return len(pf.Context) > 0 })
	res.program = p
	res.Failed = append(res.Failed, p.analyse(w)...)
	p.holes()
	p.deciders()
	p.consoles()
	p.askedByType()
	p.rights()
	reads := p.knownReads()
	for _, fn := range p.fns {
		if f := p.funcs[fn]; f != nil && f.gaveUp {
			res.GivenUp = append(res.GivenUp, fmt.Sprintf("%s: %s: too much to be followed", p.fset.Position(fn.Pos()), fn))
		}
		if g := p.gates[fn]; g != nil {
			g.Called = g.Called || len(p.asked[fn]) > 0
			g.reads = reads
			res.Gates = append(res.Gates, g)
		}
	}
	p.mount()
	res.LocalOnly = p.localOnly()
	res.Authorizers = p.authorizers()
	res.Guards = p.guards()
	res.Remembered = p.remembered()
	res.Combined = append(p.combined(), p.chosenChecks()...)
	res.Reached = p.reached()
	res.Provisioned = p.provisioned()
	res.dump = p.dump
	p.export(pass)
	return res
}

// used reports whether the package uses something of another package about
// which a fact says something.
func (f *passFacts) used() bool {
	if len(f.all) == 0 {
		return false
	}
	for _, pf := range f.all {
		if len(pf.Context) > 0 {
			return true // read by key, wherever it is
		}
	}
	seen := map[types.Object]bool{}
	for _, obj := range f.pass.TypesInfo.Uses {
		if obj.Pkg() == nil || obj.Pkg() == f.pass.Pkg || seen[obj] {
			continue
		}
		seen[obj] = true
		pf := f.Package(obj.Pkg())
		if pf == nil {
			continue
		}
		switch obj := obj.(type) {
		case *types.Func:
			if s := f.Func(obj.Origin()); s != nil && s.speaks() || len(pf.strings(obj.Origin().FullName())) > 0 {
				return true
			}
		case *types.Var:
			if obj.IsField() && len(pf.Fields)+len(pf.Flags) > 0 || !obj.IsField() && len(pf.Strings) > 0 {
				return true
			}
		}
	}
	return false
}

// interest says which symbols and strings make a package worth the analysis:
// those about client certificates, and those with which helpers verify a hop or
// another credential.
type interest struct {
	cat      *catalog.Index
	packages map[string]bool // of funcs
	funcs    map[string]bool
	fields   map[string]bool // pkg.Field: a use does not say which struct it is of
	all      bool            // every package and every function is of interest, in tests
}

func newInterest(cat *catalog.Index) interest {
	out := interest{cat: cat, packages: map[string]bool{}, funcs: map[string]bool{}, fields: map[string]bool{}}
	for _, s := range cat.Symbols() {
		ok := cat.Relevant(s)
		for _, r := range cat.Rows(s) {
			switch r.Role {
			case catalog.Check, catalog.SecretDecide:
				ok = true
			case catalog.Source, catalog.Extract:
				ok = ok || r.Aspect == catalog.Addr || flow.OtherCredential(r.Aspect)
			}
		}
		if !ok {
			continue
		}
		pkg := catalog.PackageOf(s)
		if typ, field, ok := strings.Cut(strings.TrimPrefix(s, pkg+"."), "."); ok && typ != "" && !strings.HasPrefix(s, "(") {
			out.fields[pkg+"."+field] = true
		} else {
			out.funcs[s] = true
			out.packages[pkg] = true
		}
	}
	for _, s := range cat.AllProtected() {
		out.funcs[s] = true
		out.packages[catalog.PackageOf(s)] = true
	}
	return out
}

// function reports whether fn is of interest.
func (w interest) function(fn *types.Func) bool {
	return fn.Pkg() != nil && w.packages[fn.Pkg().Path()] && w.funcs[fn.Origin().FullName()]
}

// field reports whether field i of t is of interest.
func (w interest) field(t types.Type, i int) bool {
	f := ssaform.Field(t, i)
	return f != nil && f.Pkg() != nil && w.fields[f.Pkg().Path()+"."+f.Name()]
}

// relevant is the gate before SSA: does the package mention the subject at all?
func (w interest) relevant(pass *analysis.Pass) bool {
	if w.all {
		return true
	}
	names := map[*types.Func]bool{}
	for _, obj := range pass.TypesInfo.Uses {
		if obj.Pkg() == nil {
			continue
		}
		switch obj := obj.(type) {
		case *types.Func:
			if names[obj] {
				continue
			}
			names[obj] = true
			if w.function(obj) || mayAccess(obj) || asker(obj) {
				return true
			}
		case *types.Var:
			if obj.IsField() && w.fields[obj.Pkg().Path()+"."+obj.Name()] {
				return true
			}
		case *types.TypeName:
			switch obj.Pkg().Path() + "." + obj.Name() {
			case "crypto/x509.Certificate", "crypto/tls.ConnectionState", "crypto/x509/pkix.Name":
				return true
			}
		}
	}
	for _, f := range pass.Files {
		found, parses, header := false, false, false
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if n.Kind == token.STRING && !found {
					found = catalog.ProvisionsByQuery(n.Value[1 : len(n.Value)-1])
				}
				if n.Kind == token.STRING && !found && len(n.Value) < 64 {
					if s, err := strconv.Unquote(n.Value); err == nil {
						found = interestingHeader(w.cat, s)
					}
				}
			case *ast.SelectorExpr:
				parses = parses || strings.HasPrefix(n.Sel.Name, "ParseCertificate")
				header = header || strings.Contains(n.Sel.Name, "Header")
			}
			return !found
		})
		if found || parses && header {
			return true
		}
	}
	return false
}

// asker reports whether fn is a method of an interface by which authenticators are asked.
func asker(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	return recv != nil && types.IsInterface(recv.Type()) && slices.Contains(catalog.Askers(), fn.Name())
}

// build makes SSA of this package alone, with its imports as types.
func build(pass *analysis.Pass, cat *catalog.Index, files []*ast.File, info *types.Info) (p *program, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: building SSA: %v", pass.Pkg.Path(), r)
		}
	}()
	prog := ssa.NewProgram(pass.Fset, 0)
	// Only what the package itself mentions: most of what it imports, and all of
	// what those import, it never touches.
	seen := map[*types.Package]bool{pass.Pkg: true}
	create := func(q *types.Package) {
		if q != nil && !seen[q] {
			seen[q] = true
			prog.CreatePackage(q, nil, nil, true)
		}
	}
	for _, q := range pass.Pkg.Imports() {
		create(q)
	}
	for _, obj := range info.Uses {
		create(obj.Pkg())
	}
	sp := prog.CreatePackage(pass.Pkg, files, info, false)
	sp.Build()
	p = &program{
		cat: cat, fset: pass.Fset, pkg: pass.Pkg, ssa: sp,
		number: map[*ssa.Function]int{}, sums: map[*ssa.Function]*Summary{}, funcs: map[*ssa.Function]*function{},
		gates: map[*ssa.Function]*Gate{}, namesOf: map[*ssa.Function]map[givenName]bool{}, repliers: map[*ssa.Function]ssa.Value{}, earned: map[*types.Var]flow.Label{}, whenMade: map[*types.Var]bool{}, failures: map[resultOf]bool{}, active: map[*ssa.Function]int{}, succs: map[*ssa.Function][]*ssa.Function{}, relatives: map[*ssa.Function][]*ssa.Function{}, callers: map[*ssa.Function][]ssa.CallInstruction{},
		closures: map[*ssa.Function][]*ssa.MakeClosure{}, escaping: map[*ssa.Function]bool{}, callbacks: map[*ssa.Function]bool{}, asked: map[*ssa.Function]map[*ssa.Call]bool{}, uses: map[*ssa.Function][]ssa.Value{}, puts: map[fieldThrough][]*ssa.Store{}, kept: map[*ssa.Function][]*ssa.Store{}, directives: map[*ssa.Function]gate.Evidence{},
		stores: map[place][]ssa.Value{}, keyed: map[place][]ssa.Value{}, cells: map[place]flow.Set{}, forms: map[*types.Var]bool{}, keys: map[place]flow.Set{}, context: map[string]flow.Set{},
		contains: map[string][]ssa.Value{}, vals: map[ssa.Value]flow.Set{}, tuples: map[ssa.Value][]flow.Set{},
		impls: map[string][]*ssa.Function{}, implementers: map[string][]types.Type{}, headers: map[*ssa.Function][]string{}, routers: map[ssa.Value]registrations{}, decided: map[any]bool{}, imported: map[*types.Func]*Summary{}, names: map[*ssa.CallCommon]string{}, past: map[*ssa.Function][]*Summary{}, versions: map[*ssa.Function]int{}, rests: map[*ssa.Function]uint64{},
	}
	p.fns = sourceFunctions(sp, pass.TypesInfo, pass.Files)
	for _, fn := range p.fns {
		ssaform.ResolveReturns(fn)
	}
	p.wrongVerify = config.WrongVerify(sp, pass.Fset, p.content)
	p.readDirectives(pass.TypesInfo, pass.Files)
	p.index()
	return p, nil
}

// rounds bounds how often the package is gone through: what one function
// stores in a field or a context, another reads, which may lead to functions
// that were not looked at before.
const rounds = 9

// analyse goes through the functions that concern the subject, callees first,
// until neither they nor what they store for each other change.
func (p *program) analyse(w interest) (failed []string) {
	bad := map[*ssa.Function]bool{}
	p.seed(w)
	for i := range rounds {
		before := p.shared()
		p.spread = false
		p.round(bad, &failed)
		if p.earn() {
			p.spread = true
		}
		if i < rounds-2 {
			p.grow()
		}
		if !p.spread && p.shared() == before {
			break
		}
	}
	return failed
}

// Bounds on how often functions that call each other are gone through.
const (
	turns      = 6
	largeTurns = 2
	largeSCC   = 40
)

// round goes through the functions that concern the subject once; those that
// call each other until what is known of them stays. Of a function that is
// being analysed nothing is known yet, which does not make it unknown.
// Functions about which nothing has changed are left as they are.
func (p *program) round(bad map[*ssa.Function]bool, failed *[]string) {
	one := func(fn *ssa.Function) (changed bool) {
		if bad[fn] {
			p.sums[fn] = &Summary{Opaque: true}
		} else if err := p.one(fn); err != nil {
			bad[fn] = true
			*failed = append(*failed, err.Error())
			p.sums[fn] = &Summary{Opaque: true}
			delete(p.gates, fn)
		}
		return p.renew(fn)
	}
	for _, scc := range p.bottomUp() {
		stale := false
		for _, fn := range scc {
			if p.stale(fn) {
				stale = true
			}
		}
		if !stale {
			continue
		}
		if len(scc) == 1 && !slices.Contains(p.successors(scc[0]), scc[0]) {
			one(scc[0])
			continue
		}
		times := turns
		if len(scc) > largeSCC {
			times = largeTurns
		}
		for _, fn := range scc {
			p.sums[fn] = p.nothing(fn)
			p.renew(fn)
		}
		for turn := range times {
			changed := false
			for _, fn := range scc {
				if p.stale(fn) || turn == 0 {
					changed = one(fn) || changed
				}
			}
			if !changed {
				break
			}
		}
	}
}

// renew numbers the summary of a function, the same ones alike, and reports
// whether it is another one than before.
func (p *program) renew(fn *ssa.Function) (changed bool) {
	past := p.past[fn]
	i := slices.IndexFunc(past, func(s *Summary) bool { return reflect.DeepEqual(s, p.sums[fn]) })
	if i < 0 {
		i = len(past)
		p.past[fn] = append(past, p.sums[fn])
	}
	i++ // 0: not analysed
	changed = p.versions[fn] != i
	p.versions[fn] = i
	return changed
}

// stale labels the values of a function, and reports whether anything that its
// analysis rests on is another than the last time.
func (p *program) stale(fn *ssa.Function) bool {
	p.labels(fn)
	sum := p.inputs(fn)
	if old, ok := p.rests[fn]; ok && old == sum {
		return false
	}
	p.rests[fn] = sum
	return true
}

// inputs is a sum over what the analysis of a function rests on: labels, and
// what is known of the functions that it calls and has in it.
func (p *program) inputs(fn *ssa.Function) uint64 {
	const prime = 1099511628211 // FNV-1a
	sum := uint64(14695981039346656037)
	add := func(x uint64) { sum = (sum ^ x) * prime }
	value := func(v ssa.Value) {
		add(p.vals[v].Sum())
		for _, s := range p.tuples[v] {
			add(s.Sum())
		}
	}
	for _, v := range fn.Params {
		value(v)
	}
	for _, v := range fn.FreeVars {
		value(v)
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if v, ok := in.(ssa.Value); ok {
				value(v)
			}
			if l, ok := p.earned[fieldRead(in)]; ok {
				add(flow.Set{l}.Sum())
			}
			if t, ok := in.(*ssa.TypeAssert); ok {
				if isBool(t.AssertedType) || isCode(t.AssertedType) || len(flagsOf(t.AssertedType)) > 0 {
					for _, v := range p.contains[p.fetched(t.X)] {
						add(uint64(p.versions[v.Parent()]))
					}
				}
				for _, put := range p.keptAt(t) {
					add(uint64(p.versions[put.Parent()]))
				}
			}
		}
	}
	for _, g := range p.related(fn) {
		add(uint64(p.versions[g]))
	}
	if p.keepsCallers {
		add(1)
	}
	return sum
}

// related returns the functions that fn calls, has in it, or names.
func (p *program) related(fn *ssa.Function) []*ssa.Function {
	if out, ok := p.relatives[fn]; ok {
		return out
	}
	out := append(slices.Clone(p.successors(fn)), fn.AnonFuncs...)
	var operands [8]*ssa.Value
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			for _, v := range in.Operands(operands[:0]) {
				if g, ok := (*v).(*ssa.Function); ok && p.number[g] != 0 {
					out = append(out, g)
				}
			}
		}
	}
	p.relatives[fn] = out
	return out
}

// nothing is the summary of a function before it is analysed: it never answers.
func (p *program) nothing(fn *ssa.Function) *Summary {
	return &Summary{Outcome: answerKind(fn.Signature.Results()) != 0}
}

// shared is a sum over what functions leave for each other: it tells whether a
// round changed any of it.
func (p *program) shared() (sum uint64) {
	add := func(s flow.Set) { sum += s.Sum() }
	for _, s := range p.cells {
		add(s)
	}
	for _, s := range p.context {
		add(s)
	}
	for _, s := range p.sums {
		for _, r := range s.Results {
			add(r)
		}
	}
	return sum
}

// one analyses one function whose values are labelled.
func (p *program) one(fn *ssa.Function) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v", fn, r)
		}
	}()
	f := p.newFunction(fn)
	f.run()
	p.funcs[fn] = f
	p.sums[fn], p.gates[fn] = f.summarize()
	if f.splits() && !p.sums[fn].Opaque {
		g := p.newFunction(fn)
		g.choices = true
		g.run()
		if s, gt := g.summarize(); g.chosen > 0 && !s.Opaque {
			p.funcs[fn], p.sums[fn], p.gates[fn] = g, s, gt
		}
	}
	return nil
}

// bottomUp returns the strongly connected components of the package's call
// graph, callees first (Tarjan 1972).
func (p *program) bottomUp() [][]*ssa.Function {
	index := map[*ssa.Function]int{}
	low := map[*ssa.Function]int{}
	on := map[*ssa.Function]bool{}
	var stack []*ssa.Function
	var out [][]*ssa.Function
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		index[fn] = len(index) + 1
		low[fn] = index[fn]
		stack = append(stack, fn)
		on[fn] = true
		for _, g := range p.successors(fn) {
			if _, ok := p.active[g]; !ok {
				continue
			}
			if index[g] == 0 {
				visit(g)
				low[fn] = min(low[fn], low[g])
			} else if on[g] {
				low[fn] = min(low[fn], index[g])
			}
		}
		if low[fn] != index[fn] {
			return
		}
		var scc []*ssa.Function
		for {
			g := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			on[g] = false
			scc = append(scc, g)
			if g == fn {
				break
			}
		}
		sort.Slice(scc, func(i, j int) bool { return p.number[scc[i]] < p.number[scc[j]] })
		out = append(out, scc)
	}
	for _, fn := range p.fns {
		if _, ok := p.active[fn]; ok && index[fn] == 0 {
			visit(fn)
		}
	}
	return out
}

// successors returns the functions of this package that fn may call, itself or
// by means of the standard library.
func (p *program) successors(fn *ssa.Function) []*ssa.Function {
	if out, ok := p.succs[fn]; ok {
		return out
	}
	var out []*ssa.Function
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok {
				if g := p.static(c.Common()); g != nil {
					out = append(out, g)
				} else if c.Common().IsInvoke() {
					out = append(out, p.implementations(c.Common())...)
				} else if _, builtin := c.Common().Value.(*ssa.Builtin); !builtin && ssaform.Object(c.Common()) == nil {
					fns, _ := p.targets(c.Common().Value, 0)
					out = append(out, fns...)
				} else if std(catalog.PackageOf(p.name(c.Common()))) {
					for _, a := range c.Common().Args {
						if _, ok := a.Type().Underlying().(*types.Signature); ok {
							fns, _ := p.targets(a, 0)
							out = append(out, fns...)
						}
					}
				}
			}
		}
	}
	p.succs[fn] = out
	return out
}

// inFrontOf returns the ways in which the exported middleware that fn makes passes the
// request on, for importers that put it in front of something.
func (p *program) inFrontOf(fn *ssa.Function) []gate.Path {
	g := p.gateOf(fn)
	if g == nil || g.Fn == fn || p.funcs[g.Fn] == nil || !ast.IsExported(fn.Name()) {
		return nil
	}
	if res := fn.Signature.Results(); res.Len() != 1 || !p.isHandler(res.At(0).Type()) {
		return nil
	}
	t := Summary{Fronts: p.funcs[g.Fn].passes()}
	if !hasEvidence(t.Fronts) {
		return nil
	}
	return t.portable(p.number[g.Fn]).Fronts
}

// gives returns what importers need to know of the literal that an exported
// function returns; nil if it does not return one alone.
func (p *program) gives(fn *ssa.Function) *Summary {
	res := fn.Signature.Results()
	if res.Len() != 1 && !givesCheck(fn.Signature) || !ast.IsExported(fn.Name()) {
		return nil
	}
	if _, ok := res.At(0).Type().Underlying().(*types.Signature); !ok {
		return nil
	}
	lits := p.returnedBy(fn)
	if len(lits) != 1 || lits[0].Parent() != fn {
		return nil
	}
	s := p.sums[lits[0]]
	if s == nil || !s.worthwhile() {
		return nil
	}
	return s.portable(p.number[lits[0]])
}

// export leaves the facts for importing packages.
func (p *program) export(pass *analysis.Pass) {
	any := p.exportHops(pass)
	tries, offers, somebody := p.inTurn().tries, p.offeredBy(), p.madeSomebody()
	for _, fn := range p.fns {
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Parent() != nil || obj.Pkg() != pass.Pkg {
			continue
		}
		s := p.sums[fn]
		if s == nil {
			s = &Summary{} // it mentions nothing itself
		}
		gives, fronts, methods := p.gives(fn), p.inFrontOf(fn), p.methodsOf(fn)
		decides := obj.Exported() && p.returnsDecided(fn, 0)
		if !decides && gives == nil && fronts == nil && len(methods)+len(tries[fn]) == 0 && !offers[obj] && !s.worthwhile() {
			continue
		}
		s = s.portable(p.number[fn])
		for i, of := range s.Results {
			s.Results[i] = of.Map(func(l flow.Label) (flow.Label, bool) {
				l.Told = l.Told || somebody[l.At] && flow.Name(l.Aspect)
				return l, true
			})
		}
		s.Gives, s.Fronts, s.Methods, s.Tries, s.Offers = gives, fronts, methods, tries[fn], offers[obj]
		s.Decides = decides
		if !s.worthwhile() {
			continue
		}
		pass.ExportObjectFact(obj, s)
		any = true
	}
	pf := &PackageFact{}
	for _, k := range slices.Sorted(maps.Keys(p.context)) {
		if s := concrete(p.context[k]); len(s) > 0 {
			pf.Context = append(pf.Context, Labelled{k, s})
			any = true
		}
	}
	p.exportFields(pf)
	p.exportNames(pf)
	p.exportCarried(pf)
	if any || len(pf.Fields) > 0 || len(pf.Flags) > 0 || len(pf.Strings) > 0 {
		pass.ExportPackageFact(pf)
	}
}

// madeSomebody returns where names are read of which the package itself makes somebody, and of
// nothing better: what is wrong with that is said there.
func (p *program) madeSomebody() map[token.Position]bool {
	out := map[token.Position]bool{}
	for _, g := range p.gates {
		for _, k := range g.Sinks {
			if k.Always(func(ev []gate.Evidence) bool {
				return slices.ContainsFunc(ev, func(e gate.Evidence) bool { return e.Kind() == gate.CertStrong })
			}) {
				continue
			}
			for _, l := range k.Labels {
				if k.Kind == Principal && l.Root == flow.Peer && flow.Name(l.Aspect) {
					out[l.At] = true
				}
			}
		}
	}
	return out
}

func concrete(s flow.Set) flow.Set {
	return s.Map(func(l flow.Label) (flow.Label, bool) { return l, l.Root != flow.Param })
}

// exportFields records what exported fields and variables hold.
func (p *program) exportFields(pf *PackageFact) {
	scope := p.pkg.Scope()
	vouched := p.vouchedStores()
	for _, n := range scope.Names() {
		switch obj := scope.Lookup(n).(type) {
		case *types.TypeName:
			s, ok := obj.Type().Underlying().(*types.Struct)
			if !ok || obj.IsAlias() {
				continue
			}
			for i := range s.NumFields() {
				f := s.Field(i)
				if !f.Exported() {
					continue
				}
				sym := p.pkg.Path() + "." + n + "." + f.Name()
				if l := concrete(p.stored(f.Origin())); len(l) > 0 {
					l = l.Map(func(l flow.Label) (flow.Label, bool) {
						l.Vouched = l.Vouched || vouched[storedRead{f.Origin(), l.At}]
						return l, true
					})
					if holdsSomebody(obj.Type(), f) {
						l = told(f.Name(), l)
					}
					pf.Fields = append(pf.Fields, Labelled{sym, l})
				}
				if vals := p.headerNames(place{nil, f.Origin()}); len(vals) > 0 {
					pf.Strings = append(pf.Strings, Named{sym, vals})
				}
			}
		case *types.Var:
			if g, ok := p.ssa.Members[n].(*ssa.Global); ok && obj.Exported() {
				if vals := p.headerNames(place{g, nil}); len(vals) > 0 {
					pf.Strings = append(pf.Strings, Named{p.pkg.Path() + "." + n, vals})
				}
			}
		}
	}
}

// exportNames records which names of headers exported functions return.
func (p *program) exportNames(pf *PackageFact) {
	for _, fn := range p.fns {
		obj, ok := fn.Object().(*types.Func)
		if res := fn.Signature.Results(); !ok || fn.Parent() != nil || !obj.Exported() || res.Len() != 1 || !texts(res.At(0).Type()) {
			continue
		}
		var returned []ssa.Value
		for _, b := range fn.Blocks {
			if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
				returned = append(returned, ret.Results...)
			}
		}
		if vals := p.headersAmong(returned); len(vals) > 0 {
			pf.Strings = append(pf.Strings, Named{obj.FullName(), vals})
		}
	}
}

// told marks labels of a field that are somebody's identity where they are stored.
func told(field string, s flow.Set) flow.Set {
	there := identity(field, s)
	return s.Map(func(l flow.Label) (flow.Label, bool) {
		l.Told = (flow.Identity(l.Aspect) || l.Root == flow.Forwarded) && there.Any(l.Same)
		return l, true
	})
}

// headerNames returns the constants stored at a place that name headers of
// interest.
func (p *program) headerNames(at place) []string { return p.headersAmong(p.stores[at]) }

// headersAmong returns the constants that values may be and that name headers of interest.
func (p *program) headersAmong(vs []ssa.Value) []string {
	var out []string
	for _, v := range vs {
		ss, _ := p.strings(v, 0)
		for _, s := range ss {
			if _, ok := p.cat.HeaderAspect(s); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// Notes returns what the analysis gave up on, for -v.
func (r *Result) Notes() []string { return slices.Concat(r.Failed, r.GivenUp) }
