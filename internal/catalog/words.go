package catalog

import (
	"slices"
	"strings"
)

// The vocabulary of names. A name is read word by word: clientID, client_id
// and ClientIDs hold "client" and "id".

var (
	identityWords = set(`account accounts actor admin admins caller customer device devices group groups ident identities identity login
		member members operator owner owners partner principal principals role roles spiffe subject subjects sub team tenant tenants uid
		user userid userinfo username users workload`)
	// identityThings hold a principal when they come with an id or a name.
	identityThings = set(`agent app application cert certificate client consumer device host instance machine node org organisation organization
		peer remote service site`)
	identityTags = set(`account id identity ids name names`)

	principalWords = set(`account actor caller identity login principal user userinfo`)
	rightWords     = set(`groups permissions privileges rights role roles scopes`)

	allowWords = set(`admit admits allow allowed allows authenticate authenticated authenticates authentication authenticator authn
		authorise authorised authorises authorization authorisation authorizer authoriser authorize authorized authorizes authz
		auth check checks enforce guard login permit permits permitted protect require requires required restrict validate validates
		verify verifies`)
	methodWords   = set(`apikey basic bearer cert certificate crt http https jwt mtls oauth oidc password spiffe ssl tls token x509`)
	nobodyWords   = set(`anon anonymous guest nobody unauthenticated unidentified`)
	fillWords     = set(`bind decode parse read scan unmarshal`)
	verifierWords = set(`check checks valid validate validates validated verified verify verifies`)
	allowTraits   = set(`accepted active admin allowed approved authentic authenticated authorised authorized enabled granted known
		member owner permitted registered trusted valid verified whitelisted allowlisted`)
	verdictWords = set(`admit allow grant ok pass passed permit success successful succeeded`)
	accessTraits = set(`access capability entitlement grant permission permissions privilege privileges right rights role roles scope scopes`)

	authenticatorWords = set(`auth authenticate authenticated authenticates authenticating authentication authenticator authn identify login logon signin`)

	logWords     = set(`audit audited auditing auditor audits log logf logged logger logging logln logs metric metrics monitor observe print printf println record recorder span stat stats statsd telemetry tracing`)
	logFirst     = set(`count debug debugf emit inc incr increment info infof trace tracef track warn warnf warning`)
	denyWords    = set(`abort aborts blocked denied denies deny disallow disallowed forbid forbidden rejected reject rejects refuse refused unauth unauthenticated unauthorised unauthorized fail fails failed failure`)
	refusalWords = set(`denied forbidden invalid problem refused rejected unauthenticated unauthorised unauthorized`)
	errorVerbs   = set(`as catch check clear close convert delete emit enforce find first flush from get handle has ignore is last load log map must
		on parse pop print read record recover report reset return save send set skip take to translate validate verify wait walk with write`)
	unwrapWords     = set(`as cause err inner is original root source underlying unwrap`)
	commonNameWords = set(`cn common commonname`)
	attributeWords  = set(`country locality number org organisation organization ou province serial state street title unit`)
	answerWords     = set(`abort answer http json render reply respond response return send serve server write`)
	certWords       = set(`cert certificate certificates certs clientcert cn crt dn fingerprint mtls serial spiffe spki thumbprint x509 xfcc`)
	auditWords      = set(`audit audits auditor banner display dto event events history journal log logger logs message metric metrics page report snapshot span stat statistics stats summary template trace view viewmodel views`)
	whenWords       = set(`at date time timestamp ts when`)
	whatWords       = set(`action activity event op operation outcome verb verdict what`)
	// schemeWords are the names of authentication schemes, as the header field
	// Authorization starts with them: IANA's registry (RFC 9110, 16.4.1), and a few in use
	// beside it.
	schemeWords = set(`apikey basic bearer digest dpop gnap hawk hoba jwt mtls mutual negotiate ntlm oauth privatetoken tls
		token vapid x509`)
	firstOfWords = set(`any either first fallback firstof anyof one oneof or some union`)
	headerWords  = set(`hdr header headers`)
	aboutSecrets = set(`access alg algorithm count expires file hint id kind length name parent path prefix source status type url version`)
	forgetTokens = set(`cancel cancellation continuation csrf cursor next page pagination sync xsrf`)
)

// FirstOfName reports whether a function of that name, which makes one of several, says
// that one of them is enough: FirstOf, AnyOf, Union, Or.
func FirstOfName(name string) bool {
	w := words(name)
	return len(w) <= 2 && len(w) > 0 && firstOfWords[w[0]]
}

// ForDisplay reports whether a field of that name is for people to read: whoever decides
// looks at others.
func ForDisplay(name string) bool { return anyOf(words(name), displayWords) }

var displayWords = set(`annotation annotations caption comment description display displayname label labels metadata nickname title`)

// IdentityWord reports whether a field, key or variable of that name holds a
// principal.
func IdentityWord(name string) bool {
	w := words(name)
	if adjacent(w, "user", "agent") || adjacent(w, "wait", "group") || adjacent(w, "router", "group") {
		return false
	}
	if anyOf(w, identityWords) {
		return true
	}
	for i := range len(w) - 1 {
		if identityThings[w[i]] && identityTags[w[i+1]] {
			return true
		}
	}
	return slices.Contains(w, "agent") || slices.Contains(w, "cn") || adjacent(w, "common", "name")
}

// UserType reports whether a type of that name holds a principal, or what is claimed of one.
func UserType(name string) bool {
	w := words(name)
	return IdentityWord(name) || len(w) > 0 && w[len(w)-1] == "claims"
}

// PlainName reports whether a field of that name tells things of its type apart: those of a
// principal are who it is.
func PlainName(name string) bool {
	switch strings.ToLower(name) {
	case "name", "id", "uid":
		return true
	}
	return false
}

// PrincipalType reports whether a type of that name, with fields of these names, is
// somebody: by its last word, or because it says what somebody may do.
func PrincipalType(name string, fields []string) bool {
	w := words(name)
	return len(w) > 0 && principalWords[w[len(w)-1]] || slices.ContainsFunc(fields, func(f string) bool {
		w := words(f)
		return len(w) == 1 && rightWords[w[0]]
	})
}

// RecordFields reports whether a type with fields of these names is a record of what
// happened: they say when, and what was done.
func RecordFields(fields []string) bool {
	when, what := false, false
	for _, f := range fields {
		w := words(f)
		when = when || len(w) == 1 && whenWords[w[0]]
		what = what || len(w) == 1 && whatWords[w[0]]
	}
	return when && what
}

// DecisionName reports whether a function of that name says that it decides:
// allow, authorize, verify, canRead, isTrusted, hasAccess. Verified is what somebody else
// has found, and no decision.
func DecisionName(name string) bool { return decide(words(name)) }

func decide(w []string) bool {
	if len(w) == 0 {
		return false
	}
	if slices.Contains(w, "health") || slices.Contains(w, "log") || slices.Contains(w, "checksum") {
		return false
	}
	switch w[0] {
	case "can", "may":
		return len(w) > 1
	case "is":
		return slices.ContainsFunc(w[1:], func(s string) bool { return allowTraits[s] && s != "verified" })
	case "has":
		return anyOf(w[1:], accessTraits)
	case "new", "with", "set", "get", "load", "parse", "register": // of a policy, not the decision
		return false
	}
	return anyOf(w, allowWords)
}

// TakesDecision reports whether a function, a field or a type of that name takes a function
// that decides: SetCheckClientHandler, WithAuthorizer, AuthFunc.
func TakesDecision(name string) bool {
	w := words(name)
	if len(w) > 1 && registerWords[w[0]] {
		w = w[1:]
	}
	return decide(w)
}

var registerWords = set(`add handle on register set use using with`)

// RefusalType reports whether a type of that name says why somebody was turned away.
func RefusalType(name string) bool {
	w := words(name)
	return len(w) > 0 && failureTypes[w[len(w)-1]]
}

var failureTypes = set(`denial err error failure fault halt problem refusal rejection`)

// VerifierName reports whether a function of that name, which a DecisionName is,
// says that it verifies something and not that it lets somebody in.
func VerifierName(name string) bool {
	w := words(name)
	return anyOf(w, verifierWords) && !slices.ContainsFunc(w, func(s string) bool { return allowWords[s] && !verifierWords[s] || accessTraits[s] })
}

// AuthorizationName reports whether a function of that name says that it lets
// somebody in: it allows, permits, authorizes, authenticates or requires, or it
// checks authentication or access.
func AuthorizationName(name string) bool { return DecisionName(name) && !VerifierName(name) }

// KeepsName reports whether a function of that name says that it keeps what it is given, or
// no longer keeps it: whether that worked is its answer.
func KeepsName(name string) bool {
	w := words(name)
	return len(w) > 0 && keepWords[w[0]]
}

var keepWords = set(`append archive delete import insert persist publish put record remove replace revoke save store update upsert write`)

// StoresName reports whether a function of that name says that it puts what it is given
// somewhere, which is no question about a name in it.
func StoresName(name string) bool {
	w := words(name)
	return len(w) > 0 && storeWords[w[0]]
}

var storeWords = set(`append archive enqueue insert persist publish record save store`)

// ChangesName reports whether a function of that name says that it takes away or ends
// something, whatever it is given.
func ChangesName(name string) bool {
	w := words(name)
	return len(w) > 0 && changeWords[w[0]]
}

var changeWords = set(`clear delete drop erase purge reboot remove restart revoke rotate shutdown truncate wipe`)

// VerdictName reports whether a flag of that name in what a function answers with
// says that it lets somebody in: Allowed, Authenticated, Success.
func VerdictName(name string) bool {
	w := words(name)
	return len(w) <= 2 && (anyOf(w, allowTraits) || anyOf(w, verdictWords)) && !slices.Contains(w, "enabled") && !slices.Contains(w, "active")
}

// MethodName reports whether a text names a way to authenticate, and not who
// somebody is.
func MethodName(text string) bool { return anyOf(words(text), methodWords) }

// RoleName reports whether a function or a type of that name is about the role that somebody has.
func RoleName(name string) bool {
	w := words(name)
	return anyOf(w, roleWords) || adjacent(w, "access", "level") || adjacent(w, "access", "levels")
}

var roleWords = set(`clearance permission permissions privilege privileges rank role roles`)

// NobodyName reports whether a variable of that name stands for whoever has not
// shown who they are.
func NobodyName(name string) bool { return anyOf(words(name), nobodyWords) }

// AuthScheme reports whether text is the name of an authentication scheme and
// nothing more: "Bearer", "basic ".
func AuthScheme(text string) bool {
	return schemeWords[strings.ToLower(strings.TrimRight(text, " :"))]
}

// Fills reports whether a function of that name fills what it is given from what
// the client sent.
func Fills(name string) bool {
	return anyOf(words(name), fillWords)
}

// KeepsUnder reports whether a method of that name keeps a value under a key: those of the
// contexts, sessions and the like of frameworks.
func KeepsUnder(method string) bool {
	switch method {
	case "Set", "SetValue", "SetUserValue", "SetLocal", "SetLocals", "Put", "PutValue":
		return true
	}
	return false
}

// FillsItself reports whether a method decodes what it is given into its receiver, as
// the interfaces of the package encoding do.
func FillsItself(symbol string) bool {
	switch symbol[strings.LastIndexByte(symbol, '.')+1:] {
	case "UnmarshalText", "UnmarshalBinary", "UnmarshalJSON":
		return true
	}
	return false
}

// AuthenticatorName reports whether a function of that name says that it finds
// out who the caller is.
func AuthenticatorName(name string) bool {
	w := words(name)
	return anyOf(w, authenticatorWords) || adjacent(w, "sign", "in") || adjacent(w, "log", "in")
}

// MTLSWords reports whether text (a function's name, an error's message) speaks
// of mutual TLS or of client certificates.
func MTLSWords(text string) bool {
	w := words(text)
	for i, s := range w {
		switch s {
		case "mtls", "clientcert", "clientcerts", "clientcertificate", "clientauth", "mutualtls", "twowaytls", "twowayssl":
			return true
		case "m":
			if i+1 < len(w) && w[i+1] == "tls" { // mTLS
				return true
			}
		case "mutual":
			if i+1 < len(w) && (w[i+1] == "tls" || w[i+1] == "ssl" || strings.HasPrefix(w[i+1], "auth")) {
				return true
			}
		case "certificate", "cert":
			if i+1 < len(w) && (w[i+1] == "required" || w[i+1] == "missing") || i > 0 && (w[i-1] == "no" || w[i-1] == "missing" || w[i-1] == "require") {
				return true
			}
		case "client", "peer":
			rest := w[i+1:]
			if len(rest) > 0 && (rest[0] == "tls" || rest[0] == "ssl" || rest[0] == "x509" || rest[0] == "s") {
				rest = rest[1:]
			}
			if len(rest) > 0 && isCert(rest[0]) {
				return true
			}
		}
	}
	return false
}

func isCert(word string) bool {
	return word == "cert" || word == "certs" || word == "certificate" || word == "certificates" || word == "crt"
}

// CredentialWord says which credential a variable, field, parameter or key of
// that name holds.
func CredentialWord(name string) (Aspect, bool) {
	w := words(name)
	has := func(list ...string) bool {
		return slices.ContainsFunc(list, func(s string) bool { return slices.Contains(w, s) })
	}
	switch {
	case anyOf(w, forgetTokens):
		return None, false
	case adjacent(w, "api", "key"), adjacent(w, "api", "keys"), adjacent(w, "access", "key"), adjacent(w, "shared", "key"), adjacent(w, "auth", "key"),
		has("apikey", "apikeys", "accesskey", "psk"):
		return APIKey, true
	case adjacent(w, "api", "token"), has("apitoken"):
		return APIKey, true
	case has("signature", "signatures", "hmac"):
		return Signature, true
	case has("password", "passwords", "passwd", "pwd", "passphrase", "htpasswd"), adjacent(w, "basic", "auth"), len(w) == 1 && (w[0] == "basic" || w[0] == "pass"),
		adjacent(w, "pass", "hash"), adjacent(w, "pass", "sum"), adjacent(w, "pass", "digest"):
		return Basic, true
	case has("session", "sessions", "cookie", "cookies", "sid", "sessionid"):
		return Session, true
	case has("token", "tokens", "bearer", "jwt", "jwts", "oauth", "oauth2", "oidc", "accesstoken", "idtoken", "ott", "authorization"):
		return Bearer, true
	case has("secret", "secrets"):
		return APIKey, true
	}
	return None, false
}

// SecretName says which secret a field of that name holds: who knows it is let in. An
// access key is public, as is what identifies or describes a secret.
func SecretName(name string) (Aspect, bool) {
	a, ok := CredentialWord(name)
	return a, ok && a != Session && a != Signature && !anyOf(words(name), aboutSecrets)
}

// CredentialCheck says which credential a function of that name checks:
// CheckPassword, validateToken, VerifyAPIKey, TokenOK.
func CredentialCheck(name string) (Aspect, bool) {
	w := words(name)
	if len(w) < 2 {
		return None, false
	}
	switch w[0] {
	case "check", "verify", "validate", "compare", "authenticate", "authorize", "introspect":
		return CredentialWord(name)
	}
	switch w[len(w)-1] {
	case "check", "verify", "authenticate", "ok", "valid", "matches", "correct":
		return CredentialWord(name)
	}
	return None, false
}

// LogName reports whether a function of that name logs, measures or traces.
func LogName(name string) bool {
	w := words(name)
	if len(w) == 0 || adjacent(w, "log", "in") || adjacent(w, "log", "on") || adjacent(w, "log", "out") || adjacent(w, "finger", "print") {
		return false
	}
	return logFirst[w[0]] || anyOf(w, logWords)
}

// LogVerb reports whether the name of a function begins with what it does, and that is to
// log, to measure or to trace.
func LogVerb(name string) bool {
	w := words(name)
	return len(w) > 0 && (logFirst[w[0]] || logWords[w[0]] || auditWords[w[0]]) && LogName(name)
}

// DenyName reports whether a function of that name turns the caller away.
func DenyName(name string) bool {
	w := words(name)
	if anyOf(w, denyWords) || adjacent(w, "not", "allowed") || adjacent(w, "not", "authorized") || adjacent(w, "not", "permitted") ||
		strings.Contains(name, "401") || strings.Contains(name, "403") {
		return true
	}
	// writeError, errorResponse, httpError, sendChallenge
	return (slices.Contains(w, "error") || slices.Contains(w, "err") || slices.Contains(w, "challenge")) && anyOf(w, answerWords)
}

// AttributeOf returns what an attribute of a distinguished name is, by the identifier of its type
// or by the name of a variable that holds that: the common name (X.520, 2.5.4.3), a name of
// somebody like it (uid of RFC 4519, 2.39; emailAddress of RFC 2985, 5.2.1), or something else,
// such as an organization or a number. A variable's name may not say.
func AttributeOf(identifier, variable string) (a Aspect, ok bool) {
	switch identifier {
	case "2.5.4.3":
		return CN, true
	case "0.9.2342.19200300.100.1.1", "1.2.840.113549.1.9.1":
		return DN, true
	case "":
		w := words(variable)
		if anyOf(w, commonNameWords) {
			return CN, true
		}
		return Attr, anyOf(w, attributeWords)
	}
	return Attr, true
}

// AnswerName reports whether a method of that name of a framework's context writes the answer.
func AnswerName(name string) bool { return anyOf(words(name), answerWords) }

// ReplyName reports whether a function of that name says something to the client.
func ReplyName(name string) bool {
	w := words(name)
	return len(w) > 0 && replyWords[strings.TrimSuffix(w[0], "f")]
}

var replyWords = set(`answer reply respond send write`)

// SpeaksOfCertificates reports whether a header of that name may forward one: what is
// decoded shows whether it does.
func SpeaksOfCertificates(name string) bool { return anyOf(words(name), certWords) }

// CertHeaderName reports whether a variable, field or option of that name
// holds the name of a header with facts about a client certificate.
func CertHeaderName(name string) bool {
	w := words(name)
	if slices.Contains(w, "xfcc") || adjacent(w, "forwarded", "client") && slices.ContainsFunc(w, isCert) {
		return true
	}
	if !anyOf(w, headerWords) || slices.Contains(w, "server") {
		return false
	}
	return anyOf(w, certWords) || adjacent(w, "tls", "client") || adjacent(w, "ssl", "client") || adjacent(w, "client", "verify") || adjacent(w, "client", "subject")
}

// AuditOrView reports whether a type or field of that name is a record of what
// happened, or something to show, and grants nothing.
func AuditOrView(name string) bool { return anyOf(words(name), auditWords) }

// set returns the words of a list.
func set(list string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// anyOf reports whether one of the words is in the set.
func anyOf(words []string, set map[string]bool) bool {
	return slices.ContainsFunc(words, func(w string) bool { return set[w] })
}

// adjacent reports whether the words a and b follow each other.
func adjacent(words []string, a, b string) bool {
	for i := range len(words) - 1 {
		if words[i] == a && words[i+1] == b {
			return true
		}
	}
	return false
}

// words splits a name, or a text, into its words in lower case: at whatever is
// no letter or digit, and where the case changes. A plural s stays with the
// capitals before it: clientIDs is client, ids; mTLS is m, tls.
func words(name string) []string {
	var list []string
	for start := 0; start < len(name); {
		if !isLetter(name[start]) && !isDigit(name[start]) {
			start++
			continue
		}
		end := start + 1
		switch {
		case !isUpper(name[start]):
			for end < len(name) && isWordTail(name[end]) {
				end++
			}
		case end < len(name) && isUpper(name[end]): // capitals
			for end < len(name) && (isUpper(name[end]) || isDigit(name[end])) {
				end++
			}
			switch {
			case end < len(name) && name[end] == 's' && (end+1 == len(name) || !isLower(name[end+1])):
				end++
			case end < len(name) && isLower(name[end]):
				end-- // the last capital begins the next word
			}
		default:
			for end < len(name) && isWordTail(name[end]) {
				end++
			}
		}
		list = append(list, strings.ToLower(name[start:end]))
		start = end
	}
	return list
}

func isUpper(c byte) bool    { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool    { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool    { return '0' <= c && c <= '9' }
func isLetter(c byte) bool   { return isUpper(c) || isLower(c) || c >= 0x80 }
func isWordTail(c byte) bool { return isLower(c) || isDigit(c) || c >= 0x80 }
