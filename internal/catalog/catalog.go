// Package catalog is what mtlslint knows about the world outside: accessors of
// peer certificates, header names, credentials, allow and deny actions of
// frameworks, verifiers, and calls that do not decide.
//
// Everything here is data, one line an entry, with a source per group. The
// engine knows no framework's name; adding one means adding rows.
package catalog

// Aspect says what a value is: which part of a connection, of a certificate or
// of another credential.
type Aspect uint8

// The aspects. Those of certificates are the same whether the certificate came
// from the handshake or from a forwarded header.
const (
	None Aspect = iota

	Request  // the inbound request, call or its context, as a whole
	State    // tls.ConnectionState, credentials.TLSInfo, or an interface that holds one
	Chain    // certificates as the peer sent them, leaf first
	Verified // verified chains, [][]*x509.Certificate
	Path     // one of them, leaf first
	Leaf     // the certificate whose key the peer proved; element 0
	Cert     // a certificate of a list, possibly not the leaf
	RawChain // DER of the certificates as sent, [][]byte

	Subject    // pkix.Name of the subject, or a part of it that still holds all
	Issuer     // pkix.Name of the issuer
	CN         // subject common name
	DN         // subject distinguished name as text
	Attr       // another attribute of the subject: O, OU, …
	IssuerText // a name of the issuer as text
	Serial     // serial number
	KeyID      // key identifiers
	Sealed     // the bytes of its signature
	Signed     // that an authority's key signed it, and nothing else
	Weak       // MD5 and SHA-1 digests, and what else anyone can copy
	SAN        // subject alternative name of any type, SPIFFE ID
	Strong     // raw bytes, public key, SHA-256 or better digest
	Neutral    // dates, usages, version: says nothing about who

	Verdict // a proxy's word on whether the certificate verified

	APIKey // a key or shared secret that the client sends
	Bearer // a token
	Basic  // user name and password
	Session
	Signature // signature or MAC over the request

	Addr          // address of the immediate hop
	ForwardedAddr // address that the client or a proxy claims in a header
	GenericID     // identity header of no certificate: X-Forwarded-User and its like

	Headers // the header fields of the inbound request

	MAC // what a hash with a key makes: only who has the key can say it
)

// Role says what a symbol does.
type Role uint8

// The roles of symbols.
const (
	Source       Role = iota // result (or field) carries Aspect, of what argument Arg holds
	HeaderRead               // returns the header field whose name is argument Arg; a pointer: fills the struct by its tags
	HeaderWrite              // deletes or overwrites the header field of the inbound request whose name is argument Arg
	Decide                   // its result (bool, error or int) decides on argument Arg
	Partial                  // as Decide, by prefix, suffix, substring or pattern
	SecretDecide             // as Decide, in constant time: its operand is a secret
	Verify                   // a nil error says that the chain of argument Arg verified
	Check                    // a nil error (true, non-nil) says that a credential of kind Aspect was checked
	Allow                    // passes the request on
	Deny                     // answers with an error; argument Arg holds the status, or -1: always
	Abort                    // ends the chain of handlers; argument Arg holds the status, or -1
	DenyError                // returns an error that denies
	Put                      // keeps argument Arg, under key argument Key, beyond the gate
	Fetch                    // returns what was kept under key argument Key
	AuthorizeAny             // an authorizer that authorizes anyone
	AuthorizeIDs             // one that authorizes the peers that it is given
	RewriteAddr              // middleware that overwrites the hop's address from headers
	Transform                // returns argument Arg in another form
	NewRequest               // makes an outgoing request: its headers are no evidence
	Consults                 // sends the outgoing request in argument Arg, whose answer may decide
	ParamRead                // returns the query, form or path value whose name is argument Arg, or, without one, all by name
	Callback                 // a function kept in this field, or of this type, gets Aspect as its argument Arg
	Guard                    // returns middleware that lets in whoever brings a credential of kind Aspect
	Extract                  // as Source, but the result is the peer's, whatever the function is given
	Skip                     // a function kept in this field returns true for requests that its Guard lets in unchecked
	Held                     // a value of this type in a context says that a credential of kind Aspect was checked
	Attribute                // the value of an attribute of a name, whose type stands beside it
	Dial                     // its first result is a connection that this program made: the other end is a server
)

// Row is one thing known about one symbol.
//
// Args count from 0; -1 is the receiver (for Deny, DenyError and Abort: no
// status, always denies). A Key of -1 says that there is no key: all calls mean
// one place. Symbol is written as types.Func.FullName does for functions and
// methods, without type parameters, and as pkg.Type.Field
// for fields, pkg.Name for variables and constants.
//
// For Transform a set Aspect is what the result is, whatever the argument was;
// for Decide and Partial it is the part of the value that decides.
type Row struct {
	Symbol string
	Role   Role
	Aspect Aspect
	Arg    int
	Key    int
	Result int
}

// Header is a header field that proxies use.
type Header struct {
	Name   string // canonical form, as http.CanonicalHeaderKey
	Aspect Aspect // what the value is
}

// TypeRole says what a named type is to the engine.
type TypeRole uint8

// The roles of types.
const (
	RequestType  TypeRole = iota + 1 // carries the inbound request
	ResponseType                     // writes the response
	HandlerType                      // calling it (or its method) passes the request on
	ContextType                      // context.Context: carries identity and, for gRPC, the peer
	StateType                        // tls.ConnectionState
	AuthInfoType                     // an assertion to it says that the connection is TLS with a certificate
)
