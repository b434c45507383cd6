package googleapi_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
	"google.golang.org/api/youtube/v3"

	"github.com/relais-go/relais/youtube/youtubetest"
)

// studio is a simulated YouTube and Google's client of one of its channels.
type studio struct {
	*youtubetest.Server
	t         *testing.T
	base      string
	acme, fan string // channels
	c         *youtube.Service
}

func newStudio(t *testing.T, opts *youtubetest.Options) *studio {
	t.Helper()
	srv := youtubetest.New(opts)
	base, err := srv.Start()
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	s := &studio{Server: srv, t: t, base: base, acme: srv.CreateChannel("acme"), fan: srv.CreateChannel("fan")}
	s.c = s.service(srv.Token(s.acme))
	return s
}

// options point a client of Google's at the simulator.
func (s *studio) options(token string) []option.ClientOption {
	transport := &http.Transport{}
	s.t.Cleanup(transport.CloseIdleConnections)
	ctx := context.WithValue(s.t.Context(), oauth2.HTTPClient, &http.Client{Transport: transport})
	client := oauth2.NewClient(ctx, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}))
	return []option.ClientOption{option.WithHTTPClient(client), option.WithEndpoint(s.base + "/")}
}

func (s *studio) service(token string) *youtube.Service {
	s.t.Helper()
	c, err := youtube.NewService(s.t.Context(), s.options(token)...)
	require.NoError(s.t, err)
	return c
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
func refused(t *testing.T, err error, status int, reason string) *googleapi.Error {
	t.Helper()
	var api *googleapi.Error
	require.ErrorAs(t, err, &api)
	assert.Equal(t, status, api.Code)
	require.NotEmpty(t, api.Errors, api.Body)
	assert.Equal(t, reason, api.Errors[0].Reason)
	assert.NotEmpty(t, api.Message)
	return api
}
