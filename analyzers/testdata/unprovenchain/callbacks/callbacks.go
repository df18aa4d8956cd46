// Package callbacks verifies what crypto/tls hands over.
package callbacks

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"slices"
)

type verifier struct {
	roots  *x509.CertPool
	pins   map[[32]byte]bool
	pinned []byte
	hosts  []string
}

func (v *verifier) config() *tls.Config {
	return &tls.Config{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: v.pin, VerifyConnection: v.connection, SessionTicketsDisabled: true}
}

// reports: the digest of any of the raw certificates.
func (v *verifier) pin(rawCerts [][]byte, _ [][]*x509.Certificate) error {
	for _, raw := range rawCerts {
		if v.pins[sha256.Sum256(raw)] { // want "whoever adds somebody else's certificate"
			return nil
		}
	}
	return errors.New("certificate not pinned")
}

// reports: a loop over the state's list.
func (v *verifier) connection(state tls.ConnectionState) error {
	for _, cert := range state.PeerCertificates {
		if slices.ContainsFunc(cert.DNSNames, func(n string) bool { return slices.Contains(v.hosts, n) }) { // want "whoever adds somebody else's certificate"
			return nil
		}
	}
	return errors.New("unknown host")
}

// reports: each raw certificate is parsed, and any that verifies will do.
func (v *verifier) parsed() func(rawCerts [][]byte, _ [][]*x509.Certificate) error {
	return func(rawCerts [][]byte, _ [][]*x509.Certificate) error {
		var errs []error
		for _, raw := range rawCerts {
			cert, err := x509.ParseCertificate(raw)
			if err != nil {
				return err
			}
			_, err = cert.Verify(x509.VerifyOptions{Roots: v.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}) // want "whoever adds somebody else's certificate"
			if err == nil {
				return nil
			}
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	}
}

// reports: the last one is compared.
func (v *verifier) tail(rawCerts [][]byte, _ [][]*x509.Certificate) error {
	if len(rawCerts) == 0 {
		return errors.New("no certificate")
	}
	if !bytes.Equal(rawCerts[len(rawCerts)-1], v.pinned) { // want "not the first of the peer's list"
		return errors.New("not pinned")
	}
	return nil
}

// reports: those that are no authorities are kept, and the first of them is
// taken for the leaf.
func (v *verifier) filtered(rawCerts [][]byte, _ [][]*x509.Certificate) error {
	opts := x509.VerifyOptions{Roots: v.roots, Intermediates: x509.NewCertPool(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	var leaves []*x509.Certificate
	for _, raw := range rawCerts {
		cert, err := x509.ParseCertificate(raw)
		if err != nil {
			return err
		}
		if cert.IsCA {
			opts.Intermediates.AddCert(cert)
			continue
		}
		leaves = append(leaves, cert)
	}
	if len(leaves) == 0 {
		return errors.New("no certificate")
	}
	if _, err := leaves[0].Verify(opts); err != nil { // want "whoever adds somebody else's certificate"
		return err
	}
	return nil
}

// quiet: all of them are parsed, in order, and the first is verified.
func (v *verifier) inOrder(rawCerts [][]byte, _ [][]*x509.Certificate) error {
	certs := make([]*x509.Certificate, len(rawCerts))
	for i, raw := range rawCerts {
		cert, err := x509.ParseCertificate(raw)
		if err != nil {
			return err
		}
		certs[i] = cert
	}
	if len(certs) == 0 {
		return errors.New("no certificate")
	}
	opts := x509.VerifyOptions{Roots: v.roots, Intermediates: x509.NewCertPool(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	for _, cert := range certs[1:] {
		opts.Intermediates.AddCert(cert)
	}
	if _, err := certs[0].Verify(opts); err != nil {
		return err
	}
	if !slices.Contains(certs[0].DNSNames, v.hosts[0]) {
		return errors.New("unknown host")
	}
	return nil
}

// quiet: the same, with append.
func (v *verifier) appended(rawCerts [][]byte, _ [][]*x509.Certificate) error {
	var certs []*x509.Certificate
	for _, raw := range rawCerts {
		cert, err := x509.ParseCertificate(raw)
		if err != nil {
			return err
		}
		certs = append(certs, cert)
	}
	if len(certs) == 0 || !v.pins[sha256.Sum256(certs[0].Raw)] {
		return errors.New("certificate not pinned")
	}
	return nil
}

// quiet: the loop keeps the first, and collects the others.
func (v *verifier) kept(rawCerts [][]byte, _ [][]*x509.Certificate) error {
	var leaf *x509.Certificate
	opts := x509.VerifyOptions{Roots: v.roots, Intermediates: x509.NewCertPool(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	for i, raw := range rawCerts {
		cert, err := x509.ParseCertificate(raw)
		if err != nil {
			return err
		}
		if i == 0 {
			leaf = cert
		} else {
			opts.Intermediates.AddCert(cert)
		}
	}
	if leaf == nil || !slices.Contains(leaf.DNSNames, v.hosts[0]) {
		return errors.New("unknown host")
	}
	_, err := leaf.Verify(opts)
	return err
}

// quiet: the others go around.
func (v *verifier) around(rawCerts [][]byte, _ [][]*x509.Certificate) error {
	var leaf *x509.Certificate
	for i, raw := range rawCerts {
		cert, err := x509.ParseCertificate(raw)
		if err != nil {
			return err
		}
		if i > 0 {
			continue
		}
		leaf = cert
	}
	if leaf == nil || !v.pins[sha256.Sum256(leaf.Raw)] {
		return errors.New("not pinned")
	}
	return nil
}

// quiet: the variable is empty in the first round alone.
func (v *verifier) empty(rawCerts [][]byte, _ [][]*x509.Certificate) error {
	var leaf *x509.Certificate
	pool := x509.NewCertPool()
	for _, raw := range rawCerts {
		cert, err := x509.ParseCertificate(raw)
		if err != nil {
			return err
		}
		if leaf == nil {
			leaf = cert
			continue
		}
		pool.AddCert(cert)
	}
	if leaf == nil || !v.pins[sha256.Sum256(leaf.Raw)] {
		return errors.New("not pinned")
	}
	return nil
}

// reports: the only one that is no authority's need not be the first.
func (v *verifier) only(rawCerts [][]byte, _ [][]*x509.Certificate) error {
	var leaf *x509.Certificate
	for _, raw := range rawCerts {
		cert, err := x509.ParseCertificate(raw)
		if err != nil {
			return err
		}
		if cert.IsCA {
			continue
		}
		if leaf != nil {
			return errors.New("more than one certificate")
		}
		leaf = cert
	}
	if leaf == nil || !v.pins[sha256.Sum256(leaf.Raw)] { // want "whoever adds somebody else's certificate"
		return errors.New("not pinned")
	}
	return nil
}

// quiet: the first raw certificate.
func (v *verifier) first(rawCerts [][]byte, _ [][]*x509.Certificate) error {
	if len(rawCerts) == 0 || !v.pins[sha256.Sum256(rawCerts[0])] {
		return errors.New("certificate not pinned")
	}
	return nil
}

// quiet: the chains that crypto/tls verified.
func (v *verifier) chains(_ [][]byte, verifiedChains [][]*x509.Certificate) error {
	for _, chain := range verifiedChains {
		for _, cert := range chain[1:] {
			if v.pins[sha256.Sum256(cert.Raw)] {
				return nil
			}
		}
	}
	return errors.New("no pinned authority")
}

var _ = []any{(*verifier).parsed, (*verifier).tail, (*verifier).filtered, (*verifier).inOrder, (*verifier).appended, (*verifier).kept, (*verifier).around, (*verifier).empty, (*verifier).only, (*verifier).first, (*verifier).chains}

func (v *verifier) configs() []*tls.Config {
	return []*tls.Config{
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: v.parsed()},
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: v.tail},
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: v.filtered},
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: v.inOrder},
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: v.appended},
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: v.kept},
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: v.around},
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: v.empty},
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: v.only},
		{ClientAuth: tls.RequireAnyClientCert, VerifyPeerCertificate: v.first},
		{ClientAuth: tls.RequireAndVerifyClientCert, VerifyPeerCertificate: v.chains},
	}
}
