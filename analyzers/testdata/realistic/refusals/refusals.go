// Package refusals denies with errors that the project makes by functions of its
// own, here and in another package.
package refusals

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"

	"testdata/realistic/refusals/problem"
)

type refusal struct{ reason string }

func (r *refusal) Error() string { return r.reason }

func denied(format string, args ...any) error {
	return fmt.Errorf("denied: "+format, args...)
}

func refused(reason string) error {
	if reason == "" {
		return errUnnamed
	}
	return &refusal{reason}
}

func forbidden(who string) error { return refused("forbidden: " + who) }

var errUnnamed = errors.New("refused")

// perhaps is no constructor: it may have nothing to say.
func perhaps(reason string) error {
	if reason == "" {
		return nil
	}
	return &refusal{reason}
}

// Service knows the workloads that may call it.
type Service struct {
	workloads map[string]bool
	pins      map[[sha256.Size]byte]bool
	reason    string
}

func leaf(ctx context.Context) *x509.Certificate {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 {
		return nil
	}
	return info.State.PeerCertificates[0]
}

// Authorize lets those in whose name is listed.
func (s *Service) Authorize(ctx context.Context) error {
	cert := leaf(ctx)
	if cert == nil {
		return denied("a client certificate is needed")
	}
	if len(cert.URIs) != 1 || !s.workloads[cert.URIs[0].String()] {
		return forbidden(cert.Subject.String())
	}
	return nil
}

// AuthorizeElsewhere denies with the errors of another package.
func (s *Service) AuthorizeElsewhere(ctx context.Context) error {
	cert := leaf(ctx)
	if cert == nil {
		return problem.Unauthenticated("a client certificate is needed")
	}
	if len(cert.URIs) != 1 || !s.workloads[cert.URIs[0].String()] {
		return problem.NewForbiddenError(cert.Subject.String())
	}
	return nil
}

// AuthorizeAnybody asks for no name.
func (s *Service) AuthorizeAnybody(ctx context.Context) error {
	if leaf(ctx) == nil { // want `any client certificate`
		return denied("a client certificate is needed")
	}
	return nil
}

// AuthorizeAnybodyElsewhere asks for no name.
func (s *Service) AuthorizeAnybodyElsewhere(ctx context.Context) error {
	if leaf(ctx) == nil { // want `any client certificate`
		return problem.Unauthenticated("a client certificate is needed")
	}
	return nil
}

// AuthorizePerhaps denies nobody whose name is not listed when there is no reason
// to give.
func (s *Service) AuthorizePerhaps(ctx context.Context) error {
	cert := leaf(ctx) // want `any client certificate`
	if cert == nil {
		return denied("a client certificate is needed")
	}
	if !s.pins[sha256.Sum256(cert.Raw)] {
		return perhaps(s.reason)
	}
	return nil
}

// AuthorizeListed says nothing of who was refused.
func (s *Service) AuthorizeListed(ctx context.Context) error {
	cert := leaf(ctx)
	if cert == nil {
		return refused("")
	}
	if len(cert.URIs) != 1 || !s.workloads[cert.URIs[0].String()] {
		return denied("not listed")
	}
	return nil
}

// AuthorizeListedElsewhere does the same with the errors of another package.
func (s *Service) AuthorizeListedElsewhere(ctx context.Context) error {
	cert := leaf(ctx)
	if cert == nil {
		return problem.Unauthenticated("a client certificate is needed")
	}
	if len(cert.URIs) != 1 || !s.workloads[cert.URIs[0].String()] {
		return problem.Unauthenticated("not listed")
	}
	return nil
}

// Identify returns the workload.
func (s *Service) Identify(ctx context.Context) (string, error) {
	cert := leaf(ctx)
	if cert == nil {
		return "", problem.Unauthenticated("a client certificate is needed")
	}
	if len(cert.URIs) != 1 {
		return "", refused("no name")
	}
	return cert.URIs[0].String(), nil
}

// Unary denies with the same errors.
func (s *Service) Unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	cert := leaf(ctx)
	if cert == nil {
		return nil, denied("a client certificate is needed")
	}
	if len(cert.URIs) != 1 || !s.workloads[cert.URIs[0].String()] {
		return nil, problem.NewForbiddenError(cert.Subject.String())
	}
	return handler(ctx, req)
}

// AuthorizeDropped makes the error that would deny, and does not return it.
func (s *Service) AuthorizeDropped(ctx context.Context) error {
	cert := leaf(ctx)
	if cert == nil {
		return denied("a client certificate is needed")
	}
	if len(cert.URIs) != 1 || !s.workloads[cert.URIs[0].String()] {
		_ = forbidden("not listed") // want `is made and not returned`
	}
	return nil
}
