package output

import (
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

// sources reads the files that findings are in.
type sources struct {
	dir   string
	files map[string][]string
}

// lines returns the lines of a file, none if it cannot be read.
func (s *sources) lines(file string) []string {
	if lines, ok := s.files[file]; ok {
		return lines
	}
	if s.files == nil {
		s.files = make(map[string][]string)
	}
	name := filepath.FromSlash(file)
	if !filepath.IsAbs(name) {
		name = filepath.Join(s.dir, name)
	}
	var lines []string
	if text, err := os.ReadFile(name); err == nil {
		lines = strings.Split(string(text), "\n")
	}
	s.files[file] = lines
	return lines
}

// line returns a line of a file without its end, and whether there is one.
func (s *sources) line(file string, n int) (string, bool) {
	lines := s.lines(file)
	if n < 1 || n > len(lines) {
		return "", false
	}
	return strings.TrimSuffix(lines[n-1], "\r"), true
}

// utf16Column converts a column that counts bytes to one that counts UTF-16
// code units, as SARIF does.
func (s *sources) utf16Column(file string, line, column int) int {
	text, ok := s.line(file, line)
	if !ok || column < 1 {
		return max(column, 1)
	}
	before := text[:min(column-1, len(text))]
	return 1 + len(utf16.Encode([]rune(before)))
}
