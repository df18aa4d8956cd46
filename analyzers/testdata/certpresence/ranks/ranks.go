// Package ranks is a signal box with a protocol of its own, whose connections get a rank from
// what they came with.
package ranks

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"log"
	"net"
	"slices"

	"google.golang.org/grpc/credentials"
)

type rank int

const (
	rankNone rank = iota
	rankSignaller
	rankGuest
)

type line struct {
	conn  *tls.Conn
	role  string
	group rank
	auth  string
	name  string
	moves int
}

type box struct {
	crews []string
}

var errClosed = errors.New("the line is closed")

// reports: whoever has a certificate is a driver.
func board(l *line, cs tls.ConnectionState) error {
	if len(cs.VerifiedChains) == 0 { // want `becomes "driver"`
		return errClosed
	}
	l.role = "driver"
	log.Printf("%s has boarded", cs.VerifiedChains[0][0].Subject.CommonName)
	return nil
}

// reports: the same with a number.
func climb(l *line, cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 { // want `becomes "rankSignaller"`
		return errClosed
	}
	l.group = rankSignaller
	return nil
}

// quiet: the rank is of use to those who are on the list alone.
func relieve(b *box, l *line, cs tls.ConnectionState) error {
	if len(cs.VerifiedChains) == 0 {
		return errClosed
	}
	l.role = "relief"
	if !slices.Contains(b.crews, cs.VerifiedChains[0][0].DNSNames[0]) {
		return errClosed
	}
	return nil
}

// quiet: who asks for it looks at the name afterwards.
func shunt(l *line, cs tls.ConnectionState) error {
	if len(cs.VerifiedChains) == 0 {
		return errClosed
	}
	l.role = "shunter"
	return nil
}

// quiet: the name is kept beside it.
func inspect(l *line, cs tls.ConnectionState) error {
	if len(cs.VerifiedChains) == 0 || len(cs.VerifiedChains[0][0].DNSNames) == 0 {
		return errClosed
	}
	l.role, l.name = "inspector", cs.VerifiedChains[0][0].DNSNames[0]
	return nil
}

// quiet: it says how they came.
func note(l *line, cs tls.ConnectionState) error {
	if len(cs.VerifiedChains) == 0 {
		return errClosed
	}
	l.role = "mtls"
	return nil
}

// quiet: nobody in particular.
func visit(l *line, cs tls.ConnectionState) error {
	if len(cs.VerifiedChains) == 0 {
		return errClosed
	}
	l.role = "anonymous"
	return nil
}

func (b *box) drive(l *line) error {
	if err := board(l, l.conn.ConnectionState()); err != nil {
		return err
	}
	for {
		if _, err := bufio.NewReader(l.conn).ReadByte(); err != nil || l.role != "driver" {
			return err
		}
		l.moves++
	}
}

func (b *box) marshal(l *line) error {
	cs := l.conn.ConnectionState()
	if err := shunt(l, cs); err != nil {
		return err
	}
	if !slices.Contains(b.crews, cs.VerifiedChains[0][0].DNSNames[0]) {
		return errClosed
	}
	for {
		if _, err := bufio.NewReader(l.conn).ReadByte(); err != nil {
			return err
		}
		l.moves++
	}
}

func (b *box) others(l *line) error {
	cs := l.conn.ConnectionState()
	for _, enter := range []error{climb(l, cs), relieve(b, l, cs)} {
		if enter != nil {
			return enter
		}
	}
	if err := inspect(l, cs); err != nil {
		return err
	}
	if err := note(l, cs); err != nil {
		return err
	}
	if err := visit(l, cs); err != nil {
		return err
	}
	if err := climb(l, cs); err != nil {
		return err
	}
	l.moves++
	return nil
}

// Standing is what handlers see of a connection.
type Standing struct {
	credentials.CommonAuthInfo
	Role string
	Rank rank
}

func (Standing) AuthType() string { return "standing" }

type standings struct {
	config *tls.Config
	crews  map[string]bool
}

// reports: everybody gets in, and who has a certificate has a rank.
func (s *standings) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn := tls.Server(raw, s.config)
	if err := conn.Handshake(); err != nil {
		raw.Close()
		return nil, nil, err
	}
	info := Standing{CommonAuthInfo: credentials.CommonAuthInfo{SecurityLevel: credentials.PrivacyAndIntegrity}}
	if len(conn.ConnectionState().PeerCertificates) > 0 { // want `becomes "signaller"`
		info.Role = "signaller"
	}
	return conn, info, nil
}

type known struct{ standings }

// quiet: the rank is for the known.
func (k *known) ServerHandshake(raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn := tls.Server(raw, k.config)
	if err := conn.Handshake(); err != nil {
		raw.Close()
		return nil, nil, err
	}
	info := Standing{CommonAuthInfo: credentials.CommonAuthInfo{SecurityLevel: credentials.PrivacyAndIntegrity}}
	if cs := conn.ConnectionState(); len(cs.VerifiedChains) > 0 && k.crews[cs.VerifiedChains[0][0].DNSNames[0]] {
		info.Role = "signaller"
	}
	return conn, info, nil
}

func (s *standings) ClientHandshake(context.Context, string, net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return nil, nil, errClosed
}

func (s *standings) Info() credentials.ProtocolInfo {
	return credentials.ProtocolInfo{SecurityProtocol: "tls"}
}

func (s *standings) Clone() credentials.TransportCredentials { return &standings{s.config, s.crews} }
func (s *standings) OverrideServerName(string) error         { return nil }
