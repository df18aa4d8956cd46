// Package proofs recognises who calls, and leaves that in the context.
package proofs

import (
	"context"
	"errors"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"

	"testdata/orauth/senders/origin"
)

// ErrNobody says that nobody was recognised.
var ErrNobody = errors.New("nobody")

// Checker recognises the caller.
type Checker interface {
	Check(ctx context.Context) (context.Context, error)
}

type machine struct{ host string }

func (machine) Kind() string   { return "machine" }
func (m machine) Name() string { return m.host }

type holder string

func (holder) Kind() string   { return "holder" }
func (h holder) Name() string { return string(h) }

type anyone struct{ name string }

func (anyone) Kind() string   { return "anyone" }
func (a anyone) Name() string { return a.name }

func host(ctx context.Context) string {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return ""
	}
	ti, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(ti.State.VerifiedChains) == 0 || len(ti.State.VerifiedChains[0][0].DNSNames) != 1 {
		return ""
	}
	return ti.State.VerifiedChains[0][0].DNSNames[0]
}

func token(ctx context.Context) string {
	md, _ := metadata.FromIncomingContext(ctx)
	if vals := md.Get("authorization"); len(vals) == 1 {
		return vals[0]
	}
	return ""
}

// Machines knows hosts, and keeps which.
type Machines map[string]bool

// Check keeps a machine.
func (m Machines) Check(ctx context.Context) (context.Context, error) {
	h := host(ctx)
	if !m[h] {
		return nil, ErrNobody
	}
	s := origin.From(ctx)
	s.Proof = machine{h}
	return origin.With(ctx, s), nil
}

// Tokens knows tokens, and keeps who holds them.
type Tokens map[string]string

// Check keeps a holder.
func (t Tokens) Check(ctx context.Context) (context.Context, error) {
	name, ok := t[token(ctx)]
	if !ok {
		return nil, ErrNobody
	}
	s := origin.From(ctx)
	s.Proof = holder(name)
	return origin.With(ctx, s), nil
}

// Hosts knows hosts, and keeps anyone.
type Hosts map[string]bool

// Check keeps anyone.
func (m Hosts) Check(ctx context.Context) (context.Context, error) {
	h := host(ctx)
	if !m[h] {
		return nil, ErrNobody
	}
	return origin.With(ctx, origin.Sender{Proof: anyone{h}}), nil
}

// Words knows tokens, and keeps anyone.
type Words map[string]string

// Check keeps anyone.
func (t Words) Check(ctx context.Context) (context.Context, error) {
	name, ok := t[token(ctx)]
	if !ok {
		return nil, ErrNobody
	}
	return origin.With(ctx, origin.Sender{Proof: anyone{name}}), nil
}

type nameKey struct{}

// Leaves knows hosts, and keeps a name.
type Leaves map[string]bool

// Check keeps a name.
func (m Leaves) Check(ctx context.Context) (context.Context, error) {
	h := host(ctx)
	if !m[h] {
		return nil, ErrNobody
	}
	return context.WithValue(ctx, nameKey{}, h), nil
}

// Slips knows tokens, and keeps a name.
type Slips map[string]string

// Check keeps a name.
func (t Slips) Check(ctx context.Context) (context.Context, error) {
	name, ok := t[token(ctx)]
	if !ok {
		return nil, ErrNobody
	}
	return context.WithValue(ctx, nameKey{}, name), nil
}

type first []Checker

// FirstOf recognises whom the first does who recognises somebody.
func FirstOf(list ...Checker) Checker { return first(list) }

func (f first) Check(ctx context.Context) (context.Context, error) {
	for _, c := range f {
		if out, err := c.Check(ctx); err == nil {
			return out, nil
		}
	}
	return nil, ErrNobody
}

// Either knows hosts and tokens.
type Either struct {
	hosts  map[string]bool
	tokens map[string]string
}

// quiet (low): what is kept says by its type how somebody was recognised.
func (e Either) Check(ctx context.Context) (context.Context, error) {
	if h := host(ctx); e.hosts[h] {
		return context.WithValue(ctx, nameKey{}, origin.Sender{Proof: machine{h}}), nil
	}
	if name, ok := e.tokens[token(ctx)]; ok {
		return context.WithValue(ctx, nameKey{}, origin.Sender{Proof: holder(name)}), nil
	}
	return nil, ErrNobody
}

// Alike knows hosts and tokens, too.
type Alike struct{ Either }

// reports: anyone is kept.
func (e Alike) Check(ctx context.Context) (context.Context, error) {
	if h := host(ctx); e.hosts[h] {
		return context.WithValue(ctx, nameKey{}, origin.Sender{Proof: anyone{h}}), nil
	}
	if name, ok := e.tokens[token(ctx)]; ok { // want `a bearer token is an alternative to the client certificate`
		return context.WithValue(ctx, nameKey{}, origin.Sender{Proof: anyone{name}}), nil
	}
	return nil, ErrNobody
}

// list is asked one by one, and in one place.
type list struct{ checks []Checker }

// Known knows machines and holders.
func Known(hosts map[string]bool, tokens map[string]string) Checker {
	return &list{[]Checker{Machines(hosts), Tokens(tokens)}}
}

// quiet (low): each keeps somebody of another kind.
func (l *list) Check(ctx context.Context) (context.Context, error) {
	for _, c := range l.checks {
		if out, err := c.Check(ctx); err == nil {
			return out, nil
		}
	}
	return nil, ErrNobody
}
