// Package secret is the lowest of three layers.
package secret

import "crypto/subtle"

// Same compares two secrets.
func Same(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
