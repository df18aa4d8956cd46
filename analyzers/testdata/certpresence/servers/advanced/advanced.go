// Package advanced: advancedtls, with the decision in its additional check.
package advanced

import (
	"context"
	"errors"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/security/advancedtls"
	"google.golang.org/grpc/status"
)

// Every server of the program decides before this is reached.
func present(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no client certificate")
	}
	return h(ctx, req)
}

func schedulers(v *advancedtls.HandshakeVerificationInfo) (*advancedtls.PostHandshakeVerificationResults, error) {
	if v.Leaf == nil {
		return nil, errors.New("leaf not verified")
	}
	if !slices.Contains(v.Leaf.DNSNames, "scheduler.internal.example") {
		return nil, errors.New("schedulers only")
	}
	return &advancedtls.PostHandshakeVerificationResults{}, nil
}

func NewServer(id advancedtls.IdentityCertificateOptions, roots advancedtls.RootCertificateOptions) (*grpc.Server, error) {
	creds, err := advancedtls.NewServerCreds(&advancedtls.Options{
		IdentityOptions:            id,
		RootOptions:                roots,
		RequireClientCert:          true,
		VerificationType:           advancedtls.CertVerification,
		AdditionalPeerVerification: schedulers,
	})
	if err != nil {
		return nil, err
	}
	return grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(present)), nil
}
