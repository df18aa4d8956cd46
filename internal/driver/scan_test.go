package driver

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func declarations(src string) string { return string(scanned([]byte(src)).text) }

func TestDeclarations(t *testing.T) {
	const file = "package p\n\nimport \"fmt\"\n\n// F does it.\nfunc F(a struct{ b int }) interface{ M() } { fmt.Println(\"}\", '}', `}`) /* } */\n}\n\nvar V = func() int { return 1 }\n"
	same := []string{
		strings.Replace(file, "Println", "Print", 1),
		strings.Replace(file, "// F does it.\n", "", 1),
		strings.Replace(file, "/* } */", "// }\n\tif true {\n}", 1),
		strings.Replace(file, "\n\nvar", "\n\n\n\n// V is.\nvar", 1),
		strings.Replace(file, "V = func", "V  =\tfunc", 1),
	}
	for _, other := range same {
		if declarations(other) != declarations(file) {
			t.Errorf("declarations differ:\n%s\n%s\n%s", other, declarations(file), declarations(other))
		}
	}
	for _, other := range []string{
		strings.Replace(file, "b int", "b uint", 1),
		strings.Replace(file, "F(", "G(", 1),
		strings.Replace(file, "func F(", "func (T) F(", 1),
		strings.Replace(file, "M()", "N()", 1),
		strings.Replace(file, "return 1", "return 2", 1),
		strings.Replace(file, "package p\n", "package p;", 1),
		file + "type T struct{}\n",
	} {
		if declarations(other) == declarations(file) {
			t.Errorf("declarations are the same:\n%s", other)
		}
	}
	if text := "package p\n\nvar grades = []string{\"C\"}\n"; scanned([]byte(text)) == nil {
		t.Errorf("taken for cgo:\n%s", text)
	}
	for _, whole := range []string{
		"package p\n\n// int x;\nimport \"C\"\n",
		"package p\n\nfunc F() {\n",
		"package p\n\nfunc F() }\n",
	} {
		if scanned([]byte(whole)) != nil || string(withoutBodies([]byte(whole))) != whole {
			t.Errorf("understood:\n%s", whole)
		}
	}
}

// In all files of the standard library, each declaration is found under the names that the
// parser sees, and shows all the words of it that the parser sees.
func TestDeclaredNames(t *testing.T) {
	for _, path := range standardFiles(t) {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := scanned(src)
		if s == nil {
			continue // cgo
		}
		shown := make(map[string]map[string]bool) // words by name
		for _, text := range s.declarations {
			for _, n := range declaredNames(text) {
				if shown[n] == nil {
					shown[n] = make(map[string]bool)
				}
				words(text, func(w []byte) bool {
					shown[n][string(w)] = true
					return true
				})
			}
		}
		expect := func(name *ast.Ident, n ast.Node) {
			if name.Name == "_" {
				return
			}
			ast.Inspect(n, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && !shown[name.Name][id.Name] {
					t.Errorf("%s: the declaration of %s does not show %s", path, name, id)
				}
				_, body := n.(*ast.BlockStmt)
				return !body
			})
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				name := d.Name
				if d.Recv != nil {
					ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
						if id, ok := n.(*ast.Ident); ok {
							name = id
							return false
						}
						return name == d.Name
					})
				}
				expect(name, d)
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						expect(s.Name, s)
					case *ast.ValueSpec:
						for _, n := range s.Names {
							expect(n, s)
						}
					}
				}
			}
		}
	}
}

// standardFiles returns the files of some packages of the standard library.
func standardFiles(t *testing.T) (files []string) {
	t.Helper()
	dirs := []string{"crypto/tls", "encoding/json", "go/types", "net/http", "reflect", "runtime", "slices", "sync", "text/template"}
	if testing.Short() {
		dirs = dirs[:2]
	}
	for _, dir := range dirs {
		names, err := filepath.Glob(filepath.Join(runtime.GOROOT(), "src", dir, "*.go"))
		if err != nil || len(names) == 0 {
			t.Skipf("no sources of %s: %v", dir, err)
		}
		files = append(files, names...)
	}
	return files
}

// In all files of the standard library, what withoutBodies leaves is what the
// parser sees outside of the bodies of functions, where it was.
func TestWithoutBodies(t *testing.T) {
	for _, name := range standardFiles(t) {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out := withoutBodies(src)
		if got, want := layout(t, name, out), layout(t, name, src); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

// layout lists the declarations in a file with their positions, and whether
// functions have bodies.
func layout(t *testing.T, name string, src []byte) string {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, d := range file.Decls {
		var body *ast.BlockStmt
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			body = fn.Body
			b.WriteString("body ")
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if n == nil || n == ast.Node(body) && body != nil {
				return false
			}
			if id, ok := n.(*ast.Ident); ok {
				b.WriteString(id.Name + " ")
			}
			return true
		})
		b.WriteString(fset.Position(d.Pos()).String() + " " + fset.Position(d.End()).String() + "\n")
	}
	return b.String()
}

func FuzzDeclarations(f *testing.F) {
	f.Add([]byte("package p\n\nfunc F() { /* } */ }\n\nvar x = `a`\n"))
	f.Add([]byte("func func {{ \"\\\" '"))
	f.Fuzz(func(t *testing.T, src []byte) {
		if out := withoutBodies(src); len(out) != len(src) || strings.Count(string(out), "\n") != strings.Count(string(src), "\n") {
			t.Errorf("%q became %q", src, out)
		}
		if s := scanned(src); s != nil {
			for _, text := range s.declarations {
				declaredNames(text)
			}
		}
	})
}
