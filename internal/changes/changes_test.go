package changes

import (
	"path/filepath"
	"testing"
)

func TestParse(t *testing.T) {
	dir := t.TempDir()
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	l := &Lines{root: filepath.ToSlash(root), files: make(map[string][]span)}
	if err := l.parse(`diff --git a/a.go b/a.go
index 1..2 100644
--- a/a.go
+++ b/a.go
@@ -3 +3 @@ func A()
-old
+new
@@ -10,2 +10,3 @@
-x
-y
+++ b/trap.go
+@@ -1 +1 @@
+z
@@ -20,2 +21,0 @@
-gone
-gone
diff --git "a/t\303\251\t\".go" "b/t\303\251\t\".go"
new file mode 100644
--- /dev/null
+++ "b/t\303\251\t\".go"
@@ -0,0 +1,2 @@
+a
+b
diff --git a/with space.go b/with space.go
--- a/with space.go	
+++ b/with space.go	
@@ -1 +1 @@
-a
+b
diff --git a/gone.go b/gone.go
--- a/gone.go
+++ /dev/null
@@ -1 +0,0 @@
-a
`); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		file     string
		from, to int
		want     bool
	}{
		{"a.go", 3, 3, true},
		{"a.go", 2, 2, false},
		{"a.go", 1, 5, true},
		{"a.go", 4, 9, false},
		{"a.go", 12, 12, true},
		{"a.go", 13, 13, false},
		{"a.go", 21, 21, true}, // around what is gone
		{"a.go", 22, 22, true},
		{"a.go", 23, 23, false},
		{"trap.go", 1, 1, false},
		{"té\t\".go", 2, 0, true},
		{"with space.go", 1, 1, true},
		{"gone.go", 1, 1, false},
		{"../a.go", 3, 3, false},
	} {
		if got := l.Touch(filepath.Join(dir, test.file), test.from, test.to); got != test.want {
			t.Errorf("%s:%d-%d: got %t", test.file, test.from, test.to, got)
		}
	}
	for _, bad := range []string{"diff --git a b\n+++ \"b/\\q\n", "diff --git a b\n+++ b/a\n@@ -1\n", "diff --git a b\n+++ b/a\n@@ -1 +x @@\n", "diff --git a b\n+++ b/a\n@@ -1 +1,x @@\n"} {
		if err := l.parse(bad); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}
