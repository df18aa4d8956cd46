package catalog

import (
	"strings"
	"sync"
)

// headers lists the header fields that proxies use, by product. Headers that
// only say that the hop was encrypted (X-Ssl, X-Forwarded-Proto) are no facts
// about a certificate, and left out.
func headers() []Header {
	return []Header{
		// Envoy, Istio, Cloud Foundry gorouter, Azure Container Apps
		{"X-Forwarded-Client-Cert", Leaf},
		// ingress-nginx
		{"Ssl-Client-Verify", Verdict},
		{"Ssl-Client-Subject-Dn", DN},
		{"Ssl-Client-Issuer-Dn", IssuerText},
		{"Ssl-Client-Cert", Leaf},
		// Traefik, PassTLSClientCert
		{"X-Forwarded-Tls-Client-Cert", Leaf},
		{"X-Forwarded-Tls-Client-Cert-Info", DN},
		// HAProxy, OpenShift router, nginx recipes
		{"X-Ssl-Client-Verify", Verdict},
		{"X-Ssl-Client-Dn", DN},
		{"X-Ssl-Client-Cn", CN},
		{"X-Ssl-Client-Sha1", Weak},
		{"X-Ssl-Client-Sha256", Strong},
		{"X-Ssl-Client-Serial", Serial},
		{"X-Ssl-Client-Version", Neutral},
		{"X-Ssl-Client-Der", Leaf},
		{"X-Ssl-Client-Cert", Leaf},
		{"X-Ssl-Client-S-Dn", DN},
		{"X-Ssl-Client-I-Dn", IssuerText},
		{"X-Ssl-Client-Subject", DN},
		{"X-Ssl-Client-Issuer", IssuerText},
		{"X-Ssl-Client-Fingerprint", Weak}, // nginx writes SHA-1
		{"X-Ssl-Client-Notbefore", Neutral},
		{"X-Ssl-Client-Notafter", Neutral},
		{"X-Ssl-Client-Not-Before", Neutral},
		{"X-Ssl-Client-Not-After", Neutral},
		{"X-Ssl-Client-San-Email", SAN},
		{"X-Ssl-Cert", Leaf},
		{"X-Ssl-Verified", Verdict},
		{"X-Ssl-Verify", Verdict},
		{"X-Ssl-Issuer", IssuerText},
		{"X-Ssl-Issuer-Dn", IssuerText},
		{"X-Valid-Certificate", Verdict},
		// Cloud Foundry haproxy-boshrelease, SAP BTP
		{"X-Ssl-Client", Verdict},
		{"X-Ssl-Client-Session-Id", Neutral},
		{"X-Ssl-Client-Subject-Dn", DN},
		{"X-Ssl-Client-Subject-Cn", CN},
		{"X-Ssl-Client-Issuer-Dn", IssuerText},
		{"X-Ssl-Client-Issuer-Cn", IssuerText},
		{"X-Ssl-Client-Root-Ca-Dn", IssuerText},
		// Kong tls-metadata-headers, ASP.NET Core, YARP, F5, Citrix ADC, Caddy
		{"X-Client-Cert", Leaf},
		{"X-Client-Crt", Leaf},
		{"X-Client-Cert-Serial", Serial},
		{"X-Client-Cert-Issuer-Dn", IssuerText},
		{"X-Client-Cert-Subject-Dn", DN},
		{"X-Client-Cert-Fingerprint", Strong}, // Kong writes SHA-1, Caddy SHA-256
		{"X-Client-Cert-Cn", CN},
		{"X-Client-Cert-Subject", DN},
		{"X-Client-Subject", DN},
		{"X-Client-Cn", CN},
		{"X-Client-Cert-Verified", Verdict},
		{"X-Client-Cert-San", SAN},
		// Google Cloud load balancers, custom request headers
		{"X-Client-Cert-Present", Verdict},
		{"X-Client-Cert-Chain-Verified", Verdict},
		{"X-Client-Cert-Error", Verdict},
		{"X-Client-Cert-Hash", Strong},
		{"X-Client-Cert-Serial-Number", Serial},
		{"X-Client-Cert-Spiffe", SAN},
		{"X-Client-Cert-Uri-Sans", SAN},
		{"X-Client-Cert-Dnsname-Sans", SAN},
		{"X-Client-Cert-Valid-Not-Before", Neutral},
		{"X-Client-Cert-Valid-Not-After", Neutral},
		{"X-Client-Cert-Leaf", Leaf},
		{"X-Client-Cert-Chain", Chain},
		// Azure API Management, Application Gateway, App Service
		{"X-Client-Certificate", Leaf},
		{"X-Arr-Clientcert", Leaf},
		// RFC 9440
		{"Client-Cert", Leaf},
		{"Client-Cert-Chain", Chain},
		// AWS Application Load Balancer: passthrough, then verify mode
		{"X-Amzn-Mtls-Clientcert", Chain},
		{"X-Amzn-Mtls-Clientcert-Serial-Number", Serial},
		{"X-Amzn-Mtls-Clientcert-Issuer", IssuerText},
		{"X-Amzn-Mtls-Clientcert-Subject", DN},
		{"X-Amzn-Mtls-Clientcert-Validity", Neutral},
		{"X-Amzn-Mtls-Clientcert-Leaf", Leaf},
		// AWS CloudFront, viewer mTLS
		{"Cloudfront-Viewer-Cert-Serial-Number", Serial},
		{"Cloudfront-Viewer-Cert-Issuer", IssuerText},
		{"Cloudfront-Viewer-Cert-Subject", DN},
		{"Cloudfront-Viewer-Cert-Present", Verdict},
		{"Cloudfront-Viewer-Cert-Sha256", Strong},
		{"Cloudfront-Viewer-Cert-Validity", Neutral},
		{"Cloudfront-Viewer-Cert-Pem", Leaf},
		// Cloudflare: certificate forwarding, managed transform, Workers sample
		{"Cf-Client-Cert-Der-Base64", Leaf},
		{"Cf-Client-Cert-Sha256", Strong},
		{"Cf-Cert-Verified", Verdict},
		{"Cf-Cert-Presented", Verdict},
		{"Cf-Cert-Revoked", Verdict},
		{"Cf-Cert-Issuer-Dn", IssuerText},
		{"Cf-Cert-Subject-Dn", DN},
		{"Cf-Cert-Issuer-Dn-Rfc2253", IssuerText},
		{"Cf-Cert-Subject-Dn-Rfc2253", DN},
		{"Cf-Cert-Issuer-Dn-Legacy", IssuerText},
		{"Cf-Cert-Subject-Dn-Legacy", DN},
		{"Cf-Cert-Serial", Serial},
		{"Cf-Cert-Issuer-Serial", IssuerText},
		{"Cf-Cert-Fingerprint-Sha256", Strong},
		{"Cf-Cert-Fingerprint-Sha1", Weak},
		{"Cf-Cert-Not-Before", Neutral},
		{"Cf-Cert-Not-After", Neutral},
		{"Cf-Cert-Ski", Weak},
		{"Cf-Cert-Issuer-Ski", IssuerText},
		{"X-Cert-Subject-Dn", DN},
		{"X-Cert-Issuer-Dn", IssuerText},
		{"X-Cert-Serial", Serial},
		{"X-Cert-Finger", Weak},
		{"X-Cert-Verify", Verdict},
		{"X-Cert-Notbe", Neutral},
		{"X-Cert-Notaf", Neutral},
		// Akamai Client Certificate Authentication
		{"Client-To-Edge", Leaf},
		// F5 BIG-IP
		{"Sslclientcertstatus", Verdict},
		{"Sslclientcertsn", Serial},
		{"Sslclientcertserialnumber", Serial},
		{"Sslclientcertb64", Leaf},
		{"Sslclientcertsubject", DN},
		{"Sslclientcertissuer", IssuerText},
		{"Sslclientcerthash", Weak}, // MD5
		// Apache httpd mod_headers, Tomcat SSLValve, Undertow, Keycloak; verify and cert as ingress-nginx
		{"Ssl_client_s_dn", DN},
		{"Ssl_client_s_dn_cn", CN},
		{"Ssl_client_i_dn", IssuerText},
		{"Ssl_client_m_serial", Serial},
		{"Ssl_client_cert_chain_0", Chain},
		{"Cert_chain_0", Chain},
		// Puppet Server external TLS termination
		{"X-Client-Verify", Verdict},
		{"X-Client-Dn", DN},
		{"X-Ssl-Subject", DN},
		// Vault, OpenBao: x_forwarded_for_client_cert_header
		{"X-Forwarded-For-Client-Cert", Leaf},
		// GlassFish, Payara; Jetty; WebLogic; WebSphere
		{"Proxy-Auth-Cert", Leaf},
		{"Proxy-Ssl-Id", Neutral},
		{"Wl-Proxy-Client-Cert", Leaf},
		{"$wscc", Leaf},
		{"$wsru", GenericID},
		// Nauthilus
		{"X-Auth-Ssl-Verify", Verdict},
		{"X-Auth-Ssl-Client-Cn", CN},
		{"X-Auth-Ssl-Subject-Dn", DN},
		{"X-Auth-Ssl-Fingerprint", Strong},
		{"X-Auth-Ssl-Serial", Serial},
		// Alibaba Cloud ALB
		{"X-Forwarded-Clientcert-Subjectdn", DN},
		{"X-Forwarded-Clientcert-Issuerdn", IssuerText},
		{"X-Forwarded-Clientcert-Fingerprint", Strong},
		{"X-Forwarded-Clientcert-Clientverify", Verdict},
		// Pomerium, set_request_headers
		{"Client-Cert-Fingerprint", Strong},
		// Seen in programs; no product's default
		{"X-Tls-Client-Cert", Leaf},
		{"X-Tls-Client-Cn", CN},
		{"X-Tls-Client-Dn", DN},
		{"X-Tls-Client-Subject", DN},
		{"X-Tls-Client-San", SAN},
		{"X-Tls-Client-Verify", Verdict},
		{"X-Tls-Client-Serial", Serial},
		{"X-Tls-Client-Fingerprint", Strong},
		{"X-Forwarded-Ssl-Client-Cert", Leaf},
		{"X-Forwarded-Client-Certificate", Leaf},
		{"X-Client-San", SAN},
		{"X-Client-S-Dn", DN},
		{"X-Client-Subject-Dn", DN},
		{"X-Client-I-Dn", IssuerText},
		{"X-Client-Issuer-Dn", IssuerText},
		{"X-Client-Spiffe-Id", SAN},
		// Meshes
		{"L5d-Client-Id", SAN},
		{"X-Spiffe-Id", SAN},

		// Identities of no certificate. Signed assertions are tokens.
		// Kubernetes front proxy and impersonation
		{"X-Remote-User", GenericID},
		{"X-Remote-Uid", GenericID},
		{"X-Remote-Group", GenericID},
		{"Impersonate-User", GenericID},
		{"Impersonate-Group", GenericID},
		{"Impersonate-Uid", GenericID},
		// oauth2-proxy
		{"X-Forwarded-User", GenericID},
		{"X-Forwarded-Email", GenericID},
		{"X-Forwarded-Groups", GenericID},
		{"X-Forwarded-Preferred-Username", GenericID},
		{"X-Forwarded-Access-Token", Bearer},
		{"X-Auth-Request-User", GenericID},
		{"X-Auth-Request-Email", GenericID},
		{"X-Auth-Request-Groups", GenericID},
		{"X-Auth-Request-Preferred-Username", GenericID},
		{"X-User", GenericID},
		{"X-User-Id", GenericID},
		{"X-User-Name", GenericID},
		{"X-Username", GenericID},
		{"X-Email", GenericID},
		// Pomerium, authentik, Authelia, SiteMinder, Grafana, Tailscale Serve
		{"X-Pomerium-Jwt-Assertion", Bearer},
		{"X-Pomerium-Claim-Email", GenericID},
		{"X-Authentik-Username", GenericID},
		{"X-Authentik-Groups", GenericID},
		{"X-Authentik-Email", GenericID},
		{"X-Authentik-Uid", GenericID},
		{"Remote-User", GenericID},
		{"Remote-Groups", GenericID},
		{"Remote-Email", GenericID},
		{"Remote-Name", GenericID},
		{"Sm_user", GenericID},
		{"X-Webauth-User", GenericID},
		{"Tailscale-User-Login", GenericID},
		{"Tailscale-User-Name", GenericID},
		// Cloudflare Access, Google IAP, AWS, Azure
		{"Cf-Access-Authenticated-User-Email", GenericID},
		{"Cf-Access-Jwt-Assertion", Bearer},
		{"X-Goog-Authenticated-User-Email", GenericID},
		{"X-Goog-Iap-Jwt-Assertion", Bearer},
		{"X-Amzn-Oidc-Identity", GenericID},
		{"X-Amzn-Oidc-Data", Bearer},
		{"X-Amzn-Oidc-Accesstoken", Bearer},
		{"X-Amzn-Request-Context", GenericID},
		{"X-Ms-Client-Principal", GenericID},
		{"X-Ms-Client-Principal-Name", GenericID},
		{"X-Ms-Client-Principal-Id", GenericID},

		// Addresses that the client may have written.
		{"X-Forwarded-For", ForwardedAddr},
		{"Forwarded", ForwardedAddr}, // RFC 7239
		{"X-Real-Ip", ForwardedAddr},
		{"True-Client-Ip", ForwardedAddr},
		{"Cf-Connecting-Ip", ForwardedAddr},
		{"X-Client-Ip", ForwardedAddr},
		{"X-Cluster-Client-Ip", ForwardedAddr},
		{"X-Envoy-External-Address", ForwardedAddr},
		{"Fastly-Client-Ip", ForwardedAddr},

		// Other credentials.
		{"Authorization", Bearer},
		{"Proxy-Authorization", Bearer},
		{"X-Authorization", Bearer},
		{"X-Api-Key", APIKey},
		{"Api-Key", APIKey},
		{"Apikey", APIKey},
		{"X-Auth-Key", APIKey},
		{"X-Access-Key", APIKey},
		{"X-Auth-Token", APIKey},
		{"X-Access-Token", APIKey},
		{"X-Token", APIKey},
		{"Token", APIKey},
		{"Cookie", Session},
		{"X-Session-Id", Session},
		{"X-Signature", Signature},
		{"X-Hub-Signature", Signature},
		{"X-Hub-Signature-256", Signature},
		{"X-Hmac", Signature},
		{"X-Hmac-Sha256", Signature},
		{"X-Slack-Signature", Signature},
		{"Stripe-Signature", Signature},
		{"Signature", Signature}, // RFC 9421
		{"Signature-Input", Signature},
	}
}

// families are prefixes under which operators name headers freely; the rest of
// the name says what the value is.
var families = [...]string{"x-client-cert-", "x-ssl-client-", "ssl-client-", "x-tls-client-", "x-mtls-client-"}

// gateways are prefixes that gateways put before a client's header:
// grpc-gateway, and Kratos' propagated metadata.
var gateways = [...]string{"grpcgateway-", "grpc-metadata-", "x-md-global-", "x-md-local-", "x-md-"}

// headerTable maps the folded name of each header to what it holds.
var headerTable = sync.OnceValue(func() map[string]Aspect {
	table := make(map[string]Aspect, 256)
	for _, h := range headers() {
		table[foldHeader(h.Name)] = h.Aspect
	}
	return table
})

// HeaderAspect says what the header field of that name holds. Every spelling
// that may reach the field counts: any case, underscores for dashes, and the
// prefixes of gateways.
func HeaderAspect(name string) (Aspect, bool) {
	folded := foldHeader(name)
	if folded == "" {
		return None, false
	}
	if a, ok := knownHeader(folded); ok {
		return a, true
	}
	for _, prefix := range gateways {
		if rest, ok := strings.CutPrefix(folded, prefix); ok {
			if a, ok := knownHeader(rest); ok {
				return a, true
			}
		}
	}
	return None, false
}

// knownHeader looks a folded name up: by itself, by its family, by its words.
func knownHeader(name string) (Aspect, bool) {
	if a, ok := headerTable()[name]; ok {
		return a, true
	}
	for _, prefix := range families {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" {
			return familyAspect(rest), true
		}
	}
	if RequestHeaderFamily(name) || strings.HasPrefix(name, "impersonate-extra-") {
		return GenericID, true
	}
	return credentialHeader(name)
}

// familyAspect says what a header of a family holds, by the rest of its name.
// The first group with a word of the name decides.
func familyAspect(rest string) Aspect {
	groups := [...]struct {
		aspect Aspect
		words  string
	}{
		{Neutral, " not notbefore notafter before after validity expiry expires expiration end start version protocol cipher session algorithm days "},
		{Signature, " signature sig hmac mac "}, // of the proxy's, over the others
		{Verdict, " verify verified verification status valid present presented error result "},
		{Weak, " sha1 md5 ski aki "},
		{Strong, " fingerprint finger thumbprint hash digest sha sha256 sha384 sha512 spki pubkey "},
		{IssuerText, " issuer i ca root "},
		{SAN, " san sans alt uri uris dns dnsname spiffe spiffeid email upn ip "},
		{CN, " cn commonname common name "},
		{Serial, " serial serialnumber sn "},
		{DN, " dn subject s subjectdn "},
		{Attr, " o ou org organization unit "},
		{Chain, " chain intermediate intermediates "},
	}
	for _, g := range groups {
		for word := range strings.SplitSeq(rest, "-") {
			if word != "" && strings.Contains(g.words, " "+word+" ") {
				return g.aspect
			}
		}
	}
	return Leaf
}

// KeyAspect says what the value is of a key with which proxies write one of several facts into
// a header field (Envoy's X-Forwarded-Client-Cert, Traefik's X-Forwarded-Tls-Client-Cert-Info).
func KeyAspect(key string) (Aspect, bool) {
	switch strings.ToLower(key) {
	case "san", "uri", "dns":
		return SAN, true
	case "hash":
		return Strong, true
	case "cn":
		return CN, true
	case "subject":
		return DN, true
	case "issuer":
		return IssuerText, true
	}
	return None, false
}

// WrittenKey is KeyAspect of a key as it stands in the text of the field, between what
// separates facts and the value: ;SAN=".
func WrittenKey(text string) (Aspect, bool) {
	key, ok := strings.CutSuffix(strings.TrimRight(strings.TrimLeft(text, " ;,&\""), "\""), "=")
	if !ok {
		return None, false
	}
	return KeyAspect(key)
}

// credentialHeader recognises headers of credentials by a word of their name.
func credentialHeader(name string) (Aspect, bool) {
	words := "-" + name + "-"
	has := func(word string) bool { return strings.Contains(words, word) }
	switch {
	case name == "password", name == "passwd": // in the metadata of calls
		return Basic, true
	case !strings.Contains(name, "-"), has("-csrf-"), has("-xsrf-"), has("-page-"), has("-continuation-"), has("-next-"), has("-sync-"):
		return None, false // one word says too little; these tokens say nobody's name
	case has("api-key-"), has("apikey-"), has("-token-"), has("-secret-"):
		return APIKey, true
	case strings.HasSuffix(name, "-key") && !anyOf(strings.Split(name, "-"), keysOfThings):
		return APIKey, true
	case has("-signature-"), has("-hmac-"):
		return Signature, true
	}
	return None, false
}

// keysOfThings are words beside "key" in headers whose keys nobody keeps secret.
var keysOfThings = set(`batch bucket cache correlation dedup deduplication encryption group hash host idempotence idempotency lock lookup message
	object order partition primary public replay request routing row shard sort source surrogate trace websocket`)

// SignedHeader reports whether the header of that name holds what somebody has signed.
func SignedHeader(name string) bool { return anyOf(words(name), signedWords) }

var signedWords = set(`assertion jwe jws jwt paseto signed token`)

// CertificateHeader reports whether the header of that name forwards facts about
// a client certificate, or is of Kubernetes' request-header family: whether to
// name it concerns the subject.
func CertificateHeader(name string) bool {
	a, ok := HeaderAspect(name)
	return ok && (a >= State && a <= Verdict || a == GenericID && RequestHeaderFamily(name))
}

// HeadersOf reports whether a struct and its field are named as a request, or what stands
// for one, and its header fields.
func HeadersOf(typ, field string) bool {
	return anyOf(words(typ), messageWords) && HeadersName(field)
}

// HeadersName reports whether a parameter, or a field of what stands for a request, is named as
// its header fields.
func HeadersName(name string) bool { return anyOf(words(name), headerWords) }

var messageWords = set(`call event invocation message msg req request`)

// RequestHeaderFamily reports whether name is one of the headers with which
// Kubernetes' front proxies name the user: X-Remote-User, -Uid, -Group and
// X-Remote-Extra-*.
func RequestHeaderFamily(name string) bool {
	switch rest, ok := strings.CutPrefix(foldHeader(name), "x-remote-"); {
	case !ok:
		return false
	case rest == "user", rest == "uid", rest == "group":
		return true
	default:
		return strings.HasPrefix(rest, "extra-")
	}
}

// RequestHeaderList returns the header field that a list of that name stands for: those of the
// options of Kubernetes' front proxies name the fields in which the user comes, and by default
// hold the ones of RequestHeaderFamily.
func RequestHeaderList(name string) (header string, ok bool) {
	if !strings.HasSuffix(name, "eaders") {
		return "", false
	}
	switch strings.ToLower(name) {
	case "usernameheaders", "nameheaders":
		return "X-Remote-User", true
	case "uidheaders":
		return "X-Remote-Uid", true
	case "groupheaders":
		return "X-Remote-Group", true
	}
	return "", false
}

// VerdictSucceeds reports whether the verdict header of that name says with
// value that the client's certificate was verified. Headers that tell only
// that there was a certificate never do.
func VerdictSucceeds(name, value string) bool {
	success := " success ok true verified valid yes 0 1 "
	switch folded := foldHeader(name); {
	case strings.HasSuffix(folded, "-present"), strings.HasSuffix(folded, "-presented"), strings.HasSuffix(folded, "-revoked"),
		strings.HasSuffix(folded, "-error"), folded == "x-ssl-client":
		return false
	case folded == "x-ssl-client-verify":
		success = " success 0 " // nginx, HAProxy
	case folded == "ssl-client-verify":
		success = " success " // nginx, Apache
	case folded == "cf-cert-verified", folded == "x-client-cert-chain-verified":
		success = " true "
	case folded == "sslclientcertstatus":
		success = " ok "
	}
	return value != "" && !strings.Contains(value, " ") && strings.Contains(success, " "+strings.ToLower(value)+" ")
}

// foldHeader returns the form in which names are compared: lower case, dashes
// for underscores; "" for what cannot be the name of a header.
func foldHeader(name string) string {
	const longest = 80
	if len(name) < 3 || len(name) > longest {
		return ""
	}
	var buf [longest]byte
	for i := range len(name) {
		switch c := name[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '$', c == '.':
			buf[i] = c
		case 'A' <= c && c <= 'Z':
			buf[i] = c + 'a' - 'A'
		case c == '_':
			buf[i] = '-'
		default:
			return ""
		}
	}
	return string(buf[:len(name)])
}
