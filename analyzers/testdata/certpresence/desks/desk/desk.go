// Package desk answers questions of those who may ask them.
package desk

import (
	"crypto/x509"
	"errors"
)

// Answer is one, unless it was refused.
type Answer struct {
	Refused bool
	Text    string
}

// A Desk answers questions.
type Desk interface {
	Answer(cert *x509.Certificate, question string) (*Answer, error)
}

var errNone = errors.New("no question")

type private map[string]map[string]string // by URI and question

// Private returns a desk at which everybody hears his own.
func Private(answers map[string]map[string]string) Desk { return private(answers) }

func (p private) Answer(cert *x509.Certificate, question string) (*Answer, error) {
	if question == "" {
		return nil, errNone
	}
	for _, u := range cert.URIs {
		if text, ok := p[u.String()][question]; ok {
			return &Answer{Text: text}, nil
		}
	}
	return &Answer{Refused: true}, nil
}

type public map[string]string // by question

// Public returns a desk at which everybody hears everything.
func Public(answers map[string]string) Desk { return public(answers) }

func (p public) Answer(_ *x509.Certificate, question string) (*Answer, error) {
	if question == "" {
		return nil, errNone
	}
	if text, ok := p[question]; ok {
		return &Answer{Text: text}, nil
	}
	return &Answer{Refused: true}, nil
}
