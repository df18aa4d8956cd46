package rewrite

import "net/http/httputil"

// reports: what else is compared says nothing of the header.
func compared(verbose bool, rate float64, note func(string)) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		if rate == 1.5 {
			note("at half speed")
		}
		if verbose != false {
			note(r.In.URL.Path)
		}
		if r.In.TLS != nil && len(r.In.TLS.PeerCertificates) > 0 {
			r.Out.Header.Set("X-Client-Cert-Serial", r.In.TLS.PeerCertificates[0].SerialNumber.String()) // want "the client's own X-Client-Cert-Serial"
		}
	}}
}
