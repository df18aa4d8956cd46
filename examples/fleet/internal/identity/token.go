package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Tokens verifies bearer tokens of the form subject|expiry|mac.
type Tokens struct {
	key []byte
	now func() time.Time
}

// NewTokens returns a verifier of the tokens that were made with key.
func NewTokens(key []byte) *Tokens {
	return &Tokens{key: key, now: time.Now}
}

// Subject verifies the token and returns the SPIFFE ID that it was issued to.
func (t *Tokens) Subject(token string) (string, error) {
	i := strings.LastIndexByte(token, '|')
	if i < 0 {
		return "", errors.New("malformed token")
	}
	signed, encoded := token[:i], token[i+1:]
	sent, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return "", fmt.Errorf("malformed token: %w", err)
	}
	mac := hmac.New(sha256.New, t.key)
	mac.Write([]byte(signed))
	if !hmac.Equal(sent, mac.Sum(nil)) {
		return "", errors.New("forged token")
	}
	subject, expiry, ok := strings.Cut(signed, "|")
	if !ok {
		return "", errors.New("malformed token")
	}
	seconds, err := strconv.ParseInt(expiry, 10, 64)
	if err != nil {
		return "", fmt.Errorf("malformed token: %w", err)
	}
	if t.now().After(time.Unix(seconds, 0)) {
		return "", errors.New("expired token")
	}
	return subject, nil
}
