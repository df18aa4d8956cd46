// Package seals signs what a gateway says.
package seals

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
)

var errBroken = errors.New("broken seal")

// Check verifies the seal of a request.
func Check(key []byte, r *http.Request) error {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(r.Method + "\n" + r.URL.Path + "\n" + r.Header.Get("X-Client-Cert-Uri")))
	got, err := hex.DecodeString(r.Header.Get("X-Seal"))
	if err != nil || !hmac.Equal(got, m.Sum(nil)) {
		return errBroken
	}
	return nil
}
