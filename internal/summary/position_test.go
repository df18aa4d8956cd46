package summary_test

import (
	"fmt"
	"go/token"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
	"github.com/mtlslint/mtlslint/internal/summary"
)

// positions checks that whatever a program's facts and gates say knows where
// it comes from: a place in one of its files.
type positions struct {
	t     *testing.T
	name  string // of the archive
	lines map[string]int
	count int
}

// at checks a position.
func (p *positions) at(pos token.Position, what string) {
	p.count++
	switch n, ok := p.lines[pos.Filename]; {
	case !pos.IsValid():
		p.t.Errorf("%s: %s has no position", p.name, what)
	case !ok || pos.Line > n || pos.Column < 1:
		p.t.Errorf("%s: %s is at %s, which is nowhere", p.name, what, pos)
	}
}

func (p *positions) pos(a *analysed, pos token.Pos, what string) { p.at(a.fset.Position(pos), what) }

func (p *positions) label(l flow.Label, what string) {
	p.at(l.At, fmt.Sprintf("the label %s of %s", l, what))
}

func (p *positions) set(s flow.Set, what string) {
	for _, l := range s {
		p.label(l, what)
	}
}

func (p *positions) evidence(list []gate.Evidence, what string) {
	if len(list) == 0 {
		p.t.Errorf("%s: a condition of %s without evidence", p.name, what)
	}
	for _, e := range list {
		p.at(e.At, fmt.Sprintf("the evidence %s of %s", e, what))
		p.label(e.Label, "the evidence of "+what)
		if e.From != (token.Position{}) {
			p.at(e.From, fmt.Sprintf("where the evidence %s of %s was put into a list", e, what))
		}
	}
}

func (p *positions) paths(paths []gate.Path, what string) {
	for _, path := range paths {
		for _, lit := range path {
			p.evidence(lit.Evidence, what)
		}
	}
}

func (p *positions) items(a *analysed, items []summary.Item, what string) {
	for _, it := range items {
		p.pos(a, it.Pos, "a condition of "+what)
		p.evidence(it.Evidence, what)
	}
}

func (p *positions) sinks(sinks []summary.Sink, what string) {
	for _, k := range sinks {
		p.at(k.At, "a sink of "+what)
		p.set(k.Labels, "a sink of "+what)
		p.paths(k.Ways, "a sink of "+what)
	}
}

// TestPositions checks that every label and every piece of evidence, in facts
// and in gates, knows the position that it came from.
func TestPositions(t *testing.T) {
	count := 0
	for _, name := range archives(t, "testdata/*.txtar") {
		ar, _ := read(t, name)
		p := &positions{t: t, name: name, lines: map[string]int{}}
		for _, f := range ar.Files {
			if strings.HasSuffix(f.Name, ".go") {
				p.lines[f.Name] = strings.Count(string(f.Data), "\n") + 1
			}
		}
		for _, a := range program(t, name).order {
			for path, s := range a.decoded {
				what := a.path + "." + path
				for _, r := range s.Results {
					p.set(r, what)
				}
				p.set(s.Hands, what)
				for _, paths := range [][]gate.Path{s.Yes, s.No, s.Next, s.Returns} {
					p.paths(paths, what)
				}
				p.sinks(s.Sinks, what)
			}
			if a.pkgFact != nil {
				for _, list := range [][]summary.Labelled{a.pkgFact.Context, a.pkgFact.Fields} {
					for _, l := range list {
						p.set(l.Labels, a.path+": "+l.Name)
					}
				}
			}
			for _, g := range a.result.Gates {
				what := fmt.Sprintf("the gate %s%s", g.Name, g.Short)
				if g.Pos.IsValid() {
					p.pos(a, g.Pos, what)
				}
				for _, al := range g.Allows {
					if al.Pos.IsValid() || al.What != "return" { // see TestKnownPositions
						p.pos(a, al.Pos, "where "+what+" allows")
					}
					p.set(al.Labels, what)
					for _, w := range al.Ways {
						p.items(a, w.Holds, what)
						p.items(a, w.Not, what)
					}
				}
				p.sinks(g.Sinks, what)
			}
		}
		count += p.count
	}
	if count < 1000 {
		t.Errorf("%d positions, which is too few to be all", count)
	}
}

// TestPositionsAreRight checks a few positions by what stands there: where the
// evidence was taken, where it decided, and where a list got its member.
func TestPositionsAreRight(t *testing.T) {
	const source = `package app

import "net/http"

func name(r *http.Request) string {
	return r.TLS.PeerCertificates[0].Subject./*taken*/CommonName
}

func admin(s string) bool {
	return s /*decided*/== "admin"
}

func header(r *http.Request) string {
	return r.Header.Get /*read*/("X-Ssl-Client-Cn")
}

func AllowName(r *http.Request) bool { return admin(name(r)) }

func AllowHeader(r *http.Request) bool { return admin(header(r)) }

func AllowPresent(r *http.Request) bool {
	certs := r.TLS./*certs*/PeerCertificates
	return len(certs) /*present*/> 0
}

func verified(r *http.Request) bool { return len(r.TLS.VerifiedChains) > 0 }

type check interface{ ok(*http.Request) bool }

type chains struct{ n int }

func (c *chains) ok(r *http.Request) bool { return len(r.TLS.VerifiedChains) > 0 }

func AllowInTurn(r *http.Request) bool {
	for _, c := range []check{&chains /*listed*/{}} {
		if c.ok(r) {
			return true
		}
	}
	return false
}
`
	// column of what follows the mark, by line and column.
	where := func(mark string) string {
		before, _, ok := strings.Cut(source, "/*"+mark+"*/")
		if !ok {
			t.Fatalf("no mark %s", mark)
		}
		line := strings.Count(before, "\n") + 1
		col := len(before) - strings.LastIndex(before, "\n") + len("/*"+mark+"*/")
		return fmt.Sprintf("%d:%d", line, col)
	}
	w := analyse(t, []txtar.File{{Name: "a.go", Data: []byte(source)}})
	tests := []struct{ function, taken, decided string }{
		{"AllowName", "taken", "decided"},
		{"AllowHeader", "read", "decided"},
		{"AllowPresent", "certs", "present"},
	}
	for _, test := range tests {
		s := w.fact("app", test.function)
		if s == nil || len(s.Yes) != 1 || len(s.Yes[0]) != 1 || len(s.Yes[0][0].Evidence) != 1 {
			t.Errorf("%s: %s, want one piece of evidence", test.function, s)
			continue
		}
		e := s.Yes[0][0].Evidence[0]
		if got, want := fmt.Sprintf("%d:%d", e.Label.At.Line, e.Label.At.Column), where(test.taken); got != want {
			t.Errorf("%s: taken at %s, want %s", test.function, got, want)
		}
		if got, want := fmt.Sprintf("%d:%d", e.At.Line, e.At.Column), where(test.decided); got != want {
			t.Errorf("%s: decided at %s, want %s", test.function, got, want)
		}
	}
	s := w.fact("app", "AllowInTurn")
	if s == nil || len(s.Yes) != 1 || len(s.Yes[0]) != 1 {
		t.Fatalf("AllowInTurn: %s, want one way", s)
	}
	from := s.Yes[0][0].Evidence[0].From
	if got, want := fmt.Sprintf("%d:%d", from.Line, from.Column), where("listed"); got != want {
		t.Errorf("AllowInTurn: from the list at %s, want %s", got, want)
	}
}

// TestKnownPositions holds what still has no position, or a wrong one: where a
// handler lets in that ends without a return statement, and where a function is
// put into a list, which is not where it is declared.
func TestKnownPositions(t *testing.T) {
	w := analyse(t, []txtar.File{{Name: "a.go", Data: []byte(`package app

import "net/http"

func verified(r *http.Request) bool { return len(r.TLS.VerifiedChains) > 0 }

func AllowInTurn(r *http.Request) bool {
	for _, check := range []func(*http.Request) bool{verified} {
		if check(r) {
			return true
		}
	}
	return false
}

func Handle(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "no", http.StatusUnauthorized)
		return
	}
	w.Write([]byte("hello"))
}
`)}})
	for _, g := range w.packages["app"].result.Gates {
		for _, al := range g.Allows {
			if g.Kind == summary.Handler && al.Pos.IsValid() {
				t.Errorf("%s allows at %s: TestPositions can check it now", g.Name, std.fset.Position(al.Pos))
			}
		}
	}
	if s := w.fact("app", "AllowInTurn"); s != nil && len(s.Yes) == 1 && s.Yes[0][0].Evidence[0].From.Line == 8 {
		t.Error("AllowInTurn knows its list: TestPositionsAreRight can check it now")
	}
}
