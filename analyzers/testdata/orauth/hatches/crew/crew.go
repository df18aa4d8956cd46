// Package crew says what it takes to be let aboard.
package crew

import (
	"errors"
	"net/http"
)

// ErrStranger is the answer for everybody else.
var ErrStranger = errors.New("stranger")

// Member is somebody of the crew.
type Member struct{ Name string }

// Watch knows members of the crew.
type Watch interface {
	Recognise(r *http.Request) (*Member, error)
}

// Words knows who knows which word.
type Words interface {
	Check(name, word string) error
}
