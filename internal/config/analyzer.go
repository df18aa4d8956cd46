// Package config is a model of configurations: values of tls.Config,
// x509.VerifyOptions and http.Server as they are built, by a literal, by stores
// in any order, in helpers and option functions, by Clone, and in other
// packages, and where they go.
//
// A field of a configuration is what every path to its use stores there: set,
// unset, or maybe, with the values and their places. What is not understood may
// be anything, and rules say nothing about it.
package config

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/mounts"
	"github.com/mtlslint/mtlslint/internal/ssaform"
)

// Gates is what the model needs of the analysis of gates, which is the result
// of the analyzer that New is given.
type Gates interface {
	// Built reports whether the gates needed the package in SSA form.
	Built() bool
	// Build returns the package in SSA form, built once.
	Build() (*ssa.Package, error)
	// Evidence returns what the conditions of a function are evidence of.
	Evidence(*ssa.Function) []gate.Evidence
	// Requires reports whether a function is a gate that lets nobody in without
	// a certificate, or another credential that it takes instead.
	Requires(*ssa.Function) bool
	// PassesAll reports whether a function, or a literal in it, is middleware that passes
	// on requests of whoever sends them, in some case.
	PassesAll(*ssa.Function) bool
	// Labels says what a value is.
	Labels(ssa.Value) flow.Set
	// Mounts says how the package mounts the gates of others.
	Mounts() []mounts.Mounting
}

// Result is what the rules read about a package.
type Result struct {
	*Program  // nil when the package configures nothing
	Configs   []*Config
	mountings []mounts.Mounting
	failed    []string
}

// Notes returns what the analysis gave up on, for -v.
func (r *Result) Notes() []string { return r.failed }

// Fact says what importers need to know of a function.
type Fact struct {
	Params    []Part // what it does to configurations that it is given
	Results   []Part // the configurations that it returns
	Values    []PartValues
	Sides     []PartSide // where what it is given goes
	Own       *Func      // what it does as a callback, or decides on when it is called
	Apart     *Func      // what it decides then that no callback of a configuration does, if that is less
	Methods   *Func      // what the methods of the interface values that it returns decide
	Serves    []Serve    // handlers that it is given and serves
	Headers   []Touch    // header fields about client certificates that it sets, adds or deletes
	Clears    []string   // header fields about client certificates that no request has behind the middleware that it makes
	Options   []Options  // of gRPC servers that it returns
	Listens   []Listening
	Fills     []Filling // gRPC servers that it is given and registers services on
	Gives     []Given   // functions that it is given and calls with certificates of clients
	Wrong     []Wrong   // certificates that it is given and verifies with wrong options
	Builders  []Builder // structs with settings that it is given, or makes and returns
	Makes     []Made    // the configurations that it makes of those that it is given, and puts to use
	Keeps     []Keep    // configurations that it is given and that what it returns keeps
	Unguarded bool      // the handler that it returns asks for no certificate
	Probes    bool      // the router that it makes and returns only tells whether the server is well
	Hands     bool      // it hands a certificate, or a request, to something that may decide
}

// PartValues are the values of one result.
type PartValues struct {
	Index  int
	Values []Value
}

// PartSide is where one argument goes.
type PartSide struct {
	Index int
	Side  Side
}

// AFact marks Fact as a fact.
func (*Fact) AFact() {}

func (f *Fact) String() string { return "configures" }

// PackageFact says what importers need to know of a package's fields.
type PackageFact struct {
	Fields   []FieldSide // sorted
	Held     []FieldState
	Lists    []StringList
	Services []ServiceDesc // exported ones
	Verifies bool          // it, or a package below it, verifies or pins certificates of peers
	Seen     bool          // it has to do with certificates or configurations
}

// FieldSide is where the configuration in a field goes.
type FieldSide struct {
	Name string // pkg.Type.Field
	Side Side
}

// FieldState is what the package makes of the configuration in a field.
type FieldState struct {
	Name  string // pkg.Type.Field
	State State
}

// StringList is what an exported variable lists.
type StringList struct {
	Name  string
	Elems []string
}

// AFact marks PackageFact as a fact.
func (*PackageFact) AFact() {}

func (f *PackageFact) String() string { return "configures" }

// facts reads the facts of imported packages.
type facts struct {
	pass  *analysis.Pass
	known map[*types.Func]*Fact
	pkgs  map[*types.Package]*PackageFact
}

func (f facts) function(fn *types.Func) *Fact {
	if f.pass == nil || fn == nil || fn.Pkg() == nil || fn.Pkg() == f.pass.Pkg || std(fn.Pkg().Path()) && !strings.Contains(fn.Pkg().Path(), "testdata") && f.pass.Module != nil && !within(fn.Pkg().Path(), f.pass.Module.Path) {
		return nil
	}
	fn = fn.Origin()
	if k, ok := f.known[fn]; ok {
		return k
	}
	k := new(Fact)
	if !f.pass.ImportObjectFact(fn, k) {
		k = nil
	}
	f.known[fn] = k
	return k
}

func within(path, module string) bool {
	return module != "" && (path == module || strings.HasPrefix(path, module+"/"))
}

// of returns the fact about a package, nil if there is none.
func (f facts) of(pkg *types.Package) *PackageFact {
	pf, ok := f.pkgs[pkg]
	if !ok {
		pf = new(PackageFact)
		if !f.pass.ImportPackageFact(pkg, pf) {
			pf = nil
		}
		f.pkgs[pkg] = pf
	}
	return pf
}

// verifiedBelow reports whether a package that is imported, or one below it,
// verifies certificates of peers in code.
func (f facts) verifiedBelow() bool {
	return slices.ContainsFunc(f.pass.Pkg.Imports(), func(p *types.Package) bool {
		pf := f.of(p)
		return pf != nil && pf.Verifies
	})
}

// owner returns the fact about the package of a field, if that is another one.
func (f facts) owner(v *types.Var) *PackageFact {
	if f.pass == nil || v.Pkg() == nil || v.Pkg() == f.pass.Pkg {
		return nil
	}
	return f.of(v.Pkg())
}

func (f facts) field(v *types.Var, sym string) Side {
	pf := f.owner(v)
	if pf == nil {
		return 0
	}
	for _, s := range pf.Fields {
		if s.Name == sym {
			return s.Side
		}
	}
	return 0
}

// list returns the constant strings that a variable of another package lists.
func (f facts) list(v *types.Var) ([]string, bool) {
	if v == nil || v.IsField() {
		return nil, false
	}
	pf := f.owner(v)
	if pf == nil {
		return nil, false
	}
	i, ok := slices.BinarySearchFunc(pf.Lists, v.Name(), func(l StringList, name string) int { return strings.Compare(l.Name, name) })
	if !ok {
		return nil, false
	}
	return pf.Lists[i].Elems, true
}

// New returns the analyzer that computes configurations. Its result is a
// *Result. It requires gates, whose result implements Gates. Extra is what the
// project adds to the catalogue.
func New(gates *analysis.Analyzer, extra ...catalog.Extra) *analysis.Analyzer {
	index := catalog.New(extra...)
	rows := configurations()
	return &analysis.Analyzer{
		Name:             "mtlsconfig",
		Doc:              "mtlsconfig computes how TLS and servers are configured, for mtlslint's rules\n\nIt reports nothing by itself.",
		RunDespiteErrors: true,
		Requires:         []*analysis.Analyzer{gates},
		FactTypes:        []analysis.Fact{(*Fact)(nil), (*PackageFact)(nil)},
		ResultType:       reflect.TypeFor[*Result](),
		Run: func(pass *analysis.Pass) (any, error) {
			return run(pass, pass.ResultOf[gates].(Gates), rows, index), nil
		},
	}
}

func run(pass *analysis.Pass, gates Gates, rows map[string][]catalog.ConfigRow, index *catalog.Index) (res *Result) {
	res = &Result{mountings: gates.Mounts()}
	if std(pass.Pkg.Path()) && (pass.Module == nil || !within(pass.Pkg.Path(), pass.Module.Path)) {
		return res // it does what the catalogue says of it
	}
	f := facts{pass, map[*types.Func]*Fact{}, map[*types.Package]*PackageFact{}}
	below, services := f.verifiedBelow(), described(pass.Pkg, pass.Files, pass.TypesInfo)
	if !gates.Built() && !relevant(pass, rows) && !f.used() && !registers(pass.Pkg, services) {
		for fn := range probing(pass.Pkg, pass.Files, pass.TypesInfo, modulePath(pass)) {
			pass.ExportObjectFact(fn, &Fact{Probes: true})
		}
		if exported := exportedServices(services); below || len(exported) > 0 {
			pass.ExportPackageFact(&PackageFact{Verifies: below, Services: exported})
		}
		return res
	}
	sp, err := gates.Build()
	if err != nil || sp == nil {
		if err != nil {
			res.failed = append(res.failed, err.Error())
		}
		return res
	}
	defer func() {
		if r := recover(); r != nil {
			res = &Result{failed: []string{fmt.Sprintf("%s: configurations: %v", pass.Pkg.Path(), r)}}
		}
	}()
	p := newProgram(sp, pass.Fset, gates, f, index)
	p.info = pass.TypesInfo
	p.below, p.services = below, services
	p.own = modulePath(pass)
	p.index(pass.Files)
	for _, fn := range p.fns {
		p.summarize(fn)
	}
	p.link()
	res.Program = p
	for _, c := range p.every() {
		if len(c.each) == 0 && !c.unused && !(c.clones && c.Side&^Kept == 0) {
			res.Configs = append(res.Configs, c)
		}
	}
	p.export(pass)
	return res
}

// modulePath returns the path of the module that is analysed, empty if there is none.
func modulePath(pass *analysis.Pass) string {
	if pass.Module == nil {
		return ""
	}
	return pass.Module.Path
}

// relevant reports whether the package mentions configurations. Packages are
// asked first, as the names of functions have to be put together.
func relevant(pass *analysis.Pass, rows map[string][]catalog.ConfigRow) bool {
	known := make(map[*types.Package]bool)
	for _, obj := range pass.TypesInfo.Uses {
		if obj.Pkg() == nil {
			continue
		}
		switch obj := obj.(type) {
		case *types.Var:
			if obj.IsField() && subject[obj.Name()] && std(obj.Pkg().Path()) {
				return true
			}
		case *types.TypeName:
			if isPart(obj) {
				return true
			}
			switch path := obj.Pkg().Path(); obj.Name() {
			case "Config", "ClientAuthType":
				if path == "crypto/tls" {
					return true
				}
			case "ReverseProxy":
				if path == "net/http/httputil" {
					return true
				}
			case "CertPool", "VerifyOptions":
				if path == "crypto/x509" {
					return true
				}
			}
		case *types.Func:
			if isPart(obj) {
				return true
			}
			has, asked := known[obj.Pkg()]
			if !asked {
				has = mentions(rows, obj.Pkg().Path())
				known[obj.Pkg()] = has
			}
			if !has {
				continue
			}
			for _, r := range rows[obj.Origin().FullName()] {
				if r.Subject {
					return true
				}
			}
		}
	}
	return false
}

// mentions reports whether rows are about functions of a package that make
// another one worth a look.
func mentions(rows map[string][]catalog.ConfigRow, path string) bool {
	for symbol, list := range rows {
		if catalog.PackageOf(symbol) == path && slices.ContainsFunc(list, func(r catalog.ConfigRow) bool { return r.Subject }) {
			return true
		}
	}
	return false
}

// subject are the fields, functions and types that make a package worth a look,
// by their own names.
var subject = map[string]bool{
	"ClientAuth": true, "ClientCAs": true, "GetConfigForClient": true, "VerifyPeerCertificate": true, "VerifyConnection": true,
	"ReverseProxy": true, "NewSingleHostReverseProxy": true, "VerifyOptions": true,
	"SystemCertPool": true, "ClientAuthType": true, "ClientHelloInfo": true,
	"ListenAndServeTLS": true, "ServeTLS": true,
}

// parts are types and functions, by the paths of their packages, that make a package worth
// a look: servers are made of listeners, options, interceptors and services, in several
// packages.
var parts = map[string][]string{
	"google.golang.org/grpc": {"Server", "ServerOption", "StreamServerInfo"},
	"crypto/tls":             {"Listen", "NewListener"},
}

func isPart(obj types.Object) bool {
	return slices.Contains(parts[obj.Pkg().Path()], obj.Name()) && obj.Parent() == obj.Pkg().Scope()
}

// Words lists identifiers, alone or after the path of their package, one of which the
// text of a package has that this model is about.
func Words() []string {
	var out []string
	for path, names := range parts {
		for _, n := range names {
			out = append(out, path+"."+n)
		}
	}
	for w := range subject {
		out = append(out, w)
	}
	for _, r := range catalog.Configurations() {
		if r.Subject {
			out = append(out, r.Symbol[strings.LastIndexByte(r.Symbol, '.')+1:])
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// used reports whether the package uses a function about which a fact says
// something.
func (f facts) used() bool {
	for _, obj := range f.pass.TypesInfo.Uses {
		switch obj := obj.(type) {
		case *types.Func:
			if f.function(obj) != nil {
				return true
			}
		case *types.Var:
			if obj.IsField() && obj.Pkg() != nil && obj.Pkg() != f.pass.Pkg {
				if pf := f.of(obj.Pkg()); pf != nil && len(pf.Fields)+len(pf.Held) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// export leaves the facts for importing packages.
func (p *Program) export(pass *analysis.Pass) {
	probing := probing(pass.Pkg, pass.Files, pass.TypesInfo, p.own)
	for _, fn := range p.fns {
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Parent() != nil || obj.Pkg() != p.pkg || !obj.Exported() {
			continue
		}
		s := p.summaries[fn]
		f := &Fact{}
		for i := range fn.Params {
			if st, ok := s.params[i]; ok {
				f.Params = append(f.Params, Part{i, p.portable(p.hold(st), fn)})
			}
			if p.carrier(fn.Params[i].Type()) {
				if side := p.side(fn.Params[i]); side != 0 {
					f.Sides = append(f.Sides, PartSide{i, side})
				}
			}
		}
		for i, st := range s.results {
			if st = p.rebase(st, 0); st.Type != "" && st.base() != open {
				f.Results = append(f.Results, Part{i, p.portable(p.hold(st), fn)})
			}
		}
		for i, vs := range s.values {
			if len(vs) > 0 && slices.ContainsFunc(vs, func(v Value) bool { return v.Kind != Unknown }) {
				f.Values = append(f.Values, PartValues{i, p.portableValues(vs, fn)})
			}
		}
		own := p.classify(fn)
		if own.Verifies || own.Pins || own.Names || own.Present || own.Asks || len(own.Effects)+len(own.Chooses) > 0 || callbackType(fn) || interceptsStreams(fn) {
			f.Own = p.portableFunc(own, fn)
			for i := range f.Own.Chooses {
				if s := f.Own.Chooses[i]; s.base() != field {
					f.Own.Chooses[i] = s.alone() // nobody knows what it is given
				}
			}
		}
		if f.Own != nil {
			f.Apart = p.withoutCallbacks(fn, own)
		}
		f.Methods = p.methodsGiven(fn)
		f.Hands = own.Opaque || p.handsOn(fn)
		f.Unguarded = p.unguarded(fn)
		f.Probes = probing[obj]
		f.Makes = p.derived(fn)
		f.Keeps = p.keeps(fn)
		f.Builders = p.portableBuilders(fn)
		f.Wrong = p.wrong(fn)
		f.Gives = p.gives(fn)
		f.Serves = p.serves(fn)
		f.Headers = p.touches(fn)
		f.Clears = p.clears(fn)
		f.Options = p.returnedOptions(fn)
		f.Fills = p.fills(fn)
		f.Listens = p.returnedListeners(fn)
		if len(f.Builders)+len(f.Makes)+len(f.Keeps)+len(f.Options)+len(f.Listens)+len(f.Fills)+len(f.Headers)+len(f.Clears)+len(f.Wrong)+len(f.Gives)+len(f.Serves)+len(f.Params)+len(f.Results)+len(f.Values)+len(f.Sides) > 0 || f.Own != nil || f.Methods != nil || f.Hands || f.Unguarded || f.Probes {
			pass.ExportObjectFact(obj, f)
		}
	}
	done := p.Decisions()
	pf := &PackageFact{Verifies: p.below || done.Verifies || done.Pins, Seen: true, Services: exportedServices(p.services)}
	scope := p.pkg.Scope()
	for _, n := range scope.Names() {
		if v, ok := scope.Lookup(n).(*types.Var); ok && v.Exported() {
			if l, ok := p.constantList(v); ok {
				pf.Lists = append(pf.Lists, StringList{n, l})
			}
			continue
		}
		tn, ok := scope.Lookup(n).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		st, ok := tn.Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		for i := range st.NumFields() {
			f := st.Field(i)
			if !f.Exported() || !p.carrier(f.Type()) {
				continue
			}
			sym := p.pkg.Path() + "." + n + "." + f.Name()
			if side := p.placeSide(f.Origin(), sym); side != 0 {
				pf.Fields = append(pf.Fields, FieldSide{sym, side})
			}
			if s, ok := p.madeIn(f.Origin()); ok {
				pf.Held = append(pf.Held, FieldState{sym, p.portable(s, nil)})
			}
		}
	}
	pass.ExportPackageFact(pf)
}

// constantList returns the strings that a variable of the package lists, if it begins
// with a list of constants and nothing in the package stores another.
func (p *Program) constantList(v *types.Var) (out []string, ok bool) {
	if !p.writtenOnce(v) {
		return nil, false
	}
	known := true
	all := p.elements(p.fields[v][0].Val, func(e ssa.Value) {
		s, constant := text(e)
		known = known && constant
		out = append(out, s)
	})
	return out, all && known
}

// writtenOnce reports whether v is a list of strings that this package writes once.
func (p *Program) writtenOnce(v *types.Var) bool {
	s, ok := v.Type().Underlying().(*types.Slice)
	return ok && types.Identical(s.Elem(), types.Typ[types.String]) && len(p.fields[v]) == 1
}

// carrier reports whether t is a TLS configuration or transport credentials.
func (p *Program) carrier(t types.Type) bool {
	switch ssaform.Named(t) {
	case "crypto/tls.Config", "google.golang.org/grpc/credentials.TransportCredentials":
		return true
	}
	return false
}

// callbackType reports whether fn could be a callback of crypto/tls.
func callbackType(fn *ssa.Function) bool {
	s := fn.Signature
	if s.Results().Len() != 1 || !types.Identical(s.Results().At(0).Type(), types.Universe.Lookup("error").Type()) {
		return false
	}
	switch s.Params().Len() {
	case 1:
		return ssaform.Named(s.Params().At(0).Type()) == "crypto/tls.ConnectionState"
	case 2:
		return certificates(s.Params().At(0).Type()) && s.Recv() == nil
	}
	return false
}

// interceptsStreams reports whether fn is an interceptor of gRPC's streams: of one that
// does nothing, too, importers need to know.
func interceptsStreams(fn *ssa.Function) bool {
	params := fn.Signature.Params()
	return params.Len() == 4 && ssaform.Named(params.At(3).Type()) == "google.golang.org/grpc.StreamHandler"
}

// hold adds, to the pointers in a state, what is known of the configurations there.
func (p *Program) hold(s State) State {
	out := s
	for _, f := range s.Fields {
		g := f
		g.Values = slices.Clone(f.Values)
		for i, v := range g.Values {
			if v.Kind != Pointer {
				continue
			}
			if c := p.configAt(v.obj); c != nil {
				g.Values[i].Held = &c.raw
			}
		}
		out = out.set(g)
	}
	return out
}

// portable leaves out what only means something within this package.
func (p *Program) portable(s State, fn *ssa.Function) State {
	out := p.basedOn(s, fn)
	out.Fields = nil
	for _, f := range s.Fields {
		g := f
		g.Values = p.portableValues(f.Values, fn)
		out = out.set(g)
	}
	return out
}

func (p *Program) portableValues(vs []Value, fn *ssa.Function) []Value {
	var out []Value
	for _, v := range vs {
		if v.Held != nil {
			held := p.portable(*v.Held, fn)
			v.Held = &held
		} else if (v.Kind == Arg || len(v.Params) > 0) && v.owner != fn || v.Kind == Pointer || v.Kind == Copied {
			v.Kind, v.Params = Unknown, nil
		}
		if v.of != fn {
			v.Given, v.Want = 0, false
		}
		if v.partOf != fn && v.Part > 0 {
			v.Part, v.Field = notInSight, ""
		}
		v.of, v.partOf, v.Onto = nil, nil, false
		v.pos, v.end, v.expr, v.owner, v.obj, v.val = token.NoPos, token.NoPos, nil, nil, nil, nil
		if v.Func != nil {
			v.Func = p.portableFunc(v.Func, fn)
		}
		out = append(out, v)
	}
	return out
}

func (p *Program) portableFunc(f *Func, fn *ssa.Function) *Func {
	g := *f
	g.fn = nil
	g.Effects = nil
	for _, part := range f.Effects {
		g.Effects = append(g.Effects, Part{part.Index, p.portable(part.State, fn)})
	}
	g.Chooses = nil
	for _, s := range f.Chooses {
		g.Chooses = append(g.Chooses, p.portable(s, fn))
	}
	return &g
}

func sortFunctions(fns []*ssa.Function) {
	sort.SliceStable(fns, func(i, j int) bool { return fns[i].Pos() < fns[j].Pos() })
}
