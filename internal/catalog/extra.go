package catalog

import (
	"maps"
	"slices"
)

// Extra is what a project adds to the catalogue: rows and headers of the same
// shape, and functions and packages of its own that never decide.
type Extra struct {
	Rows    []Row
	Headers []Header
	// Silent are functions, as types.Func.FullName, and import paths of
	// packages (and of those below) that never decide on their arguments.
	Silent []string
	// Protected are functions that only callers with some evidence may reach.
	Protected []Protected
}

// Protected says what must be proved before a function is reached.
type Protected struct {
	Symbol   string // as types.Func.FullName
	Requires string // evidence, as gate.Kind prints it, or its beginning: cert identity
}

// addExtra adds a project's entries. They go before those of the catalogue.
func (x *Index) addExtra(e Extra) {
	for _, row := range e.Rows {
		x.add(row)
	}
	for _, h := range e.Headers {
		x.headers[foldHeader(h.Name)] = h.Aspect
	}
	for _, s := range e.Silent {
		x.silent[plain(s)] = true
	}
	for _, p := range e.Protected {
		x.protected[plain(p.Symbol)] = append(x.protected[plain(p.Symbol)], p.Requires)
	}
}

// Protected returns what must be proved before the function is reached.
func (x *Index) Protected(fullName string) []string {
	if len(x.protected) == 0 {
		return nil
	}
	return x.protected[plain(fullName)]
}

// AllProtected returns the functions about which Protected says something, sorted.
func (x *Index) AllProtected() []string { return slices.Sorted(maps.Keys(x.protected)) }

// Silent reports whether the project says of the function that it never
// decides, even if its code looks as if it did.
func (x *Index) Silent(fullName string) bool {
	return len(x.silent) > 0 && (x.silent[plain(fullName)] || below(x.silent, PackageOf(fullName)))
}

// HeaderAspect is as the function of that name, with the project's headers.
func (x *Index) HeaderAspect(name string) (Aspect, bool) {
	if len(x.headers) > 0 {
		folded := foldHeader(name)
		if a, ok := x.headers[folded]; ok && folded != "" {
			return a, true
		}
	}
	return HeaderAspect(name)
}

// NeverDecides is as the function of that name, with what the project says of
// its own functions and packages.
func (x *Index) NeverDecides(pkgPath, fullName string) bool {
	return x.Silent(fullName) || NeverDecides(pkgPath, fullName)
}
