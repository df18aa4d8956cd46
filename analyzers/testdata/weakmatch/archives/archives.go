// Package archives lets readers and binders in whose certificates a database knows.
package archives

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"log"
	"net/http"

	"testdata/weakmatch/archives/orm"
)

type card struct{ Room string }

type desk struct{ db *orm.DB }

func leaf(r *http.Request) (*x509.Certificate, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, errors.New("show your card")
	}
	return r.TLS.PeerCertificates[0], nil
}

// reports: the query's error says whether there is somebody with that key identifier.
func (d *desk) readers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := leaf(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		var c card
		if err := d.db.Where("key = ?", hex.EncodeToString(cert.SubjectKeyId)).First(&c).Error; err != nil { // want `a key identifier is what an issuer writes`
			http.Error(w, "no card", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the same in two steps.
func (d *desk) binders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := leaf(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		var c card
		q := d.db.Where("binder").Where("serial = ?", cert.SerialNumber.String())
		found := q.First(&c) // want `the serial number alone`
		if found.Error != nil {
			http.Error(w, "no card", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the digest of the whole is asked for.
func (d *desk) keepers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := leaf(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		var c card
		sum := sha256.Sum256(cert.Raw)
		if err := d.db.Where("digest = ?", hex.EncodeToString(sum[:])).First(&c).Error; err != nil {
			http.Error(w, "no card", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: whether the look-up failed is written down.
func (d *desk) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cert, err := leaf(r); err == nil {
			var c card
			if err := d.db.Where("serial = ?", cert.SerialNumber.String()).First(&c).Error; err != nil {
				log.Println("unknown card", cert.SerialNumber)
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Rule is asked of each card.
type Rule func(card *x509.Certificate) error

// Behind asks a rule about whoever comes; which one, other packages say.
func Behind(ask Rule, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		cert, err := leaf(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		if err := ask(cert); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

var errRule = errors.New("not with this card")

// Rules are what cards are asked for.
type Rules struct {
	seals   map[string]string
	makers  []byte
	digests map[[32]byte]bool
}

// reports: a rule that looks for the bytes of the signature.
func (r *Rules) Sealed(card *x509.Certificate) error {
	if _, ok := r.seals[hex.EncodeToString(card.Signature)]; !ok { // want `the signature of a certificate`
		return errRule
	}
	return nil
}

// reports: one that looks for the key identifier of the issuer.
func (r *Rules) Made(card *x509.Certificate) error {
	if !bytes.Equal(card.AuthorityKeyId, r.makers) { // want `a key identifier is what an issuer writes`
		return errRule
	}
	return nil
}

// quiet: one that looks for the digest, and for the issuer as well.
func (r *Rules) Known(card *x509.Certificate) error {
	if !bytes.Equal(card.AuthorityKeyId, r.makers) || !r.digests[sha256.Sum256(card.Raw)] {
		return errRule
	}
	return nil
}

// quiet: one that looks at a signature, of a card that may be verified before.
func (r *Rules) Issued(card *x509.Certificate) error {
	if err := card.CheckSignatureFrom(house); err != nil {
		return errRule
	}
	return nil
}

var house = new(x509.Certificate)

// Lint is asked of certificates before they are printed.
type Lint func(draft *x509.Certificate, strict bool) error

// quiet: nobody here asks it about a caller.
func Numbered(draft *x509.Certificate, strict bool) error {
	if strict && printed[draft.SerialNumber.String()] {
		return nil
	}
	return errRule
}

var printed = map[string]bool{"1": true}
