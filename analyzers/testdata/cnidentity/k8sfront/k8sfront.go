// Package k8sfront speaks Kubernetes' authentication, where common names are
// names by design: low confidence, and so silent.
package k8sfront

import (
	"crypto/x509"
	"net/http"
	"slices"

	"k8s.io/apiserver/pkg/authentication/authenticator"
	x509request "k8s.io/apiserver/pkg/authentication/request/x509"
	"k8s.io/apiserver/pkg/authentication/user"
)

// quiet: CommonNameUserConversion handed over as configuration.
func clientCertAuth(opts x509.VerifyOptions) authenticator.Request {
	return x509request.New(opts, x509request.CommonNameUserConversion)
}

type certAuth struct {
	roots *x509.CertPool
}

var _ authenticator.Request = (*certAuth)(nil)

// AuthenticateRequest implements authenticator.Request.
// quiet: an implementation of authenticator.Request has low confidence.
func (a *certAuth) AuthenticateRequest(req *http.Request) (*authenticator.Response, bool, error) {
	if req.TLS == nil || len(req.TLS.PeerCertificates) == 0 {
		return nil, false, nil
	}
	leaf := req.TLS.PeerCertificates[0]
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: a.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		return nil, false, err
	}
	return &authenticator.Response{User: &user.DefaultInfo{Name: leaf.Subject.CommonName, Groups: leaf.Subject.Organization}}, true, nil
}

type aggregated struct {
	proxyRoots   *x509.CertPool
	allowedNames []string
}

// quiet: requestheader-allowed-names, checked before X-Remote-User is read.
func (a *aggregated) withFrontProxy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		proxy := r.TLS.PeerCertificates[0]
		opts := x509.VerifyOptions{Roots: a.proxyRoots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
		if _, err := proxy.Verify(opts); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if !slices.Contains(a.allowedNames, proxy.Subject.CommonName) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		name := r.Header.Get("X-Remote-User")
		if name == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("X-Served-For", name)
		next.ServeHTTP(w, r)
	})
}

// reports: the same shape without a front proxy behind it: the name is the client's.
func (a *aggregated) direct(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		client := r.TLS.PeerCertificates[0]
		opts := x509.VerifyOptions{Roots: a.proxyRoots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
		if _, err := client.Verify(opts); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if !slices.Contains(a.allowedNames, client.Subject.CommonName) { // want "common name"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
