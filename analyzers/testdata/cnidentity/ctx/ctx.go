// Package ctx is a document store that hands identities on in contexts and
// sessions.
package ctx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/alexedwards/scs/v2"
	"github.com/gorilla/sessions"

	"testdata/cnidentity/ctx/identity"
	"testdata/cnidentity/ctx/keys"
)

type store struct {
	writers  map[string]bool
	names    []string
	sessions sessions.Store
	scs      *scs.SessionManager
}

type (
	userKey   struct{}
	loggerKey struct{}
	leafKey   struct{}
)

// reports: a context value is an identity that outlives the gate.
func (s *store) withUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		ctx := context.WithValue(r.Context(), userKey{}, r.TLS.VerifiedChains[0][0].Subject.CommonName) // want "common name"
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// quiet: reads what withUser has stored, whose root cause is there.
func (s *store) greeting(w http.ResponseWriter, r *http.Request) {
	user, _ := r.Context().Value(userKey{}).(string)
	_, _ = w.Write([]byte("hello " + user))
}

// reports: another package's setter is the call that takes the name.
func (s *store) withClient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		name := r.TLS.PeerCertificates[0].Subject.CommonName
		next.ServeHTTP(w, r.WithContext(keys.WithClient(r.Context(), name))) // want "common name"
	})
}

// reports: the certificate's way leads through another package's context key.
func (s *store) write(w http.ResponseWriter, r *http.Request) {
	cert := identity.Cert(r.Context())
	if cert == nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if !s.writers[cert.Subject.CommonName] { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// keepLeaf stores the leaf under a key of this package.
func keepLeaf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			ctx := context.WithValue(r.Context(), leafKey{}, r.TLS.PeerCertificates[0])
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a context value read by the same key in another function.
func (s *store) remove(w http.ResponseWriter, r *http.Request) {
	leaf, ok := r.Context().Value(leafKey{}).(*x509.Certificate)
	if !ok || !slices.Contains(s.names, leaf.Subject.CommonName) { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

var errDenied = errors.New("denied")

// reports: the connection's state comes out of the context.
func (s *store) CheckAccess(ctx context.Context) error {
	cs, ok := identity.State(ctx)
	if !ok || len(cs.PeerCertificates) == 0 {
		return errDenied
	}
	if !slices.Contains(s.names, cs.PeerCertificates[0].Subject.CommonName) { // want "common name"
		return errDenied
	}
	return nil
}

// reports: a session outlives the gate.
func (s *store) login(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	sess, err := s.sessions.Get(r, "docs")
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	sess.Values["user"] = r.TLS.VerifiedChains[0][0].Subject.CommonName // want "common name"
	if err := sess.Save(r, w); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// reports: another library's session.
func (s *store) signIn(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if err := s.scs.RenewToken(r.Context()); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	s.scs.Put(r.Context(), "username", r.TLS.VerifiedChains[0][0].Subject.CommonName) // want "common name"
	w.WriteHeader(http.StatusNoContent)
}

// quiet: a logger with fields in the context is no identity.
func withLogger(base *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		logger := base
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			logger = base.With("client", r.TLS.PeerCertificates[0].Subject.CommonName)
		}
		ctx := context.WithValue(r.Context(), loggerKey{}, logger)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// quiet: a SAN is put into the context, the name is logged.
func (s *store) withSAN(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) != 1 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		leaf := r.TLS.VerifiedChains[0][0]
		slog.InfoContext(r.Context(), "request", "cn", leaf.Subject.CommonName)
		ctx := context.WithValue(r.Context(), userKey{}, leaf.URIs[0].String())
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// quiet: a value under another key has nothing to do with the certificate.
func (s *store) traced(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(s.names, keys.RequestID(r.Context())) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: only the state is kept for later.
func withState(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(identity.WithState(r.Context(), r.TLS)))
	})
}

type connKey struct{}

func newServer(h http.Handler, cfg *tls.Config) *http.Server {
	return &http.Server{
		Handler:   h,
		TLSConfig: cfg,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, c)
		},
	}
}

// reports: the connection itself comes out of the context.
func (s *store) share(w http.ResponseWriter, r *http.Request) {
	conn, ok := r.Context().Value(connKey{}).(*tls.Conn)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	certs := conn.ConnectionState().PeerCertificates
	if len(certs) == 0 || !s.writers[certs[0].Subject.CommonName] { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: what was kept for people to read decides.
func (s *store) prune(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if caption := strings.TrimSpace(identity.GuestOf(r.Context()).Caption); !strings.EqualFold(caption, "archivist") { // want "common name decides"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: people read it, and the alternative name beside it decides.
func (s *store) compact(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g := identity.GuestOf(r.Context())
		if !s.writers[g.Host] {
			slog.Info("refused", "caption", g.Caption)
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
