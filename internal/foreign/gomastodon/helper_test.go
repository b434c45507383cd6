package gomastodon_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

// place is a simulated server and the foreign client of one of its accounts.
type place struct {
	*mastodontest.Server
	t    *testing.T
	base string
	acme *mastodontest.Account
	c    *mast.Client
}

func newPlace(t *testing.T, opts *mastodontest.Options) *place {
	t.Helper()
	srv := mastodontest.New(opts)
	base, err := srv.Start()
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	p := &place{Server: srv, t: t, base: base, acme: srv.CreateAccount("acme")}
	p.c = p.client(p.acme)
	return p
}

// client is one for an account, with these scopes or the usual ones.
func (p *place) client(a *mastodontest.Account, scopes ...string) *mast.Client {
	p.t.Helper()
	c := mast.NewClient(&mast.Config{Server: p.base, AccessToken: p.Token(a, scopes...)})
	transport := &http.Transport{}
	p.t.Cleanup(transport.CloseIdleConnections)
	c.Transport = transport
	return c
}

// soon bounds what would else wait for ever.
func (p *place) soon() context.Context {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 30*time.Second)
	p.t.Cleanup(cancel)
	return ctx
}

// must is what a call returned, if it returned no error.
func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}

// refused asserts how the client reports a refusal.
func refused(t *testing.T, err error, status int, message string) {
	t.Helper()
	var api *mast.APIError
	require.ErrorAs(t, err, &api)
	assert.Equal(t, status, api.StatusCode)
	assert.Equal(t, message, api.Message)
}

func ids[T any](list []T, id func(T) mast.ID) []string {
	var out []string
	for _, v := range list {
		out = append(out, string(id(v)))
	}
	return out
}

func statusID(s *mast.Status) mast.ID { return s.ID }

func accountID(a *mast.Account) mast.ID { return a.ID }
