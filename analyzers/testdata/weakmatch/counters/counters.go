// Package counters leaves it to another package to find the device, where that is
// reported: once is enough.
package counters

import (
	"errors"
	"io"
	"net/http"

	"testdata/weakmatch/counters/records"
)

// quiet: what is wrong is in the service.
func next(s *records.Service) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			http.Error(w, "certificate required", http.StatusUnauthorized)
			return
		}
		command, err := s.Next(r.Context(), r.TLS.VerifiedChains[0][0])
		if errors.Is(err, records.ErrDenied) {
			http.Error(w, "denied", http.StatusForbidden)
			return
		}
		if err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, command)
	}
}
