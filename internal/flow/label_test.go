package flow

import (
	"go/token"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mtlslint/mtlslint/internal/catalog"
)

// at returns a position on the given line.
func at(line int) token.Position { return token.Position{Filename: "a.go", Line: line, Column: 1} }

// lastAspect is the last of the catalogue's.
const lastAspect = catalog.MAC

func TestSame(t *testing.T) {
	base := Label{Root: Param, Aspect: catalog.CN, Param: 1, Owner: 2, Header: "X", At: at(1)}
	same := []Label{
		{Root: Param, Aspect: catalog.CN, Param: 1, Owner: 2},
		{Root: Param, Aspect: catalog.CN, Param: 1, Owner: 2, Header: "Y"},
		{Root: Param, Aspect: catalog.CN, Param: 1, Owner: 2, At: at(2)},
	}
	for _, l := range same {
		if !base.Same(l) || !l.Same(base) {
			t.Errorf("%+v and %+v are not the same", base, l)
		}
	}
	others := []Label{
		{Root: Peer, Aspect: catalog.CN, Param: 1, Owner: 2},
		{Root: Param, Aspect: catalog.DN, Param: 1, Owner: 2},
		{Root: Param, Aspect: catalog.CN, Param: 2, Owner: 2},
		{Root: Param, Aspect: catalog.CN, Param: 1, Owner: 3},
		{Root: Param, Aspect: catalog.CN, Param: 1, Owner: 2, Derived: true},
		{Root: Param, Aspect: catalog.CN, Param: 1, Owner: 2, Place: Any},
		{Root: Param, Aspect: catalog.CN, Param: 1, Owner: 2, Kept: true},
		{Root: Param, Aspect: catalog.CN, Param: 1, Owner: 2, Shared: true},
		{Root: Param, Aspect: catalog.CN, Param: 1, Owner: 2, Within: true},
	}
	for _, l := range others {
		if base.Same(l) {
			t.Errorf("%+v and %+v are the same", base, l)
		}
	}
}

// TestKeys checks that no two labels share a key.
func TestKeys(t *testing.T) {
	seen := map[uint64]Label{}
	for root := Peer; root <= Param; root++ {
		for aspect := range lastAspect + 1 {
			for flags := range 32 {
				for _, param := range []int{0, 1, 2, 15, 16, 255} {
					for _, owner := range []int{0, 1, 2, 255, 4096, 1 << 30} {
						for place := First; place <= All; place++ {
							l := Label{Root: root, Aspect: aspect, Derived: flags&1 != 0, Kept: flags&2 != 0, Shared: flags&4 != 0, Within: flags&8 != 0, Told: flags&16 != 0, Place: place, Param: param, Owner: owner}
							if m, ok := seen[l.key()]; ok {
								t.Fatalf("%+v and %+v have one key", l, m)
							}
							seen[l.key()] = l
						}
					}
				}
			}
		}
	}
}

func TestString(t *testing.T) {
	tests := []struct {
		label Label
		want  string
	}{
		{Label{Root: Peer, Aspect: catalog.CN}, "peer.cn"},
		{Label{Root: Peer, Aspect: catalog.CN, Derived: true}, "peer.cn'"},
		{Label{Root: Peer, Aspect: catalog.CN, Place: Any, Derived: true}, "peer.cn[any]'"},
		{Label{Root: Peer, Aspect: catalog.CN, Kept: true, Shared: true}, "peer.cn^?"},
		{Label{Root: Peer, Aspect: catalog.CN, Told: true}, "peer.cn!"},
		{Label{Root: Server, Aspect: catalog.Leaf}, "server.leaf"},
		{Label{Root: Forwarded, Aspect: catalog.Verdict}, "forwarded.verdict"},
		{Label{Root: Field}, "header"},
		{Label{Root: Credential, Aspect: catalog.APIKey}, "credential.apikey"},
		{Label{Root: Hop, Aspect: catalog.Addr}, "hop.addr"},
		{Label{Root: Param, Param: 3}, "param3"},
		{Label{Root: Param, Param: 3, Owner: 7, Aspect: catalog.Leaf, Derived: true}, "param3.leaf'"},
	}
	for _, test := range tests {
		if got := test.label.String(); got != test.want {
			t.Errorf("%+v prints %q, want %q", test.label, got, test.want)
		}
	}
	for root := range Param + 1 {
		if root.String() == "" {
			t.Errorf("root %d has no name", root)
		}
	}
	s := Set{}.Add(Label{Root: Param}).Add(Label{Root: Peer, Aspect: catalog.CN})
	if got, want := s.String(), "{peer.cn param0}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := Set(nil).String(); got != "{}" {
		t.Errorf("the empty set prints %s", got)
	}
}

func TestWith(t *testing.T) {
	l := Label{Root: Peer, Aspect: catalog.Leaf, At: at(1)}
	if m := l.With(catalog.CN, at(2)); m.Aspect != catalog.CN || m.At != at(2) || m.Root != Peer {
		t.Errorf("a part of a certificate: %+v", m)
	}
	if m := l.With(catalog.CN, token.Position{}); m.At != at(1) {
		t.Errorf("a part read nowhere: %+v", m)
	}
	// What a header says stays where the header is read.
	l.Root = Forwarded
	if m := l.With(catalog.CN, at(2)); m.Aspect != catalog.CN || m.At != at(1) {
		t.Errorf("a part of a forwarded certificate: %+v", m)
	}
	if l.Derived || !l.AsDerived().Derived || l.Derived {
		t.Error("AsDerived")
	}
}

// TestFirstPositionStays checks that a label keeps the position at which it was
// seen first, and its header.
func TestFirstPositionStays(t *testing.T) {
	one := Label{Root: Forwarded, Aspect: catalog.CN, Header: "X-Client-Cn", At: at(1)}
	two := Label{Root: Forwarded, Aspect: catalog.CN, Header: "X-Ssl-Client-Cn", At: at(2)}
	for _, s := range []Set{Set{}.Add(one).Add(two), Set{one}.Union(Set{two}), Set(nil).Union(Set{one}).Union(Set{two})} {
		if len(s) != 1 || s[0] != one {
			t.Errorf("%+v", s)
		}
	}
}

func TestSetIsNotChanged(t *testing.T) {
	s := make(Set, 0, 8)
	s = s.Add(Label{Root: Peer, Aspect: catalog.SAN})
	before := slices.Clone(s)
	a := s.Add(Label{Root: Peer, Aspect: catalog.CN})
	b := s.Add(Label{Root: Peer, Aspect: catalog.DN})
	s.Union(Set{{Root: Hop}})
	s.Map(func(l Label) (Label, bool) { return l.AsDerived(), true })
	if !slices.Equal(s, before) {
		t.Errorf("%s became %s", before, s)
	}
	if a.String() != "{peer.cn peer.san}" || b.String() != "{peer.dn peer.san}" {
		t.Errorf("%s and %s share what they hold", a, b)
	}
}

func TestMap(t *testing.T) {
	s := Set{}.Add(Label{Root: Peer, Aspect: catalog.CN}).Add(Label{Root: Peer, Aspect: catalog.DN}).Add(Label{Root: Hop, Aspect: catalog.Addr})
	got := s.Map(func(l Label) (Label, bool) {
		l.Aspect = catalog.SAN // two become one
		return l, l.Root == Peer
	})
	if got.String() != "{peer.san}" {
		t.Errorf("%s", got)
	}
	if got := s.Map(func(l Label) (Label, bool) { return l, false }); got != nil {
		t.Errorf("nothing is %s", got)
	}
	if !s.Any(func(l Label) bool { return l.Root == Hop }) || s.Any(func(l Label) bool { return l.Root == Server }) {
		t.Error("Any")
	}
}

func TestEqual(t *testing.T) {
	a := Set{}.Add(Label{Root: Peer, Aspect: catalog.CN, At: at(1)}).Add(Label{Root: Hop})
	b := Set{}.Add(Label{Root: Hop}).Add(Label{Root: Peer, Aspect: catalog.CN, At: at(2)})
	if !a.Equal(b) || !b.Equal(a) {
		t.Errorf("%s is not %s", a, b)
	}
	if !Set(nil).Equal(Set{}) || a.Equal(nil) || a.Equal(b[:1]) || a.Equal(Set{}.Add(Label{Root: Hop}).Add(Label{Root: Peer})) {
		t.Error("sets of different labels are equal")
	}
}

// labels returns different labels, in random order.
func labels(rnd *rand.Rand, n int) []Label {
	var out []Label
	for i := range n {
		out = append(out, Label{Root: Root(1 + i%7), Aspect: catalog.Aspect(i / 7 % 20), Param: i % 3, Derived: i%2 == 0, At: at(i)})
	}
	rnd.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// TestLaws checks, on random sets within the bound, that they are sorted, hold
// each label once, and do not depend on the order in which they were made.
func TestLaws(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	sorted := func(s Set) {
		t.Helper()
		for i := 1; i < len(s); i++ {
			if s[i-1].key() >= s[i].key() {
				t.Fatalf("%s is not sorted", s)
			}
		}
	}
	random := func(all []Label) (s Set) {
		for range rnd.IntN(12) {
			s = s.Add(all[rnd.IntN(len(all))])
			sorted(s)
		}
		return s
	}
	for range 500 {
		all := labels(rnd, maxSet)
		a, b, c := random(all), random(all), random(all)
		sorted(a.Union(b))
		if !a.Union(b).Equal(b.Union(a)) {
			t.Fatalf("%s and %s: the order matters", a, b)
		}
		if !a.Union(b).Union(c).Equal(a.Union(b.Union(c))) {
			t.Fatalf("%s, %s and %s: grouping matters", a, b, c)
		}
		if !a.Union(a).Equal(a) || !a.Union(nil).Equal(a) || !Set(nil).Union(a).Equal(a) {
			t.Fatalf("%s is not itself", a)
		}
		for _, l := range b {
			if !a.Union(b).Any(l.Same) {
				t.Fatalf("%s is not in %s", l, a.Union(b))
			}
		}
	}
}

// TestBound checks that a set takes no more than its bound, keeps what it has,
// and still knows what is in it.
func TestBound(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	all := labels(rnd, 3*maxSet)
	var s Set
	for i, l := range all {
		s = s.Add(l)
		if want := min(i+1, maxSet); len(s) != want {
			t.Fatalf("%d labels after %d", len(s), i+1)
		}
	}
	for _, l := range all[:maxSet] {
		if !s.Any(l.Same) {
			t.Errorf("%s is lost", l)
		}
	}
	for _, l := range all {
		if !s.Add(l).Equal(s) {
			t.Errorf("a full set takes %s", l)
		}
	}
	if u := s.Union(Set(nil).Add(all[maxSet])); len(u) != maxSet {
		t.Errorf("%d labels", len(u))
	}
}

// TestClasses checks that every aspect is in the class that its comment says.
func TestClasses(t *testing.T) {
	classes := map[string][]catalog.Aspect{
		"certificate": {catalog.State, catalog.Chain, catalog.Verified, catalog.Path, catalog.Leaf, catalog.Cert, catalog.RawChain},
		"identity": {catalog.Subject, catalog.Issuer, catalog.CN, catalog.DN, catalog.Attr, catalog.IssuerText, catalog.Serial, catalog.KeyID, catalog.Sealed, catalog.Signed, catalog.Weak,
			catalog.SAN, catalog.Strong},
		"credential": {catalog.APIKey, catalog.Bearer, catalog.Basic, catalog.Session, catalog.Signature},
	}
	for a := range lastAspect + 1 {
		for name, is := range map[string]func(catalog.Aspect) bool{"certificate": Certificate, "identity": Identity, "credential": OtherCredential} {
			if got, want := is(a), slices.Contains(classes[name], a); got != want {
				t.Errorf("%s: %s is %v, want %v", a, name, got, want)
			}
		}
	}
	if (lastAspect + 1).String() != "unknown" {
		t.Errorf("there is an aspect after %s", lastAspect)
	}
}
