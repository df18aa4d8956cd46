// Package relays has proxies without httputil: they make requests and copy header fields.
package relays

import (
	"context"
	"io"
	"maps"
	"net/http"

	"testdata/proxystrip/relays/facts"
)

type relay struct {
	base   string
	client *http.Client
}

func (p *relay) send(w http.ResponseWriter, out *http.Request) {
	resp, err := p.client.Do(out)
	if err != nil {
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	for name, vals := range resp.Header {
		w.Header()[name] = vals
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}

// reports: what is set only sometimes, after all fields were copied.
func (p *relay) Sometimes(w http.ResponseWriter, r *http.Request) {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, p.base+r.URL.Path, r.Body)
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	for name, vals := range r.Header {
		for _, v := range vals {
			out.Header.Add(name, v)
		}
	}
	facts.Tell(out.Header, r.TLS) // want "the backend takes the client's own X-Client-Cert-Subject"
	p.send(w, out)
}

// quiet: deleted before.
func (p *relay) Deleted(w http.ResponseWriter, r *http.Request) {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, p.base+r.URL.Path, r.Body)
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	out.Header = r.Header.Clone()
	out.Header.Del("X-Client-Cert-Subject")
	facts.Tell(out.Header, r.TLS)
	p.send(w, out)
}

// quiet: deleted from what came in.
func (p *relay) DeletedIn(w http.ResponseWriter, r *http.Request) {
	r.Header.Del("X-Client-Cert-Subject")
	out, err := http.NewRequest(r.Method, p.base+r.URL.Path, r.Body)
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	maps.Copy(out.Header, r.Header)
	facts.Tell(out.Header, r.TLS)
	p.send(w, out)
}

var passed = map[string]bool{"Accept": true, "Content-Type": true}

// quiet: only fields on a list are copied.
func (p *relay) Listed(w http.ResponseWriter, r *http.Request) {
	out, err := http.NewRequest(r.Method, p.base+r.URL.Path, r.Body)
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	for name, vals := range r.Header {
		if passed[name] {
			out.Header[name] = vals
		}
	}
	facts.Tell(out.Header, r.TLS)
	p.send(w, out)
}

// quiet: it is set in any case; nothing is sent where it is not.
func (p *relay) Always(w http.ResponseWriter, r *http.Request) {
	out, err := http.NewRequest(r.Method, p.base+r.URL.Path, r.Body)
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	maps.Copy(out.Header, r.Header)
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	out.Header.Set("X-Client-Cert-Subject", r.TLS.VerifiedChains[0][0].Subject.String())
	p.send(w, out)
}

func copyHeader(to, from http.Header) {
	for name, vals := range from {
		to[name] = append([]string(nil), vals...)
	}
}

// outgoing makes the request; the fields are copied by a helper.
func (p *relay) outgoing(ctx context.Context, r *http.Request) (*http.Request, error) {
	out, err := http.NewRequestWithContext(ctx, r.Method, p.base+r.URL.Path, r.Body)
	if err != nil {
		return nil, err
	}
	copyHeader(out.Header, r.Header)
	return out, nil
}

// reports: a helper makes the request.
func (p *relay) Helper(w http.ResponseWriter, r *http.Request) {
	out, err := p.outgoing(r.Context(), r)
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		out.Header.Set("X-Client-Cert-Subject", r.TLS.VerifiedChains[0][0].Subject.String()) // want "the backend takes the client's own X-Client-Cert-Subject"
	}
	p.send(w, out)
}

// quiet: a helper makes the request, and another package deletes the field.
func (p *relay) Forgotten(w http.ResponseWriter, r *http.Request) {
	out, err := p.outgoing(r.Context(), r)
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	facts.Forget(out.Header)
	facts.Tell(out.Header, r.TLS)
	p.send(w, out)
}

// quiet: a request of this program's own, with nothing of the client's.
func (p *relay) Own(w http.ResponseWriter, r *http.Request) {
	out, err := http.NewRequest(http.MethodGet, p.base, nil)
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	out.Header.Set("Accept", r.Header.Get("Accept"))
	facts.Tell(out.Header, r.TLS)
	p.send(w, out)
}
