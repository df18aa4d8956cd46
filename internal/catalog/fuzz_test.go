package catalog

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// What a name of a header is taken for does not depend on its spelling, and
// nothing but the name of a header is taken for one.
func FuzzHeader(f *testing.F) {
	for _, name := range []string{"X-Forwarded-Client-Cert", "x_ssl_client_s_dn", "SSL_CLIENT_VERIFY", "X-Client-Cert-Sha256-Present", "Grpcgateway-X-Remote-User",
		"X-Remote-Extra-Scopes", "X-Csrf-Token", "X-Amzn-Mtls-Clientcert", "Impersonate-Extra-a", "X-Api-Key-", "Ssl-Client-Cert ", "X-Ssl-Client-ſ", "", "--", "x-md-"} {
		f.Add(name, "SUCCESS")
	}
	f.Add("Cf-Cert-Verified", "FAILED:certificate has expired")
	f.Add("Ssl-Client-Verify", "0 ")
	x := New(Extra{})
	f.Fuzz(func(t *testing.T, name, value string) {
		aspect, ok := HeaderAspect(name)
		if !ok && aspect != None || ok && aspect == None {
			t.Fatalf("%q: %v, %t", name, aspect, ok)
		}
		if ok && strings.ContainsFunc(name, func(r rune) bool {
			return r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_$.", r)
		}) {
			t.Errorf("%q is no name of a header, and taken for %v", name, aspect)
		}
		certificate, success := CertificateHeader(name), VerdictSucceeds(name, value)
		if certificate && !ok {
			t.Errorf("%q concerns certificates, and says nothing", name)
		}
		ascii := !strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf })
		spellings := []string{http.CanonicalHeaderKey(name), strings.ReplaceAll(name, "-", "_"), strings.ReplaceAll(name, "_", "-")}
		if ascii { // beyond, a letter may have an ASCII letter as its other case
			spellings = append(spellings, strings.ToLower(name), strings.ToUpper(name), strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
		}
		for _, other := range spellings {
			if a, k := HeaderAspect(other); a != aspect || k != ok {
				t.Errorf("%q is %v, and %q is %v", name, aspect, other, a)
			}
			if CertificateHeader(other) != certificate || RequestHeaderFamily(other) != RequestHeaderFamily(name) || VerdictSucceeds(other, value) != success {
				t.Errorf("%q is not as %q", name, other)
			}
		}
		const longest = 80 // see foldHeader
		forwarded := slices.ContainsFunc(gateways[:], func(prefix string) bool { return strings.HasPrefix(foldHeader(name), prefix) })
		for _, prefix := range gateways {
			if ok && !forwarded && len(prefix)+len(name) <= longest {
				if a, k := HeaderAspect(prefix + name); !k || a != aspect {
					t.Errorf("%q is %v, and behind %s %v, %t", name, aspect, prefix, a, k)
				}
			}
		}
		if success && strings.ContainsAny(value, " :=,;\n") {
			t.Errorf("%q with %q says that the certificate was verified", name, value)
		}
		if success != VerdictSucceeds(name, strings.ToUpper(value)) && isASCII(value) {
			t.Errorf("case matters in %q with %q", name, value)
		}
		for _, failure := range []string{"", "NONE", "FAILED:" + value, "no " + value, "none", "false"} {
			if VerdictSucceeds(name, failure) {
				t.Errorf("%q with %q says that the certificate was verified", name, failure)
			}
		}
		if a, k := x.HeaderAspect(name); a != aspect || k != ok {
			t.Errorf("%q is %v without a project's headers, and %v with none", name, aspect, a)
		}
	})
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// Words are the letters and digits of a name, none lost and none added, and they
// do not depend on how the name is put together.
func FuzzWords(f *testing.F) {
	for _, name := range []string{"clientID", "XFCCHeader", "sha256Sum", "allowedCNs", "RequireMTLS", "the client's certificate!", "größe", "X509Cert", "a__b", "ID", "IDs", "ǅungla", "İstanbul"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		ws := words(name)
		var letters strings.Builder
		for i := range len(name) {
			if c := name[i]; isLetter(c) || isDigit(c) {
				letters.WriteByte(c)
			}
		}
		if got, want := strings.Join(ws, ""), strings.ToLower(letters.String()); got != want && utf8.ValidString(name) {
			t.Errorf("words(%q) = %q: %q, want %q", name, ws, got, want)
		}
		for _, w := range ws {
			if w == "" {
				t.Errorf("words(%q) = %q", name, ws)
			}
		}
		if !isASCII(name) {
			return
		}
		snake := strings.Join(ws, "_")
		if again := words(snake); !slices.Equal(again, ws) {
			t.Errorf("words(%q) = %q, and words(%q) = %q", name, ws, snake, again)
		}
		for list, is := range map[string]func(string) bool{
			"IdentityWord": IdentityWord, "DecisionName": DecisionName, "VerifierName": VerifierName, "AuthorizationName": AuthorizationName, "MethodName": MethodName,
			"NobodyName": NobodyName, "Fills": Fills, "AuthenticatorName": AuthenticatorName, "MTLSWords": MTLSWords, "LogName": LogName, "AuditOrView": AuditOrView,
			"CertHeaderName": CertHeaderName,
		} {
			if is(name) != is(snake) {
				t.Errorf("%s(%q) is %t, and of %q it is not", list, name, is(name), snake)
			}
		}
		if AuthorizationName(name) && !DecisionName(name) {
			t.Errorf("%q authorizes, and decides nothing", name)
		}
	})
}
