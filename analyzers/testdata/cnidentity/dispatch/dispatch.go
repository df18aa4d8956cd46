// Package dispatch decides for calls about whose connection the listener's package tells it.
package dispatch

import (
	"crypto/x509"
	"errors"
	"os"
)

// Link is what the listener knows about the connection of a call.
type Link struct {
	Encrypted      bool
	VerifiedChains [][]*x509.Certificate
}

func (l *Link) leaf() *x509.Certificate {
	if l == nil || len(l.VerifiedChains) == 0 {
		return nil
	}
	return l.VerifiedChains[0][0]
}

// Hello is what the other end has said.
type Hello struct{ PeerCertificates []*x509.Certificate }

var errDenied = errors.New("denied")

// Desk knows who may call.
type Desk struct{ names map[string]bool }

// AuthorizeCall lets in by the common name, or by another one.
//
// reports: the certificate comes out of a field that the listener fills.
func (d *Desk) AuthorizeCall(l *Link) error {
	cert := l.leaf()
	if cert == nil {
		return errDenied
	}
	if d.names[cert.Subject.CommonName] { // want "common name"
		return nil
	}
	for _, n := range cert.DNSNames {
		if d.names[n] {
			return nil
		}
	}
	return errDenied
}

// AuthorizeHello is the same for a field that is called otherwise.
//
// reports: there, too.
func (d *Desk) AuthorizeHello(h Hello) error {
	if len(h.PeerCertificates) == 0 || !d.names[h.PeerCertificates[0].Subject.CommonName] { // want "common name"
		return errDenied
	}
	return nil
}

// AuthorizeHost asks for another name.
//
// quiet: the common name is in the error's text alone.
func (d *Desk) AuthorizeHost(l *Link) error {
	cert := l.leaf()
	if cert == nil {
		return errDenied
	}
	for _, n := range cert.DNSNames {
		if d.names[n] {
			return nil
		}
	}
	return errors.New(cert.Subject.CommonName + " may not call")
}

// Manifest is a signed document, and who has signed it.
type Manifest struct {
	Text           []byte
	VerifiedChains [][]*x509.Certificate
}

// Load reads a document that somebody has signed.
func Load(path string, signer *x509.Certificate, roots *x509.CertPool) (*Manifest, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if err := signer.CheckSignature(x509.ECDSAWithSHA256, text, nil); err != nil {
		return nil, err
	}
	m := &Manifest{Text: text}
	m.VerifiedChains, err = signer.Verify(x509.VerifyOptions{Roots: roots})
	return m, err
}

// SignedBy reports whether somebody has signed it.
//
// quiet: this package fills the field, and with no peer's certificates.
func (m *Manifest) SignedBy(name string) bool {
	return len(m.VerifiedChains) > 0 && m.VerifiedChains[0][0].Subject.CommonName == name
}

// Archive holds certificates of authorities.
type Archive struct{ Issuers []*x509.Certificate }

// AllowIssuer reports whether an authority is known.
//
// quiet: nothing says that a peer has sent them.
func (a *Archive) AllowIssuer(name string) bool {
	return len(a.Issuers) > 0 && a.Issuers[0].Subject.CommonName == name
}
