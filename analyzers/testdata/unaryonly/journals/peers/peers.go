// Package peers has interceptors that look at who calls.
package peers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

func key(ctx context.Context) (string, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return "", status.Error(codes.Unauthenticated, "no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 {
		return "", status.Error(codes.Unauthenticated, "no certificate")
	}
	sum := sha256.Sum256(info.State.PeerCertificates[0].RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:]), nil
}

// Known lets in whose keys are known.
func Known(keys map[string]bool) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		k, err := key(ctx)
		if err != nil {
			return nil, err
		}
		if !keys[k] {
			return nil, status.Error(codes.PermissionDenied, "not known")
		}
		return handler(ctx, req)
	}
}

// Told only tells who opens streams.
func Told(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	k, err := key(ss.Context())
	if err != nil {
		log.Println("nobody opens", info.FullMethod)
	}
	log.Println(info.FullMethod, k)
	err = handler(srv, ss)
	log.Println(info.FullMethod, k, err)
	return err
}

// Telling makes one that tells it elsewhere.
func Telling(to *log.Logger) grpc.StreamServerInterceptor {
	return func(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		if k, err := key(ss.Context()); err == nil {
			to.Println(info.FullMethod, k)
		}
		return handler(srv, ss)
	}
}

// Must turns away whoever has no key, in its own way.
func Must(ctx context.Context) {
	if _, err := key(ctx); err != nil {
		panic(err)
	}
}

// Panicking turns them away so.
func Panicking(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	Must(ss.Context())
	return handler(srv, ss)
}

type watched struct {
	grpc.ServerStream
	key string
	ok  func(string) bool
}

func (w watched) RecvMsg(m any) error {
	if !w.ok(w.key) {
		return status.Error(codes.PermissionDenied, "no longer")
	}
	return w.ServerStream.RecvMsg(m)
}

// Watching decides at each message.
func Watching(ok func(string) bool) grpc.StreamServerInterceptor {
	return func(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		k, err := key(ss.Context())
		if err != nil {
			log.Println(err)
		}
		return handler(srv, watched{ss, k, ok})
	}
}

// Sometimes asks for a certificate where a flag says so.
func Sometimes(strict *bool) grpc.StreamServerInterceptor {
	return func(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		if _, err := key(ss.Context()); err != nil && *strict {
			return err
		}
		return handler(srv, ss)
	}
}
