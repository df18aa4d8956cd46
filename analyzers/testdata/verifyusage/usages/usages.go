// Package usages names the key usage where it makes the options, by a parameter.
package usages

import (
	"crypto/x509"
	"net/http"

	"testdata/verifyusage/usages/opts"
)

func options(chain []*x509.Certificate, roots *x509.CertPool, usages ...x509.ExtKeyUsage) x509.VerifyOptions {
	o := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool(), KeyUsages: usages}
	for _, c := range chain[1:] {
		o.Intermediates.AddCert(c)
	}
	return o
}

func one(roots *x509.CertPool, usage x509.ExtKeyUsage) x509.VerifyOptions {
	return x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{usage}}
}

func both(roots *x509.CertPool, second x509.ExtKeyUsage) x509.VerifyOptions {
	return x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, second}}
}

func deeper(roots *x509.CertPool, usage x509.ExtKeyUsage) x509.VerifyOptions {
	return one(roots, usage)
}

// Desk checks whoever comes.
type Desk struct {
	roots *x509.CertPool
	usage x509.ExtKeyUsage
	next  http.Handler
}

func (d *Desk) check(w http.ResponseWriter, r *http.Request, verify func(chain []*x509.Certificate) error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	if verify(r.TLS.PeerCertificates) != nil {
		http.Error(w, "bad certificate", http.StatusForbidden)
		return
	}
	d.next.ServeHTTP(w, r)
}

// One names one usage.
func (d *Desk) One(w http.ResponseWriter, r *http.Request) {
	d.check(w, r, func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(one(d.roots, x509.ExtKeyUsageServerAuth)) // want `Verify is given ExtKeyUsageServerAuth alone`
		return err
	})
	d.check(w, r, func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(one(d.roots, x509.ExtKeyUsageClientAuth))
		return err
	})
}

// Deeper names it two calls away, or for another package.
func (d *Desk) Deeper(w http.ResponseWriter, r *http.Request) {
	d.check(w, r, func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(deeper(d.roots, x509.ExtKeyUsageAny)) // want `Verify is given ExtKeyUsageAny`
		return err
	})
	d.check(w, r, func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(deeper(d.roots, x509.ExtKeyUsageClientAuth))
		return err
	})
	d.check(w, r, func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(opts.For(d.roots, x509.ExtKeyUsageServerAuth)) // want `Verify is given ExtKeyUsageServerAuth alone`
		return err
	})
	d.check(w, r, func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(opts.For(d.roots, x509.ExtKeyUsageClientAuth))
		return err
	})
}

// Both names the second of two.
func (d *Desk) Both(w http.ResponseWriter, r *http.Request) {
	d.check(w, r, func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(both(d.roots, x509.ExtKeyUsageEmailProtection)) // want `a server's certificate passes as a client's`
		return err
	})
	d.check(w, r, func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(both(d.roots, x509.ExtKeyUsageClientAuth))
		return err
	})
}

// Whole hands the list over. Whoever makes the desk says which.
func (d *Desk) Whole(w http.ResponseWriter, r *http.Request) {
	d.check(w, r, func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(options(chain, d.roots, x509.ExtKeyUsageCodeSigning)) // want `a server's certificate passes as a client's`
		return err
	})
	d.check(w, r, func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(options(chain, d.roots, x509.ExtKeyUsageClientAuth))
		return err
	})
	d.check(w, r, func(chain []*x509.Certificate) error {
		_, err := chain[0].Verify(one(d.roots, d.usage))
		return err
	})
}
