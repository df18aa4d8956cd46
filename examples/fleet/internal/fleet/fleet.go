// Package fleet keeps the state of the vehicles.
package fleet

import (
	"maps"
	"slices"
	"sync"
)

// Position is where a vehicle was last.
type Position struct {
	Vehicle   string  `json:"vehicle"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Store is the state of all vehicles.
type Store struct {
	mu        sync.Mutex
	positions map[string]Position
	commands  map[string][]string
	firmware  map[string][]byte
	watchers  map[chan Position]bool
}

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{
		positions: make(map[string]Position),
		commands:  make(map[string][]string),
		firmware:  make(map[string][]byte),
		watchers:  make(map[chan Position]bool),
	}
}

// Move records a position and tells the watchers that keep up.
func (s *Store) Move(p Position) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.positions[p.Vehicle] = p
	for w := range s.watchers {
		select {
		case w <- p:
		default:
		}
	}
}

// Watch returns a channel of the positions from now on, and a function that
// ends the watch.
func (s *Store) Watch() (<-chan Position, func()) {
	w := make(chan Position, 16)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers[w] = true
	return w, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, w)
	}
}

// Positions returns the last positions of the named vehicles, or of all.
func (s *Store) Positions(vehicles ...string) []Position {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(vehicles) == 0 {
		vehicles = slices.Sorted(maps.Keys(s.positions))
	}
	var list []Position
	for _, v := range vehicles {
		if p, ok := s.positions[v]; ok {
			list = append(list, p)
		}
	}
	return list
}

// Command queues a command for a vehicle.
func (s *Store) Command(vehicle, command string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands[vehicle] = append(s.commands[vehicle], command)
}

// PutFirmware stores an image that the vehicles will install.
func (s *Store) PutFirmware(version string, image []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.firmware[version] = image
}

// DeleteFirmware withdraws an image.
func (s *Store) DeleteFirmware(version string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.firmware, version)
}

// Size returns how many vehicles and images there are.
func (s *Store) Size() (vehicles, images int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.positions), len(s.firmware)
}
