package rpc

import (
	"context"
	"errors"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"example.com/fleet/internal/identity"
)

// Dispatch guards the interface of the control room.
type Dispatch struct {
	Directory *identity.Directory
	Tokens    *identity.Tokens
}

// Unary admits calls of operators.
func (d *Dispatch) Unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	p, err := d.identify(ctx)
	if err != nil {
		return nil, status.Error(codes.Unauthenticated, err.Error())
	}
	if !p.Has(identity.Operator) {
		return nil, status.Error(codes.PermissionDenied, "operators only")
	}
	return handler(identity.NewContext(ctx, p), req)
}

// Stream admits streams of operators.
func (d *Dispatch) Stream(srv any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	p, err := d.confirm(stream.Context())
	if err != nil {
		return status.Error(codes.Unauthenticated, err.Error())
	}
	if !p.Has(identity.Operator) {
		return status.Error(codes.PermissionDenied, "operators only")
	}
	return handler(srv, &operatorStream{stream, identity.NewContext(stream.Context(), p)})
}

// identify returns who makes the call.
func (d *Dispatch) identify(ctx context.Context) (identity.Principal, error) {
	if p, err := d.byCertificate(ctx); err == nil {
		return p, nil
	}
	return d.byToken(ctx)
}

// confirm returns who makes the call, from a certificate and a token that say
// the same.
func (d *Dispatch) confirm(ctx context.Context) (identity.Principal, error) {
	p, err := d.byCertificate(ctx)
	if err != nil {
		return identity.Principal{}, err
	}
	holder, err := d.byToken(ctx)
	if err != nil {
		return identity.Principal{}, err
	}
	if holder.ID != p.ID {
		return identity.Principal{}, errors.New("token of somebody else")
	}
	return p, nil
}

func (d *Dispatch) byCertificate(ctx context.Context) (identity.Principal, error) {
	cert, err := identity.OfCall(ctx)
	if err != nil {
		return identity.Principal{}, err
	}
	return d.Directory.ByCertificate(cert)
}

func (d *Dispatch) byToken(ctx context.Context) (identity.Principal, error) {
	values := metadata.ValueFromIncomingContext(ctx, "authorization")
	if len(values) != 1 {
		return identity.Principal{}, errors.New("no token")
	}
	subject, err := d.Tokens.Subject(strings.TrimPrefix(values[0], "Bearer "))
	if err != nil {
		return identity.Principal{}, err
	}
	return d.Directory.ByID(subject)
}

// operatorStream is a stream whose context carries the operator.
type operatorStream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s *operatorStream) Context() context.Context { return s.ctx }
