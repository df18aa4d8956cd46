package config_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// These tests prove, with real handshakes, what the rules about configuration
// rest on. When one fails with a new release of Go, a rule has become wrong.

// An authority issues certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &authority{cert, key, pool}
}

func (a *authority) issue(t *testing.T, name string, usages ...x509.ExtKeyUsage) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: usages,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func (a *authority) server(t *testing.T) tls.Certificate {
	return a.issue(t, "localhost", x509.ExtKeyUsageServerAuth)
}

func (a *authority) client(t *testing.T) tls.Certificate {
	return a.issue(t, "client.example", x509.ExtKeyUsageClientAuth)
}

// serve accepts connections on loopback, and tells what it knows of each.
func serve(t *testing.T, cfg *tls.Config) (addr string, states <-chan tls.ConnectionState) {
	t.Helper()
	ln, err := tls.Listen("tcp", "127.0.0.1:0", cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	out := make(chan tls.ConnectionState, 16)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				c := conn.(*tls.Conn)
				if c.Handshake() != nil {
					return
				}
				out <- c.ConnectionState()
				_, _ = c.Write([]byte("x"))
			}()
		}
	}()
	return ln.Addr().String(), out
}

// dial connects and reads the server's byte: only then has the server accepted
// the certificate, and only then has a client of TLS 1.3 its ticket.
func dial(addr string, cfg *tls.Config) (resumed bool, err error) {
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 5 * time.Second}, "tcp", addr, cfg)
	if err != nil {
		return false, err
	}
	defer conn.Close()
	if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
		return false, err
	}
	return conn.ConnectionState().DidResume, nil
}

var versions = map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13}

// unverifiedcert: these modes take a certificate of whatever authority, and
// never look at ClientCAs.
func TestWeakModesVerifyNothing(t *testing.T) {
	own, foreign := newAuthority(t, "own"), newAuthority(t, "foreign")
	for name, version := range versions {
		for _, mode := range []tls.ClientAuthType{tls.RequestClientCert, tls.RequireAnyClientCert} {
			t.Run(name+" "+mode.String(), func(t *testing.T) {
				addr, states := serve(t, &tls.Config{
					Certificates: []tls.Certificate{own.server(t)}, ClientAuth: mode, ClientCAs: own.pool, MaxVersion: version,
				})
				cert := foreign.client(t)
				if _, err := dial(addr, &tls.Config{RootCAs: own.pool, ServerName: "localhost", Certificates: []tls.Certificate{cert},
					GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &cert, nil }}); err != nil {
					t.Fatalf("refused: %v", err)
				}
				s := <-states
				if len(s.PeerCertificates) != 1 || s.VerifiedChains != nil {
					t.Errorf("%d peer certificates, verified chains %v", len(s.PeerCertificates), s.VerifiedChains)
				}
			})
		}
	}
}

// deadclientca: without a mode, nobody is asked.
func TestNoModeAsksNobody(t *testing.T) {
	own := newAuthority(t, "own")
	addr, states := serve(t, &tls.Config{Certificates: []tls.Certificate{own.server(t)}, ClientCAs: own.pool})
	cert := own.client(t)
	if _, err := dial(addr, &tls.Config{RootCAs: own.pool, ServerName: "localhost", Certificates: []tls.Certificate{cert}}); err != nil {
		t.Fatal(err)
	}
	if s := <-states; len(s.PeerCertificates) != 0 {
		t.Error("the client was asked for a certificate")
	}
}

// resumption: VerifyPeerCertificate is not called for a resumed connection,
// VerifyConnection is.
func TestResumptionSkipsVerifyPeerCertificate(t *testing.T) {
	own := newAuthority(t, "own")
	for name, version := range versions {
		t.Run(name, func(t *testing.T) {
			var raw, every atomic.Int32
			var refuse atomic.Bool
			addr, states := serve(t, &tls.Config{
				Certificates: []tls.Certificate{own.server(t)}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: own.pool, MaxVersion: version,
				VerifyPeerCertificate: func([][]byte, [][]*x509.Certificate) error {
					raw.Add(1)
					if refuse.Load() {
						return errors.New("no longer allowed")
					}
					return nil
				},
				VerifyConnection: func(tls.ConnectionState) error {
					every.Add(1)
					return nil
				},
			})
			client := &tls.Config{
				RootCAs: own.pool, ServerName: "localhost", Certificates: []tls.Certificate{own.client(t)}, ClientSessionCache: tls.NewLRUClientSessionCache(4),
			}
			if _, err := dial(addr, client); err != nil {
				t.Fatal(err)
			}
			<-states
			refuse.Store(true)
			resumed, err := dial(addr, client)
			if err != nil || !resumed {
				t.Fatalf("resumed %t, error %v: the check was not skipped", resumed, err)
			}
			if s := <-states; len(s.PeerCertificates) == 0 || len(s.VerifiedChains) == 0 {
				t.Error("the resumed connection has no certificates")
			}
			if raw.Load() != 1 || every.Load() != 2 {
				t.Errorf("VerifyPeerCertificate called %d times, VerifyConnection %d times; want 1 and 2", raw.Load(), every.Load())
			}
		})
	}
}

// resumption: what GetConfigForClient returns shares ticket keys, so a session
// won under one callback is taken under another.
func TestClonesShareTicketKeys(t *testing.T) {
	own := newAuthority(t, "own")
	for name, version := range versions {
		t.Run(name, func(t *testing.T) {
			cert := own.issue(t, "localhost", x509.ExtKeyUsageServerAuth)
			base := &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: own.pool, MaxVersion: version}
			base.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
				c := base.Clone()
				strict := h.ServerName == "strict.example"
				c.VerifyPeerCertificate = func([][]byte, [][]*x509.Certificate) error {
					if strict {
						return errors.New("not allowed here")
					}
					return nil
				}
				return c, nil
			}
			addr, _ := serve(t, base)
			cache := &oneSession{}
			connect := func(name string) (bool, error) {
				return dial(addr, &tls.Config{
					InsecureSkipVerify: true, ServerName: name, Certificates: []tls.Certificate{own.client(t)}, ClientSessionCache: cache,
				})
			}
			if _, err := connect("strict.example"); err == nil {
				t.Fatal("the strict site accepts a new client")
			}
			if _, err := connect("open.example"); err != nil {
				t.Fatal(err)
			}
			if resumed, err := connect("strict.example"); err != nil || !resumed {
				t.Errorf("resumed %t, error %v: the sites do not share ticket keys", resumed, err)
			}
		})
	}
}

// oneSession offers its session to every server, as an attacker would.
type oneSession struct{ s *tls.ClientSessionState }

func (c *oneSession) Get(string) (*tls.ClientSessionState, bool) { return c.s, c.s != nil }
func (c *oneSession) Put(_ string, s *tls.ClientSessionState)    { c.s = s }

// getconfig: what is returned replaces the configuration, all of it.
func TestGetConfigForClientReplaces(t *testing.T) {
	own := newAuthority(t, "own")
	cert := own.server(t)
	addr, states := serve(t, &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: own.pool,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{Certificates: []tls.Certificate{cert}}, nil
		},
	})
	if _, err := dial(addr, &tls.Config{RootCAs: own.pool, ServerName: "localhost"}); err != nil {
		t.Fatalf("a client without a certificate is refused: %v", err)
	}
	<-states
}

// clientroots: without ClientCAs the system's roots count. The system's roots
// are read once, so this runs in a process of its own.
func TestNilClientCAsAreTheSystems(t *testing.T) {
	if file := os.Getenv("MTLSLINT_TEST_AUTHORITY"); file != "" {
		systemRoots(t, file)
		return
	}
	dir := t.TempDir()
	own := newAuthority(t, "own")
	key, err := x509.MarshalECPrivateKey(own.key)
	if err != nil {
		t.Fatal(err)
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own.cert.Raw})
	file := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(file, cert, 0o600); err != nil {
		t.Fatal(err)
	}
	both := append(cert, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: key})...)
	authority := filepath.Join(dir, "authority.pem")
	if err := os.WriteFile(authority, both, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestNilClientCAsAreTheSystems$", "-test.v")
	cmd.Env = append(os.Environ(), "MTLSLINT_TEST_AUTHORITY="+authority, "SSL_CERT_FILE="+file, "SSL_CERT_DIR="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	} else if bytes.Contains(out, []byte("--- SKIP")) {
		t.Skip("the system's roots cannot be set here")
	}
}

func systemRoots(t *testing.T, file string) {
	pair, err := tls.LoadX509KeyPair(file, file)
	if err != nil {
		t.Fatal(err)
	}
	own := &authority{cert: pair.Leaf, key: pair.PrivateKey.(*ecdsa.PrivateKey), pool: x509.NewCertPool()}
	own.pool.AddCert(own.cert)
	sys, err := x509.SystemCertPool()
	if err != nil || !sys.Equal(own.pool) {
		t.Skip("SSL_CERT_FILE does not set the system's roots")
	}
	addr, states := serve(t, &tls.Config{Certificates: []tls.Certificate{own.server(t)}, ClientAuth: tls.RequireAndVerifyClientCert})
	if _, err := dial(addr, &tls.Config{RootCAs: own.pool, ServerName: "localhost", Certificates: []tls.Certificate{own.client(t)}}); err != nil {
		t.Fatalf("a client of the system's roots is refused: %v", err)
	}
	<-states
	leaf := own.client(t).Leaf
	if _, err := leaf.Verify(x509.VerifyOptions{KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		t.Errorf("Verify without Roots: %v", err)
	}
}

// verifyusage: no key usages mean server authentication.
func TestDefaultKeyUsages(t *testing.T) {
	own := newAuthority(t, "own")
	client, server := own.client(t).Leaf, own.server(t).Leaf
	for _, test := range []struct {
		name           string
		usages         []x509.ExtKeyUsage
		client, server bool
	}{
		{"none", nil, false, true},
		{"any", []x509.ExtKeyUsage{x509.ExtKeyUsageAny}, true, true},
		{"client", []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, true, false},
		{"server", []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, false, true},
	} {
		opts := x509.VerifyOptions{Roots: own.pool, KeyUsages: test.usages}
		if _, err := client.Verify(opts); (err == nil) != test.client {
			t.Errorf("%s: the client's certificate: %v", test.name, err)
		}
		if _, err := server.Verify(opts); (err == nil) != test.server {
			t.Errorf("%s: the server's certificate: %v", test.name, err)
		}
	}
}

// proxystrip: what Director adds, a Connection header removes; what Rewrite
// adds stays; and a copy of the client's passes both.
func TestProxyHeaders(t *testing.T) {
	const name = "X-Client-Cert-Subject"
	var got http.Header
	backend := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Clone() }))
	defer backend.Close()
	target, err := url.Parse(backend.URL)
	if err != nil {
		t.Fatal(err)
	}
	director := httputil.NewSingleHostReverseProxy(target)
	inner := director.Director
	director.Director = func(r *http.Request) {
		inner(r)
		r.Header.Set(name, "CN=proxy")
	}
	rewrite := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		pr.Out.Header.Set(name, "CN=proxy")
	}}
	plain := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		pr.SetXForwarded()
	}}
	added := &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(target)
		pr.Out.Header.Add(name, "CN=proxy")
	}}
	for _, test := range []struct {
		what    string
		proxy   http.Handler
		headers http.Header
		want    string
	}{
		{"Director", director, http.Header{"Connection": {name}}, ""},
		{"Rewrite", rewrite, http.Header{"Connection": {name}}, "CN=proxy"},
		{"a forged field through NewSingleHostReverseProxy", httputil.NewSingleHostReverseProxy(target), http.Header{name: {"CN=forged"}}, "CN=forged"},
		{"a forged field through Rewrite", plain, http.Header{name: {"CN=forged"}}, "CN=forged"},
		{"a forged field before an added one", added, http.Header{name: {"CN=forged"}}, "CN=forged"},
	} {
		front := httptest.NewServer(test.proxy)
		req, err := http.NewRequest(http.MethodGet, front.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header = test.headers
		got = nil
		res, err := front.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		front.Close()
		if v := got.Get(name); v != test.want {
			t.Errorf("%s: the backend reads %q, want %q", test.what, v, test.want)
		}
	}
}
