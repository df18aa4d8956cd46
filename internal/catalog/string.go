package catalog

// String names the aspect as the documentation does.
func (a Aspect) String() string {
	names := [...]string{
		None: "value", Request: "request", State: "state", Chain: "chain", Verified: "verified", Path: "path", Leaf: "leaf", Cert: "cert", RawChain: "raw",
		Subject: "subject", Issuer: "issuer", CN: "cn", DN: "dn", Attr: "attr", IssuerText: "issuertext", Serial: "serial", KeyID: "keyid", Sealed: "sealed", Signed: "signed", Weak: "weak",
		SAN: "san", Strong: "strong", Neutral: "neutral", Verdict: "verdict",
		APIKey: "apikey", Bearer: "bearer", Basic: "basic", Session: "session", Signature: "signature",
		Addr: "addr", ForwardedAddr: "forwardedaddr", GenericID: "genericid", Headers: "headers", MAC: "mac",
	}
	if int(a) < len(names) {
		return names[a]
	}
	return "unknown"
}
