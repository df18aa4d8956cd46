// Package finders asks one who finds callers after another: neither fails when there is
// nobody to be found.
package finders

import (
	"context"
	"errors"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
)

// Caller is who calls.
type Caller struct {
	Name     string
	Revision uint64
}

type keeper struct {
	revision uint64
	tokens   map[string]Caller
	byCert   bool
}

func (k *keeper) callerOfToken(ctx context.Context) (*Caller, error) {
	md, ok := metadata.FromIncomingContext(ctx)
	if !ok || len(md["token"]) == 0 {
		return nil, nil
	}
	c, ok := k.tokens[md["token"][0]]
	if !ok {
		return nil, errors.New("that token is not valid")
	}
	return &c, nil
}

func (k *keeper) callerOfCert(ctx context.Context) *Caller {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok {
		return nil
	}
	for _, chain := range info.State.VerifiedChains {
		if len(chain) > 0 && len(chain[0].URIs) == 1 {
			return &Caller{Name: chain[0].URIs[0].String(), Revision: k.revision}
		}
	}
	return nil
}

// Server answers calls.
type Server struct{ keeper *keeper }

// AuthInfo returns who calls.
//
// reports: the token's caller, or else the certificate's.
func (s *Server) AuthInfo(ctx context.Context) (*Caller, error) {
	c, err := s.keeper.callerOfToken(ctx) // want "alternative to the client certificate"
	if c != nil || err != nil {
		return c, err
	}
	c = s.keeper.callerOfCert(ctx)
	return c, nil
}

// AuthUser returns who calls, by the way that is configured.
//
// quiet: it is one of them, and not the other when the first one finds nobody.
func (s *Server) AuthUser(ctx context.Context) (*Caller, error) {
	if s.keeper.byCert {
		return s.keeper.callerOfCert(ctx), nil
	}
	return s.keeper.callerOfToken(ctx)
}
