package gate

import (
	"testing"

	"github.com/mtlslint/mtlslint/internal/catalog"
	"github.com/mtlslint/mtlslint/internal/flow"
)

// TestKind goes through the table of evidence: what a condition on a value
// proves about the caller.
func TestKind(t *testing.T) {
	peer := func(a catalog.Aspect) flow.Label { return flow.Label{Root: flow.Peer, Aspect: a} }
	forwarded := func(a catalog.Aspect) flow.Label { return flow.Label{Root: flow.Forwarded, Aspect: a} }
	credential := func(a catalog.Aspect) flow.Label { return flow.Label{Root: flow.Credential, Aspect: a} }
	param := func(a catalog.Aspect) flow.Label { return flow.Label{Root: flow.Param, Aspect: a, Param: 1} }
	tests := []struct {
		op    Op
		form  Form
		label flow.Label
		kind  Kind
		text  string
	}{
		{Presence, 0, peer(catalog.State), TLS, "tls"},
		{Presence, 0, peer(catalog.Chain), CertPresent, "cert present"},
		{Presence, 0, peer(catalog.RawChain), CertPresent, "cert present"},
		{Presence, 0, peer(catalog.Leaf), CertPresent, "cert present"},
		{Presence, 0, peer(catalog.CN), CertPresent, "cert present"},
		{Presence, 0, peer(catalog.SAN), CertPresent, "cert present"},
		{Presence, 0, peer(catalog.Verified), CertVerified, "cert verified"},
		{Presence, 0, forwarded(catalog.Leaf), CertPresent, "forwarded cert present"},
		{Presence, 0, forwarded(catalog.DN), CertPresent, "forwarded cert present"},
		{Presence, 0, forwarded(catalog.Verdict), CertPresent, "forwarded cert present"},
		{Presence, 0, peer(catalog.Request), Nothing, "present(peer.request)"},
		{Presence, 0, credential(catalog.APIKey), Nothing, "present(credential.apikey)"},
		{Presence, 0, credential(catalog.Bearer), Nothing, "present(credential.bearer)"},
		{Presence, 0, param(catalog.Leaf), CertPresent, "present(param1.leaf)"},
		{Presence, 0, param(catalog.None), Nothing, "present(param1)"},

		{Verify, 0, peer(catalog.Leaf), CertVerified, "cert verified"},
		{Verify, 0, forwarded(catalog.Leaf), CertVerified, "forwarded cert verified"},
		{Anonymous, 0, peer(catalog.Leaf), CertVerified, "cert verified"},

		{Decision, 0, peer(catalog.CN), CertWeak, "cert identity (weak)"},
		{Decision, 0, peer(catalog.DN), CertWeak, "cert identity (weak)"},
		{Decision, 0, peer(catalog.Attr), CertWeak, "cert identity (weak)"},
		{Decision, 0, peer(catalog.Subject), CertWeak, "cert identity (weak)"},
		{Decision, 0, peer(catalog.Issuer), CertWeak, "cert identity (weak)"},
		{Decision, 0, peer(catalog.IssuerText), CertWeak, "cert identity (weak)"},
		{Decision, 0, peer(catalog.Serial), CertWeak, "cert identity (weak)"},
		{Decision, 0, peer(catalog.Weak), CertWeak, "cert identity (weak)"},
		{Decision, 0, peer(catalog.SAN), CertStrong, "cert identity (strong)"},
		{Decision, 0, peer(catalog.Strong), CertStrong, "cert identity (strong)"},
		{Decision, 0, peer(catalog.SAN).AsDerived(), CertStrong, "cert identity (strong)"},
		{Decision, 0, forwarded(catalog.CN), CertWeak, "forwarded cert identity (weak)"},
		{Decision, 0, forwarded(catalog.SAN), CertStrong, "forwarded cert identity (strong)"},
		{Decision, Constant, forwarded(catalog.Verdict), CertVerified, "forwarded cert verified"},
		{Decision, Negative, forwarded(catalog.Verdict), CertPresent, "forwarded cert present"},
		{Decision, 0, peer(catalog.Neutral), Nothing, "decides(peer.neutral)"},
		{Decision, 0, param(catalog.CN), CertWeak, "decides(param1.cn)"},
		{Decision, 0, param(catalog.None), Nothing, "decides(param1)"},
		{Decision, 0, param(catalog.None).AsDerived(), Nothing, "decides(param1')"},

		{Decision, 0, credential(catalog.APIKey), APIKey, "api key"},
		{Decision, 0, credential(catalog.Bearer), Bearer, "bearer"},
		{Decision, 0, credential(catalog.Basic), Basic, "basic"},
		{Decision, 0, credential(catalog.Session), Session, "session"},
		{Decision, 0, credential(catalog.Signature), Signature, "signature"},
		{Decision, Secret, flow.Label{Root: flow.Field}, APIKey, "api key"},
		{Decision, Secret, param(catalog.None), Nothing, "decides(param1)"},
		{Decision, 0, flow.Label{Root: flow.Field}, Nothing, "decides(header)"},
		{Decision, 0, flow.Label{Root: flow.Hop, Aspect: catalog.Addr}, ProxyVerified, "proxy verified"},
		{Decision, 0, flow.Label{Root: flow.Hop, Aspect: catalog.ForwardedAddr}, Nothing, "decides(hop.forwardedaddr)"},

		{Decision, 0, peer(catalog.Request), Opaque, "opaque"},
		{Decision, 0, peer(catalog.Leaf), Opaque, "opaque"},
		{Decision, 0, peer(catalog.Chain), Opaque, "opaque"},
		{Decision, 0, forwarded(catalog.Leaf), Opaque, "opaque"},
		{Decision, 0, forwarded(catalog.GenericID), Opaque, "opaque"},
		{HandOn, 0, peer(catalog.CN), Opaque, "opaque"},
		{HandOn, 0, peer(catalog.Request), Opaque, "opaque"},
	}
	for _, test := range tests {
		e := Evidence{Op: test.op, Form: test.form, Label: test.label}
		if got := e.Kind(); got != test.kind {
			t.Errorf("%d of %s is %s, want %s", test.op, test.label, got, test.kind)
		}
		if got := e.String(); got != test.text {
			t.Errorf("%d of %s prints %q, want %q", test.op, test.label, got, test.text)
		}
	}
}

func TestKindNames(t *testing.T) {
	seen := map[string]bool{}
	for k := Nothing; k <= Opaque; k++ {
		if s := k.String(); s == "" || seen[s] {
			t.Errorf("kind %d is called %q", k, s)
		} else {
			seen[s] = true
		}
	}
}
