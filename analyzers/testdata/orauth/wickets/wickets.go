// Package wickets has a rule for each method, which answers with one of several verdicts.
package wickets

import (
	"context"
	"crypto/sha256"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type answer int

const (
	unsure answer = iota
	open
	shut
)

type visit struct {
	ctx  context.Context
	name string
}

type check func(*visit) answer

type yard struct {
	engines map[[sha256.Size]byte]string
	slips   map[[sha256.Size]byte]string
	checks  map[string]check
}

func (y *yard) engine(v *visit) answer {
	p, ok := peer.FromContext(v.ctx)
	if !ok {
		return unsure
	}
	ti, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(ti.State.VerifiedChains) == 0 {
		return unsure
	}
	name, ok := y.engines[sha256.Sum256(ti.State.VerifiedChains[0][0].Raw)]
	if !ok {
		return shut
	}
	v.name = name
	return open
}

func (y *yard) slip(v *visit) answer {
	md, _ := metadata.FromIncomingContext(v.ctx)
	vals := md.Get("authorization")
	if len(vals) != 1 {
		return shut
	}
	name, ok := y.slips[sha256.Sum256([]byte(vals[0]))]
	if !ok {
		return shut
	}
	v.name = name
	return open
}

// reports: who is not known as an engine shows a slip.
func (y *yard) engineOrSlip(v *visit) answer {
	if y.engine(v) == open {
		return open
	}
	return y.slip(v) // want "a bearer token is an alternative to the client certificate"
}

// quiet: both are needed.
func (y *yard) engineWithSlip(v *visit) answer {
	if a := y.engine(v); a != open {
		return shut
	}
	return y.slip(v)
}

func newYard() *yard {
	y := &yard{}
	y.checks = map[string]check{
		"/yard.Yard/Couple": y.engineWithSlip,
		"/yard.Yard/Watch":  y.engineOrSlip,
		"/yard.Yard/Move":   y.engine,
	}
	return y
}

// Unary asks the rule of the method.
func (y *yard) Unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	c, ok := y.checks[info.FullMethod]
	if !ok {
		return nil, status.Error(codes.Unimplemented, "no such method")
	}
	if c(&visit{ctx: ctx}) != open {
		return nil, status.Error(codes.PermissionDenied, "shut")
	}
	return next(ctx, req)
}

type halt struct {
	*yard
	checks map[string]check
}

func newHalt(y *yard) *halt {
	return &halt{yard: y, checks: map[string]check{
		"/yard.Halt/Stop": y.engine,
		"/yard.Halt/Wave": y.slip,
	}}
}

// quiet: each method asks for one of them.
func (h *halt) Unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	c, ok := h.checks[info.FullMethod]
	if !ok {
		return nil, status.Error(codes.Unimplemented, "no such method")
	}
	if c(&visit{ctx: ctx}) != open {
		return nil, status.Error(codes.PermissionDenied, "shut")
	}
	return next(ctx, req)
}
