// Package upstreams serves clients, and is the client of a server that it pins: what
// decides whose certificate that is says nothing about the clients.
package upstreams

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
)

type upstream struct {
	pin    [sha256.Size]byte
	client *http.Client
}

func dial(pin [sha256.Size]byte, roots *x509.CertPool) *upstream {
	u := &upstream{pin: pin}
	u.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
		RootCAs:               roots,
		VerifyPeerCertificate: u.pinned,
	}}}
	return u
}

func (u *upstream) pinned(raw [][]byte, _ [][]*x509.Certificate) error {
	if len(raw) == 0 {
		return errors.New("no certificate")
	}
	if sum := sha256.Sum256(raw[0]); subtle.ConstantTimeCompare(sum[:], u.pin[:]) != 1 {
		return errors.New("another server")
	}
	return nil
}

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	resp, err := u.client.Get("https://upstream.example/state")
	if err != nil {
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	w.WriteHeader(resp.StatusCode)
}

func members(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 { // want `any client certificate passes: only its presence is checked before next.ServeHTTP`
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Server returns the server, which asks for certificates.
func Server(clients, servers *x509.CertPool, pin [sha256.Size]byte) *http.Server {
	return &http.Server{
		Handler:   members(dial(pin, servers)),
		TLSConfig: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients},
	}
}
