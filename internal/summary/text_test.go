package summary

import "testing"

func TestTextGate(t *testing.T) {
	relevant := TextGate(nil)
	for src, want := range map[string]bool{
		"package p\n\nimport \"crypto/x509\"\n\nfunc f(c *x509.Certificate) {}\n":                         true,
		"package p\n\nimport \"crypto/x509\"\n\nvar p = x509.NewCertPool()\n":                             false,
		"package p\n\nfunc f() { _ = r.TLS }\n":                                                           true,
		"package p\n\nfunc f() { _ = r.\n\t// the state\n\tTLS }\n":                                       true,
		"package p\n\ntype config struct{ TLS bool }\n":                                                   false,
		"package p\n\nvar c = &tls.Config{VerifyPeerCertificate : f}\n":                                   true,
		"package p\n\nvar TLS, Cookie = 1, 2\n":                                                           false,
		"package p\n\nfunc f() { _, _ = r.Cookie(name) }\n":                                               true,
		"package p\n\nimport \"crypto/hmac\"\n\nfunc f() bool { return hmac.Equal(a, b) }\n":              true,
		"package p\n\nimport h \"crypto/hmac\"\n\nfunc f() bool { return h.Equal(a, b) }\n":               true,
		"package p\n\nimport . \"crypto/hmac\"\n\nfunc f() bool { return Equal(a, b) }\n":                 true,
		"package p\n\nimport \"crypto/hmac\"\n\nfunc f() bool { return hmac.New(a, b) }\n":                false,
		"package p\n\nfunc f() bool { return bytes.Equal(a, b) }\n":                                       false,
		"package p\n\nimport \"google.golang.org/grpc/peer\"\n":                                           true,
		"package p\n\nvar header = \"X-Forwarded-Client-Cert\"\n":                                         true,
		"package p\n\n// TLS, x509 and r.TLS in a comment\nvar a = \"x509\"\n\n/* r.TLS */ var b = 'x'\n": false,
		"package p\n\nvar c = conn.Certificates()\n":                                                      true,
		"package p\n\nvar c = tls.Config{Certificates: own}\n":                                            false,
		"package p\n\n//mtlslint:verifies proxy\nfunc f() {}\n":                                           true,
	} {
		if got := relevant([]byte(src)); got != want {
			t.Errorf("%v for\n%s", got, src)
		}
	}
}
