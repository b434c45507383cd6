package social_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// key is the login that the tests use.
const key = "x/acme"

// rotating is a network whose refresh tokens can be used once.
type rotating struct {
	mu    sync.Mutex
	count int
	valid string // the refresh token that would be taken now
	life  time.Duration
	fail  error // what Refresh returns instead
}

// token is the current login.
func (n *rotating) token() *oauth2.Token {
	n.valid = "refresh-" + strconv.Itoa(n.count)
	return &oauth2.Token{
		AccessToken: "access-" + strconv.Itoa(n.count), RefreshToken: n.valid, Expiry: time.Now().Add(n.life),
	}
}

func (n *rotating) Refresh(_ context.Context, t *oauth2.Token) (*oauth2.Token, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.fail != nil {
		return nil, n.fail
	}
	if t.RefreshToken != n.valid {
		return nil, errors.New("refresh token " + t.RefreshToken + " was used before")
	}
	n.count++
	return n.token(), nil
}

// login stores a token that lasts for life, and returns the network that renews it.
func login(t *testing.T, store social.TokenStore, life time.Duration) *rotating {
	t.Helper()
	n := &rotating{life: life}
	require.NoError(t, store.SaveToken(t.Context(), key, n.token()))
	n.life = time.Hour
	return n
}

func source(t *testing.T, store social.TokenStore, n *rotating) oauth2.TokenSource {
	t.Helper()
	return social.StoredTokens(t.Context(), store, key, social.Renewal{Refresh: n.Refresh})
}

// access is the access token that a source gives.
func access(t *testing.T, s oauth2.TokenSource) string {
	t.Helper()
	token, err := s.Token()
	require.NoError(t, err)
	return token.AccessToken
}

// wantAuth demands that the user is sent to log in again, and that no token shows.
func wantAuth(t *testing.T, err error) {
	t.Helper()
	require.ErrorIs(t, err, social.ErrAuth)
	var e *social.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "token", e.Op)
	assert.NotContains(t, err.Error(), "refresh-")
	assert.NotContains(t, err.Error(), "access-")
}

func TestStoredTokensWithoutLogin(t *testing.T) {
	t.Parallel()
	_, err := social.StoredTokens(t.Context(), socialtest.NewTokens(), key, social.Renewal{}).Token()
	wantAuth(t, err)
	require.ErrorIs(t, err, social.ErrNoToken)
}

func TestStoredTokensRenewAheadOfTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := socialtest.NewTokens()
		n := login(t, store, time.Hour)
		s := source(t, store, n)
		assert.Equal(t, "access-0", access(t, s))
		time.Sleep(59*time.Minute - time.Second)
		assert.Equal(t, "access-0", access(t, s), "more than a minute is left")
		time.Sleep(2 * time.Second)
		assert.Equal(t, "access-1", access(t, s), "less than a minute is left")
		stored, err := store.LoadToken(t.Context(), key)
		require.NoError(t, err)
		assert.Equal(t, "refresh-1", stored.RefreshToken)

		ahead := social.StoredTokens(t.Context(), store, key, social.Renewal{Refresh: n.Refresh, Ahead: 2 * time.Hour})
		assert.Equal(t, "access-2", access(t, ahead), "Ahead is longer than what is left")
	})
}

func TestStoredTokensThatCannotBeRenewed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := socialtest.NewTokens()
		login(t, store, time.Hour)
		s := social.StoredTokens(t.Context(), store, key, social.Renewal{})
		time.Sleep(time.Hour - time.Second)
		assert.Equal(t, "access-0", access(t, s), "it is used to its end")
		time.Sleep(time.Second)
		_, err := s.Token()
		wantAuth(t, err)

		require.NoError(t, store.SaveToken(t.Context(), key, &oauth2.Token{AccessToken: "for ever"}))
		assert.Equal(t, "for ever", access(t, s), "a token without end lasts, and a new login is noticed")
	})
}

func TestStoredTokensRenewOnceForAll(t *testing.T) {
	t.Parallel()
	store := socialtest.NewTokens()
	n := login(t, store, -time.Hour)
	one, other := source(t, store, n), source(t, store, n) // as two processes
	var wg sync.WaitGroup
	for range 50 {
		for _, s := range []oauth2.TokenSource{one, other} {
			wg.Go(func() {
				token, err := s.Token()
				if assert.NoError(t, err) {
					assert.Equal(t, "access-1", token.AccessToken)
				}
			})
		}
	}
	wg.Wait()
	assert.Equal(t, 1, n.count)
}

func TestStoredTokensKeepTheRefreshToken(t *testing.T) {
	t.Parallel()
	store := socialtest.NewTokens()
	login(t, store, -time.Hour)
	successor := &oauth2.Token{AccessToken: "access-9"}
	s := social.StoredTokens(t.Context(), store, key, social.Renewal{
		Refresh: func(context.Context, *oauth2.Token) (*oauth2.Token, error) { return successor, nil },
	})
	token, err := s.Token()
	require.NoError(t, err)
	assert.Equal(t, "refresh-0", token.RefreshToken)
	assert.Empty(t, successor.RefreshToken, "what Refresh returned is left alone")
}

// full is a store whose disk is full for a while.
type full struct {
	*socialtest.Tokens

	broken atomic.Bool
}

var errFull = errors.New("disk full")

func (f *full) SaveToken(ctx context.Context, key string, t *oauth2.Token) error {
	if f.broken.Load() {
		return errFull
	}
	return f.Tokens.SaveToken(ctx, key, t)
}

func TestStoredTokensAreSavedBeforeUse(t *testing.T) {
	t.Parallel()
	store := &full{Tokens: socialtest.NewTokens()}
	n := login(t, store, -time.Hour)
	s := source(t, store, n)
	store.broken.Store(true)
	for range 3 {
		token, err := s.Token()
		require.ErrorIs(t, err, errFull)
		assert.Nil(t, token, "a token that would be lost in a crash is not handed out")
		assert.NotErrorIs(t, err, social.ErrAuth, "the login is not lost")
	}
	assert.Equal(t, 1, n.count, "a single-use refresh token is not spent again: its successor is kept")
	store.broken.Store(false)
	assert.Equal(t, "access-1", access(t, s))
	assert.Equal(t, "access-1", access(t, source(t, store, n)), "another process has it too")
}

// refusal is the answer of a token endpoint.
func refusal(status int) error {
	return &oauth2.RetrieveError{
		Response: &http.Response{StatusCode: status, Status: http.StatusText(status)},
		Body:     []byte(`{"error":"invalid_grant","refresh_token":"refresh-0"}`),
	}
}

func TestStoredTokensThatTheNetworkRefusesToRenew(t *testing.T) {
	t.Parallel()
	for _, fail := range []error{refusal(400), refusal(401), &social.Error{Kind: social.ErrAuth}} {
		store := socialtest.NewTokens()
		n := login(t, store, 30*time.Second)
		n.fail = fail
		_, err := source(t, store, n).Token()
		wantAuth(t, err)
		require.ErrorIs(t, err, fail)
	}
}

func TestStoredTokensWhileTheNetworkIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := socialtest.NewTokens()
		n := login(t, store, 40*time.Second)
		asked := 0
		s := social.StoredTokens(t.Context(), store, key, social.Renewal{
			Refresh: func(ctx context.Context, old *oauth2.Token) (*oauth2.Token, error) {
				asked++
				return n.Refresh(ctx, old)
			},
		})
		n.fail = refusal(503)
		for range 5 {
			assert.Equal(t, "access-0", access(t, s), "the old token is used while it lasts")
		}
		assert.Equal(t, 1, asked, "the network is left in peace for a while")
		time.Sleep(20 * time.Second)
		assert.Equal(t, "access-0", access(t, s))
		assert.Equal(t, 2, asked)
		time.Sleep(20 * time.Second)
		_, err := s.Token()
		require.ErrorIs(t, err, social.ErrUnavailable)
		require.NotErrorIs(t, err, social.ErrAuth, "nobody needs to log in again")
		assert.NotContains(t, err.Error(), "refresh-0")
		n.fail = nil
		assert.Equal(t, "access-1", access(t, s))
	})
}

func TestStoredTokensWithARefreshThatGivesNothing(t *testing.T) {
	t.Parallel()
	for _, nothing := range []*oauth2.Token{nil, {}} {
		store := socialtest.NewTokens()
		login(t, store, -time.Hour)
		_, err := social.StoredTokens(t.Context(), store, key, social.Renewal{
			Refresh: func(context.Context, *oauth2.Token) (*oauth2.Token, error) { return nothing, nil },
		}).Token()
		require.ErrorIs(t, err, social.ErrUnavailable)
		stored, err := store.LoadToken(t.Context(), key)
		require.NoError(t, err)
		assert.Equal(t, "refresh-0", stored.RefreshToken, "the login is not overwritten")
	}
}

func TestStoredTokensSeeARenewalThrough(t *testing.T) {
	t.Parallel()
	store := socialtest.NewTokens()
	n := login(t, store, -time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	s := social.StoredTokens(ctx, store, key, social.Renewal{
		Refresh: func(renewing context.Context, old *oauth2.Token) (*oauth2.Token, error) {
			cancel() // the caller goes away while the refresh token is being spent
			if err := renewing.Err(); err != nil {
				return nil, err
			}
			_, bounded := renewing.Deadline()
			assert.True(t, bounded)
			return n.Refresh(renewing, old)
		},
	})
	assert.Equal(t, "access-1", access(t, s))
	stored, err := store.LoadToken(t.Context(), key)
	require.NoError(t, err)
	assert.Equal(t, "refresh-1", stored.RefreshToken)
}

func TestStoredTokensWithAnEndedContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	dir := t.TempDir()
	store := social.NewFileTokens(dir)
	n := login(t, store, -time.Hour)
	cancel()
	_, err := social.StoredTokens(ctx, store, key, social.Renewal{Refresh: n.Refresh}).Token()
	require.ErrorIs(t, err, context.Canceled)
	assert.Zero(t, n.count, "no renewal is begun")
}

func TestStoredTokensAfterWaitingForAnotherProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := socialtest.NewTokens()
		n := login(t, store, -time.Hour)
		slow := social.StoredTokens(t.Context(), store, key, social.Renewal{
			Refresh: func(ctx context.Context, old *oauth2.Token) (*oauth2.Token, error) {
				time.Sleep(2 * time.Second)
				return n.Refresh(ctx, old)
			},
		})
		var wg sync.WaitGroup
		for range 2 { // two processes: the second comes while the first is renewing
			s := slow
			slow = source(t, store, n)
			wg.Go(func() { assert.Equal(t, "access-1", access(t, s)) })
			time.Sleep(time.Second)
		}
		wg.Wait()
		assert.Equal(t, 1, n.count, "the second takes what the first has saved")
	})
}
