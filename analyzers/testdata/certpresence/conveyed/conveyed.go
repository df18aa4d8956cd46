// Package conveyed is given what another package has found out about a connection.
package conveyed

import (
	"errors"
	"log"
	"net/http"

	"testdata/certpresence/conveyed/jetty"
)

type cargo struct {
	crates []string
	boats  map[string]*jetty.Boat
}

var errClosed = errors.New("closed")

// Unload is for whoever has a certificate.
func (c *cargo) Unload(b *jetty.Boat, l *jetty.Line) error {
	if !b.Proven { // want `any client certificate of a trusted CA passes`
		return jetty.Errorf("53", "unloading needs a client certificate")
	}
	for _, x := range c.crates {
		if err := l.Say(x); err != nil {
			return err
		}
	}
	return nil
}

// Weigh gets the boat as it is.
func (c *cargo) Weigh(b jetty.Boat, l *jetty.Line) error {
	if !b.Proven { // want `any client certificate of a trusted CA passes`
		return errors.New("no client certificate")
	}
	return l.Say(string(rune(b.Draught)))
}

// Load is for the listed.
func (c *cargo) Load(b *jetty.Boat, l *jetty.Line) error {
	if !b.Proven || !b.Listed {
		return jetty.Errorf("53", "loading needs a client certificate that is on the list")
	}
	return l.Say("load")
}

// Fuel asks for the name itself.
func (c *cargo) Fuel(b *jetty.Boat, l *jetty.Line) error {
	if !b.Proven {
		return jetty.Errorf("53", "fuel needs a client certificate")
	}
	if c.boats[b.Name] == nil {
		return errClosed
	}
	return l.Say("fuel")
}

func (c *cargo) berth(b *jetty.Boat) bool { return c.boats[b.Name] == b }

// Tow hands the boat on, to somebody who asks.
func (c *cargo) Tow(b *jetty.Boat, l *jetty.Line) error {
	if !b.Proven {
		return jetty.Errorf("53", "towing needs a client certificate")
	}
	if !c.berth(b) {
		return errClosed
	}
	return l.Say("tow")
}

// Bell has the flag of something else.
func (c *cargo) Bell(b *jetty.Boat, l *jetty.Line) error {
	if !b.Moored {
		return jetty.Errorf("53", "no client certificate, no bell")
	}
	return l.Say("bell")
}

// Toll may have been paid.
func (c *cargo) Toll(b *jetty.Boat, l *jetty.Line) error {
	if !b.Pledged {
		return jetty.Errorf("53", "pay, or bring a client certificate")
	}
	return l.Say("toll")
}

// Greet only says what it is.
func (c *cargo) Greet(b *jetty.Boat, l *jetty.Line) error {
	if !b.Proven {
		log.Print("without a client certificate")
	}
	return l.Say("ahoy")
}

// Proof answers for others, who decide.
func (c *cargo) Proof(b *jetty.Boat) error {
	if !b.Proven {
		return jetty.Errorf("53", "no client certificate")
	}
	return nil
}

// crate is a handler that is given the boat beside the request.
func (c *cargo) crate(w http.ResponseWriter, r *http.Request, b *jetty.Boat) {
	if !b.Proven { // want `any client certificate of a trusted CA passes`
		http.Error(w, "certificate required", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
