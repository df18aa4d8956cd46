// Package harbours asks what was found for a name in ways of its own: by numbers that are
// compared, rows, answers of another service, rights, checks that were found.
package harbours

import (
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"sync"
)

type harbour struct {
	levels map[string]int
	checks sync.Map
	db     *sql.DB
	policy string
	next   http.Handler
}

func refuse(w http.ResponseWriter) { http.Error(w, "not for you", http.StatusForbidden) }

// level compares what was found with what the request needs.
func (h *harbour) level(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.VerifiedChains) == 0 {
		refuse(w)
		return
	}
	need := 1
	if r.Method != http.MethodGet {
		need = 2
	}
	if h.levels[r.TLS.VerifiedChains[0][0].Subject.CommonName] < need { // want "common name"
		refuse(w)
		return
	}
	h.next.ServeHTTP(w, r)
}

// rows looks through what a query found.
func (h *harbour) rows(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.VerifiedChains) == 0 {
		refuse(w)
		return
	}
	rows, err := h.db.QueryContext(r.Context(), `select role from crew where name = $1`, r.TLS.VerifiedChains[0][0].Subject.CommonName) // want "common name"
	if err != nil {
		http.Error(w, "later", http.StatusServiceUnavailable)
		return
	}
	defer rows.Close()
	pilot := false
	for rows.Next() {
		var role string
		if rows.Scan(&role) == nil && role == "pilot" {
			pilot = true
		}
	}
	if !pilot {
		refuse(w)
		return
	}
	h.next.ServeHTTP(w, r)
}

// asked asks another service.
func (h *harbour) asked(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.VerifiedChains) == 0 {
		refuse(w)
		return
	}
	resp, err := http.Get(h.policy + "?who=" + r.TLS.VerifiedChains[0][0].Subject.CommonName)
	if err != nil {
		http.Error(w, "later", http.StatusServiceUnavailable)
		return
	}
	defer resp.Body.Close()
	var answer struct{ Allowed bool }
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<16)).Decode(&answer); err != nil || !answer.Allowed { // want "common name"
		refuse(w)
		return
	}
	h.next.ServeHTTP(w, r)
}

// check finds the check of somebody.
func (h *harbour) check(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.VerifiedChains) == 0 {
		refuse(w)
		return
	}
	v, _ := h.checks.Load(r.TLS.VerifiedChains[0][0].Subject.CommonName)
	if ok, is := v.(func() bool); !is || !ok() { // want "common name"
		refuse(w)
		return
	}
	h.next.ServeHTTP(w, r)
}

func (h *harbour) verdict(who string) string {
	switch l := h.levels[who]; {
	case l > 2: // want "common name"
		return "in"
	case l > 0:
		return "again"
	}
	return "out"
}

// judged has a text for what was found.
func (h *harbour) judged(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.VerifiedChains) == 0 {
		refuse(w)
		return
	}
	switch h.verdict(r.TLS.VerifiedChains[0][0].Subject.CommonName) {
	case "in":
		h.next.ServeHTTP(w, r)
	case "again":
		http.Error(w, "again", http.StatusUnauthorized)
	default:
		refuse(w)
	}
}

type rights struct{ methods []string }

func (r rights) include(method string) bool { return slices.Contains(r.methods, method) }

func (h *harbour) rights(who string) rights {
	if h.levels[who] > 1 {
		return rights{[]string{http.MethodGet, http.MethodPut}}
	}
	if h.levels[who] > 0 {
		return rights{[]string{http.MethodGet}}
	}
	return rights{}
}

// entitled has the rights of somebody.
func (h *harbour) entitled(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.VerifiedChains) == 0 {
		refuse(w)
		return
	}
	if !h.rights(r.TLS.VerifiedChains[0][0].Subject.CommonName).include(r.Method) { // want "common name"
		refuse(w)
		return
	}
	h.next.ServeHTTP(w, r)
}
