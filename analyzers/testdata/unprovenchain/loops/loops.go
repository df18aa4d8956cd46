// Package loops asks every certificate that the peer sent.
package loops

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"log"
	"net/http"
	"slices"
)

type depot struct {
	roots    *x509.CertPool
	pinned   *x509.Certificate
	keys     map[string]bool
	members  map[string]string
	revoked  map[string]bool
	operator string
}

type memberKey struct{}

// reports: any certificate that verifies lets the request in.
func (d *depot) verified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		for _, cert := range r.TLS.PeerCertificates {
			if _, err := cert.Verify(x509.VerifyOptions{Roots: d.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err == nil { // want "whoever adds somebody else's certificate"
				next.ServeHTTP(w, r)
				return
			}
		}
		http.Error(w, "no certificate of ours", http.StatusForbidden)
	})
}

// reports: a flag that any of them sets.
func (d *depot) scrape(w http.ResponseWriter, r *http.Request) {
	ok := false
	for _, cert := range r.TLS.PeerCertificates {
		if bytes.Equal(cert.Raw, d.pinned.Raw) { // want "whoever adds somebody else's certificate"
			ok = true
		}
	}
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	_, _ = w.Write([]byte("up 1\n"))
}

// reports: the fingerprint of any of them is on the list.
func (d *depot) Authorize(state *tls.ConnectionState) error {
	for _, cert := range state.PeerCertificates {
		sum := sha256.Sum256(cert.Raw)
		if d.keys[hex.EncodeToString(sum[:])] { // want "whoever adds somebody else's certificate"
			return nil
		}
	}
	return errors.New("unknown certificate")
}

// reports: the host name of any of them.
func (d *depot) AllowHost(state tls.ConnectionState, host string) bool {
	for i := range state.PeerCertificates {
		if state.PeerCertificates[i].VerifyHostname(host) == nil { // want "whoever adds somebody else's certificate"
			return true
		}
	}
	return false
}

// reports: the last certificate that is no authority's is the caller.
func (d *depot) member(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var name string
		for _, cert := range r.TLS.PeerCertificates {
			if !cert.IsCA && len(cert.URIs) == 1 {
				name = cert.URIs[0].String()
			}
		}
		team, ok := d.members[name] // want "whoever adds somebody else's certificate"
		if !ok {
			http.Error(w, "not a member", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), memberKey{}, team)))
	})
}

// reports: the comparison is in a helper that sees one certificate.
func (d *depot) AllowOperator(r *http.Request) bool {
	for _, cert := range r.TLS.PeerCertificates {
		if d.isOperator(cert) {
			return true
		}
	}
	return false
}

func (d *depot) isOperator(cert *x509.Certificate) bool {
	return slices.Contains(cert.DNSNames, d.operator) // want "whoever adds somebody else's certificate"
}

// reports: the public key of any of them, in a loop over the connection's list.
func (d *depot) CheckConn(conn *tls.Conn) error {
	certs := conn.ConnectionState().PeerCertificates
	if len(certs) == 0 {
		return errors.New("no client certificate")
	}
	for n := 0; n < len(certs); n++ {
		if bytes.Equal(certs[n].RawSubjectPublicKeyInfo, d.pinned.RawSubjectPublicKeyInfo) { // want "whoever adds somebody else's certificate"
			return nil
		}
	}
	return errors.New("key not pinned")
}

// quiet: the leaf is compared, and the intermediates are only collected.
func (d *depot) leaf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		opts := x509.VerifyOptions{Roots: d.roots, Intermediates: x509.NewCertPool(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
		for _, cert := range r.TLS.PeerCertificates[1:] {
			opts.Intermediates.AddCert(cert)
		}
		leaf := r.TLS.PeerCertificates[0]
		if _, err := leaf.Verify(opts); err != nil || !slices.Contains(leaf.DNSNames, d.operator) {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a revoked certificate anywhere in the list turns the caller away; who
// it is, the leaf says.
func (d *depot) AllowUnrevoked(r *http.Request) bool {
	for _, cert := range r.TLS.PeerCertificates {
		sum := sha256.Sum256(cert.Raw)
		if d.revoked[hex.EncodeToString(sum[:])] {
			return false
		}
	}
	return slices.Contains(r.TLS.PeerCertificates[0].DNSNames, d.operator)
}

// quiet: every one of them has to pass, the leaf among them.
func (d *depot) AuthorizeAll(state *tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return errors.New("no client certificate")
	}
	for _, cert := range state.PeerCertificates {
		if d.members[hex.EncodeToString(cert.RawSubjectPublicKeyInfo)] == "" {
			return errors.New("unknown key in the chain")
		}
	}
	return nil
}

// quiet: the loop only writes them down.
func (d *depot) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || !slices.Contains(r.TLS.PeerCertificates[0].DNSNames, d.operator) {
			http.Error(w, "not allowed", http.StatusForbidden)
			return
		}
		for i, cert := range r.TLS.PeerCertificates {
			log.Printf("certificate %d: %s", i, cert.Subject)
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: of the loop, only the first round decides.
func (d *depot) AllowFirst(state tls.ConnectionState) bool {
	for i, cert := range state.PeerCertificates {
		if i == 0 && slices.Contains(cert.DNSNames, d.operator) {
			return true
		}
	}
	return false
}

// quiet: expired certificates anywhere are refused.
func (d *depot) CheckDates(state *tls.ConnectionState) error {
	for _, cert := range state.PeerCertificates {
		if cert.NotAfter.Before(cert.NotBefore) {
			return errors.New("expired")
		}
	}
	if len(state.PeerCertificates) == 0 || !bytes.Equal(state.PeerCertificates[0].Raw, d.pinned.Raw) {
		return errors.New("not the pinned certificate")
	}
	return nil
}

func (d *depot) vouched(certs []*x509.Certificate) bool {
	for _, cert := range certs {
		if _, err := cert.Verify(x509.VerifyOptions{Roots: d.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err == nil { // want "whoever adds somebody else's certificate"
			return true
		}
	}
	return false
}

// reports: the name in the first is whatever its owner wrote, as another one verifies.
func (d *depot) AllowVouched(state tls.ConnectionState) bool {
	return len(state.PeerCertificates) > 0 && d.vouched(state.PeerCertificates) &&
		slices.Contains(state.PeerCertificates[0].DNSNames, d.operator)
}

// quiet: the first is known by its bytes, whatever verifies.
func (d *depot) AllowPinned(state tls.ConnectionState) bool {
	return len(state.PeerCertificates) > 0 && d.vouched(state.PeerCertificates) && bytes.Equal(state.PeerCertificates[0].Raw, d.pinned.Raw)
}

// quiet: the first has been verified, too.
func (d *depot) AllowVerified(state tls.ConnectionState) bool {
	return len(state.VerifiedChains) > 0 && d.vouched(state.PeerCertificates) && slices.Contains(state.PeerCertificates[0].DNSNames, d.operator)
}

// quiet: the first verifies by itself.
func (d *depot) AllowFirstVouched(state tls.ConnectionState) bool {
	return len(state.PeerCertificates) > 0 && d.vouched(state.PeerCertificates) && d.vouched(state.PeerCertificates[:1]) &&
		slices.Contains(state.PeerCertificates[0].DNSNames, d.operator)
}
