// Package outages tells one failure of a look-up from the others.
package outages

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"log"
	"net/http"
)

var (
	errDown     = errors.New("registry is down")
	errUnlisted = errors.New("no such kiosk")
)

type refused struct{ reason string }

func (r *refused) Error() string { return r.reason }

type registry interface {
	Kiosk(ctx context.Context, fingerprint string) (string, error)
}

type kioskKey struct{}

type desk struct {
	kiosks registry
	lobby  http.Handler
}

func fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return hex.EncodeToString(sum[:])
}

// reports: while the registry is down everybody passes, and who is not listed never does.
func (d *desk) ladder(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kiosk, err := d.kiosks.Kiosk(r.Context(), fingerprint(r.TLS.PeerCertificates[0]))
		switch {
		case errors.Is(err, errDown): // want `any certificate for which Kiosk fails passes`
			log.Print("registry: ", err)
			next.ServeHTTP(w, r)
			return
		case err != nil:
			http.Error(w, "unknown kiosk", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), kioskKey{}, kiosk)))
	})
}

// reports: the same, asked only of errors.
func (d *desk) nested(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := d.kiosks.Kiosk(r.Context(), fingerprint(r.TLS.PeerCertificates[0])); err != nil {
			if !errors.Is(err, errDown) { // want `any certificate for which Kiosk fails passes`
				http.Error(w, "unknown kiosk", http.StatusForbidden)
				return
			}
			log.Print("registry: ", err)
		}
		next.ServeHTTP(w, r)
	})
}

// reports: in one condition, by a type.
func (d *desk) short(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := d.kiosks.Kiosk(r.Context(), fingerprint(r.TLS.PeerCertificates[0]))
		var no *refused
		if errors.As(err, &no) {
			http.Error(w, no.reason, http.StatusForbidden)
			return
		}
		if err != nil { // want `any certificate for which Kiosk fails passes`
			log.Print("registry: ", err)
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the same, by comparison.
func (d *desk) compared(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := d.kiosks.Kiosk(r.Context(), fingerprint(r.TLS.PeerCertificates[0]))
		if err != nil && err != errDown { // want `any certificate for which Kiosk fails passes`
			http.Error(w, "unknown kiosk", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: who is not listed gets something else.
func (d *desk) elsewhere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := d.kiosks.Kiosk(r.Context(), fingerprint(r.TLS.PeerCertificates[0]))
		switch {
		case errors.Is(err, errUnlisted):
			d.lobby.ServeHTTP(w, r)
		case err != nil:
			http.Error(w, "try later", http.StatusServiceUnavailable)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// quiet: nobody is turned away for a certificate: kiosks are greeted, others are guests.
func (d *desk) greets(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kiosk, err := d.kiosks.Kiosk(r.Context(), fingerprint(r.TLS.PeerCertificates[0]))
		if errors.Is(err, errUnlisted) {
			log.Print("a guest")
		} else if err == nil {
			r = r.WithContext(context.WithValue(r.Context(), kioskKey{}, kiosk))
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: both errors are answered.
func (d *desk) both(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := d.kiosks.Kiosk(r.Context(), fingerprint(r.TLS.PeerCertificates[0]))
		if errors.Is(err, errDown) {
			http.Error(w, "try later", http.StatusServiceUnavailable)
			return
		}
		if err != nil {
			http.Error(w, "unknown kiosk", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: while the registry is down, the list of yesterday decides.
func (d *desk) yesterday(listed map[string]bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mark := fingerprint(r.TLS.PeerCertificates[0])
		_, err := d.kiosks.Kiosk(r.Context(), mark)
		if errors.Is(err, errDown) && listed[mark] {
			err = nil
		}
		if err != nil {
			http.Error(w, "unknown kiosk", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Authenticate returns the kiosk that a certificate is of.
//
// quiet: each error is returned.
func (d *desk) Authenticate(ctx context.Context, cert *x509.Certificate) (string, error) {
	kiosk, err := d.kiosks.Kiosk(ctx, fingerprint(cert))
	if errors.Is(err, errUnlisted) {
		return "", err
	}
	if err != nil {
		return "", errors.New("try later")
	}
	return kiosk, nil
}
