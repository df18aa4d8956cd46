// Package fields keeps the options of Verify, and what verifies, in fields.
package fields

import (
	"crypto/x509"
	"net/http"
	"slices"
)

type checker struct {
	opts  x509.VerifyOptions
	names []string
}

func newChecker(names []string) (*checker, error) {
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	return &checker{opts: x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}, names: names}, nil
}

// The system's, in a field.
func (c *checker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	_, err := leaf.Verify(c.opts) // want `the system's roots serve as Roots of Verify`
	if err != nil || len(leaf.DNSNames) == 0 || !slices.Contains(c.names, leaf.DNSNames[0]) {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// verifier verifies certificates.
type verifier interface {
	verify(*x509.Certificate) error
}

type public struct{}

// Behind an interface with one implementation.
func (public) verify(cert *x509.Certificate) error {
	_, err := cert.Verify(x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}) // want `there are no roots`
	return err
}

type guarded struct {
	check verifier
	names []string
}

func (g guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	if g.check.verify(leaf) != nil || len(leaf.DNSNames) == 0 || !slices.Contains(g.names, leaf.DNSNames[0]) {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type called struct {
	check func([]*x509.Certificate) error
	names []string
}

// A function in a field.
func anyone(chain []*x509.Certificate) error {
	_, err := chain[0].Verify(x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}) // want `there are no roots`
	return err
}

func (c called) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	if c.check(r.TLS.PeerCertificates) != nil || len(leaf.DNSNames) == 0 || !slices.Contains(c.names, leaf.DNSNames[0]) {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type private struct{ opts x509.VerifyOptions }

func newPrivate(roots *x509.CertPool) private {
	var p private
	p.opts.Roots = roots
	p.opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return p
}

// Roots of the program's own, in a field.
func (p private) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(p.opts); err != nil || len(leaf.DNSNames) == 0 || leaf.DNSNames[0] != "writer.example" {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// releases verifies what signs releases, and nothing that a client brings.
type releases interface {
	signer(*x509.Certificate) error
}

type published struct{}

// Certificates of another origin.
func (published) signer(cert *x509.Certificate) error {
	_, err := cert.Verify(x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}})
	return err
}

// Release checks a file's signer.
func Release(r releases, file []byte) error {
	cert, err := x509.ParseCertificate(file)
	if err != nil {
		return err
	}
	return r.signer(cert)
}

func Mux(names []string, roots *x509.CertPool) (http.Handler, error) {
	c, err := newChecker(names)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/checker", c)
	mux.Handle("/guarded", guarded{public{}, names})
	mux.Handle("/called", called{anyone, names})
	mux.Handle("/private", newPrivate(roots))
	return mux, Release(published{}, nil)
}
