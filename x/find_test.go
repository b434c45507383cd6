package x_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// TestFindPostsWithLinksToPosts loses answers to posts that link to posts, of which X makes quotes: they are recognised.
func TestFindPostsWithLinksToPosts(t *testing.T) {
	t.Parallel()
	for _, window := range []xtest.Options{{}, {DuplicateWindow: -1}} {
		w := newWorld(t, &window)
		c := w.client()
		fan := w.person("fan")
		for i, form := range []string{
			"Read this: https://x.com/fan/status/%s", "https://twitter.com/fan/status/%s?s=20", "See https://x.com/fan/status/%s, and https://example.com/a",
			"https://x.com/fan/status/%[1]s and https://x.com/fan/status/%[1]s",
		} {
			text := fmt.Sprintf(form, w.srv.Post(fan, fmt.Sprint("A story ", i), nil))
			w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/tweets"})
			post, err := c.Publish(t.Context(), &social.Draft{Text: text})
			require.NoError(t, err, text)
			assert.Equal(t, text, w.written()[i])
			assert.Len(t, w.written(), i+1, "it stands once")
			assert.Equal(t, text, post.Text)
		}
	}
}

// TestFindTellsLinksToPostsApart: a quote of another post is another post, whatever it says.
func TestFindTellsLinksToPostsApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{DuplicateWindow: -1})
	fan := w.person("fan")
	first := w.srv.Post(fan, "A story", nil)
	other := w.srv.Post(w.brand, "Read this: https://x.com/fan/status/"+first+"1", nil)
	bare := w.srv.Post(w.brand, "Read this:", nil)
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutBefore, Match: "POST /2/tweets"})
	post, err := w.client().Publish(t.Context(), &social.Draft{Text: "Read this: https://x.com/fan/status/" + first})
	require.NoError(t, err)
	assert.NotContains(t, []string{other, bare}, post.Ref.ID)
	assert.Len(t, w.written(), 3)
}

// TestFindMessagesWithLinksToPosts does the same for private messages.
func TestFindMessagesWithLinksToPosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	fan := w.person("fan")
	text := "As we said: https://x.com/acme/status/" + w.srv.Post(w.brand, "News", nil)
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/dm_conversations/with/*/messages"})
	_, err := w.client().SendMessage(t.Context(), x.ID(fan), &x.MessageParams{Text: text})
	require.NoError(t, err)
	assert.Len(t, w.srv.Messages(w.brand), 1)
}

// TestFindTellsMessagesApart: a message with a file is another one than the same words alone.
func TestFindTellsMessagesApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, fan := w.client(), w.person("fan")
	w.srv.DM(w.brand, fan, "Look")
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutBefore, Match: "POST /2/dm_conversations/with/*/messages"})
	photo := social.MediaBytes("a.png", png("a"))
	_, err := c.Message(t.Context(), accountRef(fan), &social.Draft{Text: "Look", Media: []*social.Media{photo}})
	require.NoError(t, err)
	assert.Len(t, w.srv.Messages(w.brand), 2)
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/dm_conversations/with/*/messages"})
	_, err = c.Message(t.Context(), accountRef(fan), &social.Draft{Text: "Look again", Media: []*social.Media{photo}})
	require.NoError(t, err)
	assert.Len(t, w.srv.Messages(w.brand), 3, "found by words and file")
}

// TestFindTellsOldPostsApart: the same words of half a minute ago are not what an attempt has made now.
func TestFindTellsOldPostsApart(t *testing.T) {
	t.Parallel()
	clock := xtest.NewManualClock(time.Now().Add(-30 * time.Second))
	w := newWorld(t, &xtest.Options{DuplicateWindow: -1, Clock: clock.Now})
	old := w.srv.Post(w.brand, "Good morning", nil)
	clock.Advance(30 * time.Second)
	w.token = w.srv.Token(w.brand)
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutBefore, Match: "POST /2/tweets"})
	post, err := w.client().Publish(t.Context(), &social.Draft{Text: "Good morning"})
	require.NoError(t, err)
	assert.NotEqual(t, old, post.Ref.ID)
	assert.Len(t, w.written(), 2)
}
