package flow

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log"
	"net"
	"net/http"
)

var errAbsent = errors.New("no certificate")

func present(r *http.Request) bool {
	return r.TLS != nil && len(r.TLS.PeerCertificates) > 0
}

func presentErr(r *http.Request) error {
	if !present(r) {
		return errAbsent
	}
	return nil
}

// A closure over a free variable.
func closure(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		state := r.TLS
		has := func() bool { return state != nil && len(state.PeerCertificates) > 0 }
		if !has() { // want `any .*certificate`
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}
}

// A closure over the list, built by a constructor.
func closureNamed(names map[string]bool, next http.Handler) http.HandlerFunc {
	ok := func(c *x509.Certificate) bool {
		for _, n := range c.DNSNames {
			if names[n] {
				return true
			}
		}
		return false
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if !present(r) || !ok(r.TLS.PeerCertificates[0]) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}
}

type tester struct{ names map[string]bool }

func (t *tester) exists(r *http.Request) bool { return present(r) }

func (t *tester) listed(r *http.Request) bool {
	return present(r) && len(r.TLS.PeerCertificates[0].DNSNames) > 0 && t.names[r.TLS.PeerCertificates[0].DNSNames[0]]
}

// A method value, called later.
func (t *tester) methodValue(next http.Handler) http.HandlerFunc {
	check := t.exists
	return func(w http.ResponseWriter, r *http.Request) {
		if !check(r) { // want `any .*certificate`
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}
}

// A method expression.
func (t *tester) methodExpr(next http.Handler) http.HandlerFunc {
	check := (*tester).listed
	return func(w http.ResponseWriter, r *http.Request) {
		if !check(t, r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}
}

// A function-typed field that the constructor sets.
type guard struct {
	check func(*http.Request) error
	next  http.Handler
}

func newGuard(next http.Handler) *guard { return &guard{check: presentErr, next: next} }

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := g.check(r); err != nil { // want `any .*certificate`
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	g.next.ServeHTTP(w, r)
}

// The same field, set to one that decides.
type listGuard struct {
	check func(*http.Request) bool
	next  http.Handler
}

func newListGuard(t *tester, next http.Handler) *listGuard {
	g := new(listGuard)
	g.check = t.listed
	g.next = next
	return g
}

func (g *listGuard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !g.check(r) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	g.next.ServeHTTP(w, r)
}

// A function-typed parameter, given by the caller in the same package.
func protect(check func(*http.Request) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !check(r) { // want `any .*certificate`
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// The parameter's only argument here decides.
func protectListed(check func(*http.Request) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !check(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// An embedded struct's method.
type base struct{ logger *log.Logger }

func (b base) hasPeer(r *http.Request) bool {
	if present(r) {
		return true
	}
	b.logger.Print("no peer")
	return false
}

type opsHandler struct {
	base
	next http.Handler
}

func (h *opsHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.hasPeer(r) { // want `any .*certificate`
		w.WriteHeader(http.StatusForbidden)
		return
	}
	h.next.ServeHTTP(w, r)
}

// The embedded method is shadowed by one that decides.
type strictHandler struct {
	opsHandler
	list *tester
}

func (h *strictHandler) hasPeer(r *http.Request) bool {
	return h.opsHandler.hasPeer(r) && h.list.listed(r)
}

func (h *strictHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.hasPeer(r) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	h.next.ServeHTTP(w, r)
}

// A slice of checks that must all pass.
type pipeline struct {
	checks []func(*http.Request) error
	next   http.Handler
}

func methodOK(r *http.Request) error {
	if r.Method != http.MethodPost {
		return errors.New("POST only")
	}
	return nil
}

func newPipeline(next http.Handler) *pipeline {
	return &pipeline{checks: []func(*http.Request) error{methodOK, presentErr}, next: next}
}

func (p *pipeline) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, check := range p.checks {
		if err := check(r); err != nil { // want `any client certificate passes`
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
	}
	p.next.ServeHTTP(w, r)
}

// A slice of checks, one of which decides.
type strictPipeline struct {
	checks []func(*http.Request) bool
	next   http.Handler
}

func newStrictPipeline(t *tester, next http.Handler) *strictPipeline {
	return &strictPipeline{checks: []func(*http.Request) bool{present, t.listed}, next: next}
}

func (p *strictPipeline) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, check := range p.checks {
		if !check(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
	}
	p.next.ServeHTTP(w, r)
}

// reason is a check that says why it does not pass.
type reason func(*http.Request) (ok bool, why string)

// quiet: the request goes to each of the caller's checks.
func withReasons(next http.Handler, checks ...reason) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !present(r) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		for _, c := range checks {
			if ok, why := c(r); !ok {
				http.Error(w, why, http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the answers are only written down.
func withRemarks(next http.Handler, remarks ...reason) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !present(r) { // want `any client certificate passes`
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		for _, c := range remarks {
			if ok, why := c(r); !ok {
				w.Header().Add("Warning", why)
			}
		}
		next.ServeHTTP(w, r)
	})
}

// A map of checks by name.
var policies = map[string]func(*http.Request) bool{
	"machine": present,
}

func byPolicy(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !policies["machine"](r) { // want `any .*certificate`
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	}
}

// An interface with one implementation in the package.
type admitter interface {
	Admit(r *http.Request) error
}

type certAdmitter struct{}

func (certAdmitter) Admit(r *http.Request) error { return presentErr(r) }

type lobby struct {
	door admitter
	next http.Handler
}

func newLobby(next http.Handler) *lobby { return &lobby{door: certAdmitter{}, next: next} }

func (l *lobby) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := l.door.Admit(r); err != nil { // want `any .*certificate`
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	l.next.ServeHTTP(w, r)
}

// An interface whose implementation decides.
type inspector interface {
	Inspect(c *x509.Certificate) bool
}

func (t *tester) Inspect(c *x509.Certificate) bool {
	return len(c.DNSNames) == 1 && t.names[c.DNSNames[0]]
}

type checkpoint struct {
	who  inspector
	next http.Handler
}

func (c *checkpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !present(r) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if !c.who.Inspect(r.TLS.PeerCertificates[0]) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	c.next.ServeHTTP(w, r)
}

func first[T any](xs []T) (T, bool) {
	if len(xs) == 0 {
		var zero T
		return zero, false
	}
	return xs[0], true
}

// Generics: the first element, if any.
func generic(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, ok := first(r.TLS.PeerCertificates); !ok { // want `any .*certificate`
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	}
}

type set[K comparable] map[K]struct{}

func (s set[K]) has(k K) bool {
	_, ok := s[k]
	return ok
}

// Generics: a set of names.
func genericNamed(names set[string], next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		leaf, ok := first(r.TLS.PeerCertificates)
		if !ok || len(leaf.DNSNames) == 0 || !names.has(leaf.DNSNames[0]) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	}
}

// Mutual recursion through wrapped connections.
type wrapped interface{ Unwrap() net.Conn }

func peered(c net.Conn, depth int) bool {
	if t, ok := c.(*tls.Conn); ok {
		return len(t.ConnectionState().PeerCertificates) > 0
	}
	return depth > 0 && peeredInner(c, depth)
}

func peeredInner(c net.Conn, depth int) bool {
	w, ok := c.(wrapped)
	if !ok {
		return false
	}
	return peered(w.Unwrap(), depth-1)
}

func serveConn(c net.Conn, handle func(net.Conn)) {
	if !peered(c, 4) { // want `any .*certificate`
		c.Close()
		return
	}
	handle(c)
}

func build(t *tester, next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/closure", closure(next))
	mux.Handle("/closure2", closureNamed(t.names, next))
	mux.Handle("/mv", t.methodValue(next))
	mux.Handle("/me", t.methodExpr(next))
	mux.Handle("/guard", newGuard(next))
	mux.Handle("/guard2", newListGuard(t, next))
	mux.Handle("/protect", protect(present, next))
	mux.Handle("/protect2", protectListed(t.listed, next))
	mux.Handle("/ops", &opsHandler{base: base{log.Default()}, next: next})
	mux.Handle("/ops2", &strictHandler{opsHandler: opsHandler{base: base{log.Default()}, next: next}, list: t})
	mux.Handle("/pipe", newPipeline(next))
	mux.Handle("/pipe2", newStrictPipeline(t, next))
	mux.Handle("/policy", byPolicy(next))
	mux.Handle("/lobby", newLobby(next))
	mux.Handle("/checkpoint", &checkpoint{who: t, next: next})
	mux.Handle("/generic", generic(next))
	mux.Handle("/generic2", genericNamed(set[string]{"a.example": {}}, next))
	return mux
}
