// Package clients verifies servers: server authentication is what it wants.
package clients

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
)

// A pinned root, verified in the callback of a transport.
func Transport(roots *x509.CertPool) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
		InsecureSkipVerify: true,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			leaf, err := x509.ParseCertificate(raw[0])
			if err != nil {
				return err
			}
			_, err = leaf.Verify(x509.VerifyOptions{Roots: roots})
			return err
		},
	}}}
}

// The same for any purpose, in VerifyConnection.
func Dial(addr string, roots *x509.CertPool) (net.Conn, error) {
	return tls.Dial("tcp", addr, &tls.Config{
		InsecureSkipVerify: true,
		VerifyConnection: func(cs tls.ConnectionState) error {
			_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
			return err
		},
	})
}

// With a host name it is a server.
func Name(addr, name string, roots *x509.CertPool) error {
	conn, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		return err
	}
	defer conn.Close()
	certs := conn.ConnectionState().PeerCertificates
	if len(certs) == 0 {
		return errors.New("no certificate")
	}
	_, err = certs[0].Verify(x509.VerifyOptions{Roots: roots, DNSName: name})
	return err
}

// After a request, the server's chain.
func Response(res *http.Response, roots *x509.CertPool) error {
	_, err := res.TLS.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots})
	return err
}
