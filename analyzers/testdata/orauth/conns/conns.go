// Package conns: raw TLS listeners with a protocol of their own.
package conns

import (
	"bufio"
	"crypto/subtle"
	"crypto/tls"
	"fmt"
	"net"
	"slices"
	"strings"
)

type broker struct {
	brokers  []string
	password string
	queue    []string
}

func (b *broker) isBroker(conn *tls.Conn) bool {
	certs := conn.ConnectionState().PeerCertificates
	if len(certs) == 0 {
		return false
	}
	return slices.ContainsFunc(certs[0].DNSNames, func(n string) bool { return slices.Contains(b.brokers, n) })
}

// The certificate, or a first line with the password.
func (b *broker) handle(conn *tls.Conn) {
	defer conn.Close()
	if err := conn.Handshake(); err != nil {
		return
	}
	sc := bufio.NewScanner(conn)
	if !b.isBroker(conn) {
		if !sc.Scan() {
			return
		}
		pass, _ := strings.CutPrefix(sc.Text(), "AUTH ")
		if subtle.ConstantTimeCompare([]byte(pass), []byte(b.password)) != 1 { // known limit: denied by a return alone
			fmt.Fprintln(conn, "-ERR unauthenticated")
			return
		}
	}
	for sc.Scan() {
		b.queue = append(b.queue, sc.Text())
	}
}

// Not: the certificate, and then the password.
func (b *broker) handleBoth(conn *tls.Conn) {
	defer conn.Close()
	if err := conn.Handshake(); err != nil || !b.isBroker(conn) {
		return
	}
	sc := bufio.NewScanner(conn)
	if !sc.Scan() || subtle.ConstantTimeCompare(sc.Bytes(), []byte(b.password)) != 1 {
		fmt.Fprintln(conn, "-ERR unauthenticated")
		return
	}
	for sc.Scan() {
		b.queue = append(b.queue, sc.Text())
	}
}

func (b *broker) accept(l net.Listener, both bool) error {
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
		if both {
			go b.handleBoth(conn)
		} else {
			go b.handle(conn)
		}
	}
}
