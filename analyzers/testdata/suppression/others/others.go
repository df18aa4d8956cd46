// Package others has comments of golangci-lint and gosec.
package others

import "net/http"

// All linters.
func AllowNolint(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 //nolint
}

// All linters, by that word.
func AllowNolintAll(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 //nolint:all
}

// By the name of this one.
func AllowNamed(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 //nolint:mtlslint // the listener checks names
}

// In a list.
func AllowListed(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 //nolint:gosec,mtlslint
}

// Above a statement, its block counts too.
func AllowBlock(r *http.Request) bool {
	//nolint:mtlslint
	if r.TLS != nil {
		return len(r.TLS.PeerCertificates) > 0
	}
	return false
}

// Above a function.
//
//nolint:mtlslint // the listener checks names
func AllowFunction(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0
}

// Another linter's name is not ours.
func AllowElse(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 //nolint:gosec // want `only its presence`
}

// Text that begins alike is no such comment.
func AllowText(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 // nolinting here // want `only its presence`
}

// With nothing to silence, these are other tools' business.
func AllowUnused(r *http.Request) bool {
	return r != nil //nolint:mtlslint // nothing
}

// gosec's word for all of its rules.
func AllowNosec(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 // #nosec
}

// With a reason.
func AllowNosecReason(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 // #nosec -- the listener checks names
}

// In the other form of comments.
func AllowNosecBlock(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 /* #nosec */
}

// Rules of gosec's are not ours.
func AllowNosecRule(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 // #nosec G402 -- see // want `only its presence`
}

// Unless we are among them.
func AllowNosecNamed(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 // #nosec G402 mtlslint -- see
}
