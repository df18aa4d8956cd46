// Package endpoints has functions that look as if they were generated from a design: each asks
// the checks of another package in turn, and no header or request is in sight.
package endpoints

import (
	"context"
	"crypto/tls"

	"testdata/orauth/endpoints/locks"
)

// Endpoint answers one method.
type Endpoint func(ctx context.Context, request any) (any, error)

// Payload is what a transport has decoded.
type Payload struct {
	Word  string
	State *tls.ConnectionState
	Pump  string
}

// Service is what the endpoints are for.
type Service interface {
	List(context.Context) ([]string, error)
	Start(context.Context, string) error
}

// NewList makes an endpoint. reports: the key is asked for where the certificate has failed.
func NewList(s Service, c *locks.Checks) Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		p := request.(*Payload)
		ctx, err := c.CertAuth(ctx, p.State, &locks.Scheme{Name: "pump"})
		if err != nil {
			ctx, err = c.APIKeyAuth(ctx, p.Word, &locks.Scheme{Name: "key"}) // want "an api key is an alternative to the client certificate"
		}
		if err != nil {
			return nil, err
		}
		return s.List(ctx)
	}
}

// NewStart makes an endpoint. quiet: both are needed.
func NewStart(s Service, c *locks.Checks) Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		p := request.(*Payload)
		ctx, err := c.CertAuth(ctx, p.State, &locks.Scheme{Name: "pump"})
		if err == nil {
			ctx, err = c.APIKeyAuth(ctx, p.Word, &locks.Scheme{Name: "key"})
		}
		if err != nil {
			return nil, err
		}
		return nil, s.Start(ctx, p.Pump)
	}
}

// NewRead makes an endpoint. quiet: nothing says that what is compared is a credential.
func NewRead(s Service, c *locks.Checks) Endpoint {
	return func(ctx context.Context, request any) (any, error) {
		p := request.(*Payload)
		ctx, err := c.CertAuth(ctx, p.State, &locks.Scheme{Name: "pump"})
		if err != nil {
			ctx, err = c.Same(ctx, p.Word, &locks.Scheme{Name: "version"})
		}
		if err != nil {
			return nil, err
		}
		return s.List(ctx)
	}
}
