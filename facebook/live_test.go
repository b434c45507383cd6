package facebook_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

// TestLive works on a real Page, where nobody gets to see anything but the very last post, for a moment; what it makes
// it deletes. FACEBOOK_PAGE_ID is the number of the Page, FACEBOOK_TOKEN its token with the permissions of
// facebook.ManagerScopes, FACEBOOK_APP_ID and FACEBOOK_APP_SECRET those of the program, if it demands proofs;
// FACEBOOK_BASE_URL another address than Facebook's own.
func TestLive(t *testing.T) { //nolint:paralleltest // one account
	page, token := os.Getenv("FACEBOOK_PAGE_ID"), os.Getenv("FACEBOOK_TOKEN")
	if page == "" || token == "" {
		t.Skip("FACEBOOK_PAGE_ID and FACEBOOK_TOKEN are not set")
	}
	app := facebook.App{ID: os.Getenv("FACEBOOK_APP_ID"), Secret: os.Getenv("FACEBOOK_APP_SECRET")}
	c, err := facebook.NewClient(&facebook.Config{Page: facebook.ID(page), Tokens: static(token), App: app}, &social.Options{BaseURL: os.Getenv("FACEBOOK_BASE_URL")})
	require.NoError(t, err)
	live(t, c)
}

// TestLiveSimulated proves the test above.
func TestLiveSimulated(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	live(t, w.client())
	assert.Empty(t, w.srv.Posts(w.page), "what it made is gone")
}

func live(t *testing.T, c *facebook.Client) {
	t.Helper()
	p, err := c.Page(t.Context())
	require.NoError(t, err)
	t.Logf("Page %s, %s", p.ID, p.Name)
	text := "A test of relais: gone in a moment. " + time.Now().UTC().Format(time.RFC3339)

	t.Run("Scheduled", func(t *testing.T) { liveScheduled(t, c, text) }) //nolint:paralleltest // one account
	t.Run("Draft", func(t *testing.T) { liveDraft(t, c, text) })         //nolint:paralleltest // one account
	t.Run("Numbers", func(t *testing.T) {                                //nolint:paralleltest // one account
		report, err := c.AccountMetrics(t.Context(), &social.MetricsQuery{From: time.Now().AddDate(0, 0, -7), Metrics: []social.Metric{social.MetricViews, social.MetricReach}})
		require.NoError(t, err)
		t.Logf("%v, missing %v", report.Metrics, report.Missing)
	})
	t.Run("Published", func(t *testing.T) { //nolint:paralleltest // one account
		post, err := c.Publish(t.Context(), &social.Draft{Text: text, FirstComment: "And a comment."})
		require.NoError(t, err)
		defer func() { require.NoError(t, c.Delete(t.Context(), post.Ref)) }()
		reports, err := c.PostMetrics(t.Context(), post.Ref)
		require.NoError(t, err)
		t.Logf("%v %v", reports[0].Metrics, reports[0].Err)
	})
}

// liveScheduled schedules a photo, moves it and cancels it.
func liveScheduled(t *testing.T, c *facebook.Client, text string) {
	t.Helper()
	m := social.MediaBytes("test.jpg", probetest.JPEG(640, 480))
	m.AltText = "A test picture"
	at := time.Now().Add(20 * 24 * time.Hour).Truncate(time.Second)
	post, err := c.Publish(t.Context(), &social.Draft{Text: text, Media: []*social.Media{m}, At: at})
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Unschedule(t.Context(), post.Ref)) }()
	assert.Equal(t, social.StateScheduled, post.State)
	moved, err := c.Reschedule(t.Context(), post.Ref, at.Add(time.Hour))
	require.NoError(t, err)
	assert.True(t, at.Add(time.Hour).Equal(moved.Time), moved.Time)
	found := false
	for p, err := range c.Scheduled(t.Context()) {
		require.NoError(t, err)
		found = found || p.Ref.ID == post.Ref.ID
	}
	assert.True(t, found)
}

// liveDraft makes a draft, reads it and deletes it.
func liveDraft(t *testing.T, c *facebook.Client, text string) {
	t.Helper()
	id, err := c.CreatePost(t.Context(), &facebook.PostParams{Message: text, Content: facebook.ContentDraft})
	require.NoError(t, err)
	defer func() { require.NoError(t, c.DeletePost(t.Context(), id)) }()
	p, err := c.Post(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, text, p.Message)
	assert.False(t, *p.Published)
}
