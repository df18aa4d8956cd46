// Package restful has filters of go-restful.
package restful

import (
	"net/http"

	"github.com/emicklei/go-restful/v3"
)

// The name is kept as the user.
func named(req *restful.Request, resp *restful.Response, chain *restful.FilterChain) {
	if req.Request.TLS == nil || len(req.Request.TLS.PeerCertificates) == 0 {
		resp.WriteHeader(http.StatusUnauthorized)
		return
	}
	req.SetAttribute("user", req.Request.TLS.PeerCertificates[0].Subject.CommonName) // want `the common name is put into the context as identity`
	chain.ProcessFilter(req, resp)
}

// A fingerprint is.
func pinned(req *restful.Request, resp *restful.Response, chain *restful.FilterChain) {
	if req.Request.TLS == nil || len(req.Request.TLS.PeerCertificates) == 0 {
		resp.WriteHeader(http.StatusUnauthorized)
		return
	}
	req.SetAttribute("user", string(req.Request.TLS.PeerCertificates[0].Raw))
	chain.ProcessFilter(req, resp)
}

// Mount mounts the filters.
func Mount(ws *restful.WebService) { ws.Filter(named).Filter(pinned) }
