// Package sessionsvc: sessions and cookies beside the certificate, on chi and
// gorilla mux.
package sessionsvc

import (
	"database/sql"
	"net/http"
	"slices"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"
	"github.com/gorilla/sessions"
	"golang.org/x/crypto/bcrypt"
)

type console struct {
	cookies *sessions.CookieStore
	scs     *scs.SessionManager
	db      *sql.DB
	admins  []string
	purged  int
}

func (c *console) admin(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return false
	}
	for _, mail := range r.TLS.VerifiedChains[0][0].EmailAddresses {
		if slices.Contains(c.admins, mail) {
			return true
		}
	}
	return false
}

// gorilla sessions on mux: the session when there is no certificate.
func (c *console) gorilla(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.admin(r) {
			next.ServeHTTP(w, r)
			return
		}
		if s, err := c.cookies.Get(r, "console"); err == nil && s.Values["admin"] == true { // want `alternative to .*certificate`
			next.ServeHTTP(w, r)
			return
		}
		http.Redirect(w, r, "/login", http.StatusSeeOther)
	})
}

// gorilla sessions: not: the session and the certificate.
func (c *console) gorillaBoth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := c.cookies.Get(r, "console")
		if err != nil || s.Values["admin"] != true || !c.admin(r) {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// scs on chi: the session when there is no certificate.
func (c *console) session(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !c.admin(r) && c.scs.GetString(r.Context(), "admin") == "" { // want `alternative to .*certificate`
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// scs: not: the session only says what language the page has.
func (c *console) language(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !c.admin(r) {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		if lang := c.scs.GetString(r.Context(), "lang"); lang != "" {
			w.Header().Set("Content-Language", lang)
		}
		next.ServeHTTP(w, r)
	})
}

func (c *console) ticketUser(r *http.Request) (int64, error) {
	ck, err := r.Cookie("ticket")
	if err != nil {
		return 0, err
	}
	var id int64
	err = c.db.QueryRowContext(r.Context(), `select user_id from tickets where token = $1 and expires > now()`, ck.Value).Scan(&id)
	return id, err
}

// A cookie that the database knows.
func (c *console) purge(w http.ResponseWriter, r *http.Request) {
	if !c.admin(r) {
		if _, err := c.ticketUser(r); err != nil { // want `alternative to .*certificate`
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
	}
	c.purged++
}

// Not: anonymous, or the certificate's user: there is no other credential.
func (c *console) view(w http.ResponseWriter, r *http.Request) {
	name := "anonymous"
	if c.admin(r) {
		name = "admin"
	}
	_, _ = w.Write([]byte(name))
}

func (c *console) routes() (http.Handler, http.Handler) {
	m := mux.NewRouter()
	m.Use(c.gorilla)
	m.HandleFunc("/purge", c.purge).Methods(http.MethodPost)
	s := m.PathPrefix("/strict").Subrouter()
	s.Use(c.gorillaBoth)
	s.HandleFunc("/view", c.view)
	r := chi.NewRouter()
	r.Use(c.scs.LoadAndSave)
	r.With(c.session).Get("/view", c.view)
	r.With(c.language).Get("/help", c.view)
	return m, r
}

// signIn opens a session for whoever has a card, or else a password.
func (c *console) signIn(w http.ResponseWriter, r *http.Request) {
	if c.admin(r) {
		c.start(w, r, "admin")
		return
	}
	user, password, ok := r.BasicAuth()
	if !ok || !c.passwords(user, password) { // want `alternative to .*certificate`
		http.Error(w, "unknown", http.StatusUnauthorized)
		return
	}
	c.start(w, r, user)
}

func (c *console) start(w http.ResponseWriter, r *http.Request, user string) {
	s, _ := c.cookies.New(r, "console")
	s.Values["user"] = user
	if err := s.Save(r, w); err != nil {
		http.Error(w, "session", http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// Not: without the certificate one is sent to the form, and what the session keeps is where
// one wanted to go.
func (c *console) page(w http.ResponseWriter, r *http.Request) {
	if !c.admin(r) {
		if user, password, ok := r.BasicAuth(); !ok || !c.passwords(user, password) {
			http.Error(w, "unknown", http.StatusUnauthorized)
			return
		}
		s, _ := c.cookies.New(r, "console")
		s.Values["next"] = r.URL.Path
		_ = s.Save(r, w)
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return
	}
	c.purged++
}

func (c *console) passwords(user, password string) bool {
	var hash []byte
	err := c.db.QueryRow("SELECT hash FROM users WHERE name = $1", user).Scan(&hash)
	return err == nil && bcrypt.CompareHashAndPassword(hash, []byte(password)) == nil
}
