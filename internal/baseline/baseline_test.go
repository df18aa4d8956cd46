package baseline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtlslint/mtlslint/internal/baseline"
	"github.com/mtlslint/mtlslint/internal/output"
)

func findings() []output.Finding {
	return []output.Finding{
		{Rule: "orauth", Package: "m/b", File: "b/b.go", Line: 7, Message: "two ways", Fingerprint: "2"},
		{Rule: "certpresence", Package: "m/a", File: "a/a.go", Line: 3, Function: "m/a.F", Message: "any certificate", Fingerprint: "1"},
	}
}

func TestWriteRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known.json")
	b := baseline.New(findings(), func(file string) string { return "x/" + file })
	if err := b.Write(file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "version": 1,
  "findings": [
    {
      "rule": "certpresence",
      "package": "m/a",
      "file": "x/a/a.go",
      "function": "m/a.F",
      "message": "any certificate",
      "fingerprint": "1"
    },
    {
      "rule": "orauth",
      "package": "m/b",
      "file": "x/b/b.go",
      "message": "two ways",
      "fingerprint": "2"
    }
  ]
}
`
	if string(text) != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	got, err := baseline.Read(file)
	if err != nil || !got.Has("1") || !got.Has("2") || got.Has("3") {
		t.Errorf("%v, %+v", err, got)
	}
}

func TestRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "known.json")
	for text, want := range map[string]string{
		"":                                      "not a baseline",
		"[]":                                    "not a baseline",
		`{"version": 1, "finding": []}`:         "not a baseline",
		`{"version": 2, "findings": []}`:        "version 2 of the format, want 1",
		`{"version": 1, "findings": [{"a":1}]}`: "not a baseline",
	} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := baseline.Read(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

func TestStaleAndKeep(t *testing.T) {
	old := baseline.New(findings(), func(file string) string { return file })
	none := func(string) bool { return false }
	inB := func(e baseline.Entry) bool { return e.Package == "m/b" }
	if stale := old.Stale(none, inB); len(stale) != 1 || stale[0].String() != "b/b.go: two ways (orauth)" {
		t.Errorf("got %v", stale)
	}
	if stale := old.Stale(func(f string) bool { return f == "2" }, inB); len(stale) != 0 {
		t.Errorf("got %v", stale)
	}
	b := baseline.New(findings()[:1], func(file string) string { return file })
	b.Keep(old, func(e baseline.Entry) bool { return !inB(e) })
	if len(b.Findings) != 2 || !b.Has("1") || !b.Has("2") {
		t.Errorf("got %+v", b)
	}
}
