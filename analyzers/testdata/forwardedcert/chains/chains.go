// Package chains puts a checked proxy in front of readers in further ways.
package chains

import (
	"net/http"
	"net/netip"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"

	"testdata/forwardedcert/chains/trust"
)

type service struct {
	proxies []netip.Prefix
	users   map[string]string
}

func (s *service) fromProxy(c *gin.Context) {
	if !trust.Contains(s.proxies, c.Request.RemoteAddr) {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.Next()
}

// Behind what the engine uses: quiet.
func (s *service) me(c *gin.Context) {
	u, ok := s.users[c.GetHeader("X-Client-Cert-Fingerprint")]
	if !ok {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.String(http.StatusOK, u)
}

// Behind what a group has: quiet.
func (s *service) team(c *gin.Context) {
	u, ok := s.users[c.GetHeader("X-Client-Cert-Fingerprint")]
	if !ok {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.String(http.StatusOK, u)
}

// Behind what stands before it in the list of a route: quiet.
func (s *service) role(c *gin.Context) {
	u, ok := s.users[c.GetHeader("X-Client-Cert-Fingerprint")]
	if !ok {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.String(http.StatusOK, u)
}

// In front of it: reported.
func (s *service) early(c *gin.Context) {
	u, ok := s.users[c.GetHeader("X-Client-Cert-Fingerprint")] // want "the header is believed"
	if !ok {
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	c.String(http.StatusOK, u)
}

func (s *service) Gin() (*gin.Engine, *gin.Engine) {
	e := gin.New()
	e.Use(s.fromProxy)
	e.GET("/me", s.me)
	f := gin.New()
	g := f.Group("/api", s.fromProxy)
	g.GET("/team", s.team)
	f.GET("/role", s.fromProxy, s.role)
	f.GET("/early", s.early, s.fromProxy)
	return e, f
}

func (s *service) checked(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !trust.Contains(s.proxies, c.Request().RemoteAddr) {
			return echo.ErrForbidden
		}
		return next(c)
	}
}

// Behind the middleware that its route is given: quiet.
func (s *service) member(c echo.Context) error {
	u, ok := s.users[c.Request().Header.Get("X-Client-Cert-Fingerprint")]
	if !ok {
		return echo.ErrForbidden
	}
	return c.String(http.StatusOK, u)
}

func (s *service) Echo() *echo.Echo {
	e := echo.New()
	e.GET("/member", s.member, s.checked)
	return e
}

type api struct{ users map[string]string }

// A value that serves, behind middleware of another package: quiet.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u, ok := a.users[r.Header.Get("X-Client-Cert-Fingerprint")]
	if !ok {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(u))
}

func (s *service) Serve() error {
	return http.ListenAndServe(":8080", trust.Clean(s.proxies)(&api{s.users}))
}

type middleware func(http.Handler) http.Handler

func chain(h http.Handler, ms ...middleware) http.Handler {
	for i := len(ms) - 1; i >= 0; i-- {
		h = ms[i](h)
	}
	return h
}

// Behind a chain that a loop puts together: quiet.
func (s *service) chained(w http.ResponseWriter, r *http.Request) {
	u, ok := s.users[r.Header.Get("X-Client-Cert-Fingerprint")]
	if !ok {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(u))
}

func logged(next http.Handler) http.Handler { return next }

func (s *service) Chain() http.Handler {
	return chain(http.HandlerFunc(s.chained), logged, trust.Clean(s.proxies))
}

// A chain that checks nothing: reported.
func (s *service) bare(w http.ResponseWriter, r *http.Request) {
	u, ok := s.users[r.Header.Get("X-Client-Cert-Fingerprint")] // want "the header is believed"
	if !ok {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(u))
}

func (s *service) Bare() http.Handler { return chain(http.HandlerFunc(s.bare), logged) }

var headers = []string{"X-Client-Cert-Fingerprint", "X-Client-Cert-Subject"}

func (s *service) scrub(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !trust.Contains(s.proxies, r.RemoteAddr) {
			for _, h := range headers {
				r.Header.Del(h)
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Behind one that deletes every field of a list: quiet.
func (s *service) scrubbed(w http.ResponseWriter, r *http.Request) {
	u, ok := s.users[r.Header.Get("X-Client-Cert-Fingerprint")]
	if !ok {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(u))
}

func (s *service) Scrub() http.Handler { return s.scrub(http.HandlerFunc(s.scrubbed)) }

// Behind a method of another package that is middleware: quiet.
func (s *service) wrapped(w http.ResponseWriter, r *http.Request) {
	u, ok := s.users[r.Header.Get("X-Client-Cert-Fingerprint")]
	if !ok {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(u))
}

// Behind one that checks nothing, of the same value: reported.
func (s *service) counted(w http.ResponseWriter, r *http.Request) {
	u, ok := s.users[r.Header.Get("X-Client-Cert-Fingerprint")] // want "the header is believed"
	if !ok {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(u))
}

func (s *service) Wrapped() http.Handler {
	g := &trust.Gate{Proxies: s.proxies}
	mux := http.NewServeMux()
	mux.Handle("/wrapped", g.Wrap(http.HandlerFunc(s.wrapped)))
	mux.Handle("/counted", g.Count(http.HandlerFunc(s.counted)))
	return mux
}

// Behind the same around the whole router: quiet.
func (s *service) routed(w http.ResponseWriter, r *http.Request) {
	u, ok := s.users[r.Header.Get("X-Client-Cert-Fingerprint")]
	if !ok {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	_, _ = w.Write([]byte(u))
}

func (s *service) Routed(g *trust.Gate) *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/routed", s.routed)
	return &http.Server{Addr: ":8080", Handler: g.Count(g.Wrap(mux))}
}
