package catalog

import "slices"

// all returns row once for each of the symbols. What a method is a source of
// comes from its receiver.
func all(row Row, symbols ...string) []Row {
	rows := make([]Row, len(symbols))
	for i, s := range symbols {
		rows[i] = row
		rows[i].Symbol = s
		if row.Role == Source && s[0] == '(' {
			rows[i].Arg = -1
		}
	}
	return rows
}

// std is the standard library, as of go1.26. Most of its functions hand on what
// they are given, and need no row for that.
func std() []Row {
	return slices.Concat(
		stdTLS(),
		stdCertificate(),
		stdHTTP(),
		stdDecide(),
	)
}

// stdTLS: crypto/tls and the ways to its connection state.
func stdTLS() []Row {
	return slices.Concat(
		all(Row{Role: Source, Aspect: State},
			"net/http.Request.TLS",
			"net/http.Response.TLS", // a server's, as the type says
			"(*crypto/tls.Conn).ConnectionState",
			"(*crypto/tls.QUICConn).ConnectionState",
		),
		all(Row{Role: Dial},
			"crypto/tls.Client",
			"crypto/tls.Dial",
			"crypto/tls.DialWithDialer",
			"(*crypto/tls.Dialer).Dial",
			"(*crypto/tls.Dialer).DialContext",
			"crypto/tls.QUICClient",
		),
		all(Row{Role: Source, Aspect: Chain},
			"crypto/tls.ConnectionState.PeerCertificates",
			"crypto/tls.CertificateVerificationError.UnverifiedCertificates",
		),
		all(Row{Role: Source, Aspect: Verified},
			"crypto/tls.ConnectionState.VerifiedChains",
		),
		// The rest of the state belongs to the connection, or is the
		// client's choice, like the server name.
		all(Row{Role: Source, Aspect: Neutral},
			"crypto/tls.ConnectionState.Version",
			"crypto/tls.ConnectionState.HandshakeComplete",
			"crypto/tls.ConnectionState.DidResume",
			"crypto/tls.ConnectionState.CipherSuite",
			"crypto/tls.ConnectionState.CurveID",
			"crypto/tls.ConnectionState.NegotiatedProtocol",
			"crypto/tls.ConnectionState.NegotiatedProtocolIsMutual",
			"crypto/tls.ConnectionState.ServerName",
			"crypto/tls.ConnectionState.SignedCertificateTimestamps",
			"crypto/tls.ConnectionState.OCSPResponse",
			"crypto/tls.ConnectionState.TLSUnique",
			"crypto/tls.ConnectionState.ECHAccepted",
			"crypto/tls.ConnectionState.HelloRetryRequest",
			"(*crypto/tls.ConnectionState).ExportKeyingMaterial",
		),
		[]Row{
			{Symbol: "crypto/tls.Config.VerifyPeerCertificate", Role: Callback, Aspect: RawChain, Arg: 0},
			{Symbol: "crypto/tls.Config.VerifyPeerCertificate", Role: Callback, Aspect: Verified, Arg: 1},
			{Symbol: "crypto/tls.Config.VerifyConnection", Role: Callback, Aspect: State, Arg: 0},
		},
		// The address of the hop, and what ends a connection.
		all(Row{Role: Source, Aspect: Addr},
			"net/http.Request.RemoteAddr",
			"(net.Conn).RemoteAddr",
			"(*net.conn).RemoteAddr",
			"(*crypto/tls.Conn).RemoteAddr",
		),
		all(Row{Role: Transform}, "net.TCPAddr.IP", "net.UDPAddr.IP", "net.IPAddr.IP"),
		all(Row{Role: Deny, Arg: -1},
			"(net.Conn).Close",
			"(*net.conn).Close",
			"(*crypto/tls.Conn).Close",
		),
	)
}

// stdCertificate: crypto/x509 and crypto/x509/pkix.
func stdCertificate() []Row {
	return slices.Concat(
		[]Row{
			{Symbol: "crypto/x509.Certificate.Subject", Role: Source, Aspect: Subject},
			{Symbol: "crypto/x509.Certificate.Issuer", Role: Source, Aspect: Issuer},
			{Symbol: "crypto/x509.Certificate.RawSubject", Role: Source, Aspect: DN},
			{Symbol: "crypto/x509.Certificate.RawIssuer", Role: Source, Aspect: IssuerText},
			{Symbol: "crypto/x509.Certificate.SerialNumber", Role: Source, Aspect: Serial},
		},
		all(Row{Role: Source, Aspect: SAN},
			"crypto/x509.Certificate.DNSNames",
			"crypto/x509.Certificate.EmailAddresses",
			"crypto/x509.Certificate.IPAddresses",
			"crypto/x509.Certificate.URIs",
		),
		// Extensions hold the alternative names and private identities.
		all(Row{Role: Source, Aspect: Strong},
			"crypto/x509.Certificate.Raw",
			"crypto/x509.Certificate.RawTBSCertificate",
			"crypto/x509.Certificate.RawSubjectPublicKeyInfo",
			"crypto/x509.Certificate.PublicKey",
			"crypto/x509.Certificate.Extensions",
		),
		all(Row{Role: Source, Aspect: KeyID},
			"crypto/x509.Certificate.SubjectKeyId",
			"crypto/x509.Certificate.AuthorityKeyId",
		),
		all(Row{Role: Source, Aspect: Sealed}, "crypto/x509.Certificate.Signature"),
		all(Row{Role: Source, Aspect: Neutral},
			"crypto/x509.Certificate.SignatureAlgorithm",
			"crypto/x509.Certificate.PublicKeyAlgorithm",
			"crypto/x509.Certificate.Version",
			"crypto/x509.Certificate.NotBefore",
			"crypto/x509.Certificate.NotAfter",
			"crypto/x509.Certificate.KeyUsage",
			"crypto/x509.Certificate.ExtKeyUsage",
			"crypto/x509.Certificate.UnknownExtKeyUsage",
			"crypto/x509.Certificate.ExtraExtensions",
			"crypto/x509.Certificate.UnhandledCriticalExtensions",
			"crypto/x509.Certificate.BasicConstraintsValid",
			"crypto/x509.Certificate.IsCA",
			"crypto/x509.Certificate.MaxPathLen",
			"crypto/x509.Certificate.MaxPathLenZero",
			"crypto/x509.Certificate.OCSPServer",
			"crypto/x509.Certificate.IssuingCertificateURL",
			"crypto/x509.Certificate.CRLDistributionPoints",
			"crypto/x509.Certificate.PolicyIdentifiers",
			"crypto/x509.Certificate.Policies",
			"crypto/x509/pkix.AttributeTypeAndValue.Type",
			"crypto/x509/pkix.Extension.Id",
			"crypto/x509/pkix.Extension.Critical",
		),
		// Names. On an issuer's name all of these are the issuer's text.
		[]Row{
			{Symbol: "crypto/x509/pkix.Name.CommonName", Role: Source, Aspect: CN},
			{Symbol: "crypto/x509/pkix.AttributeTypeAndValue.Value", Role: Attribute},
		},
		all(Row{Role: Source, Aspect: Attr},
			"crypto/x509/pkix.Name.Country",
			"crypto/x509/pkix.Name.Organization",
			"crypto/x509/pkix.Name.OrganizationalUnit",
			"crypto/x509/pkix.Name.Locality",
			"crypto/x509/pkix.Name.Province",
			"crypto/x509/pkix.Name.StreetAddress",
			"crypto/x509/pkix.Name.PostalCode",
			"crypto/x509/pkix.Name.SerialNumber",
		),
		all(Row{Role: Source, Aspect: DN},
			"crypto/x509/pkix.Name.Names",
			"crypto/x509/pkix.Name.ExtraNames",
			"(crypto/x509/pkix.Name).String",
			"(crypto/x509/pkix.Name).ToRDNSequence",
		),
		// A parsed certificate is what its bytes were. What MD5 or SHA-1 make
		// of one, anyone can forge.
		[]Row{
			{Symbol: "crypto/x509.ParseCertificate", Role: Transform, Aspect: Leaf, Arg: 0},
			{Symbol: "crypto/x509.ParseCertificates", Role: Transform, Aspect: Chain, Arg: 0},
			{Symbol: "encoding/pem.Block.Bytes", Role: Transform},
			{Symbol: "crypto/sha1.Sum", Role: Transform, Aspect: Weak, Arg: 0},
			{Symbol: "crypto/md5.Sum", Role: Transform, Aspect: Weak, Arg: 0},
		},
		// What walks a list, or copies it, yields what the list holds.
		all(Row{Role: Transform, Arg: 0}, "slices.Values", "slices.All", "slices.Backward", "slices.Collect", "slices.Sorted", "slices.Clone"),
		// Verification. CheckSignatureFrom looks at one signature: no dates,
		// no usages, no chain.
		[]Row{
			{Symbol: "(*crypto/x509.Certificate).Verify", Role: Verify, Arg: -1},
			{Symbol: "(*crypto/x509.Certificate).VerifyHostname", Role: Decide, Aspect: SAN, Arg: -1},
			{Symbol: "(*crypto/x509.Certificate).Equal", Role: Decide, Aspect: Strong, Arg: -1},
			{Symbol: "(*crypto/x509.Certificate).Equal", Role: Decide, Aspect: Strong, Arg: 0},
			{Symbol: "(*crypto/x509.Certificate).CheckSignatureFrom", Role: Decide, Aspect: Signed, Arg: -1},
			{Symbol: "(*crypto/x509.Certificate).CheckSignature", Role: Check, Aspect: Signature, Arg: 2},
			{Symbol: "(*crypto/rsa.PublicKey).Equal", Role: Decide, Arg: -1},
			{Symbol: "(*crypto/rsa.PublicKey).Equal", Role: Decide, Arg: 0},
			{Symbol: "(*crypto/ecdsa.PublicKey).Equal", Role: Decide, Arg: -1},
			{Symbol: "(*crypto/ecdsa.PublicKey).Equal", Role: Decide, Arg: 0},
			{Symbol: "(crypto/ed25519.PublicKey).Equal", Role: Decide, Arg: -1},
			{Symbol: "(crypto/ed25519.PublicKey).Equal", Role: Decide, Arg: 0},
		},
	)
}

// stdHTTP: net/http, its proxy, and what ends a program.
func stdHTTP() []Row {
	return slices.Concat(
		all(Row{Role: Source, Aspect: Headers},
			"net/http.Request.Header",
			"net/http.Request.Trailer",
		),
		all(Row{Role: HeaderRead, Arg: 0},
			"(net/http.Header).Get",
			"(net/http.Header).Values",
			"(net/textproto.MIMEHeader).Get",
			"(net/textproto.MIMEHeader).Values",
		),
		all(Row{Role: Source, Aspect: Session},
			"(*net/http.Request).Cookie",
			"(*net/http.Request).Cookies",
			"(*net/http.Request).CookiesNamed",
		),
		all(Row{Role: Source, Aspect: Basic, Result: 1}, "(*net/http.Request).BasicAuth"), // a user name proves nothing
		all(Row{Role: ParamRead, Arg: 0},
			"(*net/http.Request).FormValue",
			"(*net/http.Request).PostFormValue",
			"(*net/http.Request).PathValue",
			"(net/url.Values).Get",
		),
		all(Row{Role: Transform, Aspect: Request, Arg: -1},
			"(*net/http.Request).Context",
			"(*net/http.Request).WithContext",
			"(*net/http.Request).Clone",
		),
		all(Row{Role: Transform, Arg: 0}, // and what the context holds
			"(*net/http.Request).WithContext",
			"(*net/http.Request).Clone",
		),
		[]Row{
			{Symbol: "(net/http.Header).Clone", Role: Transform, Arg: -1},
			{Symbol: "(net/http.Header).Del", Role: HeaderWrite},
			{Symbol: "(net/http.Header).Set", Role: HeaderWrite},
		},
		// Answers.
		[]Row{
			{Symbol: "net/http.Error", Role: Deny, Arg: 2},
			{Symbol: "net/http.NotFound", Role: Deny, Arg: -1},
			{Symbol: "net/http.Redirect", Role: Deny, Arg: -1},
			{Symbol: "(net/http.ResponseWriter).WriteHeader", Role: Deny, Arg: 0},
		},
		all(Row{Role: Deny, Arg: -1},
			"log.Fatal",
			"log.Fatalf",
			"log.Fatalln",
			"log.Panic",
			"log.Panicf",
			"log.Panicln",
			"(*log.Logger).Fatal",
			"(*log.Logger).Fatalf",
			"(*log.Logger).Fatalln",
			"(*log.Logger).Panic",
			"(*log.Logger).Panicf",
			"(*log.Logger).Panicln",
			"os.Exit",
			"runtime.Goexit",
		),
		// What is kept.
		[]Row{
			{Symbol: "context.WithValue", Role: Put, Key: 1, Arg: 2},
			{Symbol: "net/http.Request.TLS", Role: Put, Key: -1},
			{Symbol: "(context.Context).Value", Role: Fetch, Key: 0},
			{Symbol: "net/http.SetCookie", Role: Put, Key: -1, Arg: 1},
		},
		// What there is a file of.
		all(Row{Role: Decide, Arg: 0}, "os.Stat", "os.Lstat", "os.Open", "os.ReadFile", "os.ReadDir"),
		// Outgoing requests.
		all(Row{Role: Consults}, "(*net/http.Client).Do", "(net/http.RoundTripper).RoundTrip", "(*net/http.Transport).RoundTrip"),
		all(Row{Role: Consults, Arg: 2}, "(*net/http.Client).Post", "net/http.Post"),
		all(Row{Role: Consults, Arg: 1}, "(*net/http.Client).PostForm", "net/http.PostForm"),
		all(Row{Role: Consults}, "(*net/http.Client).Get", "(*net/http.Client).Head", "net/http.Get", "net/http.Head"),
		all(Row{Role: NewRequest},
			"net/http.NewRequest",
			"net/http.NewRequestWithContext",
			"net/http/httputil.ProxyRequest.Out",
		),
		[]Row{
			{Symbol: "net/http/httputil.ProxyRequest.In", Role: Source, Aspect: Request},
		},
	)
}

// stdDecide: comparisons, matches and checks of credentials. Functions of two
// operands have a row for each that may hold the value.
func stdDecide() []Row {
	return slices.Concat(
		decideBoth(Row{Role: Decide},
			"strings.EqualFold",
			"strings.Compare",
			"bytes.Equal",
			"bytes.EqualFold",
			"bytes.Compare",
			"cmp.Compare",
			"reflect.DeepEqual",
			"maps.Equal",
			"slices.Contains",
			"slices.Index",
			"slices.Equal",
			"slices.Compare",
			"slices.EqualFunc",
			"slices.BinarySearch",
			"slices.BinarySearchFunc",
			// github.com/samber/lo v1.
			"github.com/samber/lo.Contains",
			"github.com/samber/lo.IndexOf",
			"github.com/samber/lo.Some",
		),
		all(Row{Role: Decide, Arg: 0},
			"slices.ContainsFunc",
			"slices.IndexFunc",
			"github.com/samber/lo.ContainsBy",
			"github.com/samber/lo.SomeBy",
			"github.com/samber/lo.Find",
			"(*net.IPNet).Contains",
			"(net/netip.Prefix).Contains",
			"(*sync.Map).Load",
		),
		all(Row{Role: Decide, Arg: 1},
			"sort.SearchStrings",
		),
		// The receiver against an argument.
		decideSelf("(net.IP).Equal",
			"(*math/big.Int).Cmp",
			"(*math/big.Int).CmpAbs",
			"(net/netip.Addr).Compare",
			"(encoding/asn1.ObjectIdentifier).Equal",
		),
		all(Row{Role: Decide, Arg: -1},
			"(net.IP).IsLoopback",
			"(net/netip.Addr).IsLoopback",
		),
		// Prefixes, substrings, patterns.
		decideBoth(Row{Role: Partial},
			"strings.Contains",
			"strings.HasPrefix",
			"strings.HasSuffix",
			"strings.CutPrefix",
			"strings.CutSuffix",
			"strings.Index",
			"strings.LastIndex",
			"bytes.Contains",
			"bytes.HasPrefix",
			"bytes.HasSuffix",
			"bytes.CutPrefix",
			"bytes.CutSuffix",
			"bytes.Index",
			"bytes.LastIndex",
			"path.Match",
			"path/filepath.Match",
		),
		all(Row{Role: Partial, Arg: 1},
			"regexp.Match",
			"regexp.MatchString",
		),
		all(Row{Role: Partial, Arg: 0},
			"(*regexp.Regexp).Match",
			"(*regexp.Regexp).MatchString",
			"(*regexp.Regexp).Find",
			"(*regexp.Regexp).FindIndex",
			"(*regexp.Regexp).FindString",
			"(*regexp.Regexp).FindStringIndex",
			"(*regexp.Regexp).FindSubmatch",
			"(*regexp.Regexp).FindStringSubmatch",
			"(*regexp.Regexp).FindAllString",
			"(*regexp.Regexp).FindAllStringSubmatch",
		),
		// Any neighbour has a private address.
		all(Row{Role: Partial, Arg: -1},
			"(net.IP).IsPrivate",
			"(net/netip.Addr).IsPrivate",
		),
		decideBoth(Row{Role: SecretDecide},
			"crypto/subtle.ConstantTimeCompare",
			"crypto/hmac.Equal",
		),
		// Credentials, checked.
		[]Row{
			{Symbol: "crypto/ed25519.Verify", Role: Check, Aspect: Signature, Arg: 2},
			{Symbol: "crypto/ed25519.VerifyWithOptions", Role: Check, Aspect: Signature, Arg: 2},
			{Symbol: "crypto/rsa.VerifyPKCS1v15", Role: Check, Aspect: Signature, Arg: 3},
			{Symbol: "crypto/rsa.VerifyPSS", Role: Check, Aspect: Signature, Arg: 3},
			{Symbol: "crypto/ecdsa.VerifyASN1", Role: Check, Aspect: Signature, Arg: 2},
			{Symbol: "crypto/ecdsa.Verify", Role: Check, Aspect: Signature, Arg: 2},
		},
	)
}

// decideBoth returns a row for each of the first two arguments.
func decideBoth(row Row, symbols ...string) []Row {
	second := row
	second.Arg = 1
	return append(all(row, symbols...), all(second, symbols...)...)
}

// decideSelf returns Decide rows for the receiver and the first argument.
func decideSelf(symbols ...string) []Row {
	return append(all(Row{Role: Decide, Arg: -1}, symbols...), all(Row{Role: Decide}, symbols...)...)
}

// Cuts reports whether a function of the standard library cuts its first argument where the
// second one is, and says whether that is there.
func Cuts(symbol string) bool { return symbol == "strings.Cut" || symbol == "bytes.Cut" }
