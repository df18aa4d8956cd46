package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/mtlslint/mtlslint/internal/output"
)

// isTerminal reports whether people read what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// coloured reports whether w is a terminal whose user wants colours:
// https://no-color.org.
func coloured(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// A progress shows on a terminal how far a long analysis is, in one line that
// goes away at the end.
type progress struct {
	w     io.Writer // nil: nothing is shown
	width int
	now   func() time.Time

	mu    sync.Mutex
	next  time.Time // when to write again
	shown bool
}

const (
	patience = 500 * time.Millisecond // before anything is shown
	interval = 100 * time.Millisecond
)

func newProgress(w io.Writer) *progress {
	p := &progress{now: time.Now, width: 80}
	if f, ok := w.(*os.File); ok && isTerminal(w) && os.Getenv("TERM") != "dumb" {
		p.w = w
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			p.width = width
		}
	}
	p.next = p.now().Add(patience)
	return p
}

// step shows that the analysis of a package begins.
func (p *progress) step(done, all int, pkg string) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(interval)
	p.shown = true
	line := []rune(fmt.Sprintf("%d of %d packages: %s", done, all, output.Clean(pkg)))
	fmt.Fprintf(p.w, "\r\x1b[K%s", string(line[:min(len(line), max(p.width-1, 0))]))
}

// end takes the line away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	p.w = nil
}
