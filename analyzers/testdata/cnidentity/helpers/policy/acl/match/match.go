// Package match compares names.
package match

import "strings"

// Exact compares without regard to case.
func Exact(a, b string) bool { return strings.EqualFold(a, b) }
