// Package records has a table of hosts, each with its certificate and more.
package records

import (
	"crypto/tls"
	"crypto/x509"
	"net"
)

// Host is a row of the table.
type Host struct {
	Key   *tls.Certificate
	Owner string
	Open  bool // anybody may come
}

// Hosts is the table.
type Hosts map[string]*Host

func (h Hosts) of(name string) (Host, bool) {
	row, ok := h[name]
	if !ok {
		return Host{}, false
	}
	return *row, true
}

// reports: that a host has a certificate of its own does not make it public.
func All(hosts Hosts, pool *x509.CertPool) (net.Listener, error) {
	outer := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		row, ok := hosts.of(hello.ServerName)
		if !ok {
			return nil, nil
		}
		return &tls.Config{Certificates: []tls.Certificate{*row.Key}}, nil // want `any client passes without a certificate`
	}
	return tls.Listen("tcp", ":7480", outer)
}

// reports: the same, by a pointer.
func Pointers(hosts Hosts, pool *x509.CertPool) (net.Listener, error) {
	outer := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if row, ok := hosts[hello.ServerName]; ok {
			return &tls.Config{Certificates: []tls.Certificate{*row.Key}}, nil // want `any client passes without a certificate`
		}
		return nil, nil
	}
	return tls.Listen("tcp", ":7481", outer)
}

// quiet: the table says that the host is public.
func Open(hosts Hosts, pool *x509.CertPool) (net.Listener, error) {
	outer := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		row, ok := hosts.of(hello.ServerName)
		if !ok || !row.Open {
			return nil, nil
		}
		return &tls.Config{Certificates: []tls.Certificate{*row.Key}}, nil
	}
	return tls.Listen("tcp", ":7482", outer)
}

// quiet: the same, by a pointer.
func OpenPointers(hosts Hosts, pool *x509.CertPool) (net.Listener, error) {
	outer := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if row := hosts[hello.ServerName]; row != nil && row.Open {
			return &tls.Config{Certificates: []tls.Certificate{*row.Key}}, nil
		}
		return nil, nil
	}
	return tls.Listen("tcp", ":7483", outer)
}

// quiet: of hosts that have none, their own names are known to be public.
func Named(owners map[string]string, cert tls.Certificate, pool *x509.CertPool) (net.Listener, error) {
	outer := &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	outer.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if _, ok := owners[hello.ServerName]; ok {
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil
		}
		return nil, nil
	}
	return tls.Listen("tcp", ":7484", outer)
}
