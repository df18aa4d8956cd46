// Package gateway guards what is reached through proxies that end TLS: the
// partners' portal behind nginx, and the drivers' app behind Envoy.
package gateway

import (
	"crypto/x509"
	"net/http"
	"net/netip"

	"example.com/fleet/internal/identity"
)

// Gateway makes the middleware for requests that come through a proxy.
type Gateway struct {
	Directory *identity.Directory
	Portal    []netip.Prefix // where the portal's proxies run
	Edge      string         // SPIFFE ID of the app's proxy
	Partners  *x509.CertPool // authorities of the partners
}

// admit passes the request on as p, if p has the role.
func admit(w http.ResponseWriter, r *http.Request, next http.Handler, p identity.Principal, role identity.Role) {
	if !p.Has(role) {
		http.Error(w, "role "+string(role)+" required", http.StatusForbidden)
		return
	}
	next.ServeHTTP(w, r.WithContext(identity.NewContext(r.Context(), p)))
}
