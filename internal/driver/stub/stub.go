// Package stub makes up the types of packages that cannot be had, from how they
// are used: a checkout without its private dependencies, or without the code
// that others generate, is then analysed as far as it can be understood.
//
// Nothing is known of what such a package does, so its functions are unknown
// functions to the analysis, which leads to silence; but the code around the
// calls has types, and is seen.
package stub

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"strconv"
	"strings"
)

// rounds bounds how often a package is type-checked: each round gives the use
// of what the one before made up a type.
const rounds = 8

// A Checker type-checks a package against an importer.
type Checker func(types.Importer) *types.Info

// Check type-checks the package of files with check. Imports for which importer
// fails are made up. It returns what the last check found, and whether anything
// was made up.
func Check(files []*ast.File, importer types.Importer, check Checker) (*types.Info, bool) {
	m := &maker{importer: importer, files: files, made: map[string]*types.Package{}, members: map[types.Object]*member{}, fresh: map[string]int{}}
	info := check(m)
	if len(m.made) == 0 {
		return info, false
	}
	m.parents()
	for range rounds {
		if !m.extend(info) {
			break
		}
		info = check(m)
	}
	return info, true
}

// maker makes up packages.
type maker struct {
	importer types.Importer
	files    []*ast.File
	made     map[string]*types.Package // by path
	parent   map[ast.Node]ast.Node
	members  map[types.Object]*member
	fresh    map[string]int // names given, by package and stem
}

// member is a type made up, as it grows: a struct or, where the files neither
// point to it nor make one, an interface, which can be compared with nil.
type member struct {
	named   *types.Named
	iface   bool
	fields  []*types.Var
	methods []*types.Func
	has     map[string]bool // names of fields and methods
}

// field adds a field. What has one is a struct.
func (t *member) field(name string, typ types.Type) {
	t.has[name] = true
	t.fields = append(t.fields, types.NewField(token.NoPos, t.named.Obj().Pkg(), name, typ, false))
	if t.iface {
		t.iface = false
		for _, f := range t.methods {
			t.named.AddMethod(f)
		}
	}
	t.named.SetUnderlying(types.NewStruct(t.fields, nil))
}

// method adds a method.
func (t *member) method(f *types.Func) {
	t.has[f.Name()] = true
	t.methods = append(t.methods, f)
	if t.iface {
		t.named.SetUnderlying(types.NewInterfaceType(t.methods, nil).Complete())
		return
	}
	t.named.AddMethod(f)
}

// Import implements types.Importer.
func (m *maker) Import(p string) (*types.Package, error) {
	if pkg := m.made[p]; pkg != nil {
		return pkg, nil
	}
	pkg, err := m.importer.Import(p)
	if err == nil || p == "C" || p == "unsafe" {
		return pkg, err
	}
	pkg = types.NewPackage(p, m.name(p))
	pkg.MarkComplete()
	m.made[p] = pkg
	return pkg, nil
}

// name guesses the name of a package from its path and from the names that the
// files use.
func (m *maker) name(p string) string {
	used := map[string]bool{}
	for _, f := range m.files {
		imports := false
		for _, imp := range f.Imports {
			if s, err := strconv.Unquote(imp.Path.Value); err == nil && s == p {
				imports = imports || imp.Name == nil
			}
		}
		if !imports {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := sel.X.(*ast.Ident); ok {
					used[id.Name] = true
				}
			}
			return true
		})
	}
	last, before := path.Base(p), path.Base(path.Dir(p))
	if major(last) {
		last, before = before, path.Base(path.Dir(path.Dir(p)))
	}
	if i := strings.LastIndex(last, ".v"); i > 0 {
		last = last[:i]
	}
	guesses := []string{last, strings.ReplaceAll(last, "-", ""), strings.ReplaceAll(last, "-", "_")}
	for _, s := range strings.FieldsFunc(last, func(r rune) bool { return r == '-' || r == '.' }) {
		guesses = append(guesses, s)
	}
	for _, g := range append(guesses, before) {
		if used[g] {
			return g
		}
	}
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' {
			return '_'
		}
		return r
	}, last)
}

func major(s string) bool {
	_, err := strconv.Atoi(strings.TrimPrefix(s, "v"))
	return strings.HasPrefix(s, "v") && err == nil
}

// parents records the node around each node.
func (m *maker) parents() {
	m.parent = map[ast.Node]ast.Node{}
	var stack []ast.Node
	for _, f := range m.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			if len(stack) > 0 {
				m.parent[n] = stack[len(stack)-1]
			}
			stack = append(stack, n)
			return true
		})
	}
}

// outer returns the node around n, past parentheses.
func (m *maker) outer(n ast.Node) ast.Node {
	p := m.parent[n]
	for {
		par, ok := p.(*ast.ParenExpr)
		if !ok {
			return p
		}
		p = m.parent[par]
	}
}

// extend adds what the files use and the packages made up lack. It reports
// whether there was any.
func (m *maker) extend(info *types.Info) bool {
	added := false
	for _, f := range m.files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				added = m.selector(info, n) || added
			case *ast.CompositeLit:
				added = m.literal(info, n) || added
			}
			return true
		})
	}
	return added
}

// selector adds what a selector names.
func (m *maker) selector(info *types.Info, sel *ast.SelectorExpr) bool {
	if id, ok := sel.X.(*ast.Ident); ok {
		if pn, ok := info.Uses[id].(*types.PkgName); ok {
			pkg := m.made[pn.Imported().Path()]
			if pkg == nil || pkg.Scope().Lookup(sel.Sel.Name) != nil || !sel.Sel.IsExported() {
				return false
			}
			m.declare(info, pkg, sel)
			return true
		}
	}
	if info.Selections[sel] != nil {
		return false
	}
	t := m.grown(info.TypeOf(sel.X))
	if t == nil || t.has[sel.Sel.Name] {
		return false
	}
	name := sel.Sel.Name
	pkg := t.named.Obj().Pkg()
	if call, ok := m.outer(sel).(*ast.CallExpr); ok && ast.Unparen(call.Fun) == sel {
		var self types.Type = t.named
		if !t.iface {
			self = types.NewPointer(self)
		}
		recv := types.NewVar(token.NoPos, pkg, "", self)
		t.method(types.NewFunc(token.NoPos, pkg, name, m.signature(info, pkg, name, call, recv)))
		return true
	}
	t.field(name, m.wanted(info, pkg, name, sel))
	return true
}

// grown returns the type made up that t is or points to.
func (m *maker) grown(t types.Type) *member {
	if t == nil {
		return nil
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	return m.members[n.Obj()]
}

// literal adds the fields that a composite literal sets.
func (m *maker) literal(info *types.Info, lit *ast.CompositeLit) bool {
	t := m.grown(info.TypeOf(lit))
	if t == nil {
		return false
	}
	added := false
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		id, ok := kv.Key.(*ast.Ident)
		if !ok || t.has[id.Name] {
			continue
		}
		ft := info.TypeOf(kv.Value)
		if !valid(ft) || isNil(ft) {
			ft = types.Universe.Lookup("any").Type()
		}
		t.field(id.Name, types.Default(ft))
		added = true
	}
	return added
}

// declare adds an object of a package made up: a type, a function or a
// variable, as it is used.
func (m *maker) declare(info *types.Info, pkg *types.Package, sel *ast.SelectorExpr) {
	name := sel.Sel.Name
	if isType, isStruct := m.isType(sel); isType {
		m.newType(pkg, name, !isStruct)
		return
	}
	if call, ok := m.outer(sel).(*ast.CallExpr); ok && ast.Unparen(call.Fun) == sel {
		pkg.Scope().Insert(types.NewFunc(token.NoPos, pkg, name, m.signature(info, pkg, name, call, nil)))
		return
	}
	pkg.Scope().Insert(types.NewVar(token.NoPos, pkg, name, m.wanted(info, pkg, name, sel)))
}

// isType reports whether one of the uses of what sel names is that of a type,
// and whether one points to it or makes one.
func (m *maker) isType(sel *ast.SelectorExpr) (isType, isStruct bool) {
	id := sel.X.(*ast.Ident)
	for _, f := range m.files {
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := s.X.(*ast.Ident); !ok || x.Name != id.Name || s.Sel.Name != sel.Sel.Name || !m.typePosition(s) {
				return true
			}
			isType = true
			switch m.outer(s).(type) {
			case *ast.StarExpr, *ast.CompositeLit:
				isStruct = true
			}
			return true
		})
	}
	return isType, isStruct
}

// typePosition reports whether an expression stands where only a type can.
func (m *maker) typePosition(e ast.Expr) bool {
	switch p := m.outer(e).(type) {
	case *ast.Field, *ast.ArrayType, *ast.MapType, *ast.ChanType, *ast.Ellipsis, *ast.TypeSpec:
		return true
	case *ast.CompositeLit:
		return p.Type == e
	case *ast.ValueSpec:
		return p.Type == e
	case *ast.TypeAssertExpr:
		return p.Type == e
	case *ast.CaseClause:
		_, ok := m.parent[m.parent[p]].(*ast.TypeSwitchStmt)
		return ok
	case *ast.StarExpr:
		// *T as a type, or a variable that is dereferenced.
		if call, ok := m.outer(p).(*ast.CallExpr); ok && ast.Unparen(call.Fun) == p {
			return true
		}
		return m.typePosition(p)
	case *ast.CallExpr:
		if id, ok := p.Fun.(*ast.Ident); ok && (id.Name == "new" || id.Name == "make") && len(p.Args) > 0 {
			return p.Args[0] == e
		}
	}
	return false
}

// newType adds a type.
func (m *maker) newType(pkg *types.Package, name string, iface bool) *types.Named {
	obj := types.NewTypeName(token.NoPos, pkg, name, nil)
	var under types.Type = types.NewStruct(nil, nil)
	if iface {
		under = types.NewInterfaceType(nil, nil).Complete()
	}
	named := types.NewNamed(obj, under, nil)
	m.members[obj] = &member{named: named, iface: iface, has: map[string]bool{}}
	pkg.Scope().Insert(obj)
	return named
}

// freshType adds a type that no name is known of, and returns a pointer to it,
// which can be compared with nil and has fields and methods.
func (m *maker) freshType(pkg *types.Package, stem string) types.Type {
	key := pkg.Path() + "." + stem
	m.fresh[key]++
	return types.NewPointer(m.newType(pkg, stem+"·"+strconv.Itoa(m.fresh[key]), false))
}

// signature guesses the signature of a function from a call.
func (m *maker) signature(info *types.Info, pkg *types.Package, name string, call *ast.CallExpr, recv *types.Var) *types.Signature {
	anything := types.Universe.Lookup("any").Type()
	params := types.NewTuple(types.NewParam(token.NoPos, pkg, "", types.NewSlice(anything)))
	return types.NewSignatureType(recv, nil, nil, params, types.NewTuple(m.results(info, pkg, name, call)...), true)
}

// results guesses the results of a call from what becomes of them.
func (m *maker) results(info *types.Info, pkg *types.Package, name string, call *ast.CallExpr) []*types.Var {
	result := func(t types.Type) *types.Var { return types.NewParam(token.NoPos, pkg, "", t) }
	switch p := m.outer(call).(type) {
	case *ast.ExprStmt, *ast.DeferStmt, *ast.GoStmt:
		return nil
	case *ast.AssignStmt:
		if len(p.Rhs) == 1 && len(p.Lhs) > 1 {
			var out []*types.Var
			for i, l := range p.Lhs {
				out = append(out, result(m.assigned(info, pkg, name, l, i == len(p.Lhs)-1)))
			}
			return out
		}
	case *ast.ValueSpec:
		if len(p.Values) == 1 && len(p.Names) > 1 {
			var out []*types.Var
			for i, l := range p.Names {
				out = append(out, result(m.assigned(info, pkg, name, l, i == len(p.Names)-1)))
			}
			return out
		}
	case *ast.ReturnStmt:
		if sig := m.enclosing(info, p); sig != nil && len(p.Results) == 1 && sig.Results().Len() > 1 {
			var out []*types.Var
			for i := range sig.Results().Len() {
				out = append(out, result(sig.Results().At(i).Type()))
			}
			return out
		}
	}
	return []*types.Var{result(m.wanted(info, pkg, name, call))}
}

// assigned guesses the type of one of several results from the variable that it
// is assigned to.
func (m *maker) assigned(info *types.Info, pkg *types.Package, stem string, l ast.Expr, last bool) types.Type {
	if t := info.TypeOf(l); valid(t) {
		return t
	}
	id, ok := l.(*ast.Ident)
	switch {
	case !ok:
	case id.Name == "err" || strings.HasSuffix(id.Name, "Err"), id.Name == "_" && last:
		return types.Universe.Lookup("error").Type()
	case last && (id.Name == "ok" || id.Name == "found" || id.Name == "exists"):
		return types.Typ[types.Bool]
	}
	return m.freshType(pkg, stem)
}

// wanted guesses the type of an expression from where it stands.
func (m *maker) wanted(info *types.Info, pkg *types.Package, stem string, e ast.Expr) types.Type {
	switch p := m.outer(e).(type) {
	case *ast.AssignStmt:
		for i, r := range p.Rhs {
			if ast.Unparen(r) == e && len(p.Lhs) == len(p.Rhs) {
				return m.assigned(info, pkg, stem, p.Lhs[i], false)
			}
		}
		for i, l := range p.Lhs {
			if l == e && len(p.Lhs) == len(p.Rhs) {
				if t := info.TypeOf(p.Rhs[i]); valid(t) && !isNil(t) {
					return types.Default(t)
				}
				if call, ok := p.Rhs[i].(*ast.CallExpr); ok && len(call.Args) > 0 {
					if t := m.list(info, call, ast.Unparen(call.Args[0])); t != nil {
						return t // what is appended to itself
					}
				}
			}
		}
	case *ast.ValueSpec:
		if p.Type != nil {
			if t := info.TypeOf(p.Type); valid(t) {
				return t
			}
		}
	case *ast.ReturnStmt:
		if sig := m.enclosing(info, p); sig != nil {
			for i, r := range p.Results {
				if ast.Unparen(r) == e && i < sig.Results().Len() && valid(sig.Results().At(i).Type()) {
					return sig.Results().At(i).Type()
				}
			}
		}
	case *ast.IfStmt, *ast.ForStmt:
		return types.Typ[types.Bool]
	case *ast.UnaryExpr:
		if p.Op == token.NOT {
			return types.Typ[types.Bool]
		}
	case *ast.BinaryExpr:
		if p.Op == token.LAND || p.Op == token.LOR {
			return types.Typ[types.Bool]
		}
		other := p.X
		if ast.Unparen(p.X) == e {
			other = p.Y
		}
		if t := info.TypeOf(other); valid(t) && !isNil(t) {
			return types.Default(t)
		}
	case *ast.CaseClause:
		if sw, ok := m.parent[m.parent[p]].(*ast.SwitchStmt); ok && sw.Tag != nil {
			if t := info.TypeOf(sw.Tag); valid(t) {
				return types.Default(t)
			}
		}
	case *ast.KeyValueExpr:
		if id, ok := p.Key.(*ast.Ident); ok && p.Value == e {
			if v, ok := info.Uses[id].(*types.Var); ok && v.IsField() && valid(v.Type()) {
				return v.Type()
			}
		}
	case *ast.TypeAssertExpr:
		return types.Universe.Lookup("any").Type()
	case *ast.CallExpr:
		if t := m.list(info, p, e); t != nil {
			return t
		}
		if t := m.parameter(info, p, e); t != nil {
			return t
		}
	case *ast.RangeStmt:
		if p.X == e {
			return types.NewSlice(m.freshType(pkg, stem))
		}
	case *ast.IndexExpr:
		if p.Index == e {
			if mt, ok := underlying(info.TypeOf(p.X)).(*types.Map); ok && valid(mt.Key()) {
				return mt.Key()
			}
			return types.Typ[types.Int]
		}
	}
	return m.freshType(pkg, stem)
}

// list returns the type of a list that is given to append, len or cap.
func (m *maker) list(info *types.Info, call *ast.CallExpr, e ast.Expr) types.Type {
	id, ok := call.Fun.(*ast.Ident)
	if !ok || len(call.Args) == 0 || ast.Unparen(call.Args[0]) != e {
		return nil
	}
	switch id.Name {
	case "append", "len", "cap":
	default:
		return nil
	}
	elem := types.Universe.Lookup("any").Type()
	if len(call.Args) > 1 && !call.Ellipsis.IsValid() {
		if t := info.TypeOf(call.Args[1]); valid(t) && !isNil(t) {
			elem = types.Default(t)
		}
	}
	return types.NewSlice(elem)
}

// parameter returns the type of the parameter that e is given to.
func (m *maker) parameter(info *types.Info, call *ast.CallExpr, e ast.Expr) types.Type {
	if tv, ok := info.Types[call.Fun]; ok && tv.IsType() && valid(tv.Type) {
		return tv.Type
	}
	sig, ok := underlying(info.TypeOf(call.Fun)).(*types.Signature)
	if !ok {
		return nil
	}
	for i, a := range call.Args {
		if ast.Unparen(a) != e {
			continue
		}
		n := sig.Params().Len()
		switch {
		case sig.Variadic() && i >= n-1 && !call.Ellipsis.IsValid():
			if s, ok := sig.Params().At(n - 1).Type().Underlying().(*types.Slice); ok && valid(s.Elem()) && !types.IsInterface(s.Elem()) {
				return s.Elem()
			}
		case i < n:
			if t := sig.Params().At(i).Type(); valid(t) && sig.TypeParams().Len() == 0 {
				return t
			}
		}
	}
	return nil
}

// enclosing returns the signature of the function around n.
func (m *maker) enclosing(info *types.Info, n ast.Node) *types.Signature {
	for ; n != nil; n = m.parent[n] {
		switch f := n.(type) {
		case *ast.FuncLit:
			sig, _ := info.TypeOf(f).(*types.Signature)
			return sig
		case *ast.FuncDecl:
			if obj, ok := info.Defs[f.Name].(*types.Func); ok {
				return obj.Signature()
			}
			return nil
		}
	}
	return nil
}

func underlying(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return t.Underlying()
}

func isNil(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Kind() == types.UntypedNil
}

// valid reports whether t is a type throughout.
func valid(t types.Type) bool {
	switch t := t.(type) {
	case nil:
		return false
	case *types.Basic:
		return t.Kind() != types.Invalid
	case *types.Pointer:
		return valid(t.Elem())
	case *types.Slice:
		return valid(t.Elem())
	case *types.Map:
		return valid(t.Key()) && valid(t.Elem())
	case *types.Tuple:
		return false
	}
	return true
}
