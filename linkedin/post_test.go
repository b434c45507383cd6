package linkedin_test

import (
	"encoding/json"
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

// TestPostLife makes a post natively, reads it in all ways, changes it and takes it back.
func TestPostLife(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]linkedintest.Options{
		"Share": {PostURNs: linkedintest.ShareURNs}, "UGC": {PostURNs: linkedintest.UGCURNs, Traps: linkedintest.Traps{PlainKeys: true, EncodedIDs: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &opts)
			c := w.client()
			u, err := c.CreatePost(t.Context(), &linkedin.PostParams{
				Commentary: linkedin.NewText("Hello (world) #go"), CallToAction: linkedin.ActionJoin, LandingPage: "https://example.org/join",
			})
			require.NoError(t, err)
			p, err := c.Post(t.Context(), u)
			require.NoError(t, err)
			assert.Equal(t, u, p.ID)
			assert.Equal(t, linkedin.URN(w.acme), p.Author)
			assert.Equal(t, linkedin.NewText("Hello (world) #go"), p.Commentary)
			assert.Equal(t, linkedin.VisibilityPublic, p.Visibility)
			assert.Equal(t, linkedin.FeedMain, p.Distribution.Feed)
			assert.Equal(t, linkedin.PostPublished, p.State)
			assert.Equal(t, linkedin.ActionJoin, p.CallToAction)
			assert.WithinDuration(t, time.Now(), p.CreatedAt.Time, time.Minute)
			assert.Nil(t, p.Content)

			gone := linkedin.URN("urn:li:share:6800000000000000000")
			other := linkedin.URN(w.srv.Post(w.acme, "Other", nil))
			several, err := c.PostsByID(t.Context(), other, gone, u)
			require.NoError(t, err)
			require.Len(t, several, 2)
			assert.Equal(t, []linkedin.URN{other, u}, []linkedin.URN{several[0].ID, several[1].ID})
			page, err := c.PostsPage(t.Context(), linkedin.URN(w.acme), linkedin.OrderCreated, &linkedin.PageParams{Limit: 1})
			require.NoError(t, err)
			require.Len(t, page.Items, 1)
			assert.Equal(t, other, page.Items[0].ID)
			page, err = c.PostsPage(t.Context(), linkedin.URN(w.acme), linkedin.OrderCreated, &linkedin.PageParams{Limit: 1, Cursor: page.Next})
			require.NoError(t, err)
			assert.Equal(t, u, page.Items[0].ID)
			assert.Empty(t, page.Next)

			require.NoError(t, c.UpdatePost(t.Context(), u, &linkedin.PostChange{
				Commentary: new(linkedin.NewText("Better [really]")), CallToAction: new(linkedin.CallToAction("")), LandingPage: new(""),
			}))
			p, err = c.Post(t.Context(), u)
			require.NoError(t, err)
			assert.Equal(t, "Better [really]", p.Commentary.String())
			assert.True(t, p.StateInfo.Edited)
			assert.Empty(t, p.CallToAction)
			assert.Empty(t, p.LandingPage)

			require.NoError(t, c.DeletePost(t.Context(), u))
			_, err = c.Post(t.Context(), u)
			require.ErrorIs(t, err, social.ErrNotFound)
			require.NoError(t, c.DeletePost(t.Context(), u), "LinkedIn does not tell that it is gone")
		})
	}
}

// TestPostRefuses: what cannot be meant is refused before anything is sent.
func TestPostRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	const activity = linkedin.URN("urn:li:activity:1")
	_, err := c.Post(t.Context(), activity)
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = c.PostsByID(t.Context(), activity)
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = c.CreatePost(t.Context(), nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	require.ErrorIs(t, c.DeletePost(t.Context(), activity), social.ErrInvalid)
	require.ErrorIs(t, c.UpdatePost(t.Context(), "urn:li:share:1", &linkedin.PostChange{}), social.ErrInvalid)
	require.ErrorIs(t, c.UpdatePost(t.Context(), activity, nil), social.ErrInvalid)
	_, err = c.PostsPage(t.Context(), activity, "", nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	for _, p := range []*linkedin.PageParams{{Limit: -1}, {Cursor: "x"}} {
		_, err = c.PostsPage(t.Context(), linkedin.URN(w.acme), "", p)
		require.ErrorIs(t, err, social.ErrInvalid)
	}
	assert.Empty(t, w.srv.Requests().All())
}

// TestPages: elements that are left out of a page do not end a list, and what moves on while it is read comes once.
func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Traps: linkedintest.Traps{ShortPages: 2}})
	const n = 250
	for i := range n {
		w.srv.Post(w.acme, fmt.Sprintf("Post %d", i), nil)
	}
	seen := map[linkedin.URN]bool{}
	for p, err := range w.client().PostsOf(t.Context(), linkedin.URN(w.acme), linkedin.OrderCreated, nil) {
		require.NoError(t, err)
		require.False(t, seen[p.ID], "twice")
		seen[p.ID] = true
		if len(seen)%40 == 0 && len(seen) < 200 {
			w.srv.Post(w.acme, fmt.Sprintf("New %d", len(seen)), nil)
		}
	}
	assert.GreaterOrEqual(t, len(seen), n-2, "two of three pages lack one, and say so")
}

// TestEdit: text and call to action change, everything else stays.
func TestEdit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	bob := w.bob()
	c := w.client()
	stands, p := w.publish(&social.Draft{Text: "Before", Media: []*social.Media{picture("a tree")}})
	edited, err := c.Edit(t.Context(), p.Ref, &social.Change{
		Text: new("After (with) @Bob Ray"), Extras: []social.Extra{&linkedin.Extra{
			Mentions:     []linkedin.Mention{{Text: "Bob Ray", URN: linkedin.URN(bob)}},
			CallToAction: linkedin.ActionSignUp, LandingPage: "https://example.org",
		}},
	})
	require.NoError(t, err)
	assert.Equal(t, "After (with) Bob Ray", edited.Text)
	assert.Equal(t, p.Media, edited.Media)
	assert.False(t, edited.Edited.IsZero())
	now, _ := w.srv.FindPost(stands.URN)
	assert.Equal(t, "After (with) Bob Ray", now.Text)
	assert.Equal(t, []string{bob}, now.Mentions)
	assert.Equal(t, "SIGN_UP", now.CallToAction)

	mine, err := w.sharer().Publish(t.Context(), &social.Draft{Text: "Mine"})
	require.NoError(t, err)
	edited, err = w.sharer().Edit(t.Context(), mine.Ref, &social.Change{Text: new("Still mine")})
	require.NoError(t, err, "it cannot be read, but it was changed")
	assert.Equal(t, "Still mine", edited.Text)
	assert.Equal(t, "Still mine", w.srv.Posts(w.ann)[0].Text)

	k, err := c.CreateComment(t.Context(), linkedin.URN(stands.URN), plain("A comment"))
	require.NoError(t, err)
	ref := social.Ref{Network: "linkedin", Kind: social.RefComment, ID: string(k.URN)}
	edited, err = c.Edit(t.Context(), ref, &social.Change{Text: new("A better one")})
	require.NoError(t, err)
	assert.Equal(t, "A better one", edited.Text)
	require.NoError(t, c.Delete(t.Context(), ref))
	require.ErrorIs(t, c.Delete(t.Context(), ref), social.ErrNotFound)
}

// TestEditRefuses: what cannot be changed is refused by name.
func TestEditRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	post := social.Ref{Network: "linkedin", ID: "urn:li:share:1"}
	comment := social.Ref{Network: "linkedin", Kind: social.RefComment, ID: "urn:li:comment:(urn:li:activity:1,2)"}
	text := new("t")
	for field, test := range map[string]struct {
		ref    social.Ref
		change social.Change
		kind   error
	}{
		"AltText":             {post, social.Change{Text: text, AltText: map[string]string{"a": "b"}}, errors.ErrUnsupported},
		"Text":                {post, social.Change{Text: new(strings.Repeat("a", 3001))}, social.ErrInvalid},
		"Ref.ID":              {social.Ref{Network: "linkedin", ID: "urn:li:activity:1"}, social.Change{Text: text}, social.ErrInvalid},
		"Extras.NoReshare":    {post, social.Change{Text: text, Extras: []social.Extra{&linkedin.Extra{NoReshare: true}}}, errors.ErrUnsupported},
		"Extras.CallToAction": {comment, social.Change{Text: text, Extras: []social.Extra{&linkedin.Extra{CallToAction: linkedin.ActionJoin}}}, errors.ErrUnsupported},
		"Extras.LandingPage":  {post, social.Change{Extras: []social.Extra{&linkedin.Extra{CallToAction: linkedin.ActionJoin}}}, social.ErrInvalid},
		"Change":              {post, social.Change{}, social.ErrInvalid},
	} {
		_, err := c.Edit(t.Context(), test.ref, &test.change)
		requireField(t, err, test.kind, field)
	}
	assert.Empty(t, w.srv.Requests().All())
}

// TestDelete: a new post can be deleted although it does not show yet.
func TestDelete(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Lag: time.Hour})
	c := w.client()
	p, err := c.Publish(t.Context(), &social.Draft{Text: "A mistake"})
	require.NoError(t, err)
	require.NoError(t, c.Delete(t.Context(), p.Ref))
	assert.Empty(t, w.srv.Posts(w.acme))
	require.ErrorIs(t, c.Delete(t.Context(), p.Ref), social.ErrNotFound)
	mine, err := w.sharer().Publish(t.Context(), &social.Draft{Text: "Mine"})
	require.NoError(t, err)
	require.NoError(t, w.sharer().Delete(t.Context(), mine.Ref), "it cannot be read, but it can be deleted")
	assert.Empty(t, w.srv.Posts(w.ann))
}

// TestOddPosts: a field of another kind than documented costs that field, never the post.
func TestOddPosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.Malformed, Match: "GET /rest/posts/*", Body: `{"id":"urn:li:share:1",
		"commentary":7,"createdAt":"yesterday","distribution":"none","content":{"poll":{"options":[{"voteCount":"3"}],"question":["?"]}},
		"lifecycleStateInfo":null,"unknown":{"a":[1]},"isReshareDisabledByAuthor":"no","visibility":"PUBLIC"}`})
	p, err := w.client().Post(t.Context(), "urn:li:share:1")
	require.NoError(t, err)
	assert.Equal(t, linkedin.URN("urn:li:share:1"), p.ID)
	assert.Equal(t, linkedin.VisibilityPublic, p.Visibility)
	require.NotNil(t, p.Content)
	assert.Equal(t, linkedin.Count(3), p.Content.Poll.Options[0].Votes)
	assert.True(t, p.CreatedAt.IsZero())
}

// FuzzPost: what LinkedIn hands out can be written and read again, and never upsets the reader.
func FuzzPost(f *testing.F) {
	f.Add([]byte(`{"id":"urn:li:share:1","author":"urn:li:person:a","commentary":"a \\(b\\) {hashtag|\\#|c} @[D](urn:li:person:d)"}`))
	f.Add([]byte(`{"content":{"multiImage":{"images":[{"id":"urn:li:image:1","altText":"a"}]}},"reshareContext":{"parent":"urn:li:share:2"}}`))
	f.Add([]byte(`{"content":{"article":{"source":"x"},"media":null,"poll":{"options":[null]}},"createdAt":"1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := linkedin.ReadPost(data)
		if err != nil {
			return
		}
		again, err := json.Marshal(p)
		require.NoError(t, err)
		back, err := linkedin.ReadPost(again)
		require.NoError(t, err)
		require.Equal(t, linkedin.Portable(p).Text, linkedin.Portable(back).Text)
	})
}
