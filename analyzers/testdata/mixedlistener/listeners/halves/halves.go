// Package halves tells connections of one port apart by their first byte.
package halves

import "net"

// Door has two listeners.
type Door struct {
	outer         net.Listener
	letters, rest half
}

type half struct {
	at    net.Addr
	conns chan net.Conn
}

func (h *half) Accept() (net.Conn, error) {
	c, ok := <-h.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (h *half) Addr() net.Addr { return h.at }

func (h *half) Close() error { return nil }

// Open opens a door at an address.
func Open(addr string) (*Door, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	return Behind(l), nil
}

// Behind opens one behind another listener.
func Behind(l net.Listener) *Door {
	return &Door{outer: l, letters: half{l.Addr(), make(chan net.Conn)}, rest: half{l.Addr(), make(chan net.Conn)}}
}

// Letters has what begins with a letter.
func (d *Door) Letters() net.Listener { return &d.letters }

// Rest has what does not.
func (d *Door) Rest() net.Listener { return &d.rest }
