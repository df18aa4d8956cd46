// Package beside has proxies of httputil beside one that is written by hand.
package beside

import (
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
)

// Swept hands a clean request on to a proxy: what it does is no concern of the relay.
func Swept(to *url.URL) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(to)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name := range r.Header {
			if strings.HasPrefix(name, "X-Client-Cert-") {
				r.Header.Del(name)
			}
		}
		proxy.ServeHTTP(w, r)
	})
}

// Relay is written by hand.
type Relay struct {
	base   string
	client *http.Client
}

// reports: the client's copy is taken over, and stays without a certificate.
func (p *Relay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, p.base+r.URL.Path, r.Body)
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	out.Header = r.Header.Clone()
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		out.Header.Set("X-Client-Cert-Serial", r.TLS.PeerCertificates[0].SerialNumber.String()) // want "the backend takes the client's own X-Client-Cert-Serial"
	}
	resp, err := p.client.Do(out)
	if err != nil {
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	_, _ = io.Copy(w, resp.Body)
}
