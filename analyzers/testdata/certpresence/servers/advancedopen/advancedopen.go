// Package advancedopen: advancedtls that verifies and does not decide.
package advancedopen

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/security/advancedtls"
	"google.golang.org/grpc/status"
)

// The additional check accepts every verified leaf, and so does the gate.
func verified(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no peer")
	}
	if info, ok := p.AuthInfo.(credentials.TLSInfo); !ok || len(info.State.VerifiedChains) == 0 { // want `any .*certificate`
		return nil, status.Error(codes.Unauthenticated, "no verified client certificate")
	}
	return h(ctx, req)
}

func accept(*advancedtls.HandshakeVerificationInfo) (*advancedtls.PostHandshakeVerificationResults, error) {
	return &advancedtls.PostHandshakeVerificationResults{}, nil
}

func NewServer(id advancedtls.IdentityCertificateOptions, roots advancedtls.RootCertificateOptions) (*grpc.Server, error) {
	creds, err := advancedtls.NewServerCreds(&advancedtls.Options{
		IdentityOptions:            id,
		RootOptions:                roots,
		RequireClientCert:          true,
		VerificationType:           advancedtls.CertVerification,
		AdditionalPeerVerification: accept,
	})
	if err != nil {
		return nil, err
	}
	return grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(verified)), nil
}
