package rest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
)

func small(tb testing.TB) string {
	tb.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, item{ID: "1", Text: "a"})
	}))
	tb.Cleanup(srv.Close)
	return srv.URL
}

// BenchmarkDo is a small read through the whole pipeline; compare BenchmarkNetHTTP.
func BenchmarkDo(b *testing.B) {
	c := newClient(b, small(b), withToken(staticToken(), nil))
	b.ReportAllocs()
	for b.Loop() {
		var out item
		_, err := c.Do(b.Context(), &rest.Request{Op: "items.get", Path: rest.Path("items", "1")}, &out)
		require.NoError(b, err)
	}
}

// BenchmarkNetHTTP is the same with nothing but the standard library.
func BenchmarkNetHTTP(b *testing.B) {
	base := small(b)
	c := &http.Client{Transport: &http.Transport{}}
	defer c.CloseIdleConnections()
	b.ReportAllocs()
	for b.Loop() {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, base+"/items/1", nil)
		require.NoError(b, err)
		req.Header.Set("Authorization", "Bearer "+fakeToken())
		resp, err := c.Do(req)
		require.NoError(b, err)
		var out item
		require.NoError(b, json.NewDecoder(resp.Body).Decode(&out))
		require.NoError(b, resp.Body.Close())
	}
}

// BenchmarkDoAlone leaves the network out: what remains is the pipeline itself.
func BenchmarkDoAlone(b *testing.B) {
	c := newClient(b, "http://shelf.example", func(cfg *rest.Config) {
		withToken(staticToken(), nil)(cfg)
		cfg.Options.HTTPClient.Transport = canned{}
	})
	b.ReportAllocs()
	for b.Loop() {
		var out item
		_, err := c.Do(b.Context(), &rest.Request{Op: "items.get", Path: rest.Path("items", "1")}, &out)
		require.NoError(b, err)
	}
}

// BenchmarkNetHTTPAlone is the same for the standard library.
func BenchmarkNetHTTPAlone(b *testing.B) {
	c := &http.Client{Transport: canned{}}
	b.ReportAllocs()
	for b.Loop() {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://shelf.example/items/1", nil)
		require.NoError(b, err)
		req.Header.Set("Authorization", "Bearer "+fakeToken())
		resp, err := c.Do(req)
		require.NoError(b, err)
		var out item
		require.NoError(b, json.NewDecoder(resp.Body).Decode(&out))
		require.NoError(b, resp.Body.Close())
	}
}
