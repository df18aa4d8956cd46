// Package tickets serves people with a Kerberos ticket, which middleware has
// checked, and machines with a client certificate.
package tickets

import (
	"context"
	"errors"
	"net/http"

	"github.com/jcmturner/goidentity/v6"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// Either is a user of the same kind.
func userOf(ctx context.Context) (string, error) {
	if id, ok := ctx.Value(goidentity.CTXKey).(goidentity.Identity); ok { // want `a session is an alternative to the client certificate`
		return id.UserName(), nil
	}
	p, ok := peer.FromContext(ctx)
	if !ok {
		return "", errors.New("no peer")
	}
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 || len(info.State.VerifiedChains[0]) == 0 {
		return "", errors.New("neither a ticket nor a certificate")
	}
	leaf := info.State.VerifiedChains[0][0]
	if len(leaf.DNSNames) == 0 {
		return "", errors.New("a certificate without names")
	}
	return leaf.DNSNames[0], nil
}

type Files struct{ of map[string][]string }

func (f *Files) List(ctx context.Context) ([]string, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	return f.of[user], nil
}

// Here the ticket comes on top.
func (f *Files) Download(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) == 0 {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return
	}
	if f.of[r.TLS.VerifiedChains[0][0].DNSNames[0]] == nil {
		http.Error(w, "unknown machine", http.StatusForbidden)
		return
	}
	id, ok := r.Context().Value(goidentity.CTXKey).(goidentity.Identity)
	if !ok || f.of[id.UserName()] == nil {
		http.Error(w, "no ticket", http.StatusUnauthorized)
		return
	}
	for _, name := range f.of[id.UserName()] {
		w.Write([]byte(name))
	}
}
