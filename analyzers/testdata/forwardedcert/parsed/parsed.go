// Package parsed makes certificates of headers, whatever the headers' names.
package parsed

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"log"
	"net/http"
	"net/url"
	"os"
	"slices"

	"testdata/forwardedcert/parsed/headercert"
	"testdata/forwardedcert/parsed/headercert/decode"
)

type registry struct {
	hosts []string
	pins  map[string]string
	roots *x509.CertPool
}

// reports: QueryUnescape, pem.Decode, ParseCertificate: a client-certificate header whatever its name.
func (g *registry) anyName(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := url.QueryUnescape(r.Header.Get("X-Peer-Pem")) // want "header"
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		block, _ := pem.Decode([]byte(text))
		if block == nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if !slices.ContainsFunc(cert.DNSNames, func(n string) bool { return slices.Contains(g.hosts, n) }) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// reports: base64 of DER, then a fingerprint look-up.
func (g *registry) device(w http.ResponseWriter, r *http.Request) {
	der, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Device-Identity")) // want "header"
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	sum := sha256.Sum256(cert.Raw)
	if _, ok := g.pins[hex.EncodeToString(sum[:])]; !ok {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: verifying that certificate's chain does not clean it.
func (g *registry) verified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := decode.PEM(r.Header.Get("X-Forwarded-Tls-Client-Cert")) // want "header"
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		opts := x509.VerifyOptions{Roots: g.roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
		if _, err := cert.Verify(opts); err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if !slices.Contains(cert.DNSNames, "agent.internal") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type certKey struct{}

// reports: a parsed certificate that is kept, and decides further back.
func keepForwarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := decode.DER(r.Header.Get("X-ARR-ClientCert")) // want "header"
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), certKey{}, cert)))
	})
}

// revoke decides on what keepForwarded has stored; the finding is there.
func (g *registry) revoke(w http.ResponseWriter, r *http.Request) {
	cert, ok := r.Context().Value(certKey{}).(*x509.Certificate)
	if !ok || !slices.Contains(cert.DNSNames, "admin.internal") {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: read two packages away; this package decides, at the call that brings the value in.
func (g *registry) imported(w http.ResponseWriter, r *http.Request) {
	cert, err := headercert.FromRequest(r) // want "header"
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if !slices.Contains(cert.DNSNames, "registry.internal") {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// reports: the same with a name instead of a certificate.
func (g *registry) subject(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(g.hosts, headercert.Subject(r)) { // want "header"
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

var errNoCert = errors.New("no certificate")

// client returns the connection's own certificate, or the forwarded one.
func client(r *http.Request) (*x509.Certificate, error) {
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		return r.TLS.VerifiedChains[0][0], nil
	}
	raw := r.Header.Get("X-Client-Certificate") // want "header"
	if raw == "" {
		return nil, errNoCert
	}
	return decode.PEM(raw)
}

// reports: the connection's own certificate if there is one, else the header.
func (g *registry) either(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cert, err := client(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		sum := sha256.Sum256(cert.Raw)
		if _, ok := g.pins[hex.EncodeToString(sum[:])]; !ok {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// quiet: the certificate of a header is shown, nobody is let in by it.
func (g *registry) debug(w http.ResponseWriter, r *http.Request) {
	cert, err := headercert.FromRequest(r)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"subject": cert.Subject.String(), "notAfter": cert.NotAfter})
}

// quiet: a certificate request in a header is no certificate.
func (g *registry) request(w http.ResponseWriter, r *http.Request) {
	der, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Signing-Request"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil || csr.CheckSignature() != nil || !slices.Contains(csr.DNSNames, "agent.internal") {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// quiet: the certificate comes from a file.
func (g *registry) fromFile(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	cert, err := decode.PEM(string(data))
	if err != nil {
		return err
	}
	if !slices.Contains(cert.DNSNames, "registry.internal") {
		return errNoCert
	}
	return nil
}

// quiet: base64 in a header that is no certificate.
func (g *registry) cursor(w http.ResponseWriter, r *http.Request) {
	raw, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Page-Cursor"))
	if err != nil || g.pins[string(raw)] == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: the connection's own certificate decides, the header is compared for a log line.
func (g *registry) mismatch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || r.TLS.VerifiedChains[0][0].VerifyHostname("edge.internal") != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if s := headercert.Subject(r); s != "" && s != r.TLS.VerifiedChains[0][0].Subject.String() {
			log.Printf("forwarded subject %q differs", s)
		}
		next.ServeHTTP(w, r)
	})
}

type pins interface {
	Find(sum string) (string, bool)
}

type doorman struct {
	header string
	pins   pins
}

func newDoorman(header string, p pins) *doorman { return &doorman{header: header, pins: p} }

// reports: a header that the operator names, parsed by a helper and looked up by another.
func (d *doorman) Authenticate(r *http.Request) (string, error) {
	text := r.Header.Get(d.header) // want "header"
	if text == "" {
		return "", errors.New("header is missing")
	}
	cert, err := unescaped(text)
	if err != nil {
		return "", err
	}
	return d.find(cert)
}

func (d *doorman) find(cert *x509.Certificate) (string, error) {
	sum := sha256.Sum256(cert.Raw)
	name, ok := d.pins.Find(hex.EncodeToString(sum[:]))
	if !ok {
		return "", errors.New("unknown certificate")
	}
	return name, nil
}

func unescaped(s string) (*x509.Certificate, error) {
	text, err := url.QueryUnescape(s)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("no certificate")
	}
	return x509.ParseCertificate(block.Bytes)
}

// quiet: a header that the operator names, shown to whoever sent it.
func (d *doorman) show(w http.ResponseWriter, r *http.Request) {
	cert, err := unescaped(r.Header.Get(d.header))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = w.Write([]byte(cert.NotAfter.String()))
}

// What is read in one place and decided in two statements is one finding.
func zoned(w http.ResponseWriter, r *http.Request) {
	from, err := headercert.Of(r) // want `the header is believed`
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	if from.Zone != r.PathValue("zone") {
		http.Error(w, "another zone", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(from.Name))
}
