// Package line accepts the connections of weather stations.
package line

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
)

// Ends describes a connection.
type Ends struct {
	Remote string
	Pin    string
}

// Handler speaks the protocol.
type Handler interface {
	Serve(ctx context.Context, c *tls.Conn, e Ends) error
}

// Accept describes a connection to a handler.
func Accept(ctx context.Context, c *tls.Conn, h Handler) error {
	e := Ends{Remote: c.RemoteAddr().String()}
	if s := c.ConnectionState(); len(s.VerifiedChains) > 0 {
		sum := sha256.Sum256(s.VerifiedChains[0][0].RawSubjectPublicKeyInfo)
		e.Pin = hex.EncodeToString(sum[:])
	}
	return h.Serve(ctx, c, e)
}
