// Package k8sauth: authenticators of Kubernetes' interface and their union.
package k8sauth

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/request/union"
	"k8s.io/apiserver/pkg/authentication/user"
)

type uriAuth struct{}

func (uriAuth) AuthenticateRequest(req *http.Request) (*authenticator.Response, bool, error) {
	if req.TLS == nil || len(req.TLS.PeerCertificates) == 0 || len(req.TLS.PeerCertificates[0].URIs) != 1 {
		return nil, false, nil
	}
	return &authenticator.Response{User: &user.DefaultInfo{Name: req.TLS.PeerCertificates[0].URIs[0].String()}}, true, nil
}

type staticToken struct {
	token string
	name  string
}

func (s staticToken) AuthenticateRequest(req *http.Request) (*authenticator.Response, bool, error) {
	sent := strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
	if subtle.ConstantTimeCompare([]byte(sent), []byte(s.token)) != 1 {
		return nil, false, nil
	}
	return &authenticator.Response{User: &user.DefaultInfo{Name: s.name}}, true, nil
}

// Kubernetes' union is the deliberate OR of authenticators: quiet.
func chain(token string) authenticator.Request {
	return union.New(uriAuth{}, staticToken{token: token, name: "bootstrap"})
}

// The same two in an authenticator that tries one and then the other.
type either struct {
	cert  uriAuth
	token staticToken
}

func (e either) AuthenticateRequest(req *http.Request) (*authenticator.Response, bool, error) {
	if resp, ok, err := e.cert.AuthenticateRequest(req); err == nil && ok {
		return resp, true, nil
	}
	if resp, ok, err := e.token.AuthenticateRequest(req); err == nil && ok { // want `alternative to .*certificate`
		return resp, true, nil
	}
	return nil, false, nil
}
