package summary_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// inTime runs f and fails if that takes far longer than it should. The bound is
// generous: it is there for what grows out of all proportion.
func inTime(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	start := time.Now()
	f()
	if d := time.Since(start); d > limit {
		t.Errorf("it took %v", d.Round(time.Millisecond))
	} else {
		t.Log(d.Round(time.Millisecond))
	}
}

// branches generates a function Allow whose body has one branch for each i
// below n, %d being i, and then the last statement.
func branches(n int, branch, last string) string {
	var b strings.Builder
	b.WriteString(`package app

import "net/http"

func Allow(r *http.Request) bool {
	path, cn, key := r.URL.Path, r.TLS.PeerCertificates[0].Subject.CommonName, r.Header.Get("X-Api-Key")
	_, _, _ = path, cn, key
`)
	for i := range n {
		fmt.Fprintf(&b, "\t%s\n", strings.ReplaceAll(branch, "%d", fmt.Sprint(i)))
	}
	fmt.Fprintf(&b, "\t%s\n}\n", last)
	return b.String()
}

// analyseSource analyses one file and returns the fact about its function Allow.
func analyseSource(t *testing.T, source string) (*summary.Summary, *world) {
	t.Helper()
	w := analyse(t, []txtar.File{{Name: "a.go", Data: []byte(source)}})
	s := w.fact("app", "Allow")
	if s == nil {
		t.Fatalf("nothing is known of Allow:\n%.1000s", w.dump())
	}
	return s, w
}

// manyAtoms are functions with a branch for each of many names, with the ways
// in that there are, whatever the number.
var manyAtoms = []struct {
	name, branch, last string
	want               string
}{
	{"alternatives", `if path == "/p%d" && (cn == "u%d" || key == "k%d") { return true }`, "return false", "{api key} {cert identity (weak)}"},
	{"both", `if path == "/p%d" && cn == "u%d" && key == "k%d" { return true }`, "return false", "{cert identity (weak), api key}"},
	{"in turn", `if cn == "u%d" { return true }`, "return false", "{cert identity (weak)}"},
	{"flag", `if path == "/p%d" && cn == "u%d" { ok = true }`, "return ok", "{cert identity (weak)}"},
}

// source returns the function with n branches.
func source(i, n int) string {
	s := branches(n, manyAtoms[i].branch, manyAtoms[i].last)
	return strings.Replace(s, "_, _, _ = path, cn, key\n", "_, _, _ = path, cn, key\n\tok := false\n\t_ = ok\n", 1)
}

// kinds returns the different ways in of s as they print, without choices and what does
// not hold.
func kinds(s *summary.Summary) string {
	seen := map[string]bool{}
	var out []string
	for _, p := range s.Yes {
		var lits []string
		for _, l := range p {
			if !l.Neg && l.Evidence[0].Op != gate.Choice {
				lits = append(lits, l.Evidence[0].String())
			}
		}
		if way := "{" + strings.Join(lits, ", ") + "}"; !seen[way] {
			seen[way] = true
			out = append(out, way)
		}
	}
	if len(out) == 2 && out[0] > out[1] {
		out[0], out[1] = out[1], out[0]
	}
	return strings.Join(out, " ")
}

// TestManyAtoms checks that functions with hundreds of conditions are gone
// through in time, and that what is merged loses detail, never a way in. Where
// the analysis gives up it says so.
func TestManyAtoms(t *testing.T) {
	for i, test := range manyAtoms {
		for _, n := range []int{5, 40, 400} {
			t.Run(fmt.Sprintf("%s/%d", test.name, n), func(t *testing.T) {
				inTime(t, 5*time.Second, func() {
					s, _ := analyseSource(t, source(i, n))
					if s.Opaque {
						if n == 5 {
							t.Error("the analysis gave up")
						}
						return
					}
					if got := kinds(s); got != test.want {
						t.Errorf("the ways in are %.300s, want %s", got, test.want)
					}
				})
			})
		}
	}
}

// TestKnownMany holds where the analysis gives up too early: the conditions are
// about one name, so there is one way in, or two, whatever their number.
func TestKnownMany(t *testing.T) {
	for i, test := range manyAtoms {
		s, _ := analyseSource(t, source(i, 40))
		if !s.Opaque && kinds(s) == test.want {
			t.Errorf("%s is right now: TestManyAtoms can ask for it", test.name)
		}
	}
}

// TestManyWays checks conditions whose ways multiply: each needs one of two.
func TestManyWays(t *testing.T) {
	inTime(t, 5*time.Second, func() {
		s, _ := analyseSource(t, branches(60, `if !(cn == "u%d" || key == "k%d") { return false }`, "return true"))
		if s.Opaque {
			return
		}
		for _, p := range s.Yes {
			if len(p) == 0 {
				t.Errorf("an empty way in: %.300s", summary.Paths(s.Yes))
			}
		}
	})
}

// TestManyDenials checks a deny-list: its negative literals are many, and the
// empty way in is found all the same.
func TestManyDenials(t *testing.T) {
	inTime(t, 5*time.Second, func() {
		s, _ := analyseSource(t, branches(400, `if cn == "u%d" { return false }`, "return true"))
		if got := kinds(s); !s.Opaque && got != "{}" {
			t.Errorf("the ways in are %.300s, want {}", got)
		}
	})
}

// TestTooLarge checks that a function beyond the bounds is left out, that this is
// said, and that it takes nobody else with it.
func TestTooLarge(t *testing.T) {
	for what, n := range map[string]int{"too large to be analysed": 4000, "too much to be followed": 1400} {
		testTooLarge(t, n, what)
	}
}

func testTooLarge(t *testing.T, n int, what string) {
	source := branches(n, `if path == "/p%d" && cn == "u%d" { return true }`, "return false") + `
func Outer(r *http.Request) bool { return Allow(r) && len(r.TLS.VerifiedChains) > 0 }

func AllowOther(r *http.Request) bool { return len(r.TLS.VerifiedChains) > 0 }
`
	inTime(t, 10*time.Second, func() {
		w := analyse(t, []txtar.File{{Name: "a.go", Data: []byte(source)}})
		if s := w.fact("app", "Allow"); s != nil && !s.Opaque {
			t.Errorf("the analysis did not give up: %.300s", s)
		}
		if failed := w.packages["app"].result.GivenUp; len(failed) != 1 || !strings.HasSuffix(failed[0], what) {
			t.Errorf("it is said that %q; want one that is %s", failed, what)
		}
		if s := w.fact("app", "AllowOther"); s == nil || summary.Paths(s.Yes) != "[{cert verified}]" {
			t.Errorf("another function: %.300s", s)
		}
		if s := w.fact("app", "Outer"); s == nil || s.Opaque || strings.ReplaceAll(kinds(s), "opaque, opaque", "opaque") != "{cert verified, opaque}" {
			t.Errorf("its caller: %.300s", s)
		}
	})
}
