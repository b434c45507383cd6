package rest_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

func TestPath(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"1":           "/items/1",
		"a/b":         "/items/a%2Fb",
		"a b?c#d":     "/items/a%20b%3Fc%23d",
		"100%":        "/items/100%25",
		"%2e%2e":      "/items/%252e%252e",
		"été":         "/items/%C3%A9t%C3%A9",
		"urn:li:1":    "/items/urn:li:1",
		".":           "/items/%2E",
		"..":          "/items/%2E%2E",
		"...":         "/items/...",
		"\xff\x00\n;": "/items/%FF%00%0A%3B",
	} {
		assert.Equal(t, want, rest.Path("items", id))
	}
}

func TestPathsThatLeadElsewhereAreRefused(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for _, path := range []string{
		rest.Path("items", ""), rest.Path("items", "..", "x"), rest.Path("items", "."), rest.Path("items", "../1"),
		rest.Path("items", "a/./b"), rest.Path("", "items"), "items", "/items/%zz", "/items?id=1", "/items#1", "//other.example/items",
	} {
		_, err := s.client(t, nil).Do(t.Context(), &rest.Request{Op: "x", Method: http.MethodDelete, Path: path, Class: rest.Unsafe}, nil)
		e := socialError(t, err)
		assert.Equal(t, social.ErrInvalid, e.Kind, path)
		assert.Equal(t, "path", e.Field)
	}
	assert.Zero(t, s.sim.Log().Total())
}

func TestAddress(t *testing.T) {
	t.Parallel()
	var got string
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RequestURI }))
	t.Cleanup(srv.Close)
	for _, c := range []struct{ base, path, want string }{
		{"", "/items/a%2Fb", "/items/a%2Fb?q=1+2"},
		{"/", "/items", "/items?q=1+2"},
		{"/proxy/x", "/items/é", "/proxy/x/items/%C3%A9?q=1+2"},
		{"/proxy/x/", "/items/%25", "/proxy/x/items/%25?q=1+2"},
		{"/pro%2Fxy", "/items", "/pro%2Fxy/items?q=1+2"},
		{"/proxy/", "", "/proxy/?q=1+2"},
	} {
		client := newClient(t, srv.URL+c.base, nil)
		_, err := client.Do(t.Context(), &rest.Request{Op: "x", Path: c.path, Query: url.Values{"q": {"1 2"}}}, nil)
		require.NoError(t, err)
		assert.Equal(t, c.want, got)
	}
}

func TestBaseIsChecked(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"", "/x", "ftp://h.example", "https://u:p@h.example", "https://h.example?a=b", "https://h.example#a"} {
		u, err := url.Parse(base)
		require.NoError(t, err)
		_, err = rest.New(rest.Config{Network: "shelf", Base: u})
		require.ErrorIs(t, err, social.ErrInvalid, base)
		assert.NotContains(t, err.Error(), "p@")
	}
	u, err := url.Parse("https://h.example")
	require.NoError(t, err)
	_, err = rest.New(rest.Config{Network: "shelf", Base: u, Options: social.Options{UserAgent: "a\nb"}})
	assert.Equal(t, "UserAgent", socialError(t, err).Field)
}

// Whatever an ID holds, the server gets this ID, in one path element, or nothing.
func FuzzPath(f *testing.F) {
	for _, id := range []string{"1", "", ".", "..", "a/b", "../..", "%2f", "%", "é", "\xff", "a?b#c", "a;b"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		path := rest.Path("items", id, "end")
		require.Equal(t, 3, strings.Count(path, "/"))
		decoded, err := rest.CheckPath(path)
		bad := id == ""
		for e := range strings.SplitSeq(id, "/") {
			bad = bad || e == "" || e == "." || e == ".."
		}
		require.Equal(t, bad, err != nil)
		if err != nil {
			return
		}
		require.Equal(t, "/items/"+id+"/end", decoded)
		u := &url.URL{Scheme: "http", Host: "h", Path: decoded, RawPath: path}
		again, err := url.Parse(u.String())
		require.NoError(t, err)
		require.Equal(t, path, again.EscapedPath())
	})
}

// TestRawQuery: a notation of the network's own goes out as it was written.
func TestRawQuery(t *testing.T) {
	t.Parallel()
	var got string
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.URL.RawQuery }))
	t.Cleanup(srv.Close)
	base, err := url.Parse(srv.URL)
	require.NoError(t, err)
	c, err := rest.New(rest.Config{Network: "test", Base: base})
	require.NoError(t, err)
	const notation = "ids=List(urn%3Ali%3Ashare%3A1,(a:'b'))"
	_, err = c.Do(t.Context(), &rest.Request{Op: "get", Path: "/items", RawQuery: notation, Query: url.Values{"x": {"y"}}}, nil)
	require.NoError(t, err)
	assert.Equal(t, notation, got)
}
