// Package crates makes configurations of settings that are collected first.
package crates

import "crypto/tls"

// Crate collects settings.
type Crate struct {
	pairs   []tls.Certificate
	demand  tls.ClientAuthType
	forget  bool
	version uint16
}

// New begins with one certificate.
func New(pair tls.Certificate) *Crate {
	return &Crate{pairs: []tls.Certificate{pair}, version: tls.VersionTLS12}
}

// Demand asks clients for certificates of ours.
func (c *Crate) Demand() *Crate {
	c.demand = tls.RequireAndVerifyClientCert
	return c
}

// Ask asks them in the way that somebody names.
func (c *Crate) Ask(demand tls.ClientAuthType) *Crate {
	c.demand = demand
	return c
}

// Forget makes no session tickets.
func (c *Crate) Forget(yes bool) *Crate {
	c.forget = yes
	return c
}

// Newest allows no old versions.
func (c *Crate) Newest() { c.version = tls.VersionTLS13 }

// Config is what was collected.
func (c *Crate) Config() *tls.Config {
	return &tls.Config{MinVersion: c.version, Certificates: c.pairs, ClientAuth: c.demand, SessionTicketsDisabled: c.forget}
}

// Settings are all that a listener needs.
type Settings struct {
	Pair   tls.Certificate
	Demand tls.ClientAuthType
}

// Config makes a configuration of them.
func (s Settings) Config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{s.Pair}, ClientAuth: s.Demand}
}

// Ring has what all doors of a house need.
type Ring struct {
	Pair   tls.Certificate
	Demand tls.ClientAuthType
}

func (r Ring) complete(cfg *tls.Config) { cfg.ClientAuth = r.Demand }

// Door is the configuration of a door.
func (r Ring) Door() *tls.Config {
	cfg := &tls.Config{Certificates: []tls.Certificate{r.Pair}}
	r.complete(cfg)
	return cfg
}

// Read reads what a house has.
func Read(demands map[string]tls.ClientAuthType, house string) (pair tls.Certificate, r Ring) {
	r.Demand = demands[house]
	return pair, r
}
