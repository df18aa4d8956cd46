// Package tallies asks all its checks, and counts.
package tallies

import (
	"crypto/subtle"
	"errors"
	"net/http"
)

type test struct {
	label string
	holds func(*http.Request) error
}

type office struct {
	hosts map[string]bool
	pin   string
	tests []test
}

var errNo = errors.New("no")

func newOffice(hosts map[string]bool, pin string) *office {
	o := &office{hosts: hosts, pin: pin}
	o.tests = []test{
		{"host", o.host},
		{"pin", o.known}, // want "is an alternative to the client certificate"
	}
	return o
}

func (o *office) host(r *http.Request) error {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return errNo
	}
	for _, n := range r.TLS.VerifiedChains[0][0].DNSNames {
		if o.hosts[n] {
			return nil
		}
	}
	return errNo
}

func (o *office) known(r *http.Request) error {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte(o.pin)) != 1 {
		return errNo
	}
	return nil
}

// reports: it turns away whom all have turned away. The finding is in the list.
func (o *office) Any(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var failed []error
		for _, t := range o.tests {
			if err := t.holds(r); err != nil {
				failed = append(failed, err)
			}
		}
		if len(failed) == len(o.tests) {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: all have to hold.
func (o *office) All(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		passed := 0
		for _, t := range o.tests {
			if t.holds(r) == nil {
				passed++
			}
		}
		if passed < len(o.tests) {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type ask func(*http.Request) bool

func byHost(hosts map[string]bool) ask {
	return func(r *http.Request) bool {
		return r.TLS != nil && len(r.TLS.VerifiedChains) > 0 && r.TLS.VerifiedChains[0][0].VerifyHostname("a.example") == nil
	}
}

func byPin(pin string) ask {
	return func(r *http.Request) bool {
		return subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte(pin)) == 1
	}
}

// reports: the same with a number.
func counted(pin string, next http.Handler) http.Handler {
	asks := []ask{
		byHost(nil),
		byPin(pin), // want "is an alternative to the client certificate"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		noes := 0
		for _, a := range asks {
			if !a(r) {
				noes++
			}
		}
		if noes < len(asks) {
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "who are you?", http.StatusUnauthorized)
	})
}

// quiet: a no is enough to be turned away.
func strict(pin string, next http.Handler) http.Handler {
	asks := []ask{byHost(nil), byPin(pin)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		noes := 0
		for _, a := range asks {
			if !a(r) {
				noes++
			}
		}
		if noes > 0 {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: one yes is enough.
func once(pin string, next http.Handler) http.Handler {
	asks := []ask{
		byHost(nil),
		byPin(pin), // want "is an alternative to the client certificate"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var yeses int
		for _, a := range asks {
			if a(r) {
				yeses++
			}
		}
		if yeses == 0 {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: as many yeses as there are checks.
func unanimous(pin string, next http.Handler) http.Handler {
	asks := []ask{byHost(nil), byPin(pin)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var yeses []int
		for i, a := range asks {
			if a(r) {
				yeses = append(yeses, i)
			}
		}
		if len(asks) != len(yeses) {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func Mount(mux *http.ServeMux, hosts map[string]bool, pin string, h http.Handler) {
	o := newOffice(hosts, pin)
	mux.Handle("/any", o.Any(h))
	mux.Handle("/all", o.All(h))
	mux.Handle("/counted", counted(pin, h))
	mux.Handle("/once", once(pin, h))
	mux.Handle("/strict", strict(pin, h))
	mux.Handle("/unanimous", unanimous(pin, h))
}
