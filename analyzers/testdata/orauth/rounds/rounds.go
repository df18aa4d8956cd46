// Package rounds gives porters to desks of another package.
package rounds

import (
	"crypto/subtle"
	"errors"
	"net/http"

	"testdata/orauth/rounds/desk"
)

var errUnknown = errors.New("unknown")

type byName map[string]bool

func (b byName) Know(r *http.Request) (*desk.Visitor, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, errUnknown
	}
	names := r.TLS.VerifiedChains[0][0].DNSNames
	if len(names) == 0 || !b[names[0]] {
		return nil, errUnknown
	}
	return &desk.Visitor{Names: names}, nil
}

func (byName) May(v *desk.Visitor, room string) bool { return v.Names[0] == room }

func (byName) Called() string { return "names" }

type byKey struct{ key string }

func (b byKey) Know(r *http.Request) (*desk.Visitor, error) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Api-Key")), []byte(b.key)) != 1 {
		return nil, errUnknown
	}
	return &desk.Visitor{Names: []string{"keys"}}, nil
}

func (byKey) May(*desk.Visitor, string) bool { return true }

func (byKey) Called() string { return "keys" }

// NewDesk makes a desk.
//
// reports: the desk asks one porter after the other.
func NewDesk(rooms map[string]http.Handler, names map[string]bool, key string) *desk.Desk {
	porters := []desk.Porter{byName(names)}
	if key != "" {
		porters = append(porters, byKey{key}) // want "api key is an alternative"
	}
	return &desk.Desk{Porters: porters, Rooms: rooms}
}

// NewStaff makes staff.
//
// reports: one porter of the staff is enough.
func NewStaff(names map[string]bool, key string) *desk.Staff {
	staff := new(desk.Staff)
	return staff.
		Add(byName(names)).
		Add(byKey{key}) // want "api key is an alternative"
}

// NewCouncil makes a council.
//
// quiet: all have to know the visitor.
func NewCouncil(names map[string]bool, key string) *desk.Council {
	return &desk.Council{Members: []desk.Porter{byName(names), byKey{key}}}
}
