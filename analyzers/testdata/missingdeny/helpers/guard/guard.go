// Package guard answers requests that lack a certificate.
package guard

import "net/http"

// Require answers 401 to a request without a client certificate, and says so.
func Require(w http.ResponseWriter, r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || r.TLS.PeerCertificates[0].DNSNames[0] != "agent.example" {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
		return false
	}
	return true
}

// Demand answers 401 to a request without a client certificate.
func Demand(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "client certificate required", http.StatusUnauthorized)
	}
}
