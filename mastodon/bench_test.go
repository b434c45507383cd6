package mastodon_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
)

// served answers every request with the file, over HTTP.
func served(b *testing.B, file string) (*httptest.Server, int64) {
	b.Helper()
	data, err := os.ReadFile(file)
	require.NoError(b, err)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		_, _ = w.Write(data)
	}))
	b.Cleanup(srv.Close)
	return srv, int64(len(data))
}

// BenchmarkTimelinePage reads a page of 40 statuses over HTTP: through the client, and with plain net/http
// without decoding.
func BenchmarkTimelinePage(b *testing.B) {
	srv, size := served(b, "testdata/statuses.json")
	b.Run("relais", func(b *testing.B) {
		c, err := mastodon.New(srv.URL, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "token"}), nil)
		require.NoError(b, err)
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			page, err := c.HomeTimelinePage(b.Context(), &mastodon.PageParams{Limit: 40})
			require.NoError(b, err)
			require.Len(b, page.Items, 40)
		}
	})
	b.Run("nethttp", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			plainGet(b, srv.URL)
		}
	})
}

// BenchmarkRequest is what the pipeline adds to a small request.
func BenchmarkRequest(b *testing.B) {
	srv, _ := served(b, "testdata/status.json")
	b.Run("relais", func(b *testing.B) {
		c, err := mastodon.New(srv.URL, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "token"}), &social.Options{})
		require.NoError(b, err)
		b.ReportAllocs()
		for b.Loop() {
			_, err := c.Status(b.Context(), "1")
			require.NoError(b, err)
		}
	})
	b.Run("nethttp", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plainGet(b, srv.URL)
		}
	})
}

func plainGet(b *testing.B, url string) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
	require.NoError(b, err)
	req.Header.Set("Authorization", "Bearer token")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(b, err)
	_, err = io.Copy(io.Discard, resp.Body)
	require.NoError(b, err)
	require.NoError(b, resp.Body.Close())
}
