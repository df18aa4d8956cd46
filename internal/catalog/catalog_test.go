package catalog

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

// frameworks is the module that pins the frameworks.
const frameworks = "../../analyzers/testdata"

// TestSymbols looks every symbol up in the real modules: a row that names
// nothing is dead, and hides that the analyser is blind there.
func TestSymbols(t *testing.T) {
	if testing.Short() {
		t.Skip("loads every framework")
	}
	symbols := New().Symbols()
	symbols = append(symbols, subject()...)
	for _, r := range Configurations() {
		symbols = append(symbols, r.Symbol)
	}
	symbols = slices.AppendSeq(symbols, maps.Keys(silentFunctions))

	missing := make(map[string][]packages.Error)
	for _, s := range symbols {
		missing[PackageOf(s)] = nil
	}
	pkgs, err := packages.Load(&packages.Config{
		// From source, without the code: compiling the frameworks takes minutes.
		Mode:      packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps,
		Dir:       frameworks,
		Env:       append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0"),
		ParseFile: parseDeclarations,
	}, slices.Sorted(maps.Keys(missing))...)
	if err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	for _, p := range pkgs {
		if p.Types == nil || len(p.Types.Scope().Names()) == 0 {
			missing[p.PkgPath] = p.Errors
			continue
		}
		delete(missing, p.PkgPath)
		declared(p.Types, known)
	}
	for path, errs := range missing {
		t.Errorf("%s: not in the module of the frameworks, %s: %v", path, frameworks, errs)
	}
	for _, s := range symbols {
		if _, ok := missing[PackageOf(s)]; !ok && !known[s] {
			t.Errorf("%s: no such object", s)
		}
	}
}

// parseDeclarations parses a file without the bodies of its functions.
func parseDeclarations(fset *token.FileSet, filename string, src []byte) (*ast.File, error) {
	file, err := parser.ParseFile(fset, filename, src, parser.SkipObjectResolution)
	if file != nil {
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				fn.Body = nil
			}
		}
	}
	return file, err
}

// declared adds to known the symbol of each object that pkg shows.
func declared(pkg *types.Package, known map[string]bool) {
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		symbol := pkg.Path() + "." + name
		known[symbol] = true
		tn, ok := obj.(*types.TypeName)
		if !ok {
			continue
		}
		t := types.Unalias(tn.Type())
		if s, ok := t.Underlying().(*types.Struct); ok {
			for f := range s.Fields() {
				known[symbol+"."+f.Name()] = true
			}
		}
		if !types.IsInterface(t) {
			t = types.NewPointer(t)
		}
		for m := range types.NewMethodSet(t).Methods() {
			known[plain(m.Obj().(*types.Func).FullName())] = true
		}
	}
}

// TestRenamed asks for what older versions of a module called otherwise.
func TestRenamed(t *testing.T) {
	x := New()
	for _, method := range []string{"ConnectionState", "RemoteAddr", "CloseWithError"} {
		for _, name := range []string{"Connection", "EarlyConnection"} {
			if s := "(github.com/quic-go/quic-go." + name + ")." + method; len(x.Rows(s)) == 0 {
				t.Errorf("%s: nothing is known", s)
			}
		}
	}
}

func TestRowsAreOnce(t *testing.T) {
	seen := make(map[Row]bool)
	for _, table := range [][]Row{std(), grpc(), web(), spiffe(), jwt(), k8s()} {
		for _, r := range table {
			if seen[r] {
				t.Errorf("%+v: twice", r)
			}
			seen[r] = true
		}
	}
}

func TestIndex(t *testing.T) {
	x := New()
	for _, s := range []string{
		"net/http.Request.TLS", "crypto/x509.Certificate.DNSNames", "crypto/x509/pkix.Name.CommonName", "(*crypto/x509.Certificate).Verify",
		"google.golang.org/grpc/credentials.TLSInfo", "crypto/tls.ConnectionState", "crypto/tls.Config.ClientAuth",
		"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig.AuthorizeAny",
	} {
		if !x.Relevant(s) {
			t.Errorf("%s is not relevant", s)
		}
	}
	for _, s := range []string{"strings.EqualFold", "net/http.Error", "net/http.Request", "net/http.Request.RemoteAddr", "context.WithValue", "fmt.Println"} {
		if x.Relevant(s) {
			t.Errorf("%s is relevant", s)
		}
	}
	if rows := x.Rows("(*connectrpc.com/connect.Request[_]).Header"); len(rows) != 1 || rows[0].Aspect != Headers {
		t.Errorf("method of a generic type: %v", rows)
	}
	if got := x.Type("net/http.Handler"); got != HandlerType {
		t.Errorf("net/http.Handler is %v", got)
	}
	for path, want := range map[string]bool{"crypto/tls": true, "net/http": true, "github.com/gin-gonic/gin": true, "strings": false, "fmt": false} {
		if x.Packages()[path] != want {
			t.Errorf("package %s: %v", path, !want)
		}
	}
}

func TestPackageOf(t *testing.T) {
	for symbol, want := range map[string]string{
		"net/http.Request.TLS":                        "net/http",
		"(*net/http.Request).BasicAuth":               "net/http",
		"(net/http.Header).Get":                       "net/http",
		"os.Exit":                                     "os",
		"(*connectrpc.com/connect.Request[T]).Header": "connectrpc.com/connect",
		"github.com/labstack/echo/v4.NewHTTPError":    "github.com/labstack/echo/v4",
		"k8s.io/klog/v2.Info":                         "k8s.io/klog/v2",
	} {
		if got := PackageOf(symbol); got != want {
			t.Errorf("PackageOf(%s) = %s, want %s", symbol, got, want)
		}
	}
}

func TestHeaders(t *testing.T) {
	seen := make(map[string]bool)
	for _, h := range headers() {
		folded := foldHeader(h.Name)
		if seen[folded] {
			t.Errorf("%s: twice", h.Name)
		}
		seen[folded] = true
	}
}

func TestHeaderAspect(t *testing.T) {
	for name, want := range map[string]Aspect{
		"X-Forwarded-Client-Cert":             Leaf,
		"x-forwarded-client-cert":             Leaf,
		"X-FORWARDED-CLIENT-CERT":             Leaf,
		"X_Forwarded_Client_Cert":             Leaf,
		"grpcgateway-x-forwarded-client-cert": Leaf,
		"Grpc-Metadata-X-Ssl-Client-Cn":       CN,
		"SSL_CLIENT_S_DN":                     DN,
		"Ssl_client_verify":                   Verdict,
		"ssl-client-subject-dn":               DN,
		"X-SSL-Client-CN":                     CN,
		"X-SSL-Client-Sha1":                   Weak,
		"X-SSL-Client-Subject-Alt-Name":       SAN,
		"X-Client-Cert-Spiffe-Id":             SAN,
		"X-Client-Cert-Sha256-Fingerprint":    Strong,
		"X-Client-Cert-Issuer":                IssuerText,
		"X-Client-Cert-Valid":                 Verdict,
		"X-Client-Cert-Valid-From-Start":      Neutral,
		"X-Client-Cert-Pem":                   Leaf,
		"X-Client-Cert-Org":                   Attr,
		"X-TLS-Client-Issuer":                 IssuerText,
		"X-mTLS-Client-CN":                    CN,
		"X-Client-S-DN":                       DN,
		"Ssl-Client-Status":                   Verdict,
		"Client-Cert":                         Leaf,
		"$WSCC":                               Leaf,
		"X-Amzn-Mtls-Clientcert":              Chain,
		"X-Remote-User":                       GenericID,
		"X-Remote-Extra-Scopes":               GenericID,
		"X-Forwarded-For":                     ForwardedAddr,
		"x-real-ip":                           ForwardedAddr,
		"Authorization":                       Bearer,
		"grpcgateway-authorization":           Bearer,
		"X-API-Key":                           APIKey,
		"x_api_key":                           APIKey,
		"X-Acme-Apikey":                       APIKey,
		"X-Acme-Token":                        APIKey,
		"X-Vault-Token":                       APIKey,
		"X-Shared-Secret":                     APIKey,
		"X-Acme-Signature":                    Signature,
		"Cookie":                              Session,
	} {
		if got, ok := HeaderAspect(name); !ok || got != want {
			t.Errorf("HeaderAspect(%q) = %v, %v, want %v", name, got, ok, want)
		}
	}
	for _, name := range []string{
		"", "Accept", "Content-Type", "X-Request-Id", "X-Csrf-Token", "X-Next-Page-Token", "X-Forwarded-Proto", "X-Ssl", "client certificate required",
		"X-Client-Certs are sent by the proxy", "secret", strings.Repeat("x", 200),
	} {
		if got, ok := HeaderAspect(name); ok {
			t.Errorf("HeaderAspect(%q) = %v", name, got)
		}
	}
}

func TestCertificateHeader(t *testing.T) {
	for name, want := range map[string]bool{
		"X-SSL-Client-CN": true, "ssl-client-verify": true, "X-Remote-Group": true, "x-remote-extra-": true,
		"Authorization": false, "X-Forwarded-User": false, "X-Forwarded-For": false, "Cookie": false,
	} {
		if got := CertificateHeader(name); got != want {
			t.Errorf("CertificateHeader(%q) = %v", name, got)
		}
	}
}

func TestVerdictSucceeds(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"Ssl-Client-Verify", "SUCCESS", true},
		{"SSL_CLIENT_VERIFY", "success", true},
		{"Ssl-Client-Verify", "GENEROUS", false},
		{"Ssl-Client-Verify", "FAILED", false},
		{"Ssl-Client-Verify", "NONE", false},
		{"Ssl-Client-Verify", "", false},
		{"X-Ssl-Client-Verify", "0", true},
		{"X-Ssl-Client-Verify", "1", false},
		{"Cf-Cert-Verified", "true", true},
		{"Cf-Cert-Revoked", "true", false},
		{"X-Client-Cert-Present", "true", false},
		{"X-Client-Cert-Chain-Verified", "true", true},
		{"Sslclientcertstatus", "OK", true},
		{"X-Ssl-Client", "1", false},
		{"X-Client-Verify", "SUCCESS", true},
	} {
		if got := VerdictSucceeds(c.name, c.value); got != c.want {
			t.Errorf("VerdictSucceeds(%q, %q) = %v", c.name, c.value, got)
		}
	}
}

func TestNeverDecides(t *testing.T) {
	for symbol, want := range map[string]bool{
		"log/slog.Info":                         true,
		"(*go.uber.org/zap.Logger).Info":        true,
		"k8s.io/klog/v2.Infof":                  true,
		"fmt.Sprintf":                           true,
		"go.opentelemetry.io/otel/trace.Start":  true,
		"encoding/json.Marshal":                 true,
		"path/filepath.Join":                    true,
		"path/filepath.Glob":                    false,
		"(*database/sql.DB).Query":              false,
		"(*net/http.Client).Do":                 false,
		"github.com/casbin/casbin/v2.Enforce":   false,
		"example.com/internal/authz.Allow":      false,
		"(*net/http.Request).Cookie":            true,
		"github.com/labstack/echo/v4.HTTPError": true,
	} {
		if got := NeverDecides(PackageOf(symbol), symbol); got != want {
			t.Errorf("NeverDecides(%s) = %v", symbol, got)
		}
	}
}

// TestShared reads one index from several goroutines, for the race detector.
func TestShared(t *testing.T) {
	x := New()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, s := range x.Symbols() {
				x.Rows(s)
				x.Type(s)
				x.Relevant(s)
			}
			HeaderAspect("X-Ssl-Client-Cn")
		})
	}
	wg.Wait()
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New()
	}
}

func BenchmarkHeaderAspect(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		HeaderAspect("X-Request-Id")
	}
}
