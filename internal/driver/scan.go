package driver

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"go/token"
	"slices"
)

// A sum is a truncated SHA-256.
type sum [16]byte

func (s sum) String() string { return hex.EncodeToString(s[:]) }

// MarshalText returns s in hexadecimal digits.
func (s sum) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, s[:]), nil }

// UnmarshalText is the inverse of MarshalText.
func (s *sum) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(s)) {
		return errors.New("wrong length of a sum")
	}
	_, err := hex.Decode(s[:], text)
	return err
}

func sumOf(parts ...[]byte) sum {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return sum(h.Sum(nil)[:16])
}

// A scan is the text of a Go file that importing packages can tell from another:
// without the bodies of declared functions, without comments, and with white
// space in one form. Two files with the same text give the same types, whatever
// their functions do.
type scan struct {
	text         []byte
	declarations [][]byte // of which the text is made, the package clause first
	imports      []byte   // those of imports
}

// scanned returns the scan of a file, or nil if it uses cgo, whose comments declare
// things, or its brackets do not match.
func scanned(src []byte) *scan {
	s := textScanner{src: src, out: make([]byte, 0, len(src)/4)}
	if !s.file() {
		return nil
	}
	out := &scan{text: s.out}
	end := len(s.out)
	for _, i := range slices.Backward(s.starts) {
		if word, _ := firstWord(s.out[i:]); token.Lookup(word).IsKeyword() {
			out.declarations = append(out.declarations, s.out[i:end])
			end = i
		}
	}
	slices.Reverse(out.declarations)
	for _, text := range out.declarations {
		if bytes.HasPrefix(text, []byte("import")) {
			out.imports = append(out.imports, text...)
		}
	}
	if bytes.Contains(out.imports, []byte(`"C"`)) {
		return nil
	}
	return out
}

// withoutBodies returns the text of a Go file with the bodies of declared
// functions empty. Everything else stays where it is. Where brackets do not
// match, src itself is returned.
func withoutBodies(src []byte) []byte {
	s := textScanner{src: src}
	if !s.file() {
		return src
	}
	out := bytes.Clone(src)
	for _, b := range s.bodies {
		for i := b[0]; i < b[1]; i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	return out
}

// A textScanner goes through a file without parsing it.
type textScanner struct {
	src, out []byte
	bodies   [][2]int // of functions: the offsets after the first and before the last brace
	starts   []int    // offsets in out where declarations begin
	pos      int
	depth    int    // of brackets
	word     string // the last token, if it is a word
	decl     string // the word that began the declaration at hand
	fresh    bool   // a declaration may begin here
	ended    bool   // the end of the line ends the statement, as after the last token
}

// file scans all of src. It reports whether brackets match.
func (s *textScanner) file() bool {
	s.fresh = true
	for s.pos < len(s.src) {
		start := s.pos
		switch c := s.src[s.pos]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || s.at("//") || s.at("/*"):
			newline := s.space()
			if newline && s.depth == 0 && s.ended {
				s.fresh = true
			}
			s.emitSpace(newline)
			continue
		case isLetter(c):
			for s.pos < len(s.src) && (isLetter(s.src[s.pos]) || isDigit(s.src[s.pos])) {
				s.pos++
			}
			s.word = string(s.src[start:s.pos])
			if s.fresh {
				s.decl, s.fresh = s.word, false
				s.starts = append(s.starts, len(s.out))
			}
			s.ended = true
			s.out = append(s.out, s.word...)
			continue
		case c == '"' || c == '\'' || c == '`':
			s.pos = closing(s.src, s.pos)
		case c == '{' && s.depth == 0 && s.decl == "func" && s.word != "struct" && s.word != "interface":
			if !s.body() {
				return false
			}
			s.decl, s.word, s.ended = "", "", true
			s.out = append(s.out, "{}"...)
			continue
		case c == '(' || c == '[' || c == '{':
			s.depth++
			s.pos++
		case c == ')' || c == ']' || c == '}':
			if s.depth--; s.depth < 0 {
				return false
			}
			s.pos++
		default:
			if c == ';' && s.depth == 0 {
				s.fresh = true
			}
			s.pos++
		}
		s.word = ""
		s.ended = endsStatement(s.src[s.pos-1])
		s.out = append(s.out, s.src[start:s.pos]...)
	}
	return s.depth == 0
}

// endsStatement reports whether a statement can end with a token that ends with c; of
// those that the scanner does not take for words.
func endsStatement(c byte) bool {
	return isDigit(c) || bytes.IndexByte([]byte("\"'`)]}"), c) >= 0
}

// body skips a block.
func (s *textScanner) body() bool {
	depth, start := 0, s.pos+1
	for s.pos < len(s.src) {
		switch c := s.src[s.pos]; {
		case s.at("//") || s.at("/*"):
			s.space()
			continue
		case c == '"' || c == '\'' || c == '`':
			s.pos = closing(s.src, s.pos)
			continue
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				s.bodies = append(s.bodies, [2]int{start, s.pos})
				s.pos++
				return true
			}
		}
		s.pos++
	}
	return false
}

// space skips white space and comments. It reports whether they hold the end
// of a line.
func (s *textScanner) space() (newline bool) {
	for s.pos < len(s.src) {
		start := s.pos
		switch c := s.src[s.pos]; {
		case c == '\n':
			newline = true
			s.pos++
		case c == ' ' || c == '\t' || c == '\r':
			s.pos++
		case s.at("//"):
			if n := bytes.IndexByte(s.src[s.pos:], '\n'); n >= 0 {
				s.pos += n // which counts
			} else {
				s.pos = len(s.src)
			}
		case s.at("/*"):
			if n := bytes.Index(s.src[s.pos+2:], []byte("*/")); n >= 0 {
				s.pos += n + 4
			} else {
				s.pos = len(s.src)
			}
			newline = newline || bytes.IndexByte(s.src[start:s.pos], '\n') >= 0
		default:
			return newline
		}
	}
	return newline
}

func (s *textScanner) emitSpace(newline bool) {
	c := byte(' ')
	if newline {
		c = '\n'
	}
	s.out = append(s.out, c)
}

func (s *textScanner) at(prefix string) bool {
	return s.src[s.pos] == prefix[0] && s.pos+1 < len(s.src) && s.src[s.pos+1] == prefix[1]
}

// hasWord reports whether one of wanted is in a text.
func hasWord(text []byte, wanted map[string]bool) bool {
	found := false
	words(text, func(w []byte) bool {
		found = wanted[string(w)]
		return !found
	})
	return found
}

// words calls f with the words of a text, until it returns false.
func words(text []byte, f func([]byte) bool) {
	for i := 0; i < len(text); {
		if !isLetter(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && (isLetter(text[i]) || isDigit(text[i])) {
			i++
		}
		if !f(text[start:i]) {
			return
		}
	}
}

// firstWord returns the word that a text begins with, or nothing, and what follows it.
func firstWord(text []byte) (word string, rest []byte) {
	i := 0
	for i < len(text) && (isLetter(text[i]) || i > 0 && isDigit(text[i])) {
		i++
	}
	return string(text[:i]), text[i:]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
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
		case src[j] == '\n' && quote != '`':
			return j // not closed
		}
	}
	return len(src)
}
