package flows

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
)

type berths struct{ taken map[int]bool }

// number scans the name; what it fills is the name's.
func number(c *x509.Certificate) (n int, err error) {
	_, err = fmt.Sscanf(c.Subject.CommonName, "berth-%d", &n)
	return n, err
}

func ofCaller(r *http.Request, read func(*x509.Certificate) (int, error)) (int, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return 0, errors.New("no certificate")
	}
	return read(r.TLS.PeerCertificates[0])
}

func (b *berths) moor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := ofCaller(r, number)
		if err != nil {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		if !b.taken[n] { // want `the common name decides`
			http.Error(w, "no berth", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
