// Package conns: callbacks, transport credentials and listeners, the level of
// the connection.
package conns

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"net"
	"slices"
	"sync"

	"github.com/quic-go/quic-go"
	"google.golang.org/grpc/credentials"
)

var errNoCert = errors.New("client sent no certificate")

// Presence in a callback is what RequireAndVerifyClientCert does: quiet.
func requirePeer(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errNoCert
	}
	return nil
}

// A callback that only verifies the chain: quiet.
func verifyChain(roots *x509.CertPool) func([][]byte, [][]*x509.Certificate) error {
	return func(raw [][]byte, _ [][]*x509.Certificate) error {
		if len(raw) == 0 {
			return errNoCert
		}
		leaf, err := x509.ParseCertificate(raw[0])
		if err != nil {
			return err
		}
		inter := x509.NewCertPool()
		for _, der := range raw[1:] {
			c, err := x509.ParseCertificate(der)
			if err != nil {
				return err
			}
			inter.AddCert(c)
		}
		_, err = leaf.Verify(x509.VerifyOptions{
			Roots:         roots,
			Intermediates: inter,
			KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		})
		return err
	}
}

// A callback that adds a CRL check: quiet.
func notOnList(crl *x509.RevocationList) func(tls.ConnectionState) error {
	return func(cs tls.ConnectionState) error {
		if len(cs.VerifiedChains) == 0 {
			return errNoCert
		}
		for _, e := range crl.RevokedCertificateEntries {
			if e.SerialNumber.Cmp(cs.VerifiedChains[0][0].SerialNumber) == 0 {
				return fmt.Errorf("serial %s is revoked", e.SerialNumber)
			}
		}
		return nil
	}
}

// A client that looks at the server's certificate: quiet.
func clientConfig(server string) *tls.Config {
	return &tls.Config{
		ServerName: server,
		VerifyConnection: func(cs tls.ConnectionState) error {
			if len(cs.PeerCertificates) == 0 {
				return errors.New("server sent no certificate")
			}
			return nil
		},
	}
}

func ServerConfig(cert tls.Certificate, roots *x509.CertPool, crl *x509.RevocationList) *tls.Config {
	cfg := &tls.Config{
		Certificates:          []tls.Certificate{cert},
		ClientAuth:            tls.RequireAndVerifyClientCert,
		ClientCAs:             roots,
		VerifyPeerCertificate: verifyChain(roots),
		VerifyConnection:      notOnList(crl),
	}
	if crl == nil {
		cfg.VerifyConnection = requirePeer
	}
	return cfg
}

// RoleInfo is what handlers see of a connection.
type RoleInfo struct {
	credentials.CommonAuthInfo
	Role    string
	Subject string
}

func (RoleInfo) AuthType() string { return "role" }

type roleCreds struct {
	config *tls.Config
}

// Transport credentials that hand out a fixed role for any certificate.
func (c *roleCreds) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn := tls.Server(raw, c.config)
	if err := conn.Handshake(); err != nil {
		raw.Close()
		return nil, nil, err
	}
	if len(conn.ConnectionState().PeerCertificates) == 0 { // want `any .*certificate`
		conn.Close()
		return nil, nil, errNoCert
	}
	return conn, RoleInfo{Role: "control-plane"}, nil
}

func (c *roleCreds) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn := tls.Client(raw, c.config)
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	return conn, RoleInfo{}, nil
}

func (c *roleCreds) Info() credentials.ProtocolInfo {
	return credentials.ProtocolInfo{SecurityProtocol: "tls"}
}
func (c *roleCreds) Clone() credentials.TransportCredentials {
	return &roleCreds{config: c.config.Clone()}
}
func (c *roleCreds) OverrideServerName(string) error { return nil }

type sharedCreds struct{ roleCreds }

func (c *sharedCreds) handshake(raw net.Conn) (*tls.Conn, tls.ConnectionState, error) {
	conn := tls.Server(raw, c.config)
	if err := conn.Handshake(); err != nil {
		raw.Close()
		return nil, tls.ConnectionState{}, err
	}
	return conn, conn.ConnectionState(), nil
}

// reports: the same with a helper, which is not what the connection is handed on to.
func (c *sharedCreds) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn, state, err := c.handshake(raw)
	if err != nil {
		return nil, nil, err
	}
	if len(state.PeerCertificates) == 0 { // want `any .*certificate`
		conn.Close()
		return nil, nil, errNoCert
	}
	return conn, RoleInfo{Role: "control-plane"}, nil
}

type stateCreds struct {
	roleCreds
}

// Transport credentials that hand out what the certificate says: quiet.
func (c *stateCreds) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn := tls.Server(raw, c.config)
	if err := conn.Handshake(); err != nil {
		raw.Close()
		return nil, nil, err
	}
	state := conn.ConnectionState()
	if len(state.PeerCertificates) == 0 || len(state.PeerCertificates[0].URIs) == 0 {
		conn.Close()
		return nil, nil, errNoCert
	}
	return conn, RoleInfo{Subject: state.PeerCertificates[0].URIs[0].String()}, nil
}

type requireCreds struct {
	credentials.TransportCredentials
}

// Transport credentials that only require a certificate: quiet.
func (c requireCreds) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn, info, err := c.TransportCredentials.ServerHandshake(raw)
	if err != nil {
		return nil, nil, err
	}
	ti, ok := info.(credentials.TLSInfo)
	if !ok || len(ti.State.PeerCertificates) == 0 {
		conn.Close()
		return nil, nil, errNoCert
	}
	return conn, info, nil
}

type broker struct {
	mu     sync.Mutex
	queue  []string
	shards []string
}

// A raw TLS listener: the connection goes to the protocol, in a goroutine.
func (b *broker) acceptLoop(l net.Listener) error {
	for {
		raw, err := l.Accept()
		if err != nil {
			return err
		}
		conn, ok := raw.(*tls.Conn)
		if !ok {
			raw.Close()
			continue
		}
		if err := conn.Handshake(); err != nil {
			conn.Close()
			continue
		}
		if len(conn.ConnectionState().PeerCertificates) == 0 { // want `any .*certificate`
			conn.Close()
			continue
		}
		go b.serve(conn)
	}
}

// What one function does with a connection is not its caller's defect as well.
func (b *broker) acceptEach(l net.Listener, queue chan<- net.Conn) error {
	for {
		raw, err := l.Accept()
		if err != nil {
			return err
		}
		go b.admit(raw.(*tls.Conn), &shards{queue})
	}
}

type shards struct{ queue chan<- net.Conn }

func (s *shards) run(conn net.Conn) { s.queue <- conn }

func (b *broker) admit(conn *tls.Conn, to *shards) {
	if err := conn.Handshake(); err != nil {
		conn.Close()
		return
	}
	if len(conn.ConnectionState().PeerCertificates) == 0 { // want `any .*certificate`
		conn.Close()
		return
	}
	to.run(conn)
}

// The same listener, for shards of a list.
func (b *broker) acceptShards(l net.Listener) error {
	for {
		raw, err := l.Accept()
		if err != nil {
			return err
		}
		conn, ok := raw.(*tls.Conn)
		if !ok || conn.Handshake() != nil {
			raw.Close()
			continue
		}
		certs := conn.ConnectionState().PeerCertificates
		if len(certs) == 0 || !slices.ContainsFunc(certs[0].DNSNames, b.isShard) {
			conn.Close()
			continue
		}
		go b.serve(conn)
	}
}

func (b *broker) isShard(name string) bool { return slices.Contains(b.shards, name) }

// Whoever is not let in is turned away by the return: it closes the connection.
func (b *broker) deferred(conn *tls.Conn) {
	defer conn.Close()
	if err := conn.Handshake(); err != nil {
		return
	}
	if len(conn.ConnectionState().PeerCertificates) == 0 { // want `any .*certificate`
		log.Print("no certificate")
		return
	}
	b.serve(conn)
}

// The same, for shards of a list.
func (b *broker) deferredShards(conn *tls.Conn) {
	defer conn.Close()
	certs := conn.ConnectionState().PeerCertificates
	if len(certs) == 0 || !slices.ContainsFunc(certs[0].DNSNames, b.isShard) {
		return
	}
	b.serve(conn)
}

// A connection that is made, to a server that has to have a certificate.
func (b *broker) call(addr string, cfg *tls.Config) error {
	conn, err := tls.Dial("tcp", addr, cfg)
	if err != nil {
		return err
	}
	defer conn.Close()
	if len(conn.ConnectionState().PeerCertificates) == 0 {
		return errNoCert
	}
	b.serve(conn)
	return nil
}

func (b *broker) acceptDeferred(l net.Listener) error {
	for {
		raw, err := l.Accept()
		if err != nil {
			return err
		}
		go b.deferred(raw.(*tls.Conn))
		go b.deferredShards(raw.(*tls.Conn))
	}
}

func (b *broker) serve(conn net.Conn) {
	defer conn.Close()
	sc := bufio.NewScanner(conn)
	for sc.Scan() {
		b.mu.Lock()
		b.queue = append(b.queue, sc.Text())
		b.mu.Unlock()
	}
}

// QUIC: the TLS state of the connection.
func (b *broker) serveQUIC(ctx context.Context, conn *quic.Conn) error {
	if len(conn.ConnectionState().TLS.PeerCertificates) == 0 { // known limit: the connection is given to a call that is not known
		return conn.CloseWithError(0x101, "certificate required")
	}
	st, err := conn.AcceptStream(ctx)
	if err != nil {
		return err
	}
	sc := bufio.NewScanner(st)
	for sc.Scan() {
		b.mu.Lock()
		b.queue = append(b.queue, sc.Text())
		b.mu.Unlock()
	}
	return sc.Err()
}

// What a session says is logged, and the connection is closed.
func (b *broker) sessions(l net.Listener) error {
	for {
		raw, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer raw.Close()
			if err := b.session(raw.(*tls.Conn)); err != nil {
				log.Print(err)
			}
		}()
	}
}

func (b *broker) session(conn *tls.Conn) error {
	if err := conn.Handshake(); err != nil {
		return err
	}
	certs := conn.ConnectionState().PeerCertificates
	if len(certs) == 0 || !slices.ContainsFunc(certs[0].DNSNames, b.isShard) {
		return errNoCert
	}
	b.serve(conn)
	return nil
}
