// Package callbacks has callbacks of crypto/tls that let somebody in whom they
// did not look at.
package callbacks

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log"
	"net"
)

type pins map[[32]byte]bool

func listen(cfg *tls.Config) (net.Listener, error) { return tls.Listen("tcp", ":8443", cfg) }

// No certificate is fine with the callback, and with the mode.
func (p pins) Optional(cert tls.Certificate) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequestClientCert,
		VerifyConnection: func(cs tls.ConnectionState) error {
			if len(cs.PeerCertificates) == 0 { // want `any client without a certificate passes`
				return nil
			}
			if !p[sha256.Sum256(cs.PeerCertificates[0].Raw)] {
				return errors.New("unknown certificate")
			}
			return nil
		},
	})
}

// No certificate is fine with the callback, and not with the mode.
func (p pins) Required(cert tls.Certificate) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAnyClientCert,
		VerifyConnection: func(cs tls.ConnectionState) error {
			if len(cs.PeerCertificates) == 0 {
				return nil
			}
			if !p[sha256.Sum256(cs.PeerCertificates[0].Raw)] {
				return errors.New("unknown certificate")
			}
			return nil
		},
	})
}

// The twin turns away whoever brings none.
func (p pins) OptionalClosed(cert tls.Certificate) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequestClientCert,
		VerifyConnection: func(cs tls.ConnectionState) error {
			if len(cs.PeerCertificates) == 0 {
				return errors.New("no certificate")
			}
			if !p[sha256.Sum256(cs.PeerCertificates[0].Raw)] {
				return errors.New("unknown certificate")
			}
			return nil
		},
	})
}

// A certificate that cannot be parsed, although one is required.
func (p pins) Unparsable(cert tls.Certificate, names map[string]bool) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequireAnyClientCert,
		SessionTicketsDisabled: true,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			leaf, err := x509.ParseCertificate(raw[0])
			if err != nil { // want `any certificate for which ParseCertificate fails passes`
				return nil
			}
			if !p[sha256.Sum256(leaf.RawSubjectPublicKeyInfo)] {
				return errors.New("unknown key")
			}
			return nil
		},
	})
}

// A certificate that cannot be parsed is turned away.
func (p pins) Parsed(cert tls.Certificate) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequireAnyClientCert,
		SessionTicketsDisabled: true,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			leaf, err := x509.ParseCertificate(raw[0])
			if err != nil {
				return err
			}
			if !p[sha256.Sum256(leaf.RawSubjectPublicKeyInfo)] {
				return errors.New("unknown key")
			}
			return nil
		},
	})
}

// Whatever cannot be parsed is passed over, and so may be all of them.
func (p pins) PassedOver(cert tls.Certificate) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequireAnyClientCert,
		SessionTicketsDisabled: true,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			for _, der := range raw {
				leaf, err := x509.ParseCertificate(der)
				if err != nil { // want `any certificate for which ParseCertificate fails passes`
					continue
				}
				if !p[sha256.Sum256(leaf.RawSubjectPublicKeyInfo)] {
					return errors.New("unknown key")
				}
			}
			return nil
		},
	})
}

// An empty list is none that is wrong.
func (p pins) NoneIsWrong(cert tls.Certificate) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequestClientCert,
		SessionTicketsDisabled: true,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			for _, der := range raw { // want `any client without a certificate passes`
				if !p[sha256.Sum256(der)] {
					return errors.New("unknown certificate")
				}
			}
			return nil
		},
	})
}

// The chain does not verify, which is written down.
func Logged(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAnyClientCert,
		VerifyConnection: func(cs tls.ConnectionState) error {
			opts := x509.VerifyOptions{Roots: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
			if _, err := cs.PeerCertificates[0].Verify(opts); err != nil { // want `any certificate for which Verify fails passes`
				log.Printf("client certificate: %v", err)
			}
			return nil
		},
	})
}

// The chain verifies once more, for a metric: the handshake did it.
func Measured(cert tls.Certificate, pool, old *x509.CertPool, count func()) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
		VerifyConnection: func(cs tls.ConnectionState) error {
			opts := x509.VerifyOptions{Roots: old, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
			if _, err := cs.PeerCertificates[0].Verify(opts); err != nil {
				count()
			}
			return nil
		},
	})
}

// A look-up that fails, although the chain is verified.
func Lookup(cert tls.Certificate, pool *x509.CertPool, find func(uri string) (string, error)) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
		VerifyConnection: func(cs tls.ConnectionState) error {
			leaf := cs.VerifiedChains[0][0]
			if len(leaf.URIs) != 1 {
				return errors.New("no identity")
			}
			state, err := find(leaf.URIs[0].String())
			if err != nil { // want `any certificate for which find fails passes`
				return nil
			}
			if state != "active" {
				return errors.New("not active")
			}
			return nil
		},
	})
}

// A revocation list that cannot be asked: a deny-list lets nobody in by itself.
func Revoked(cert tls.Certificate, pool *x509.CertPool, revoked func(*x509.Certificate) (bool, error)) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
		VerifyConnection: func(cs tls.ConnectionState) error {
			bad, err := revoked(cs.VerifiedChains[0][0])
			if err != nil {
				log.Printf("revocation: %v", err)
				return nil
			}
			if bad {
				return errors.New("revoked")
			}
			return nil
		},
	})
}

// Callbacks that only record.
func Recorded(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return listen(&tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
		VerifyConnection: func(cs tls.ConnectionState) error {
			if len(cs.PeerCertificates) == 0 {
				return nil
			}
			log.Printf("client %v", cs.PeerCertificates[0].DNSNames)
			return nil
		},
	})
}

// A client's callback is about a server's certificate.
func Dial(addr string, pin []byte) (*tls.Conn, error) {
	return tls.Dial("tcp", addr, &tls.Config{
		InsecureSkipVerify: true,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			if len(raw) == 0 {
				return nil
			}
			if !bytes.Equal(raw[0], pin) {
				return errors.New("another server")
			}
			return nil
		},
	})
}

// An allow-list that anybody may install: the mode is not known here.
func (p pins) VerifyPeer(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 { // want `any client without a certificate passes`
		return nil
	}
	if !p[sha256.Sum256(cs.PeerCertificates[0].Raw)] {
		return errors.New("unknown certificate")
	}
	return nil
}
