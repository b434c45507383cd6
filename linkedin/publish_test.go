package linkedin_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// publish publishes for the Page and returns what stands and what was said of it.
func (w *world) publish(d *social.Draft) (linkedintest.Post, *social.Post) {
	w.t.Helper()
	p, err := w.client().Publish(w.t.Context(), d)
	require.NoError(w.t, err)
	stands, ok := w.srv.FindPost(p.Ref.ID)
	require.True(w.t, ok)
	assert.Equal(w.t, "https://www.linkedin.com/feed/update/"+stands.URN+"/", p.Ref.URL)
	assert.Equal(w.t, w.acme, p.Author.Ref.ID)
	assert.Equal(w.t, stands.Text, p.Text)
	assert.WithinDuration(w.t, stands.Created, p.Time, time.Second)
	return stands, p
}

// TestPublishText: nothing of a text is cut off, hashtags and mentions are such.
func TestPublishText(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	bob := w.bob()
	stands, _ := w.publish(&social.Draft{
		Text: "1 < 2 (or {so}) *and* \\more_ ~ @Bob Ray [#go_lang]", Tags: []string{"news", "été"}, Link: "",
		Extras: []social.Extra{&linkedin.Extra{
			Mentions: []linkedin.Mention{{Text: "Bob Ray", URN: linkedin.URN(bob)}}, NoReshare: true,
			CallToAction: linkedin.ActionLearnMore, LandingPage: "https://example.org/more",
			Targets: []linkedin.Target{{Industries: []linkedin.URN{"urn:li:industry:4"}}},
		}},
	})
	assert.Equal(t, "1 < 2 (or {so}) *and* \\more_ ~ Bob Ray [#go_lang]\n\n#news #été", stands.Text)
	assert.Equal(t, []string{bob}, stands.Mentions)
	assert.Equal(t, []string{"go_lang", "news", "été"}, stands.Hashtags)
	assert.True(t, stands.NoReshare)
	assert.True(t, stands.Targeted)
	assert.Equal(t, "LEARN_MORE", stands.CallToAction)
	assert.Equal(t, "https://example.org/more", stands.LandingPage)
	assert.Equal(t, "PUBLIC", stands.Visibility)
	assert.Equal(t, "MAIN_FEED", stands.Feed)
}

// TestPublishVisibility: who sees a post, in the words of all networks and in LinkedIn's own.
func TestPublishVisibility(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	hidden, p := w.publish(&social.Draft{Text: "By address only", Visibility: social.VisibilityUnlisted})
	assert.Equal(t, "NONE", hidden.Feed)
	assert.Equal(t, "PUBLIC", hidden.Visibility)
	assert.Equal(t, social.VisibilityUnlisted, p.Visibility)
	members, _ := w.publish(&social.Draft{Text: "Members only", Extras: []social.Extra{&linkedin.Extra{Visibility: linkedin.VisibilityLoggedIn}}})
	assert.Equal(t, "LOGGED_IN", members.Visibility)
	made, err := w.sharer().Publish(t.Context(), &social.Draft{Text: "For friends", Visibility: social.VisibilityFollowers})
	require.NoError(t, err)
	assert.Equal(t, social.VisibilityFollowers, made.Visibility)
	assert.Equal(t, "CONNECTIONS", w.srv.Posts(w.ann)[0].Visibility)
}

// TestPublishLink: the card of a link shows what the draft says, as LinkedIn reads nothing from the address.
func TestPublishLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	stands, _ := w.publish(&social.Draft{
		Text: "Read this", Title: "The title", Link: "https://example.org/a?b=(c)",
		Extras: []social.Extra{&linkedin.Extra{Description: "What it is about", Thumbnail: picture("a house")}},
	})
	assert.Equal(t, "Read this", stands.Text)
	require.Len(t, stands.Media, 1)
	assert.Equal(t, map[string]any{"article": map[string]any{
		"source": "https://example.org/a?b=(c)", "title": "The title", "description": "What it is about", "thumbnail": stands.Media[0],
		"thumbnailAltText": "a house",
	}}, stands.Content)
	bare, _ := w.publish(&social.Draft{Link: "https://www.example.org/x"})
	assert.Equal(t, map[string]any{"article": map[string]any{"source": "https://www.example.org/x", "title": "www.example.org"}}, bare.Content)
	beside, _ := w.publish(&social.Draft{Text: "See", Link: "https://example.org/y", Media: []*social.Media{picture("a")}})
	assert.Equal(t, "See\n\nhttps://example.org/y", beside.Text)
}

// TestPublishPoll: a poll is one.
func TestPublishPoll(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	stands, p := w.publish(&social.Draft{
		Text: "Tell us", Poll: &social.Poll{Question: "Tabs?", Options: []string{"yes", "no", "both"}, Duration: 7 * 24 * time.Hour},
		Extras: []social.Extra{&linkedin.Extra{VotersVisible: true}},
	})
	assert.Equal(t, []string{"yes", "no", "both"}, stands.PollOptions)
	assert.Equal(t, map[string]any{
		"duration": "SEVEN_DAYS", "voteSelectionType": "SINGLE_VOTE", "isVoterVisibleToAuthor": true,
	}, stands.Content["poll"].(map[string]any)["settings"])
	w.srv.Vote(stands.URN, 1)
	got, err := w.client().Post(t.Context(), linkedin.URN(p.Ref.ID))
	require.NoError(t, err)
	assert.Equal(t, linkedin.Count(1), got.Content.Poll.Options[1].Votes)
	assert.Equal(t, linkedin.Count(1), got.Content.Poll.Voters)
}

// TestPublishReshare: a quote shares a post again.
func TestPublishReshare(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	parent := w.srv.Posts(w.bob())[0].URN
	stands, p := w.publish(&social.Draft{Text: "Look!", Quote: social.Ref{Network: "linkedin", ID: parent}})
	assert.Equal(t, parent, stands.Parent)
	assert.Equal(t, parent, p.Quote.ID)
	plain, _ := w.publish(&social.Draft{Quote: social.Ref{Network: "linkedin", ID: parent}})
	assert.Empty(t, plain.Text)
}

// TestPublishKey: a key names a publication, files and all.
func TestPublishKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	d := &social.Draft{Text: "Once", Key: "k", Media: []*social.Media{picture("a tree")}, FirstComment: "More"}
	first, err := c.Publish(t.Context(), d)
	require.NoError(t, err)
	second, err := c.Publish(t.Context(), d)
	require.NoError(t, err)
	assert.Equal(t, first, second)
	assert.Len(t, w.srv.Posts(w.acme), 1)
	assert.Len(t, w.srv.Comments(first.Ref.ID), 1)
	other := *d
	other.Text = "Another"
	_, err = c.Publish(t.Context(), &other)
	require.NoError(t, err)
	assert.Len(t, w.srv.Posts(w.acme), 2, "another content is another publication")
}

// TestPublishServerLimit: if LinkedIn counts otherwise than thought, it says so, and the field is named.
func TestPublishServerLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{CountEscaped: true})
	d := &social.Draft{Text: strings.Repeat("(", 2000)}
	_, err := w.client().Publish(t.Context(), d)
	requireField(t, err, social.ErrInvalid, "Text")
	plain := newWorld(t, nil)
	stands, _ := plain.publish(d)
	assert.Equal(t, d.Text, stands.Text)
}

// TestTimeline: own posts newest first; what was shared without a word only if asked for; nothing twice while new ones come.
func TestTimeline(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	parent := w.srv.Posts(w.bob())[0].URN
	for i := range 150 {
		w.srv.Post(w.acme, fmt.Sprintf("Post %d", i), nil)
	}
	w.srv.Reshare(w.acme, parent, "")
	shared := w.srv.Reshare(w.acme, parent, "With words")
	c := w.client()
	var texts []string
	for p, err := range c.Posts(t.Context(), nil) {
		require.NoError(t, err)
		texts = append(texts, p.Text)
		if len(texts) == 3 {
			w.srv.Post(w.acme, "Meanwhile", nil)
		}
	}
	require.Len(t, texts, 151)
	assert.Equal(t, "With words", texts[0])
	assert.Equal(t, "Post 149", texts[1])
	assert.Equal(t, "Post 0", texts[150])
	n := 0
	for p, err := range c.Posts(t.Context(), &social.PostsQuery{Shares: true, Limit: 3}) {
		require.NoError(t, err)
		if n++; n == 2 {
			assert.Equal(t, shared, p.Ref.ID)
		}
	}
	assert.Equal(t, 3, n)
	for _, err := range c.Posts(t.Context(), &social.PostsQuery{Replies: true}) {
		requireField(t, err, errors.ErrUnsupported, "Replies")
	}
}
