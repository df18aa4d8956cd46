// Package k8sauth: authenticators of Kubernetes' interface.
package k8sauth

import (
	"net/http"

	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/user"
)

// A fixed identity for any certificate.
type nodeAuthenticator struct{}

func (nodeAuthenticator) AuthenticateRequest(req *http.Request) (*authenticator.Response, bool, error) {
	if req.TLS == nil || len(req.TLS.PeerCertificates) == 0 { // want `any .*certificate`
		return nil, false, nil
	}
	return &authenticator.Response{User: &user.DefaultInfo{Name: "system:node", Groups: []string{"system:nodes"}}}, true, nil
}

// The identity of the certificate.
type uriAuthenticator struct{}

func (uriAuthenticator) AuthenticateRequest(req *http.Request) (*authenticator.Response, bool, error) {
	if req.TLS == nil || len(req.TLS.PeerCertificates) == 0 || len(req.TLS.PeerCertificates[0].URIs) != 1 {
		return nil, false, nil
	}
	return &authenticator.Response{User: &user.DefaultInfo{Name: req.TLS.PeerCertificates[0].URIs[0].String()}}, true, nil
}

var (
	_ authenticator.Request = nodeAuthenticator{}
	_ authenticator.Request = uriAuthenticator{}
)
