// Package unaryonly reports gRPC servers that decide on client certificates for
// unary calls and not for streams.
//
// # What it reports
//
// A call of grpc.NewServer with an interceptor of unary calls that decides on the
// client's certificate, and with none of streams that does, when a service with
// streams is registered on the server. With nothing registered in sight the
// confidence is medium.
//
// The finding points at the call of grpc.NewServer.
//
// # Why it matters
//
// gRPC calls interceptors of unary calls for unary calls only. A method that
// streams, in either direction, is reached without any of them: every client that
// gets through the handshake watches, uploads and executes. The gap opens on the day
// on which the first stream is added to a service whose interceptor was written when
// there was none.
//
// # What it leaves alone
//
//   - A service without streams. The streams of gRPC's own health and reflection
//     services are none.
//   - A check for all calls: in the handshake's callbacks, or in the tap handle.
//   - Options or interceptors that are not in sight.
//
// # Known limits
//
// Which methods stream is known from the type of the generated interface, or from the
// literal of a grpc.ServiceDesc. A streaming
// method that asks for the certificate itself is no gap; one that asks only on some of
// its ways is not looked into. An interceptor for streams that is added under a condition
// counts as added.
//
// # Bad
//
// Streams are reached without the interceptor.
//
//	package p
//
//	import (
//		"context"
//		"slices"
//
//		"google.golang.org/grpc"
//		"google.golang.org/grpc/codes"
//		"google.golang.org/grpc/credentials"
//		"google.golang.org/grpc/peer"
//		"google.golang.org/grpc/status"
//	)
//
//	// authorize lets writers in.
//	func authorize(ctx context.Context) error {
//		p, ok := peer.FromContext(ctx)
//		if !ok {
//			return status.Error(codes.Unauthenticated, "no peer")
//		}
//		info, ok := p.AuthInfo.(credentials.TLSInfo)
//		if !ok || len(info.State.VerifiedChains) == 0 {
//			return status.Error(codes.Unauthenticated, "no client certificate")
//		}
//		if !slices.Contains(info.State.VerifiedChains[0][0].DNSNames, "writer.example") {
//			return status.Error(codes.PermissionDenied, "writers only")
//		}
//		return nil
//	}
//
//	func unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
//		if err := authorize(ctx); err != nil {
//			return nil, err
//		}
//		return handler(ctx, req)
//	}
//
//	// New returns a server for writers.
//	func New(creds credentials.TransportCredentials) *grpc.Server {
//		return grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(unary))
//	}
//
// # Good
//
// Both kinds of calls are checked.
//
//	package p
//
//	import (
//		"context"
//		"slices"
//
//		"google.golang.org/grpc"
//		"google.golang.org/grpc/codes"
//		"google.golang.org/grpc/credentials"
//		"google.golang.org/grpc/peer"
//		"google.golang.org/grpc/status"
//	)
//
//	// authorize lets writers in.
//	func authorize(ctx context.Context) error {
//		p, ok := peer.FromContext(ctx)
//		if !ok {
//			return status.Error(codes.Unauthenticated, "no peer")
//		}
//		info, ok := p.AuthInfo.(credentials.TLSInfo)
//		if !ok || len(info.State.VerifiedChains) == 0 {
//			return status.Error(codes.Unauthenticated, "no client certificate")
//		}
//		if !slices.Contains(info.State.VerifiedChains[0][0].DNSNames, "writer.example") {
//			return status.Error(codes.PermissionDenied, "writers only")
//		}
//		return nil
//	}
//
//	func unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
//		if err := authorize(ctx); err != nil {
//			return nil, err
//		}
//		return handler(ctx, req)
//	}
//
//	func stream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
//		if err := authorize(ss.Context()); err != nil {
//			return err
//		}
//		return handler(srv, ss)
//	}
//
//	// New returns a server for writers.
//	func New(creds credentials.TransportCredentials) *grpc.Server {
//		return grpc.NewServer(grpc.Creds(creds), grpc.UnaryInterceptor(unary), grpc.StreamInterceptor(stream))
//	}
//
// # How to repair
//
// Write the check once, over a context, and call it in a grpc.UnaryServerInterceptor
// and in a grpc.StreamServerInterceptor. Where the decision does not depend on the
// method, make it in tls.Config.VerifyConnection.
//
// # References
//
//   - google.golang.org/grpc, func StreamInterceptor:
//     https://pkg.go.dev/google.golang.org/grpc#StreamInterceptor
//   - CWE-306 Missing Authentication for Critical Function:
//     https://cwe.mitre.org/data/definitions/306.html
//   - CWE-862 Missing Authorization: https://cwe.mitre.org/data/definitions/862.html
package unaryonly

import _ "embed"

//go:embed doc.go
var doc string
