package summary

import "strings"

// stdRoots are the first elements of the standard library's import paths. A
// module may have a path without a dot too, so the absence of one is not enough.
const stdRoots = " archive bufio bytes cmp compress container context crypto debug embed encoding errors expvar flag fmt go hash html " +
	"image index internal io iter log maps math mime net os path plugin reflect regexp runtime slices sort strconv strings structs sync " +
	"syscall testing text time unicode unique unsafe vendor weak "

// std reports whether an import path is of the standard library, as far as that
// only transforms what it is given: database/sql looks it up.
func std(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(stdRoots, " "+first+" ")
}
