package ssaform_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/mtlslint/mtlslint/internal/ssaform"
)

const source = `package gates

type state struct{ names []string }

type gate struct {
	*state
	open bool
}

func (g *gate) pass(name string) bool { return g.open && name != "" }

type opener interface{ pass(name string) bool }

func fail() error { return nil }

func unlock() {}

// The error is what fail has returned.
func deferred() error {
	defer unlock()
	if err := fail(); err != nil {
		return err
	}
	return nil
}

// What is returned, a literal may have changed.
func recovered() (err error) {
	defer func() {
		if recover() != nil {
			err = fail()
		}
	}()
	return nil
}

func wrapped() (err error) {
	defer func() {
		if err != nil {
			err = fail()
		}
	}()
	if err = fail(); err != nil {
		return err
	}
	return nil
}

func asked(o opener) bool { return o.pass("a") }

func around() func() bool {
	g := &gate{}
	return func() bool {
		return func() bool { return g.pass("b") }()
	}
}

func bound(g *gate) func(string) bool { return g.pass }

func twice() (err error, ok bool) { return fail(), true }

func first() error {
	err, _ := twice()
	return err
}
`

func build(t *testing.T) *ssa.Package {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "gates.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	config := &types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, _, err := ssautil.BuildPackage(config, fset, types.NewPackage("test/gates", "gates"), []*ast.File{file}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// returned lists what the return statements of a function return last, but for the one after a
// panic.
func returned(fn *ssa.Function) (out []ssa.Value) {
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fn.Recover {
			out = append(out, ret.Results[len(ret.Results)-1])
		}
	}
	return out
}

// calls returns the calls of a function that are not deferred.
func calls(fn *ssa.Function) (out []*ssa.Call) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(*ssa.Call); ok {
				out = append(out, c)
			}
		}
	}
	return out
}

func TestResolveReturns(t *testing.T) {
	pkg := build(t)
	fn := pkg.Func("deferred")
	ssaform.ResolveReturns(fn)
	var failed, passed bool
	for _, v := range returned(fn) {
		switch v := v.(type) {
		case *ssa.Call:
			failed = v.Call.StaticCallee() == pkg.Func("fail")
			if !slices.ContainsFunc(*v.Referrers(), func(in ssa.Instruction) bool { _, ok := in.(*ssa.Return); return ok }) {
				t.Error("the return statement is no referrer of what it returns")
			}
		case *ssa.Const:
			passed = v.IsNil()
		default:
			t.Errorf("deferred returns %s, a %T", v, v)
		}
	}
	if !failed || !passed {
		t.Errorf("deferred returns %v, want what fail returned, and nil", returned(fn))
	}

	shared := pkg.Func("recovered")
	before := returned(shared)
	ssaform.ResolveReturns(shared)
	if after := returned(shared); !slices.Equal(before, after) {
		t.Errorf("recovered returns %v, want %v: a literal has the variable, too", after, before)
	}

	fn = pkg.Func("wrapped")
	ssaform.ResolveReturns(fn)
	for _, v := range returned(fn) {
		switch v := v.(type) {
		case *ssa.Call:
		case *ssa.Const:
			if !v.IsNil() {
				t.Errorf("wrapped returns %s", v)
			}
		default:
			t.Errorf("wrapped returns %s, a %T: the deferred literal only makes another error of an error", v, v)
		}
	}

	plain := pkg.Func("first")
	before = returned(plain)
	ssaform.ResolveReturns(plain)
	if after := returned(plain); !slices.Equal(before, after) {
		t.Errorf("first returns %v, want %v", after, before)
	}
}

func TestTypes(t *testing.T) {
	pkg := build(t)
	gate := pkg.Type("gate").Type()
	for _, typ := range []types.Type{gate, types.NewPointer(gate)} {
		if got := ssaform.Named(typ); got != "test/gates.gate" {
			t.Errorf("Named(%s) = %q", typ, got)
		}
		if got := ssaform.Field(typ, 1); got == nil || got.Name() != "open" {
			t.Errorf("Field(%s, 1) = %v", typ, got)
		}
		if got := ssaform.Field(typ, 2); got != nil {
			t.Errorf("Field(%s, 2) = %v", typ, got)
		}
		if ssaform.Struct(typ) == nil {
			t.Errorf("Struct(%s) = nil", typ)
		}
	}
	text := types.Typ[types.String]
	if ssaform.Named(text) != "" || ssaform.NamedType(nil) != nil || ssaform.Struct(text) != nil || ssaform.Field(text, 0) != nil {
		t.Error("a text is a named type, or a struct")
	}
}

func TestCalls(t *testing.T) {
	pkg := build(t)
	pass := pkg.Prog.LookupMethod(types.NewPointer(pkg.Type("gate").Type()), pkg.Pkg, "pass")

	invoked := calls(pkg.Func("asked"))[0].Common()
	if got := ssaform.Object(invoked); got == nil || got.Name() != "pass" {
		t.Errorf("Object of a call through an interface = %v", got)
	}
	if args := ssaform.Arguments(invoked); len(args) != 2 || args[0] != pkg.Func("asked").Params[0] {
		t.Errorf("Arguments of a call through an interface = %v, want the receiver first", args)
	}

	inner := pkg.Func("around").AnonFuncs[0].AnonFuncs[0]
	static := calls(inner)[0].Common()
	if got := ssaform.Object(static); got != pass.Object() {
		t.Errorf("Object of a method's call = %v", got)
	}
	if args := ssaform.Arguments(static); len(args) != 2 {
		t.Errorf("Arguments of a method's call = %v", args)
	}
	if got := ssaform.Outermost(inner); got != pkg.Func("around") {
		t.Errorf("Outermost = %v", got)
	}

	closure := returned(pkg.Func("bound"))[0].(*ssa.MakeClosure)
	if got := ssaform.Unwrap(closure.Fn.(*ssa.Function)); got != pass {
		t.Errorf("Unwrap of a bound method = %v", got)
	}
	if got := ssaform.Bound(closure); got != pkg.Func("bound").Params[0] {
		t.Errorf("Bound = %v, want the receiver", got)
	}
	if got := ssaform.Unwrap(pass); got != pass {
		t.Errorf("Unwrap of a method = %v", got)
	}

	if got := ssaform.Called(returned(pkg.Func("first"))[0]); got != calls(pkg.Func("first"))[0] {
		t.Errorf("Called of a result = %v", got)
	}
	if got := ssaform.Called(pkg.Func("bound").Params[0]); got != nil {
		t.Errorf("Called of a parameter = %v", got)
	}
}
