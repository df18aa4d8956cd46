package analyzers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mtlslint/mtlslint/analyzers"
	"github.com/mtlslint/mtlslint/internal/driver"
	"github.com/mtlslint/mtlslint/internal/settings"
)

// TestSettings analyses a small service with settings of a project's own: each
// has to change what is reported.
func TestSettings(t *testing.T) {
	archive, err := txtar.ParseFile(filepath.Join("testdata", "settings.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range archive.Files {
		writeFile(t, filepath.Join(dir, f.Name), string(f.Data))
	}
	for _, test := range []struct {
		settings string
		function string
		without  string // the rules that report in the function
		with     string
	}{
		{`{"verifiers": [{"function": "example.com/s/edge.FromProxy", "proves": "proxy verified"}]}`, "Proxied", "forwardedcert", "cnidentity"},
		{`{"verifiers": [{"function": "example.com/s/edge.(*Pass).Valid", "proves": "api key"}]}`, "Either", "", "orauth"},
		{`{"verifiers": [{"function": "example.com/s/edge.Known", "proves": "cert identity"}]}`, "Present", "certpresence", ""},
		{`{"authorizers": [{"function": "example.com/s/edge.Admit"}]}`, "Admitted", "certpresence", ""},
		{`{"extractors": [{"function": "example.com/s/edge.Peer", "returns": "common name"}]}`, "Extracted", "", "cnidentity"},
		{`{"credential-headers": [{"name": "X-Acme-Pass", "holds": "api key"}]}`, "Passed", "", "orauth"},
		{`{"forwarded-headers": [{"name": "x-acme-peer", "holds": "distinguished name"}]}`, "Forwarded", "", "forwardedcert"},
		{`{"non-deciding": ["example.com/s/ext.Note"]}`, "Noted", "", "certpresence"},
		{`{"non-deciding": ["example.com/s/ext"]}`, "Noted", "", "certpresence"},
		{`{"trusted-gates": [{"function": "example.com/s/app.Present", "reason": "reviewed"}]}`, "Present", "certpresence", ""},
		{`{"policies": [{"function": "example.com/s/ext.Note", "requires": "cert identity"}]}`, "Noted", "", "policy"},
		{`{"policies": [{"function": "example.com/s/ext.Note", "requires": "cert present"}]}`, "Noted", "", ""},
		{`{"rules": {"certpresence": {"enabled": false}}}`, "Present", "certpresence", ""},
		{`{"rules": {"certpresence": {"severity": "low"}}}`, "Present", "certpresence", ""},
		{`{"rules": {"certpresence": {"exclude": ["app/*.go"]}}}`, "Present", "certpresence", ""},
		{`{"exclude": [{"path": "app"}]}`, "Present", "certpresence", ""},
		{`{"exclude": [{"path": "app", "rules": ["orauth"]}]}`, "Present", "certpresence", "certpresence"},
		{`{"confidence": "high"}`, "Present", "certpresence", "certpresence"},
	} {
		name, _, _ := strings.Cut(strings.Trim(test.settings, `{" `), `"`)
		t.Run(name+"/"+test.function, func(t *testing.T) {
			for _, run := range []struct{ settings, want string }{{`{}`, test.without}, {test.settings, test.with}} {
				var tree any
				if err := json.Unmarshal([]byte(run.settings), &tree); err != nil {
					t.Fatal(err)
				}
				s, problems := settings.Decode(tree, analyzers.Names())
				if len(problems) > 0 {
					t.Fatal(problems)
				}
				if got := rulesIn(t, dir, test.function, analyzers.Configure(s, dir)); got != run.want {
					t.Errorf("with %s: reported %q, want %q", run.settings, got, run.want)
				}
			}
		})
	}
}

// rulesIn returns the rules that report in a function of package app.
func rulesIn(t *testing.T, dir, function string, cfg analyzers.Config) string {
	t.Helper()
	res, err := driver.Run(context.Background(), driver.Options{Dir: dir, Relevant: analyzers.Relevant(cfg)}, analyzers.New(cfg), "./...")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range res.Errors {
		t.Error(e)
	}
	var rules []string
	for _, f := range res.Findings {
		if f.Function == "example.com/s/app."+function && f.Suppressed == nil {
			rules = append(rules, f.Rule)
		}
	}
	slices.Sort(rules)
	return fmt.Sprint(strings.Join(slices.Compact(rules), " "))
}

// A driver that honours //nolint comments itself gets the findings.
func TestLeaveNolint(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), "module example.com/s\n\ngo 1.26\n")
	writeFile(t, filepath.Join(dir, "app", "app.go"), `package app

import "net/http"

func Allow(r *http.Request) bool { return r.TLS != nil && len(r.TLS.PeerCertificates) > 0 } //nolint:mtlslint
`)
	for _, leave := range []bool{false, true} {
		want := ""
		if leave {
			want = "certpresence"
		}
		if got := rulesIn(t, dir, "Allow", analyzers.Config{LeaveNolint: leave}); got != want {
			t.Errorf("%t: got %q, want %q", leave, got, want)
		}
	}
}
