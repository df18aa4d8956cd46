// Package names takes names out of the certificates of callers, in two ways.
package names

import "net/http"

// Named is a caller as his certificate names him.
type Named struct {
	Name   string
	Serial string
}

// ByHost takes the first host name.
func ByHost(r *http.Request) (Named, bool) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 {
		return Named{}, false
	}
	cert := r.TLS.PeerCertificates[0]
	return Named{Name: cert.DNSNames[0], Serial: cert.SerialNumber.String()}, true
}

// ByCommonName takes the common name.
func ByCommonName(r *http.Request) (Named, bool) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return Named{}, false
	}
	return Named{Name: r.TLS.PeerCertificates[0].Subject.CommonName}, true
}
