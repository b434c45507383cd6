package social_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
)

const renewals = 20 // of each process

// TestTwoProcessesShareOneLogin lets two processes renew one token, again and again, on a network that takes
// each refresh token once and ends the login when one is used twice.
func TestTwoProcessesShareOneLogin(t *testing.T) {
	t.Parallel()
	n := &rotating{}
	server := httptest.NewServer(n)
	defer server.Close()
	dir := t.TempDir()
	store := social.NewFileTokens(dir)
	first := n.token()
	first.Expiry = time.Now().Add(-time.Hour)
	require.NoError(t, store.SaveToken(t.Context(), key, first))

	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRenewingProcess$", "-test.v")
			child.Env = append(os.Environ(), "RELAIS_TEST_TOKENS="+dir, "RELAIS_TEST_SERVER="+server.URL)
			out, err := child.CombinedOutput()
			assert.NoError(t, err, "%s", out)
			assert.Contains(t, string(out), "--- PASS: TestRenewingProcess")
		})
	}
	wg.Wait()
	assert.Equal(t, 2*renewals, n.count, "each renewal was made by one process, and none was lost")
	last, err := store.LoadToken(t.Context(), key)
	require.NoError(t, err)
	assert.Equal(t, n.valid, last.RefreshToken, "the store holds the one refresh token that is still good")
}

// ServeHTTP is a token endpoint.
func (n *rotating) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	next, err := n.Refresh(r.Context(), &oauth2.Token{RefreshToken: r.PostFormValue("refresh_token")})
	if err != nil {
		n.mu.Lock()
		n.valid = "the login has ended"
		n.mu.Unlock()
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_ = json.NewEncoder(w).Encode(next)
}

// TestRenewingProcess is what the child processes of TestTwoProcessesShareOneLogin run.
func TestRenewingProcess(t *testing.T) {
	dir, server := os.Getenv("RELAIS_TEST_TOKENS"), os.Getenv("RELAIS_TEST_SERVER")
	if dir == "" {
		t.Skip("the second process of TestTwoProcessesShareOneLogin: run that test")
	}
	s := social.StoredTokens(t.Context(), social.NewFileTokens(dir), key, social.Renewal{
		Refresh: func(ctx context.Context, old *oauth2.Token) (*oauth2.Token, error) {
			return refreshAt(ctx, server, old.RefreshToken)
		},
	})
	for range renewals {
		_, err := s.Token() // each token has ended when it comes, so each call renews
		require.NoError(t, err)
	}
}

func refreshAt(ctx context.Context, server, refresh string) (*oauth2.Token, error) {
	form := url.Values{"refresh_token": {refresh}}.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, server, strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", res.StatusCode)
	}
	var next oauth2.Token
	return &next, json.NewDecoder(res.Body).Decode(&next)
}
