package main

import (
	"encoding/xml"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFill makes a small module. It compiles, it has a line or so for each that
// was asked for, and its root reaches all of it.
func TestFill(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	t.Chdir(filepath.Join("..", ".."))
	m := &module{dir: t.TempDir()}
	const lines = 12_000 // more than one round
	if err := m.fill(lines); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-gcflags=-N -l", "./...")
	cmd.Dir = m.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	own, _, made, err := m.size()
	if err != nil || made < lines || made > lines*5/4 {
		t.Errorf("%d lines: %v", made, err)
	}
	reached, err := m.list("-deps", ".")
	if err != nil {
		t.Fatal(err)
	}
	n, rounds := 0, 0
	for _, path := range reached {
		if strings.HasPrefix(path, scaleModule) {
			n++
		}
		if strings.HasPrefix(path, scaleModule+"/other") && strings.Count(path, "/") == 2 {
			rounds++
		}
	}
	if n != own || rounds < 2 {
		t.Errorf("the root reaches %d of %d packages, %d rounds", n, own, rounds)
	}
}

func TestDrawing(t *testing.T) {
	svg := string(drawing([]point{
		{lines: 10_000, types: cost{cpu: time.Second}, cold: cost{cpu: 10 * time.Second}},
		{lines: 1_000_000, types: cost{cpu: 10 * time.Second}, cold: cost{cpu: 100 * time.Second}},
	}))
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{`points="70.0,130.0 620.0,20.0"`, `points="70.0,240.0 620.0,130.0"`, `<circle cx="620.0" cy="20.0"`} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
}
