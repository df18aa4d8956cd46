package harbours

import "net/http"

// who names whoever holds the certificate, for several gates.
func who(r *http.Request) string { return r.TLS.VerifiedChains[0][0].Subject.CommonName }

// reports, like the next one: each gate asks for the name itself.
func (h *harbour) pilots(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.VerifiedChains) == 0 || h.levels[who(r)] < 2 { // want "common name"
		refuse(w)
		return
	}
	h.next.ServeHTTP(w, r)
}

func (h *harbour) sailors(w http.ResponseWriter, r *http.Request) {
	if len(r.TLS.VerifiedChains) == 0 || h.levels[who(r)] < 1 { // want "common name"
		refuse(w)
		return
	}
	h.next.ServeHTTP(w, r)
}
