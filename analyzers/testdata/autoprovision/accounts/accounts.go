// Package accounts makes accounts of whoever comes with a certificate, and finds
// them next to that.
package accounts

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"net/http"
	"sync"
	"time"
)

type User struct {
	Name string
	Role string
}

type Account struct {
	Subject string
	Enabled bool
}

type Request struct {
	Subject string
	Status  string
}

type Store interface {
	ByName(ctx context.Context, name string) (*User, error)
	CreateUser(ctx context.Context, u *User) (*User, error)
	GetOrCreateUser(ctx context.Context, name string) (*User, error)
	UpsertTenant(ctx context.Context, name string) error
	CreateAccount(ctx context.Context, a Account) error
	CreateRequest(ctx context.Context, r Request) error
	CreatePendingUser(ctx context.Context, name string) (*User, error)
	AssignRole(ctx context.Context, name, role string) error
	CreateSession(ctx context.Context, name string) (string, error)
	CreateUserAudit(ctx context.Context, name string) error
	Invitation(ctx context.Context, name string) (bool, error)
	TouchUser(ctx context.Context, name string) error
}

var ErrNotFound = errors.New("not found")

type gates struct {
	store   Store
	db      *sql.DB
	key     []byte
	allowed map[string]bool
	mu      sync.Mutex
	users   map[string]*User
	seen    map[string]time.Time
}

type userKey struct{}

// name returns the first DNS name of the client's certificate.
func name(r *http.Request) (string, bool) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) == 0 {
		return "", false
	}
	return r.TLS.VerifiedChains[0][0].DNSNames[0], true
}

// Not found, so created.
func (g *gates) notFound(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		u, err := g.store.ByName(r.Context(), n)
		if errors.Is(err, ErrNotFound) {
			u, err = g.store.CreateUser(r.Context(), &User{Name: n, Role: "member"}) // want `whoever has a certificate of a trusted CA gets an account: CreateUser makes it from the certificate's identity`
		}
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, u)))
	})
}

// Not found, so denied.
func (g *gates) found(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		u, err := g.store.ByName(r.Context(), n)
		if err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, u)))
	})
}

// One call for both.
func (g *gates) getOrCreate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		u, err := g.store.GetOrCreateUser(r.Context(), n) // want `GetOrCreateUser makes it from the certificate's identity`
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, u)))
	})
}

// A tenant for each organization.
func (g *gates) tenant(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if err := g.store.UpsertTenant(r.Context(), r.TLS.PeerCertificates[0].URIs[0].Host); err != nil { // want `UpsertTenant makes it from the certificate's identity`
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A role for everybody.
func (g *gates) role(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if err := g.store.AssignRole(r.Context(), n, "reader"); err != nil { // want `AssignRole makes it from the certificate's identity`
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// In SQL.
func (g *gates) insert(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if _, err := g.db.ExecContext(r.Context(), "INSERT INTO users (name, role) VALUES ($1, 'member') ON CONFLICT DO NOTHING", n); err != nil { // want `ExecContext makes it from the certificate's identity`
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Into a table of what happened.
func (g *gates) insertAudit(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if _, err := g.db.ExecContext(r.Context(), "INSERT INTO user_audit (name) VALUES ($1)", n); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// In a map.
func (g *gates) inMemory(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		g.mu.Lock()
		u := g.users[n]
		if u == nil {
			u = &User{Name: n, Role: "member"}
			g.users[n] = u // want `whoever has a certificate of a trusted CA gets an account`
		}
		g.mu.Unlock()
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, u)))
	})
}

// When it was there last.
func (g *gates) lastSeen(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok || !g.allowed[n] {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		g.mu.Lock()
		g.seen[n] = time.Now()
		g.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

// resolve finds or makes a user.
func (g *gates) resolve(ctx context.Context, n string) (*User, error) {
	u, err := g.store.ByName(ctx, n)
	if err == nil {
		return u, nil
	}
	return g.store.CreateUser(ctx, &User{Name: n}) // want `CreateUser makes it from the certificate's identity`
}

// A helper that is given the name.
func (g *gates) byHelper(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		u, err := g.resolve(r.Context(), n)
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, u)))
	})
}

// An enrolment endpoint: another credential was checked.
func (g *gates) enrol(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), g.key) != 1 {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if _, err := g.store.CreateUser(r.Context(), &User{Name: n}); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// An enrolment endpoint without one: a terminal handler is a gate.
func (g *gates) enrolAnybody(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if _, err := g.store.CreateUser(r.Context(), &User{Name: n}); err != nil { // want `CreateUser makes it from the certificate's identity`
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// Who was invited.
func (g *gates) invited(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	invited, err := g.store.Invitation(r.Context(), n)
	if err != nil || !invited {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if _, err := g.store.CreateUser(r.Context(), &User{Name: n}); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// Who is on the operator's list.
func (g *gates) listed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok || !g.allowed[n] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if _, err := g.store.GetOrCreateUser(r.Context(), n); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A record that somebody has to enable.
func (g *gates) disabled(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if err := g.store.CreateAccount(r.Context(), Account{Subject: n}); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// A record that is enabled.
func (g *gates) enabled(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if err := g.store.CreateAccount(r.Context(), Account{Subject: n, Enabled: true}); err != nil { // want `CreateAccount makes it from the certificate's identity`
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// A request for an account.
func (g *gates) request(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if err := g.store.CreateRequest(r.Context(), Request{Subject: n, Status: "pending"}); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// A user who is pending, and turned away.
func (g *gates) pending(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, err := g.store.ByName(r.Context(), n); err != nil {
			_, _ = g.store.CreatePendingUser(r.Context(), n)
			http.Error(w, "wait for approval", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A session for a user who was found, and a line in the audit log.
func (g *gates) session(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if _, err := g.store.ByName(r.Context(), n); err != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	id, err := g.store.CreateSession(r.Context(), n)
	if err != nil || g.store.CreateUserAudit(r.Context(), n) != nil || g.store.TouchUser(r.Context(), n) != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_, _ = w.Write([]byte(id))
}

// A user made of what an administrator sent.
func (g *gates) administer(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok || !g.allowed[n] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if _, err := g.store.CreateUser(r.Context(), &User{Name: r.FormValue("name")}); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// By the common name: that is cnidentity's, and the account is this rule's.
func (g *gates) byCN(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if _, err := g.store.GetOrCreateUser(r.Context(), r.TLS.VerifiedChains[0][0].Subject.CommonName); err != nil { // want `GetOrCreateUser makes it from the certificate's identity`
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A deny-list is all that is left.
func (g *gates) banned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		u, err := g.store.GetOrCreateUser(r.Context(), n) // want `GetOrCreateUser makes it from the certificate's identity`
		if err != nil || u.Role == "banned" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type limiter struct{ User string }

// A limiter for each user.
func (g *gates) limited(limiters map[string]*limiter, next http.Handler) http.Handler {
	perUser := &struct{ limiters map[string]*limiter }{limiters}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok || !g.allowed[n] {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if perUser.limiters[n] == nil {
			perUser.limiters[n] = &limiter{User: n}
		}
		next.ServeHTTP(w, r)
	})
}

// Mount mounts them.
func Mount(g *gates, mux *http.ServeMux, h http.Handler) {
	for _, m := range []func(http.Handler) http.Handler{g.notFound, g.found, g.getOrCreate, g.tenant, g.inMemory, g.lastSeen, g.byHelper, g.listed, g.pending, g.byCN, g.banned} {
		mux.Handle("/", m(h))
	}
	for _, f := range []http.HandlerFunc{g.role, g.insert, g.insertAudit, g.enrol, g.enrolAnybody, g.invited, g.disabled, g.enabled, g.request, g.session, g.administer} {
		mux.Handle("/", f)
	}
}

// players keeps whoever plays by the name of the console.
func (g *gates) players(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) != 1 {
			http.Error(w, "console certificate required", http.StatusUnauthorized)
			return
		}
		console := r.TLS.VerifiedChains[0][0].DNSNames[0]
		if _, err := g.db.ExecContext(r.Context(), "INSERT INTO players (console, tier) VALUES ($1, 'casual') ON CONFLICT DO NOTHING", console); err != nil { // want `ExecContext makes it from the certificate's identity`
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: what is kept is the score of a game.
func (g *gates) scores(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) != 1 {
			http.Error(w, "console certificate required", http.StatusUnauthorized)
			return
		}
		console := r.TLS.VerifiedChains[0][0].DNSNames[0]
		if _, err := g.db.ExecContext(r.Context(), "INSERT INTO scores (console, points) VALUES ($1, 0)", console); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a project that is active is an account.
func (g *gates) projects(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) != 1 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		owner := r.TLS.VerifiedChains[0][0].URIs[0].String()
		if _, err := g.db.ExecContext(r.Context(), "INSERT INTO projects (owner, quota, active) VALUES ($1, 4, true) ON CONFLICT DO NOTHING", owner); err != nil { // want `ExecContext makes it from the certificate's identity`
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a project that somebody has to approve.
func (g *gates) proposed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) != 1 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		owner := r.TLS.VerifiedChains[0][0].URIs[0].String()
		if _, err := g.db.ExecContext(r.Context(), "INSERT INTO projects (owner, quota, active) VALUES ($1, 0, false) ON CONFLICT DO NOTHING", owner); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	})
}
