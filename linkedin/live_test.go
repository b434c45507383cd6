package linkedin_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// TestLive makes one post on a real account, changes and deletes it: for a Page one that is in nobody's feed, for
// a member one for connections. LINKEDIN_TOKEN is an access token, LINKEDIN_AUTHOR the URN of a Page, or empty for the
// member, LINKEDIN_BASE_URL and LINKEDIN_WEB_URL other addresses than LinkedIn's own. What the token may not do is
// logged and passed over: LinkedIn's test Pages are urn:li:organization:2414183 and urn:li:organization:6177438.
func TestLive(t *testing.T) { //nolint:paralleltest // one account
	token := os.Getenv("LINKEDIN_TOKEN")
	if token == "" {
		t.Skip("LINKEDIN_TOKEN is not set")
	}
	c, err := linkedin.NewClient(&linkedin.Config{
		Author: linkedin.URN(os.Getenv("LINKEDIN_AUTHOR")), Tokens: static(token), WebURL: os.Getenv("LINKEDIN_WEB_URL"),
	}, &social.Options{BaseURL: os.Getenv("LINKEDIN_BASE_URL")})
	require.NoError(t, err)
	live(t, c)
}

// TestLiveSimulated proves the test above, for a Page and for a member of a self-serve application.
func TestLiveSimulated(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Processing: linkedintest.Processing{ImagePolls: 1}})
	live(t, w.client())
	live(t, w.sharer())
	assert.Empty(t, w.srv.Posts(w.acme), "what it made is gone")
	assert.Empty(t, w.srv.Posts(w.ann))
}

func live(t *testing.T, c *linkedin.Client) {
	t.Helper()
	ctx := t.Context()
	author, err := c.Author(ctx)
	require.NoError(t, err)
	p, err := c.Profile(ctx)
	require.NoError(t, err)
	t.Logf("%s, %s", author, p.Account.Name)
	d := &social.Draft{
		Text:  `A test of relais (gone in a moment) [1] {2} <3> *4* _5_ ~6~ \ | @ #test ` + time.Now().UTC().Format(time.RFC3339Nano),
		Media: []*social.Media{social.MediaBytes("test.jpg", probetest.JPEG(640, 480))}, Visibility: social.VisibilityUnlisted,
	}
	if author.Kind() == linkedin.KindPerson {
		d.Visibility = social.VisibilityFollowers
	}
	d.Media[0].AltText = "A test picture"
	post, err := c.Publish(ctx, d)
	require.NoError(t, err)
	defer func() {
		require.NoError(t, c.Delete(ctx, post.Ref))
	}()
	t.Log(post.Ref.URL)
	if read, err := c.Post(ctx, linkedin.URN(post.Ref.ID)); permitted(t, "reading", err) {
		assert.Equal(t, d.Text, read.Commentary.String(), "nothing is cut off")
	}
	_, err = c.Publish(ctx, &social.Draft{Text: d.Text, Visibility: d.Visibility})
	require.ErrorIs(t, err, social.ErrDuplicate)
	_, err = c.Edit(ctx, post.Ref, &social.Change{Text: new(d.Text + " (changed)")})
	permitted(t, "editing", err)
	if comment, err := c.Publish(ctx, &social.Draft{Text: "And (a comment).", ReplyTo: post.Ref}); permitted(t, "commenting", err) {
		require.NoError(t, c.Delete(ctx, comment.Ref))
	}
	reports, err := c.PostMetrics(ctx, post.Ref)
	require.NoError(t, err)
	t.Log(reports[0].Metrics, reports[0].Err)
	if r, err := c.AccountMetrics(ctx, &social.MetricsQuery{From: time.Now().AddDate(0, 0, -7)}); permitted(t, "measuring", err) {
		t.Log(r.Metrics)
	}
}

// permitted reports whether something was done, and fails the test unless it was the token that may not do it.
func permitted(t *testing.T, what string, err error) bool {
	t.Helper()
	if errors.Is(err, social.ErrPermission) {
		t.Logf("%s: %v", what, err)
		return false
	}
	require.NoError(t, err, what)
	return true
}
