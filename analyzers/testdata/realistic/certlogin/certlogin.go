// Package certlogin exchanges a client certificate for a token, by roles that are
// stored for its name.
package certlogin

import (
	"context"
	"crypto/x509"
	"errors"
	"strings"
)

type Role struct{ Policies []string }

type roles interface {
	Stored(ctx context.Context, identity string) (*Role, error)
}

type tokens interface {
	Issue(ctx context.Context, subject string, policies []string) (string, error)
}

type Service struct {
	roles    any
	tokens   tokens
	defaults []string
}

// The token says whose it is: the certificate's presence is not all that counts,
// even for a caller without a stored role.
func (s *Service) Login(ctx context.Context, certs []*x509.Certificate) (string, error) {
	if len(certs) == 0 {
		return "", errors.New("client certificate required")
	}
	identity := ""
	if len(certs[0].DNSNames) > 0 {
		identity = strings.TrimSpace(certs[0].DNSNames[0])
	}
	if identity == "" {
		return "", errors.New("the client certificate has no DNS name")
	}
	policies := append([]string(nil), s.defaults...)
	if r, ok := s.roles.(roles); ok {
		if stored, err := r.Stored(ctx, identity); err == nil && stored != nil {
			policies = stored.Policies
		}
	}
	if len(policies) == 0 {
		return "", errors.New("no role for this certificate")
	}
	return s.tokens.Issue(ctx, "cert:"+identity, policies)
}
