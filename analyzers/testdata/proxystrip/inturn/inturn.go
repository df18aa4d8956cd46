// Package inturn gives its proxies lists of steps, each of which is taken in turn.
package inturn

import (
	"encoding/base64"
	"net/http"
	"net/http/httputil"
	"net/url"
)

type stage func(*httputil.ProxyRequest)

var names = []string{"X-Client-Cert", "X-Client-Verify"}

func to(u *url.URL, stages ...stage) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(u)
		for _, s := range stages {
			s(pr)
		}
	}}
}

func shown(r *http.Request) (string, bool) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return "", false
	}
	return base64.StdEncoding.EncodeToString(r.TLS.PeerCertificates[0].Raw), true
}

// reports: nobody deletes the client's copy there.
func added(pr *httputil.ProxyRequest) {
	if c, ok := shown(pr.In); ok {
		pr.Out.Header.Add("X-Client-Cert", c) // want `the backend takes the client's own X-Client-Cert`
	}
}

// quiet: the stage before deletes the client's copy.
func set(pr *httputil.ProxyRequest) {
	if c, ok := shown(pr.In); ok {
		pr.Out.Header.Set("X-Client-Cert", c)
	}
}

// quiet: the stage behind deletes every copy, this one, too.
func early(pr *httputil.ProxyRequest) {
	if c, ok := shown(pr.In); ok {
		pr.Out.Header.Add("X-Client-Cert", c)
	}
}

// quiet: it is set for everybody.
func verdict(pr *httputil.ProxyRequest) {
	v := "NONE"
	if _, ok := shown(pr.In); ok {
		v = "SUCCESS"
	}
	pr.Out.Header.Set("X-Client-Verify", v)
}

func cleaned(pr *httputil.ProxyRequest) {
	for _, n := range names {
		pr.Out.Header.Del(n)
	}
}

func plain(pr *httputil.ProxyRequest) { pr.Out.Header.Set("X-Proxy", "inturn") }

func mount(mux *http.ServeMux, a, b, c, d, e *url.URL) {
	mux.Handle("a.test/", to(a, plain, added))
	mux.Handle("b.test/", to(b, cleaned, set))
	mux.Handle("c.test/", to(c, early, cleaned))
	mux.Handle("d.test/", to(d, verdict))
	mux.Handle("e.test/", to(e))
}

// counted takes its stages by their number.
func counted(u *url.URL, stages ...stage) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(u)
		for i := 0; i < len(stages); i++ {
			stages[i](pr)
		}
	}}
}

// quiet: the stage before deletes the client's copy.
func late(pr *httputil.ProxyRequest) {
	if c, ok := shown(pr.In); ok {
		pr.Out.Header.Set("X-Client-Cert", c)
	}
}

func mountCounted(mux *http.ServeMux, u *url.URL) {
	mux.Handle("f.test/", counted(u, cleaned, late))
}

// ready is for stages that are put together elsewhere.
func ready(u *url.URL, stages []stage) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(u)
		for _, s := range stages {
			s(pr)
		}
	}}
}

// quiet: what stands before it in the list is not in sight.
func last(pr *httputil.ProxyRequest) {
	if c, ok := shown(pr.In); ok {
		pr.Out.Header.Set("X-Client-Cert", c)
	}
}

// Ready puts a stage behind those of others.
func Ready(u *url.URL, first []stage) http.Handler {
	return ready(u, append(first, last))
}
