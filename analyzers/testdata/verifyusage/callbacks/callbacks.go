// Package callbacks verifies clients in the handshake's callbacks.
package callbacks

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"time"
)

// A callback, in place.
func Inline(cert tls.Certificate, roots *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAnyClientCert,
		VerifyConnection: func(cs tls.ConnectionState) error {
			opts := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
			for _, c := range cs.PeerCertificates[1:] {
				opts.Intermediates.AddCert(c)
			}
			_, err := cs.PeerCertificates[0].Verify(opts) // want `Verify without KeyUsages`
			return err
		},
	})
}

type verifier struct {
	roots *x509.CertPool
	now   func() time.Time
}

func (v *verifier) raw(raw [][]byte, _ [][]*x509.Certificate) error {
	if len(raw) == 0 {
		return errors.New("no certificate")
	}
	leaf, err := x509.ParseCertificate(raw[0])
	if err != nil {
		return err
	}
	_, err = leaf.Verify(x509.VerifyOptions{ // want `a certificate issued for any purpose`
		Roots:       v.roots,
		CurrentTime: v.now(),
		KeyUsages:   []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err
}

// A method.
func Method(cert tls.Certificate, v *verifier, h http.Handler) error {
	srv := &http.Server{Addr: ":8443", Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequireAnyClientCert,
		SessionTicketsDisabled: true,
		VerifyPeerCertificate:  v.raw,
	}}
	return srv.ListenAndServeTLS("", "")
}

func chain(roots *x509.CertPool) func(tls.ConnectionState) error {
	return func(cs tls.ConnectionState) error {
		usages := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, KeyUsages: usages})
		return err
	}
}

// A constructor of callbacks, and the right usage.
func Constructor(cert tls.Certificate, roots *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7001", &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert, VerifyConnection: chain(roots)})
}

func options(v *verifier) *x509.VerifyOptions {
	opts := new(x509.VerifyOptions)
	opts.Roots = v.roots
	return opts
}

// Options behind a pointer.
func Pointer(cert tls.Certificate, v *verifier) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
	cfg.VerifyConnection = func(cs tls.ConnectionState) error {
		opts := options(v)
		opts.CurrentTime = v.now()
		_, err := cs.PeerCertificates[0].Verify(*opts) // want `Verify without KeyUsages`
		return err
	}
	return tls.Listen("tcp", ":7002", cfg)
}
