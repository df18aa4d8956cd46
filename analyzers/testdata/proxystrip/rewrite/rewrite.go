// Package rewrite forwards certificates in Rewrite.
package rewrite

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
)

const clientCert = "X-Forwarded-Client-Cert"

// Set only when there is a certificate.
func Conditional(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
				sum := sha256.Sum256(pr.In.TLS.VerifiedChains[0][0].Raw)
				pr.Out.Header.Set("X-SSL-Client-Fingerprint", hex.EncodeToString(sum[:])) // want `the backend takes the client's own X-Ssl-Client-Fingerprint: the proxy sets its own on some paths only`
			}
		},
	}
}

// Added, where it should be set.
func Added(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			if pr.In.TLS == nil || len(pr.In.TLS.PeerCertificates) == 0 {
				pr.Out.Header.Del(clientCert)
				return
			}
			leaf := pr.In.TLS.PeerCertificates[0]
			pr.Out.Header.Add(clientCert, base64.StdEncoding.EncodeToString(leaf.Raw)) // want `the proxy's is added to it`
		},
	}
}

type gateway struct {
	target *url.URL
	header string
}

// A method, with a helper that returns early.
func (g *gateway) rewrite(pr *httputil.ProxyRequest) {
	pr.SetURL(g.target)
	pr.SetXForwarded()
	forward(pr)
}

func forward(pr *httputil.ProxyRequest) {
	if pr.In.TLS == nil || len(pr.In.TLS.VerifiedChains) == 0 {
		return
	}
	leaf := pr.In.TLS.VerifiedChains[0][0]
	pr.Out.Header.Set("X-Client-Cert-Subject", leaf.Subject.String())     // want `the backend takes the client's own X-Client-Cert-Subject`
	pr.Out.Header.Set("X-Client-Cert-Serial", leaf.SerialNumber.Text(16)) // want `the backend takes the client's own X-Client-Cert-Serial`
}

func Method(target *url.URL) http.Handler {
	g := &gateway{target: target}
	p := &httputil.ReverseProxy{}
	p.Rewrite = g.rewrite
	return p
}

func setCert(h http.Header, pem string) {
	if pem != "" {
		h.Set("X-Client-Cert", pem) // want `the backend takes the client's own X-Client-Cert`
	}
}

// A helper that is given the header fields.
func Helper(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			var text string
			if pr.In.TLS != nil && len(pr.In.TLS.PeerCertificates) > 0 {
				text = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pr.In.TLS.PeerCertificates[0].Raw}))
			}
			setCert(pr.Out.Header, url.QueryEscape(text))
		},
	}
}

// One of two is deleted.
func Half(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			pr.Out.Header.Del("X-SSL-Client-CN")
			if pr.In.TLS == nil || len(pr.In.TLS.VerifiedChains) == 0 {
				return
			}
			leaf := pr.In.TLS.VerifiedChains[0][0]
			pr.Out.Header.Set("X-SSL-Client-CN", leaf.Subject.CommonName)
			pr.Out.Header.Set("X-SSL-Client-Serial", leaf.SerialNumber.String()) // want `the backend takes the client's own X-Ssl-Client-Serial`
		},
	}
}

// Deleted, then set.
func Deleted(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			pr.Out.Header.Del(clientCert)
			if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
				pr.Out.Header.Set(clientCert, base64.StdEncoding.EncodeToString(pr.In.TLS.VerifiedChains[0][0].Raw))
			}
		},
	}
}

// Set or deleted.
func Either(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
				pr.Out.Header.Set("X-Client-Cert-Subject", pr.In.TLS.VerifiedChains[0][0].Subject.String())
			} else {
				pr.Out.Header.Del("X-Client-Cert-Subject")
			}
		},
	}
}

// Always set.
func Always(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			verdict := "NONE"
			if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
				verdict = "SUCCESS"
			}
			pr.Out.Header.Set("X-SSL-Client-Verify", verdict)
		},
	}
}

var certHeaders = []string{"X-SSL-Client-CN", "X-SSL-Client-Serial", clientCert}

// A list of names is deleted first.
func List(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			for _, name := range certHeaders {
				pr.Out.Header.Del(name)
			}
			pr.SetURL(target)
			if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
				pr.Out.Header.Set("X-SSL-Client-CN", pr.In.TLS.VerifiedChains[0][0].Subject.CommonName)
			}
		},
	}
}

func strip(h http.Header) {
	h.Del("X-Client-Cert-Subject")
	delete(h, "X-Client-Cert-Serial")
}

// A helper deletes.
func Stripped(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			strip(pr.Out.Header)
			if pr.In.TLS == nil || len(pr.In.TLS.VerifiedChains) == 0 {
				return
			}
			pr.Out.Header.Add("X-Client-Cert-Subject", pr.In.TLS.VerifiedChains[0][0].Subject.String())
			pr.Out.Header["X-Client-Cert-Serial"] = []string{pr.In.TLS.VerifiedChains[0][0].SerialNumber.String()}
		},
	}
}

// New header fields altogether.
func Fresh(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			pr.Out.Header = make(http.Header)
			pr.Out.Header.Set("Accept", pr.In.Header.Get("Accept"))
			if pr.In.TLS != nil && len(pr.In.TLS.VerifiedChains) > 0 {
				pr.Out.Header.Set("X-Client-Cert-Subject", pr.In.TLS.VerifiedChains[0][0].Subject.String())
			}
		},
	}
}

// What is set on the request that came in goes nowhere.
func In(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			if pr.In.TLS != nil {
				pr.In.Header.Set("X-SSL-Client-Verify", "SUCCESS")
			}
		},
	}
}

// Family deletes all fields of a family, whatever they are called.
func Family(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		for k := range pr.Out.Header {
			if strings.HasPrefix(k, "X-Client-Cert") {
				pr.Out.Header.Del(k)
			}
		}
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", cs.VerifiedChains[0][0].Subject.String())
		}
	}}
}

// Counted goes through the fields and deletes none.
func Counted(target *url.URL, count func(string)) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		for k := range pr.Out.Header {
			count(k)
		}
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set("X-Client-Cert-Subject", cs.VerifiedChains[0][0].Subject.String()) // want `the backend takes the client's own X-Client-Cert-Subject`
		}
	}}
}
