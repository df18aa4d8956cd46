package grpcsvc

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// directory knows the users of the machine.
type directory interface {
	PAM(user, password string) error
	Known(uri string) bool
}

type console struct{ users directory }

func (c *console) login(ctx context.Context) error {
	md, ok := metadata.FromIncomingContext(ctx)
	if !ok || len(md["username"]) == 0 || len(md["password"]) == 0 {
		return status.Error(codes.Unauthenticated, "who is there?")
	}
	if err := c.users.PAM(md["username"][0], md["password"][0]); err != nil {
		return status.Error(codes.Unauthenticated, "no")
	}
	return nil
}

func (c *console) workload(ctx context.Context) error {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return status.Error(codes.Unauthenticated, "who is there?")
	}
	t, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(t.State.VerifiedChains) == 0 {
		return status.Error(codes.Unauthenticated, "no certificate")
	}
	for _, u := range t.State.VerifiedChains[0][0].URIs {
		if c.users.Known(u.String()) {
			return nil
		}
	}
	return status.Error(codes.PermissionDenied, "no")
}

// Authenticate takes one or the other.
func (c *console) Authenticate(ctx context.Context) error {
	err := c.login(ctx) // want `a password is an alternative to the client certificate`
	if err != nil {
		err = c.workload(ctx)
	}
	return err
}

// AuthenticateBoth takes both.
func (c *console) AuthenticateBoth(ctx context.Context) error {
	if err := c.login(ctx); err != nil {
		return err
	}
	return c.workload(ctx)
}
