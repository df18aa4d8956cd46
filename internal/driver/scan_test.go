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
		if string(declarations([]byte(other))) != string(declarations([]byte(file))) {
			t.Errorf("declarations differ:\n%s\n%s\n%s", other, declarations([]byte(file)), declarations([]byte(other)))
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
		if string(declarations([]byte(other))) == string(declarations([]byte(file))) {
			t.Errorf("declarations are the same:\n%s", other)
		}
	}
	for _, whole := range []string{
		"package p\n\n// int x;\nimport \"C\"\n",
		"package p\n\nfunc F() {\n",
		"package p\n\nfunc F() }\n",
	} {
		if string(declarations([]byte(whole))) != whole || string(withoutBodies([]byte(whole))) != whole {
			t.Errorf("not returned as it is:\n%s", whole)
		}
	}
}

// In all files of the standard library, what withoutBodies leaves is what the
// parser sees outside of the bodies of functions, where it was.
func TestWithoutBodies(t *testing.T) {
	dirs := []string{"crypto/tls", "encoding/json", "go/types", "net/http", "reflect", "runtime", "slices", "sync", "text/template"}
	if testing.Short() {
		dirs = dirs[:2]
	}
	for _, dir := range dirs {
		names, err := filepath.Glob(filepath.Join(runtime.GOROOT(), "src", dir, "*.go"))
		if err != nil || len(names) == 0 {
			t.Skipf("no sources of %s: %v", dir, err)
		}
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out := withoutBodies(src)
			if got, want := outline(t, name, out), outline(t, name, src); got != want {
				t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
			}
		}
	}
}

// outline lists the declarations in a file with their positions, and whether
// functions have bodies.
func outline(t *testing.T, name string, src []byte) string {
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
		declarations(src)
	})
}
