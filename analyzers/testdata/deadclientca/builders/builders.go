// Package builders has configurations made of settings that other code collects.
package builders

import (
	"crypto/tls"
	"crypto/x509"
	"net"

	"testdata/deadclientca/builders/crates"
)

// Nobody called the method that asks for certificates.
func Plain(pair tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := crates.New(pair).Forget(true).Config()
	cfg.ClientCAs = pool // want "any client passes without a certificate"
	return tls.Listen("tcp", ":7300", cfg)
}

// The last in a chain asks.
func Chained(pair tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := crates.New(pair).Forget(true).Demand().Config()
	cfg.ClientCAs = pool
	return tls.Listen("tcp", ":7301", cfg)
}

// A statement of its own asks.
func Stated(pair tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	crate := crates.New(pair)
	crate.Newest()
	crate.Demand().Forget(true)
	cfg := crate.Config()
	cfg.ClientCAs = pool
	return tls.Listen("tcp", ":7302", cfg)
}

// Too late.
func Late(pair tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	crate := crates.New(pair)
	crate.Newest()
	cfg := crate.Config()
	crate.Demand()
	cfg.ClientCAs = pool // want "any client passes without a certificate"
	return tls.Listen("tcp", ":7303", cfg)
}

// Named by the caller.
func Named(pair tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := crates.New(pair).Ask(tls.NoClientCert).Config()
	cfg.ClientCAs = pool // want "any client passes without a certificate"
	return tls.Listen("tcp", ":7304", cfg)
}

// Named by the operator.
func Operated(pair tls.Certificate, pool *x509.CertPool, demand tls.ClientAuthType) (net.Listener, error) {
	cfg := crates.New(pair).Ask(demand).Config()
	cfg.ClientCAs = pool
	return tls.Listen("tcp", ":7305", cfg)
}

// Prepare is given to whoever wants to change something.
var Prepare func(*crates.Crate)

// Others may ask.
func Prepared(pair tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	crate := crates.New(pair)
	if Prepare != nil {
		Prepare(crate)
	}
	cfg := crate.Config()
	cfg.ClientCAs = pool
	return tls.Listen("tcp", ":7306", cfg)
}

// Settings that say nothing of clients.
func Silent(pair tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := crates.Settings{Pair: pair}.Config()
	cfg.ClientCAs = pool // want "any client passes without a certificate"
	return tls.Listen("tcp", ":7307", cfg)
}

// Settings that do.
func Spoken(pair tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	s := crates.Settings{Pair: pair}
	s.Demand = tls.RequireAndVerifyClientCert
	cfg := s.Config()
	cfg.ClientCAs = pool
	return tls.Listen("tcp", ":7308", cfg)
}

// Settings from elsewhere.
func Given(s crates.Settings, pool *x509.CertPool) (net.Listener, error) {
	cfg := s.Config()
	cfg.ClientCAs = pool
	return tls.Listen("tcp", ":7309", cfg)
}

// A helper of the struct completes it, with what is read from elsewhere.
func Door(demands map[string]tls.ClientAuthType, pool *x509.CertPool) (net.Listener, error) {
	_, ring := crates.Read(demands, "mill")
	cfg := ring.Door()
	cfg.ClientCAs = pool
	return tls.Listen("tcp", ":7316", cfg)
}

// A helper of the struct completes it, with what nobody has set.
func Barn(pair tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := crates.Ring{Pair: pair}.Door()
	cfg.ClientCAs = pool // want "any client passes without a certificate"
	return tls.Listen("tcp", ":7317", cfg)
}
