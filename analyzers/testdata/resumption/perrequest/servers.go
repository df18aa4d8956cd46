package perrequest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"time"
)

type archive struct {
	certs     []tls.Certificate
	pool      *x509.CertPool
	stateless bool
}

func (a *archive) peer(_ [][]byte, chains [][]*x509.Certificate) error {
	if !writer(chains[0][0]) {
		return errors.New("writers only")
	}
	return nil
}

// The handler decides again.
func (a *archive) writing() *tls.Config {
	return &tls.Config{
		Certificates: a.certs, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: a.pool,
		VerifyPeerCertificate: a.peer,
	}
}

// reports: files are served to whoever has come through the handshake, and what the
// handler of another server decides is of no use here.
func (a *archive) reading() *tls.Config {
	c := &tls.Config{Certificates: a.certs, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: a.pool}
	c.VerifyPeerCertificate = a.peer // want `is not called for resumed connections`
	if a.stateless {
		c.SessionTicketsDisabled = true
	}
	return c
}

// Run serves both.
func (a *archive) Run() error {
	files := http.NewServeMux()
	files.Handle("/files/", http.FileServer(http.Dir("/srv/files")))
	servers := []*http.Server{
		{Addr: ":8444", Handler: &api{map[string]string{}}, TLSConfig: a.writing(), ReadHeaderTimeout: time.Second},
		{Addr: ":8445", Handler: files, TLSConfig: a.reading(), ReadHeaderTimeout: time.Second},
	}
	fail := make(chan error, len(servers))
	for _, s := range servers {
		go func() { fail <- s.ListenAndServeTLS("", "") }()
	}
	return <-fail
}
