// Package others walks lists that are not those of a client.
package others

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"net/http"
	"slices"
)

type store interface {
	TrustedAuthorities(ctx context.Context) ([]*x509.Certificate, error)
	Order(ctx context.Context, name string) ([][]byte, error)
}

type provider struct {
	store store
	pins  map[string]bool
	names []string
}

func (p *provider) thumbprint(state tls.ConnectionState) error {
	for _, cert := range state.PeerCertificates {
		sum := sha256.Sum256(cert.Raw)
		if p.pins[hex.EncodeToString(sum[:])] {
			return nil
		}
	}
	return errors.New("thumbprint not on the list")
}

// quiet: the other end is a server.
func (p *provider) client() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
		VerifyConnection: func(state tls.ConnectionState) error { return p.thumbprint(state) },
	}}}
}

// quiet: bytes of another kind.
func (p *provider) AllowSigned(name string, callers ...[]byte) bool {
	return len(callers) == 2 && p.pins[name+string(callers[1])]
}

type peerInfo struct {
	Subject          string
	SubjectPKISha256 string
}

// quiet: one record for each certificate, to be shown.
func (p *provider) Peers(certs []*x509.Certificate) []*peerInfo {
	out := make([]*peerInfo, len(certs))
	for i, cert := range certs {
		sum := sha256.Sum256(cert.RawSubjectPublicKeyInfo)
		out[i] = &peerInfo{Subject: cert.Subject.String(), SubjectPKISha256: hex.EncodeToString(sum[:])}
	}
	return out
}

func (p *provider) peers(r *http.Request) []*peerInfo { return p.Peers(r.TLS.PeerCertificates) }

type account struct {
	AccountKey []byte
	Issuer     string
}

// quiet: what an authority has issued.
func (p *provider) Enrol(ctx context.Context, name string) (*account, error) {
	ders, err := p.store.Order(ctx, name)
	if err != nil || len(ders) < 2 {
		return nil, errors.New("nothing issued")
	}
	return &account{AccountKey: ders[1], Issuer: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ders[1]}))}, nil
}

// quiet: the authorities that are trusted are walked, and the leaf is asked for.
func (p *provider) Authorize(ctx context.Context, state *tls.ConnectionState) error {
	authorities, err := p.store.TrustedAuthorities(ctx)
	if err != nil {
		return err
	}
	if len(state.VerifiedChains) == 0 {
		return errors.New("client certificate required")
	}
	chain := state.VerifiedChains[0]
	for _, ca := range authorities {
		if bytes.Equal(ca.Raw, chain[len(chain)-1].Raw) && slices.Contains(chain[0].DNSNames, p.names[0]) {
			return nil
		}
	}
	return errors.New("not allowed")
}

// quiet: one of the trusted authorities has to be the configured one.
func (p *provider) CheckAuthority(ctx context.Context) error {
	authorities, err := p.store.TrustedAuthorities(ctx)
	if err != nil {
		return err
	}
	for _, ca := range authorities {
		if slices.Contains(ca.DNSNames, p.names[0]) {
			return nil
		}
	}
	return errors.New("no such authority")
}
