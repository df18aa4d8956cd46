// Package hooks asks functions that another package made of the certificate.
package hooks

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"

	"testdata/certpresence/hooks/proving"
)

type handler func(ctx context.Context, line string) error

type server struct {
	serve handler
}

// quiet: the hook, which is no handler, knows the names.
func (s *server) proved(ctx context.Context, name string, state *tls.ConnectionState) error {
	hook, err := proving.OfState(state)
	if err != nil {
		return err
	}
	return hook(ctx, name)
}

// reports: the handler knows nothing.
func (s *server) present(ctx context.Context, name string, state *tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 { // want `any client certificate passes`
		return errors.New("no certificate")
	}
	return s.serve(ctx, name)
}

func (s *server) connection(ctx context.Context, conn *tls.Conn) error {
	defer conn.Close()
	if err := conn.HandshakeContext(ctx); err != nil {
		return err
	}
	lines := bufio.NewReader(conn)
	name, err := lines.ReadString('\n')
	if err != nil {
		return err
	}
	state := conn.ConnectionState()
	if err := s.proved(ctx, strings.TrimSpace(name), &state); err != nil {
		fmt.Fprintln(conn, "no")
		return err
	}
	line, err := lines.ReadString('\n')
	if err != nil {
		return err
	}
	return s.serve(ctx, line)
}
