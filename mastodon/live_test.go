package mastodon_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	imagepng "image/png"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
)

// live makes a client for the account that the environment names, or skips.
func live(t *testing.T, tokenVar string, change func(*social.Options)) *mastodon.Client {
	t.Helper()
	server, token := os.Getenv("MASTODON_SERVER"), os.Getenv(tokenVar)
	if server == "" || token == "" {
		t.Skipf("set MASTODON_SERVER and %s to run against a real server", tokenVar)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	opts := &social.Options{HTTPClient: &http.Client{Transport: transport}}
	if change != nil {
		change(opts)
	}
	c, err := mastodon.New(server, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}), opts)
	require.NoError(t, err)
	return c
}

// erase deletes a post at the end of the test.
func erase(ctx context.Context, t *testing.T, c *mastodon.Client, ref social.Ref) {
	t.Helper()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		if err := c.Delete(ctx, ref); err != nil && !errors.Is(err, social.ErrNotFound) {
			t.Errorf("left on the server: %s %s: %v", ref.ID, ref.URL, err)
		}
	})
}

// unique makes texts that no earlier run has posted.
func unique(words string) string {
	return fmt.Sprintf("%s (test %s)", words, strconv.FormatInt(time.Now().UnixNano(), 36))
}

// gradient writes a real PNG file.
func gradient(t *testing.T) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for x := range 64 {
		for y := range 48 {
			img.Set(x, y, color.RGBA{uint8(4 * x), uint8(5 * y), 128, 255})
		}
	}
	name := filepath.Join(t.TempDir(), "gradient.png")
	f, err := os.Create(name)
	require.NoError(t, err)
	require.NoError(t, imagepng.Encode(f, img))
	require.NoError(t, f.Close())
	return name
}

// TestLive does everything once on a real account and deletes what it made:
//
//	MASTODON_SERVER=… MASTODON_TOKEN=… go test ./mastodon -run Live -v
//
// The account's posts are unlisted. With MASTODON_TOKEN_2, a token of a second account on the same server, the
// tests of listening hear that account.
func TestLive(t *testing.T) {
	c := live(t, "MASTODON_TOKEN", nil)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	info, err := c.Instance(ctx)
	require.NoError(t, err)
	software, err := c.Software(ctx)
	require.NoError(t, err)
	me, err := c.Profile(ctx)
	require.NoError(t, err)
	t.Logf("%s, %s %s, account @%s", info.Domain, software.Name, info.Version, me.Account.Handle)

	m, err := social.MediaFile(gradient(t))
	require.NoError(t, err)
	m.AltText = "A gradient"
	text := unique("A picture")
	post, err := c.Publish(ctx, &social.Draft{
		Text: text, Media: []*social.Media{m}, Visibility: social.VisibilityUnlisted, Language: "en", FirstComment: unique("More below"),
	})
	require.NoError(t, err)
	erase(ctx, t, c, post.Ref)
	assert.Equal(t, text, post.Text)
	require.Len(t, post.Media, 1)
	assert.Equal(t, "A gradient", post.Media[0].AltText)

	t.Run("found again", func(t *testing.T) {
		for p, err := range c.Posts(ctx, &social.PostsQuery{Limit: 60, Replies: true}) {
			require.NoError(t, err)
			if p.Ref.Same(post.Ref) {
				assert.Equal(t, text, p.Text)
				return
			}
		}
		t.Fatal("the post is not in the account's timeline")
	})
	t.Run("thread", func(t *testing.T) {
		thread, err := c.Context(ctx, mastodon.ID(post.Ref.ID))
		require.NoError(t, err)
		require.Len(t, thread.Descendants, 1)
		erase(ctx, t, c, postRef(string(thread.Descendants[0].ID)))
	})
	t.Run("edit", func(t *testing.T) {
		changed := unique("An edited picture")
		p, err := c.Edit(ctx, post.Ref, &social.Change{Text: &changed})
		require.NoError(t, err)
		assert.Equal(t, changed, p.Text)
		assert.Len(t, p.Media, 1, "the picture stays")
	})
	t.Run("reply", func(t *testing.T) {
		p, err := c.Reply(ctx, post.Ref, &social.Draft{Text: unique("An answer")})
		require.NoError(t, err)
		erase(ctx, t, c, p.Ref)
		assert.Equal(t, post.Ref.ID, p.ReplyTo.ID)
		assert.Equal(t, social.VisibilityUnlisted, p.Visibility, "no more visible than what it answers")
	})
	t.Run("react", func(t *testing.T) {
		for _, r := range []social.Reaction{social.ReactionLike, social.ReactionBookmark} {
			require.NoError(t, c.React(ctx, post.Ref, r))
			require.NoError(t, c.React(ctx, post.Ref, r), "twice is no error")
		}
	})
	t.Run("metrics", func(t *testing.T) {
		reports, err := c.PostMetrics(ctx, post.Ref)
		require.NoError(t, err)
		require.NoError(t, reports[0].Err)
		likes, ok := reports[0].Metrics.Get(social.MetricLikes)
		assert.True(t, ok)
		assert.InDelta(t, 1, likes, 0)
		_, ok = reports[0].Metrics.Get(social.MetricImpressions)
		assert.False(t, ok, "what is not said is absent")
		account, err := c.AccountMetrics(ctx, nil)
		require.NoError(t, err)
		assert.Contains(t, account.Metrics, social.MetricFollowers)
	})
	t.Run("unreact", func(t *testing.T) {
		require.NoError(t, c.Unreact(ctx, post.Ref, social.ReactionLike))
		require.NoError(t, c.Unreact(ctx, post.Ref, social.ReactionBookmark))
	})
	t.Run("delete", func(t *testing.T) {
		p, err := c.Publish(ctx, &social.Draft{Text: unique("Gone soon"), Visibility: social.VisibilityUnlisted})
		require.NoError(t, err)
		require.NoError(t, c.Delete(ctx, p.Ref))
		assert.Eventually(t, func() bool { // some servers delete in the background
			return errors.Is(c.Delete(ctx, p.Ref), social.ErrNotFound)
		}, 20*time.Second, 200*time.Millisecond)
	})
}

func TestLivePoll(t *testing.T) {
	c := live(t, "MASTODON_TOKEN", nil)
	p, err := c.Publish(t.Context(), &social.Draft{
		Text: unique("Tea or coffee?"), Visibility: social.VisibilityUnlisted,
		Poll: &social.Poll{Options: []string{"Tea", "Coffee"}, Duration: time.Hour},
	})
	require.NoError(t, err)
	erase(t.Context(), t, c, p.Ref)
	votes, ok := p.Metrics.Get(social.MetricPollVotes)
	assert.True(t, ok)
	assert.InDelta(t, 0, votes, 0)
	changed := unique("Coffee or tea?")
	p, err = c.Edit(t.Context(), p.Ref, &social.Change{Text: &changed})
	require.NoError(t, err)
	_, ok = p.Metrics.Get(social.MetricPollVotes)
	assert.True(t, ok, "an edit keeps the poll")
}

func TestLiveSchedule(t *testing.T) {
	c := live(t, "MASTODON_TOKEN", nil)
	ctx := t.Context()
	at := time.Now().Add(time.Hour).Truncate(time.Second)
	p, err := c.Publish(ctx, &social.Draft{Text: unique("Later"), Visibility: social.VisibilityUnlisted, At: at})
	require.NoError(t, err)
	require.Equal(t, social.StateScheduled, p.State)
	erase(ctx, t, c, p.Ref)
	assert.WithinDuration(t, at, p.Time, time.Second)
	p, err = c.Reschedule(ctx, p.Ref, at.Add(time.Hour))
	require.NoError(t, err)
	assert.WithinDuration(t, at.Add(time.Hour), p.Time, time.Second)
	require.NoError(t, c.Unschedule(ctx, p.Ref))
	for other, err := range c.Scheduled(ctx) {
		require.NoError(t, err)
		assert.False(t, other.Ref.Same(p.Ref), "still scheduled")
	}
}

// TestLiveStream hears the account's own posts arrive on its home stream. The stream says nothing when it is
// open, so posts are made until one is heard.
func TestLiveStream(t *testing.T) {
	c := live(t, "MASTODON_TOKEN", nil)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	heard := make(chan struct{})
	var posting sync.WaitGroup
	posting.Go(func() {
		for {
			p, err := c.Publish(ctx, &social.Draft{Text: unique("On air"), Visibility: social.VisibilityUnlisted})
			if !assert.NoError(t, err) {
				cancel()
				return
			}
			erase(ctx, t, c, p.Ref)
			select {
			case <-heard:
				return
			case <-ctx.Done():
				return
			case <-time.After(2 * time.Second):
			}
		}
	})
	defer posting.Wait()
	defer close(heard)
	for e, err := range c.Stream(ctx, mastodon.TopicUser) {
		require.NoError(t, err)
		v, err := e.Decode()
		require.NoError(t, err)
		if s, ok := v.(*mastodon.Status); ok && strings.Contains(s.Content, "On air") {
			return
		}
	}
	assert.Fail(t, "no post arrived")
}
