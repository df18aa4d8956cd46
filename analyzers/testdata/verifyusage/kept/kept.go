// Package kept has options in fields that several functions make.
package kept

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
)

var errTurnedAway = errors.New("turned away")

func named(c *x509.Certificate) bool {
	return len(c.DNSNames) == 1 && c.DNSNames[0] == "reader.example"
}

func rest(list []*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, c := range list {
		pool.AddCert(c)
	}
	return pool
}

// Reader knows readers by options of its own.
type Reader struct{ opts x509.VerifyOptions }

// Open makes one without a usage.
func Open(roots *x509.CertPool) *Reader {
	return &Reader{opts: x509.VerifyOptions{Roots: roots}} // want `the options that are kept here have no KeyUsages`
}

// Strict is of clients.
func Strict(roots *x509.CertPool) (*Reader, error) {
	if roots == nil {
		return &Reader{}, errTurnedAway
	}
	r := &Reader{opts: x509.VerifyOptions{Roots: roots}}
	r.opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return r, nil
}

// Passes reports who may read.
func (rd *Reader) Passes(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errTurnedAway
	}
	opts := rd.opts
	opts.Intermediates = rest(r.TLS.PeerCertificates[1:])
	if _, err := r.TLS.PeerCertificates[0].Verify(opts); err != nil || !named(r.TLS.PeerCertificates[0]) {
		return errTurnedAway
	}
	return nil
}

// Late has its usage from a function that completes it.
//
// quiet: it is set later
type Late struct{ opts x509.VerifyOptions }

// NewLate makes one.
func NewLate(roots *x509.CertPool) *Late {
	return complete(&Late{opts: x509.VerifyOptions{Roots: roots}})
}

// Early makes one that needs no completion.
func Early(roots *x509.CertPool) *Late {
	return &Late{opts: x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}}
}

func complete(l *Late) *Late {
	l.opts.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return l
}

// Passes reports who may read.
func (l *Late) Passes(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errTurnedAway
	}
	if _, err := r.TLS.PeerCertificates[0].Verify(l.opts); err != nil || !named(r.TLS.PeerCertificates[0]) {
		return errTurnedAway
	}
	return nil
}

// End verifies either end of connections.
//
// quiet: the one without a usage may be for servers
type End struct{ opts x509.VerifyOptions }

// Servers are called.
func Servers(roots *x509.CertPool) *End { return &End{opts: x509.VerifyOptions{Roots: roots}} }

// Clients call.
func Clients(roots *x509.CertPool) *End {
	return &End{opts: x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}}
}

// Called reports whether a server is one.
func (e *End) Called(cs tls.ConnectionState) error {
	opts := e.opts
	opts.Intermediates = rest(cs.PeerCertificates[1:])
	_, err := cs.PeerCertificates[0].Verify(opts)
	return err
}

// Calls reports whether a client is one.
func (e *End) Calls(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errTurnedAway
	}
	if _, err := r.TLS.PeerCertificates[0].Verify(e.opts); err != nil || !named(r.TLS.PeerCertificates[0]) {
		return errTurnedAway
	}
	return nil
}

// Dial calls a server.
func Dial(addr string, e *End) (*tls.Conn, error) {
	return tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, VerifyConnection: e.Called})
}
