// Package clients decides on servers in the handshake.
package clients

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
)

func pinned(pin [32]byte) func([][]byte, [][]*x509.Certificate) error {
	return func(raw [][]byte, _ [][]*x509.Certificate) error {
		if sha256.Sum256(raw[0]) != pin {
			return errors.New("not the server")
		}
		return nil
	}
}

// A client without a session cache never resumes.
func Plain(pin [32]byte) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
		InsecureSkipVerify: true, VerifyPeerCertificate: pinned(pin),
	}}}
}

// With one it does.
func Cache(addr string, pin [32]byte) (net.Conn, error) {
	return tls.Dial("tcp", addr, &tls.Config{
		InsecureSkipVerify:    true,
		ClientSessionCache:    tls.NewLRUClientSessionCache(16),
		VerifyPeerCertificate: pinned(pin), // want `a server that is no longer trusted is taken at a resumed connection`
	})
}

// With one, and a check of every connection.
func Connection(addr string, pin [32]byte) (net.Conn, error) {
	return tls.Dial("tcp", addr, &tls.Config{
		InsecureSkipVerify: true,
		ClientSessionCache: tls.NewLRUClientSessionCache(16),
		VerifyConnection: func(cs tls.ConnectionState) error {
			return pinned(pin)([][]byte{cs.PeerCertificates[0].Raw}, nil)
		},
	})
}

// A client's, although it says something of clients, as nobody resumes.
func Odd(cert func() *tls.Certificate, pin [32]byte) *tls.Config {
	return &tls.Config{
		InsecureSkipVerify:    true,
		ClientAuth:            tls.RequireAndVerifyClientCert,
		GetClientCertificate:  func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return cert(), nil },
		VerifyPeerCertificate: pinned(pin),
	}
}
