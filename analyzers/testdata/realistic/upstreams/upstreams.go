// Package upstreams asks other services, whose certificates it checks itself,
// and is asked by clients.
package upstreams

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

var errUpstream = errors.New("not the upstream that was asked for")

// Mirror serves what an upstream has.
type Mirror struct {
	Roots   *x509.CertPool
	Clients *x509.CertPool
	Addr    string
	conn    *tls.Conn
}

// Serve lets clients of the own authority in.
func (m *Mirror) Serve(mux *http.ServeMux) error {
	mux.HandleFunc("GET /page", m.page)
	mux.HandleFunc("GET /raw", m.raw)
	mux.HandleFunc("POST /purge", m.purge)
	srv := &http.Server{
		Addr: ":8443", Handler: mux, ReadHeaderTimeout: time.Second,
		TLSConfig: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: m.Clients},
	}
	return srv.ListenAndServeTLS("tls.crt", "tls.key")
}

// quiet: the certificate in a response is the server's.
func (m *Mirror) page(w http.ResponseWriter, r *http.Request) {
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, "https://"+m.Addr+"/", http.NoBody)
	if err != nil {
		http.Error(w, "request", http.StatusInternalServerError)
		return
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		http.Error(w, "upstream", http.StatusBadGateway)
		return
	}
	defer res.Body.Close()
	if err := m.answered(res); err != nil {
		http.Error(w, "upstream", http.StatusBadGateway)
		return
	}
	if _, err := res.TLS.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: m.Roots}); err != nil {
		http.Error(w, "upstream", http.StatusBadGateway)
		return
	}
	_, _ = io.Copy(w, res.Body)
}

// quiet: as in page, of a parameter.
func (m *Mirror) answered(res *http.Response) error {
	if res.TLS == nil || len(res.TLS.PeerCertificates) == 0 {
		return errUpstream
	}
	_, err := res.TLS.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: m.Roots})
	return err
}

// quiet: the other end of a connection that was dialled is a server.
func (m *Mirror) raw(w http.ResponseWriter, _ *http.Request) {
	conn, err := tls.Dial("tcp", m.Addr, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13})
	if err != nil {
		http.Error(w, "upstream", http.StatusBadGateway)
		return
	}
	defer conn.Close()
	certs := conn.ConnectionState().PeerCertificates
	if len(certs) == 0 {
		http.Error(w, "upstream", http.StatusBadGateway)
		return
	}
	if _, err := certs[0].Verify(x509.VerifyOptions{Roots: m.Roots}); err != nil {
		http.Error(w, "upstream", http.StatusBadGateway)
		return
	}
	_, _ = io.Copy(w, conn)
}

// quiet: a dialler's connection, behind an interface.
func (m *Mirror) dial(ctx context.Context) (net.Conn, error) {
	d := &tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}}
	conn, err := d.DialContext(ctx, "tcp", m.Addr)
	if err != nil {
		return nil, err
	}
	tc, ok := conn.(*tls.Conn)
	if !ok {
		return nil, errUpstream
	}
	if _, err := tc.ConnectionState().PeerCertificates[0].Verify(x509.VerifyOptions{Roots: m.Roots}); err != nil {
		return nil, errors.Join(err, tc.Close())
	}
	return tc, nil
}

// quiet: the handshake of a client over a connection that is there, kept in a
// field.
func (m *Mirror) upgrade(ctx context.Context, plain net.Conn) error {
	m.conn = tls.Client(plain, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13})
	if err := m.conn.HandshakeContext(ctx); err != nil {
		return err
	}
	_, err := m.conn.ConnectionState().PeerCertificates[0].Verify(x509.VerifyOptions{Roots: m.Roots})
	return err
}

// reports: a server's common name is no better than a client's, with medium
// confidence.
func (m *Mirror) primary() (*tls.Conn, error) {
	conn, err := tls.Dial("tcp", m.Addr, &tls.Config{RootCAs: m.Roots, MinVersion: tls.VersionTLS13})
	if err != nil {
		return nil, err
	}
	if conn.ConnectionState().PeerCertificates[0].Subject.CommonName != "primary" { // want "the common name is compared with a constant"
		return nil, errors.Join(errUpstream, conn.Close())
	}
	return conn, nil
}

// reports: the certificate in a request is the client's.
func (m *Mirror) purge(w http.ResponseWriter, r *http.Request) {
	if _, err := r.TLS.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: m.Clients}); err != nil { // want "a server's certificate passes as a client's"
		http.Error(w, "certificate", http.StatusForbidden)
		return
	}
	if r.TLS.PeerCertificates[0].DNSNames[0] != "editor.example" {
		http.Error(w, "editors only", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
