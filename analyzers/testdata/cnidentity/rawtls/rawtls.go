// Package rawtls is a line protocol over raw TLS listeners and websockets.
package rawtls

import (
	"bufio"
	"crypto/tls"
	"errors"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"

	coder "github.com/coder/websocket"
	"github.com/gorilla/websocket"
	"github.com/quic-go/quic-go"
)

type broker struct {
	allowed  []string
	bridge   string
	mu       sync.Mutex
	sessions map[string]*session
	upgrader websocket.Upgrader
}

type session struct {
	conn net.Conn
	user string
}

// reports: a connection is handed on after a comparison.
func (b *broker) serve(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		tc, ok := conn.(*tls.Conn)
		if !ok || tc.Handshake() != nil {
			conn.Close()
			continue
		}
		state := tc.ConnectionState()
		if len(state.PeerCertificates) == 0 {
			conn.Close()
			continue
		}
		if state.PeerCertificates[0].Subject.CommonName != b.bridge { // want "common name"
			log.Printf("refused %s", conn.RemoteAddr())
			conn.Close()
			continue
		}
		go b.loop(tc)
	}
}

// reports: the return turns away who has no session.
func (b *broker) resume(tc *tls.Conn) {
	defer tc.Close()
	if err := tc.Handshake(); err != nil {
		return
	}
	state := tc.ConnectionState()
	if len(state.PeerCertificates) == 0 {
		return
	}
	if b.sessions[state.PeerCertificates[0].Subject.CommonName] == nil { // want "common name"
		log.Print("no session")
		return
	}
	b.loop(tc)
}

func (b *broker) resumeAll(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go b.resume(conn.(*tls.Conn))
	}
}

func (b *broker) loop(conn net.Conn) {
	defer conn.Close()
	for sc := bufio.NewScanner(conn); sc.Scan(); {
		log.Print(sc.Text())
	}
}

// reports: the user field of what an exported opener returns.
// Open starts a session.
func (b *broker) Open(conn *tls.Conn) (*session, error) {
	if err := conn.Handshake(); err != nil {
		return nil, err
	}
	chains := conn.ConnectionState().VerifiedChains
	if len(chains) == 0 {
		return nil, errors.New("no verified chain")
	}
	return &session{conn: conn, user: chains[0][0].Subject.CommonName}, nil // want "common name"
}

type wsClient struct {
	conn     *websocket.Conn
	username string
}

// reports: a user field of the socket that lives on after the upgrade.
func (b *broker) socket(hub chan<- *wsClient) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		conn, err := b.upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		hub <- &wsClient{conn: conn, username: r.TLS.VerifiedChains[0][0].Subject.CommonName} // want "common name"
	}
}

// reports: the upgrade is allowed by the name.
func (b *broker) stream(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if !slices.Contains(b.allowed, r.TLS.PeerCertificates[0].Subject.CommonName) { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	conn, err := coder.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	_ = conn.Write(r.Context(), coder.MessageText, []byte("ready"))
}

// quiet: an IP or DNS SAN decides, the name is logged.
func (b *broker) admin(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		tc := conn.(*tls.Conn)
		if err := tc.Handshake(); err != nil {
			conn.Close()
			continue
		}
		leaf := tc.ConnectionState().VerifiedChains[0][0]
		if leaf.VerifyHostname(b.bridge) != nil {
			log.Printf("refused %s", leaf.Subject.CommonName)
			conn.Close()
			continue
		}
		go b.loop(tc)
	}
}

// quiet: the socket's log prefix.
func (b *broker) prefix(conn *tls.Conn) *log.Logger {
	state := conn.ConnectionState()
	if len(state.PeerCertificates) == 0 {
		return log.Default()
	}
	return log.New(log.Writer(), state.PeerCertificates[0].Subject.CommonName+": ", log.LstdFlags)
}

// reports: a QUIC connection's state is a connection state.
func (b *broker) quic(conn *quic.Conn, handle func(*quic.Conn)) error {
	certs := conn.ConnectionState().TLS.PeerCertificates
	if len(certs) == 0 || certs[0].Subject.CommonName != b.bridge { // want "common name"
		return conn.CloseWithError(1, "not the bridge")
	}
	handle(conn)
	return nil
}
