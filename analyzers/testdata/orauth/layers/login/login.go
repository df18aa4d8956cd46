// Package login is the upper one of three layers.
package login

import (
	"net/http"

	"testdata/orauth/layers/login/proof"
)

// Config says whom to let in.
type Config struct {
	Workloads  []string
	Owner, Key string
}

// IsWorkload tells whether the peer is an allowed workload.
func (c *Config) IsWorkload(r *http.Request) bool {
	_, err := proof.Workload(r, c.Workloads)
	return err == nil
}

// HasKey tells whether the request has the key.
func (c *Config) HasKey(r *http.Request) bool {
	_, err := proof.Key(r, c.Owner, c.Key)
	return err == nil
}
