// Package mappers offers ways to find out who a connection's client is, from which programs
// choose one.
package mappers

import (
	"errors"
	"strings"

	"google.golang.org/grpc/credentials"
)

// Claims are who a client is.
type Claims struct {
	Name string
	Role string
}

// Link is what is known of a connection.
type Link struct {
	TLS     *credentials.TLSInfo
	Address string
}

// Mapper finds out who a client is.
type Mapper interface {
	Map(l *Link) (*Claims, error)
}

var errUnknown = errors.New("unknown client")

// Workers is for the connections of workers.
type Workers struct{}

// Map makes everybody with a certificate a worker.
//
// reports: whose certificate it is nobody asks.
func (Workers) Map(l *Link) (*Claims, error) {
	if l.TLS == nil || len(l.TLS.State.VerifiedChains) == 0 { // want `any client certificate .*becomes "worker"`
		return nil, errUnknown
	}
	return &Claims{Name: "worker", Role: "admin"}, nil
}

// Fleet is for ships.
type Fleet struct{ Ships map[string]bool }

// Map makes the ships of the fleet captains.
//
// quiet: a name in the certificate decides.
func (f *Fleet) Map(l *Link) (*Claims, error) {
	if l.TLS == nil || len(l.TLS.State.VerifiedChains) == 0 {
		return nil, errUnknown
	}
	for _, name := range l.TLS.State.VerifiedChains[0][0].DNSNames {
		if f.Ships[name] {
			return &Claims{Name: "ship", Role: "captain"}, nil
		}
	}
	return nil, errUnknown
}

// Hosts is for machines.
type Hosts struct{ Suffix string }

// Map names the machine.
//
// quiet: code behind it is told who it is.
func (h *Hosts) Map(l *Link) (*Claims, error) {
	if l.TLS == nil || len(l.TLS.State.VerifiedChains) == 0 {
		return nil, errUnknown
	}
	leaf := l.TLS.State.VerifiedChains[0][0]
	if len(leaf.DNSNames) == 0 {
		return nil, errUnknown
	}
	return &Claims{Name: strings.TrimSuffix(leaf.DNSNames[0], h.Suffix), Role: "host"}, nil
}

// Guests is for whoever has no name.
type Guests struct{}

// Map makes everybody a guest.
//
// quiet: a guest is nobody.
func (Guests) Map(l *Link) (*Claims, error) {
	if l.TLS == nil || len(l.TLS.State.PeerCertificates) == 0 {
		return nil, errUnknown
	}
	return &Claims{Name: "anonymous"}, nil
}

// Kind says how a client has come.
type Kind struct{ Way string }

// Kinds finds out how clients come.
type Kinds interface {
	Of(l *Link) (*Kind, error)
}

// ByTLS is for connections with TLS.
type ByTLS struct{}

// Of says that there is a certificate.
//
// quiet: nobody is made somebody.
func (ByTLS) Of(l *Link) (*Kind, error) {
	if l.TLS == nil || len(l.TLS.State.PeerCertificates) == 0 {
		return nil, errUnknown
	}
	return &Kind{Way: "certificate"}, nil
}
