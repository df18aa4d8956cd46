// Package summary analyses a package: labels, evidence and ways in of every
// function, what its callers need to know about it (the facts), and the gates
// about which the rules ask their questions.
package summary

import (
	"fmt"
	"go/token"
	"slices"
	"sort"
	"strings"

	"github.com/mtlslint/mtlslint/internal/flow"
	"github.com/mtlslint/mtlslint/internal/gate"
)

// Summary is what callers need to know about a function. Labels of parameters
// count them from 0, receiver first.
type Summary struct {
	Results   []flow.Set  // labels of the results
	Fills     []Fill      // what it stores where its parameters point
	Applies   []Applied   // its results that are those of functions which it is given
	Outcome   bool        // the last result answers: a bool, an error, or a value that may be nil
	Yes, No   []gate.Path // ways in which it answers true, nil, or with a value; and otherwise
	Finds     bool        // its first result may be nil beside a nil error: nobody
	Found     []gate.Path // ways in which it is not
	Passes    bool        // it passes the request on
	Next      []gate.Path // ways in which it does
	Returns   []gate.Path // ways in which it returns, when it panics otherwise
	Denies    bool        // it always answers with an error
	Turns     bool        // it has answered with an error whenever its answer is no
	Settles   bool        // it answers requests, and nobody gets what they ask for without a decision on who asks
	Answers   bool        // it may have answered with an error for what the certificate lacks, and says nothing
	Must      int         // 1 + the parameter that is an error with which it panics
	StatusArg int         // 1 + the parameter whose value is the status that it answers with
	Errors    []string    // the errors that it returns
	Flags     []Flag      // bools of the struct that it returns first, as far as they say something
	Kinds     []string    // the types of the program that its first result, an interface, may be, if those are all
	Codes     []Code      // the constants that its results may be, of those that are nothing else
	Refusals  []Refusal   // the ways in which it returns each, when all are known and there are several
	Sinks     []Sink      // identities that leave it
	Hands     flow.Set    // what it hands on to something unknown that may decide
	Names     bool        // by its name it makes somebody's identity of the certificate that it is given, and answers for it
	Gate      bool        // it is a gate by itself, which answers for what it decides
	Judges    bool        // it is one, and answers for what it knows those by whom it is given
	Verifier  bool        // it is one, and by its name verifies: whom that lets in is for those who ask it
	Opaque    bool        // the analysis gave up
	Reaches   []Reach     // protected functions that it reaches without what they need
	Makes     []Provision // accounts and the like that it makes
	Wraps     []gate.Path // ways in which the middleware that it returns passes the request on
	Fronts    []gate.Path // the same, for whoever puts it in front of something
	Gives     *Summary    // of the function literal that it returns, if it is one
	Methods   []Method    // of the value that it returns as an interface
	Tries     []Try       // what it is given to be asked in turn
	Decides   bool        // the handler that it returns decides, whatever is asked for, who is asking
	Hop       bool        // it is a method of an interface, and each in sight that it may be knows the hop
	Offers    bool        // by it, others get gates of which rules ask what is in front
}

// A Refusal is an error that a function returns, and the ways in which it does.
type Refusal struct {
	Error string
	Ways  []gate.Path
}

// A Fill is what a function stores where a parameter points: in a string, an array or the
// like. Fields of structs are known by their names.
type Fill struct {
	Param  int
	Labels flow.Set
}

// AFact marks Summary as a fact about a function.
func (*Summary) AFact() {}

func (s *Summary) String() string {
	var b strings.Builder
	for i, r := range s.Results {
		if len(r) > 0 {
			fmt.Fprintf(&b, "result%d=%s ", i, r)
		}
	}
	for _, fl := range s.Fills {
		fmt.Fprintf(&b, "fills%d=%s ", fl.Param, fl.Labels)
	}
	if s.Outcome {
		fmt.Fprintf(&b, "yes=%s no=%s ", Paths(s.Yes), Paths(s.No))
	}
	if s.Passes {
		fmt.Fprintf(&b, "next=%s ", Paths(s.Next))
	}
	for _, g := range s.Flags {
		fmt.Fprintf(&b, "flag%d=%s ", g.Field, Paths(g.Yes))
	}
	for _, c := range s.Codes {
		fmt.Fprintf(&b, "code%d(%s)=%s ", c.Result, c.Value, Paths(c.Ways))
	}
	if s.Denies {
		b.WriteString("denies ")
	}
	if s.Answers {
		b.WriteString("answers ")
	}
	for _, k := range s.Sinks {
		fmt.Fprintf(&b, "sink(%s %s) ", k.Kind, k.Labels)
	}
	if len(s.Hands) > 0 {
		fmt.Fprintf(&b, "hands=%s ", s.Hands)
	}
	return strings.TrimSpace(b.String())
}

// Paths prints ways in as tests and -debug=ways do.
func Paths(ps []gate.Path) string {
	var out []string
	for _, p := range ps {
		var lits []string
		for _, l := range p {
			var ev []string
			for _, e := range l.Evidence {
				ev = append(ev, e.String())
			}
			s := strings.Join(ev, "+")
			if l.Neg {
				s = "not " + s
			}
			lits = append(lits, s)
		}
		out = append(out, "{"+strings.Join(lits, ", ")+"}")
	}
	sort.Strings(out)
	return "[" + strings.Join(out, " ") + "]"
}

// worthwhile reports whether the summary says anything.
func (s *Summary) worthwhile() bool {
	if s.Hop || s.Decides || s.Settles || s.Offers || s.Gives != nil || len(s.Methods) > 0 || len(s.Tries) > 0 || len(s.Fronts) > 0 || len(s.Makes) > 0 || len(s.Reaches) > 0 || len(s.Wraps) > 0 || s.Passes || s.Denies || s.Turns || s.Answers || s.Must > 0 || len(s.Returns) > 0 || s.StatusArg > 0 || len(s.Sinks) > 0 || len(s.Hands) > 0 || len(s.Fills) > 0 || s.Opaque || len(s.Flags) > 0 || len(s.Codes) > 0 {
		return true
	}
	for _, r := range s.Results {
		if len(r) > 0 {
			return true
		}
	}
	return s.Outcome && (hasEvidence(s.Yes) || hasEvidence(s.No)) || hasEvidence(s.Found)
}

func hasEvidence(ps []gate.Path) bool {
	for _, p := range ps {
		if len(p) > 0 {
			return true
		}
	}
	return false
}

// hold reports whether something that holds on one of the paths is what is looked for.
func hold(ps []gate.Path, is func(gate.Evidence) bool) bool {
	return slices.ContainsFunc(ps, func(p gate.Path) bool {
		return slices.ContainsFunc(p, func(l gate.Literal) bool { return !l.Neg && slices.ContainsFunc(l.Evidence, is) })
	})
}

// SinkKind says where an identity goes.
type SinkKind uint8

// The kinds of sinks.
const (
	Context   SinkKind = iota + 1 // a context value, a session
	Principal                     // a field that holds a user, a role, …
	Returned                      // the result of an authenticator
)

func (k SinkKind) String() string {
	return [...]string{"?", "context", "principal", "returned"}[k]
}

// Sink is an identity that outlives the gate.
type Sink struct {
	Kind   SinkKind
	Name   string // of the field, key or function
	Labels flow.Set
	At     token.Position
	Ways   []gate.Path // on which the sink is reached
	Depth  int         // calls between it and the function
}

// Always reports whether on every way to the sink, and there is one, evidence that
// holds together is such as f says.
func (k Sink) Always(f func([]gate.Evidence) bool) bool {
	for _, p := range k.Ways {
		if !slices.ContainsFunc(p, func(l gate.Literal) bool { return !l.Neg && f(l.Evidence) }) {
			return false
		}
	}
	return len(k.Ways) > 0
}

// PackageFact says what other packages need to know of a package as a whole. A
// package without one has no summaries.
type PackageFact struct {
	Context []Labelled // labels of context values, by key
	Fields  []Labelled // labels of fields, by pkg.Type.Field
	Flags   []Carried  // ways in which bools of structs are set
	Strings []Named    // constant values of variables and fields, and those that functions return
}

// Labelled is a set of labels under a name.
type Labelled struct {
	Name   string
	Labels flow.Set
}

// Named is a list of strings under a name.
type Named struct {
	Name   string
	Values []string
}

// Words tells drivers which packages the fact about a function of that name
// can matter to; see passFacts.used.
func (s *Summary) Words(name string) ([]string, bool) {
	if !s.speaks() {
		return nil, true
	}
	return []string{name}, true
}

// Words tells drivers which packages the fact can matter to; see
// passFacts.used.
func (f *PackageFact) Words(string) ([]string, bool) {
	if len(f.Context) > 0 {
		return nil, false // read by key, wherever it is
	}
	var words []string
	for _, l := range f.Fields {
		words = append(words, l.Name[strings.LastIndexByte(l.Name, '.')+1:])
	}
	for _, c := range f.Flags {
		words = append(words, c.Name[strings.LastIndexByte(c.Name, '.')+1:])
	}
	for _, n := range f.Strings {
		words = append(words, n.Name[strings.LastIndexByte(n.Name, '.')+1:])
	}
	return words, true
}

// AFact marks PackageFact as a fact about a package.
func (*PackageFact) AFact() {}

func (f *PackageFact) String() string { return "has summaries" }

func (f *PackageFact) field(symbol string) flow.Set { return labelled(f.Fields, symbol) }

func (f *PackageFact) context(key string) flow.Set { return labelled(f.Context, key) }

func labelled(list []Labelled, name string) flow.Set {
	for _, l := range list {
		if l.Name == name {
			return l.Labels
		}
	}
	return nil
}

func (f *PackageFact) strings(name string) []string {
	for _, n := range f.Strings {
		if n.Name == name {
			return n.Values
		}
	}
	return nil
}
