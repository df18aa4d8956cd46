// Package claimants lets workers of a brewery in. Which of several mappers is asked is the
// operator's choice, and others may have mappers of their own.
package claimants

import (
	"context"
	"crypto/x509/pkix"
	"errors"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// Shown is what a call has shown.
type Shown struct {
	TLS     *credentials.TLSInfo
	Subject *pkix.Name
}

// Claims are what a caller may do.
type Claims struct {
	Name string
	Vats []string
}

// Mapper finds claims.
type Mapper interface {
	Claims(*Shown) (*Claims, error)
}

var errUnknown = errors.New("no worker of ours")

type byName struct{ vats map[string][]string }

// reports: the name is looked up, once.
func (m *byName) Claims(s *Shown) (*Claims, error) {
	if s.Subject == nil {
		return nil, errUnknown
	}
	return m.of(s.Subject)
}

func (m *byName) of(n *pkix.Name) (*Claims, error) {
	vats, ok := m.vats[n.CommonName] // want "common name decides"
	if !ok {
		return nil, errUnknown
	}
	return &Claims{Name: "worker", Vats: vats}, nil
}

// quiet: the URI is looked up.
type byURI struct{ vats map[string][]string }

func (m *byURI) Claims(s *Shown) (*Claims, error) {
	if s.TLS == nil || s.TLS.SPIFFEID == nil {
		return nil, errUnknown
	}
	vats, ok := m.vats[s.TLS.SPIFFEID.String()]
	if !ok {
		return nil, errUnknown
	}
	return &Claims{Name: "worker", Vats: vats}, nil
}

type cellar struct{ mapper Mapper }

type key struct{}

func shown(ctx context.Context) *Shown {
	out := &Shown{}
	if p, ok := peer.FromContext(ctx); ok {
		if info, ok := p.AuthInfo.(credentials.TLSInfo); ok {
			out.TLS = &info
			if len(info.State.VerifiedChains) > 0 {
				out.Subject = &info.State.PeerCertificates[0].Subject
			}
		}
	}
	return out
}

// quiet: what the mapper decides by is said there.
func (c *cellar) Unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	claims, err := c.mapper.Claims(shown(ctx))
	if err != nil {
		return nil, err
	}
	return h(context.WithValue(ctx, key{}, claims), req)
}

// New makes one of a cellar's servers.
func New(m Mapper) *grpc.Server {
	c := &cellar{mapper: m}
	return grpc.NewServer(grpc.UnaryInterceptor(c.Unary))
}

// ByName maps names.
func ByName(v map[string][]string) Mapper { return &byName{v} }

// ByURI maps SPIFFE IDs.
func ByURI(v map[string][]string) Mapper { return &byURI{v} }
