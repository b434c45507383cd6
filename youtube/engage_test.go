package youtube_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// TestModerateComments: what is rejected is gone with its answers, for good, and its author with it where wanted.
func TestModerateComments(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"})
	troll := w.person("troll")
	first, second := w.srv.Comment(troll, video, "Rude"), w.srv.Comment(troll, video, "Rude again")
	require.NoError(t, c.Moderate(t.Context(), commentRef(first), social.ActionReject, nil))
	assert.Empty(t, w.srv.Banned(w.brand))
	require.ErrorIs(t, c.Moderate(t.Context(), commentRef(first), social.ActionApprove, nil), social.ErrInvalid, "rejecting is final")
	require.NoError(t, c.Moderate(t.Context(), commentRef(second), social.ActionBan, nil))
	assert.Equal(t, []string{troll}, w.srv.Banned(w.brand))

	for action, ref := range map[social.Action]social.Ref{
		social.ActionBan: channelRef(troll), social.ActionReport: commentRef(first), social.ActionHold: videoRef(video),
	} {
		requireField(t, c.Moderate(t.Context(), ref, action, nil), errors.ErrUnsupported, "ref")
	}
	for _, action := range []social.Action{social.ActionDelete, social.ActionHide, social.ActionUnban, social.ActionClose, social.ActionMute} {
		requireField(t, c.Moderate(t.Context(), commentRef(first), action, nil), errors.ErrUnsupported, "a")
	}
	requireField(t, c.Moderate(t.Context(), commentRef(first), social.ActionHold, &social.Moderation{Reason: "x"}), social.ErrInvalid, "Reason")
	before := w.srv.Quota("").Pool
	ids := make([]youtube.ID, 0, 120)
	for i := range 120 {
		ids = append(ids, youtube.ID(w.srv.Comment(w.person(""), video, fmt.Sprint(i))))
	}
	require.NoError(t, c.ModerateComments(t.Context(), youtube.ModerationHeld, false, ids...))
	assert.Equal(t, 3*50, w.srv.Quota("").Pool-before, "fifty at once")
	m, _ := w.srv.FindComment(string(ids[119]))
	assert.Equal(t, youtubetest.HeldForReview, m.Status)
}

func TestReportVideo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	video := w.srv.Publish(w.person(""), youtubetest.Video{Title: "Stolen"})
	reasons, err := c.ReportReasons(t.Context(), "")
	require.NoError(t, err)
	require.NotEmpty(t, reasons)
	category := string(reasons[0].ID)
	if len(reasons[0].Snippet.Secondary) > 0 {
		category += "/" + string(reasons[0].Snippet.Secondary[0].ID)
	}
	require.NoError(t, c.Moderate(t.Context(), videoRef(video), social.ActionReport, &social.Moderation{Reason: "It is ours", Category: category}))
	require.Len(t, w.srv.AbuseReports(), 1)
	assert.Equal(t, "It is ours", w.srv.AbuseReports()[0].Comments)
	requireField(t, c.Moderate(t.Context(), videoRef(video), social.ActionReport, nil), social.ErrInvalid, "Category")
}

// TestUnreactKeepsTheOther: taking back a like leaves a dislike alone.
func TestUnreactKeepsTheOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	video := w.srv.Publish(w.person(""), youtubetest.Video{Title: "Garden"})
	require.NoError(t, c.React(t.Context(), videoRef(video), social.ReactionDislike))
	require.NoError(t, c.Unreact(t.Context(), videoRef(video), social.ReactionLike))
	assert.Equal(t, "dislike", w.srv.Rating(w.brand, video))
	require.NoError(t, c.React(t.Context(), videoRef(video), social.ReactionLike))
	assert.Equal(t, "like", w.srv.Rating(w.brand, video))
	requireField(t, c.React(t.Context(), commentRef("c"), social.ReactionLike), errors.ErrUnsupported, "ref")
	requireField(t, c.React(t.Context(), videoRef(video), social.ReactionShare), errors.ErrUnsupported, "Reaction")
}

// TestReplyNamesWhomItAnswers, since an answer to an answer stands under the comment above both.
func TestReplyNamesWhomItAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	video := w.srv.Publish(w.brand, youtubetest.Video{Title: "Garden"})
	top := w.srv.Comment(w.person("asker"), video, "When?")
	answer := w.srv.Reply(w.person("helper"), top, "At noon?")
	for _, tc := range []struct{ to, text, want string }{
		{top, "At one.", "At one."},
		{answer, "No, at one.", "@helper No, at one."},
		{answer, "No, @Helper, at one!", "No, @Helper, at one!"},
	} {
		p, err := c.Reply(t.Context(), commentRef(tc.to), &social.Draft{Text: tc.text})
		require.NoError(t, err)
		m, ok := w.srv.FindComment(p.Ref.ID)
		require.True(t, ok)
		assert.Equal(t, tc.want, m.Text)
		assert.Equal(t, tc.want, p.Text)
		assert.Equal(t, top, m.Parent)
	}
}

// TestSearchSpends one search for fifty videos, and none for a channel.
func TestSearchSpends(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	rival := w.person("rival")
	for i := range 60 {
		w.srv.Publish(rival, youtubetest.Video{Title: fmt.Sprintf("Tools & more %d", i), Description: "All of them, at length"})
	}
	n := 0
	for p, err := range c.Search(t.Context(), &social.SearchQuery{Text: "tools", Limit: 50}) {
		require.NoError(t, err)
		assert.Equal(t, "All of them, at length", p.Text, "whole and plain")
		assert.Contains(t, p.Metrics, social.MetricViews)
		n++
	}
	assert.Equal(t, 50, n)
	assert.Equal(t, 1, w.srv.Quota("").Searches)
	n = 0
	for _, err := range c.Search(t.Context(), &social.SearchQuery{Author: channelRef(rival)}) {
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, 60, n)
	assert.Equal(t, 1, w.srv.Quota("").Searches, "the list of uploads tells as much")
	for field, q := range map[string]*social.SearchQuery{
		"Language": {Text: "x", Language: "en"},
	} {
		for _, err := range c.Search(t.Context(), q) {
			requireField(t, err, errors.ErrUnsupported, field)
		}
	}
	for field, q := range map[string]*social.SearchQuery{"Text": {}, "Hashtag": {Hashtag: "a b"}, "Limit": {Text: "x", Limit: -1}} {
		for _, err := range c.Search(t.Context(), q) {
			requireField(t, err, social.ErrInvalid, field)
		}
	}
}

func TestFindAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	rival := w.person("rival")
	w.srv.SetAudience(rival, youtubetest.Audience{Subscribers: 123_456})
	w.srv.SetProfile(rival, func(p *youtubetest.Profile) { p.Username = "rivalry" })
	for _, handle := range []string{"c", "watch", "user", "channel"} {
		w.person(handle) // whom addresses of other pages do not mean
	}
	for _, name := range []string{
		"rival", "@rival", rival, "https://www.youtube.com/@rival/videos", "youtube.com/@rival", "https://www.youtube.com/channel/" + rival + "?x=1",
		"m.youtube.com/@rival", "https://www.youtube.com/rival", "https://www.youtube.com/user/rivalry/about", "https://www.youtube.com/channel/" + rival + "/videos",
	} {
		a, err := c.FindAccount(t.Context(), name)
		require.NoError(t, err, name)
		assert.Equal(t, rival, a.Ref.ID, name)
		assert.InDelta(t, 123_000, a.Metrics[social.MetricFollowers], 0.1, "as YouTube rounds it")
	}
	for _, odd := range []string{
		"", "@", "https://www.youtube.com/", "https://www.youtube.com/c/rival", "https://www.youtube.com/watch?v=aaaaaaaaaaa", "@a b", "https://www.youtube.com/user",
	} {
		_, err := c.FindAccount(t.Context(), odd)
		requireField(t, err, social.ErrInvalid, "handle")
	}
	w.srv.SetProfile(rival, func(p *youtubetest.Profile) { p.HiddenSubscribers = true })
	a, err := c.FindAccount(t.Context(), "rival")
	require.NoError(t, err)
	assert.NotContains(t, a.Metrics, social.MetricFollowers, "hidden is not zero")
}

// TestPosts leaves out what is scheduled, and finds what was published long after it was uploaded.
func TestPosts(t *testing.T) {
	t.Parallel()
	clock := youtubetest.NewManualClock(time.Now().Add(-48 * time.Hour))
	w := newWorld(t, &youtubetest.Options{Clock: clock.Now, TokenTTL: 100 * time.Hour})
	late := w.srv.Publish(w.brand, youtubetest.Video{Title: "Late", Privacy: "private", PublishAt: clock.Now().Add(30 * time.Hour)})
	clock.Advance(time.Hour)
	old := w.srv.Publish(w.brand, youtubetest.Video{Title: "Old"})
	w.srv.Publish(w.brand, youtubetest.Video{Title: "Waiting", Privacy: "private", PublishAt: time.Now().Add(time.Hour)})
	clock.Advance(40 * time.Hour)
	w.srv.Tick()
	c := w.client()
	ids := func(q *social.PostsQuery) (out []string) {
		for p, err := range c.Posts(t.Context(), q) {
			require.NoError(t, err)
			out = append(out, p.Ref.ID)
		}
		return out
	}
	assert.ElementsMatch(t, []string{old, late}, ids(nil))
	assert.Equal(t, []string{late}, ids(&social.PostsQuery{Since: clock.Now().Add(-24 * time.Hour)}))
	for _, err := range c.Posts(t.Context(), &social.PostsQuery{Replies: true}) {
		requireField(t, err, errors.ErrUnsupported, "Replies")
	}
}

// TestUpdateProfileKeepsTheRest, which YouTube would erase.
func TestUpdateProfileKeepsTheRest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	w.srv.SetProfile(w.brand, func(p *youtubetest.Profile) {
		p.Description, p.Keywords, p.Country, p.TrackingID = "Old", `garden "open air"`, "DE", "UA-1"
	})
	p, err := c.UpdateProfile(t.Context(), &social.ProfileChange{Bio: new("New"), Banner: social.MediaBytes("banner.jpg", jpeg)})
	require.NoError(t, err)
	assert.Equal(t, "New", p.Account.Bio)
	assert.NotEmpty(t, p.Banner)
	now, _ := w.srv.Channel(w.brand)
	assert.Equal(t, []string{"New", `garden "open air"`, "DE", "UA-1"}, []string{now.Description, now.Keywords, now.Country, now.TrackingID})
	before := w.srv.Requests().Total()
	_, err = c.UpdateProfile(t.Context(), &social.ProfileChange{Name: new("x"), Avatar: social.MediaBytes("a.jpg", jpeg), Website: new("x")})
	for _, field := range []string{"Name", "Avatar", "Website"} {
		requireField(t, err, errors.ErrUnsupported, field)
	}
	_, err = c.UpdateProfile(t.Context(), &social.ProfileChange{Bio: new(fmt.Sprintf("%01001d", 0))})
	requireField(t, err, social.ErrInvalid, "Bio")
	assert.Equal(t, before, w.srv.Requests().Total())
}
