// Package plug asks authenticators in turn, and keeps whom the first one finds in the state
// of the exchange.
package plug

import "net/http"

// A Consumer is whoever sent a request.
type Consumer struct{ ID string }

// An Exchange is a request on its way.
type Exchange struct {
	R        *http.Request
	Consumer *Consumer
	status   int
}

// Exit ends the exchange.
func (e *Exchange) Exit(status int) { e.status = status }

// An Authenticator finds a consumer; nil beside no error is a request that has no credential
// of its kind.
type Authenticator interface {
	Authenticate(r *http.Request) (*Consumer, error)
}

// A Plugin is a step of an exchange.
type Plugin interface{ Access(e *Exchange) }

type required struct{ list []Authenticator }

// Require wants one of the authenticators to find somebody.
func Require(list ...Authenticator) Plugin { return &required{list} }

func (p *required) Access(e *Exchange) {
	for _, a := range p.list {
		c, err := a.Authenticate(e.R)
		if err != nil {
			e.Exit(http.StatusForbidden)
			return
		}
		if c != nil {
			e.Consumer = c
			return
		}
	}
	e.Exit(http.StatusUnauthorized)
}

type all struct{ list []Authenticator }

// All wants each of the authenticators to find somebody.
func All(list ...Authenticator) Plugin { return &all{list} }

func (p *all) Access(e *Exchange) {
	for _, a := range p.list {
		c, err := a.Authenticate(e.R)
		if err != nil || c == nil {
			e.Exit(http.StatusForbidden)
			return
		}
		e.Consumer = c
	}
}
