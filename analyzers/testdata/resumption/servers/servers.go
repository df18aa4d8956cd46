// Package servers decides on clients in the handshake, where resumed
// connections come by and where they do not.
package servers

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

var errDenied = errors.New("not allowed")

func writers(_ [][]byte, chains [][]*x509.Certificate) error {
	if len(chains) == 0 || !slices.Contains(chains[0][0].DNSNames, "writer.example") {
		return errDenied
	}
	return nil
}

// A function as the only check.
func Function(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", &tls.Config{
		Certificates:          []tls.Certificate{cert},
		ClientAuth:            tls.RequireAndVerifyClientCert,
		ClientCAs:             pool,
		VerifyPeerCertificate: writers, // want `comes back with a session ticket: VerifyPeerCertificate, which decides, is not called for resumed connections`
	})
}

type revoked struct {
	mu      sync.Mutex
	serials map[string]bool
}

func (l *revoked) check(_ [][]byte, chains [][]*x509.Certificate) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, chain := range chains {
		if l.serials[chain[0].SerialNumber.String()] {
			return errors.New("revoked")
		}
	}
	return nil
}

// A list of revoked certificates, as a method.
func Revocation(cert tls.Certificate, pool *x509.CertPool, l *revoked, h http.Handler) error {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	cfg.VerifyPeerCertificate = l.check // want `is not called for resumed connections`
	srv := &http.Server{Addr: ":8443", Handler: h, TLSConfig: cfg, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServeTLS("", "")
}

func only(name string) func([][]byte, [][]*x509.Certificate) error {
	return func(raw [][]byte, _ [][]*x509.Certificate) error {
		leaf, err := x509.ParseCertificate(raw[0])
		if err != nil {
			return err
		}
		return leaf.VerifyHostname(name)
	}
}

// A function that makes the callback.
func Constructor(cert tls.Certificate, pool *x509.CertPool) *grpc.Server {
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{
		Certificates:          []tls.Certificate{cert},
		ClientAuth:            tls.RequireAndVerifyClientCert,
		ClientCAs:             pool,
		VerifyPeerCertificate: only("writer.example"), // want `is not called for resumed connections`
	})))
}

// A VerifyConnection that only counts does not help.
func Counting(cert tls.Certificate, pool *x509.CertPool, count func()) (net.Listener, error) {
	return tls.Listen("tcp", ":7001", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
		VerifyPeerCertificate: func(raw [][]byte, chains [][]*x509.Certificate) error { // want `is not called for resumed connections`
			return writers(raw, chains)
		},
		VerifyConnection: func(tls.ConnectionState) error {
			count()
			return nil
		},
	})
}

// Tickets are off in one mode only.
func Mode(cert tls.Certificate, pool *x509.CertPool, strict bool) (net.Listener, error) {
	cfg := &tls.Config{
		Certificates:          []tls.Certificate{cert},
		ClientAuth:            tls.RequireAndVerifyClientCert,
		ClientCAs:             pool,
		VerifyPeerCertificate: writers, // want `is not called for resumed connections`
	}
	if strict {
		cfg.SessionTicketsDisabled = true
	}
	return tls.Listen("tcp", ":7002", cfg)
}

// A clone for each site, with a callback of its own: they share ticket keys.
func Sites(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	base := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	base.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		c := base.Clone()
		c.VerifyPeerCertificate = only(h.ServerName) // want `is not called for resumed connections`
		return c, nil
	}
	return tls.Listen("tcp", ":7003", base)
}

func harden(cfg *tls.Config, check func([][]byte, [][]*x509.Certificate) error) {
	cfg.MinVersion = tls.VersionTLS13
	cfg.VerifyPeerCertificate = check // want `is not called for resumed connections`
}

// A helper sets the callback.
func Helper(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	harden(cfg, writers)
	return tls.Listen("tcp", ":7004", cfg)
}

// The chain is verified in the callback alone.
func Chain(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7005", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAnyClientCert,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error { // want `is not called for resumed connections`
			leaf, err := x509.ParseCertificate(raw[0])
			if err != nil {
				return err
			}
			_, err = leaf.Verify(x509.VerifyOptions{Roots: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
			return err
		},
	})
}

// Without tickets nothing is resumed.
func Disabled(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7006", &tls.Config{
		Certificates:           []tls.Certificate{cert},
		ClientAuth:             tls.RequireAndVerifyClientCert,
		ClientCAs:              pool,
		SessionTicketsDisabled: true,
		VerifyPeerCertificate:  writers,
	})
}

// They may be switched off later.
func DisabledLater(cert tls.Certificate, pool *x509.CertPool, h http.Handler) error {
	srv := &http.Server{Addr: ":8444", Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, VerifyPeerCertificate: writers,
	}}
	srv.TLSConfig.SessionTicketsDisabled = true
	return srv.ListenAndServeTLS("", "")
}

func every(cs tls.ConnectionState) error { return writers(nil, cs.VerifiedChains) }

// VerifyConnection is called for every connection.
func Connection(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7007", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, VerifyConnection: every,
	})
}

// Both, and the one that is always called decides too.
func Both(cert tls.Certificate, pool *x509.CertPool, l *revoked) (net.Listener, error) {
	return tls.Listen("tcp", ":7008", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		VerifyPeerCertificate: l.check, VerifyConnection: every,
	})
}

// A callback that only records.
func Recording(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7009", &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    pool,
		VerifyPeerCertificate: func(_ [][]byte, chains [][]*x509.Certificate) error {
			log.Printf("client %s", chains[0][0].SerialNumber)
			return nil
		},
	})
}

// Nobody is asked for a certificate, so the callback is never called.
func Unasked(cert tls.Certificate) (net.Listener, error) {
	return tls.Listen("tcp", ":7010", &tls.Config{Certificates: []tls.Certificate{cert}, VerifyPeerCertificate: writers})
}

// A callback that somebody hands in may be the right one too.
func Given(cert tls.Certificate, pool *x509.CertPool, check func(tls.ConnectionState) error) (net.Listener, error) {
	return tls.Listen("tcp", ":7011", &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		VerifyPeerCertificate: writers, VerifyConnection: check,
	})
}

// In tests only.
func Testing(cert tls.Certificate, pool *x509.CertPool, testing bool) (net.Listener, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	if testing {
		cfg.VerifyPeerCertificate = writers
	}
	return tls.Listen("tcp", ":7012", cfg)
}

type mode struct{ Development bool }

// quiet: tickets are for development only.
func InDevelopment(cert tls.Certificate, pool *x509.CertPool, m mode) (net.Listener, error) {
	cfg := &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		VerifyPeerCertificate: writers, SessionTicketsDisabled: true,
	}
	if m.Development {
		cfg.SessionTicketsDisabled = false
	}
	return tls.Listen("tcp", ":7013", cfg)
}

// quiet: the same, said the other way round.
func InProduction(cert tls.Certificate, pool *x509.CertPool, m mode) (net.Listener, error) {
	cfg := &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, VerifyPeerCertificate: writers,
	}
	if !m.Development {
		cfg.SessionTicketsDisabled = true
	}
	return tls.Listen("tcp", ":7014", cfg)
}

// reports: in production nothing disables them.
func NeverDisabled(cert tls.Certificate, pool *x509.CertPool, m mode) (net.Listener, error) {
	cfg := &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		VerifyPeerCertificate: writers, // want "VerifyPeerCertificate, which decides, is not called for resumed connections"
	}
	if m.Development {
		cfg.SessionTicketsDisabled = false
	}
	return tls.Listen("tcp", ":7015", cfg)
}

// reports: the condition is no matter of development.
func WhenFast(cert tls.Certificate, pool *x509.CertPool, fast bool) (net.Listener, error) {
	cfg := &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		VerifyPeerCertificate: writers, SessionTicketsDisabled: true, // want "VerifyPeerCertificate, which decides, is not called for resumed connections"
	}
	if fast {
		cfg.SessionTicketsDisabled = false
	}
	return tls.Listen("tcp", ":7016", cfg)
}
