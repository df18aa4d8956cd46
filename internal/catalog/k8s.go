package catalog

import "slices"

// k8s is k8s.io/apiserver v0.37.2.
func k8s() []Row {
	const authn = "k8s.io/apiserver/pkg/authentication/"
	return slices.Concat(
		// The x509 authenticator verifies the chain of each request itself and
		// then asks the conversion for the user.
		all(Row{Role: Callback, Aspect: Chain, Arg: 0},
			authn+"request/x509.UserConversionFunc",
			"("+authn+"request/x509.UserConversion).User",
		),
		all(Row{Role: Check, Aspect: Bearer, Arg: 1},
			"("+authn+"authenticator.Token).AuthenticateToken",
			"("+authn+"authenticator.TokenFunc).AuthenticateToken",
		),
		all(Row{Role: Guard, Aspect: Bearer}, authn+"request/bearertoken.New", authn+"request/websocket.NewProtocolAuthenticator"),
		// A user: who it is, and where it is kept.
		all(Row{Role: Put, Key: -1},
			authn+"user.DefaultInfo.Name",
			authn+"user.DefaultInfo.UID",
			authn+"user.DefaultInfo.Groups",
		),
		all(Row{Role: Put, Key: -1, Arg: 1}, "k8s.io/apiserver/pkg/endpoints/request.WithUser"),
		all(Row{Role: Fetch, Key: -1}, "k8s.io/apiserver/pkg/endpoints/request.UserFrom"),
		all(Row{Role: Transform, Arg: -1},
			"("+authn+"user.Info).GetName",
			"("+authn+"user.Info).GetUID",
			"("+authn+"user.Info).GetGroups",
			"(*"+authn+"user.DefaultInfo).GetName",
			"(*"+authn+"user.DefaultInfo).GetGroups",
		),
	)
}
