// Package sites has a configuration for each client, which replaces the
// server's.
package sites

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

type store struct{ certs map[string]tls.Certificate }

func (s *store) find(name string) (tls.Certificate, error) {
	c, ok := s.certs[name]
	if !ok {
		return tls.Certificate{}, errors.New("no such site")
	}
	return c, nil
}

// A new configuration with the certificate of the name, and nothing else.
func Bare(s *store, pool *x509.CertPool, h http.Handler) error {
	srv := &http.Server{Addr: ":8443", Handler: h, ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert,
		ClientCAs:  pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			cert, err := s.find(hello.ServerName)
			if err != nil {
				return nil, err
			}
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil // want `any client passes without a certificate: the tls.Config that GetConfigForClient returns has no ClientAuth`
		},
	}}
	return srv.ListenAndServeTLS("", "")
}

// A method, and a configuration that is filled field by field.
func (s *store) config(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	cert, err := s.find(hello.ServerName)
	if err != nil {
		return nil, err
	}
	var cfg tls.Config // want `any client passes without a certificate`
	cfg.MinVersion = tls.VersionTLS13
	cfg.Certificates = []tls.Certificate{cert}
	return &cfg, nil
}

func Method(s *store, pool *x509.CertPool) (net.Listener, error) {
	cfg := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	cfg.GetConfigForClient = s.config
	return tls.Listen("tcp", ":7000", cfg)
}

// The mode comes along, the authorities do not.
func Authorities(s *store, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7001", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert,
		ClientCAs:  pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			cert, err := s.find(hello.ServerName)
			if err != nil {
				return nil, err
			}
			return &tls.Config{
				Certificates: []tls.Certificate{cert},
				ClientAuth:   tls.RequireAndVerifyClientCert, // want `the tls.Config that GetConfigForClient returns has no ClientCAs`
			}, nil
		},
	})
}

// A weaker mode than the server's.
func Weaker(s *store, pool *x509.CertPool) *grpc.Server {
	base := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	base.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		cert, err := s.find(hello.ServerName)
		if err != nil {
			return nil, err
		}
		return &tls.Config{
			Certificates: []tls.Certificate{cert},
			ClientAuth:   tls.VerifyClientCertIfGiven, // want `has a weaker ClientAuth`
			ClientCAs:    pool,
		}, nil
	}
	return grpc.NewServer(grpc.Creds(credentials.NewTLS(base)))
}

// A clone whose mode is taken back.
func Reset(pool *x509.CertPool, cert func() *tls.Certificate) (net.Listener, error) {
	base := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	base.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		c := base.Clone()
		c.Certificates = []tls.Certificate{*cert()}
		c.ClientAuth = tls.NoClientCert // want `any client passes without a certificate`
		return c, nil
	}
	return tls.Listen("tcp", ":7002", base)
}

func perSite(s *store) func(*tls.ClientHelloInfo) (*tls.Config, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		cert, err := s.find(hello.ServerName)
		if err != nil {
			return nil, err
		}
		cfg := siteConfig(cert) // want `any client passes without a certificate`
		return cfg, nil
	}
}

func siteConfig(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"h2"}}
}

// A function that makes the function, and one that makes the configuration.
func Made(s *store, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7003", &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, GetConfigForClient: perSite(s)})
}

// One that was made before, for all.
func Before(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	site := &tls.Config{Certificates: []tls.Certificate{cert}} // want `any client passes without a certificate`
	cfg := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	cfg.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return site, nil }
	return tls.Listen("tcp", ":7004", cfg)
}

// Required, and then only asked for.
func Asked(cert tls.Certificate, pool *x509.CertPool, known func(string) bool) (net.Listener, error) {
	return tls.Listen("tcp", ":7005", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{
				Certificates: []tls.Certificate{cert},
				ClientCAs:    pool,
				ClientAuth:   tls.RequestClientCert, // want `has a weaker ClientAuth`
				VerifyConnection: func(cs tls.ConnectionState) error {
					if len(cs.PeerCertificates) > 0 && !known(string(cs.PeerCertificates[0].Raw)) {
						return errors.New("unknown")
					}
					return nil
				},
			}, nil
		},
	})
}

// A clone that gets another certificate.
func Clone(s *store, pool *x509.CertPool) (net.Listener, error) {
	base := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	base.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		cert, err := s.find(hello.ServerName)
		if err != nil {
			return nil, err
		}
		c := base.Clone()
		c.Certificates = []tls.Certificate{cert}
		return c, nil
	}
	return tls.Listen("tcp", ":7006", base)
}

// Nil stands for the server's own.
func Nil(pool *x509.CertPool, seen func(string)) (net.Listener, error) {
	return tls.Listen("tcp", ":7007", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			seen(hello.ServerName)
			return nil, nil
		},
	})
}

// A public site, by its name.
func Public(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7008", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if hello.ServerName == "www.example.com" {
				return &tls.Config{Certificates: []tls.Certificate{cert}}, nil
			}
			return nil, nil
		},
	})
}

// The challenge of a certificate authority.
func ACME(challenge func(string) *tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7009", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if slices.Contains(hello.SupportedProtos, "acme-tls/1") {
				return &tls.Config{NextProtos: []string{"acme-tls/1"}, Certificates: []tls.Certificate{*challenge(hello.ServerName)}}, nil
			}
			return nil, nil
		},
	})
}

// All of it, said again.
func Again(s *store, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7010", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			cert, err := s.find(hello.ServerName)
			if err != nil {
				return nil, err
			}
			return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}, nil
		},
	})
}

// Stronger than the server's.
func Stronger(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7011", &tls.Config{
		ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: pool,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}, nil
		},
	})
}

// The server asks for nothing, so nothing is lost.
func Nothing(s *store) (net.Listener, error) {
	return tls.Listen("tcp", ":7012", &tls.Config{
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			cert, err := s.find(hello.ServerName)
			return &tls.Config{Certificates: []tls.Certificate{cert}}, err
		},
	})
}

// What is current, from somewhere.
func Current(current *atomic.Pointer[tls.Config], pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7013", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return current.Load(), nil },
	})
}

// A configuration for each site, from a map.
func Sites(sites map[string]*tls.Config, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7014", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) { return sites[hello.ServerName], nil },
	})
}

// In development.
func Development(cert tls.Certificate, pool *x509.CertPool, dev bool) (net.Listener, error) {
	return tls.Listen("tcp", ":7015", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			c := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
			if dev {
				c.ClientAuth = tls.NoClientCert
			}
			return c, nil
		},
	})
}

type registry struct {
	store *store
	outer *tls.Config
}

// A clone of what a field holds, made weaker.
func (r *registry) choose(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	cert, err := r.store.find(hello.ServerName)
	if err != nil {
		return nil, err
	}
	out := r.outer.Clone()
	out.Certificates = []tls.Certificate{cert}
	out.ClientAuth = tls.RequestClientCert // want `has a weaker ClientAuth`
	return out, nil
}

func (r *registry) Listen(pool *x509.CertPool) (net.Listener, error) {
	r.outer = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	r.outer.GetConfigForClient = r.choose
	return tls.Listen("tcp", ":7016", r.outer)
}

// The challenge has its own, and so has everybody else.
func ACMEAndBare(acme, cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7017", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if slices.Contains(hello.SupportedProtos, "acme-tls/1") {
				return &tls.Config{NextProtos: []string{"acme-tls/1"}, Certificates: []tls.Certificate{acme}}, nil
			}
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil // want `any client passes without a certificate`
		},
	})
}

// That there is a name is no choice of one.
func Named(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7018", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if hello.ServerName == "" {
				return nil, errors.New("no name")
			}
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil // want `any client passes without a certificate`
		},
	})
}

// Every client offers HTTP/2.
func Protocol(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7019", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			for _, proto := range hello.SupportedProtos {
				if proto == "h2" {
					return &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{proto}}, nil // want `any client passes without a certificate`
				}
			}
			return nil, nil
		},
	})
}

// Two public sites, in a switch.
func Switch(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	return tls.Listen("tcp", ":7020", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			switch hello.ServerName {
			case "www.example.com", "example.com":
				return &tls.Config{Certificates: []tls.Certificate{cert}}, nil
			}
			return nil, nil
		},
	})
}

// A public site, known to somebody else.
func Unless(cert tls.Certificate, pool *x509.CertPool, public func(string) bool) (net.Listener, error) {
	return tls.Listen("tcp", ":7021", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if hello.ServerName == "" || !public(hello.ServerName) {
				return nil, nil
			}
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil
		},
	})
}

// Hosted refuses names that are not known: all others get this configuration, and
// nobody chose a public site.
func Hosted(known map[string]tls.Certificate, pool *x509.CertPool, h http.Handler) *http.Server {
	return &http.Server{Handler: h, TLSConfig: &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert,
		ClientCAs:  pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			cert, ok := known[hello.ServerName]
			if !ok {
				return nil, errors.New("unknown name")
			}
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil // want `GetConfigForClient returns has no ClientAuth`
		},
	}}
}

// reports: a literal copies the mode of the server's, and not the authorities.
func Copied(known map[string]tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	outer := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	site := func(cert tls.Certificate) *tls.Config {
		inner := &tls.Config{Certificates: []tls.Certificate{cert}}
		inner.ClientAuth = outer.ClientAuth // want `GetConfigForClient returns has no ClientCAs`
		return inner
	}
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		return site(known[hello.ServerName]), nil
	}
	return tls.Listen("tcp", ":7022", outer)
}

// quiet: it copies both.
func CopiedBoth(known map[string]tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	outer := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	site := func(cert tls.Certificate) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: outer.ClientAuth, ClientCAs: outer.ClientCAs}
	}
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		return site(known[hello.ServerName]), nil
	}
	return tls.Listen("tcp", ":7023", outer)
}

// reports: what is copied was changed before.
func CopiedBefore(cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	outer := &tls.Config{ClientCAs: pool, ClientAuth: tls.RequestClientCert}
	inner := &tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool}
	inner.ClientAuth = outer.ClientAuth // want `has a weaker ClientAuth`
	outer.ClientAuth = tls.RequireAndVerifyClientCert
	outer.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return inner, nil }
	return tls.Listen("tcp", ":7024", outer)
}

// quiet: one of two functions, the other of which is not in sight.
func Either(cert tls.Certificate, pool *x509.CertPool, site func(tls.Certificate) *tls.Config) (net.Listener, error) {
	outer := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	if site == nil {
		site = func(c tls.Certificate) *tls.Config { return &tls.Config{Certificates: []tls.Certificate{c}} }
	}
	outer.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return site(cert), nil }
	return tls.Listen("tcp", ":7025", outer)
}

// quiet: a name that somebody made public.
func Listed(cert tls.Certificate, pool *x509.CertPool, public map[string]bool) (net.Listener, error) {
	return tls.Listen("tcp", ":7026", &tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if ok := public[hello.ServerName]; ok {
				return &tls.Config{Certificates: []tls.Certificate{cert}}, nil
			}
			return nil, nil
		},
	})
}
