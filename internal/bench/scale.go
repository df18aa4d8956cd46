package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// The modules that scale measures are this repository's own text, again and
// again under other import paths: a quarter of their lines are the cases of
// four rules, and three quarters packages of mtlslint itself, of which two in
// seven are analysed for what they mention. Only what imports nothing but the
// standard library is taken. All packages of a module are imported, in the end,
// by its root.
const scaleModule = "example.com/scale"

// A quarry is a module of this repository whose packages are copied.
type quarry struct {
	module   string // its folder
	prefix   string // of import paths that becomes another one
	patterns []string
	name     string // of the folders that the copies are in
	share    int    // of four lines
}

// A sample is a package to copy.
type sample struct {
	path  string // without the quarry's prefix
	dir   string
	files []string
	deps  []string // samples that it needs
}

// A point is what one module costs.
type point struct {
	packages, lines int
	types, cold     cost
}

// scale measures modules of growing numbers of lines, and writes a table. It
// writes a plot to a file, unless its name is empty.
func scale(w io.Writer, args []string, tool, plot string, runs int) error {
	sizes := []int{10_000, 30_000, 100_000, 300_000, 1_000_000}
	if len(args) > 0 {
		sizes = nil
	}
	for _, arg := range args {
		n, err := strconv.Atoi(arg)
		if err != nil || n <= 0 {
			return fmt.Errorf("not a number of lines: %q", arg)
		}
		sizes = append(sizes, n)
	}
	scratch, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	if tool, err = build(scratch, tool); err != nil {
		return err
	}
	fmt.Fprintln(w, "| lines | packages | types: cpu | per 100,000 lines | memory | mtlslint: cpu | per 100,000 lines | memory | cpu / types |")
	fmt.Fprintln(w, "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	var points []point
	for _, lines := range sizes {
		m := &module{dir: filepath.Join(scratch, fmt.Sprint(lines)), tool: tool, scratch: scratch}
		p, err := m.point(lines, runs)
		if err != nil {
			return fmt.Errorf("%d lines: %w", lines, err)
		}
		points = append(points, p)
		per := 100_000 / float64(p.lines)
		fmt.Fprintf(w, "| %s | %s | %.2f s | %.2f s | %d MB | %.2f s | %.2f s | %d MB | %.2f |\n", thousands(p.lines), thousands(p.packages),
			p.types.cpu.Seconds(), p.types.cpu.Seconds()*per, p.types.memory>>20,
			p.cold.cpu.Seconds(), p.cold.cpu.Seconds()*per, p.cold.memory>>20, float64(p.cold.cpu)/float64(p.types.cpu))
		if err := os.RemoveAll(m.dir); err != nil {
			return err
		}
	}
	if plot == "" {
		return nil
	}
	return os.WriteFile(plot, drawing(points), 0o666)
}

// point makes a module of about so many lines and measures it.
func (m *module) point(lines, runs int) (point, error) {
	if err := m.fill(lines); err != nil {
		return point{}, err
	}
	trials, err := m.trials(false)
	if err != nil {
		return point{}, err
	}
	types, cold := trials[1], trials[2]
	types.prepare, cold.prepare = nil, nil // nothing changes
	for i := range runs + 1 {
		for _, t := range []*trial{types, cold} {
			c, err := t.run(m.dir)
			if err != nil {
				return point{}, fmt.Errorf("%s: %w", t.name, err)
			}
			if i > 0 { // until then much has to be compiled
				t.costs = append(t.costs, c)
			}
		}
	}
	p := point{types: types.median(), cold: cold.median()}
	if p.types.status != 0 || p.cold.status != 1 {
		return point{}, fmt.Errorf("status %d of types, %d of mtlslint: want 0 and, for findings, 1", p.types.status, p.cold.status)
	}
	p.packages, _, p.lines, err = m.size()
	return p, err
}

// fill writes a module of about so many lines.
func (m *module) fill(lines int) error {
	var root []string
	for _, q := range []quarry{
		{module: "analyzers/testdata", prefix: "testdata/", name: "subject", share: 1,
			patterns: []string{"./certpresence/...", "./cnidentity/...", "./orauth/...", "./forwardedcert/..."}},
		{module: ".", prefix: "github.com/mtlslint/mtlslint/internal/", name: "other", share: 3,
			patterns: []string{"./internal/..."}},
	} {
		samples, err := q.samples()
		if err != nil {
			return err
		}
		if err := m.repeat(q, samples, lines*q.share/4); err != nil {
			return err
		}
		root = append(root, scaleModule+"/"+q.name+"0")
	}
	if err := m.imports("", root); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(m.dir, "go.mod"), []byte("module "+scaleModule+"\n\ngo 1.26\n"), 0o666)
}

// samples lists packages of a quarry that need only each other and the standard
// library, which has no dot in the first elements of its import paths.
func (q quarry) samples() ([]sample, error) {
	source := &module{dir: q.module}
	lines, err := source.list(append([]string{"-f",
		`{{.Name}} {{.ImportPath}} {{.Dir}} {{join .GoFiles ","}} unsafe{{range .Deps}},{{.}}{{end}}`}, q.patterns...)...)
	if err != nil {
		return nil, err
	}
	var samples []sample
	for _, line := range lines {
		fields := strings.Split(line, " ")
		if len(fields) != 5 {
			return nil, fmt.Errorf("a folder with a space in its name: %s", line)
		}
		s := sample{path: strings.TrimPrefix(fields[1], q.prefix), dir: fields[2], files: strings.Split(fields[3], ",")}
		foreign := fields[0] == "main"
		for _, dep := range strings.Split(fields[4], ",") {
			if own, ok := strings.CutPrefix(dep, q.prefix); ok {
				s.deps = append(s.deps, own)
			} else if first, _, _ := strings.Cut(dep, "/"); strings.Contains(first, ".") {
				foreign = true
			}
		}
		if !foreign && fields[3] != "" {
			samples = append(samples, s)
		}
	}
	return samples, nil
}

// repeat copies samples until there are enough lines. Each round has a package
// that imports all of the round, and those of two later rounds.
func (m *module) repeat(q quarry, samples []sample, lines int) error {
	var rounds [][]string
	for lines > 0 {
		round := fmt.Sprintf("%s%d", q.name, len(rounds))
		var done []string
		for _, s := range samples {
			for _, path := range append(s.deps, s.path) {
				at := slices.IndexFunc(samples, func(s sample) bool { return s.path == path })
				if at < 0 || slices.Contains(done, path) {
					continue
				}
				n, err := m.copySample(q, samples[at], round)
				if err != nil {
					return err
				}
				lines -= n
				done = append(done, path)
			}
			if lines <= 0 {
				break
			}
		}
		if len(done) == 0 {
			return fmt.Errorf("%s: no packages in %q", q.module, q.patterns)
		}
		for i, path := range done {
			done[i] = scaleModule + "/" + round + "/" + path
		}
		rounds = append(rounds, done)
	}
	for i, paths := range rounds {
		for _, later := range []int{2*i + 1, 2*i + 2} {
			if later < len(rounds) {
				paths = append(paths, fmt.Sprintf("%s/%s%d", scaleModule, q.name, later))
			}
		}
		if err := m.imports(fmt.Sprintf("%s%d", q.name, i), paths); err != nil {
			return err
		}
	}
	return nil
}

// copySample copies a package for a round and returns its number of lines.
func (m *module) copySample(q quarry, s sample, round string) (lines int, err error) {
	to := filepath.Join(m.dir, round, filepath.FromSlash(s.path))
	if err := os.MkdirAll(to, 0o777); err != nil {
		return 0, err
	}
	for _, name := range s.files {
		text, err := os.ReadFile(filepath.Join(s.dir, name))
		if err != nil {
			return 0, err
		}
		lines += bytes.Count(text, []byte("\n"))
		text = bytes.ReplaceAll(text, []byte(`"`+q.prefix), []byte(`"`+scaleModule+"/"+round+"/"))
		if err := os.WriteFile(filepath.Join(to, name), text, 0o666); err != nil {
			return 0, err
		}
	}
	return lines, nil
}

// imports writes a package that imports others and does nothing.
func (m *module) imports(folder string, paths []string) error {
	var b bytes.Buffer
	fmt.Fprintln(&b, "package all")
	for _, path := range paths {
		fmt.Fprintf(&b, "\nimport _ %q", path)
	}
	fmt.Fprintln(&b)
	return os.WriteFile(filepath.Join(m.dir, folder, "all.go"), b.Bytes(), 0o666)
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// drawing plots processor time by lines, both as logarithms, as an SVG that can
// be read on light and on dark ground. What grows with the lines is parallel to
// the dashed line.
func drawing(points []point) []byte {
	const width, height, left, bottom, top, right = 640, 400, 70, 350, 20, 620
	const minLines, maxLines, minCPU, maxCPU = 1e4, 1e6, 0.1, 100.0
	x := func(lines float64) float64 {
		return left + (right-left)*math.Log(lines/minLines)/math.Log(maxLines/minLines)
	}
	y := func(cpu float64) float64 {
		return bottom - (bottom-top)*math.Log(cpu/minCPU)/math.Log(maxCPU/minCPU)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#7d8590\">\n", width, height)
	fmt.Fprintln(&b, "<title>Processor time by lines of code</title>")
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		at := x(float64(n))
		fmt.Fprintf(&b, "<path d=\"M%.1f %dV%d\" stroke=\"#7d8590\" stroke-opacity=\".35\"/>\n", at, top, bottom)
		fmt.Fprintf(&b, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", at-float64(n/1_000_000)*20, bottom+20, thousands(n))
	}
	for _, s := range []float64{0.1, 1, 10, 100} {
		fmt.Fprintf(&b, "<path d=\"M%d %.1fH%d\" stroke=\"#7d8590\" stroke-opacity=\".35\"/>\n", left, y(s), right)
		fmt.Fprintf(&b, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%g s</text>\n", left-8, y(s)+4, s)
	}
	fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">lines</text>\n", (left+right)/2, bottom+40)
	for i, series := range []struct {
		name, colour string
		cpu          func(point) float64
	}{
		{"mtlslint, nothing known", "#d9730d", func(p point) float64 { return p.cold.cpu.Seconds() }},
		{"types", "#2f81f7", func(p point) float64 { return p.types.cpu.Seconds() }},
	} {
		var line, marks strings.Builder
		for _, p := range points {
			fmt.Fprintf(&line, "%.1f,%.1f ", x(float64(p.lines)), y(series.cpu(p)))
			fmt.Fprintf(&marks, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>", x(float64(p.lines)), y(series.cpu(p)))
		}
		fmt.Fprintf(&b, "<g fill=\"%s\"><polyline points=\"%s\" fill=\"none\" stroke=\"%[1]s\" stroke-width=\"2\"/>%[3]s", series.colour, strings.TrimSpace(line.String()), &marks)
		fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\">%s</text></g>\n", left+20, top+25+20*i, series.name)
	}
	fmt.Fprintf(&b, "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#7d8590\" stroke-dasharray=\"5 5\"/>\n", x(minLines), y(minCPU*2), x(maxLines), y(minCPU*2*maxLines/minLines))
	fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\">dashed: linear</text>\n</svg>\n", left+20, top+65)
	return b.Bytes()
}
