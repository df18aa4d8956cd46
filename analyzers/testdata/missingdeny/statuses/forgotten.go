package statuses

import (
	"context"
	"errors"
	"log"
	"net/http"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type userKey struct{}

var errOperator = errors.New("not an operator")

func operator(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 || r.TLS.PeerCertificates[0].DNSNames[0] != "operator.example" {
		return errOperator
	}
	return nil
}

// The error is only logged.
func Logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := operator(r); err != nil { // want "the check's error changes nothing"
			log.Println("denied", err)
		}
		next.ServeHTTP(w, r)
	})
}

// The error is dropped.
func Dropped(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = operator(r) // want "the check's error changes nothing"
		next.ServeHTTP(w, r)
	})
}

func caller(ctx context.Context) error {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 || len(info.State.PeerCertificates[0].DNSNames) == 0 || info.State.PeerCertificates[0].DNSNames[0] != "operator.example" {
		return status.Error(codes.PermissionDenied, "operators only")
	}
	return nil
}

// An interceptor that forgets it.
func Interceptor(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if err := caller(ctx); err != nil { // want "the check's error changes nothing"
		log.Println("denied", err)
	}
	return next(ctx, req)
}

// The error is returned.
func Returned(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if err := caller(ctx); err != nil {
		log.Println("denied", err)
		return nil, err
	}
	return next(ctx, req)
}

// Who is no operator is somebody else.
func Optional(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := operator(r); err == nil {
			r = r.WithContext(context.WithValue(r.Context(), userKey{}, "operator"))
		}
		next.ServeHTTP(w, r)
	})
}

// It is looked at later.
func Later(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := operator(r)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, err)))
	})
}
