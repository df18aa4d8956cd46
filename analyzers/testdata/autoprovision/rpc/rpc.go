// Package rpc makes accounts in interceptors.
package rpc

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

type Member struct{ ID, Plan string }

type DB struct{}

func (*DB) Where(query string, args ...any) *DB        { return &DB{} }
func (*DB) FirstOrCreate(dest any, conds ...any) error { return nil }
func (*DB) First(dest any, conds ...any) error         { return nil }

type members interface {
	EnsureMember(ctx context.Context, id string) (Member, error)
	RegisterMember(ctx context.Context, id string) error
	Member(ctx context.Context, id string) (Member, error)
}

type service struct {
	db      *DB
	members members
}

func id(ctx context.Context) string {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return ""
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 || len(info.State.VerifiedChains[0][0].URIs) == 0 {
		return ""
	}
	return info.State.VerifiedChains[0][0].URIs[0].String()
}

// By the mapper's own function.
func (s *service) firstOrCreate(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	who := id(ctx)
	if who == "" {
		return nil, status.Error(codes.Unauthenticated, "no identity")
	}
	var m Member
	if err := s.db.Where("id = ?", who).FirstOrCreate(&m, Member{ID: who}); err != nil { // want `FirstOrCreate makes it from the certificate's identity`
		return nil, status.Error(codes.Internal, err.Error())
	}
	return handler(ctx, req)
}

// By a look-up.
func (s *service) first(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	who := id(ctx)
	if who == "" {
		return nil, status.Error(codes.Unauthenticated, "no identity")
	}
	var m Member
	if err := s.db.Where("id = ?", who).First(&m); err != nil {
		return nil, status.Error(codes.PermissionDenied, "unknown")
	}
	return handler(ctx, req)
}

// Of the stream's peer.
func (s *service) stream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	who := id(ss.Context())
	if who == "" {
		return status.Error(codes.Unauthenticated, "no identity")
	}
	if _, err := s.members.EnsureMember(ss.Context(), who); err != nil { // want `EnsureMember makes it from the certificate's identity`
		return status.Error(codes.Internal, err.Error())
	}
	return handler(srv, ss)
}

// In gin, from the serial number and its issuer.
func (s *service) gin(c *gin.Context) {
	if c.Request.TLS == nil || len(c.Request.TLS.VerifiedChains) == 0 {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	leaf := c.Request.TLS.VerifiedChains[0][0]
	who := leaf.Issuer.String() + leaf.SerialNumber.String()
	if _, err := s.members.Member(c, who); err != nil {
		if err := s.members.RegisterMember(c, who); err != nil { // want `RegisterMember makes it from the certificate's identity`
			c.AbortWithStatus(http.StatusInternalServerError)
			return
		}
	}
	c.Next()
}

// In gin, found.
func (s *service) ginFound(c *gin.Context) {
	if c.Request.TLS == nil || len(c.Request.TLS.VerifiedChains) == 0 {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	leaf := c.Request.TLS.VerifiedChains[0][0]
	if _, err := s.members.Member(c, leaf.Issuer.String()+leaf.SerialNumber.String()); err != nil {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}

// Servers registers them.
func Servers(s *service, creds credentials.TransportCredentials) (*grpc.Server, *gin.Engine) {
	g := gin.New()
	g.Use(s.gin, s.ginFound)
	return grpc.NewServer(grpc.Creds(creds), grpc.ChainUnaryInterceptor(s.firstOrCreate, s.first), grpc.StreamInterceptor(s.stream)), g
}
