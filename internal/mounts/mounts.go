// Package mounts speaks of gates that one package makes and others mount.
//
// Facts go from imported to importing packages, so what is in front of such a gate is
// known only after it has been asked about. A finding that rests on it says so, packages
// that mount such gates say what is in front of them, and whoever sees all of them brings
// both together.
package mounts

import "slices"

// Assurance is what is certain of every request that reaches a handler, by what is in
// front of it. It is a set.
type Assurance uint8

// The assurances.
const (
	HopKnown        Assurance = 1 << iota // who sent its headers
	CertRequired                          // the client has shown a certificate
	IdentityDecided                       // something has decided on who the client is
)

// An Offer says by which functions other packages get a gate, and with which assurance
// where they mount it a finding about it would be none. Its zero value stands for a gate
// that no other package gets, or of which it does not matter.
type Offer struct {
	Entries []string // as types.Func.FullName
	Unless  Assurance
	Headers []string // who sent them has to be known, or that no client did
}

// NewOffer returns the offer of a gate by functions, each of which counts once.
func NewOffer(unless Assurance, entries ...string) Offer {
	return Offer{Entries: distinct(entries), Unless: unless}
}

// distinct returns a list sorted, each element once.
func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// And returns the offer of a finding that is about the gates of both.
func (o Offer) And(other Offer) Offer {
	if len(o.Entries) == 0 || len(other.Entries) == 0 {
		return Offer{}
	}
	out := NewOffer(o.Unless|other.Unless, slices.Concat(o.Entries, other.Entries)...)
	out.Headers = distinct(slices.Concat(o.Headers, other.Headers))
	return out
}

// A Mounting is one way in which a package mounts what it gets by a function of another.
type Mounting struct {
	Entry   string // the function
	Assured Assurance
	Cleaned []string // header fields that do not get there as a client sent them, sorted
	Leaves  string   // the function by which others get it in turn, or empty
	Unknown bool     // it is not understood
}

// Mountings are those of all packages in sight, by entry.
type Mountings map[string][]Mounting

// Waived reports whether each package in sight that gets the gate of an offer mounts it
// with the assurance asked for, and there is one.
func (ms Mountings) Waived(o Offer) bool {
	return len(o.Entries) > 0 && !slices.ContainsFunc(o.Entries, func(e string) bool { return !ms.assured(e, o.Unless, o.Headers, nil) })
}

func (ms Mountings) assured(entry string, need Assurance, headers, above []string) bool {
	if len(ms[entry]) == 0 || slices.Contains(above, entry) {
		return false
	}
	above = append(slices.Clip(above), entry)
	return !slices.ContainsFunc(ms[entry], func(m Mounting) bool {
		need, headers := m.lacks(need, headers)
		return m.Unknown || need != 0 && (m.Leaves == "" || !ms.assured(m.Leaves, need, headers, above))
	})
}

// lacks returns what a mounting does not assure of that which is asked for: who sent the
// headers does not matter if none of them gets there as it was sent.
func (m Mounting) lacks(need Assurance, headers []string) (Assurance, []string) {
	need &^= m.Assured
	left := slices.DeleteFunc(slices.Clone(headers), func(h string) bool { return slices.Contains(m.Cleaned, h) })
	if len(headers) > 0 && len(left) == 0 {
		need &^= HopKnown
	}
	return need, left
}
