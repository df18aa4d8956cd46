package things

import (
	"encoding/json"
	"net/http"

	"testdata/autoprovision/records"
)

// Machine is a row of a table.
type Machine struct {
	Name  string
	Role  string
	State string
}

type shop struct{ table *records.Table }

// reports: what is not found is put into the variable for it, and kept.
func (s *shop) start(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var m Machine
	res := s.table.Where(Machine{Name: n}).First(&m)
	if res.Error != nil {
		m = Machine{Name: n, Role: "mill", State: "active"}
		res = s.table.Create(&m) // want `Create makes it from the certificate's identity`
	}
	if res.Error != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	_ = json.NewEncoder(w).Encode(m)
}

// quiet: the same, until somebody has looked at it.
func (s *shop) apply(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var m Machine
	res := s.table.Where(Machine{Name: n}).First(&m)
	if res.Error != nil {
		m = Machine{Name: n, Role: "mill", State: "pending"}
		res = s.table.Create(&m)
	}
	if res.Error != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	_ = json.NewEncoder(w).Encode(m)
}

// quiet: it says nothing of what the machine may do.
func (s *shop) seen(w http.ResponseWriter, r *http.Request) {
	n, ok := name(r)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var m Machine
	if res := s.table.Where(Machine{Name: n}).First(&m); res.Error != nil {
		m = Machine{Name: n}
		s.table.Create(&m)
	}
	_ = json.NewEncoder(w).Encode(m)
}
