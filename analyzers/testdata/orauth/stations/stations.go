// Package stations decides on first packets of weather stations, whose connections
// another package describes.
package stations

import (
	"crypto/subtle"
	"errors"

	"testdata/orauth/stations/line"
)

var errRefused = errors.New("refused")

// Hello is the first packet.
type Hello struct {
	Name     string
	Password string
}

// Account is a station that was let in.
type Account struct {
	Name   string
	Region string
}

// Door is what the broker is configured with.
type Door interface {
	Open(e line.Ends, h Hello) (Account, error)
}

// Regions and secrets of stations.
type Regions interface {
	ByPin(pin string) (string, bool)
	ByName(name string) (secret, region string, ok bool)
}

// Mixed is a door for stations of two generations.
type Mixed struct{ Regions Regions }

// reports: a password does as well as the key of the certificate.
func (m Mixed) Open(e line.Ends, h Hello) (Account, error) {
	if e.Pin != "" {
		if region, ok := m.Regions.ByPin(e.Pin); ok {
			return Account{Name: h.Name, Region: region}, nil
		}
	}
	return m.password(h) // want "password is an alternative"
}

func (m Mixed) password(h Hello) (Account, error) {
	secret, region, ok := m.Regions.ByName(h.Name)
	if !ok || subtle.ConstantTimeCompare([]byte(secret), []byte(h.Password)) != 1 {
		return Account{}, errRefused
	}
	return Account{Name: h.Name, Region: region}, nil
}

// Strict is a door that asks for both.
type Strict struct{ Mixed }

// quiet: both are needed.
func (s Strict) Open(e line.Ends, h Hello) (Account, error) {
	region, ok := s.Regions.ByPin(e.Pin)
	if !ok {
		return Account{}, errRefused
	}
	a, err := s.password(h)
	if err != nil || a.Region != region {
		return Account{}, errRefused
	}
	return a, nil
}

// Forecast is no account.
type Forecast struct{ Text string }

// quiet: what is found is nobody, and whoever asks may have decided.
func (m Mixed) Find(e line.Ends, h Hello) (Forecast, error) {
	if region, ok := m.Regions.ByPin(e.Pin); ok {
		return Forecast{region}, nil
	}
	a, err := m.password(h)
	return Forecast{a.Region}, err
}
