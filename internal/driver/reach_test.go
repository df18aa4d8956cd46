package driver

import (
	"context"
	"go/types"
	"os"
	"testing"

	"golang.org/x/tools/go/packages"
)

// Whatever the type checker meets in a package of what other packages of this module declare
// is among the declarations that the package reaches by words.
func TestReached(t *testing.T) {
	if testing.Short() {
		t.Skip("type-checks the module")
	}
	const pattern = "../..."
	r := &runner{goCommand: goCommand{ctx: context.Background(), env: os.Environ()}}
	r.recallTables()
	list, err := r.listAll([]string{pattern})
	if err != nil {
		t.Fatal(err)
	}
	r.graph = newGraph("", newPackageSet(&r.goCommand, list))
	r.digest()
	o := newOutline(r)
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, pattern)
	if err != nil {
		t.Fatal(err)
	}
	met := 0
	for _, p := range pkgs {
		n := r.graph.added[r.graph.byID[p.ID]]
		if n == nil {
			t.Fatalf("no node of %s", p.ID)
		}
		reached := make(map[string]bool) // path.name
		var visit func(d *declaration)
		seen := make(map[*declaration]bool)
		visit = func(d *declaration) {
			if seen[d] {
				return
			}
			seen[d] = true
			for _, name := range d.names {
				reached[d.pkg.PkgPath+"."+name] = true
			}
			for _, u := range d.uses {
				visit(u)
			}
		}
		for _, s := range n.read() {
			for _, d := range o.named(n.Package, s.text) {
				o.sum(d)
				visit(d)
			}
		}
		expect := func(obj types.Object) {
			if obj == nil || obj.Pkg() == nil || obj.Pkg() == p.Types || obj.Parent() != obj.Pkg().Scope() {
				return
			}
			if imp := r.graph.byID[obj.Pkg().Path()]; imp == nil || !r.graph.own(imp) {
				return
			}
			met++
			if name := obj.Pkg().Path() + "." + obj.Name(); !reached[name] {
				reached[name] = true // once is enough
				t.Errorf("%s does not reach %s", p.ID, name)
			}
		}
		for _, obj := range p.TypesInfo.Uses {
			expect(obj)
		}
		for _, tv := range p.TypesInfo.Types {
			for typ := tv.Type; typ != nil; {
				var elem types.Type
				switch typ := types.Unalias(typ).(type) {
				case *types.Named:
					expect(typ.Obj())
				case interface{ Elem() types.Type }:
					elem = typ.Elem()
				}
				typ = elem
			}
		}
	}
	if met < 1000 {
		t.Errorf("only %d objects were looked at", met)
	}
}
