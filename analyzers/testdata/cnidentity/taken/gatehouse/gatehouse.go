// Package gatehouse asks functions that others give it.
package gatehouse

import "net/http"

// Question is asked about whoever comes.
type Question func(name string, r *http.Request) bool

// Options are functions of others.
type Options struct {
	Authorize func(r *http.Request) bool
	Log       func(r *http.Request) bool
}

// House lets in whom its question says.
type House struct {
	question Question
	named    func(r *http.Request) string
}

// SetCheckGuestHandler sets the question.
func (h *House) SetCheckGuestHandler(q Question) { h.question = q }

// SetNameHandler sets how a guest is called.
func (h *House) SetNameHandler(named func(r *http.Request) string) { h.named = named }

func (h *House) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.question == nil || !h.question(r.PathValue("name"), r) {
		http.Error(w, "no", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte("welcome " + h.named(r)))
}
