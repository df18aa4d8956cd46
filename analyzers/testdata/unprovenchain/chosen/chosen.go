// Package chosen has policies, one of which a program chooses for each of its ports.
package chosen

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
)

var errStranger = errors.New("stranger")

// Crew is who works on a machine.
type Crew struct{ Name string }

// Policy finds the crew of a connection.
type Policy func(state tls.ConnectionState) (Crew, error)

// Namer takes a name out of what the peer sent.
type Namer func(certs []*x509.Certificate) (string, error)

// Plant knows crews.
type Plant struct {
	roots *x509.CertPool
	crews map[string]Crew
}

func (p *Plant) any(certs []*x509.Certificate) bool {
	for _, c := range certs {
		if _, err := c.Verify(x509.VerifyOptions{Roots: p.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err == nil { // want "whoever adds somebody else's certificate"
			return true
		}
	}
	return false
}

func (p *Plant) crew(c *x509.Certificate) (Crew, error) {
	for _, n := range c.DNSNames {
		if crew, ok := p.crews[n]; ok {
			return crew, nil
		}
	}
	return Crew{}, errStranger
}

// Shifts is a policy, whatever it is called.
func (p *Plant) Shifts(state tls.ConnectionState) (Crew, error) {
	if len(state.PeerCertificates) == 0 || !p.any(state.PeerCertificates) {
		return Crew{}, errStranger
	}
	return p.crew(state.PeerCertificates[0])
}

// Nights is quiet: the first one verifies.
func (p *Plant) Nights(state tls.ConnectionState) (Crew, error) {
	if len(state.PeerCertificates) == 0 || !p.any(state.PeerCertificates[:1]) {
		return Crew{}, errStranger
	}
	return p.crew(state.PeerCertificates[0])
}

// Issuer is quiet: it takes a name out, and decides nothing.
func Issuer(certs []*x509.Certificate) (string, error) {
	for _, c := range certs {
		if c.IsCA && len(c.DNSNames) == 1 {
			return c.DNSNames[0], nil
		}
	}
	return "", errStranger
}

// Serve serves a port.
func Serve(conn *tls.Conn, policy Policy) error {
	defer conn.Close()
	if err := conn.Handshake(); err != nil {
		return err
	}
	crew, err := policy(conn.ConnectionState())
	if err != nil {
		return err
	}
	_, err = conn.Write([]byte(crew.Name))
	return err
}
