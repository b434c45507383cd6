package youtube_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
)

// TestLive makes, changes and deletes one private playlist on a real channel, for some 200 units. YOUTUBE_TOKEN is an
// access token with the scopes of youtube.ManagerScopes, YOUTUBE_BASE_URL another address than Google's own. With
// YOUTUBE_FILM, the name of a short film, it is uploaded as a private video, changed and deleted, too.
func TestLive(t *testing.T) { //nolint:paralleltest // one channel
	token := os.Getenv("YOUTUBE_TOKEN")
	if token == "" {
		t.Skip("YOUTUBE_TOKEN is not set")
	}
	c, err := youtube.New(static(token), &social.Options{BaseURL: os.Getenv("YOUTUBE_BASE_URL")})
	require.NoError(t, err)
	me, err := c.Me(t.Context())
	require.NoError(t, err)
	l, err := c.CreatePlaylist(t.Context(), &youtube.PlaylistParams{
		Title: new("A test of relais: gone in a moment"), Description: new("Kept"), Privacy: new(youtube.PrivacyPrivate),
	})
	require.NoError(t, err)
	assert.Equal(t, me.ID, l.Snippet.ChannelID)
	changed, err := c.UpdatePlaylist(t.Context(), l.ID, &youtube.PlaylistParams{Title: new("Changed")})
	require.NoError(t, err)
	assert.Equal(t, "Kept", changed.Snippet.Description)
	require.NoError(t, c.DeletePlaylist(t.Context(), l.ID))
	name := os.Getenv("YOUTUBE_FILM")
	if name == "" {
		return
	}
	film, err := social.MediaFile(name)
	require.NoError(t, err)
	post, err := c.Publish(t.Context(), &social.Draft{
		Title: "A test of relais: gone in a moment", Media: []*social.Media{film}, Visibility: social.VisibilityPrivate, Tags: []string{"test"},
	})
	require.NoError(t, err)
	edited, err := c.Edit(t.Context(), post.Ref, &social.Change{Text: new("Changed")})
	require.NoError(t, err)
	assert.Equal(t, "Changed", edited.Text)
	require.NoError(t, c.Delete(t.Context(), post.Ref))
}
