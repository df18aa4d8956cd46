// Package params hands the peer's list to functions of other packages, and is
// handed lists by libraries.
package params

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"

	"testdata/unprovenchain/params/accept"
)

type hub struct {
	pin   *x509.Certificate
	roots *x509.CertPool
	names []string
}

type hello struct{ id string }

// reports: another package walks the list.
func (h *hub) pinned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || !accept.Pinned(r.TLS.PeerCertificates, h.pin) { // want "whoever adds somebody else's certificate"
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: another package picks the last one.
func (h *hub) AuthorizeLast(state *tls.ConnectionState) error {
	cert := accept.Last(state.PeerCertificates)
	if cert == nil || !slices.Contains(cert.DNSNames, h.names[0]) { // want "not the first of the peer's list"
		return errors.New("not allowed")
	}
	return nil
}

// reports: a library calls it with the certificates of a connection.
func (h *hub) HandleConnection(hi *hello, certificates []*x509.Certificate) error {
	if len(certificates) == 0 {
		return errors.New("no certificates provided")
	}
	var errs []error
	for _, cert := range certificates {
		_, err := cert.Verify(x509.VerifyOptions{Roots: h.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}) // want "whoever adds somebody else's certificate"
		if err == nil {
			return nil
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// reports: the name says that it decides.
func (h *hub) VerifyPeer(certs []*x509.Certificate) error {
	if i := slices.IndexFunc(certs, func(c *x509.Certificate) bool { return slices.Contains(c.DNSNames, h.names[0]) }); i >= 0 { // want "whoever adds somebody else's certificate"
		return nil
	}
	return errors.New("unknown peer")
}

// quiet: another package looks at the first.
func (h *hub) leaf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || accept.Leaf(r.TLS.PeerCertificates, h.pin) != nil {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the list that is walked is the program's own.
func (h *hub) AllowOwn(own []*x509.Certificate) func(state *tls.ConnectionState) bool {
	return func(state *tls.ConnectionState) bool {
		return len(state.PeerCertificates) > 0 && accept.Pinned(own, state.PeerCertificates[0])
	}
}

// quiet: the chain that is walked verified.
func (h *hub) AllowVerified(state *tls.ConnectionState) bool {
	return len(state.VerifiedChains) > 0 && accept.Pinned(state.VerifiedChains[0], h.pin)
}

// quiet: the leaf is verified, with the rest as its intermediates.
func (h *hub) HandleBoundConnection(hi *hello, certificates []*x509.Certificate) error {
	if len(certificates) == 0 {
		return errors.New("no certificates provided")
	}
	opts := x509.VerifyOptions{Roots: h.roots, Intermediates: x509.NewCertPool(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	for _, cert := range certificates[1:] {
		opts.Intermediates.AddCert(cert)
	}
	_, err := certificates[0].Verify(opts)
	return err
}
