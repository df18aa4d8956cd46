package analyzers_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"runtime"
	"slices"

	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"

	"github.com/mtlslint/mtlslint/internal/report"
)

// Linters run on what strangers send. TestAdversaries gives the suite programs
// that nobody writes, of one size and of four times that: work has to grow with
// the size, and what stands beside such a function is analysed all the same.
func TestAdversaries(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses large programs")
	}
	for _, shape := range shapes {
		t.Run(shape.name, func(t *testing.T) {
			small := suiteCost(t, shape.gen(shape.n))
			large := suiteCost(t, shape.gen(4*shape.n))
			t.Logf("%d: %v, %d allocations, %d MB; %d: %v, %d, %d MB", shape.n, small.time, small.allocations, small.bytes>>20, 4*shape.n, large.time, large.allocations, large.bytes>>20)
			// What is counted is exact but for the growth of maps; time also
			// depends on what else the machine does.
			most, longest := uint64(6), time.Duration(10)
			if shape.square {
				most, longest = 20, 30
			}
			if large.allocations > most*small.allocations+20_000 {
				t.Errorf("%d allocations for %d and %d for four times as many", small.allocations, shape.n, large.allocations)
			}
			if large.bytes > most*small.bytes+50<<20 {
				t.Errorf("%d MB allocated for %d and %d for four times as many", small.bytes>>20, shape.n, large.bytes>>20)
			}
			if large.time > longest*small.time+2*time.Second {
				t.Errorf("%v for %d and %v for four times as many", small.time, shape.n, large.time)
			}
		})
	}
}

type cost struct {
	time               time.Duration
	allocations, bytes uint64
}

// suiteCost returns what the suite takes for a file of the given declarations,
// when it is parsed and type-checked already.
func suiteCost(t *testing.T, decls string) cost {
	t.Helper()
	r := newRunner(checkSource(t, decls+ordinary))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	r.run(t)
	c := cost{time: time.Since(start).Round(time.Millisecond)}
	runtime.ReadMemStats(&after)
	c.allocations, c.bytes = after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	found := false
	for _, res := range r.results {
		if findings, ok := res.([]report.Finding); ok {
			found = found || slices.ContainsFunc(findings, func(f report.Finding) bool { return f.Rule == "certpresence" && f.Function == "app.Ordinary" })
		}
	}
	if !found {
		t.Error("nothing is found in the function beside it")
	}
	return c
}

// ordinary is a gate with a finding.
const ordinary = `
func Ordinary(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "who are you?", http.StatusUnauthorized)
		return
	}
	fmt.Fprintln(w, "the secret")
}
`

const header = `package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

var (
	_ context.Context
	_ tls.Config
	_ x509.Certificate
	_ = errors.New
	_ = strings.Contains
)

`

// compiled holds the types of the packages that header imports.
var compiled struct {
	sync.Once
	err   error
	fset  *token.FileSet
	types map[string]*types.Package
}

func loadCompiled() {
	compiled.fset, compiled.types = token.NewFileSet(), map[string]*types.Package{}
	list, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedExportFile}, "context", "crypto/tls", "crypto/x509", "errors", "fmt", "net/http", "strings")
	compiled.err = err
	for _, p := range list {
		if compiled.err == nil {
			compiled.err = decodeExport(p)
		}
	}
}

func decodeExport(p *packages.Package) error {
	f, err := os.Open(p.ExportFile)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(f)
	if err == nil {
		_, err = gcexportdata.Read(r, compiled.fset, compiled.types, p.PkgPath)
	}
	return err
}

type compiledImporter struct{}

func (compiledImporter) Import(path string) (*types.Package, error) {
	if p := compiled.types[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

// checkSource returns a package of one file.
func checkSource(t *testing.T, decls string) *packages.Package {
	t.Helper()
	compiled.Do(loadCompiled)
	if compiled.err != nil {
		t.Fatal(compiled.err)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "a.go", header+decls, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
	}
	conf := types.Config{GoVersion: "go1.26", Importer: compiledImporter{}}
	pkg, err := conf.Check("app", fset, []*ast.File{file}, info)
	if err != nil {
		t.Fatal(err)
	}
	return &packages.Package{
		PkgPath: "app", Fset: fset, Syntax: []*ast.File{file}, Types: pkg, TypesInfo: info,
		TypesSizes: types.SizesFor("gc", "amd64"), Module: &packages.Module{Path: "app"},
	}
}

// rep returns a text n times, with the number from 0 in place of %d, and the one
// after it in place of %e.
func rep(n int, s string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("%d", fmt.Sprint(i), "%e", fmt.Sprint(i+1)).Replace(s))
	}
	return b.String()
}

// shapes are the programs, by a size.
var shapes = []struct {
	name   string
	n      int
	gen    func(n int) string
	square bool // it, or its text, grows with the square of the size, until budgets are spent
}{
	{name: "branches", n: 25000, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n" + rep(n, "\tif cn == \"u%d\" { return true }\n") + "\treturn false\n}\n"
	}},
	{name: "branches small", n: 300, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n" + rep(n, "\tif cn == \"u%d\" { return true }\n") + "\treturn false\n}\n"
	}},
	{name: "flags small", n: 250, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn, path, key := r.TLS.PeerCertificates[0].Subject.CommonName, r.URL.Path, r.Header.Get(\"X-Api-Key\")\n\tok := false\n\tdefer func() { if key == \"\" { ok = false } }()\n" + rep(n, "\tif path == \"/p%d\" && cn == \"u%d\" { ok = true }\n") + "\treturn ok\n}\n"
	}},
	{name: "many flags", n: 100, gen: func(n int) string {
		return "func Allow(r *http.Request) (ok bool) {\n\tcn, path := r.TLS.PeerCertificates[0].Subject.CommonName, r.URL.Path\n\tdefer func() { if path == \"\" { ok = false } }()\n" + rep(n, "\tok%d := false\n\tfunc() { if cn == \"u%d\" { ok%d = true } }()\n\tif ok%d { ok = true }\n") + "\treturn ok\n}\n"
	}},
	{name: "switch", n: 4000, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\tswitch cn {\n" + rep(n, "\tcase \"u%d\": return true\n") + "\t}\n\treturn false\n}\n"
	}},
	{name: "elseif evidence", n: 300, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\tif r.TLS == nil { return false }" + rep(n, " else if cn == \"u%d\" { return true } else if len(r.TLS.VerifiedChains) > %d { return true } else if r.Header.Get(\"X-Api-Key\") == \"a%d\" { return true }") + "\n\treturn false\n}\n"
	}},
	{name: "nested if", n: 300, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n" + rep(n, "if cn != \"u%d\" {\n") + "return true\n" + strings.Repeat("}\n", n) + "\treturn false\n}\n"
	}},
	{name: "loops", n: 250, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n" + rep(n, "\tfor i := range 3 { if cn == fmt.Sprint(i, %d) { return true } }\n") + "\treturn false\n}\n"
	}},
	{square: true, name: "nested loops", n: 25, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\tok := false\n" + rep(n, "\tfor i := range 3 { if cn == fmt.Sprint(i) { ok = true }\n") + strings.Repeat("}\n", n) + "\treturn ok\n}\n"
	}},
	{name: "and chain", n: 2500, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\treturn cn != \"\"" + rep(n, " && cn != \"u%d\"") + "\n}\n"
	}},
	{name: "or chain", n: 2500, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\treturn cn == \"\"" + rep(n, " || cn == \"u%d\"") + "\n}\n"
	}},
	{name: "or chain small", n: 250, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\treturn cn == \"\"" + rep(n, " || cn == \"u%d\"") + "\n}\n"
	}},
	{name: "concat chain", n: 3000, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\treturn cn == \"\"" + rep(n, " + cn") + "\n}\n"
	}},
	{name: "call chain", n: 1000, gen: func(n int) string {
		return "func Allow(r *http.Request) bool { return f0(r) }\n" + rep(n, "func f%d(r *http.Request) bool { return f%e(r) }\n") + fmt.Sprintf("func f%d(r *http.Request) bool { return r.TLS.PeerCertificates[0].Subject.CommonName == \"x\" }\n", n)
	}},
	{name: "call chain with checks", n: 60, gen: func(n int) string {
		return "func Allow(r *http.Request) bool { return f0(r) }\n" + rep(n, "func f%d(r *http.Request) bool { if r.Header.Get(\"X-Api-Key\") == \"k%d\" { return true }; return f%e(r) }\n") + fmt.Sprintf("func f%d(r *http.Request) bool { return r.TLS.PeerCertificates[0].Subject.CommonName == \"x\" }\n", n)
	}},
	{name: "cert chain", n: 500, gen: func(n int) string {
		return "func Allow(r *http.Request) bool { return f0(r.TLS.PeerCertificates[0]) }\n" + rep(n, "func f%d(c *x509.Certificate) bool { return f%e(c) }\n") + fmt.Sprintf("func f%d(c *x509.Certificate) bool { return c.Subject.CommonName == \"x\" }\n", n)
	}},
	{name: "ring", n: 50, gen: func(n int) string {
		return "func Allow(r *http.Request) bool { return f0(r, 3) }\n" + rep(n, "func f%d(r *http.Request, i int) bool { if i == 0 { return r.TLS.PeerCertificates[0].Subject.CommonName == \"u%d\" }; return f%e(r, i-1) }\n") + fmt.Sprintf("func f%d(r *http.Request, i int) bool { return f0(r, i) }\n", n)
	}},
	{name: "deep call chain", n: 1500, gen: func(n int) string {
		return "func Allow(r *http.Request) bool { return f0(r) }\n" + rep(n, "func f%d(r *http.Request) bool { return f%e(r) }\n") + fmt.Sprintf("func f%d(r *http.Request) bool { return r.TLS.PeerCertificates[0].Subject.CommonName == \"x\" }\n", n)
	}},
	{name: "deep concat", n: 5000, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\treturn cn == \"\"" + rep(n, " + cn") + "\n}\n"
	}},
	{name: "deep not", n: 2000, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\treturn " + strings.Repeat("!", n) + "(cn == \"x\")\n}\n"
	}},
	{name: "deep parens", n: 5000, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\treturn " + strings.Repeat("(", n) + "cn == \"x\"" + strings.Repeat(")", n) + "\n}\n"
	}},
	{name: "deep calls", n: 1500, gen: func(n int) string {
		return "func id(s string) string { return s }\nfunc Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\treturn " + strings.Repeat("id(", n) + "cn" + strings.Repeat(")", n) + " == \"x\"\n}\n"
	}},
	{name: "deep fmt", n: 1500, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\treturn " + strings.Repeat("fmt.Sprint(", n) + "cn" + strings.Repeat(")", n) + " == \"x\"\n}\n"
	}},
	{name: "deep pointer type", n: 2500, gen: func(n int) string {
		return "type P " + strings.Repeat("*", n) + "tls.Config\nfunc Allow(r *http.Request, p P, q " + strings.Repeat("[]", n) + "tls.Config) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\treturn cn == \"x\" && p != nil\n}\n"
	}},
	{name: "deep struct type", n: 250, gen: func(n int) string {
		return "type P " + strings.Repeat("struct { A ", n) + "tls.Config" + strings.Repeat("; B string }", n) + "\nfunc Allow(r *http.Request, p *P) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\tp" + strings.Repeat(".A", n) + ".ClientAuth = 1\n\tp" + strings.Repeat(".A", n-1) + ".B = cn\n\treturn cn == \"x\" && p != nil\n}\n"
	}},
	{name: "embedded types", n: 50, gen: func(n int) string {
		return "type T0 struct { *http.Request }\n" + rep(n, "type T%e struct { T%d }\n") + fmt.Sprintf("func Allow(r T%d) bool { return r.TLS.PeerCertificates[0].Subject.CommonName == \"x\" }\n", n)
	}},
	{name: "long phi", n: 700, gen: func(n int) string {
		return "func Allow(r *http.Request, k int) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\nx := \"\"\n" + rep(n, "if k == %d { x = x + cn }\n") + "return x == \"x\"\n}\n"
	}},
	{name: "stores", n: 1000, gen: func(n int) string {
		return "type s struct { F string }\nfunc Allow(r *http.Request, x *s) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n" + rep(n, "x.F = cn\n") + "return x.F == \"x\"\n}\n"
	}},
	{name: "stores and reads", n: 500, gen: func(n int) string {
		return "type s struct { F string }\nfunc Allow(r *http.Request, x *s) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n" + rep(n, "x.F = cn\nfmt.Println(x.F)\n") + "return x.F == \"x\"\n}\n"
	}},
	{name: "header names", n: 100, gen: func(n int) string {
		return "func get(r *http.Request, name string) string { return r.Header.Get(name) }\n" + rep(n, "func A%d(r *http.Request) bool { return get(r, \"X-Client-Cert-%d\") == \"x\" || get(r, \"X-SSL-Client-S-DN\") == \"y\" }\n")
	}},
	{name: "maps", n: 1000, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\nm := map[string]string{}\n" + rep(n, "m[\"%d\"] = cn\n") + "return m[\"x\"] == \"x\"" + rep(n/4, " || m[\"%d\"] == \"y\"") + "\n}\n"
	}},
	{name: "selects", n: 250, gen: func(n int) string {
		return "func Allow(r *http.Request, c chan bool) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n" + rep(n, "select { case ok := <-c: if ok && cn == \"%d\" { return true }\ndefault: }\n") + "return false\n}\n"
	}},
	{name: "returns", n: 500, gen: func(n int) string {
		return "type user struct { name, role string }\nfunc Allow(r *http.Request, k int) (*user, error) {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n" + rep(n, "if k == %d { return &user{cn, \"r%d\"}, nil }\n") + "return nil, errors.New(\"no\")\n}\n"
	}},
	{name: "puts", n: 500, gen: func(n int) string {
		return "type key int\nfunc MW(next http.Handler) http.Handler { return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\tctx := r.Context()\n" + rep(n, "if cn == \"%d\" { ctx = context.WithValue(ctx, key(%d), cn) }\n") + "next.ServeHTTP(w, r.WithContext(ctx)) }) }\n"
	}},
	{name: "routes", n: 500, gen: func(n int) string {
		return "type srv struct{}\nfunc (s *srv) auth(h http.HandlerFunc) http.HandlerFunc { return func(w http.ResponseWriter, r *http.Request) {\nif len(r.TLS.PeerCertificates) == 0 { http.Error(w, \"no\", 401); return }\nh(w, r) } }\n" + rep(n, "func (s *srv) h%d(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, \"%d\") }\n") + "func (s *srv) Mux() *http.ServeMux {\nm := http.NewServeMux()\n" + rep(n, "m.HandleFunc(\"/%d\", s.auth(s.h%d))\n") + "return m\n}\n"
	}},
	{name: "findings in one", n: 250, gen: func(n int) string {
		return "func All(c *tls.Config) {\n" + rep(n, "_ = func(r *http.Request) bool { return r.TLS.PeerCertificates[0].Subject.CommonName == \"u%d\" }\n") + "}\n"
	}},
	{name: "ignores", n: 500, gen: func(n int) string {
		return rep(n, "//mtlslint:ignore cnidentity reason %d\nfunc A%d(r *http.Request) bool { return r.TLS.PeerCertificates[0].Subject.CommonName == \"u%d\" }\n")
	}},
	{square: true, name: "clique static", n: 12, gen: func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "func f%d(r *http.Request, i int) bool { if r.TLS.PeerCertificates[0].Subject.CommonName == \"u%d\" { return true }\n", i, i)
			b.WriteString(rep(n, "if i == %d && f%d(r, i-1) { return true }\n"))
			b.WriteString("return false }\n")
		}
		return b.String()
	}},
	{name: "authenticators list", n: 500, gen: func(n int) string {
		return "type auth interface { Auth(r *http.Request) (string, bool) }\n" + rep(n, "type a%d struct{}\nfunc (a%d) Auth(r *http.Request) (string, bool) { cn := r.TLS.PeerCertificates[0].Subject.CommonName; return cn, cn == \"u%d\" }\n") +
			"var all = []auth{" + rep(n, "a%d{}, ") + "}\nfunc Allow(r *http.Request) bool { for _, a := range all { if _, ok := a.Auth(r); ok { return true } }; return false }\n"
	}},
	{name: "authenticators calls", n: 150, gen: func(n int) string {
		return "type auth interface { Auth(r *http.Request) (string, bool) }\n" + rep(n, "type a%d struct{}\nfunc (a%d) Auth(r *http.Request) (string, bool) { cn := r.TLS.PeerCertificates[0].Subject.CommonName; return cn, cn == \"u%d\" }\nfunc Allow%d(r *http.Request, a auth) bool { _, ok := a.Auth(r); return ok }\n")
	}},
	{name: "methods", n: 500, gen: func(n int) string {
		return "type a struct{}\n" + rep(n, "func (a) Auth%d(r *http.Request) (string, bool) { cn := r.TLS.PeerCertificates[0].Subject.CommonName; return cn, cn == \"u%d\" }\n")
	}},
	{name: "interface methods", n: 250, gen: func(n int) string {
		return "type i interface {\n" + rep(n, "Auth%d(r *http.Request) (string, bool)\n") + "}\ntype a struct{}\n" + rep(n, "func (a) Auth%d(r *http.Request) (string, bool) { cn := r.TLS.PeerCertificates[0].Subject.CommonName; return cn, cn == \"u%d\" }\nfunc Use%d(x i, r *http.Request) bool { _, ok := x.Auth%d(r); return ok }\n")
	}},
	{name: "closures nested", n: 250, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\tok := false\n" + rep(n, "func() {\nif cn == \"u%d\" { ok = true }\n") + strings.Repeat("}()\n", n) + "\treturn ok\n}\n"
	}},
	{name: "closures returned", n: 250, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\treturn " + strings.Repeat("func() bool { return ", n) + "cn == \"x\"" + strings.Repeat(" }()", n) + "\n}\n"
	}},
	{name: "closures flat", n: 500, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\tok := false\n" + rep(n, "func() { if cn == \"u%d\" { ok = true } }()\n") + "\treturn ok\n}\n"
	}},
	{name: "defers", n: 300, gen: func(n int) string {
		return "func Allow(r *http.Request) (err error) {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n" + rep(n, "defer func() { if cn == \"u%d\" { err = errors.New(cn) } }()\n") + "\treturn nil\n}\n"
	}},
	{name: "defers conditional", n: 100, gen: func(n int) string {
		return "func Allow(r *http.Request) (err error) {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n" + rep(n, "if cn == \"v%d\" { defer func() { if cn == \"u%d\" { err = errors.New(cn) } }(); return nil }\n") + "\treturn nil\n}\n"
	}},
	{name: "string literal", n: 262144, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\treturn r.TLS.PeerCertificates[0].Subject.CommonName == \"" + strings.Repeat("x", n) + "\"\n}\n"
	}},
	{name: "composite strings", n: 25000, gen: func(n int) string {
		return "var allowed = []string{" + rep(n, "\"u%d\",\n") + "}\nfunc Allow(r *http.Request) bool {\n\tfor _, a := range allowed { if r.TLS.PeerCertificates[0].Subject.CommonName == a { return true } }\n\treturn false\n}\n"
	}},
	{name: "composite map", n: 10000, gen: func(n int) string {
		return "var allowed = map[string]bool{" + rep(n, "\"u%d\": true,\n") + "}\nfunc Allow(r *http.Request) bool {\n\treturn allowed[r.TLS.PeerCertificates[0].Subject.CommonName]\n}\n"
	}},
	{name: "composite local", n: 10000, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tallowed := []string{" + rep(n, "\"u%d\",\n") + "}\n\tfor _, a := range allowed { if r.TLS.PeerCertificates[0].Subject.CommonName == a { return true } }\n\treturn false\n}\n"
	}},
	{name: "composite certs", n: 5000, gen: func(n int) string {
		return "func Allow(r *http.Request) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n\tnames := []string{" + rep(n, "cn + \"u%d\",\n") + "}\n\tfor _, a := range names { if a == \"x\" { return true } }\n\treturn false\n}\n"
	}},
	{name: "funcs list", n: 500, gen: func(n int) string {
		return rep(n, "func f%d(r *http.Request) bool { return r.TLS.PeerCertificates[0].Subject.CommonName == \"u%d\" }\n") + "var all = []func(*http.Request) bool{" + rep(n, "f%d, ") + "}\nfunc Allow(r *http.Request) bool { for _, f := range all { if f(r) { return true } }; return false }\n"
	}},
	{name: "struct fields", n: 500, gen: func(n int) string {
		return "type s struct {\n" + rep(n, "F%d string\n") + "}\nfunc Fill(r *http.Request, x *s) {\n" + rep(n, "x.F%d = r.TLS.PeerCertificates[0].Subject.CommonName\n") + "}\nfunc Allow(x *s) bool {\nreturn false" + rep(n, " || x.F%d == \"u\"") + "\n}\n"
	}},
	{name: "field relay", n: 500, gen: func(n int) string {
		return "type s struct {\n" + rep(n+1, "F%d string\n") + "}\nfunc Fill(r *http.Request, x *s) {\nx.F0 = r.TLS.PeerCertificates[0].Subject.CommonName\n}\n" + rep(n, "func g%d(x *s) { x.F%e = x.F%d }\n") + fmt.Sprintf("func Allow(x *s) bool { return x.F%d == \"u\" }\n", n)
	}},
	{name: "context relay", n: 200, gen: func(n int) string {
		return "type key int\nfunc With(r *http.Request) context.Context { return context.WithValue(r.Context(), key(0), r.TLS.PeerCertificates[0].Subject.CommonName) }\n" + rep(n, "func g%d(c context.Context) context.Context { s, _ := c.Value(key(%d)).(string); return context.WithValue(c, key(%e), s) }\n")
	}},
	{name: "handlers", n: 250, gen: func(n int) string {
		return rep(n, "func H%d(w http.ResponseWriter, r *http.Request) {\nif r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { http.Error(w, \"no\", 401); return }\nfmt.Fprintln(w, \"%d\")\n}\n") + "func Mux() *http.ServeMux {\nm := http.NewServeMux()\n" + rep(n, "m.HandleFunc(\"/%d\", H%d)\n") + "return m\n}\n"
	}},
	{name: "middleware nest", n: 300, gen: func(n int) string {
		return "func MW(next http.Handler) http.Handler { return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\nif len(r.TLS.PeerCertificates) == 0 { http.Error(w, \"no\", 401); return }\nnext.ServeHTTP(w, r) }) }\nfunc Chain(h http.Handler) http.Handler { return " + strings.Repeat("MW(", n) + "h" + strings.Repeat(")", n) + " }\n"
	}},
	{name: "middlewares", n: 250, gen: func(n int) string {
		return rep(n, "func MW%d(next http.Handler) http.Handler { return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\nif len(r.TLS.PeerCertificates) == 0 { http.Error(w, \"no\", 401); return }\nnext.ServeHTTP(w, r) }) }\n") + "func Chain(h http.Handler) http.Handler {\n" + rep(n, "h = MW%d(h)\n") + "return h }\n"
	}},
	{name: "configs", n: 250, gen: func(n int) string {
		return rep(n, "func C%d(p *x509.CertPool) *tls.Config { c := &tls.Config{ClientAuth: tls.RequireAnyClientCert}; c.ClientCAs = p; return c }\nfunc S%d() error { s := &http.Server{TLSConfig: C%d(nil)}; return s.ListenAndServeTLS(\"\", \"\") }\n")
	}},
	{name: "config branches", n: 300, gen: func(n int) string {
		return "func C(p *x509.CertPool, k int) *tls.Config { c := &tls.Config{ClientAuth: tls.RequireAnyClientCert}; c.ClientCAs = p\n" + rep(n, "if k == %d { c.ClientAuth = tls.RequestClientCert }\n") + "return c }\nfunc S() error { s := &http.Server{TLSConfig: C(nil, 2)}; return s.ListenAndServeTLS(\"\", \"\") }\n"
	}},
	{name: "config many", n: 200, gen: func(n int) string {
		return "func S() error {\n" + rep(n, "c%d := &tls.Config{ClientAuth: tls.RequireAnyClientCert}\n") + rep(n, "go (&http.Server{TLSConfig: c%d}).ListenAndServeTLS(\"\", \"\")\n") + "return nil }\n"
	}},
	{name: "config options", n: 300, gen: func(n int) string {
		return "type opt func(*tls.Config)\n" + rep(n, "func o%d() opt { return func(c *tls.Config) { c.ClientAuth = tls.RequestClientCert } }\n") + "func New(os ...opt) *tls.Config { c := &tls.Config{}; for _, o := range os { o(c) }; return c }\nfunc S() error { s := &http.Server{TLSConfig: New(" + rep(n, "o%d(), ") + ")}; return s.ListenAndServeTLS(\"\", \"\") }\n"
	}},
	{name: "config chain", n: 500, gen: func(n int) string {
		return "func S() error { c := &tls.Config{}; f0(c); s := &http.Server{TLSConfig: c}; return s.ListenAndServeTLS(\"\", \"\") }\n" + rep(n, "func f%d(c *tls.Config) { f%e(c) }\n") + fmt.Sprintf("func f%d(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }\n", n)
	}},
	{square: true, name: "phi config", n: 100, gen: func(n int) string {
		return "func S(k int) error { var c *tls.Config\n" + rep(n, "if k == %d { c = &tls.Config{ClientAuth: tls.RequireAnyClientCert} }\n") + "s := &http.Server{TLSConfig: c}; return s.ListenAndServeTLS(\"\", \"\") }\n"
	}},
	{name: "globals", n: 2500, gen: func(n int) string {
		return rep(n, "var G%d = \"u%d\"\n") + "func Allow(r *http.Request) bool {\nswitch r.TLS.PeerCertificates[0].Subject.CommonName {\n" + rep(n, "case G%d: return true\n") + "}\nreturn false\n}\n"
	}},
	{name: "generics", n: 100, gen: func(n int) string {
		return rep(n, "type T%d[X any] struct{ x X }\nfunc (t T%d[X]) Check(r *http.Request) bool { return r.TLS.PeerCertificates[0].Subject.CommonName == \"u%d\" }\nfunc U%d(r *http.Request) bool { return T%d[int]{}.Check(r) && T%d[string]{}.Check(r) }\n")
	}},
	{name: "goto", n: 300, gen: func(n int) string {
		return "func Allow(r *http.Request, k int) bool {\n\tcn := r.TLS.PeerCertificates[0].Subject.CommonName\n" + rep(n, "L%d:\n\tif cn == \"u%d\" { return true }\n") + "switch k {\n" + rep(n, "case %d: goto L%d\n") + "}\n\treturn false\n}\n"
	}},
	{name: "error chain", n: 300, gen: func(n int) string {
		return "func check(r *http.Request, i int) error { if r.TLS.PeerCertificates[0].Subject.CommonName == fmt.Sprint(i) { return nil }; return errors.New(\"no\") }\nfunc Allow(r *http.Request) (err error) {\n" + rep(n, "if err = check(r, %d); err == nil { return nil }\n") + "return err }\n"
	}},
	{name: "error phi", n: 300, gen: func(n int) string {
		return "func check(r *http.Request, i int) error { if r.TLS.PeerCertificates[0].Subject.CommonName == fmt.Sprint(i) { return nil }; return errors.New(\"no\") }\nfunc Allow(r *http.Request, k int) (err error) {\n" + rep(n, "if k == %d { err = check(r, %d) }\nif err != nil { err = fmt.Errorf(\"x: %w\", err) }\n") + "return err }\n"
	}},
}
