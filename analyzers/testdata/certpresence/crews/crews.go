// Package crews has servers of a protocol of their own, in which a step finishes the handshake and
// says which part the peer plays; the steps after it ask for that.
package crews

import (
	"bufio"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
)

type role string

const (
	anybody role = "anonymous"
	sailor  role = "sailor"
	captain role = "captain"
)

type berth struct {
	nc   net.Conn
	role role
	from string
	cert *[32]byte
}

type harbour struct {
	captains map[[32]byte]string
	sailors  map[[32]byte]bool
}

var errAshore = errors.New("stay ashore")

func sum(st *tls.ConnectionState) *[32]byte {
	if len(st.VerifiedChains) == 0 {
		return nil
	}
	s := sha256.Sum256(st.VerifiedChains[0][0].Raw)
	return &s
}

func (h *harbour) captain(st *tls.ConnectionState) (string, bool) {
	s := sum(st)
	if s == nil {
		return "", false
	}
	name, ok := h.captains[*s]
	return name, ok
}

// reports: whoever has a certificate is one of the crew.
func (h *harbour) embark(ctx context.Context, nc net.Conn) (*berth, error) {
	tc := nc.(*tls.Conn)
	if err := tc.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	b := &berth{nc: nc, role: anybody}
	st := tc.ConnectionState()
	if len(st.PeerCertificates) > 0 { // want `becomes "sailor"`
		b.role = sailor
		b.from = nc.RemoteAddr().String()
	}
	if name, ok := h.captain(&st); ok {
		b.role = captain
		b.from = name
	}
	return b, nil
}

// quiet: it is asked whose it is, and so for the others.
func (h *harbour) enrol(ctx context.Context, nc net.Conn) (*berth, error) {
	tc := nc.(*tls.Conn)
	if err := tc.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	b := &berth{nc: nc, role: anybody}
	st := tc.ConnectionState()
	if s := sum(&st); s != nil && h.sailors[*s] {
		b.role = sailor
	}
	return b, nil
}

// quiet: the step after it asks whose it is.
func (h *harbour) pledge(ctx context.Context, nc net.Conn) (*berth, error) {
	tc := nc.(*tls.Conn)
	if err := tc.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	b := &berth{nc: nc, role: anybody}
	st := tc.ConnectionState()
	if len(st.PeerCertificates) > 0 {
		b.role = sailor
		s := sha256.Sum256(st.PeerCertificates[0].Raw)
		b.cert = &s
	}
	return b, nil
}

// quiet: everybody plays that part.
func (h *harbour) ferry(ctx context.Context, nc net.Conn) (*berth, error) {
	tc := nc.(*tls.Conn)
	if err := tc.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	b := &berth{nc: nc, role: sailor}
	if st := tc.ConnectionState(); len(st.PeerCertificates) > 0 {
		b.from = "with papers"
	}
	return b, nil
}

func (h *harbour) order(b *berth, line string) error {
	verb, _, _ := strings.Cut(line, " ")
	switch verb {
	case "HELLO":
	case "ROW":
		if b.role == anybody {
			return errAshore
		}
	case "SAIL":
		if b.role != captain {
			return errAshore
		}
	}
	_, err := fmt.Fprintln(b.nc, verb, b.from)
	return err
}

func (b *berth) pin() [32]byte { return *b.cert }

// orderOf asks whose the certificate is.
func (h *harbour) orderOf(b *berth, line string) error {
	if b.role == anybody || b.cert == nil || !h.sailors[b.pin()] {
		return errAshore
	}
	_, err := fmt.Fprintln(b.nc, line)
	return err
}

func (h *harbour) serve(ctx context.Context, nc net.Conn) {
	defer nc.Close()
	b, err := h.embark(ctx, nc)
	if err != nil {
		return
	}
	for in := bufio.NewScanner(nc); in.Scan(); {
		if err := h.order(b, in.Text()); err != nil {
			return
		}
	}
}

func (h *harbour) serveListed(ctx context.Context, nc net.Conn) {
	defer nc.Close()
	b, err := h.enrol(ctx, nc)
	if err != nil {
		return
	}
	for in := bufio.NewScanner(nc); in.Scan(); {
		if err := h.order(b, in.Text()); err != nil {
			return
		}
	}
}

func (h *harbour) servePledged(ctx context.Context, nc net.Conn) {
	defer nc.Close()
	b, err := h.pledge(ctx, nc)
	if err != nil {
		return
	}
	for in := bufio.NewScanner(nc); in.Scan(); {
		if err := h.orderOf(b, in.Text()); err != nil {
			return
		}
	}
}

func (h *harbour) serveAll(ctx context.Context, nc net.Conn) {
	defer nc.Close()
	b, err := h.ferry(ctx, nc)
	if err != nil {
		return
	}
	for in := bufio.NewScanner(nc); in.Scan(); {
		if err := h.order(b, in.Text()); err != nil {
			return
		}
	}
}

func (h *harbour) listen(ctx context.Context, l net.Listener, which string) error {
	for {
		nc, err := l.Accept()
		if err != nil {
			return err
		}
		switch which {
		case "listed":
			go h.serveListed(ctx, nc)
		case "pledged":
			go h.servePledged(ctx, nc)
		case "all":
			go h.serveAll(ctx, nc)
		default:
			go h.serve(ctx, nc)
		}
	}
}
