package instagram_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/social"
)

// TestLive reads a real account, and publishes a photo to it if there is the address of one. INSTAGRAM_USER_ID is the
// account, INSTAGRAM_TOKEN a token of its Page with the scopes of instagram.ManagerScopes, or with INSTAGRAM_LOGIN=1 of
// Instagram Login; INSTAGRAM_IMAGE_URL is a public JPEG, INSTAGRAM_BASE_URL another address than Meta's. With Facebook
// Login the post is deleted again.
func TestLive(t *testing.T) { //nolint:paralleltest // one account
	user, token := os.Getenv("INSTAGRAM_USER_ID"), os.Getenv("INSTAGRAM_TOKEN")
	if user == "" || token == "" {
		t.Skip("INSTAGRAM_USER_ID and INSTAGRAM_TOKEN are not set")
	}
	cfg := &instagram.Config{User: instagram.ID(user), Tokens: static(token)}
	if os.Getenv("INSTAGRAM_LOGIN") != "" {
		cfg.Login = instagram.InstagramLogin
	}
	c, err := instagram.NewClient(cfg, &social.Options{BaseURL: os.Getenv("INSTAGRAM_BASE_URL")})
	require.NoError(t, err)
	profile, err := c.Profile(t.Context())
	require.NoError(t, err)
	assert.Equal(t, user, profile.Account.Ref.ID)
	_, err = c.PublishingLimit(t.Context())
	require.NoError(t, err)
	totals, err := c.AccountMetrics(t.Context(), nil)
	require.NoError(t, err)
	assert.Contains(t, totals.Metrics, social.MetricFollowers)
	for p, err := range c.Posts(t.Context(), &social.PostsQuery{Limit: 1}) {
		require.NoError(t, err)
		reports, err := c.PostMetrics(t.Context(), p.Ref)
		require.NoError(t, err)
		require.NoError(t, reports[0].Err)
	}

	image := os.Getenv("INSTAGRAM_IMAGE_URL")
	if image == "" {
		t.Skip("INSTAGRAM_IMAGE_URL is not set: nothing is published")
	}
	post, err := c.Publish(t.Context(), &social.Draft{
		Text: "A test of relais. " + t.Name(), Media: []*social.Media{social.MediaURL(image, "image/jpeg")},
	})
	require.NoError(t, err)
	read, err := c.Media(t.Context(), instagram.ID(post.Ref.ID))
	require.NoError(t, err)
	assert.Equal(t, profile.Account.Handle, read.Username)
	if cfg.Login == instagram.FacebookLogin {
		require.NoError(t, c.Delete(t.Context(), post.Ref))
	}
}
