// Package ring knows the nodes.
package ring

import (
	"crypto/tls"
	"errors"
)

// ErrNotNode is returned for whoever is no node.
var ErrNotNode = errors.New("not a node")

// A Ring is a ring of nodes.
type Ring struct{ nodes map[string]bool }

// CheckPeer wants a verified certificate. By its name it verifies: whoever asks it answers
// for letting in. It has not the form of a callback of crypto/tls, which gets a state and no
// pointer to one.
func (r *Ring) CheckPeer(cs *tls.ConnectionState) error {
	switch {
	case cs == nil:
		return ErrNotNode
	case len(cs.VerifiedChains) == 0:
		return ErrNotNode
	}
	return nil
}

// CheckNode wants a node's.
func (r *Ring) CheckNode(cs *tls.ConnectionState) error {
	if cs == nil || len(cs.VerifiedChains) == 0 {
		return ErrNotNode
	}
	for _, u := range cs.VerifiedChains[0][0].URIs {
		if r.nodes[u.String()] {
			return nil
		}
	}
	return ErrNotNode
}
