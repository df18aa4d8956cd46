// Package lots is an auction house: its authenticators give their callers what they were made
// with.
package lots

import (
	"context"
	"errors"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// Badge says what somebody may do.
type Badge struct {
	Public string
	Halls  []string
}

// Authenticator finds the badge of a caller.
type Authenticator interface {
	Authenticate(ctx context.Context) (*Badge, error)
}

var errUnknown = errors.New("nobody that we know")

func state(ctx context.Context) (credentials.TLSInfo, bool) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return credentials.TLSInfo{}, false
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	return info, ok
}

type anybody struct{ badge *Badge }

// NewAnybody gives whoever has a certificate the same badge.
func NewAnybody(b *Badge) Authenticator { return &anybody{badge: b} }

// reports: the badge is that of the authenticator, and so the same for everybody.
func (a *anybody) Authenticate(ctx context.Context) (*Badge, error) {
	info, ok := state(ctx)
	if !ok || len(info.State.VerifiedChains) == 0 { // want `any client certificate becomes "badge"`
		return nil, errUnknown
	}
	return a.badge, nil
}

type bidder struct{ badges map[string]*Badge }

// NewBidder finds badges by name.
func NewBidder(m map[string]*Badge) Authenticator { return &bidder{badges: m} }

// quiet: the badge is that of a name in the certificate.
func (a *bidder) Authenticate(ctx context.Context) (*Badge, error) {
	info, ok := state(ctx)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return nil, errUnknown
	}
	for _, n := range info.State.VerifiedChains[0][0].DNSNames {
		if b, ok := a.badges[n]; ok {
			return b, nil
		}
	}
	return nil, errUnknown
}

type seat struct {
	desk  Authenticator
	badge *Badge
}

// NewSeat is for one connection.
func NewSeat(desk Authenticator) interface {
	Authenticator
	Sit(context.Context) error
} {
	return &seat{desk: desk, badge: &Badge{}}
}

// Sit keeps what another authenticator found.
func (s *seat) Sit(ctx context.Context) error {
	b, err := s.desk.Authenticate(ctx)
	if err != nil {
		return err
	}
	s.badge = b
	return nil
}

// quiet: the badge was found for the name of whoever is at this connection.
func (s *seat) Authenticate(ctx context.Context) (*Badge, error) {
	if info, ok := state(ctx); !ok || len(info.State.VerifiedChains) == 0 {
		return nil, errUnknown
	}
	return s.badge, nil
}

type every struct{ list []Authenticator }

// NewEvery asks each of a list.
func NewEvery(list ...Authenticator) Authenticator { return &every{list} }

func (a *every) Authenticate(ctx context.Context) (*Badge, error) {
	out := &Badge{}
	for _, e := range a.list {
		b, err := e.Authenticate(ctx)
		if err != nil {
			return nil, err
		}
		out.Halls = append(out.Halls, b.Halls...)
	}
	return out, nil
}

type key struct{}

// Unary lets in whom a finds.
func Unary(a Authenticator) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		b, err := a.Authenticate(ctx)
		if err != nil {
			return nil, err
		}
		return handler(context.WithValue(ctx, key{}, b), req)
	}
}
