package catalog

import "slices"

// spiffe is github.com/spiffe/go-spiffe/v2 v2.9.0.
func spiffe() []Row {
	const v2, id = "github.com/spiffe/go-spiffe/v2/", "(github.com/spiffe/go-spiffe/v2/spiffeid.ID)."
	return slices.Concat(
		// The first four read the leaf and do not verify it.
		all(Row{Role: Source, Aspect: SAN},
			v2+"spiffetls.PeerIDFromConn",
			v2+"spiffetls.PeerIDFromConnectionState",
			"("+v2+"spiffetls.PeerIDGetter).PeerID",
			v2+"svid/x509svid.IDFromCert",
			v2+"spiffegrpc/grpccredentials.PeerIDFromContext",
			v2+"spiffegrpc/grpccredentials.PeerIDFromPeer",
			v2+"svid/x509svid.Verify",
			v2+"svid/x509svid.ParseAndVerify",
		),
		all(Row{Role: Source, Aspect: Verified, Result: 1},
			v2+"svid/x509svid.Verify",
			v2+"svid/x509svid.ParseAndVerify",
		),
		all(Row{Role: Verify, Arg: 0},
			v2+"svid/x509svid.Verify",
			v2+"svid/x509svid.ParseAndVerify",
		),
		[]Row{
			{Symbol: v2 + "spiffetls/tlsconfig.Authorizer", Role: Callback, Aspect: SAN, Arg: 0},
			{Symbol: v2 + "spiffetls/tlsconfig.Authorizer", Role: Callback, Aspect: Verified, Arg: 1},
			{Symbol: v2 + "spiffeid.Matcher", Role: Callback, Aspect: SAN, Arg: 0},
		},
		all(Row{Role: AuthorizeAny},
			v2+"spiffetls/tlsconfig.AuthorizeAny",
			v2+"spiffeid.MatchAny",
		),
		all(Row{Role: AuthorizeIDs},
			v2+"spiffetls/tlsconfig.AuthorizeID",
			v2+"spiffetls/tlsconfig.AuthorizeOneOf",
			v2+"spiffeid.MatchID",
			v2+"spiffeid.MatchOneOf",
		),
		all(Row{Role: Decide, Aspect: Attr, Arg: -1}, id+"MemberOf"),
		all(Row{Role: Transform, Arg: -1}, on(id, "String", "Path", "TrustDomain", "URL")...),
		all(Row{Role: Transform, Arg: -1}, "("+v2+"spiffeid.TrustDomain).Name", "("+v2+"spiffeid.TrustDomain).String"),
		all(Row{Role: Transform, Arg: 0},
			v2+"spiffeid.FromString",
			v2+"spiffeid.FromURI",
			v2+"spiffeid.RequireFromString",
			v2+"spiffeid.RequireFromURI",
		),
		// ParseInsecure checks nothing, and has no row.
		all(Row{Role: Check, Aspect: Bearer, Arg: 0}, v2+"svid/jwtsvid.ParseAndValidate"),
	)
}
