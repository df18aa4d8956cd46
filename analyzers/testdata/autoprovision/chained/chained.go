// Package chained makes players of whoever comes to the arcade, by queries that are built step by step.
package chained

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net/http"

	"testdata/autoprovision/records"
)

// Player may play.
type Player struct {
	Key    string
	Level  string
	Banned bool
}

type arcade struct{ players *records.Table }

type finder func(leaf *x509.Certificate) (*Player, error)

type playerKey struct{}

func (a *arcade) behind(find finder, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		p, err := find(r.TLS.VerifiedChains[0][0])
		if err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), playerKey{}, p)))
	})
}

func digest(c *x509.Certificate) string {
	sum := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}

var errBanned = errors.New("banned")

// reports: whoever comes is a player at once, if not one that was banned.
func (a *arcade) open(next http.Handler) http.Handler {
	return a.behind(func(leaf *x509.Certificate) (*Player, error) {
		p := new(Player)
		q := a.players.Where(Player{Key: digest(leaf)}).Attrs(Player{Level: "one"})
		if err := q.FirstOrCreate(p).Error; err != nil { // want `FirstOrCreate makes it from the certificate's identity`
			return nil, err
		}
		if p.Banned {
			return nil, errBanned
		}
		return p, nil
	}, next)
}

// quiet: new ones are banned until somebody lets them in.
func (a *arcade) shy(next http.Handler) http.Handler {
	return a.behind(func(leaf *x509.Certificate) (*Player, error) {
		p := new(Player)
		if err := a.players.Where(Player{Key: digest(leaf)}).Attrs(Player{Level: "pending"}).FirstOrCreate(p).Error; err != nil {
			return nil, err
		}
		if p.Banned || p.Level == "pending" {
			return nil, errBanned
		}
		return p, nil
	}, next)
}

// quiet: a player of the house's own making, whoever comes.
func (a *arcade) demo(next http.Handler) http.Handler {
	return a.behind(func(*x509.Certificate) (*Player, error) {
		p := new(Player)
		if err := a.players.Where(Player{Key: "demo"}).FirstOrCreate(p).Error; err != nil {
			return nil, err
		}
		return p, nil
	}, next)
}

// Member is a player of a club, active from the start as the table says.
type Member struct {
	Key    string
	Active bool `gorm:"default:true"`
}

// Guest has to be made active by somebody.
type Guest struct {
	Key    string
	Active bool
}

// reports: a new row is active if nothing else is said.
func (a *arcade) club(w http.ResponseWriter, r *http.Request) {
	var m Member
	if err := a.players.Where(Member{Key: digest(r.TLS.VerifiedChains[0][0])}).FirstOrCreate(&m).Error; err != nil { // want `FirstOrCreate makes it from the certificate's identity`
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	if !m.Active {
		http.Error(w, "not allowed", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// quiet: a new one is not active.
func (a *arcade) guests(w http.ResponseWriter, r *http.Request) {
	var g Guest
	if err := a.players.Where(Guest{Key: digest(r.TLS.VerifiedChains[0][0])}).FirstOrCreate(&g).Error; err != nil {
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	if !g.Active {
		http.Error(w, "not allowed", http.StatusForbidden)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
