package callbacks

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
)

// authorities is the file of those that clients are of, which changes at run time.
type authorities string

func (a authorities) pool() (*x509.CertPool, error) {
	pem, err := os.ReadFile(string(a))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("no authorities")
	}
	return pool, nil
}

func verified(raw [][]byte, pool *x509.CertPool) error {
	if len(raw) == 0 {
		return errors.New("no certificate")
	}
	leaf, err := x509.ParseCertificate(raw[0])
	if err != nil {
		return err
	}
	_, err = leaf.Verify(x509.VerifyOptions{Roots: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return err
}

// Whoever comes while the authorities cannot be read is let in.
func (a authorities) lenient(raw [][]byte, _ [][]*x509.Certificate) error {
	pool, err := a.pool()
	if err != nil { // want `any certificate for which pool fails passes`
		return nil
	}
	return verified(raw, pool)
}

// The twin turns them away.
func (a authorities) strict(raw [][]byte, _ [][]*x509.Certificate) error {
	pool, err := a.pool()
	if err != nil {
		return err
	}
	return verified(raw, pool)
}

// So does this one, which goes on with the last that could be read.
type remembered struct {
	from authorities
	last *x509.CertPool
}

func (m *remembered) lasting(raw [][]byte, _ [][]*x509.Certificate) error {
	pool, err := m.from.pool()
	if err != nil {
		pool = m.last
	}
	return verified(raw, pool)
}

func (a authorities) listeners(cert tls.Certificate) (out []net.Listener, err error) {
	m := &remembered{from: a, last: x509.NewCertPool()}
	for _, verify := range []func([][]byte, [][]*x509.Certificate) error{a.lenient, a.strict, m.lasting} {
		l, err := listen(&tls.Config{
			Certificates:           []tls.Certificate{cert},
			ClientAuth:             tls.RequireAnyClientCert,
			SessionTicketsDisabled: true,
			VerifyPeerCertificate:  verify,
		})
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}
