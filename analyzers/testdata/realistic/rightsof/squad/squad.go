// Package squad runs functions at the same time.
package squad

import "sync"

// A Squad keeps the first error of its functions.
type Squad struct {
	wg   sync.WaitGroup
	once sync.Once
	err  error
}

// Go runs f.
func (s *Squad) Go(f func() error) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		if err := f(); err != nil {
			s.once.Do(func() { s.err = err })
		}
	}()
}

// Wait returns the first error.
func (s *Squad) Wait() error {
	s.wg.Wait()
	return s.err
}
