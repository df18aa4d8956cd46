package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"

	"example.com/fleet/internal/identity"
)

// config is the content of the configuration file.
type config struct {
	Listen struct {
		API      string `json:"api"`      // operators and depots
		Agents   string `json:"agents"`   // vehicles, gRPC
		Dispatch string `json:"dispatch"` // control room, gRPC
		Portal   string `json:"portal"`   // plain, behind nginx
		App      string `json:"app"`      // behind Envoy
	} `json:"listen"`

	Certificate string `json:"certificate"`
	Key         string `json:"key"`
	ClientCAs   string `json:"clientCAs"`
	PartnerCAs  string `json:"partnerCAs"`

	PortalProxies []netip.Prefix `json:"portalProxies"`
	Edge          string         `json:"edge"`
	APIKey        string         `json:"apiKey"`
	TokenKey      string         `json:"tokenKey"`

	Principals []identity.Principal `json:"principals"`
	Depots     []identity.Depot     `json:"depots"`
}

func loadConfig(file string) (*config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	cfg := new(config)
	if err := json.Unmarshal(data, cfg); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if cfg.APIKey == "" || cfg.TokenKey == "" || cfg.Edge == "" {
		return nil, errors.New("apiKey, tokenKey and edge must be set")
	}
	return cfg, nil
}

// serverTLS returns a configuration that verifies client certificates.
func (c *config) serverTLS(mode tls.ClientAuthType) (*tls.Config, error) {
	cert, err := tls.LoadX509KeyPair(c.Certificate, c.Key)
	if err != nil {
		return nil, err
	}
	pool, err := loadPool(c.ClientCAs)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{cert},
		ClientAuth:   mode,
		ClientCAs:    pool,
		MinVersion:   tls.VersionTLS13,
	}, nil
}

func loadPool(file string) (*x509.CertPool, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		return nil, fmt.Errorf("%s: no certificates", file)
	}
	return pool, nil
}
