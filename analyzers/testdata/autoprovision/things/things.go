// Package things keeps records of things that are no persons, some of which are whom a
// request is from.
package things

import (
	"context"
	"errors"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"testdata/autoprovision/records"
)

// Robot works in a hall.
type Robot struct {
	Name string
	Hall string
}

// Sensor measures.
type Sensor struct {
	Name  string
	State string
}

var errUnknown = errors.New("unknown")

// Truck drives between halls.
type Truck struct {
	Name     string
	Tags     []string
	Policies []string
}

type hall interface {
	Find(ctx context.Context, name string) (*Robot, error)
	Register(ctx context.Context, r *Robot) error
	RegisterSensor(ctx context.Context, s *Sensor) error
	RegisterVehicle(t Truck) error
}

type plant struct {
	hall        hall
	robots      *records.Table
	subscribers *records.Book
	spares      map[string]string
}

type robotKey struct{}

func name(r *http.Request) (string, bool) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) == 0 {
		return "", false
	}
	return r.TLS.VerifiedChains[0][0].DNSNames[0], true
}

// reports: whoever is not known is registered, and is the caller.
func (p *plant) registered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		bot, err := p.hall.Find(r.Context(), n)
		if errors.Is(err, errUnknown) {
			bot = &Robot{Name: n, Hall: "north"}
			err = p.hall.Register(r.Context(), bot) // want `Register makes it from the certificate's identity`
		}
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), robotKey{}, bot)))
	})
}

// quiet: that it was there is noted, and nobody is let in by it.
func (p *plant) noted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		bot, err := p.hall.Find(r.Context(), n)
		if err != nil || p.hall.Register(r.Context(), &Robot{Name: n}) != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), robotKey{}, bot)))
	})
}

// quiet: somebody else says in which state a record is.
func (p *plant) stated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, ok := name(r)
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		s := &Sensor{Name: n}
		if err := p.hall.RegisterSensor(r.Context(), s); err != nil || s.State != "running" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), robotKey{}, s)))
	})
}

// reports: it may do what its list says.
func (p *plant) listed(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	t := Truck{Name: n, Policies: []string{"gate-open", "dock-read"}}
	if err := p.hall.RegisterVehicle(t); err != nil { // want `RegisterVehicle makes it from the certificate's identity`
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte(p.spares[r.PathValue("part")]))
}

// quiet: what it is called says nothing of what it may do, and an empty list gives nothing.
func (p *plant) tagged(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	t := Truck{Name: n, Tags: []string{"north"}, Policies: []string{}}
	if err := p.hall.RegisterVehicle(t); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte(p.spares[r.PathValue("part")]))
}

func bot(c *fiber.Ctx) string {
	st := c.Context().TLSConnectionState()
	if st == nil || len(st.VerifiedChains) == 0 || len(st.VerifiedChains[0][0].DNSNames) == 0 {
		return ""
	}
	return st.VerifiedChains[0][0].DNSNames[0]
}

// reports: by the conditions of a query.
func (p *plant) mapped(c *fiber.Ctx) error {
	n := bot(c)
	if n == "" {
		return fiber.ErrUnauthorized
	}
	var r Robot
	if err := p.robots.Where(Robot{Name: n}).Attrs(Robot{Hall: "south"}).FirstOrCreate(&r).Error; err != nil { // want `FirstOrCreate makes it from the certificate's identity`
		return err
	}
	c.Locals("robot", &r)
	return c.Next()
}

// quiet: the state of the record is asked.
func (p *plant) mappedState(c *fiber.Ctx) error {
	n := bot(c)
	if n == "" {
		return fiber.ErrUnauthorized
	}
	var s Sensor
	if err := p.robots.Where(Sensor{Name: n}).FirstOrCreate(&s).Error; err != nil {
		return err
	}
	if s.State != "running" {
		return fiber.ErrForbidden
	}
	c.Locals("sensor", &s)
	return c.Next()
}

// reports: what a store gets or creates, it keeps.
func (p *plant) subscribed(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	acc := p.subscribers.GetOrCreate(n) // want `GetOrCreate makes it from the certificate's identity`
	if err := p.subscribers.Charge(acc); err != nil {
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	_, _ = w.Write([]byte(p.spares[r.PathValue("part")]))
}

// quiet: an account that is found.
func (p *plant) known(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	acc := p.subscribers.Lookup(n)
	if acc == nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(p.spares[r.PathValue("part")]))
}

// Mount mounts them.
func Mount(p *plant, mux *http.ServeMux, app *fiber.App, h http.Handler) {
	mux.Handle("/a", p.registered(h))
	mux.Handle("/b", p.noted(h))
	mux.Handle("/c", p.stated(h))
	mux.HandleFunc("/d", p.subscribed)
	mux.HandleFunc("/e", p.known)
	mux.HandleFunc("/f", p.listed)
	mux.HandleFunc("/g", p.tagged)
	app.Use(p.mapped, p.mappedState)
}
