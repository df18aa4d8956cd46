package catalog

import "slices"

// jwt is what checks tokens, tickets, passwords and signatures. Functions that only
// decode (ParseUnverified, ParseInsecure) have no row.
func jwt() []Row {
	const v4, v5 = "github.com/golang-jwt/jwt/v4", "github.com/golang-jwt/jwt/v5"
	return slices.Concat(
		// golang-jwt v4.5.2 and v5.3.1.
		all(Row{Role: Check, Aspect: Bearer, Arg: 0},
			v4+".Parse", v4+".ParseWithClaims", "(*"+v4+".Parser).Parse", "(*"+v4+".Parser).ParseWithClaims",
			v4+"/request.ParseFromRequest", v4+"/request.ParseFromRequestWithClaims",
			v5+".Parse", v5+".ParseWithClaims", "(*"+v5+".Parser).Parse", "(*"+v5+".Parser).ParseWithClaims",
			v5+"/request.ParseFromRequest", v5+"/request.ParseFromRequestWithClaims",
		),
		// coreos/go-oidc v3.21.0.
		all(Row{Role: Check, Aspect: Bearer, Arg: 1},
			"(*github.com/coreos/go-oidc/v3/oidc.IDTokenVerifier).Verify",
			"(*github.com/coreos/go-oidc/v3/oidc.Provider).UserInfo",
		),
		all(Row{Role: Check, Aspect: Signature, Arg: 1},
			"(github.com/coreos/go-oidc/v3/oidc.KeySet).VerifySignature",
			"(*github.com/coreos/go-oidc/v3/oidc.RemoteKeySet).VerifySignature",
			"(*github.com/coreos/go-oidc/v3/oidc.StaticKeySet).VerifySignature",
		),
		// go-jose v4: the claims of a token are read with a key.
		all(Row{Role: Check, Aspect: Bearer, Arg: -1}, "(*github.com/go-jose/go-jose/v4/jwt.JSONWebToken).Claims"),
		all(Row{Role: Transform, Arg: 0},
			"github.com/go-jose/go-jose/v4/jwt.ParseSigned",
			"github.com/go-jose/go-jose/v4.ParseSigned",
		),
		all(Row{Role: Check, Aspect: Signature, Arg: -1},
			"(github.com/go-jose/go-jose/v4.JSONWebSignature).Verify",
			"(github.com/go-jose/go-jose/v4.JSONWebSignature).VerifyMulti",
			"(github.com/go-jose/go-jose/v4.JSONWebSignature).DetachedVerify",
		),
		// lestrrat-go/jwx v3.3.0: Parse verifies.
		all(Row{Role: Check, Aspect: Bearer, Arg: 0},
			"github.com/lestrrat-go/jwx/v3/jwt.Parse",
			"github.com/lestrrat-go/jwx/v3/jwt.ParseString",
			"github.com/lestrrat-go/jwx/v3/jwt.ParseRequest",
			"github.com/lestrrat-go/jwx/v3/jwt.ParseHeader",
			"github.com/lestrrat-go/jwx/v3/jwt.ParseCookie",
		),
		all(Row{Role: Check, Aspect: Signature, Arg: 0}, "github.com/lestrrat-go/jwx/v3/jws.Verify"),
		// A token in a context has been checked by who put it there.
		all(Row{Role: Held, Aspect: Bearer},
			v4+".Token", v4+".MapClaims", v4+".RegisteredClaims", v5+".Token", v5+".MapClaims", v5+".RegisteredClaims",
			"github.com/coreos/go-oidc/v3/oidc.IDToken",
		),
		// jcmturner/goidentity v6.0.1: what gokrb5 found in a Kerberos ticket.
		all(Row{Role: Held, Aspect: Session}, "github.com/jcmturner/goidentity/v6.Identity"),
		all(Row{Role: Source, Aspect: Session}, "github.com/jcmturner/goidentity/v6.FromHTTPRequestContext"),
		// golang.org/x/crypto.
		all(Row{Role: Check, Aspect: Basic, Arg: 1}, "golang.org/x/crypto/bcrypt.CompareHashAndPassword"),
	)
}
