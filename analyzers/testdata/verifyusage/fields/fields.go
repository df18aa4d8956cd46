// Package fields keeps the options of Verify in fields.
package fields

import (
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
)

var errName = errors.New("not a writer")

func named(leaf *x509.Certificate) error {
	if !slices.Contains(leaf.DNSNames, "writer.example") {
		return errName
	}
	return nil
}

type checker struct {
	opts x509.VerifyOptions
}

func newChecker(roots *x509.CertPool) *checker {
	return &checker{opts: x509.VerifyOptions{Roots: roots}}
}

// In a field that the constructor fills.
func (c *checker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(c.opts); err != nil || named(leaf) != nil { // want `Verify without KeyUsages asks for server authentication`
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type copier struct {
	opts x509.VerifyOptions
}

func newCopier(roots *x509.CertPool) *copier {
	c := &copier{}
	c.opts.Roots = roots
	return c
}

// A copy gets the chain's intermediates.
func (c *copier) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	opts := c.opts
	opts.Intermediates = x509.NewCertPool()
	for _, cert := range r.TLS.PeerCertificates[1:] {
		opts.Intermediates.AddCert(cert)
	}
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(opts); err != nil || named(leaf) != nil { // want `Verify without KeyUsages`
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type pointed struct {
	opts *x509.VerifyOptions
}

func newPointed(roots *x509.CertPool) pointed {
	return pointed{&x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}}
}

// A pointer to them.
func (p pointed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(*p.opts); err != nil || named(leaf) != nil { // want `Verify is given ExtKeyUsageAny`
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type widened struct {
	roots *x509.CertPool
}

// A list that Any is appended to.
func (g widened) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	opts := x509.VerifyOptions{Roots: g.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	opts.KeyUsages = append(opts.KeyUsages, x509.ExtKeyUsageAny)
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(opts); err != nil || named(leaf) != nil { // want `Verify is given ExtKeyUsageAny`
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// A list that the right one is appended to.
type narrowed struct {
	roots *x509.CertPool
}

func (g narrowed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	opts := x509.VerifyOptions{Roots: g.roots}
	opts.KeyUsages = append(opts.KeyUsages, x509.ExtKeyUsageClientAuth)
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(opts); err != nil || named(leaf) != nil {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

var options = x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}

// A variable of the package.
func variable(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(options); err != nil || named(leaf) != nil { // want `Verify is given ExtKeyUsageServerAuth alone`
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type right struct {
	opts x509.VerifyOptions
}

func newRight(roots *x509.CertPool) *right {
	return &right{opts: x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}}
}

// The constructor asks for the right one.
func (c *right) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	opts := c.opts
	opts.Intermediates = x509.NewCertPool()
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(opts); err != nil || named(leaf) != nil {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type late struct {
	opts x509.VerifyOptions
}

func newLate(roots *x509.CertPool) *late {
	return &late{opts: x509.VerifyOptions{Roots: roots}}
}

func (l *late) forClients() *late {
	l.opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return l
}

// Another method may set them.
func (l *late) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(l.opts); err != nil || named(leaf) != nil {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Gate has options that whoever makes it may set.
type Gate struct {
	Options x509.VerifyOptions
}

// Others may set them.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(g.Options); err != nil || named(leaf) != nil {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type given struct {
	opts x509.VerifyOptions
}

// NewGiven is told the options.
func NewGiven(opts x509.VerifyOptions) http.Handler { return &given{opts: opts} }

// Options that come from outside.
func (g *given) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(g.opts); err != nil || named(leaf) != nil {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

type configured struct {
	opts x509.VerifyOptions
}

type option func(*configured)

func usages(us ...x509.ExtKeyUsage) option {
	return func(c *configured) { c.opts.KeyUsages = us }
}

func newConfigured(roots *x509.CertPool, opts ...option) *configured {
	c := &configured{opts: x509.VerifyOptions{Roots: roots}}
	for _, o := range opts {
		o(c)
	}
	return c
}

// An option may set them.
func (c *configured) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	leaf := r.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(c.opts); err != nil || named(leaf) != nil {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func Mux(roots *x509.CertPool, us ...x509.ExtKeyUsage) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/checker", newChecker(roots))
	mux.Handle("/copier", newCopier(roots))
	mux.Handle("/pointed", newPointed(roots))
	mux.Handle("/widened", widened{roots})
	mux.Handle("/narrowed", narrowed{roots})
	mux.HandleFunc("/variable", variable)
	mux.Handle("/right", newRight(roots))
	mux.Handle("/late", newLate(roots).forClients())
	mux.Handle("/configured", newConfigured(roots, usages(us...)))
	return mux
}
