// Package gate is the algebra of evidence: what a condition proves about the
// caller, and the ways in, the minimal combinations of evidence with which a
// gate allows.
package gate

import (
	"go/token"
	"strings"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
)

// Op is what a condition does with a labelled value.
type Op uint8

// The operations.
const (
	Presence  Op = iota + 1 // the value is there
	Decision                // the value is compared, looked up or handed to a call whose result guards
	Verify                  // the chain of certificates verified
	HandOn                  // the value goes to something unknown that may decide
	Anonymous               // an authorizer that authorizes anyone
	Choice                  // no evidence: the operator's configuration, or the request's route, tells parts of a gate apart
)

// Form refines a decision.
type Form uint16

// The forms of a decision.
const (
	Exact    Form = 0
	Part     Form = 1 << iota // prefix, suffix, substring, unanchored pattern
	Constant                  // compared with a constant
	Secret                    // compared in constant time
	Negative                  // a verdict tested for anything but its success value
	Inline                    // compared on the spot, not by an unknown call
	Asserted                  // by its type, not looked at
	Told                      // in a gate of another package, which answers for it
	Wrong                     // verified with options that prove no more than presence
	Scheme                    // of which kind a name is, and not whose: a URI's scheme, a domain
	Route                     // a choice by the request's route, which is the client's
	Record                    // a choice by one of several records, such as a rule of a list
	Hop                       // asked behind an interface, and whatever is in sight behind it knows the hop
	Given                     // asked of what a function was given: From is an argument of the call at Among
	Verifier                  // told, by a gate whose name says that it verifies: whom it lets in is for those who ask it
)

// Evidence is what one side of a condition proves.
type Evidence struct {
	Op    Op
	Form  Form
	Label flow.Label     // what it is about; Label.At says where it was taken
	At    token.Position // where it decided
	From  token.Position // where the authenticator that decided was put into a list, if it was
	Among token.Position // the first of that list, if all of it is written at one place
}

// Kind is the class of evidence, as the ways in are printed.
type Kind uint8

// The kinds of evidence.
const (
	Nothing Kind = iota
	TLS
	CertPresent
	CertVerified
	CertWeak
	CertStrong
	ProxyVerified
	APIKey
	Bearer
	Basic
	Session
	Signature
	Opaque
)

var kindNames = [...]string{"nothing", "tls", "cert present", "cert verified", "cert identity (weak)", "cert identity (strong)",
	"proxy verified", "api key", "bearer", "basic", "session", "signature", "opaque"}

func (k Kind) String() string { return kindNames[k] }

// Kind returns the class of e.
func (e Evidence) Kind() Kind {
	a := e.Label.Aspect
	switch e.Op {
	case Presence:
		switch {
		case a == catalog.State:
			return TLS
		case a == catalog.Verified:
			return CertVerified
		case flow.Certificate(a) || flow.Identity(a) || a == catalog.Verdict:
			return CertPresent
		}
		return Nothing
	case Verify:
		if e.Form&Wrong != 0 {
			return CertPresent
		}
		return CertVerified
	case Anonymous:
		return CertVerified
	case HandOn:
		return Opaque
	case Decision:
		switch {
		case a == catalog.Addr:
			return ProxyVerified
		case a == catalog.SAN || a == catalog.Strong:
			return CertStrong
		case flow.Identity(a):
			return CertWeak
		case a == catalog.Verdict:
			if e.Form&Negative != 0 {
				return CertPresent
			}
			return CertVerified
		case a == catalog.APIKey:
			return APIKey
		case a == catalog.Bearer:
			return Bearer
		case a == catalog.Basic:
			return Basic
		case a == catalog.Session:
			return Session
		case a == catalog.Signature:
			return Signature
		case a == catalog.None && e.Form&Secret != 0 && e.Label.Root != flow.Param:
			return APIKey
		case flow.Certificate(a) || a == catalog.Request || a == catalog.GenericID || a == catalog.Headers:
			return Opaque
		}
	}
	return Nothing
}

// IsForwarded reports whether e rests on what a proxy's header says.
func (e Evidence) IsForwarded() bool {
	return e.Label.Root == flow.Forwarded
}

// SaysSender reports whether e says who sent the header that l is: the address of the
// hop, the identity of the proxy's own certificate, a shared secret, a
// signature; or that no client's copy is left.
func (e Evidence) SaysSender(l flow.Label) bool {
	if e.IsForwarded() {
		return false
	}
	switch e.Kind() {
	case ProxyVerified:
		return e.Label.Header == "" || e.Label.Header == l.Header || begins(l.Header, e.Label.Header)
	case CertStrong, CertWeak:
		return e.Label.Root == flow.Peer && e.Label.Aspect != catalog.Attr
	case APIKey, Signature, Bearer:
		return true
	case Basic:
		return e.Form&Secret != 0
	case Opaque:
		return e.Form&Hop != 0
	}
	return false
}

// begins reports whether a header field is one of those for which pattern, that ends in a
// star, stands.
func begins(name, pattern string) bool {
	prefix, ok := strings.CutSuffix(pattern, "*")
	return ok && len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}

func (e Evidence) String() string {
	k := e.Kind()
	if e.Label.Root == flow.Param && k != Opaque || k == Nothing {
		return [...]string{"?", "present", "decides", "verified", "hands on", "anyone", "choice"}[e.Op] + "(" + e.Label.String() + ")"
	}
	if e.IsForwarded() && k != Opaque {
		return "forwarded " + k.String()
	}
	return k.String()
}

// Literal is evidence that holds, or that is known not to hold.
type Literal struct {
	Neg      bool
	Evidence []Evidence
}

// Path is one way in as it travels between functions: all its literals hold.
type Path []Literal
