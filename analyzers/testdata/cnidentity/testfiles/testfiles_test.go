package testfiles

import "net/http"

// quiet: test files are analysed only on demand.
func fakeGate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if Leaf(r) != "test-client" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

var _ = fakeGate
