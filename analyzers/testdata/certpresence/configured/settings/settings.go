// Package settings reads the environment of the depot.
package settings

import (
	"cmp"
	"os"
)

// Edge names the headers of the TLS terminator.
type Edge struct {
	Verdict string
	Name    string
	Digest  string
}

// Read returns the environment's settings.
func Read() Edge {
	return Edge{
		Verdict: text("DEPOT_VERDICT", "X-SSL-Client-Verify"),
		Name:    text("DEPOT_NAME", "X-SSL-Client-S-DN"),
		Digest:  cmp.Or(os.Getenv("DEPOT_DIGEST"), "X-SSL-Client-SHA256"),
	}
}

func text(key, fallback string) string {
	v := os.Getenv(key)
	if v == "" {
		v = fallback
	}
	return v
}
