package facebook_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

// TestScheduleWindows tries both ends of what each surface takes.
func TestScheduleWindows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	c := w.client()
	const day = 24 * time.Hour
	photo, video := []*social.Media{jpeg("a.jpg")}, []*social.Media{film(9000)}
	for name, test := range map[string]struct {
		draft social.Draft
		most  time.Duration
	}{
		"text":   {social.Draft{Text: "x"}, 75 * day},
		"photo":  {social.Draft{Text: "x", Media: photo}, 75 * day},
		"photos": {social.Draft{Text: "x", Media: []*social.Media{photo[0], photo[0]}}, 75 * day},
		"video":  {social.Draft{Text: "x", Media: video}, 183 * day},
		"reel":   {social.Draft{Text: "x", Format: social.FormatReel, Media: video}, 29 * day},
	} {
		for at, ok := range map[time.Duration]bool{
			10 * time.Minute: false, 12 * time.Minute: true, test.most - time.Hour: true, test.most + time.Hour: false,
		} {
			d := test.draft
			d.At = time.Now().Add(at)
			err := c.Check(t.Context(), &d)
			if ok {
				require.NoError(t, err, "%s %v", name, at)
				continue
			}
			require.ErrorIs(t, err, social.ErrInvalid, "%s %v", name, at)
			assert.Equal(t, []string{"At"}, fields(err))
		}
	}
	// Where Facebook takes less than its pages say, its own refusal comes through.
	_, err := c.Publish(t.Context(), &social.Draft{Text: "x", At: time.Now().Add(40 * day)})
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.ErrorContains(t, err, "scheduled publish time")
	limits := facebook.DefaultLimits()
	limits.MaxAhead = map[facebook.Surface]time.Duration{facebook.SurfaceFeed: 30 * day}
	_, err = w.configured(facebook.Config{Limits: &limits}).Publish(t.Context(), &social.Draft{Text: "x", At: time.Now().Add(40 * day)})
	assert.Equal(t, []string{"At"}, fields(err))
}

// TestScheduling lists, moves, cancels and waits, on all surfaces.
func TestScheduling(t *testing.T) {
	t.Parallel()
	clock := facebooktest.NewManualClock(time.Now().Truncate(time.Second))
	opts := prompt()
	opts.Clock = clock.Now
	w := newWorld(t, opts)
	c := w.client()
	at := clock.Now().Add(48 * time.Hour)
	drafts := map[string]*social.Draft{
		"text":   {Text: "text", At: at},
		"photos": {Text: "photos", At: at.Add(time.Minute), Media: []*social.Media{jpeg("a.jpg"), jpeg("b.jpg")}},
		"video":  {Text: "video", At: at.Add(2 * time.Minute), Media: []*social.Media{film(9000)}},
		"reel":   {Text: "reel", At: at.Add(3 * time.Minute), Format: social.FormatReel, Media: []*social.Media{film(9000)}},
	}
	refs := map[string]social.Ref{}
	for name, d := range drafts {
		post, err := c.Publish(t.Context(), d)
		require.NoError(t, err, name)
		assert.Equal(t, social.StateScheduled, post.State, name)
		assert.Equal(t, social.RefScheduled, post.Ref.Kind, name)
		assert.True(t, d.At.Equal(post.Time), "%s: %v", name, post.Time)
		refs[name] = post.Ref
	}
	for _, p := range w.srv.Photos(w.page) {
		assert.True(t, p.Temporary, "or Facebook drops it after a day")
	}
	assert.Empty(t, w.shown())
	var order []string
	for p, err := range c.Scheduled(t.Context()) {
		require.NoError(t, err)
		order = append(order, p.Text)
	}
	assert.Equal(t, []string{"text", "photos", "video", "reel"}, order, "soonest first")

	for name := range drafts {
		later := at.Add(time.Hour)
		post, err := c.Reschedule(t.Context(), refs[name], later)
		require.NoError(t, err, name)
		assert.True(t, later.Equal(post.Time), "%s: %v", name, post.Time)
		_, err = c.Reschedule(t.Context(), refs[name], clock.Now().Add(time.Minute))
		assert.Equal(t, []string{"At"}, fields(err), name)
	}
	far := clock.Now().Add(100 * 24 * time.Hour) // each surface has a window of its own
	_, err := c.Reschedule(t.Context(), refs["text"], far)
	assert.Equal(t, []string{"At"}, fields(err))
	video, err := c.PublishVideo(t.Context(), film(9000), &facebook.VideoParams{ScheduledAt: at})
	require.NoError(t, err)
	_, err = c.Reschedule(t.Context(), postRef(string(video)), far)
	require.NoError(t, err)
	_, err = c.Reschedule(t.Context(), postRef(string(video)), far.Add(100*24*time.Hour))
	assert.Equal(t, []string{"At"}, fields(err))
	require.NoError(t, c.Unschedule(t.Context(), refs["text"]))
	require.NoError(t, c.Unschedule(t.Context(), refs["reel"]))
	clock.Advance(50 * time.Hour)
	w.srv.Tick()
	assert.ElementsMatch(t, []string{"photos", "video"}, w.shown())
	for _, name := range []string{"photos", "video"} {
		require.ErrorIs(t, c.Unschedule(t.Context(), refs[name]), social.ErrNotFound, name)
		_, err := c.Reschedule(t.Context(), refs[name], clock.Now().Add(48*time.Hour+time.Hour))
		require.ErrorIs(t, err, social.ErrNotFound, name)
	}
	for _, p := range w.srv.Posts(w.page) {
		if p.Message == "photos" {
			assert.Len(t, p.Photos, 2, "the photos lived that long")
		}
	}
}

func TestEditAndDelete(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	c := w.client()
	post, err := c.Publish(t.Context(), &social.Draft{Text: "One", FirstComment: "First"})
	require.NoError(t, err)
	edited, err := c.Edit(t.Context(), post.Ref, &social.Change{Text: new("Two")})
	require.NoError(t, err)
	assert.Equal(t, "Two", edited.Text)
	assert.False(t, edited.Edited.IsZero())
	comment := commentRef(w.srv.Comments(post.Ref.ID)[0].ID)
	edited, err = c.Edit(t.Context(), comment, &social.Change{Text: new("Second")})
	require.NoError(t, err)
	assert.Equal(t, "Second", edited.Text)
	require.Len(t, w.srv.Comments(post.Ref.ID), 1, "an edit is no answer")
	require.NoError(t, c.Delete(t.Context(), comment))

	video, err := c.PublishVideo(t.Context(), film(9000), &facebook.VideoParams{Title: "A", Description: "B"})
	require.NoError(t, err)
	edited, err = c.Edit(t.Context(), postRef(string(video)), &social.Change{Title: new("C"), Text: new("D")})
	require.NoError(t, err)
	assert.Equal(t, "D", edited.Text)
	assert.Equal(t, "C", w.srv.Videos(w.page)[0].Title)
	require.NoError(t, c.Delete(t.Context(), postRef(string(video))))
	require.NoError(t, c.Delete(t.Context(), post.Ref))
	assert.Empty(t, w.shown())
	require.ErrorIs(t, c.Delete(t.Context(), post.Ref), social.ErrNotFound)

	by := w.srv.PublishInApp(w.page, "By hand")
	_, err = c.Edit(t.Context(), postRef(by), &social.Change{Text: new("By a program")})
	require.ErrorIs(t, err, social.ErrPermission, "only what the same program made")
	yes := true
	_, err = c.Edit(t.Context(), post.Ref, &social.Change{Warning: new("w"), Sensitive: &yes, Title: new("t"), Language: new("en")})
	require.ErrorIs(t, err, errors.ErrUnsupported)
	assert.Equal(t, []string{"Language", "Sensitive", "Title", "Warning"}, fields(err))
}

func TestTimelineAndLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t, prompt())
	c := w.client()
	first, err := c.Publish(t.Context(), &social.Draft{Text: "One"})
	require.NoError(t, err)
	_, err = c.Publish(t.Context(), &social.Draft{Text: "Two", Media: []*social.Media{jpeg("a.jpg")}})
	require.NoError(t, err)
	w.srv.VisitorPost(w.person("Ann"), w.page, "Hello")
	w.srv.Tag(w.person("Bob"), w.page, "Look at Acme")
	w.srv.React(w.person(""), first.Ref.ID, "LOVE")
	w.srv.Share(w.person(""), first.Ref.ID)
	var texts []string
	for p, err := range c.Posts(t.Context(), nil) {
		require.NoError(t, err)
		texts = append(texts, p.Text)
	}
	assert.Equal(t, []string{"Two", "One"}, texts)
	p, err := c.Post(t.Context(), facebook.ID(first.Ref.ID))
	require.NoError(t, err)
	assert.EqualValues(t, 1, *p.Shares.Count)
	assert.EqualValues(t, 1, *p.Love.Summary.TotalCount)
	assert.Equal(t, w.srv.App().ID, string(p.Application.ID))
	for p, err := range c.VisitorPosts(t.Context(), &facebook.PostsParams{Since: time.Now().Add(-time.Hour), Until: time.Now().Add(time.Hour)}) {
		require.NoError(t, err)
		assert.Equal(t, "Hello", p.Message)
	}
	for p, err := range c.TaggedPosts(t.Context(), nil) {
		require.NoError(t, err)
		assert.Equal(t, "Look at Acme", p.Message)
	}
	for _, err := range c.Posts(t.Context(), &social.PostsQuery{Replies: true}) {
		require.ErrorIs(t, err, errors.ErrUnsupported)
	}
}
