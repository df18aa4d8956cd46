package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for name, want := range map[string][]string{
		"clientID":                   {"client", "id"},
		"client_id":                  {"client", "id"},
		"ClientIDs":                  {"client", "ids"},
		"XFCCHeader":                 {"xfcc", "header"},
		"allowedCNs":                 {"allowed", "cns"},
		"mTLS":                       {"m", "tls"},
		"RequireMTLS":                {"require", "mtls"},
		"sha256Sum":                  {"sha256", "sum"},
		"SHA256Sum":                  {"sha256", "sum"},
		"X509Cert":                   {"x509", "cert"},
		"HTTPServer":                 {"http", "server"},
		"the client's certificate!":  {"the", "client", "s", "certificate"},
		"tls.ClientCert/verify-None": {"tls", "client", "cert", "verify", "none"},
		"":                           nil,
		"__":                         nil,
		"größe":                      {"größe"},
	} {
		if got := words(name); !slices.Equal(got, want) {
			t.Errorf("words(%q) = %q, want %q", name, got, want)
		}
	}
}

// classes says which names each list of the vocabulary holds, and which it
// must not.
func TestVocabulary(t *testing.T) {
	credential := func(name string) bool { _, ok := CredentialWord(name); return ok }
	for _, c := range []struct {
		list string
		fn   func(string) bool
		yes  []string
		no   []string
	}{
		{
			"IdentityWord", IdentityWord,
			[]string{"user", "userName", "UserID", "principal", "Subject", "callerIdentity", "account", "role", "Roles", "tenantID", "client_id", "ClientName",
				"agent", "deviceID", "nodeName", "service_name", "owner", "groups", "peerID", "spiffeID", "uid", "CommonName", "userKey"},
			[]string{"userAgent", "waitGroup", "name", "id", "addr", "status", "timeout", "serverName", "client", "service", "requestID", "traceID", "path", "count"},
		},
		{
			"DecisionName", DecisionName,
			[]string{"Allow", "allowed", "permitCN", "Authorize", "authoriseRequest", "Authenticate", "authn", "AuthzMiddleware", "canRead", "CanI", "requireMTLS",
				"verifyPeer", "ValidateClient", "checkAccess", "isAllowed", "IsAuthorized", "isTrustedPeer", "hasAccess", "HasRole", "login"},
			[]string{"canonical", "Can", "isEmpty", "isNil", "hasPrefix", "NewAuthorizer", "WithAuth", "healthCheck", "checksum", "handle", "serve", "price", "loadPolicy", "Verified", "isVerified"},
		},
		{
			"TakesDecision", TakesDecision,
			[]string{"SetCheckClientHandler", "WithAuthorizer", "Authorize", "AuthFunc", "OnAuthenticate"},
			[]string{"SetMessageHandler", "OnConnect", "Log", "WithHealthCheck", "NewAuthorizer"},
		},
		{
			"RefusalType", RefusalType,
			[]string{"AppError", "Halt", "HTTPError", "Problem", "AccessDenial", "Err"},
			[]string{"", "User", "ErrorHandler", "Response", "Ticket", "Status"},
		},
		{
			"RefusalName", RefusalName,
			[]string{"errNotAuthorized", "example.org/hub.ErrAccessDenied", "ErrForbidden", "*example.org/hub.UnauthenticatedError"},
			[]string{"", "errStale", "ErrNotFound", "example.org/unauthorized.ErrClosed", "?"},
		},
		{
			"RevocationName", RevocationName,
			[]string{"OCSP", "crlStore", "IsRevoked", "RevocationList"},
			[]string{"", "Revoke", "Good", "inventory"},
		},
		{
			"ErrorName", ErrorName,
			[]string{"NewForbiddenError", "Unauthorizedf", "AccessDenied", "ErrBadRequest", "NewUnauthenticated", "PermissionDenied", "Errorf", "NewError", "NotFound", "httpError"},
			[]string{"Error", "Err", "LastError", "CheckError", "HandleErr", "IsNotFound", "Validate", "Close", "WriteError", "Authorize", "Deny", "", "NewServer", "of"},
		},
		{
			"AuthScheme", AuthScheme,
			[]string{"Bearer ", "bearer", "Basic", "Token ", "NEGOTIATE"},
			[]string{"", " ", "Bearer t1", "secret", "admin"},
		},
		{
			"Saves", Saves,
			[]string{"Save", "saveUser", "PutMember", "Persist", "Store"},
			[]string{"", "Set", "SaveSession", "StoreToken", "Load", "saveAudit"},
		},
		{
			"FindsOrMakes", FindsOrMakes,
			[]string{"GetOrCreate", "FindUserOrCreate", "LookupOrRegisterTenant", "first_or_insert"},
			[]string{"", "Create", "GetOrDefault", "CreateOrGet", "LoadOrStore", "OrCreate"},
		},
		{
			"SchemePrefix", func(s string) bool { return SchemePrefix("", s) },
			[]string{"spiffe://", "urn:uuid:"},
			[]string{"", "://", "urn:", "admin:", "spiffe://corp/", "urn:acme:admin:", "https://a"},
		},
		{
			"SchemePrefix of what follows urn:", func(s string) bool { return SchemePrefix("net/url.URL.Opaque", s) },
			[]string{"uuid:"},
			[]string{"", "uuid", "acme:admin:", "spiffe://"},
		},
		{
			"KindPattern", KindPattern,
			[]string{`^urn:asset:([a-z0-9-]{4,})$`, `^spiffe://(.+)$`, `^([0-9a-f]{8})-([0-9a-f]{4})$`, `^[a-z]+$`},
			[]string{`^urn:asset:admin$`, `^urn:asset:north:(.+)$`, `^spiffe://corp/(.+)$`, `^(a.*|b.*)$`, `^[a-z]+\.corp\.test$`, `(`},
		},
		{
			"RoleName", RoleName,
			[]string{"Rank", "roleOf", "AccessLevel", "accessLevels"},
			[]string{"", "LogLevel", "SecurityLevel", "AccessLog", "LevelAccess"},
		},
		{
			"GrantsEach", GrantsEach,
			[]string{"Scopes", "Policies", "RoleNames"},
			[]string{"", "Tags", "Policy", "Capabilities"},
		},
		{
			"Enrolls", Enrolls,
			[]string{"enrollByCA", "handleEnrolment", "Onboard"},
			[]string{"", "register", "listEnrolled", "enrollmentRequest"},
		},
		{
			"Upserts", Upserts,
			[]string{"Upsert", "EnsureMember", "GetOrCreate"},
			[]string{"", "Insert", "EnsurePending", "EnsureDefault"},
		},
		{
			"MakesMissing", MakesMissing,
			[]string{"Add", "Open", "NewOwner", "register", "PutOwner", "Establish"},
			[]string{"", "Owner", "Fetch", "OpenByName", "NewGuest", "AddTemporary", "Propose", "Remote", "LoadOwner", "CreateInvitation"},
		},
		{
			"Passing", Passing,
			[]string{"Session", "SendQueue", "RateLimiter", "Cart", "AuditTrail", "openConn"},
			[]string{"", "Mailbox", "Kiosk", "Owner", "Desk"},
		},
		{
			"AuthenticatorName", AuthenticatorName,
			[]string{"Authenticate", "authenticateRequest", "AuthN", "authInterceptor", "Login", "SignIn", "identifyCaller"},
			[]string{"authorize", "author", "handle", "identity"},
		},
		{
			"MTLSWords", MTLSWords,
			[]string{"mTLS required", "RequireMTLS", "requireMutualTLS", "mutual TLS", "mutual-tls", "client certificate required", "no client cert", "requireClientCert",
				"ClientCertMiddleware", "client TLS certificate", "the client's certificate", "peer certificate missing", "certificate required", "no certificate presented"},
			[]string{"HTTPS required", "TLS required", "server certificate", "certificates", "client", "fromTLS", "loadCertificate", "upgrade to TLS"},
		},
		{
			"HeaderAccessor", func(name string) bool { typ, method, _ := strings.Cut(name, "."); return HeaderAccessor(typ, method) },
			[]string{"AuthContext.Header", "web.GetHeader", "Request.ReadHeaderValue", "Headers.Get", "call.Metadata"},
			[]string{"Response.Header", "ResponseWriter.Header", "Headers.Set", "req.CanonicalHeader", "Config.Get", "req.HeaderName", "web.SetHeader", "req."},
		},
		{
			"AddressAccessor", AddressAccessor,
			[]string{"RemoteAddr", "RemoteAddress", "PeerAddress"},
			[]string{"ClientIP", "RealIP", "Address", "LocalAddr", "ServerAddress"},
		},
		{
			"EverydayProtocol", EverydayProtocol,
			[]string{"h2", "http/1.1"},
			[]string{"acme-tls/1", "h3", "istio", ""},
		},
		{
			"LogName", LogName,
			[]string{"log", "logAccess", "Printf", "println", "auditLogin", "recordMetric", "debugDump", "traceRequest", "warnf", "infof", "Logf", "incCounter", "emitStats"},
			[]string{"login", "Login", "logIn", "logout", "fingerprint", "fingerPrint", "userInfo", "backtrack", "catalog", "dialogue", "blueprint"},
		},
		{
			"DenyName", DenyName,
			[]string{"deny", "Reject", "forbid", "Forbidden", "unauthorized", "respondUnauthorized", "abort", "fail", "accessDenied", "notAllowed", "send401", "http403",
				"writeError", "errorResponse", "httpError", "sendChallenge"},
			[]string{"allow", "serve", "newChallenge", "decryptPEMBlock", "handleErrors2", "wrapError", "dropPrivileges"},
		},
		{
			"CertHeaderName", CertHeaderName,
			[]string{"clientCertHeader", "ClientCertHeaderName", "xfccHeader", "XFCC", "certHeader", "tlsClientCertHeader", "cnHeader", "HeaderClientDN", "sslClientHeader",
				"mtlsHeader", "XForwardedClientCert", "client_verify_header", "fingerprint_header"},
			[]string{"header", "authHeader", "userHeader", "pemHeader", "SSLProxyHeaders", "clientCert", "headers", "requestIDHeader", "serverCertHeader"},
		},
		{
			"LogVerb", LogVerb,
			[]string{"log", "auditLogin", "recordMetric", "tracef", "incCounter"},
			[]string{"", "isAuditor", "AnyAuditor", "mayReadLogs", "login", "canViewMetrics"},
		},
		{
			"AuditOrView", AuditOrView,
			[]string{"AuditRecord", "auditEvent", "LogEntry", "StatusView", "CertDTO", "Metrics", "pageData", "accessLog"},
			[]string{"User", "Identity", "Principal", "Session", "UserInfo", "Catalog", "Review"},
		},
		{
			"KeepsUnder", KeepsUnder,
			[]string{"Set", "SetUserValue", "Put"},
			[]string{"Get", "Setup", "Input", "SetDeadline"},
		},
		{
			"FillsItself", FillsItself,
			[]string{"(*example.com/p.ID).UnmarshalText", "(*net/netip.Addr).UnmarshalBinary"},
			[]string{"(*database/sql.Row).Scan", "encoding/json.Unmarshal"},
		},
		{
			"ServesName", ServesName,
			[]string{"ListenAndServe", "Listen", "Serve", "ServeTLS", "RunListener", "Start", "startServer"},
			[]string{"Listener", "NewServer", "Restart", "Handle", "Runtime", "Close"},
		},
		{
			"CredentialWord", credential,
			[]string{"apiKey", "api_key", "token", "BearerToken", "jwt", "password", "basicAuth", "sessionID", "cookie", "signature", "hmac", "secret"},
			[]string{"csrfToken", "nextPageToken", "cancelToken", "key", "name", "design", "passthrough", "secretary"},
		},
		{
			"FirstOfName", FirstOfName,
			[]string{"FirstOf", "AnyOf", "Any", "Union", "Or", "OneOf", "Either"},
			[]string{"All", "AllOf", "Both", "Every", "Chain", "Join", "With", "FirstErrorOfAll", "orders"},
		},
		{
			"SecretName", func(name string) bool { _, ok := SecretName(name); return ok },
			[]string{"Password", "apiKey", "sharedSecret", "Token", "bearer"},
			[]string{"AccessKey", "sessionID", "tokenType", "SecretName", "PasswordFile", "signature", "csrfToken"},
		},
	} {
		for _, name := range c.yes {
			if !c.fn(name) {
				t.Errorf("%s(%q) = false", c.list, name)
			}
		}
		for _, name := range c.no {
			if c.fn(name) {
				t.Errorf("%s(%q) = true", c.list, name)
			}
		}
	}
}

func TestRecordFields(t *testing.T) {
	for _, c := range []struct {
		fields []string
		want   bool
	}{
		{[]string{"At", "Subject", "Action"}, true},
		{[]string{"Timestamp", "User", "Verdict"}, true},
		{[]string{"Subject", "Action"}, false},
		{[]string{"CreatedAt", "Username", "Roles"}, false},
	} {
		if got := RecordFields(c.fields); got != c.want {
			t.Errorf("RecordFields(%q) = %t", c.fields, got)
		}
	}
}

func TestCredentialWord(t *testing.T) {
	for name, want := range map[string]Aspect{
		"apiKey": APIKey, "APIKeys": APIKey, "api-token": APIKey, "sharedKey": APIKey, "clientSecret": APIKey, "psk": APIKey,
		"token": Bearer, "accessToken": Bearer, "bearer": Bearer, "JWT": Bearer, "idToken": Bearer, "OTT": Bearer,
		"password": Basic, "basic": Basic, "basicAuth": Basic, "sessionToken": Session, "cookie": Session, "sig_hmac": Signature, "requestSignature": Signature,
	} {
		if got, ok := CredentialWord(name); !ok || got != want {
			t.Errorf("CredentialWord(%q) = %v, %v, want %v", name, got, ok, want)
		}
	}
}
