// Package extensions authenticates what a server of several protocols has received: it is given
// the header fields alone.
package extensions

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"
)

type senderKey struct{}

var errUnknown = errors.New("no sender of ours")

// Mesh believes the sidecar.
type Mesh struct{ Domain string }

// Authenticate takes the sender from a header. reports: anybody can send it.
func (m *Mesh) Authenticate(ctx context.Context, headers map[string][]string) (context.Context, error) {
	vals := headers["X-Forwarded-Client-Cert"] // want "header is believed|certificate from a header proves nothing"
	if len(vals) == 0 {
		return ctx, errUnknown
	}
	for kv := range strings.SplitSeq(vals[0], ";") {
		if uri, ok := strings.CutPrefix(kv, "URI="); ok && strings.HasPrefix(uri, "spiffe://"+m.Domain+"/") {
			return context.WithValue(ctx, senderKey{}, uri), nil
		}
	}
	return ctx, errUnknown
}

// Sealed believes a sidecar that knows a secret.
type Sealed struct{ Secret, Domain string }

// Authenticate takes the sender from a header. quiet: the secret says who sent it.
func (s *Sealed) Authenticate(ctx context.Context, headers map[string][]string) (context.Context, error) {
	given, vals := headers["X-Sidecar-Secret"], headers["X-Forwarded-Client-Cert"]
	if len(given) != 1 || len(vals) != 1 || subtle.ConstantTimeCompare([]byte(given[0]), []byte(s.Secret)) != 1 {
		return ctx, errUnknown
	}
	if uri, ok := strings.CutPrefix(vals[0], "URI="); ok && strings.HasPrefix(uri, "spiffe://"+s.Domain+"/") {
		return context.WithValue(ctx, senderKey{}, uri), nil
	}
	return ctx, errUnknown
}

// Labels are shown to people.
type Labels struct{ Shown []string }

// Authenticate lets everybody in. quiet: these are no header fields.
func (l *Labels) Authenticate(ctx context.Context, labels map[string][]string) (context.Context, error) {
	if len(labels["X-Forwarded-Client-Cert"]) == 0 {
		return ctx, errUnknown
	}
	return ctx, nil
}
