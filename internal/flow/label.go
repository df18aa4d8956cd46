// Package flow says what a value is and where it came from: labels, and sets
// of them, as they travel through a function.
package flow

import (
	"cmp"
	"fmt"
	"go/token"
	"sort"
	"strings"

	"github.com/mtlslint/mtlslint/internal/catalog"
)

// Root says whose a value is.
type Root uint8

// The roots.
const (
	Peer       Root = iota + 1 // the other end of the connection that this program accepted
	Server                     // the other end of a connection that this program made
	Forwarded                  // a header that a proxy sets with facts of a client certificate
	Field                      // some other header field of the inbound request
	Credential                 // another credential that the request carries
	Hop                        // the address of the immediate hop
	Param                      // a parameter of the function; known at its calls
)

// Place says of which certificate of the peer's list a value is. The handshake
// proves possession of the first one's key alone; the others are bytes that
// anyone can send (RFC 8446, 4.4.2 and 4.4.3).
type Place uint8

// The places.
const (
	First Place = iota // the first, or there is no such list
	Other              // one at another place
	Any                // one that need not be the first, of a loop or a search
	All                // of a list with something of each, in the peer's order
)

// Label is one thing known about a value. Two labels are the same when all but
// Header, At and Origin are equal, and for a forwarded one At and Origin too.
type Label struct {
	Root    Root
	Aspect  catalog.Aspect
	Place   Place
	Derived bool   // result of a look-up or an unknown call, not the thing itself
	Within  bool   // one of the fields of a composite holds it, and not each
	Kept    bool   // it comes out of a context, or from another package, where a gate or authenticator answers for it
	Vouched bool   // a forwarded one that a function lets out only where it knows which hop sent it
	Shared  bool   // it comes out of a field that other things are stored in, too: whose it is there does not show
	Told    bool   // it comes out of a field of another package's struct that holds somebody: what is wrong with it is said there
	Param   int    // index of the parameter, receiver first, when Root is Param
	Owner   int    // number of the function that Param belongs to, within its package
	Header  string // name of the header field, when it is one and known; not part of the identity
	At      token.Position
	Origin  token.Position // where a forwarded one was read, when that is another package and At the call that brings it in; with a Place, where it was taken out of the list
}

// readAt returns a number for the place of a read in another package: 0 for no
// place, and else one that does not depend on the folder.
func readAt(p token.Position) uint64 {
	if !p.IsValid() {
		return 0
	}
	h := uint64(p.Offset)
	for i := len(p.Filename) - 1; i >= 0 && p.Filename[i] != '/' && p.Filename[i] != '\\'; i-- {
		h = h*31 + uint64(p.Filename[i])
	}
	return h & (1<<32 - 1)
}

// Same reports whether l and m are one label.
func (l Label) Same(m Label) bool { return l.key() == m.key() }

func (l Label) key() uint64 {
	k := uint64(l.Root)<<8 | uint64(l.Aspect)<<1
	if l.Derived {
		k |= 1
	}
	if l.Kept {
		k |= 1 << 63
	}
	if l.Shared {
		k |= 1 << 62
	}
	if l.Told {
		k |= 1 << 59
	}
	if l.Within {
		k |= 1 << 11
	}
	if l.Root == Forwarded {
		k |= (uint64(l.At.Offset) ^ readAt(l.Origin)) << 20 // two reads are two findings
		if l.Vouched {
			k |= 1 << 12
		}
	}
	return k | uint64(l.Param)<<12 | uint64(l.Owner)<<20 | uint64(l.Place)<<60
}

// AsDerived returns l as the label of something found by means of l.
func (l Label) AsDerived() Label {
	l.Derived, l.Within = true, false
	return l
}

// AsWithin returns l as the label of a composite one of whose fields it is of.
func (l Label) AsWithin() Label {
	l.Derived, l.Within = true, true
	return l
}

// Entered returns l as a call at pos brings it in from another package: a
// forwarded one is mended here, and remembers where it was read.
func (l Label) Entered(pos token.Position) Label {
	if l.Root == Forwarded {
		l.Origin, l.At = cmp.Or(l.Origin, l.At), pos
	}
	return l
}

// TakenAt returns l as taken out of the peer's list at pos. Where a forwarded
// one was read says more than that.
func (l Label) TakenAt(pos token.Position) Label {
	if l.Root != Forwarded {
		l.Origin = pos
	}
	return l
}

// With returns l with another aspect, read at pos.
func (l Label) With(a catalog.Aspect, pos token.Position) Label {
	l.Aspect = a
	if pos.IsValid() && l.Root != Forwarded {
		l.At = pos
	}
	return l
}

func (l Label) String() string {
	var b strings.Builder
	switch l.Root {
	case Param:
		fmt.Fprintf(&b, "param%d", l.Param)
	default:
		b.WriteString(l.Root.String())
	}
	if l.Aspect != catalog.None {
		b.WriteString("." + l.Aspect.String())
	}
	b.WriteString([...]string{"", "[other]", "[any]", "[all]"}[l.Place])
	if l.Derived {
		b.WriteString("'")
	}
	if l.Kept {
		b.WriteString("^")
	}
	if l.Shared {
		b.WriteString("?")
	}
	if l.Told {
		b.WriteString("!")
	}
	return b.String()
}

func (r Root) String() string {
	return [...]string{"?", "peer", "server", "forwarded", "header", "credential", "hop", "param"}[r]
}

// maxSet bounds a set: past it, further labels are dropped, and silence follows.
const maxSet = 24

// Set is a sorted set of labels. Sets are never changed in place.
type Set []Label

// Add returns s with l. The first position at which a label was seen stays.
func (s Set) Add(l Label) Set {
	k := l.key()
	i := sort.Search(len(s), func(i int) bool { return s[i].key() >= k })
	if i < len(s) && s[i].key() == k || len(s) >= maxSet {
		return s
	}
	t := make(Set, 0, len(s)+1)
	t = append(t, s[:i]...)
	t = append(t, l)
	return append(t, s[i:]...)
}

// Union returns all labels of s and t.
func (s Set) Union(t Set) Set {
	if len(s) == 0 {
		return t
	}
	for _, l := range t {
		s = s.Add(l)
	}
	return s
}

// Map returns the set of f(l) for the labels for which f says true.
func (s Set) Map(f func(Label) (Label, bool)) Set {
	var t Set
	for _, l := range s {
		if m, ok := f(l); ok {
			t = t.Add(m)
		}
	}
	return t
}

// Any reports whether f holds for a label of s.
func (s Set) Any(f func(Label) bool) bool {
	for _, l := range s {
		if f(l) {
			return true
		}
	}
	return false
}

// Equal reports whether s and t hold the same labels.
func (s Set) Equal(t Set) bool {
	if len(s) != len(t) {
		return false
	}
	for i := range s {
		if !s[i].Same(t[i]) {
			return false
		}
	}
	return true
}

// Sum returns a number that depends on the labels of s and not on their order:
// two sets that differ hardly have the same.
func (s Set) Sum() (sum uint64) {
	for _, l := range s {
		k := (l.key() + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9
		sum += k ^ k>>31
	}
	return sum
}

func (s Set) String() string {
	var out []string
	for _, l := range s {
		out = append(out, l.String())
	}
	return "{" + strings.Join(out, " ") + "}"
}

// Name reports whether a is a name that does not identify: the common name, a distinguished
// name, or the issuer's.
func Name(a catalog.Aspect) bool {
	switch a {
	case catalog.CN, catalog.DN, catalog.Subject, catalog.IssuerText, catalog.Issuer:
		return true
	}
	return false
}

// Identity reports whether aspect a says who the holder of a certificate is.
func Identity(a catalog.Aspect) bool { return a >= catalog.Subject && a <= catalog.Strong }

// Certificate reports whether aspect a is a connection's state, a certificate
// or several.
func Certificate(a catalog.Aspect) bool { return a >= catalog.State && a <= catalog.RawChain }

// OtherCredential reports whether aspect a is a credential that is no
// certificate.
func OtherCredential(a catalog.Aspect) bool { return a >= catalog.APIKey && a <= catalog.Signature }
