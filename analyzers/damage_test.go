package analyzers_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/report"
)

// related is a module whose findings rest on facts about other packages.
const related = `
-- go.mod --
module example.com/m

go 1.26
-- who/who.go --
package who

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
)

type key struct{}

// Name is who calls.
func Name(r *http.Request) (string, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return "", errors.New("no certificate")
	}
	return r.TLS.PeerCertificates[0].Subject.CommonName, nil
}

func Has(r *http.Request) bool { return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 }

func With(ctx context.Context, name string) context.Context { return context.WithValue(ctx, key{}, name) }

func Of(ctx context.Context) string {
	name, _ := ctx.Value(key{}).(string)
	return name
}

func Asked() *tls.Config { return &tls.Config{ClientAuth: tls.RequireAnyClientCert} }
-- gate/gate.go --
package gate

import (
	"net/http"

	"example.com/m/who"
)

func Admins(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, err := who.Name(r)
		if err != nil || name != "admin" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(who.With(r.Context(), name)))
	})
}

func Anybody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !who.Has(r) && r.Header.Get("X-Api-Key") != "secret" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
-- serve/serve.go --
package serve

import (
	"net/http"

	"example.com/m/gate"
	"example.com/m/who"
)

func Serve(h http.Handler) error {
	s := &http.Server{Handler: gate.Anybody(h), TLSConfig: who.Asked()}
	return s.ListenAndServeTLS("cert", "key")
}

func Delete(w http.ResponseWriter, r *http.Request) {
	if who.Of(r.Context()) != "root" {
		http.Error(w, "no", http.StatusForbidden)
	}
}
`

// A kept is a folder of what earlier runs found.
type kept struct {
	t        *testing.T
	dir      string // of the module
	cache    string
	original map[string][]byte // by file
	want     string
}

// keep analyses related twice, so that all is kept that can be.
func keep(t *testing.T) *kept {
	t.Helper()
	k := &kept{t: t, dir: unpack(t, related), cache: t.TempDir(), original: map[string][]byte{}}
	k.want = k.run("")
	if n := strings.Count(k.want, "\n"); n < 4 || strings.Contains(k.want, "error:") {
		t.Fatalf("this proves nothing:\n%s", k.want)
	}
	for range 2 {
		if got := k.run(k.cache); got != k.want {
			t.Fatalf("with a cache:\n%s\nwithout:\n%s", got, k.want)
		}
	}
	err := filepath.WalkDir(k.cache, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		k.original[name], err = os.ReadFile(name)
		return err
	})
	if err != nil || len(k.original) < 5 {
		t.Fatalf("%d files, %v", len(k.original), err)
	}
	return k
}

// unpack writes the files of a txtar archive to a new folder.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// run returns what is found, and all errors and notes.
func (k *kept) run(cache string) string {
	k.t.Helper()
	cfg := analyzers.Config{Confidence: report.Low, Severity: report.Low}
	opts := driver.Options{Dir: k.dir, Cache: cache, Env: append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOWORK=off")}
	if cache != "" {
		opts.Key = "key"
	}
	res, err := driver.Run(k.t.Context(), opts, analyzers.New(cfg), "./...")
	if err != nil {
		k.t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range res.Findings {
		fmt.Fprintf(&b, "%s: %s: %s %v %v\n", f.From, f.Rule, f.Message, f.WaysIn, f.Related)
	}
	for _, e := range res.Errors {
		fmt.Fprintf(&b, "error: %v %s\n", e, e.Detail)
	}
	for _, n := range res.Notes {
		fmt.Fprintf(&b, "note: %v\n", n)
	}
	return b.String()
}

// with writes the cache as it was but for what change makes of one of its files,
// runs the analysis, and compares.
func (k *kept) with(what string, change func(name string, text []byte) []byte, names ...string) {
	k.t.Helper()
	for name, text := range k.original {
		if slices.Contains(names, name) {
			text = change(name, bytes.Clone(text))
		}
		if err := os.WriteFile(name, text, 0o666); err != nil {
			k.t.Fatal(err)
		}
	}
	if got := k.run(k.cache); got != k.want {
		k.t.Errorf("%s: found\n%s\nwithout a cache\n%s", what, got, k.want)
	}
}

// Whatever happens to the files of the cache, what is found stays, and there is
// no error.
func TestDamagedCache(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses a module many times")
	}
	k := keep(t)
	names := make([]string, 0, len(k.original))
	for name := range k.original {
		names = append(names, name)
	}
	slices.Sort(names)
	rng := rand.New(rand.NewPCG(9, 7))
	all := map[string]func(string, []byte) []byte{
		"empty":        func(string, []byte) []byte { return nil },
		"cut":          func(_ string, b []byte) []byte { return b[:len(b)/2] },
		"cut by one":   func(_ string, b []byte) []byte { return b[:max(len(b)-1, 0)] },
		"zero":         func(_ string, b []byte) []byte { return make([]byte, len(b)) },
		"longer":       func(_ string, b []byte) []byte { return append(b, b...) },
		"another's":    func(name string, _ []byte) []byte { return k.original[names[(slices.Index(names, name)+1)%len(names)]] },
		"a huge claim": func(_ string, b []byte) []byte { return append([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"), b...) },
	}
	for _, what := range slices.Sorted(func(yield func(string) bool) {
		for what := range all {
			if !yield(what) {
				return
			}
		}
	}) {
		k.with(what, all[what], names...)
	}
	flip := func(_ string, b []byte) []byte {
		if len(b) > 0 {
			b[rng.IntN(len(b))] ^= 1 << rng.IntN(8)
		}
		return b
	}
	for range 3 {
		k.with("a bit", flip, names...)
	}
	for _, name := range names { // one is lost, the others are not
		k.with("a bit of "+filepath.Base(name), flip, name)
	}
}

// Somebody who writes into the cache what another version of the program might
// have written there can change what is found, but makes nothing fail.
func TestForeignCache(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses a module many times")
	}
	k := keep(t)
	rng := rand.New(rand.NewPCG(9, 8))
	forge := func(name string, text []byte, change func([]byte) []byte) []byte {
		key, err := hex.DecodeString(filepath.Base(filepath.Dir(name)) + filepath.Base(name))
		if err != nil || len(key) != 16 || len(text) < 16 {
			return text // the stamp
		}
		data := change(text[16:])
		sum := sha256.Sum256(append(key, data...))
		return append(sum[:16:16], data...)
	}
	changes := map[string]func([]byte) []byte{
		"nothing":    func([]byte) []byte { return nil },
		"null":       func([]byte) []byte { return []byte("null") },
		"an object":  func([]byte) []byte { return []byte("{}") },
		"a list":     func([]byte) []byte { return []byte("[[[[]]]]") },
		"other type": func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("*summary."), []byte("*summery.")) },
		"other keys": func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`"Yes"`), []byte(`"Nein"`)) },
		"paths":      func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`"Path":"`), []byte(`"Path":"M99.`)) },
		"deep":       func([]byte) []byte { return bytes.Repeat([]byte("["), 1<<20) },
		"digits": func(b []byte) []byte {
			for i := range b {
				if '0' <= b[i] && b[i] <= '9' && rng.IntN(3) == 0 {
					b[i] = byte('0' + rng.IntN(10))
				}
			}
			return b
		},
		"large numbers": func(b []byte) []byte {
			var out []byte
			for _, c := range b {
				if out = append(out, c); '1' <= c && c <= '9' && rng.IntN(20) == 0 {
					out = append(out, "00"...)
				}
			}
			return out
		},
		"negative numbers": func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`":1`), []byte(`":-1`)) },
	}
	for what, change := range changes {
		for name, text := range k.original {
			if err := os.WriteFile(name, forge(name, bytes.Clone(text), change), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if got := k.run(k.cache); strings.Contains(got, "error:") {
			t.Errorf("%s:\n%s", what, got)
		}
		// Packages are analysed anew, with facts of others as they were forged.
		edit(t, filepath.Join(k.dir, "gate/gate.go"), "next http.Handler", "next  http.Handler")
		edit(t, filepath.Join(k.dir, "serve/serve.go"), "h http.Handler", "h  http.Handler")
		if got := k.run(k.cache); strings.Contains(got, "error:") {
			t.Errorf("%s, and then edited:\n%s", what, got)
		}
	}
}

func edit(t *testing.T, name, old, new string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, bytes.Replace(text, []byte(old), []byte(new), 1), 0o666); err != nil {
		t.Fatal(err)
	}
}
