package summary

import (
	"bytes"
	"slices"
	"strings"

	"github.com/mtlslint/mtlslint/internal/catalog"
)

// TextGate returns a function that tells from the text of a Go file alone
// whether it can concern the subject: a package in which no file does, and that
// imports nothing that does, need not be parsed. It errs on the side of yes. A
// file that has one of the words given does, too.
func TextGate(words []string, extra ...catalog.Extra) func(src []byte) bool {
	cat := catalog.New(extra...)
	names := map[string]use{"pkix": anywhere}
	paths := map[string][]string{"crypto/x509": {"Certificate"}}
	for _, w := range words {
		if dot := strings.LastIndexByte(w, '.'); dot >= 0 {
			paths[w[:dot]] = append(paths[w[:dot]], w[dot+1:])
		} else {
			names[w] = anywhere
		}
	}
	for _, n := range catalog.PeerAccessors() {
		names[n] = invoked
	}
	for _, n := range catalog.Askers() {
		names[n] = anywhere
	}
	w := newInterest(cat)
	for s := range w.funcs {
		note(names, paths, s, strings.HasPrefix(s, "("))
	}
	for s := range w.fields {
		note(names, paths, s, true)
	}
	for _, s := range cat.AllProtected() {
		names[s[strings.LastIndexByte(s, '.')+1:]] = anywhere // in its own package there is no path
	}
	return func(src []byte) bool {
		return mentioned(cat, src, names, paths) || parsesHeader(src) || describesService(src)
	}
}

// describesService reports whether a file describes a gRPC service by hand: no interface need
// say whether it has streams. Generated code has one for each service, by its name.
func describesService(src []byte) bool {
	return bytes.Contains(src, []byte("grpc.ServiceDesc{")) && !bytes.Contains(src, []byte("// Code generated "))
}

// parsesHeader reports whether a file parses certificates and has to do with header fields:
// of a header whose name is configured, nothing else may speak.
func parsesHeader(src []byte) bool {
	return bytes.Contains(src, []byte("ParseCertificate")) && bytes.Contains(src, []byte("Header"))
}

// use says where a name has to stand to be a mention.
type use uint8

const (
	anywhere use = iota + 1
	selected     // after a dot, or before a colon as the key of a literal
	invoked      // after a dot, and before a parenthesis
)

// note adds a symbol: methods and fields of the standard library by their own
// names, as they may be reached without an import; its functions by the path of
// the package together with the name; all others by the path of the package.
func note(names map[string]use, paths map[string][]string, symbol string, member bool) {
	pkg := catalog.PackageOf(symbol)
	name := symbol[strings.LastIndexByte(symbol, '.')+1:]
	switch {
	case strings.HasPrefix(pkg, "crypto/x509") && member:
		// Whoever has a certificate got it through something else, or names its
		// type.
	case !std(pkg):
		paths[pkg] = nil
	case member:
		names[name] = selected
	default:
		paths[pkg] = append(paths[pkg], name)
	}
}

// mentioned reports whether one of names stands in a file, or one of paths,
// together with one of the names that go with it if there are any.
func mentioned(cat *catalog.Index, src []byte, names map[string]use, paths map[string][]string) bool {
	var imported []string // names that count by now
	dot := false          // a dot is the last thing before
	for i := 0; i < len(src); {
		c := src[i]
		switch {
		case c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			j := i + 1
			for j < len(src) && (src[j] == '_' || 'a' <= src[j] && src[j] <= 'z' || 'A' <= src[j] && src[j] <= 'Z' || '0' <= src[j] && src[j] <= '9') {
				j++
			}
			switch names[string(src[i:j])] {
			case anywhere:
				return true
			case selected:
				if dot || bytes.HasPrefix(bytes.TrimLeft(src[j:min(len(src), j+32)], " \t"), []byte(":")) {
					return true
				}
			case invoked:
				if dot && j < len(src) && src[j] == '(' {
					return true
				}
			}
			if dot && slices.Contains(imported, string(src[i:j])) {
				return true
			}
			i, dot = j, false
		case c == '"' || c == '`' || c == '\'':
			j := closing(src, i)
			if c != '\'' && inserts(src[i+1:max(i+1, j-1)]) {
				return true
			}
			if c != '\'' && j-i < 128 {
				s := string(src[i+1 : max(i+1, j-1)])
				if with, ok := paths[s]; ok && (len(with) == 0 || dot) || interestingHeader(cat, s) {
					return true // dot: an import without a name
				}
				imported = append(imported, paths[s]...)
			}
			i, dot = j, false
		case c == '/' && bytes.HasPrefix(src[i:], []byte("//mtlslint:")):
			return true
		case c == '/' && bytes.HasPrefix(src[i:], []byte("//")):
			i += after(src[i:], "\n")
		case c == '/' && bytes.HasPrefix(src[i:], []byte("/*")):
			i += 2 + after(src[i+2:], "*/")
		default:
			if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
				dot = c == '.'
			}
			i++
		}
	}
	return false
}

// inserts reports whether a literal is a statement of SQL that makes an account or the like:
// whoever calls the function that has it may know of certificates.
func inserts(literal []byte) bool {
	literal = bytes.TrimLeft(literal, " \t\r\n")
	return len(literal) > 0 && bytes.IndexByte([]byte("IMRimr"), literal[0]) >= 0 && catalog.ProvisionsByQuery(string(literal))
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
