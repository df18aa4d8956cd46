// Package lists deletes what a client sends by lists of names.
package lists

import (
	"net/http"
	"net/http/httputil"
	"net/url"

	"testdata/proxystrip/lists/names"
)

// All names of a list of another package.
func Listed(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		for _, name := range names.Certificate {
			pr.Out.Header.Del(name)
		}
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set(names.Subject, cs.VerifiedChains[0][0].Subject.String())
		}
	}}
}

// The list of another package lacks the name.
func Lacking(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		for _, name := range names.Number {
			pr.Out.Header.Del(name)
		}
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set(names.Subject, cs.VerifiedChains[0][0].Subject.String()) // want "the backend takes the client's own X-Client-Cert-Subject"
		}
	}}
}

// Only where there is a certificate: the list is gone through on one path.
func Late(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			for _, name := range names.Certificate {
				pr.Out.Header.Del(name)
			}
			pr.Out.Header.Set(names.Subject, cs.VerifiedChains[0][0].Subject.String()) // want "the backend takes the client's own X-Client-Cert-Subject"
		}
	}}
}

// A set of another package: what is in it does not show.
func Set(target *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		for name := range names.Identity {
			pr.Out.Header.Del(name)
		}
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set(names.Subject, cs.VerifiedChains[0][0].Subject.String())
		}
	}}
}

// Rules are what an operator writes down.
type Rules struct{ Strip []string }

// The operator says what is deleted.
func Configured(target *url.URL, rules Rules) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		for _, name := range rules.Strip {
			delete(pr.Out.Header, http.CanonicalHeaderKey(name))
		}
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set(names.Subject, cs.VerifiedChains[0][0].Subject.String())
		}
	}}
}

// The operator says what is deleted of the answer.
func Answers(target *url.URL, rules Rules) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(target)
			if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
				pr.Out.Header.Set(names.Subject, cs.VerifiedChains[0][0].Subject.String()) // want "the backend takes the client's own X-Client-Cert-Subject"
			}
		},
		ModifyResponse: func(res *http.Response) error {
			for _, name := range rules.Strip {
				res.Header.Del(name)
			}
			return nil
		},
	}
}

func behindList(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, name := range names.Certificate {
			r.Header.Del(name)
		}
		next.ServeHTTP(w, r)
	})
}

// A middleware in front goes through the list.
func Front(target *url.URL) http.Handler {
	return behindList(&httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		if cs := pr.In.TLS; cs != nil && len(cs.VerifiedChains) > 0 {
			pr.Out.Header.Set(names.Serial, cs.VerifiedChains[0][0].SerialNumber.String())
		}
	}})
}
