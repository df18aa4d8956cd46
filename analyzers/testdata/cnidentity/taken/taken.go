// Package taken gives functions that decide to another package, which asks them.
package taken

import (
	"log/slog"
	"net/http"

	"testdata/cnidentity/taken/gatehouse"
)

func houses() []*gatehouse.House {
	front, back := new(gatehouse.House), new(gatehouse.House)
	front.SetCheckGuestHandler(func(name string, r *http.Request) bool {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			return false
		}
		return r.TLS.PeerCertificates[0].Subject.CommonName == name // want "common name"
	})
	front.SetNameHandler(called)
	back.SetCheckGuestHandler(func(name string, r *http.Request) bool {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].DNSNames) == 0 {
			return false
		}
		slog.Info("at the back", "cn", r.TLS.PeerCertificates[0].Subject.CommonName)
		return r.TLS.PeerCertificates[0].DNSNames[0] == name
	})
	back.SetNameHandler(called)
	return []*gatehouse.House{front, back}
}

func called(r *http.Request) string {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return "somebody"
	}
	return r.TLS.PeerCertificates[0].Subject.CommonName
}

func byOption() gatehouse.Options {
	return gatehouse.Options{
		Authorize: func(r *http.Request) bool {
			return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && r.TLS.PeerCertificates[0].Subject.CommonName == "warden" // want "common name"
		},
		Log: func(r *http.Request) bool {
			return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && r.TLS.PeerCertificates[0].Subject.CommonName == "warden"
		},
	}
}
