// Package verified verifies in code what the handshake does not.
package verified

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"time"
)

type authenticator struct{ roots *x509.CertPool }

func (a *authenticator) authenticate(r *http.Request) (string, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return "", errors.New("no certificate")
	}
	leaf := r.TLS.PeerCertificates[0]
	chains, err := leaf.Verify(x509.VerifyOptions{Roots: a.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil {
		return "", err
	}
	if len(chains[0][0].DNSNames) == 0 {
		return "", errors.New("no name")
	}
	return chains[0][0].DNSNames[0], nil
}

func (a *authenticator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, err := a.authenticate(r)
	if err != nil || name != "writer.example" {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// The handler verifies, request by request, as Kubernetes' authenticator does.
func Serve(cert tls.Certificate, roots *x509.CertPool) error {
	srv := &http.Server{
		Addr: ":8443", Handler: &authenticator{roots}, ReadHeaderTimeout: time.Second,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequestClientCert},
	}
	return srv.ListenAndServeTLS("", "")
}

func chain(roots *x509.CertPool) func([][]byte, [][]*x509.Certificate) error {
	return func(raw [][]byte, _ [][]*x509.Certificate) error {
		if len(raw) == 0 {
			return errors.New("no certificate")
		}
		leaf, err := x509.ParseCertificate(raw[0])
		if err != nil {
			return err
		}
		_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
		return err
	}
}

// A callback verifies, with authorities that it is given.
func Callback(cert tls.Certificate, roots *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", &tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequireAnyClientCert,
		ClientCAs:              roots,
		SessionTicketsDisabled: true,
		VerifyPeerCertificate:  chain(roots),
	})
}
