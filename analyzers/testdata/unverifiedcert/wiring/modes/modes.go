// Package modes says what is asked of clients.
package modes

import "crypto/tls"

// Any verifies nothing.
func Any() tls.ClientAuthType { return tls.RequireAnyClientCert }

// Verified verifies.
func Verified() tls.ClientAuthType { return tls.RequireAndVerifyClientCert }
