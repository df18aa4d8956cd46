// Package partial matches names in part: the graver form of the rule.
package partial

import (
	"crypto/tls"
	"errors"
	"log"
	"net/http"
	"path"
	"regexp"
	"strings"
)

var (
	workerRE  = regexp.MustCompile(`worker-[0-9]+`)
	shardRE   = regexp.MustCompile(`^shard-[0-9]{1,3}\.db\.internal$`)
	operators = regexp.MustCompile(`(?i)OU=operators`)
)

type cluster struct {
	suffix   string
	pattern  string
	nodeRule *regexp.Regexp
}

func peerName(cs *tls.ConnectionState) (string, bool) {
	if cs == nil || len(cs.PeerCertificates) == 0 {
		return "", false
	}
	return cs.PeerCertificates[0].Subject.CommonName, true
}

// reports: a prefix match is the graver form.
func (c *cluster) agents(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := peerName(r.TLS)
		if !ok || !strings.HasPrefix(name, "agent-") { // want "part of the common name"
			http.Error(w, "agents only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a suffix match is the graver form.
func (c *cluster) sameDomain(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := peerName(r.TLS)
		if ok && strings.HasSuffix(name, c.suffix) { // want "part of the common name"
			next.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusForbidden)
	})
}

// reports: Contains is the graver form.
func (c *cluster) controlPlane(w http.ResponseWriter, r *http.Request) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if !strings.Contains(r.TLS.PeerCertificates[0].Subject.CommonName, "control") { // want "part of the common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: an unanchored regexp is the graver form.
func (c *cluster) workers(w http.ResponseWriter, r *http.Request) {
	name, ok := peerName(r.TLS)
	if !ok || !workerRE.MatchString(name) { // want "part of the common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: an anchored regexp decides, but on the whole name.
func (c *cluster) shards(w http.ResponseWriter, r *http.Request) {
	name, ok := peerName(r.TLS)
	if !ok || !shardRE.MatchString(name) { // want "the common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: a regexp from configuration decides.
func (c *cluster) nodes(w http.ResponseWriter, r *http.Request) {
	name, ok := peerName(r.TLS)
	if !ok || !c.nodeRule.MatchString(name) { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: a glob from configuration decides.
func (c *cluster) globbed(w http.ResponseWriter, r *http.Request) {
	name, ok := peerName(r.TLS)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if match, err := path.Match(c.pattern, name); err != nil || !match { // want "common name"
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

var errStranger = errors.New("stranger")

// AuthorizePeer answers for access to the cluster's admin port.
// reports: part of the DN's text, in an authorizer that returns an error.
func AuthorizePeer(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errStranger
	}
	if !operators.MatchString(cs.PeerCertificates[0].Subject.String()) { // want "part of the distinguished name"
		return errStranger
	}
	return nil
}

// reports: part of the DN's text by Contains.
func (c *cluster) ops(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 ||
			!strings.Contains(r.TLS.VerifiedChains[0][0].Subject.String(), "OU=Operations") { // want "part of the distinguished name"
			http.Error(w, "operations only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the prefix chooses a log line only.
func (c *cluster) traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, ok := peerName(r.TLS); ok && strings.HasPrefix(name, "canary-") {
			log.Printf("canary request for %s", r.URL.Path)
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the prefix is matched on a DNS SAN, not on the CN.
func (c *cluster) edges(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		for _, san := range r.TLS.VerifiedChains[0][0].DNSNames {
			if strings.HasSuffix(san, c.suffix) {
				next.ServeHTTP(w, r)
				return
			}
		}
		w.WriteHeader(http.StatusForbidden)
	})
}
