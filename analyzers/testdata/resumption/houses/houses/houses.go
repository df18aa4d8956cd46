// Package houses has a configuration for each house of an estate, by its name.
package houses

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
)

var errStranger = errors.New("a stranger")

// Estate chooses by the name of a house.
type Estate struct {
	common *tls.Config
	doors  map[string]*tls.Config
}

// New has what all houses have in common.
func New(common *tls.Config) *Estate {
	return &Estate{common: common, doors: make(map[string]*tls.Config)}
}

func among(list []string, c *x509.Certificate) error {
	for _, n := range c.DNSNames {
		for _, want := range list {
			if n == want {
				return nil
			}
		}
	}
	return errStranger
}

// Add adds a house with people of its own.
func (e *Estate) Add(name string, people []string) {
	door := e.common.Clone()
	door.VerifyPeerCertificate = func(_ [][]byte, chains [][]*x509.Certificate) error {
		if len(chains) == 0 {
			return errStranger
		}
		return among(people, chains[0][0])
	}
	e.doors[name] = door
}

// Choose is for GetConfigForClient.
func (e *Estate) Choose(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	door, ok := e.doors[hello.ServerName]
	if !ok {
		return nil, errStranger
	}
	return door, nil
}

// Block has the same, and decides for each connection.
type Block struct {
	common *tls.Config
	doors  map[string]*tls.Config
}

// NewBlock has what all doors have in common.
func NewBlock(common *tls.Config) (*Block, error) {
	return &Block{common: common, doors: make(map[string]*tls.Config)}, nil
}

// Add adds a door.
func (b *Block) Add(name string, people []string) {
	door := b.common.Clone()
	door.VerifyConnection = func(cs tls.ConnectionState) error { return among(people, cs.PeerCertificates[0]) }
	b.doors[name] = door
}

// Choose is for GetConfigForClient.
func (b *Block) Choose(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	return b.doors[hello.ServerName], nil
}

// Yard changes what it is given.
type Yard struct {
	common *tls.Config
	doors  map[string]*tls.Config
}

// NewYard has what all doors have in common.
func NewYard(common *tls.Config) *Yard {
	return &Yard{common: common, doors: make(map[string]*tls.Config)}
}

// Forget switches tickets off.
func (y *Yard) Forget() { y.common.SessionTicketsDisabled = true }

// Add adds a door.
func (y *Yard) Add(name string, people []string) {
	y.Forget()
	door := y.common.Clone()
	door.VerifyPeerCertificate = func(_ [][]byte, chains [][]*x509.Certificate) error { return among(people, chains[0][0]) }
	y.doors[name] = door
}

// Choose is for GetConfigForClient.
func (y *Yard) Choose(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	return y.doors[hello.ServerName], nil
}
