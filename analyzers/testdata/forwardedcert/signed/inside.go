package signed

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// ring holds the keys that the edge signs with: the newest, and those that it had before.
type ring [][]byte

type visitor struct {
	URI string `json:"uri"`
}

var errForged = errors.New("forged")

func (k ring) open(s string) (visitor, error) {
	var v visitor
	body, sum, err := apart(s)
	if err != nil {
		return v, err
	}
	genuine := false
	for _, key := range k {
		if hmac.Equal(sum, stamp(key, body)) {
			genuine = true
		}
	}
	if !genuine {
		return v, errForged
	}
	return v, json.Unmarshal(body, &v)
}

func stamp(key, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(body)
	return h.Sum(nil)
}

func apart(s string) (body, sum []byte, err error) {
	left, right, ok := strings.Cut(s, ".")
	if !ok {
		return nil, nil, errForged
	}
	if body, err = base64.RawURLEncoding.DecodeString(left); err != nil {
		return nil, nil, err
	}
	sum, err = base64.RawURLEncoding.DecodeString(right)
	return body, sum, err
}

// quiet: the header holds what the edge says and its MAC, and nothing is believed before.
func (x *exchange) stamped(keys ring, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := keys.open(r.Header.Get("X-Client-Cert-Info"))
		if err != nil || !x.members[v.URI] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// summed is like open, but the sum needs no key.
func summed(s string) (visitor, error) {
	var v visitor
	body, sum, err := apart(s)
	if err != nil {
		return v, err
	}
	if want := sha256.Sum256(body); !hmac.Equal(sum, want[:]) {
		return v, errForged
	}
	return v, json.Unmarshal(body, &v)
}

// reports: anybody can compute a sum without a key.
func (x *exchange) checksummed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := summed(r.Header.Get("X-Client-Cert-Info")) // want "header"
		if err != nil || !x.members[v.URI] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
