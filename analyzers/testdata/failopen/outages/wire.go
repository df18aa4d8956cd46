package outages

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
)

// A clerk is asked over a line of its own.
type clerk struct{ addr string }

// Listed asks the clerk.
func (c clerk) Listed(ctx context.Context, name string) (bool, error) {
	var d net.Dialer
	line, err := d.DialContext(ctx, "tcp", c.addr)
	if err != nil {
		return false, err
	}
	defer line.Close()
	if _, err := fmt.Fprintln(line, name); err != nil {
		return false, err
	}
	var said string
	if _, err := fmt.Fscan(line, &said); err != nil {
		return false, err
	}
	return said == "listed", nil
}

// Known does it by bytes.
func (c clerk) Known(name string) (bool, error) {
	line, err := net.Dial("unix", c.addr)
	if err != nil {
		return false, err
	}
	defer line.Close()
	if _, err := line.Write([]byte(name)); err != nil {
		return false, err
	}
	said := make([]byte, 1)
	if _, err := io.ReadFull(line, said); err != nil {
		return false, err
	}
	return said[0] == 1, nil
}

// Up only says hello to the clerk.
func (c clerk) Up(name string) (bool, error) {
	line, err := net.Dial("unix", c.addr)
	if err != nil {
		return false, err
	}
	defer line.Close()
	if _, err := io.WriteString(line, "hello\n"); err != nil {
		return false, err
	}
	said, err := bufio.NewReader(line).ReadString('\n')
	log.Print(name, " asks for the clerk, who says ", said)
	return said == "hello\n", err
}

var errNotListed = errors.New("not listed")

// reports: while the clerk is away everybody passes.
func (c clerk) lenient(base *tls.Config) {
	base.ClientAuth = tls.RequireAndVerifyClientCert
	base.VerifyConnection = func(cs tls.ConnectionState) error {
		ok, err := c.Listed(context.Background(), cs.PeerCertificates[0].DNSNames[0])
		if err != nil { // want `any certificate for which Listed fails passes`
			log.Print("clerk: ", err)
			return nil
		}
		if !ok {
			return errNotListed
		}
		return nil
	}
}

// reports: the same, by bytes.
func (c clerk) lenientToo(base *tls.Config) {
	base.ClientAuth = tls.RequireAndVerifyClientCert
	base.VerifyConnection = func(cs tls.ConnectionState) error {
		ok, err := c.Known(cs.PeerCertificates[0].DNSNames[0])
		if err != nil { // want `any certificate for which Known fails passes`
			log.Print("clerk: ", err)
			return nil
		}
		if !ok {
			return errNotListed
		}
		return nil
	}
}

// quiet: the clerk's answer is asked for each time.
func (c clerk) strict(base *tls.Config) {
	base.ClientAuth = tls.RequireAndVerifyClientCert
	base.VerifyConnection = func(cs tls.ConnectionState) error {
		ok, err := c.Listed(context.Background(), cs.PeerCertificates[0].DNSNames[0])
		if err != nil {
			return err
		}
		if !ok {
			return errNotListed
		}
		return nil
	}
}

// quiet: the clerk is not asked about anybody.
func (c clerk) greeted(base *tls.Config) {
	base.ClientAuth = tls.RequireAndVerifyClientCert
	base.VerifyConnection = func(cs tls.ConnectionState) error {
		ok, err := c.Up(cs.PeerCertificates[0].DNSNames[0])
		if err != nil {
			return nil
		}
		if !ok {
			return errNotListed
		}
		return nil
	}
}
