// Package ask has what desks ask.
package ask

import "crypto/tls"

// Question is what somebody wants.
type Question struct {
	Path string
	Conn *tls.ConnectionState
}

// Answer is what they get.
type Answer struct {
	Text    string
	For     map[string]string
	Refused string
}

// Bad reports whether it is a refusal.
func (a *Answer) Bad() bool { return a != nil && a.Refused != "" }

// Refuse makes a refusal.
func Refuse(text string) *Answer { return &Answer{Refused: text} }

// Desk answers.
type Desk interface {
	Answer(q *Question) (*Answer, error)
}
