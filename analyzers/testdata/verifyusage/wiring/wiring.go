// Package wiring has its certificates verified by another package.
package wiring

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"

	"testdata/verifyusage/wiring/badges"
	"testdata/verifyusage/wiring/verify"
)

type gate struct{ roots *x509.CertPool }

// A helper whose usage is that of servers.
func (g *gate) server(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 ||
			verify.Chain(r.TLS.PeerCertificates, g.roots) != nil || // want `Chain verifies the client's certificate for another key usage`
			len(r.TLS.PeerCertificates[0].DNSNames) == 0 || r.TLS.PeerCertificates[0].DNSNames[0] != "writer.example" {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A helper with the right one.
func (g *gate) client(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 ||
			verify.Client(r.TLS.PeerCertificates, g.roots) != nil ||
			len(r.TLS.PeerCertificates[0].DNSNames) == 0 || r.TLS.PeerCertificates[0].DNSNames[0] != "writer.example" {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The chain of a server that was called.
func Server(res *http.Response, roots *x509.CertPool) error {
	return verify.Chain(res.TLS.PeerCertificates, roots)
}

func Mux(roots *x509.CertPool, h http.Handler) http.Handler {
	g := &gate{roots}
	mux := http.NewServeMux()
	mux.Handle("/a", g.server(h))
	mux.Handle("/b", g.client(h))
	return mux
}

// Connections are verified by another package.
func Config(cert tls.Certificate, roots *x509.CertPool) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert, VerifyConnection: func(cs tls.ConnectionState) error {
		return verify.State(cs, roots) // want `State verifies the client's certificate for another key usage`
	}}
}

// quiet: the fault is reported in badges, which shows that they are clients'.
func Badges(readers badges.Readers) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || readers.Admit(r.TLS) != nil {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	}
}

// reports: a method of another package is the callback of a server.
func Meters(cert tls.Certificate, p *verify.Policy) (net.Listener, error) {
	config := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
	config.VerifyConnection = p.Meters // want `Meters verifies the client's certificate for another key usage`
	return tls.Listen("tcp", ":7011", config)
}

// quiet: one that asks for clients'.
func Gateways(cert tls.Certificate, p *verify.Policy) (net.Listener, error) {
	config := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
	config.VerifyConnection = p.Gateways
	return tls.Listen("tcp", ":7012", config)
}

// quiet: the callback of a client, which verifies a server.
func Dialled(p *verify.Policy) (*tls.Conn, error) {
	config := &tls.Config{InsecureSkipVerify: true}
	config.VerifyConnection = p.Meters
	return tls.Dial("tcp", "meters.example.org:7011", config)
}

// Accepted takes connections by itself.
func Accepted(l net.Listener, config *tls.Config, roots *x509.CertPool) error {
	raw, err := l.Accept()
	if err != nil {
		return err
	}
	return agent(tls.Server(raw, config), roots)
}

// reports: a connection that was accepted.
func agent(conn *tls.Conn, roots *x509.CertPool) error {
	if err := conn.Handshake(); err != nil {
		return err
	}
	_, err := conn.ConnectionState().PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots}) // want `a server's certificate passes as a client's`
	return err
}

// quiet: one that was dialled.
func dialled(conn *tls.Conn, roots *x509.CertPool) error {
	if err := conn.Handshake(); err != nil {
		return err
	}
	_, err := conn.ConnectionState().PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots})
	return err
}

// Dial dials.
func Dial(roots *x509.CertPool) error {
	conn, err := tls.Dial("tcp", "agents.example.org:7013", &tls.Config{RootCAs: roots})
	if err != nil {
		return err
	}
	return dialled(conn, roots)
}

// reports: the method of another package takes the certificate out of the state by a
// helper.
func Valves(cert tls.Certificate, p *verify.Policy) (net.Listener, error) {
	config := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
	config.VerifyConnection = p.Valves // want `Valves verifies the client's certificate for another key usage`
	return tls.Listen("tcp", ":7014", config)
}

// quiet: the same, for clients.
func Pumps(cert tls.Certificate, p *verify.Policy) (net.Listener, error) {
	config := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}
	config.VerifyConnection = p.Pumps
	return tls.Listen("tcp", ":7015", config)
}

// quiet: a client's.
func Opened(p *verify.Policy) (*tls.Conn, error) {
	config := &tls.Config{InsecureSkipVerify: true}
	config.VerifyConnection = p.Valves
	return tls.Dial("tcp", "valves.example.org:7014", config)
}
