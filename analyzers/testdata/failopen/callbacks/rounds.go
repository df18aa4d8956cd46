package callbacks

import (
	"crypto/x509"
	"errors"
	"log"
)

// register knows names.
type register interface {
	Known(name string) (bool, error)
}

type names struct{ register register }

// reports: in each round, a look-up that fails lets in.
func (n names) VerifyAny(_ [][]byte, chains [][]*x509.Certificate) error {
	for _, name := range chains[0][0].DNSNames {
		known, err := n.register.Known(name)
		if err != nil { // want `any certificate for which Known fails passes`
			log.Print(err)
			return nil
		}
		if known {
			return nil
		}
	}
	return errors.New("unknown")
}

// quiet: after a look-up that fails, the next name is tried.
func (n names) VerifyNext(_ [][]byte, chains [][]*x509.Certificate) error {
	for _, name := range chains[0][0].DNSNames {
		known, err := n.register.Known(name)
		if err != nil {
			log.Print(err)
			continue
		}
		if known {
			return nil
		}
	}
	return errors.New("unknown")
}
