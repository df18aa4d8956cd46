package summary

import (
	"bytes"
	"strings"

	"github.com/mtlslint/mtlslint/internal/catalog"
)

// TextGate returns a function that tells from the text of a Go file alone
// whether it can concern the subject: a package in which no file does, and that
// imports nothing that does, need not be parsed. It errs on the side of yes. A
// file that has one of the words given does, too.
func TextGate(words []string, extra ...catalog.Extra) func(src []byte) bool {
	cat := catalog.New(extra...)
	names := map[string]bool{"x509": true, "pkix": true}
	for _, w := range words {
		names[w] = true
	}
	paths := map[string]bool{}
	w := newInterest(cat)
	for s := range w.funcs {
		note(names, paths, s)
	}
	for s := range w.fields {
		note(names, paths, s)
	}
	return func(src []byte) bool { return mentioned(cat, src, names, paths) }
}

// note adds a symbol: by its own name when it is of the standard library, where
// it may be reached without an import; by its package's path otherwise.
func note(names, paths map[string]bool, symbol string) {
	pkg := catalog.PackageOf(symbol)
	switch {
	case strings.HasPrefix(pkg, "crypto/x509"):
		// Whoever has a certificate got it through something else.
	case std(pkg):
		names[symbol[strings.LastIndexByte(symbol, '.')+1:]] = true
	default:
		paths[pkg] = true
	}
}

func mentioned(cat *catalog.Index, src []byte, names, paths map[string]bool) bool {
	for i := 0; i < len(src); {
		c := src[i]
		switch {
		case c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			j := i + 1
			for j < len(src) && (src[j] == '_' || 'a' <= src[j] && src[j] <= 'z' || 'A' <= src[j] && src[j] <= 'Z' || '0' <= src[j] && src[j] <= '9') {
				j++
			}
			if names[string(src[i:j])] {
				return true
			}
			i = j
		case c == '"' || c == '`' || c == '\'':
			j := closing(src, i)
			if c != '\'' && j-i < 128 {
				if s := string(src[i+1 : max(i+1, j-1)]); paths[s] || interestingHeader(cat, s) {
					return true
				}
			}
			i = j
		case c == '/' && bytes.HasPrefix(src[i:], []byte("//mtlslint:")):
			return true
		case c == '/' && bytes.HasPrefix(src[i:], []byte("//")):
			i += after(src[i:], "\n")
		case c == '/' && bytes.HasPrefix(src[i:], []byte("/*")):
			i += 2 + after(src[i+2:], "*/")
		default:
			i++
		}
	}
	return false
}

// closing returns the offset after the literal that the quote at i opens.
func closing(src []byte, i int) int {
	quote := src[i]
	for j := i + 1; j < len(src); j++ {
		switch {
		case src[j] == quote:
			return j + 1
		case src[j] == '\\' && quote != '`':
			j++
		}
	}
	return len(src)
}

// after returns the offset in src after the first end, or its length.
func after(src []byte, end string) int {
	if n := bytes.Index(src, []byte(end)); n >= 0 {
		return n + len(end)
	}
	return len(src)
}
