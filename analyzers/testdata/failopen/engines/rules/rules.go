// Package rules decides on questions, whoever asks them.
package rules

import (
	"context"
	"errors"
	"time"
)

// Question is what is asked.
type Question struct {
	Verb  string
	Names []string
}

// Ruling is the answer.
type Ruling struct {
	Allow bool
	Why   string
}

// ErrUnknown says that nobody knows a name.
var ErrUnknown = errors.New("unknown name")

// Snapshot rules by a list of some time.
type Snapshot struct {
	Taken time.Time
	Known map[string]bool
}

// Rule answers a question.
func (s *Snapshot) Rule(_ context.Context, q Question) (Ruling, error) {
	if time.Since(s.Taken) > time.Hour {
		return Ruling{}, errors.New("too old")
	}
	for _, n := range q.Names {
		if s.Known[n] {
			return Ruling{Allow: true}, nil
		}
	}
	return Ruling{Why: "unknown"}, nil
}

// Directory finds owners.
type Directory interface {
	Owner(ctx context.Context, name string) (string, error)
}
