package googleapi_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
	"google.golang.org/api/option"
	"google.golang.org/api/youtube/v3"

	"github.com/relais-go/relais/youtube/youtubetest"
)

// TestLogin goes from the consent of a person over the code to tokens that are renewed, as programs with Google's
// client do it.
func TestLogin(t *testing.T) {
	t.Parallel()
	s := newStudio(t, &youtubetest.Options{TokenTTL: 5 * time.Second}) // shorter than what is left when it is renewed
	app := s.RegisterApp(youtubetest.App{Name: "foreign", RedirectURIs: []string{"http://127.0.0.1/callback"}})
	s.Consent(s.acme)
	cfg := &oauth2.Config{
		ClientID: app.ID, ClientSecret: app.Secret, RedirectURL: app.RedirectURIs[0], Scopes: []string{youtubetest.ScopeForceSSL},
		Endpoint: oauth2.Endpoint{AuthURL: s.base + "/o/oauth2/v2/auth", TokenURL: s.base + "/token"},
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	browser := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ctx := context.WithValue(t.Context(), oauth2.HTTPClient, browser)
	verifier := oauth2.GenerateVerifier()
	page := func(more ...oauth2.AuthCodeOption) url.Values {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, cfg.AuthCodeURL("xyz", append(more, oauth2.AccessTypeOffline, oauth2.S256ChallengeOption(verifier))...), http.NoBody)
		require.NoError(t, err)
		resp, err := browser.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		target, err := resp.Location()
		require.NoError(t, err)
		assert.Equal(t, "xyz", target.Query().Get("state"))
		return target.Query()
	}
	_, err := cfg.Exchange(ctx, page().Get("code"), oauth2.VerifierOption("another"))
	var refusal *oauth2.RetrieveError
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, "invalid_grant", refusal.ErrorCode)

	again := must(cfg.Exchange(ctx, page().Get("code"), oauth2.VerifierOption(verifier)))(t)
	assert.Empty(t, again.RefreshToken, "it came with the first consent, whose code is spent")
	first := must(cfg.Exchange(ctx, page(oauth2.ApprovalForce).Get("code"), oauth2.VerifierOption(verifier)))(t)
	require.NotEmpty(t, first.RefreshToken)
	source := cfg.TokenSource(ctx, first)
	c, err := youtube.NewService(ctx, option.WithHTTPClient(oauth2.NewClient(ctx, source)), option.WithEndpoint(s.base+"/"))
	require.NoError(t, err)
	assert.Equal(t, s.acme, must(c.Channels.List([]string{"id"}).Mine(true).Do())(t).Items[0].Id)
	renewed := must(source.Token())(t)
	assert.NotEqual(t, first.AccessToken, renewed.AccessToken)
	assert.Equal(t, first.RefreshToken, renewed.RefreshToken, "it stays")

	s.RevokeGrant(first.RefreshToken)
	_, err = c.Channels.List([]string{"id"}).Mine(true).Do()
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, "invalid_grant", refusal.ErrorCode)
	s.DenyConsent()
	assert.Equal(t, "access_denied", page().Get("error"))
}

// TestAbuse reports a video with the reasons that the network offers.
func TestAbuse(t *testing.T) {
	t.Parallel()
	s := newStudio(t, nil)
	video := s.Publish(s.fan, youtubetest.Video{Title: "Spam"})
	reasons := must(s.c.VideoAbuseReportReasons.List([]string{"snippet"}).Do())(t)
	require.NotEmpty(t, reasons.Items)
	assert.NotEmpty(t, reasons.Items[0].Snippet.Label)
	require.NoError(t, s.c.Videos.ReportAbuse(&youtube.VideoAbuseReport{VideoId: video, ReasonId: reasons.Items[0].Id, Comments: "spam"}).Do())
	require.Len(t, s.AbuseReports(), 1)
	assert.Equal(t, video, s.AbuseReports()[0].Video)
	err := s.c.Videos.ReportAbuse(&youtube.VideoAbuseReport{VideoId: video, ReasonId: "none"}).Do()
	refused(t, err, http.StatusBadRequest, "invalidAbuseReason")
}
