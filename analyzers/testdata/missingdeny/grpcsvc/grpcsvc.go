// Package grpcsvc denies in interceptors.
package grpcsvc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type server struct {
	ids  []string
	last chan error
}

var errDenied = errors.New("denied")

func (s *server) check(ctx context.Context) error {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return errDenied
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 || !slices.Contains(s.ids, info.State.PeerCertificates[0].DNSNames[0]) {
		return errDenied
	}
	return nil
}

// reports: the status is made and dropped.
func (s *server) made(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := s.check(ctx); err != nil {
		status.Error(codes.PermissionDenied, "not allowed") // want "is made and not returned"
	}
	return handler(ctx, req)
}

// reports: an error of the program's own is.
func (s *server) wrapped(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	if err := s.check(ss.Context()); err != nil {
		_ = fmt.Errorf("not allowed: %w", err) // want "is made and not returned"
	}
	return handler(srv, ss)
}

// quiet: it is returned.
func (s *server) returned(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := s.check(ctx); err != nil {
		return nil, status.Error(codes.PermissionDenied, "not allowed")
	}
	return handler(ctx, req)
}

// quiet: an error that is made in a branch and returned after it.
func (s *server) later(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	var denied error
	if err := s.check(ctx); err != nil {
		denied = status.Error(codes.PermissionDenied, "not allowed")
	}
	if denied != nil {
		return nil, denied
	}
	return handler(ctx, req)
}

// reports: the status is kept in a variable that is only logged.
func (s *server) logged(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	err := s.check(ctx)
	if err != nil {
		err = status.Error(codes.PermissionDenied, "not allowed") // want "is made and not returned"
	}
	slog.InfoContext(ctx, "call", "err", err)
	return handler(ctx, req)
}

// quiet: the status is returned beside the log line.
func (s *server) loggedToo(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	err := s.check(ctx)
	if err != nil {
		err = status.Error(codes.PermissionDenied, "not allowed")
	}
	slog.InfoContext(ctx, "call", "err", err)
	if err != nil {
		return nil, err
	}
	return handler(ctx, req)
}

// quiet: an error for the log alone.
func (s *server) forLog(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := s.check(ctx); err != nil {
		slog.InfoContext(ctx, "call", "err", fmt.Errorf("refused: %w", err))
		return nil, status.Error(codes.PermissionDenied, "not allowed")
	}
	return handler(ctx, req)
}

// quiet: it is sent on another way.
func (s *server) reported(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	err := s.check(ctx)
	if err != nil {
		err = status.Error(codes.PermissionDenied, "not allowed")
	}
	s.last <- err
	return handler(ctx, req)
}
