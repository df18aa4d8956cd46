// Package filled lets agents of a farm in. Whom it lets in is one struct, which each way fills.
package filled

import (
	"context"
	"crypto/x509"
	"errors"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
)

// Agent works on the farm.
type Agent struct{ ID int }

// Fields finds agents.
type Fields interface {
	ByURI(ctx context.Context, uri string) (*Agent, error)
	ByToken(ctx context.Context, token string) (*Agent, error)
}

// Told is what the handlers are told of an agent.
type Told struct {
	Agent *Agent
	Way   string
	Asked int
}

type key struct{}

var errUnknown = errors.New("no agent of ours")

func leaf(ctx context.Context) *x509.Certificate {
	p, _ := peer.FromContext(ctx)
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return nil
	}
	return info.State.VerifiedChains[0][0]
}

func bearer(ctx context.Context) string {
	md, _ := metadata.FromIncomingContext(ctx)
	if v := md.Get("authorization"); len(v) == 1 {
		return v[0]
	}
	return ""
}

// quiet: each branch says how the agent came.
func Told1(f Fields) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		t := &Told{Asked: 1}
		if c := leaf(ctx); c != nil && len(c.URIs) == 1 {
			a, err := f.ByURI(ctx, c.URIs[0].String())
			if err != nil {
				return nil, errUnknown
			}
			t.Agent, t.Way = a, "certificate"
		} else {
			a, err := f.ByToken(ctx, bearer(ctx))
			if err != nil {
				return nil, errUnknown
			}
			t.Agent, t.Way = a, "token"
		}
		return h(context.WithValue(ctx, key{}, t), req)
	}
}

// reports: both say the same.
func Told2(f Fields) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		t := &Told{}
		if c := leaf(ctx); c != nil && len(c.URIs) == 1 {
			a, err := f.ByURI(ctx, c.URIs[0].String())
			if err != nil {
				return nil, errUnknown
			}
			t.Agent, t.Way = a, "agent"
		} else {
			a, err := f.ByToken(ctx, bearer(ctx)) // want "a bearer token is an alternative to the client certificate"
			if err != nil {
				return nil, errUnknown
			}
			t.Agent, t.Way = a, "agent"
		}
		return h(context.WithValue(ctx, key{}, t), req)
	}
}

// reports: what is set in both branches is overwritten.
func Told3(f Fields) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		t := &Told{}
		if c := leaf(ctx); c != nil && len(c.URIs) == 1 {
			a, err := f.ByURI(ctx, c.URIs[0].String())
			if err != nil {
				return nil, errUnknown
			}
			t.Agent = a
		} else {
			a, err := f.ByToken(ctx, bearer(ctx)) // want "a bearer token is an alternative to the client certificate"
			if err != nil {
				return nil, errUnknown
			}
			t.Agent = a
		}
		t.Way = "agent"
		return h(context.WithValue(ctx, key{}, t), req)
	}
}

// Shown says what was shown.
type Shown interface{ Kind() string }

type byURI struct{ uri string }

func (byURI) Kind() string { return "uri" }

type byToken struct{ id int }

func (byToken) Kind() string { return "token" }

// Info is kept by value.
type Info struct {
	Asked int
	Shown Shown
}

func keep(ctx context.Context, i Info) context.Context { return context.WithValue(ctx, key{}, i) }

type extension struct{ fields Fields }

// quiet: each way keeps something of a type of its own, by a function for that.
func (e *extension) Authenticate(ctx context.Context) (context.Context, error) {
	i := Info{Asked: 1}
	if c := leaf(ctx); c != nil && len(c.URIs) == 1 {
		if _, err := e.fields.ByURI(ctx, c.URIs[0].String()); err != nil {
			return ctx, errUnknown
		}
		i.Shown = byURI{c.URIs[0].String()}
		return keep(ctx, i), nil
	}
	if a, err := e.fields.ByToken(ctx, bearer(ctx)); err == nil {
		i.Shown = byToken{a.ID}
		return keep(ctx, i), nil
	}
	return ctx, errUnknown
}

type other struct{ fields Fields }

// reports: both ways keep the same.
func (e *other) Authenticate(ctx context.Context) (context.Context, error) {
	i := Info{Asked: 1}
	if c := leaf(ctx); c != nil && len(c.URIs) == 1 {
		if _, err := e.fields.ByURI(ctx, c.URIs[0].String()); err != nil {
			return ctx, errUnknown
		}
		i.Shown = byToken{1}
		return keep(ctx, i), nil
	}
	if a, err := e.fields.ByToken(ctx, bearer(ctx)); err == nil { // want "a bearer token is an alternative to the client certificate"
		i.Shown = byToken{a.ID}
		return keep(ctx, i), nil
	}
	return ctx, errUnknown
}
