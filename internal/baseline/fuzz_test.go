package baseline_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mtlslint/mtlslint/internal/baseline"
	"github.com/mtlslint/mtlslint/internal/output"
)

// A file is a baseline as a whole or an error that names it, and what was read
// is read again after it was written.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		`{"version": 1, "findings": [{"rule": "orauth", "package": "m/b", "file": "b/b.go", "message": "two ways", "fingerprint": "2"}]}`,
		`{"version": 1, "findings": null}`, `{"version": 1}`, `{"version": 1, "findings": []} x`, `{"version": 1}{"version": 1}`, "{}", "[]", "", "null",
		`{"version": 1.0, "findings": [{}]}`, `{"version": 1, "version": 2}`, `{"VERSION": 1}`, "\ufeff{\"version\": 1}", `{"version": 1, "findings": [{"file": "\u001b[2J\ud800", "fingerprint": ""}]}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := filepath.Join(t.TempDir(), "known.json")
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		b, err := baseline.Read(file)
		if err != nil {
			if b != nil || !strings.HasPrefix(err.Error(), file+": ") || strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Errorf("got %v, %q", b, err)
			}
			return
		}
		if !json.Valid([]byte(text)) {
			t.Errorf("%q was read", text)
		}
		for _, e := range b.Findings {
			if !b.Has(e.Fingerprint) {
				t.Errorf("%q is not there", e.Fingerprint)
			}
		}
		if stale := b.Stale(func(string) bool { return false }, func(baseline.Entry) bool { return true }); len(stale) != len(b.Findings) {
			t.Errorf("%d of %d are stale", len(stale), len(b.Findings))
		}
		if stale := b.Stale(b.Has, func(baseline.Entry) bool { return true }); len(stale) != 0 {
			t.Errorf("%v are stale", stale)
		}
		writeAndRead(t, b, file)
	})
}

// Whatever is in findings, a baseline of them is read as it was made.
func FuzzWrite(f *testing.F) {
	f.Add("orauth", "m/b", "b/b.go", "m/b.F", "two ways", "1", "2")
	f.Add("0", "0", "0", "0", "0", "\xdb", "\x80") // a character together
	f.Add("\xff", "0", "\xff\xfe", "0", "0", "0", "0")
	f.Add("\"", "\x1b[31m", "a\nb", "\u2028", "<&>", "", "\\")
	f.Fuzz(func(t *testing.T, rule, pkg, file, function, message, one, two string) {
		if !utf8.ValidString(one) || !utf8.ValidString(two) {
			return // no fingerprints
		}
		fs := []output.Finding{
			{Rule: rule, Package: pkg, File: file, Function: function, Message: message, Fingerprint: one},
			{Rule: rule, Package: pkg, File: file, Function: function, Message: message, Fingerprint: two},
		}
		b := baseline.New(fs, func(file string) string { return "x/" + file })
		name := filepath.Join(t.TempDir(), "known.json")
		got := writeAndRead(t, b, name)
		if !got.Has(one) || !got.Has(two) {
			t.Errorf("%q and %q are not in %+v", one, two, got)
		}
	})
}

// writeAndRead checks that writing again what was read gives the same file.
func writeAndRead(t *testing.T, b *baseline.Baseline, file string) *baseline.Baseline {
	t.Helper()
	if err := b.Write(file); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(first), "\x1b\x07\r") {
		t.Errorf("control characters come through: %q", first)
	}
	got, err := baseline.Read(file)
	if err != nil || len(got.Findings) != len(b.Findings) {
		t.Fatalf("%v, %+v", err, got)
	}
	if err := got.Write(file); err != nil {
		t.Fatal(err)
	}
	again, err := baseline.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(file)
	if err != nil || string(first) != string(second) || !reflect.DeepEqual(got, again) {
		t.Errorf("%v: written as\n%s\nand again as\n%s", err, first, second)
	}
	return got
}
