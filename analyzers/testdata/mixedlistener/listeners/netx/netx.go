// Package netx opens listeners.
package netx

import (
	"crypto/tls"
	"fmt"
	"net"
)

// TLS listens with a configuration.
func TLS(addr string, c *tls.Config) (net.Listener, error) {
	ln, err := TCP(addr)
	if err != nil {
		return nil, err
	}
	return tls.NewListener(ln, c), nil
}

// TCP listens without.
func TCP(addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return ln, nil
}

// Either listens with a configuration if there is one.
func Either(addr string, c *tls.Config) (net.Listener, error) {
	ln, err := TCP(addr)
	if err != nil || c == nil {
		return ln, err
	}
	return tls.NewListener(ln, c), nil
}
