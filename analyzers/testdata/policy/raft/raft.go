// Package raft hands connections of peers on to a consensus layer. The policy of
// the cases: (*Layer).Handoff needs cert identity, Wipe needs cert verified,
// Snapshot needs cert present, Reset needs an api key.
package raft

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"sync"
)

// Layer is reached by peers.
type Layer struct{ conns chan net.Conn }

// Handoff gives a connection to the layer.
func (l *Layer) Handoff(c net.Conn) error {
	l.conns <- c
	return nil
}

// Wipe drops everything.
func Wipe(ctx context.Context) error { return ctx.Err() }

// Snapshot returns everything.
func Snapshot(name string) []byte { return []byte(name) }

// Reset begins anew.
func Reset() {}

type node struct {
	layer *Layer
	peers map[string]bool
	key   []byte
	roots *x509.CertPool
	ask   func(*x509.Certificate) error
}

// identified tells whether a connection is a peer's.
func (n *node) identified(c *tls.Conn) bool {
	certs := c.ConnectionState().PeerCertificates
	return len(certs) > 0 && len(certs[0].DNSNames) > 0 && n.peers[certs[0].DNSNames[0]]
}

// A connection is handed on without a look at it.
func (n *node) serveAny(ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		if err := n.layer.Handoff(c); err != nil { // want `\(\*Layer\).Handoff is reached with nothing, and its policy asks for cert identity`
			return err
		}
	}
}

// A connection is handed on when its certificate is a peer's.
func (n *node) serveKnown(ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		conn, ok := c.(*tls.Conn)
		if !ok || conn.HandshakeContext(context.Background()) != nil || !n.identified(conn) {
			_ = c.Close()
			continue
		}
		if err := n.layer.Handoff(conn); err != nil {
			return err
		}
	}
}

// A connection is handed on when there is any certificate.
func (n *node) servePresent(ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		conn, ok := c.(*tls.Conn)
		if !ok || len(conn.ConnectionState().PeerCertificates) == 0 {
			_ = c.Close()
			continue
		}
		if err := n.layer.Handoff(conn); err != nil { // want `\(\*Layer\).Handoff is reached with cert present, and its policy asks for cert identity`
			return err
		}
	}
}

// In a goroutine of its own, a function further down.
func (n *node) serveEach(ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		go n.each(c)
	}
}

func (n *node) each(c net.Conn) {
	if err := n.layer.Handoff(c); err != nil { // want `is reached with nothing`
		_ = c.Close()
	}
}

// The check is in front of the goroutine.
func (n *node) serveChecked(ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		if conn, ok := c.(*tls.Conn); ok && n.identified(conn) {
			go n.checked(conn)
		}
	}
}

func (n *node) checked(c net.Conn) { _ = n.layer.Handoff(c) }

func (n *node) hand(c net.Conn) { _ = n.layer.Handoff(c) }

// One of two ways to a helper is guarded: the other one is the finding.
func (n *node) serveOne(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 || !n.peers[r.TLS.PeerCertificates[0].DNSNames[0]] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
		n.hand(c)
	}
}

// The other one.
func (n *node) serveOther(w http.ResponseWriter, _ *http.Request) {
	if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
		n.hand(c) // want `\(\*Layer\).Handoff is reached with nothing`
	}
}

// A verified chain is what this one needs, and a name is more than that asks.
func (n *node) wipe(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	_ = Wipe(r.Context())
}

// A chain that is there, and was not verified.
func (n *node) wipePresent(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	_ = Wipe(r.Context()) // want `Wipe is reached with cert present, and its policy asks for cert verified`
}

// A chain verified in code.
func (n *node) wipeByHand(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	opts := x509.VerifyOptions{Roots: n.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	if _, err := r.TLS.PeerCertificates[0].Verify(opts); err != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	_ = Wipe(r.Context())
}

// A name decides: so there is a certificate, too.
func (n *node) snapshot(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 || !n.peers[r.TLS.PeerCertificates[0].URIs[0].String()] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	_, _ = w.Write(Snapshot(r.PathValue("name")))
}

// TLS alone is less.
func (n *node) snapshotTLS(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	_, _ = w.Write(Snapshot(r.PathValue("name"))) // want `Snapshot is reached with tls, and its policy asks for cert present`
}

// One way of two lacks it.
func (n *node) snapshotEither(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), n.key) != 1 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
	}
	_, _ = w.Write(Snapshot(r.PathValue("name"))) // want `Snapshot is reached with api key, and its policy asks for cert present`
}

// The key, compared.
func (n *node) reset(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), n.key) != 1 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	Reset()
}

// The key, only there.
func (n *node) resetAny(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Api-Key") == "" {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	Reset() // want `Reset is reached with nothing, and its policy asks for api key`
}

// In a literal that runs here.
func (n *node) resetOnce(once *sync.Once) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() {
			Reset() // want `Reset is reached with nothing`
		})
	}
}

// In a literal that runs behind a check.
func (n *node) resetOnceChecked(once *sync.Once) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), n.key) != 1 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		once.Do(func() { Reset() })
	}
}

// In a literal, behind something that is not in sight: low confidence.
func (n *node) wipeAsked(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	leaf, done := r.TLS.PeerCertificates[0], make(chan struct{})
	wipe := func() {
		defer close(done)
		if err := n.ask(leaf); err == nil {
			_ = Wipe(r.Context())
		}
	}
	go wipe()
	<-done
}

// In a literal, behind a check of it.
func (n *node) wipeVerified(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		opts := x509.VerifyOptions{Roots: n.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
		if _, err := r.TLS.PeerCertificates[0].Verify(opts); err == nil {
			_ = Wipe(r.Context())
		}
	}()
	<-done
}

// requireKey is middleware that asks for the key.
func (n *node) requireKey(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), n.key) != 1 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The middleware in front asks, wherever it is mounted.
func (n *node) resetBehind(http.ResponseWriter, *http.Request) { Reset() }

// In front of one mounting nobody asks.
func (n *node) resetTwice(http.ResponseWriter, *http.Request) {
	Reset() // want `Reset is reached with nothing`
}

// Exported, and not a handler: whoever calls it is asked.
func (n *node) Join(c net.Conn) error { return n.layer.Handoff(c) }

// Callbacks hold the certificate by themselves.
func (n *node) Config(cert tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    n.roots,
		VerifyConnection: func(cs tls.ConnectionState) error {
			if len(cs.PeerCertificates) == 0 || len(cs.PeerCertificates[0].DNSNames) == 0 || !n.peers[cs.PeerCertificates[0].DNSNames[0]] {
				return errors.New("unknown")
			}
			_ = Snapshot("connected")
			return nil
		},
	}
}

// Mount mounts the handlers.
func (n *node) Mount(mux *http.ServeMux) {
	mux.HandleFunc("/one", n.serveOne)
	mux.HandleFunc("/other", n.serveOther)
	mux.HandleFunc("/wipe", n.wipe)
	mux.HandleFunc("/wipe-present", n.wipePresent)
	mux.HandleFunc("/wipe-by-hand", n.wipeByHand)
	mux.HandleFunc("/snapshot", n.snapshot)
	mux.HandleFunc("/snapshot-tls", n.snapshotTLS)
	mux.HandleFunc("/snapshot-either", n.snapshotEither)
	mux.HandleFunc("/wipe-asked", n.wipeAsked)
	mux.HandleFunc("/wipe-verified", n.wipeVerified)
	mux.HandleFunc("/reset", n.reset)
	mux.HandleFunc("/reset-any", n.resetAny)
	mux.Handle("/reset-once", n.resetOnce(new(sync.Once)))
	mux.Handle("/reset-once-checked", n.resetOnceChecked(new(sync.Once)))
	mux.Handle("/behind", n.requireKey(http.HandlerFunc(n.resetBehind)))
	mux.Handle("/twice", n.requireKey(http.HandlerFunc(n.resetTwice)))
	mux.Handle("/twice-open", http.HandlerFunc(n.resetTwice))
}

// Serve serves in every way.
func Serve(n *node, ln net.Listener) []error {
	return []error{n.serveAny(ln), n.serveKnown(ln), n.servePresent(ln), n.serveEach(ln), n.serveChecked(ln)}
}
