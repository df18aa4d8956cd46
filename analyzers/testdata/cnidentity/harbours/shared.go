package harbours

import (
	"net/http"

	"testdata/cnidentity/harbours/crew"
)

// reports, like the next one: each gate asks for the name itself.
func (h *harbour) pilots(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.VerifiedChains) == 0 || h.levels[crew.Name(r)] < 2 { // want "common name"
		refuse(w)
		return
	}
	h.next.ServeHTTP(w, r)
}

func (h *harbour) sailors(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.VerifiedChains) == 0 || h.levels[crew.Name(r)] < 1 { // want "common name"
		refuse(w)
		return
	}
	h.next.ServeHTTP(w, r)
}
