package work

import (
	"crypto/sha256"
	"net/http"
)

type spool struct{ jobs map[string]int }

func (s *spool) Purge() {
	for name := range s.jobs {
		delete(s.jobs, name)
	}
}

func (s *spool) Count() int { return len(s.jobs) }

type press struct {
	operators map[[sha256.Size]byte]string
	spool     *spool
	seen      map[string]int
}

func (p *press) operator(r *http.Request) (string, bool) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return "", false
	}
	name, ok := p.operators[sha256.Sum256(r.TLS.VerifiedChains[0][0].Raw)]
	return name, ok
}

// reports: everything is taken away all the same.
func (p *press) purge(w http.ResponseWriter, r *http.Request) {
	if _, ok := p.operator(r); !ok {
		http.Error(w, "operators only", http.StatusForbidden) // want `the function goes on after it has turned the caller away`
	}
	p.spool.Purge()
}

// reports: so is what is in a map.
func (p *press) forget(w http.ResponseWriter, r *http.Request) {
	if _, ok := p.operator(r); !ok {
		http.Error(w, "operators only", http.StatusForbidden) // want `the function goes on after it has turned the caller away`
	}
	clear(p.seen)
}

// quiet: what is counted is nothing that somebody asked for.
func (p *press) count(w http.ResponseWriter, r *http.Request) {
	if _, ok := p.operator(r); !ok {
		http.Error(w, "operators only", http.StatusForbidden)
	}
	_ = p.spool.Count()
}
