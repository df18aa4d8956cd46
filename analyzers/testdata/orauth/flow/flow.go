// Package flow: two ways in, in the shapes that Go code gives them.
package flow

import (
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

var errRefused = errors.New("refused")

type desk struct {
	names []string
	key   []byte
	next  http.Handler
	seen  int
}

func (d *desk) listed(c *x509.Certificate) bool {
	return slices.ContainsFunc(c.DNSNames, func(n string) bool { return slices.Contains(d.names, n) })
}

func (d *desk) cert(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 && d.listed(r.TLS.PeerCertificates[0])
}

func (d *desk) apiKey(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), d.key) == 1
}

// Named results and defer.
func (d *desk) admit(r *http.Request) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", r.URL.Path, err)
		}
	}()
	if d.cert(r) {
		return
	}
	if !d.apiKey(r) { // want `alternative to .*certificate`
		err = errRefused
	}
	return
}

func (d *desk) named(w http.ResponseWriter, r *http.Request) {
	if err := d.admit(r); err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	d.next.ServeHTTP(w, r)
}

func (d *desk) admitBoth(r *http.Request) (err error) {
	defer func() {
		if err == nil {
			d.seen++
		}
	}()
	if !d.cert(r) {
		return errRefused
	}
	if !d.apiKey(r) {
		err = errRefused
	}
	return
}

// Named results and defer, both needed.
func (d *desk) namedBoth(w http.ResponseWriter, r *http.Request) {
	if err := d.admitBoth(r); err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	d.next.ServeHTTP(w, r)
}

// A loop over keys, after the certificate.
func (d *desk) loop(keys [][]byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ok := d.cert(r)
		for _, k := range keys {
			if ok {
				break
			}
			if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), k) == 1 { // want `alternative to .*certificate`
				ok = true
			}
		}
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		d.next.ServeHTTP(w, r)
	}
}

// A loop over keys, one of which is needed besides the certificate.
func (d *desk) loopBoth(keys [][]byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !d.cert(r) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		for _, k := range keys {
			if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), k) == 1 {
				d.next.ServeHTTP(w, r)
				return
			}
		}
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// Closures over free variables.
func (d *desk) closures() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		state := r.TLS
		certOK := func() bool {
			return state != nil && len(state.PeerCertificates) > 0 && d.listed(state.PeerCertificates[0])
		}
		keyOK := func() bool { return d.apiKey(r) }
		if certOK() || keyOK() { // want `alternative to .*certificate`
			d.next.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// Method values, in locals.
func (d *desk) methodValues() http.HandlerFunc {
	first, second := d.cert, d.apiKey
	return func(w http.ResponseWriter, r *http.Request) {
		if !first(r) && !second(r) { // want `alternative to .*certificate`
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		d.next.ServeHTTP(w, r)
	}
}

// Method values, both needed.
func (d *desk) methodValuesBoth() http.HandlerFunc {
	first, second := d.cert, d.apiKey
	return func(w http.ResponseWriter, r *http.Request) {
		if !first(r) || !second(r) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		d.next.ServeHTTP(w, r)
	}
}

// Function-typed fields that the constructor sets.
type doubleGate struct {
	primary, fallback func(*http.Request) bool
	next              http.Handler
}

func newDoubleGate(d *desk) *doubleGate {
	return &doubleGate{primary: d.cert, fallback: d.apiKey, next: d.next}
}

func (g *doubleGate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.primary(r) {
		g.next.ServeHTTP(w, r)
		return
	}
	if g.fallback(r) { // want `alternative to .*certificate`
		g.next.ServeHTTP(w, r)
		return
	}
	w.WriteHeader(http.StatusUnauthorized)
}

// Embedded structs: each brings its check.
type certPart struct{ d *desk }

func (p certPart) certified(r *http.Request) bool { return p.d.cert(r) }

type keyPart struct{ d *desk }

func (p keyPart) keyed(r *http.Request) bool { return p.d.apiKey(r) }

type combinedGate struct {
	certPart
	keyPart
	next http.Handler
}

func (g *combinedGate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case g.certified(r):
		g.next.ServeHTTP(w, r)
	case g.keyed(r): // want `alternative to .*certificate`
		g.next.ServeHTTP(w, r)
	default:
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// An interface with two implementations, one for each field.
type verifier interface{ Verify(r *http.Request) error }

type certVerifier struct{ d *desk }

func (v certVerifier) Verify(r *http.Request) error {
	if !v.d.cert(r) {
		return errRefused
	}
	return nil
}

type keyVerifier struct{ d *desk }

func (v keyVerifier) Verify(r *http.Request) error {
	if !v.d.apiKey(r) {
		return errRefused
	}
	return nil
}

// A generic helper that returns the first success.
func firstSuccess[T any](v T, tries ...func(T) error) error {
	errs := make([]error, 0, len(tries))
	for _, try := range tries {
		err := try(v)
		if err == nil {
			return nil
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Generics: the list is the call's arguments.
func (d *desk) generic(w http.ResponseWriter, r *http.Request) {
	if err := firstSuccess(r, certVerifier{d}.Verify, keyVerifier{d}.Verify); err != nil { // want `alternative to .*certificate`
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	d.next.ServeHTTP(w, r)
}

func everySuccess[T any](v T, tries ...func(T) error) error {
	for _, try := range tries {
		if err := try(v); err != nil {
			return err
		}
	}
	return nil
}

// Generics: all of them.
func (d *desk) genericBoth(w http.ResponseWriter, r *http.Request) {
	if err := everySuccess(r, certVerifier{d}.Verify, keyVerifier{d}.Verify); err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	d.next.ServeHTTP(w, r)
}

// Interfaces of the package, in an order that is fixed.
type relay struct {
	strong, weak verifier
	next         http.Handler
}

func newRelay(d *desk) *relay {
	return &relay{strong: certVerifier{d}, weak: keyVerifier{d}, next: d.next}
}

func (y *relay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if y.strong.Verify(r) == nil {
		y.next.ServeHTTP(w, r)
		return
	}
	if err := y.weak.Verify(r); err != nil { // want `alternative to .*certificate`
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	y.next.ServeHTTP(w, r)
}

// Mutual recursion: a token may name another until one is the key.
type chainKeys struct{ links map[string]string }

func (c *chainKeys) resolve(d *desk, k string, depth int) bool {
	if subtle.ConstantTimeCompare([]byte(k), d.key) == 1 {
		return true
	}
	return depth > 0 && c.follow(d, k, depth-1)
}

func (c *chainKeys) follow(d *desk, k string, depth int) bool {
	to, ok := c.links[k]
	return ok && c.resolve(d, to, depth)
}

func (c *chainKeys) gate(d *desk) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if d.cert(r) {
			d.next.ServeHTTP(w, r)
			return
		}
		if c.resolve(d, r.Header.Get("X-Api-Key"), 3) { // want `alternative to .*certificate`
			d.next.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// A copy of the state, in a struct of the project; comma-ok on a map.
type peerInfo struct{ state tls.ConnectionState }

func (d *desk) copied(tokens map[string]time.Time) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var info peerInfo
		if r.TLS != nil {
			info.state = *r.TLS
		}
		if len(info.state.PeerCertificates) > 0 && d.listed(info.state.PeerCertificates[0]) {
			d.next.ServeHTTP(w, r)
			return
		}
		if _, ok := tokens[r.Header.Get("X-Auth-Token")]; !ok { // want `alternative to .*certificate`
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		d.next.ServeHTTP(w, r)
	}
}

// A map of tokens, looked up for a plan after the certificate.
func (d *desk) planned(plans map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !d.cert(r) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if plan, ok := plans[r.Header.Get("X-Auth-Token")]; ok {
			w.Header().Set("X-Plan", plan)
		}
		d.next.ServeHTTP(w, r)
	}
}

type refusal struct{ error }

func (d *desk) mustHaveKey(r *http.Request) {
	if !d.apiKey(r) {
		panic(refusal{errRefused})
	}
}

// Denied by a panic that is recovered.
func (d *desk) panics(w http.ResponseWriter, r *http.Request) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case refusal:
			http.Error(w, v.Error(), http.StatusUnauthorized)
		default:
			panic(v)
		}
	}()
	if !d.cert(r) {
		d.mustHaveKey(r) // want `alternative to .*certificate`
	}
	d.next.ServeHTTP(w, r)
}

// Two goroutines, both of which must agree.
func (d *desk) concurrent(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	var certOK, keyOK bool
	wg.Go(func() { certOK = d.cert(r) })
	wg.Go(func() { keyOK = d.apiKey(r) })
	wg.Wait()
	if !certOK || !keyOK {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	d.next.ServeHTTP(w, r)
}

// A deny-list of keys is no other credential.
func (d *desk) banned(keys map[string]bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if keys[r.Header.Get("X-Api-Key")] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !d.cert(r) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		d.next.ServeHTTP(w, r)
	}
}

func (d *desk) routes(c *chainKeys, keys [][]byte, tokens map[string]time.Time) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/named", d.named)
	mux.HandleFunc("/namedboth", d.namedBoth)
	mux.HandleFunc("/loop", d.loop(keys))
	mux.HandleFunc("/loopboth", d.loopBoth(keys))
	mux.HandleFunc("/closures", d.closures())
	mux.HandleFunc("/mv", d.methodValues())
	mux.HandleFunc("/mvboth", d.methodValuesBoth())
	mux.Handle("/double", newDoubleGate(d))
	mux.Handle("/combined", &combinedGate{certPart: certPart{d}, keyPart: keyPart{d}, next: d.next})
	mux.HandleFunc("/generic", d.generic)
	mux.HandleFunc("/genericboth", d.genericBoth)
	mux.Handle("/relay", newRelay(d))
	mux.HandleFunc("/chain", c.gate(d))
	mux.HandleFunc("/copied", d.copied(tokens))
	mux.HandleFunc("/planned", d.planned(c.links))
	mux.HandleFunc("/panics", d.panics)
	mux.HandleFunc("/concurrent", d.concurrent)
	mux.HandleFunc("/banned", d.banned(nil))
	return mux
}
