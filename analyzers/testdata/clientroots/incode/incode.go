// Package incode verifies clients in code, against various roots.
package incode

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net"
	"net/http"
)

var clients = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}

// No roots: the system's.
func None(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.PeerCertificates[0]
		if _, err := leaf.Verify(x509.VerifyOptions{KeyUsages: clients}); err != nil { // want `there are no roots, which means the system's, as Roots of Verify`
			http.Error(w, "bad certificate", http.StatusForbidden)
			return
		}
		if len(leaf.DNSNames) == 0 || leaf.DNSNames[0] != "writer.example" {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The roots are what the client sent.
func Sent(cert tls.Certificate, pin string) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAnyClientCert,
		VerifyConnection: func(cs tls.ConnectionState) error {
			roots := x509.NewCertPool()
			for _, c := range cs.PeerCertificates[1:] {
				roots.AddCert(c)
			}
			opts := x509.VerifyOptions{Roots: roots, KeyUsages: clients}
			if _, err := cs.PeerCertificates[0].Verify(opts); err != nil { // want `certificates that the client sent serve as Roots of Verify`
				return err
			}
			if len(cs.PeerCertificates[0].DNSNames) == 0 || cs.PeerCertificates[0].DNSNames[0] != pin {
				return errors.New("not the peer")
			}
			return nil
		},
	})
}

func system() (*x509.CertPool, error) { return x509.SystemCertPool() }

type authenticator struct{ roots *x509.CertPool }

// The system's, through a helper.
func (a *authenticator) system(r *http.Request) (string, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return "", errors.New("no certificate")
	}
	roots, err := system()
	if err != nil {
		return "", err
	}
	var opts x509.VerifyOptions
	opts.Roots = roots
	opts.KeyUsages = clients
	chains, err := r.TLS.PeerCertificates[0].Verify(opts) // want `the system's roots serve as Roots of Verify`
	if err != nil {
		return "", err
	}
	return chains[0][0].DNSNames[0], nil
}

func intermediates(certs []*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, c := range certs {
		pool.AddCert(c)
	}
	return pool
}

// The authenticator's own roots; what the client sent are intermediates.
func (a *authenticator) own(r *http.Request) (string, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return "", errors.New("no certificate")
	}
	certs := r.TLS.PeerCertificates
	opts := x509.VerifyOptions{Roots: a.roots, Intermediates: intermediates(certs[1:]), KeyUsages: clients}
	chains, err := certs[0].Verify(opts)
	if err != nil {
		return "", err
	}
	return chains[0][0].DNSNames[0], nil
}

// The roots are made from what is configured.
func (a *authenticator) configured(r *http.Request, ca []byte) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	roots := x509.NewCertPool()
	for block, rest := pem.Decode(ca); block != nil; block, rest = pem.Decode(rest) {
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return err
		}
		roots.AddCert(c)
	}
	_, err := r.TLS.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, KeyUsages: clients})
	return err
}

// The roots are filled in where the options are kept.
func (a *authenticator) options(r *http.Request, opts func() x509.VerifyOptions) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errors.New("no certificate")
	}
	_, err := r.TLS.PeerCertificates[0].Verify(opts())
	return err
}

func (a *authenticator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, check := range []func(*http.Request) (string, error){a.system, a.own} {
		if name, err := check(r); err != nil || name != "writer.example" {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// A client that verifies a server with the system's roots is right.
func Client(name string) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
		InsecureSkipVerify: true,
		VerifyConnection: func(cs tls.ConnectionState) error {
			_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{DNSName: name})
			return err
		},
	}}}
}

// The pool that is made of the whole chain, leaf included, in a helper.
func Helper(cert tls.Certificate) (net.Listener, error) {
	return tls.Listen("tcp", ":7001", &tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequireAnyClientCert,
		SessionTicketsDisabled: true,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			var certs []*x509.Certificate
			for _, b := range raw {
				c, err := x509.ParseCertificate(b)
				if err != nil {
					return err
				}
				certs = append(certs, c)
			}
			_, err := certs[0].Verify(x509.VerifyOptions{Roots: intermediates(certs), KeyUsages: clients}) // want `certificates that the client sent serve as Roots`
			return err
		},
	})
}
