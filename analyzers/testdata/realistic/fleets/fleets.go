// Package fleets keeps records of devices, and of members who were invited.
package fleets

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
)

type thing struct {
	ID   string
	Role string
}

type registry interface {
	FirstOrCreate(ctx context.Context, id string, t *thing) (*thing, error)
}

type gateway struct {
	mu       sync.Mutex
	things   registry
	invites  map[string]string
	accounts map[string]*account
	db       *sql.DB
}

type account struct{ Tenant, Role string }

type ctxKey struct{}

func fingerprint(r *http.Request) (string, bool) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "", false
	}
	sum := sha256.Sum256(r.TLS.VerifiedChains[0][0].Raw)
	return hex.EncodeToString(sum[:]), true
}

// roles makes a record of whoever comes, with a role.
func (g *gateway) roles(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fp, ok := fingerprint(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		t, err := g.things.FirstOrCreate(r.Context(), fp, &thing{ID: fp, Role: "sensor"}) // want "gets an account"
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), ctxKey{}, t)))
	})
}

// seen makes one that grants nothing: quiet.
func (g *gateway) seen(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fp, ok := fingerprint(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		t, err := g.things.FirstOrCreate(r.Context(), fp, &thing{ID: fp})
		if err != nil || t.Role == "" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), ctxKey{}, t)))
	})
}

type device struct{ ID, Status string }

var errNotFound = errors.New("no such device")

func (g *gateway) byURI(ctx context.Context, uri string) (*device, error) {
	d := &device{}
	err := g.db.QueryRowContext(ctx, `SELECT id, status FROM devices WHERE uri = $1`, uri).Scan(&d.ID, &d.Status)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNotFound
	}
	return d, err
}

func (g *gateway) create(ctx context.Context, uri string, d *device) error {
	return g.db.QueryRowContext(ctx, `INSERT INTO devices (uri, status) VALUES ($1, $2) RETURNING id`, uri, d.Status).Scan(&d.ID)
}

// checkin makes an active device of whoever is not known.
func (g *gateway) checkin(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	uri := r.TLS.PeerCertificates[0].URIs[0].String()
	d, err := g.byURI(r.Context(), uri)
	if errors.Is(err, errNotFound) {
		d = &device{Status: "active"}
		err = g.create(r.Context(), uri, d) // want "gets an account"
	}
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_, _ = w.Write([]byte(d.Status))
}

// announce makes one that waits for somebody's approval: quiet.
func (g *gateway) announce(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || len(r.TLS.PeerCertificates[0].URIs) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	uri := r.TLS.PeerCertificates[0].URIs[0].String()
	d, err := g.byURI(r.Context(), uri)
	if errors.Is(err, errNotFound) {
		d = &device{Status: "pending"}
		err = g.create(r.Context(), uri, d)
	}
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_, _ = w.Write([]byte(d.Status))
}

// join asks for an invitation first: quiet.
func (g *gateway) join(w http.ResponseWriter, r *http.Request) {
	fp, ok := fingerprint(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	tenant, ok := g.invites[r.FormValue("code")]
	if !ok {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	g.accounts[fp] = &account{Tenant: tenant, Role: "member"}
	w.WriteHeader(http.StatusCreated)
}

// accept asks the database for one: quiet.
func (g *gateway) accept(w http.ResponseWriter, r *http.Request) {
	fp, ok := fingerprint(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var in struct{ Code string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var org int64
	if err := g.db.QueryRow(`SELECT org FROM invitations WHERE code = $1 AND used_at IS NULL`, in.Code).Scan(&org); err != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if _, err := g.db.Exec(`INSERT INTO users (org, fingerprint) VALUES ($1, $2)`, org, fp); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// enter asks for nothing.
func (g *gateway) enter(w http.ResponseWriter, r *http.Request) {
	fp, ok := fingerprint(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.accounts[fp] = &account{Tenant: r.FormValue("tenant"), Role: "member"} // want "gets an account"
	w.WriteHeader(http.StatusCreated)
}

func Mux(g *gateway, h http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/roles", g.roles(h))
	mux.Handle("/seen", g.seen(h))
	mux.HandleFunc("/checkin", g.checkin)
	mux.HandleFunc("/announce", g.announce)
	mux.HandleFunc("/join", g.join)
	mux.HandleFunc("/accept", g.accept)
	mux.HandleFunc("/enter", g.enter)
	return mux
}
