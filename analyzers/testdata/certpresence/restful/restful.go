// Package restful has filters of go-restful.
package restful

import (
	"net/http"

	"github.com/emicklei/go-restful/v3"

	"testdata/realistic/compat/user"
)

// Any certificate passes.
func required(req *restful.Request, resp *restful.Response, chain *restful.FilterChain) {
	if req.Request.TLS == nil || len(req.Request.TLS.PeerCertificates) == 0 { // want `any client certificate passes`
		resp.WriteErrorString(http.StatusUnauthorized, "client certificate required")
		return
	}
	chain.ProcessFilter(req, resp)
}

// A forwarded verdict is all that is asked.
func forwarded(req *restful.Request, resp *restful.Response, chain *restful.FilterChain) {
	if req.HeaderParameter("X-SSL-Client-Verify") != "SUCCESS" { // want `any forwarded client certificate .*passes`
		resp.WriteError(http.StatusForbidden, restful.NewError(403, "no"))
		return
	}
	chain.ProcessFilter(req, resp)
}

// Whoever brings a certificate becomes the administrator.
func compatible(req *restful.Request, resp *restful.Response, chain *restful.FilterChain) {
	if user.FromCtx(req.Request.Context()).Name == user.Anonymous.Name &&
		req.Request.TLS != nil && len(req.Request.TLS.PeerCertificates) > 0 { // want `any client certificate becomes "Admin"`
		req.Request = req.Request.WithContext(user.Ctx(req.Request.Context(), user.Admin.Authenticated()))
	}
	chain.ProcessFilter(req, resp)
}

// The name is kept for handlers.
func named(req *restful.Request, resp *restful.Response, chain *restful.FilterChain) {
	if req.Request.TLS == nil || len(req.Request.TLS.PeerCertificates) == 0 || len(req.Request.TLS.PeerCertificates[0].URIs) == 0 {
		resp.WriteHeader(http.StatusUnauthorized)
		return
	}
	req.SetAttribute("user", req.Request.TLS.PeerCertificates[0].URIs[0].String())
	chain.ProcessFilter(req, resp)
}

// Who it is decides.
func allowed(names map[string]bool) restful.FilterFunction {
	return func(req *restful.Request, resp *restful.Response, chain *restful.FilterChain) {
		if req.Request.TLS == nil || len(req.Request.TLS.PeerCertificates) == 0 ||
			len(req.Request.TLS.PeerCertificates[0].URIs) == 0 || !names[req.Request.TLS.PeerCertificates[0].URIs[0].String()] {
			resp.WriteErrorString(http.StatusForbidden, "not allowed")
			return
		}
		chain.ProcessFilter(req, resp)
	}
}

// Mount mounts the filters.
func Mount(ws *restful.WebService, names map[string]bool) {
	ws.Filter(required).Filter(forwarded).Filter(compatible).Filter(named).Filter(allowed(names))
}
