// Package clients dials servers. What it thinks of a server's common name is
// judged by this rule too, with medium confidence.
package clients

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"slices"
	"time"
)

var errServer = errors.New("unexpected server")

// reports: the CN of a server as its identity, in a client's callback.
func dialPrimary(addr, primary string, roots *x509.CertPool) (net.Conn, error) {
	return tls.Dial("tcp", addr, &tls.Config{
		RootCAs:            roots,
		InsecureSkipVerify: true,
		VerifyConnection: func(cs tls.ConnectionState) error {
			opts := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
			for _, c := range cs.PeerCertificates[1:] {
				opts.Intermediates.AddCert(c)
			}
			if _, err := cs.PeerCertificates[0].Verify(opts); err != nil {
				return err
			}
			if cs.PeerCertificates[0].Subject.CommonName != primary { // want "common name"
				return errServer
			}
			return nil
		},
	})
}

// reports: the server's CN after the handshake.
func connect(addr string, cfg *tls.Config, names []string) (*tls.Conn, error) {
	conn, err := tls.Dial("tcp", addr, cfg)
	if err != nil {
		return nil, err
	}
	cn := conn.ConnectionState().PeerCertificates[0].Subject.CommonName
	if !slices.Contains(names, cn) { // want "common name"
		conn.Close()
		return nil, errServer
	}
	return conn, nil
}

// quiet: the server is known by its DNS SAN.
func dialReplica(addr, host string, cfg *tls.Config) (*tls.Conn, error) {
	conn, err := tls.Dial("tcp", addr, cfg)
	if err != nil {
		return nil, err
	}
	leaf := conn.ConnectionState().PeerCertificates[0]
	if err := leaf.VerifyHostname(host); err != nil {
		conn.Close()
		return nil, fmt.Errorf("%s: %w", leaf.Subject.CommonName, err)
	}
	return conn, nil
}

// quiet: the server is pinned by its raw certificate.
func dialPinned(addr string, pin []byte, cfg *tls.Config) (*tls.Conn, error) {
	conn, err := tls.Dial("tcp", addr, cfg)
	if err != nil {
		return nil, err
	}
	leaf := conn.ConnectionState().PeerCertificates[0]
	if !bytes.Equal(leaf.Raw, pin) {
		conn.Close()
		return nil, fmt.Errorf("%s is not the pinned server", leaf.Subject.CommonName)
	}
	return conn, nil
}

// quiet: a probe prints what a server has sent.
func probe(url string, client *http.Client) error {
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.TLS != nil {
		for _, c := range resp.TLS.PeerCertificates {
			log.Printf("%s until %s", c.Subject.CommonName, c.NotAfter)
		}
	}
	return nil
}

// sighting is what was seen of a server.
type sighting struct {
	subject, issuer string
	until           time.Time
}

// quiet: a server's subject is written down.
func watch(addr string, cfg *tls.Config, seen map[string]sighting) error {
	conn, err := tls.Dial("tcp", addr, cfg)
	if err != nil {
		return err
	}
	defer conn.Close()
	leaf := conn.ConnectionState().PeerCertificates[0]
	seen[addr] = sighting{subject: leaf.Subject.CommonName, issuer: leaf.Issuer.CommonName, until: leaf.NotAfter}
	return nil
}
