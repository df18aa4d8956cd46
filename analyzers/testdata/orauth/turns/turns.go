// Package turns puts authenticators of one package together by means of another one.
package turns

import (
	"errors"
	"net/http"

	"testdata/orauth/turns/asking"
	"testdata/orauth/turns/knowing"
	"testdata/orauth/turns/picking"
	"testdata/orauth/turns/plain"
)

type config struct {
	workloads knowing.Workloads
	operators map[string]bool
	key       string
	files     http.Handler
}

// reports: a constructor takes a list that is asked in turn.
func (c config) list() asking.Authenticator {
	return asking.FirstOf(
		c.workloads,
		knowing.NewKeys(c.key), // want "api key is an alternative"
	)
}

// reports: a literal of a type that asks its elements in turn.
func (c config) literal() asking.Authenticator {
	return asking.Some{
		c.workloads,
		knowing.NewKeys(c.key), // want "api key is an alternative"
	}
}

// reports: middleware that asks in turn, and returns what the handler says.
func (c config) before() func(asking.Handler) asking.Handler {
	return asking.Before(
		c.workloads,
		knowing.NewKeys(c.key), // want "api key is an alternative"
	)
}

// quiet: all of them have to know the caller.
func (c config) all() asking.Authenticator {
	return asking.Every{c.workloads, knowing.NewKeys(c.key)}
}

// quiet: one credential, of two kinds of callers.
func (c config) certificates() (asking.Authenticator, error) {
	operators, err := knowing.NewOperators(c.operators)
	if err != nil {
		return nil, err
	}
	return asking.FirstOf(c.workloads, operators), nil
}

// reports: what a function returns as an interface is known by its methods.
func (c config) either() (asking.Authenticator, error) {
	operators, err := knowing.NewOperators(c.operators)
	if err != nil {
		return nil, err
	}
	return asking.FirstOf(operators, knowing.NewKeys(c.key)), nil // want "api key is an alternative"
}

// reports: they are added one by one.
func (c config) added() http.Handler {
	g := asking.NewGuard()
	g.Add(c.workloads)
	if c.key != "" {
		g.Add(knowing.NewKeys(c.key)) // want "api key is an alternative"
	}
	return g.Wrap(c.files)
}

// reports: an option adds one.
func (c config) options() http.Handler {
	return asking.NewGuard(
		asking.With(c.workloads),
		asking.With(knowing.NewKeys(c.key)), // want "api key is an alternative"
	).Wrap(c.files)
}

// quiet: each has a guard of its own.
func (c config) apart(mux *http.ServeMux) {
	workloads := asking.NewGuard().Add(c.workloads)
	keys := asking.NewGuard().Add(knowing.NewKeys(c.key))
	mux.Handle("/workloads/", workloads.Wrap(c.files))
	mux.Handle("/keys/", keys.Wrap(c.files))
}

// reports: a field of another package's struct holds the functions.
func (c config) field() http.Handler {
	g := &asking.Guard{Checks: []func(*http.Request) bool{
		knowing.ByCertificate,
		knowing.ByKey(c.key), // want "api key is an alternative"
	}}
	return g.Wrap(c.files)
}

// quiet: the first that feels responsible is chosen, and has to answer yet.
func (c config) chosen(w http.ResponseWriter, r *http.Request) {
	switch asking.Applicable(r, knowing.ByCertificate, knowing.ByKey(c.key)) {
	case 0:
		w.Header().Set("X-Realm", "certificates")
	case 1:
		w.Header().Set("X-Realm", "keys")
	}
	w.WriteHeader(http.StatusUnauthorized)
}

type finder = picking.Finder[*http.Request, *asking.Caller]

// reports: of a function that says by its name and its type that it tries others in turn,
// no more is known.
func (c config) picked() finder {
	return picking.FirstOf[*http.Request](
		c.workloads.Authenticate,
		knowing.NewKeys(c.key).Authenticate, // want "api key is an alternative"
	)
}

// quiet: nor of one that asks all.
func (c config) together() finder {
	return picking.AllOf[*http.Request](c.workloads.Authenticate, knowing.NewKeys(c.key).Authenticate)
}

// reports: a list of checks becomes middleware.
func (c config) middleware() http.Handler {
	return asking.AnyOf(
		knowing.ByCertificate,
		knowing.ByKey(c.key), // want "api key is an alternative"
	)(c.files)
}

// quiet: middleware that asks for all.
func (c config) demanding() http.Handler {
	return asking.AllOf(knowing.ByCertificate, knowing.ByKey(c.key))(c.files)
}

type byWorkload struct{ known map[string]*plain.Principal }

func (b byWorkload) Find(r *http.Request) (*plain.Principal, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0][0].URIs) != 1 {
		return nil, errors.New("no certificate")
	}
	c, ok := b.known[r.TLS.VerifiedChains[0][0].URIs[0].String()]
	if !ok {
		return nil, errors.New("unknown workload")
	}
	return c, nil
}

func (b byWorkload) Check(r *http.Request) error {
	_, err := b.Find(r)
	return err
}

type byKey struct{ keys map[string]*plain.Principal }

func newKeys(keys map[string]*plain.Principal) byKey { return byKey{keys} }

func (b byKey) Find(r *http.Request) (*plain.Principal, error) {
	c, ok := b.keys[r.Header.Get("X-Api-Key")]
	if !ok {
		return nil, errors.New("unknown key")
	}
	return c, nil
}

func (b byKey) Check(r *http.Request) error {
	_, err := b.Find(r)
	return err
}

// reports: a list of finders that finds somebody by itself does so by one of them.
func (c config) finders(known map[string]*plain.Principal) plain.Finder {
	return plain.Sequence{
		byWorkload{known},
		newKeys(known), // want "api key is an alternative"
	}
}

// quiet: of a list of checks all may be asked.
func (c config) checks(known map[string]*plain.Principal) plain.Checker {
	return plain.Checks{byWorkload{known}, newKeys(known)}
}
