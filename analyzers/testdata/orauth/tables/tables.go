// Package tables chooses among checks by a table, or says by a constant which of them passed.
package tables

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
)

type quay struct {
	key    string
	crews  map[string]string
	scheme string
	next   http.Handler
}

var errRefused = errors.New("refused")

func (q *quay) byCertificate(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return errRefused
	}
	sum := sha256.Sum256(r.TLS.PeerCertificates[0].Raw)
	if q.crews[hex.EncodeToString(sum[:])] == "" {
		return errRefused
	}
	return nil
}

func (q *quay) byKey(r *http.Request) error {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte(q.key)) != 1 {
		return errRefused
	}
	return nil
}

func (q *quay) checks() map[string]func(*http.Request) error {
	return map[string]func(*http.Request) error{"certificate": q.byCertificate, "key": q.byKey}
}

// caller takes the check that the caller names.
func (q *quay) caller(w http.ResponseWriter, r *http.Request) {
	table := map[string]func(*http.Request) error{
		"certificate": q.byCertificate,
		"key":         q.byKey, // want `an api key is an alternative to the client certificate`
	}
	check, ok := table[r.Header.Get("X-Scheme")]
	if !ok || check(r) != nil {
		http.Error(w, "refused", http.StatusUnauthorized)
		return
	}
	q.next.ServeHTTP(w, r)
}

// operator takes the check that the operator has chosen.
func (q *quay) operator(w http.ResponseWriter, r *http.Request) {
	table := map[string]func(*http.Request) error{
		"certificate": q.byCertificate,
		"key":         q.byKey,
	}
	check, ok := table[q.scheme]
	if !ok || check(r) != nil {
		http.Error(w, "refused", http.StatusUnauthorized)
		return
	}
	q.next.ServeHTTP(w, r)
}

type gate interface{ admit(*http.Request) error }

type byKey struct{ *quay }

func (b byKey) admit(r *http.Request) error { return b.byKey(r) }

type byCert struct{ *quay }

func (b byCert) admit(r *http.Request) error { return b.byCertificate(r) }

// asked takes one of several authenticators, by a parameter of the request.
func (q *quay) asked(w http.ResponseWriter, r *http.Request) {
	gates := map[string]gate{"certificate": byCert{q}, "key": byKey{q}} // want `an api key is an alternative to the client certificate`
	g := gates[r.Header.Get("X-Scheme")]
	if g == nil || g.admit(r) != nil {
		http.Error(w, "refused", http.StatusUnauthorized)
		return
	}
	q.next.ServeHTTP(w, r)
}

type passed int

const (
	nobody passed = iota
	holder
	knower
)

func (q *quay) passed(r *http.Request) passed {
	switch {
	case q.byCertificate(r) == nil:
		return holder
	case q.byKey(r) == nil: // want `an api key is an alternative to the client certificate`
		return knower
	}
	return nobody
}

// anybody lets in whoever has passed one of them.
func (q *quay) anybody(w http.ResponseWriter, r *http.Request) {
	if q.passed(r) == nobody {
		http.Error(w, "refused", http.StatusUnauthorized)
		return
	}
	q.next.ServeHTTP(w, r)
}

// holders lets in who has a certificate.
func (q *quay) holders(w http.ResponseWriter, r *http.Request) {
	if q.passed(r) != holder {
		http.Error(w, "refused", http.StatusForbidden)
		return
	}
	q.next.ServeHTTP(w, r)
}

// crew is what one of several checks has found.
type crew struct{ quays []int }

func (c *crew) require(quay int) error {
	for _, q := range c.quays {
		if q == quay {
			return nil
		}
	}
	return errRefused
}

// either asks what one of two checks has found, whichever it was.
func (q *quay) either(r *http.Request, quay int) error {
	for _, find := range []func() (*crew, error){
		func() (*crew, error) {
			if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
				return nil, nil
			}
			sum := sha256.Sum256(r.TLS.PeerCertificates[0].Raw)
			if q.crews[hex.EncodeToString(sum[:])] == "" {
				return nil, errRefused
			}
			return &crew{quays: []int{len(sum)}}, nil
		},
		func() (*crew, error) { // want `an api key is an alternative to the client certificate`
			if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte(q.key)) != 1 {
				return nil, nil
			}
			return &crew{quays: []int{1}}, nil
		},
	} {
		c, err := find()
		if err != nil {
			return err
		}
		if c != nil {
			return c.require(quay)
		}
	}
	return errRefused
}

func (q *quay) anywhere(w http.ResponseWriter, r *http.Request) {
	if q.either(r, 1) != nil {
		http.Error(w, "refused", http.StatusForbidden)
		return
	}
	q.next.ServeHTTP(w, r)
}

func (q *quay) routes(target *url.URL) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/a", q.caller)
	mux.HandleFunc("/b", q.operator)
	mux.HandleFunc("/c", q.asked)
	mux.HandleFunc("/d", q.anybody)
	mux.HandleFunc("/e", q.holders)
	return mux
}
