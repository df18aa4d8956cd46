// Package lines has comments on a line, or above a statement.
package lines

import (
	"errors"
	"net/http"
)

var errDenied = errors.New("denied")

// The finding of the line is silenced.
func AllowTrailing(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 //mtlslint:ignore certpresence the listener checks names
}

// The finding of the statement below is silenced.
func AllowAbove(r *http.Request) bool {
	//mtlslint:ignore certpresence the listener checks names
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0
}

// Other comments may stand between.
func AllowGroup(r *http.Request) bool {
	//mtlslint:ignore certpresence the listener checks names
	// TODO: ask for the name.
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0
}

// A statement may take several lines.
func AllowLong(r *http.Request) error {
	//mtlslint:ignore certpresence the listener checks names
	if r.TLS == nil ||
		len(r.TLS.PeerCertificates) == 0 {
		return errDenied
	}
	return nil
}

// The finding may be on the last of several lines.
func AllowTail(r *http.Request) error {
	if r.TLS == nil ||
		len(r.TLS.PeerCertificates) == 0 { //mtlslint:ignore certpresence the listener checks names
		return errDenied
	}
	return nil
}

// A reason may have a comment of its own.
func AllowComment(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 //mtlslint:ignore certpresence see https://example.com/1 // until March
}

// Several rules may be named, if each has something to silence.
func AuthorizeTwo(r *http.Request) error {
	//mtlslint:ignore cnidentity,certpresence old clients, see ticket 12 // want `silences nothing: certpresence reports nothing here`
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || r.TLS.PeerCertificates[0].Subject.CommonName != "admin" {
		return errDenied
	}
	return nil
}

// The comment in the block silences what is in the block.
func AuthorizeInner(r *http.Request) error {
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		//mtlslint:ignore cnidentity the names are of machines
		if r.TLS.PeerCertificates[0].Subject.CommonName == "admin" {
			return nil
		}
	}
	return errDenied
}

// Its reason is missing.
func AllowBare(r *http.Request) bool {
	_ = r
	//mtlslint:ignore certpresence // want `silences nothing: it gives no reason: write //mtlslint:ignore certpresence reason`
	return true
}

// A comment is no reason.
func AllowOnlyComment(r *http.Request) bool {
	_ = r //mtlslint:ignore certpresence // the listener // want `it gives no reason`
	return true
}

// Its rule is missing too.
func AllowNothing(r *http.Request) bool {
	_ = r
	//mtlslint:ignore // want `it names no rule: write //mtlslint:ignore rule reason`
	return true
}

// There is no such rule, but one of nearly that name.
func AllowTypo(r *http.Request) bool {
	_ = r
	//mtlslint:ignore certpresense the listener checks names // want `unknown rule "certpresense": did you mean certpresence\? `
	return true
}

// There is nothing like it.
func AllowUnknown(r *http.Request) bool {
	_ = r
	//mtlslint:ignore G402 the listener checks names // want `unknown rule "G402": mtlslint rules lists them`
	return true
}

// A directive has no space in front.
func AllowSpace(r *http.Request) bool {
	_ = r
	// mtlslint:ignore certpresence the listener // want `a directive has no space after the slashes`
	return true
}

// What the rule reports was repaired.
func AllowRepaired(r *http.Request) bool {
	//mtlslint:ignore certpresence the listener checks names // want `certpresence reports nothing here, and what it will report would stay hidden`
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && r.TLS.PeerCertificates[0].DNSNames[0] == "admin.example.com"
}

// The finding is two lines below.
func AllowFar(r *http.Request) bool {
	//mtlslint:ignore certpresence the listener checks names // want `certpresence reports nothing here`
	_ = r.Host
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 // want `only its presence`
}

// It is another rule's finding.
func AllowOther(r *http.Request) bool {
	//mtlslint:ignore orauth the listener checks names // want `orauth reports nothing here`
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 // want `only its presence`
}

// Neither of the rules reports anything.
func AllowBoth(r *http.Request) bool {
	_ = r //mtlslint:ignore orauth,cnidentity the listener checks names // want `orauth and cnidentity reports? nothing here`
	return true
}

// The finding is in the block, which has a comment above its statement only.
func AuthorizeBlock(r *http.Request) error {
	//mtlslint:ignore cnidentity the names are of machines // want `cnidentity reports nothing here`
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		if r.TLS.PeerCertificates[0].Subject.CommonName == "admin" { // want `common name`
			return nil
		}
	}
	return errDenied
}

// A comment behind the finding says nothing about it.
func AllowBehind(r *http.Request) bool {
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 { // want `only its presence`
		//mtlslint:ignore certpresence the listener checks names // want `certpresence reports nothing here`
		return true
	}
	return false
}

// Suppressions cannot be silenced.
func AllowItself(r *http.Request) bool {
	_ = r //mtlslint:ignore suppression,certpresence this one is right // want `suppressions cannot be silenced themselves`
	return true
}

// There is no such word.
func AllowWord(r *http.Request) bool {
	_ = r //mtlslint:disable certpresence the listener // want `unknown directive mtlslint:disable: write mtlslint:ignore rule reason`
	return true
}

// Two comments for one finding: one is enough.
func AllowTwice(r *http.Request) bool {
	//mtlslint:ignore certpresence the listener checks names
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 //mtlslint:ignore certpresence it does // want `certpresence reports nothing here`
}

// Clauses of a switch have comments too.
func AuthorizeSwitch(r *http.Request) error {
	switch {
	//mtlslint:ignore certpresence the listener checks names
	case r.TLS != nil && len(r.TLS.PeerCertificates) > 0:
		return nil
	}
	return errDenied
}

// The documentation of mtlslint:ignore is no comment of the kind.
func AllowMentioned(r *http.Request) bool {
	// To silence a finding, write "//mtlslint:ignore rule reason".
	return r != nil
}

// A string is no comment.
func AllowString(r *http.Request) bool {
	return r.Host == "//mtlslint:ignore certpresence"
}

// Claims about a function are no suppressions.
//
//mtlslint:verifies proxy
func fromEdge(r *http.Request) bool { return r.Host == "edge" }

//mtlslint:verifies edges // want `unknown directive mtlslint:verifies`
func fromSomewhere(r *http.Request) bool { return fromEdge(r) }
