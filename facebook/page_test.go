package facebook_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

func TestProfile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &facebooktest.Options{Transport: roundTrip(func(*http.Request) []byte { return probetest.JPEG(64, 64) })})
	w.srv.SetProfile(w.page, map[string]any{"phone": "+49 30 1234", "impressum": "Acme GmbH", "single_line_address": "Berlin"})
	c := w.client()
	before, err := c.Profile(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "Acme", before.Account.Name)
	assert.Contains(t, before.Fields, social.ProfileField{Name: "Impressum", Value: "Acme GmbH"})
	after, err := c.UpdateProfile(t.Context(), &social.ProfileChange{
		Bio: new("Tools since 1950"), Website: new("https://acme.example"), Avatar: jpeg("a.jpg"), Banner: jpeg("b.jpg"),
	})
	require.NoError(t, err)
	assert.Equal(t, "Tools since 1950", after.Account.Bio)
	assert.Equal(t, "https://acme.example", after.Website)
	assert.NotEqual(t, before.Account.Avatar, after.Account.Avatar)
	assert.NotEmpty(t, after.Banner)
	far, err := c.UpdateProfile(t.Context(), &social.ProfileChange{Avatar: social.MediaURL("https://acme.example/logo.jpg", "")})
	require.NoError(t, err)
	assert.NotEmpty(t, far.Account.Avatar)
	cleared, err := c.UpdateProfile(t.Context(), &social.ProfileChange{Website: new("")})
	require.NoError(t, err)
	assert.Empty(t, cleared.Website)
	assert.Equal(t, "Tools since 1950", cleared.Account.Bio)

	_, err = c.UpdateProfile(t.Context(), &social.ProfileChange{Name: new("Other"), Fields: &[]social.ProfileField{}})
	require.ErrorIs(t, err, errors.ErrUnsupported)
	assert.Equal(t, []string{"Fields", "Name"}, fields(err))
}

func TestPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	yes := true
	cover, err := c.UploadPhoto(t.Context(), jpeg("a.jpg"), &facebook.PhotoParams{Unpublished: true})
	require.NoError(t, err)
	require.NoError(t, c.UpdatePage(t.Context(), &facebook.PageUpdate{
		About: new("a"), Description: new("d"), Bio: new("b"), Website: new("https://acme.example"), Phone: new("1"),
		Emails: &[]string{"hello@acme.example"}, Impressum: new("i"), Mission: new("m"), GeneralInfo: new("g"), Company: new("c"),
		PriceRange: new("$$"), Location: &facebook.Location{City: "Berlin"}, Hours: map[string]string{"mon_1_open": "09:00"},
		Categories: []facebook.ID{"2201"}, Published: &yes, Cover: cover.ID, Silent: true,
	}))
	p, err := c.Page(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "d", "b", "i", "m", "g"}, []string{p.About, p.Description, p.Bio, p.Impressum, p.Mission, p.GeneralInfo})
	assert.Equal(t, []string{"hello@acme.example"}, p.Emails)
	assert.Equal(t, "Berlin", p.Location.City)
	assert.Equal(t, "09:00", p.Hours["mon_1_open"])
	assert.True(t, *p.Published)
	assert.Equal(t, cover.ID, p.Cover.ID)
}

// TestPublicPage watches a competitor, with and without the feature that this takes.
func TestPublicPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	rival := w.srv.CreatePage("Rival")
	w.srv.PublishInApp(rival, "Our news")
	w.srv.SetProfile(rival, map[string]any{"username": "rival.tools"})
	user := w.srv.UserToken(w.srv.Owner(rival))
	c := w.configured(facebook.Config{UserTokens: static(user)})
	p, err := c.PublicPage(t.Context(), "@rival.tools")
	require.NoError(t, err)
	assert.Equal(t, rival, string(p.ID))
	assert.NotNil(t, p.Followers)
	n := 0
	for post, err := range c.PublicPosts(t.Context(), "rival.tools", &facebook.PostsParams{Limit: 10}) {
		require.NoError(t, err)
		assert.Equal(t, "Our news", post.Message)
		assert.NotNil(t, post.Reactions)
		n++
	}
	assert.Equal(t, 1, n)
	for _, err := range w.client().PublicPosts(t.Context(), "rival.tools", nil) {
		require.ErrorIs(t, err, social.ErrPermission)
		require.ErrorContains(t, err, "Page Public Content Access")
	}
	for _, handle := range []string{"", "@", "a/b", "https://www.facebook.com/rival"} {
		_, err := c.PublicPage(t.Context(), handle)
		require.ErrorIs(t, err, social.ErrInvalid, handle)
	}
}
