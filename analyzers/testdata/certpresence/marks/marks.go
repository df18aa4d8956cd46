// Package marks is a relay with a protocol of its own: steps of a connection mark what it may do,
// and turn nobody away.
package marks

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"net"
	"slices"
)

type part int

const (
	none part = iota
	reader
	keeper
)

type link struct {
	net.Conn
	chains [][]*x509.Certificate
	names  []string
	role   part
	via    string
}

// reports: whoever has a certificate is a keeper.
func (l *link) mark() {
	if len(l.chains) > 0 { // want `any client certificate becomes "keeper"`
		l.role = keeper
	}
}

// quiet: the name decides.
func (l *link) markNamed() {
	if len(l.chains) > 0 && slices.Contains(l.names, l.chains[0][0].DNSNames[0]) {
		l.role = keeper
	}
}

// quiet: it says how they came.
func (l *link) noteWay() {
	if len(l.chains) > 0 {
		l.via = "certificate"
	}
}

func (l *link) serve(c *tls.Conn) {
	l.Conn, l.chains = c, c.ConnectionState().VerifiedChains
	defer l.Close()
	l.mark()
	l.markNamed()
	l.noteWay()
	in := bufio.NewScanner(l)
	for in.Scan() {
		if in.Text() == "keep" && l.role != keeper {
			return
		}
		if l.role == reader {
			in.Text()
		}
	}
}
