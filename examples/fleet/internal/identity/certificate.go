package identity

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// ErrNoCertificate says that the caller sent no client certificate.
var ErrNoCertificate = errors.New("no client certificate")

// OfRequest returns the certificate of the client that sent r.
func OfRequest(r *http.Request) (*x509.Certificate, error) {
	if r.TLS == nil {
		return nil, ErrNoCertificate
	}
	return leaf(*r.TLS)
}

// OfCall returns the certificate of the client that made the gRPC call.
func OfCall(ctx context.Context) (*x509.Certificate, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, ErrNoCertificate
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok {
		return nil, ErrNoCertificate
	}
	return leaf(info.State)
}

func leaf(state tls.ConnectionState) (*x509.Certificate, error) {
	if len(state.VerifiedChains) == 0 {
		return nil, ErrNoCertificate
	}
	return state.VerifiedChains[0][0], nil
}

// SPIFFEID returns the SPIFFE ID of cert.
func SPIFFEID(cert *x509.Certificate) (string, error) {
	if len(cert.URIs) != 1 || cert.URIs[0].Scheme != "spiffe" {
		return "", errors.New("certificate without SPIFFE ID")
	}
	return cert.URIs[0].String(), nil
}

// Name is what people call the holder of cert.
func Name(cert *x509.Certificate) string {
	return cert.Subject.CommonName
}
