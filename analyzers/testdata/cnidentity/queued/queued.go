// Package queued serves clients that were told apart before: what they are called goes into
// what is kept, and into replies.
package queued

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/textproto"
)

// A Queue takes messages.
type Queue interface {
	Enqueue(ctx context.Context, from string, body []byte) (id string, err error)
}

// A Directory knows senders.
type Directory interface {
	Allowed(ctx context.Context, name string) (bool, error)
}

type session struct {
	text  *textproto.Writer
	conn  *tls.Conn
	queue Queue
	names Directory
	from  string
}

func (s *session) reply(code int, text string) error {
	return s.text.PrintfLine("%d %s", code, text)
}

func (s *session) commonName() string {
	st := s.conn.ConnectionState()
	if len(st.VerifiedChains) == 0 {
		return ""
	}
	return st.VerifiedChains[0][0].Subject.CommonName
}

// quiet: the name stands in a header of what is queued, and the reply says under which number.
func (s *session) data(ctx context.Context, body []byte) error {
	header := fmt.Sprintf("Received: from %s (client %q)\r\n", s.conn.RemoteAddr(), s.commonName())
	id, err := s.queue.Enqueue(ctx, s.from, append([]byte(header), body...))
	s.from = ""
	if err != nil {
		return s.reply(451, "queue failure")
	}
	return s.reply(250, "queued as "+id)
}

// reports: the directory is asked about the name.
func (s *session) mail(ctx context.Context) error {
	ok, err := s.names.Allowed(ctx, s.commonName()) // want "the common name decides who the peer is"
	if err != nil || !ok {
		return s.reply(550, "not allowed")
	}
	return s.reply(250, "ok")
}

// Commands returns the commands by name.
func (s *session) commands() map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"DATA": func(ctx context.Context) error { return s.data(ctx, nil) },
		"MAIL": s.mail,
	}
}
