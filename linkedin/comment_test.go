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

func urn(s string) linkedin.URN { return linkedin.URN(s) }

// plain is a comment without mentions.
func plain(s string) *linkedin.CommentParams {
	return &linkedin.CommentParams{Text: linkedin.NewText(s)}
}

// member adds somebody.
func (w *world) member(first string) string { return w.srv.CreateMember(first, "Ray") }

// posted lets the Page post in the app.
func (w *world) posted(text string) linkedintest.Post {
	w.t.Helper()
	p, ok := w.srv.FindPost(w.srv.Post(w.acme, text, nil))
	require.True(w.t, ok)
	return p
}

func TestComments(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, bob, post := w.client(), w.member("Bob"), w.posted("News")

	k, err := c.CreateComment(t.Context(), urn(post.URN), plain("Questions? (Ask!) #go_lang *now*"))
	require.NoError(t, err)
	assert.Equal(t, "Questions? (Ask!) #go_lang *now*", k.Message.Text)
	assert.Equal(t, urn(w.acme), k.Actor)
	assert.Equal(t, urn(w.ann), k.Agent)
	assert.Equal(t, urn(post.Activity), k.Object)
	assert.Equal(t, linkedin.CommentURN(urn(post.Activity), string(k.ID)), k.URN)
	stands, ok := w.srv.FindComment(string(k.URN))
	require.True(t, ok)
	assert.Equal(t, "Questions? (Ask!) #go_lang *now*", stands.Text, "comments are not escaped")

	theirs := w.srv.Comment(bob, post.URN, "Me!")
	reply, err := c.CreateComment(t.Context(), urn(theirs), plain("Yes?"))
	require.NoError(t, err)
	assert.Equal(t, urn(theirs), reply.Parent)
	_, err = c.CreateComment(t.Context(), reply.URN, plain("Deeper"))
	require.ErrorIs(t, err, social.ErrInvalid)

	got, err := c.Comment(t.Context(), urn(theirs))
	require.NoError(t, err)
	assert.Equal(t, urn(bob), got.Actor)
	assert.EqualValues(t, 1, got.Comments.First)
	short := linkedin.URN(strings.Replace(theirs, "urn:li:activity", "activity", 1))
	again, err := c.Comment(t.Context(), short)
	require.NoError(t, err)
	assert.Equal(t, got.URN, again.URN, "the short form of notifications names the same")

	missing := linkedin.CommentURN(urn(post.Activity), "1")
	list, err := c.CommentsByID(t.Context(), missing, k.URN, urn(theirs), short, "nonsense")
	require.NoError(t, err)
	require.Len(t, list, 3)
	assert.Equal(t, []linkedin.URN{k.URN, urn(theirs), urn(theirs)}, []linkedin.URN{list[0].URN, list[1].URN, list[2].URN})
	_, err = c.Comment(t.Context(), missing)
	require.ErrorIs(t, err, social.ErrNotFound)

	edited, err := c.UpdateComment(t.Context(), k.URN, linkedin.NewText("Better"))
	require.NoError(t, err)
	assert.Equal(t, "Better", edited.Message.Text)
	require.NoError(t, c.DeleteComment(t.Context(), k.URN))
	require.ErrorIs(t, c.DeleteComment(t.Context(), k.URN), social.ErrNotFound)
	require.ErrorIs(t, c.DeleteComment(t.Context(), urn(theirs)), social.ErrPermission)
	_, err = c.UpdateComment(t.Context(), urn(theirs), linkedin.NewText("Rude"))
	require.ErrorIs(t, err, social.ErrPermission)
	assert.Len(t, w.srv.Comments(post.URN), 2)
}

func TestCommentList(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Traps: linkedintest.Traps{PlainKeys: true}})
	c, bob, post := w.client(), w.member("Bob"), w.posted("News")
	var want []linkedin.URN
	for i := range 25 {
		want = append([]linkedin.URN{urn(w.srv.Comment(bob, post.URN, fmt.Sprint("Comment ", i)))}, want...)
	}
	var got []linkedin.URN
	for k, err := range c.Comments(t.Context(), urn(post.URN), &linkedin.PageParams{Limit: 10}) {
		require.NoError(t, err)
		got = append(got, k.URN)
	}
	assert.Equal(t, want, got)
	page, err := c.CommentsPage(t.Context(), urn(post.Activity), nil)
	require.NoError(t, err)
	assert.Len(t, page.Items, 25)
	assert.Empty(t, page.Next)
	for _, bad := range []linkedin.URN{"", "urn:li:person:1", "urn:li:comment:1"} {
		for _, err := range c.Comments(t.Context(), bad, nil) {
			require.ErrorIs(t, err, social.ErrInvalid)
		}
		_, err := c.CommentsPage(t.Context(), bad, nil)
		require.ErrorIs(t, err, social.ErrInvalid)
		require.ErrorIs(t, c.DeleteComment(t.Context(), bad), social.ErrInvalid)
	}
}

func TestCommentMentionsAndImage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{AnyFile: true})
	c, bob, post := w.client(), w.member("Bob"), w.posted("News")
	text := linkedin.NewText("Wow 😀 @Bob, and @ACME! @Nobody", linkedin.Mention{Text: "Bob", URN: urn(bob)}, linkedin.Mention{Text: "ACME", URN: urn(w.acme)})
	k, err := c.CreateComment(t.Context(), urn(post.URN), &linkedin.CommentParams{Text: text})
	require.NoError(t, err)
	stands := w.srv.Comments(post.URN)[0]
	assert.Equal(t, "Wow 😀 Bob, and ACME! @Nobody", stands.Text)
	assert.Equal(t, []string{bob, w.acme}, stands.Mentions)
	read, err := c.Comment(t.Context(), k.URN)
	require.NoError(t, err)
	assert.Equal(t, text, read.Message.Rich(), "the marks are where they were")
	assert.Equal(t, 7, read.Message.Attributes[0].Start, "counted in UTF-16 units")

	edited, err := c.UpdateComment(t.Context(), k.URN, linkedin.NewText("Hi @Bob", linkedin.Mention{Text: "Bob", URN: urn(bob)}))
	require.NoError(t, err)
	assert.Len(t, edited.Message.Rich().Mentions(), 1)

	w.srv.SetTraps(linkedintest.Traps{NoCommentImages: true})
	_, err = c.CreateComment(t.Context(), urn(post.URN), &linkedin.CommentParams{Text: linkedin.NewText("Look"), Image: "urn:li:image:1"})
	require.ErrorIs(t, err, social.ErrPermission)
}

// TestMemberTokensSayWhatIsMissing: a self-serve token can post and do little else, and the error says what else it takes.
func TestMemberTokensSayWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, post := w.sharer(), urn(w.srv.Post(w.ann, "Mine", nil))
	_, comments := c.CommentsPage(t.Context(), post, nil)
	_, comment := c.CreateComment(t.Context(), post, plain("Hello"))
	_, metadata := c.Metadata(t.Context(), post)
	for name, err := range map[string]error{
		"reading": comments, "writing": comment, "counting": metadata, "reacting": c.CreateReaction(t.Context(), post, linkedin.Like),
	} {
		require.ErrorIs(t, err, social.ErrPermission, name)
		assert.ErrorContains(t, err, "Community Management API", name)
		assert.ErrorContains(t, err, "_social_feed", name)
	}
}

func TestReactions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, bob, post := w.client(), w.member("Bob"), w.posted("News")
	comment := urn(w.srv.Comment(bob, post.URN, "Nice"))
	for _, on := range []linkedin.URN{urn(post.URN), comment} {
		_, err := c.Reaction(t.Context(), on)
		require.ErrorIs(t, err, social.ErrNotFound)
		require.NoError(t, c.CreateReaction(t.Context(), on, linkedin.Like))
		require.NoError(t, c.CreateReaction(t.Context(), on, linkedin.Celebrate), "the second takes the place of the first")
		w.srv.React(bob, string(on), linkedintest.Love)
		got, err := c.Reaction(t.Context(), on)
		require.NoError(t, err)
		assert.Equal(t, linkedin.Celebrate, got.Type)
		var types []linkedin.ReactionType
		for r, err := range c.Reactions(t.Context(), on, &linkedin.ReactionsParams{Order: linkedin.OldestReactions}, &linkedin.PageParams{Limit: 1}) {
			require.NoError(t, err)
			types = append(types, r.Type)
		}
		assert.Equal(t, []linkedin.ReactionType{linkedin.Celebrate, linkedin.Love}, types)
		page, err := c.ReactionsPage(t.Context(), on, nil, nil)
		require.NoError(t, err)
		assert.Equal(t, urn(bob), page.Items[0].Actor())

		m, err := c.Metadata(t.Context(), on)
		require.NoError(t, err)
		assert.Equal(t, map[linkedin.ReactionType]linkedin.Count{linkedin.Celebrate: 1, linkedin.Love: 1}, m.Reactions)
		assert.EqualValues(t, 2, m.AllReactions())
		require.NoError(t, c.DeleteReaction(t.Context(), on))
		require.ErrorIs(t, c.DeleteReaction(t.Context(), on), social.ErrNotFound)
	}
	all, err := c.MetadataByURN(t.Context(), urn(post.URN), comment, "urn:li:share:1")
	require.NoError(t, err)
	require.Len(t, all, 2)
	assert.EqualValues(t, 1, all[urn(post.URN)].Comments.All)
	assert.EqualValues(t, 1, all[comment].AllReactions())
}

// TestClosingCommentsIsGuarded: LinkedIn deletes the comments that are there, so nobody closes them by accident.
func TestClosingCommentsIsGuarded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{CommentsStateDelay: 300 * time.Millisecond})
	c, bob, post := w.client(), w.member("Bob"), w.posted("News")
	w.srv.Comment(bob, w.srv.Comment(bob, post.URN, "One"), "Two")

	err := c.CloseComments(t.Context(), urn(post.URN), nil)
	lost, ok := errors.AsType[*linkedin.CommentsLostError](err)
	require.True(t, ok, "%v", err)
	assert.EqualValues(t, 2, lost.Count, "answers count")
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.ErrorContains(t, err, "the 2 comments")
	assert.Len(t, w.srv.Comments(post.URN), 2, "nothing was sent")

	require.NoError(t, c.CloseComments(t.Context(), urn(post.URN), &linkedin.CloseOptions{DeleteComments: true}))
	closed, _ := w.srv.FindPost(post.URN)
	assert.True(t, closed.Closed, "it is done when the call returns")
	assert.Empty(t, w.srv.Comments(post.URN))
	require.NoError(t, c.CloseComments(t.Context(), urn(post.URN), nil), "there is nothing left to lose")
	require.NoError(t, c.OpenComments(t.Context(), urn(post.URN)))
	_, err = c.CreateComment(t.Context(), urn(post.URN), plain("Again"))
	require.NoError(t, err)

	blind := w.configured(linkedin.Config{Author: urn(w.acme), Tokens: static(w.srv.Token(w.ann, "w_organization_social_feed"))})
	err = blind.CloseComments(t.Context(), urn(post.URN), nil)
	require.ErrorIs(t, err, social.ErrInvalid, "who may not count may not close by accident either")
	require.NoError(t, blind.CloseComments(t.Context(), urn(post.URN), &linkedin.CloseOptions{DeleteComments: true}), "who may not see it done goes on")
}

// FuzzComment: whatever stands in a comment, reading it does not fail, and its text comes back whole.
func FuzzComment(f *testing.F) {
	for _, seed := range []string{
		`{"$URN":"urn:li:comment:(urn:li:activity:1,2)","message":{"text":"Wow 😀 Bob","attributes":[{"start":7,"length":3,"value":{"person":{"person":"urn:li:person:1"}}}]}}`,
		`{"id":"2","object":"urn:li:activity:1","message":{"text":"a","attributes":[{"start":9223372036854775807,"length":9223372036854775807,"value":{"organization":{"organization":"urn:li:organization:1"}}}]}}`,
		`{"message":{"text":"😀","attributes":[{"start":1,"length":1,"value":{"person":{"person":"x"}}},{"start":0,"length":1}]},"content":[{}]}`,
		`{"id":{},"created":{"time":"soon"},"message":[]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		k := new(linkedin.Comment)
		if json.Unmarshal(body, k) != nil {
			t.Skip("no JSON")
		}
		text := k.Message.Rich()
		if len(text.Mentions()) == 0 && text.String() != k.Message.Text {
			t.Fatalf("%q became %q", k.Message.Text, text)
		}
	})
}
