package rest_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
)

func TestSingle(t *testing.T) {
	t.Parallel()
	for _, fault := range []simulator.Fault{
		{Kind: simulator.FailBefore}, {Kind: simulator.FailBefore, Status: http.StatusTooManyRequests}, {Kind: simulator.CutAfter},
	} {
		s := newShelf(t)
		s.sim.Faults().Add(fault)
		r := request(t, rest.Read)
		r.Single = true
		_, err := s.client(t, nil).Do(t.Context(), r, nil)
		require.Error(t, err)
		assert.Equal(t, 1, s.sim.Log().Total(), fault.Kind)
	}
}

// TestSingleWithANewToken: what was refused for its token was not executed, and no pause would mend it.
func TestSingleWithANewToken(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.sim.Faults().Add(simulator.Fault{Kind: simulator.Unauthorized})
	forgotten := counter()
	r := request(t, rest.Read)
	r.Single = true
	_, err := s.client(t, withToken(staticToken(), forgotten)).Do(t.Context(), r, nil)
	require.NoError(t, err)
	assert.EqualValues(t, 1, forgotten.Load())
}

// statusServer answers with the status in the path, a Location if the query has one, and a body that is no JSON.
func statusServer(t *testing.T) (string, *atomic.Int64) {
	t.Helper()
	calls := counter()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		w.Header().Set("Range", "bytes=0-41")
		if to := r.URL.Query().Get("to"); to != "" {
			w.Header().Set("Location", to)
		}
		switch r.URL.Path {
		case "/304":
			w.WriteHeader(http.StatusNotModified)
		case "/308":
			w.WriteHeader(http.StatusPermanentRedirect)
			_, _ = w.Write([]byte("go on"))
		case "/412":
			w.WriteHeader(http.StatusPreconditionFailed)
		default:
			writeJSON(w, item{ID: "1"})
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL, calls
}

func TestAccept(t *testing.T) {
	t.Parallel()
	base, calls := statusServer(t)
	c := newClient(t, base, nil)
	for _, test := range []struct {
		method, path, to string
		accept           []int
		status           int // 0: a failure
	}{
		{http.MethodGet, "/304", "", []int{304}, 304},
		{http.MethodGet, "/304", "", nil, 0},
		{http.MethodPut, "/308", "", []int{308}, 308},
		{http.MethodPut, "/308", "", []int{304}, 0},
		{http.MethodPut, "/308", "https://elsewhere.example/", []int{308}, 308},
		{http.MethodGet, "/308", "/412", []int{308}, 308},
		{http.MethodGet, "/308", "https://elsewhere.example/", []int{308}, 308},
		{http.MethodGet, "/308", "/200", nil, 200},
		{http.MethodPost, "/412", "", []int{308, 412}, 412},
		{http.MethodPut, "/200", "", []int{308}, 200},
	} {
		calls.Store(0)
		out := item{ID: "old"}
		r := &rest.Request{Op: "x", Method: test.method, Path: test.path, Class: classOf(test.method), Accept: test.accept}
		if test.to != "" {
			r.Query = url.Values{"to": {test.to}}
		}
		a, err := c.Do(t.Context(), r, &out)
		if test.status == 0 {
			require.ErrorIs(t, err, social.ErrInvalid, "%+v", test)
			continue
		}
		require.NoError(t, err, "%+v", test)
		assert.Equal(t, test.status, a.Status)
		assert.Equal(t, "bytes=0-41", a.Header.Get("Range"), "%+v", test)
		if test.status == http.StatusOK {
			assert.Equal(t, item{ID: "1"}, out)
			continue
		}
		assert.Equal(t, item{ID: "old"}, out, "nothing is decoded: %+v", test)
		assert.EqualValues(t, 1, calls.Load(), "nor followed: %+v", test)
	}
}

// uploadHost notes the addresses and credentials that it is asked with.
func uploadHost(t *testing.T) (*url.URL, *[]string) {
	t.Helper()
	var seen []string
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Method+" "+r.RequestURI+" "+r.Header.Get("Authorization"))
	}))
	t.Cleanup(srv.Close)
	u, err := url.Parse(srv.URL)
	require.NoError(t, err)
	return u, &seen
}

func TestNamedAddress(t *testing.T) {
	t.Parallel()
	own, atOwn := uploadHost(t)
	allowed, atAllowed := uploadHost(t)
	foreign, atForeign := uploadHost(t)
	c := newClient(t, own.String()+"/api", func(cfg *rest.Config) {
		cfg.Origins = []*url.URL{allowed}
		withToken(staticToken(), nil)(cfg)
	})
	put := func(address, scheme string) error {
		u, err := url.Parse(address)
		require.NoError(t, err)
		_, err = c.Do(t.Context(), &rest.Request{
			Op: "media.put", Method: http.MethodPut, URL: u, Class: rest.Idempotent, Scheme: scheme,
			Path: "/ignored", Body: rest.Bytes("video/mp4", []byte("film")),
		}, nil)
		return err
	}
	require.NoError(t, put(own.String()+"/upload/a%2Fb?upload_id=x%2By#part", ""))
	assert.Equal(t, []string{"PUT /upload/a%2Fb?upload_id=x%2By Bearer " + fakeToken()}, *atOwn, "as it was named")
	require.NoError(t, put(allowed.String()+"/v1/film", "OAuth"))
	assert.Equal(t, []string{"PUT /v1/film OAuth " + fakeToken()}, *atAllowed)

	for name, address := range map[string]string{
		"another host":   foreign.String() + "/?sig=" + fakeToken(),
		"another scheme": "https://" + own.Host + "/",
		"a user":         "http://someone:" + fakeToken() + "@" + own.Host + "/",
		"no host":        "mailto:a@" + own.Host,
		"only a path":    "/upload",
		"a longer name":  "http://" + own.Hostname() + ".evil.example/",
	} {
		err := put(address, "OAuth")
		require.ErrorIs(t, err, social.ErrInvalid, name)
		assert.Equal(t, "BaseURL", socialError(t, err).Field, name)
		assert.NotContains(t, everyForm(err), fakeToken(), name)
	}
	assert.Empty(t, *atForeign)
	assert.Len(t, *atOwn, 1)
}

func TestNamedAddressInADryRun(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	c := newClient(t, "https://shelf.example", func(cfg *rest.Config) {
		cfg.Options.DryRun, cfg.Options.Logger = true, slog.New(slog.NewJSONHandler(&log, nil))
	})
	u, err := url.Parse("https://shelf.example/upload?sig=" + fakeToken())
	require.NoError(t, err)
	_, err = c.Do(t.Context(), &rest.Request{Op: "media.put", Method: http.MethodPut, URL: u, Class: rest.Idempotent}, nil)
	require.ErrorIs(t, err, social.ErrDryRun)
	assert.Contains(t, log.String(), "/upload")
	assert.NotContains(t, log.String()+everyForm(err), fakeToken())
}

// TestScheme: the scheme replaces that of the token, which the source may hand out to others, too.
func TestScheme(t *testing.T) {
	t.Parallel()
	host, seen := uploadHost(t)
	token := &oauth2.Token{AccessToken: fakeToken(), TokenType: "mac"}
	c := newClient(t, host.String(), withToken(oauth2.StaticTokenSource(token), nil))
	for _, scheme := range []string{"OAuth", ""} {
		_, err := c.Do(t.Context(), &rest.Request{Op: "x", Scheme: scheme}, nil)
		require.NoError(t, err)
	}
	_, err := c.Do(t.Context(), &rest.Request{Op: "x", Scheme: "OAuth", NoAuth: true}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"GET / OAuth " + fakeToken(), "GET / MAC " + fakeToken(), "GET / "}, *seen)
	assert.Equal(t, "mac", token.TokenType)
}
