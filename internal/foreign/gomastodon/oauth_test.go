package gomastodon_test

import (
	"io"
	"net/http"
	"testing"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const outOfBand = "urn:ietf:wg:oauth:2.0:oob"

// TestRegistration goes from the registration of an app over the consent of a person to the end of the login.
func TestRegistration(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	app := must(mast.RegisterApp(ctx, &mast.AppConfig{
		Server: p.base, ClientName: "foreign", Scopes: "read write follow", RedirectURIs: outOfBand, Website: "https://example.com",
	}))(t)
	require.NotEmpty(t, app.ClientID)
	require.NotEmpty(t, app.ClientSecret)
	assert.Equal(t, outOfBand, app.RedirectURI)

	c := mast.NewClient(&mast.Config{Server: p.base, ClientID: app.ClientID, ClientSecret: app.ClientSecret})
	require.NoError(t, c.GetAppAccessToken(ctx, outOfBand))
	assert.Equal(t, "foreign", must(c.VerifyAppCredentials(ctx))(t).Name)
	_, err := c.GetAccountCurrentUser(ctx)
	refused(t, err, http.StatusUnprocessableEntity, "This method requires an authenticated user")

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, app.AuthURI, nil)
	require.NoError(t, err)
	resp, err := c.Do(req)
	require.NoError(t, err)
	code, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.NoError(t, c.GetUserAccessToken(ctx, string(code), outOfBand))
	assert.Equal(t, "acme", must(c.GetAccountCurrentUser(ctx))(t).Acct)
	require.Error(t, c.GetUserAccessToken(ctx, string(code), outOfBand), "a code works once")

	token := c.Config.AccessToken
	require.NoError(t, c.RevokeToken(ctx))
	assert.Empty(t, c.Config.AccessToken)
	c.Config.AccessToken = token
	_, err = c.GetAccountCurrentUser(ctx)
	refused(t, err, http.StatusUnauthorized, "The access token was revoked")
}

func TestRegistrationRefused(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	_, err := mast.RegisterApp(t.Context(), &mast.AppConfig{Server: p.base, Scopes: "read"})
	refused(t, err, http.StatusUnprocessableEntity, "Validation failed: Application name can't be blank")
	_, err = mast.RegisterApp(t.Context(), &mast.AppConfig{Server: p.base, ClientName: "foreign", Scopes: "everything"})
	refused(t, err, http.StatusUnprocessableEntity, "Validation failed: Scopes doesn't match configured on the server.")
}
