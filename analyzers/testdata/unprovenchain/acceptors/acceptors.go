// Package acceptors gives functions to what accepts or makes connections, hands each to one of
// them, and closes it when that returns.
package acceptors

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"

	"github.com/quic-go/quic-go"
)

type meters struct {
	writers map[string]bool
	keys    map[[32]byte]string
	gone    map[[32]byte]bool
	rates   chan string
}

var errStranger = errors.New("not one of ours")

func each(ln net.Listener, do func(*tls.Conn) error) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer c.Close()
			conn, ok := c.(*tls.Conn)
			if !ok || conn.Handshake() != nil {
				return
			}
			if err := do(conn); err != nil {
				log.Printf("%s: %v", c.RemoteAddr(), err)
			}
		}()
	}
}

// reports: the end of the list is asked for its names.
func (m *meters) writer(state tls.ConnectionState) (string, error) {
	list := state.PeerCertificates
	if len(list) == 0 {
		return "", errStranger
	}
	end := list[len(list)-1] // want "not the first of the peer's list"
	for _, n := range end.DNSNames {
		if m.writers[n] {
			return n, nil
		}
	}
	return "", errStranger
}

func (m *meters) write(c *tls.Conn) error {
	name, err := m.writer(c.ConnectionState())
	if err != nil {
		return err
	}
	return m.copy(name, c)
}

// quiet: the first of the list is asked.
func (m *meters) reader(state tls.ConnectionState) (string, error) {
	list := state.PeerCertificates
	if len(list) == 0 {
		return "", errStranger
	}
	for _, n := range list[0].DNSNames {
		if m.writers[n] {
			return n, nil
		}
	}
	return "", errStranger
}

func (m *meters) read(c *tls.Conn) error {
	name, err := m.reader(c.ConnectionState())
	if err != nil {
		return err
	}
	return m.copy(name, c)
}

// quiet: the certificates are there, and what is done next may ask whose.
func (m *meters) open(c *tls.Conn) error {
	if len(c.ConnectionState().PeerCertificates) == 0 {
		return errStranger
	}
	_, err := io.WriteString(c, "ready\n")
	return err
}

// quiet: one that is withdrawn turns the caller away.
func (m *meters) greet(c *tls.Conn) error {
	for _, cert := range c.ConnectionState().PeerCertificates {
		if m.gone[sha256.Sum256(cert.Raw)] {
			return errStranger
		}
	}
	_, err := io.WriteString(c, "hello\n")
	return err
}

// quiet: which authority it was sets a rate, and turns nobody away.
func (m *meters) measure(c *tls.Conn) error {
	list := c.ConnectionState().PeerCertificates
	rate := "slow"
	if len(list) > 1 && m.writers[list[len(list)-1].Subject.Organization[0]] {
		rate = "fast"
	}
	m.rates <- rate
	_, err := io.Copy(io.Discard, c)
	return err
}

func (m *meters) copy(name string, c net.Conn) error {
	if _, err := fmt.Fprintln(c, "hello", name); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, c)
	return err
}

func withEach(addrs []string, cfg *tls.Config, do func(*tls.Conn) error) error {
	for _, a := range addrs {
		c, err := tls.Dial("tcp", a, cfg)
		if err != nil {
			return err
		}
		err = do(c)
		c.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// quiet: the other end is a server.
func (m *meters) push(c *tls.Conn) error {
	list := c.ConnectionState().PeerCertificates
	last := list[len(list)-1]
	if _, ok := m.keys[sha256.Sum256(last.Raw)]; !ok {
		return errStranger
	}
	_, err := io.WriteString(c, "all is well\n")
	return err
}

func streams(ctx context.Context, ln *quic.Listener, do func(context.Context, *quic.Conn) error) error {
	for {
		c, err := ln.Accept(ctx)
		if err != nil {
			return err
		}
		go func() {
			if err := do(ctx, c); err != nil {
				_ = c.CloseWithError(1, "bye")
			}
		}()
	}
}

// reports: the key of any of the list is looked for.
func (m *meters) known(state tls.ConnectionState) (string, bool) {
	for _, cert := range state.PeerCertificates {
		if who, ok := m.keys[sha256.Sum256(cert.RawSubjectPublicKeyInfo)]; ok { // want "any certificate of the peer's list decides"
			return who, true
		}
	}
	return "", false
}

func (m *meters) stream(ctx context.Context, c *quic.Conn) error {
	who, ok := m.known(c.ConnectionState().TLS)
	if !ok {
		return c.CloseWithError(2, "no")
	}
	s, err := c.AcceptStream(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s, "hello", who)
	return err
}

func run(ctx context.Context, m *meters, lns []net.Listener, q *quic.Listener, cfg *tls.Config) {
	for i, do := range []func(*tls.Conn) error{m.write, m.read, m.open, m.greet, m.measure} {
		go func() { log.Print(each(lns[i], do)) }()
	}
	go func() { log.Print(streams(ctx, q, m.stream)) }()
	log.Print(withEach([]string{"a.meters.test:1"}, cfg, m.push))
}
