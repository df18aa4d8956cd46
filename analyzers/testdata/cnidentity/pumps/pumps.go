// Package pumps lets stations in by what their connections were found to be.
package pumps

import (
	"errors"

	"testdata/cnidentity/pumps/line"
)

var errRefused = errors.New("refused")

// Session is a station that was let in.
type Session struct {
	Username string
	Site     string
}

type board struct{ sites map[string]string }

// reports: the name of the certificate becomes a user here.
func (b *board) Connect(p line.Peer) (Session, error) {
	if p.SubjectName == "" {
		return Session{}, errRefused
	}
	return Session{Username: p.SubjectName}, nil // want "common name becomes the principal's Username"
}

// quiet: the user became one where it was stored, in the other package.
func (b *board) Authenticate(p line.Peer) (Session, error) {
	site, ok := b.sites[p.User]
	if !ok {
		return Session{}, errRefused
	}
	return Session{Username: p.User, Site: site}, nil
}
