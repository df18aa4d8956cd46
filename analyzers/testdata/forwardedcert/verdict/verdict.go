// Package verdict believes verdicts of proxies.
package verdict

import (
	"bytes"
	"context"
	"log"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

const verifyHeader = "X-SSL-Client-Verify"

type site struct {
	edge netip.Prefix
}

// reports: a forwarded verdict as the only check, where the hop is not verified.
func (s *site) success(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(verifyHeader) != "SUCCESS" { // want "header"
			http.Error(w, "client certificate required", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: another product's verdict and its success value.
func (s *site) chainVerified(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Client-Cert-Chain-Verified") == "true" { // want "header"
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.WriteHeader(http.StatusForbidden)
}

// reports: a presence header decides.
func (s *site) present(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Client-Cert-Present") != "true" { // want "header"
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: tested by "not FAILED", with its own sentence.
func (s *site) notFailed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(verifyHeader) == "FAILED" { // want "verdict"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: "not FAILED" as a prefix, which lets NONE pass.
func (s *site) notFailedPrefix(w http.ResponseWriter, r *http.Request) {
	verdict := r.Header.Get("Ssl-Client-Verify") // want "verdict"
	if strings.HasPrefix(verdict, "FAILED") {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: tested by "not empty", with its own sentence.
func (s *site) notEmpty(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("SSL_CLIENT_VERIFY") != "" { // want "verdict"
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.WriteHeader(http.StatusForbidden)
}

// reports: "not empty" by length, in a stream interceptor.
func stream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	md, _ := metadata.FromIncomingContext(ss.Context())
	if len(md.Get("ssl-client-verify")) == 0 { // want "verdict"
		return status.Error(codes.Unauthenticated, "client certificate required")
	}
	return handler(srv, ss)
}

// reports: the verdict equals its success value, in an interceptor.
func unary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	md, ok := metadata.FromIncomingContext(ctx)
	if !ok {
		return nil, status.Error(codes.Unauthenticated, "no metadata")
	}
	verdict := md.Get("x-ssl-client-verify") // want "header"
	if len(verdict) != 1 || verdict[0] != "SUCCESS" {
		return nil, status.Error(codes.PermissionDenied, "client certificate not verified")
	}
	return handler(ctx, req)
}

func (s *site) fromEdge(r *http.Request) bool {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && s.edge.Contains(ap.Addr())
}

// quiet: the verdict equals its success value, and the hop is verified.
func (s *site) behindEdge(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.fromEdge(r) || r.Header.Get(verifyHeader) != "SUCCESS" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the verdict is logged.
func (s *site) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if v := r.Header.Get(verifyHeader); v != "" && v != "SUCCESS" {
			log.Printf("proxy says %s", v)
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a verdict about something else than a client certificate.
func (s *site) captcha(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Captcha-Verify") != "SUCCESS" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: "not FAILED", whatever the case.
func (s *site) folded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.EqualFold(r.Header.Get(verifyHeader), "failed") { // want "verdict"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: "not FAILED", as bytes.
func (s *site) asBytes(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if bytes.Equal([]byte(r.Header.Get(verifyHeader)), []byte("FAILED")) { // want "verdict"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: none of a list of failures.
func (s *site) unlisted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slices.Contains([]string{"FAILED", "NONE"}, r.Header.Get(verifyHeader)) { // want "verdict"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

var failed = map[string]bool{"FAILED": true, "NONE": true}

// reports: none of a set of failures.
func (s *site) notInSet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if failed[r.Header.Get(verifyHeader)] { // want "verdict"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the same, by the key.
func (s *site) noReason(next http.Handler) http.Handler {
	reasons := map[string]string{"FAILED": "not verified", "NONE": "no certificate"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if why, ok := reasons[r.Header.Get(verifyHeader)]; ok { // want "verdict"
			http.Error(w, why, http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the success value, whatever the case; the sentence is the other one.
func (s *site) foldedSuccess(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.EqualFold(r.Header.Get(verifyHeader), "success") { // want "the header is believed"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the success value in a set.
func (s *site) inSet(next http.Handler) http.Handler {
	good := map[string]bool{"SUCCESS": true}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !good[r.Header.Get(verifyHeader)] { // want "the header is believed"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: the value is the operator's.
func (s *site) configured(want string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.EqualFold(r.Header.Get(verifyHeader), want) { // want "the header is believed"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: none of a set of failures, and the hop is verified.
func (s *site) behindEdgeNotInSet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.fromEdge(r) || failed[r.Header.Get(verifyHeader)] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: HAProxy's code for success.
func (s *site) code(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.Header.Get(verifyHeader)) // want "the header is believed"
		if err != nil || n != 0 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: anything but one failure's code.
func (s *site) notExpired(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, err := strconv.Atoi(r.Header.Get(verifyHeader)); err != nil || n == 10 { // want "verdict"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: a flag.
func (s *site) flag(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ok, err := strconv.ParseBool(r.Header.Get("X-Client-Cert-Verified")) // want "the header is believed"
		if err != nil || !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a flag from a hop that is verified.
func (s *site) behindEdgeFlag(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ok, err := strconv.ParseBool(r.Header.Get("X-Client-Cert-Verified"))
		if err != nil || !ok || !s.fromEdge(r) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: a number that decides nothing.
func (s *site) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, err := strconv.Atoi(r.Header.Get(verifyHeader)); err == nil && n != 0 {
			log.Printf("proxy says %d", n)
		}
		next.ServeHTTP(w, r)
	})
}

// reports the belief: that the verdict is there is asked before it is compared.
func (s *site) settled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		verdict := r.Header.Get(verifyHeader) // want "the header is believed"
		if verdict == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if verdict != "SUCCESS" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
