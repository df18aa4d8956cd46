// Package levels gives callers a level by their name, and asks the level.
package levels

import (
	"context"
	"errors"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

type level int

const (
	none level = iota
	service
	admin
)

type Request struct{ Action string }

type Reply struct{ State string }

type Server struct {
	admins, services []string
	jobs             map[string][]string
}

func (s *Server) levelOf(name string) level {
	for _, a := range s.admins {
		if a == name {
			return admin
		}
	}
	for _, a := range s.services {
		if a == name {
			return service
		}
	}
	return none
}

// caller finds out who calls, and with which level.
func (s *Server) caller(ctx context.Context) (string, level, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return "", none, errors.New("no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return "", none, errors.New("no client certificate")
	}
	name := info.State.VerifiedChains[0][0].Subject.CommonName
	return name, s.levelOf(name), nil
}

// The level is asked: that is a decision on the name, not on a certificate's
// presence.
func (s *Server) Control(ctx context.Context, r *Request) (*Reply, error) {
	_, l, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	if l != admin { // want `the common name decides who the peer is`
		return nil, errors.New("you may not control this server")
	}
	return &Reply{State: r.Action}, nil
}

// What belongs to the caller is looked up by the name; the name's root cause has
// been reported.
func (s *Server) Jobs(ctx context.Context, r *Request) (*Reply, error) {
	name, l, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	jobs := s.jobs[name]
	if len(jobs) == 0 && l == none {
		return nil, errors.New("no jobs")
	}
	return &Reply{State: r.Action}, nil
}
