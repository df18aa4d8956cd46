// Package sky keeps who observes with which telescope.
package sky

import (
	"context"
	"errors"
	"sync"
)

// ErrNone says that there is none.
var ErrNone = errors.New("none")

// Observer has time at the telescopes.
type Observer struct {
	Name   string
	Hours  int
	Closed bool
}

// IsConfirmed tells whether somebody has looked at it.
func (o *Observer) IsConfirmed() bool { return o.Hours > 0 && !o.Closed }

// Queue holds exposures for one observer while it is connected.
type Queue struct{ exposures []string }

// Book keeps observers.
type Book interface {
	Observer(ctx context.Context, name string) (*Observer, error)
	Add(ctx context.Context, name string) (*Observer, error)
	Propose(ctx context.Context, name string) (*Observer, error)
	Visitor(ctx context.Context, name string) (*Observer, error)
	ReadRemote(ctx context.Context, name string) (*Observer, error)
	Ensure(ctx context.Context, name string) (*Observer, error)
	Queue(ctx context.Context, name string) (*Queue, error)
	AddQueue(ctx context.Context, name string) (*Queue, error)
}

// Domes is a book in memory.
type Domes struct {
	mu     sync.Mutex
	all    map[string]*Observer
	queues map[string]*Queue
	codes  map[string]bool
}

// TakeCode uses up what an observer was invited with.
func (d *Domes) TakeCode(code string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	ok := d.codes[code]
	delete(d.codes, code)
	return ok
}

// Find looks an observer up.
func (d *Domes) Find(name string) (*Observer, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	o, ok := d.all[name]
	return o, ok
}

// Open makes room for one.
func (d *Domes) Open(name string) *Observer {
	d.mu.Lock()
	defer d.mu.Unlock()
	o := &Observer{Name: name, Hours: 3}
	d.all[name] = o
	return o
}

// Upsert finds one, or makes it.
func (d *Domes) Upsert(name, dome string) *Observer {
	if o, ok := d.Find(name); ok {
		return o
	}
	return d.Open(name)
}

// UpsertQueue finds a queue, or makes it.
func (d *Domes) UpsertQueue(name string) *Queue {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.queues[name] == nil {
		d.queues[name] = &Queue{}
	}
	return d.queues[name]
}
