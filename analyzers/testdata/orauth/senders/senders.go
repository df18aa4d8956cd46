// Package senders puts together who may send.
package senders

import "testdata/orauth/senders/proofs"

// quiet (low): the type of what is kept in the context tells how.
func byType(hosts map[string]bool, tokens map[string]string) proofs.Checker {
	return proofs.FirstOf(proofs.Machines(hosts), proofs.Tokens(tokens))
}

// reports: anyone is kept.
func alike(hosts map[string]bool, tokens map[string]string) proofs.Checker {
	return proofs.FirstOf(
		proofs.Hosts(hosts),
		proofs.Words(tokens), // want `a bearer token is an alternative to the client certificate`
	)
}

// reports: a name is kept.
func names(hosts map[string]bool, tokens map[string]string) proofs.Checker {
	return proofs.FirstOf(
		proofs.Leaves(hosts),
		proofs.Slips(tokens), // want `a bearer token is an alternative to the client certificate`
	)
}
