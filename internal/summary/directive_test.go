package summary_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// A comment claims something for the function below it when it says one of two
// things, and nothing else; the engine then asks no more.
func FuzzClaim(f *testing.F) {
	for _, text := range []string{
		"//mtlslint:verifies proxy", "//mtlslint:decides identity", "// mtlslint:verifies proxy", "//mtlslint:verifies proxy \t", "//mtlslint:verifies  proxy",
		"//mtlslint:verifies proxy because", "//mtlslint:Verifies proxy", "/*mtlslint:verifies proxy*/", "//mtlslint:verifies", "//mtlslint:decides identity\n//", "//go:noinline",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(text, "\n")
		for _, line := range lines {
			if !strings.HasPrefix(line, "//") || strings.HasPrefix(line, "//line ") || strings.HasPrefix(line, "//go:") {
				return
			}
		}
		if strings.ContainsAny(text, "\r\x00\ufeff") || strings.ToValidUTF8(text, "") != text {
			return // no source
		}
		claims := 0
		last := ""
		for _, line := range lines {
			switch s := strings.TrimSpace(line); s {
			case "//mtlslint:verifies proxy", "//mtlslint:decides identity":
				claims++
				last = s
			}
		}
		src := "package app\n\nimport \"net/http\"\n\n" + text + "\nfunc Allow(r *http.Request) bool { return len(r.TLS.VerifiedChains) > 0 }\n"
		w := analyse(t, []txtar.File{{Name: "a.go", Data: []byte(src)}})
		want := "Allow: yes=[{cert verified}] no=[{not cert verified}]\n"
		switch {
		case claims > 0 && strings.HasSuffix(last, "proxy"):
			want = "Allow: yes=[{proxy verified}] no=[{}]\n"
		case claims > 0:
			want = "Allow: yes=[{cert identity (strong)}] no=[{}]\n"
		}
		if got := w.dump(); !strings.HasPrefix(got, want) {
			t.Errorf("%q: got %s want %s", text, got, want)
		}
	})
}
