// Package work has handlers whose work is a call, and says nothing to the caller.
package work

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
)

type order struct {
	Item  string
	Count int
}

type stock interface {
	Remove(ctx context.Context, item string) error
	Ship(ctx context.Context, o order) error
	Price(item string) (int, error)
	Seen(name string)
	Close() error
}

type depot struct {
	buyers []string
	stock  stock
	drafts map[string]order
}

func (d *depot) buyer(r *http.Request) (string, bool) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].DNSNames) == 0 {
		return "", false
	}
	name := r.TLS.VerifiedChains[0][0].DNSNames[0]
	return name, slices.Contains(d.buyers, name)
}

// reports: it is removed all the same.
func (d *depot) remove(w http.ResponseWriter, r *http.Request) {
	if _, ok := d.buyer(r); !ok {
		http.Error(w, "not a buyer", http.StatusForbidden) // want "without the right certificate a request gets to stock.Remove all the same"
	}
	if err := d.stock.Remove(r.Context(), r.PathValue("item")); err != nil {
		log.Printf("removing: %v", err)
	}
}

// reports: what the body asks for is shipped.
func (d *depot) ship(w http.ResponseWriter, r *http.Request) {
	if _, ok := d.buyer(r); !ok {
		log.Printf("refused %s", r.RemoteAddr)
		w.WriteHeader(http.StatusForbidden) // want "goes on after it has turned the caller away"
	}
	var o order
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
		return
	}
	_ = d.stock.Ship(r.Context(), o)
}

// reports: the chain ends, and this handler does not.
func (d *depot) gin(c *gin.Context) {
	if _, ok := d.buyer(c.Request); !ok {
		c.AbortWithStatus(http.StatusForbidden) // want "goes on after it has turned the caller away"
	}
	_ = d.stock.Remove(c, c.Param("item"))
}

func (d *depot) demand(w http.ResponseWriter, r *http.Request) {
	if _, ok := d.buyer(r); !ok {
		http.Error(w, "not a buyer", http.StatusForbidden)
	}
}

// reports: the helper has answered, and says nothing.
func (d *depot) demanded(w http.ResponseWriter, r *http.Request) {
	d.demand(w, r) // want "goes on after it has turned the caller away"
	_ = d.stock.Remove(r.Context(), r.FormValue("item"))
}

// quiet: it returns.
func (d *depot) returned(w http.ResponseWriter, r *http.Request) {
	if _, ok := d.buyer(r); !ok {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	_ = d.stock.Remove(r.Context(), r.PathValue("item"))
}

// quiet: the work is on the other side.
func (d *depot) either(w http.ResponseWriter, r *http.Request) {
	if _, ok := d.buyer(r); !ok {
		w.WriteHeader(http.StatusForbidden)
	} else if err := d.stock.Remove(r.Context(), r.PathValue("item")); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
	d.tidy(r.URL.Path)
}

func (d *depot) tidy(path string) { delete(d.drafts, path) }

// quiet: what follows is done whoever asks, and does nothing that was asked for.
func (d *depot) check(w http.ResponseWriter, r *http.Request) {
	name, ok := d.buyer(r)
	if !ok {
		w.WriteHeader(http.StatusForbidden)
	}
	d.stock.Seen(name)
	log.Printf("checked %s for %s", name, r.URL.Path)
	_ = d.stock.Close()
}

func valid(o order) error {
	if o.Count < 1 {
		return errors.New("nothing ordered")
	}
	return nil
}

// quiet: what was asked for is read and looked up, and not done.
func (d *depot) asked(w http.ResponseWriter, r *http.Request) {
	_, ok := d.buyer(r)
	if !ok {
		w.WriteHeader(http.StatusForbidden)
	}
	var o order
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil || valid(o) != nil {
		return
	}
	price, err := d.stock.Price(o.Item)
	if err == nil && ok {
		log.Printf("%d", price)
		_ = d.stock.Ship(r.Context(), o)
	}
}

// reports: the return leaves the literal.
func (d *depot) literal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		check := func() {
			if _, ok := d.buyer(r); !ok {
				http.Error(w, "not a buyer", http.StatusForbidden)
				return
			}
			w.Header().Set("Cache-Control", "private")
		}
		check() // want "goes on after it has turned the caller away"
		next.ServeHTTP(w, r)
	})
}

// quiet: the literal leaves word.
func (d *depot) told(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refused := false
		check := func() {
			if _, ok := d.buyer(r); !ok {
				http.Error(w, "not a buyer", http.StatusForbidden)
				refused = true
			}
		}
		if check(); refused {
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the literal answers.
func (d *depot) answered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		check := func() bool {
			_, ok := d.buyer(r)
			if !ok {
				http.Error(w, "not a buyer", http.StatusForbidden)
			}
			return ok
		}
		if !check() {
			return
		}
		next.ServeHTTP(w, r)
	})
}
