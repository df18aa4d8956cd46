// Package wiring puts together what other packages make.
package wiring

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"

	"testdata/clientroots/wiring/tlsconf"
	"testdata/clientroots/wiring/trust"
	"testdata/clientroots/wiring/verify"
)

// Nobody brings authorities.
func Serve(cert tls.Certificate) (net.Listener, error) {
	return tls.Listen("tcp", ":7000", tlsconf.Verifying(cert)) // want `ClientCAs is nil`
}

// The system's, from another package.
func System(cert tls.Certificate) (net.Listener, error) {
	roots, err := tlsconf.Roots()
	if err != nil {
		return nil, err
	}
	cfg := tlsconf.Verifying(cert)
	cfg.ClientCAs = roots // want `the system's roots serve as ClientCAs`
	return tls.Listen("tcp", ":7001", cfg)
}

// The error of another package's loader is dropped: that is failopen's.
func Dropped(cert tls.Certificate, file string) (net.Listener, error) {
	pool, _ := tlsconf.Load(file)
	return tls.Listen("tcp", ":7002", tlsconf.With(cert, pool))
}

// Authorities are brought.
func Brought(cert tls.Certificate, file string) (net.Listener, error) {
	pool, err := tlsconf.Load(file)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7003", tlsconf.With(cert, pool))
}

// Another package verifies, without roots.
func Handler(roots *x509.CertPool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			http.Error(w, "client certificate required", http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.PeerCertificates[0]
		if verify.Trusted(leaf) != nil { // want `Trusted verifies the client's certificate against the wrong roots`
			http.Error(w, "bad certificate", http.StatusForbidden)
			return
		}
		if verify.By(leaf, roots) != nil {
			http.Error(w, "bad certificate", http.StatusForbidden)
			return
		}
		if len(leaf.DNSNames) == 0 || leaf.DNSNames[0] != "writer.example" {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The system's are asked for.
func Asked(cert tls.Certificate, pem []byte) (net.Listener, error) {
	pool, err := tlsconf.Pool(true, pem)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7004", tlsconf.With(cert, pool)) // want `the system's roots serve as ClientCAs`
}

// The system's are not asked for.
func NotAsked(cert tls.Certificate, pem []byte) (net.Listener, error) {
	pool, err := tlsconf.Pool(false, pem)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7005", tlsconf.With(cert, pool))
}

// The system's, from a package of pools.
func Public(cert tls.Certificate, pem []byte) (net.Listener, error) {
	pool, err := trust.Public(pem)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7006", tlsconf.With(cert, pool)) // want `the system's roots serve as ClientCAs`
}

// One's own, from a package of pools.
func Own(cert tls.Certificate, pem []byte) (net.Listener, error) {
	pool, err := trust.Own(pem)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", ":7007", tlsconf.With(cert, pool))
}

// quiet: the fault is reported where the configuration is made.
func Corporate(cert tls.Certificate, pem []byte) (net.Listener, error) {
	config, err := tlsconf.Corporate(cert, pem)
	if err != nil {
		return nil, err
	}
	config.Certificates = []tls.Certificate{cert}
	return tls.Listen("tcp", ":7008", config)
}
