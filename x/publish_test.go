package x_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

func TestPublishExtras(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	post, err := c.Publish(t.Context(), &social.Draft{
		Text: "Made by hand", Link: "https://example.com/shop", Tags: []string{"shop"},
		Extras: []social.Extra{&x.Extra{ReplySettings: x.ReplyMentioned, MadeWithAI: new(true), PaidPartnership: new(true)}},
	})
	require.NoError(t, err)
	p, _ := w.srv.FindPost(post.Ref.ID)
	assert.Equal(t, "Made by hand\n\nhttps://example.com/shop\n\n#shop", p.Text)
	assert.Equal(t, "mentionedUsers", p.ReplySettings)
	assert.True(t, p.MadeWithAI)
	assert.True(t, p.Paid)
	assert.Equal(t, "https://x.com/acme/status/"+p.ID, post.Ref.URL)
	assert.Equal(t, "acme", post.Author.Handle)
	assert.WithinDuration(t, time.Now(), post.Time, time.Minute)
}

func TestPublishThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	publish := func(texts ...string) (*social.Thread, error) {
		var drafts []*social.Draft
		for _, text := range texts {
			drafts = append(drafts, &social.Draft{Text: text})
		}
		return social.PublishThread(t.Context(), c, drafts, nil)
	}
	thread, err := publish("One", "Two", "Three")
	require.NoError(t, err)
	require.Len(t, thread.Posts, 3)
	for i := 1; i < 3; i++ {
		p, _ := w.srv.FindPost(thread.Posts[i].ID)
		assert.Equal(t, thread.Posts[i-1].ID, p.ReplyTo)
	}
	thread, err = publish("Four", "One")
	require.NoError(t, err, "the same words in another place are another post")
	assert.Len(t, thread.Posts, 2)
	_, err = publish("Five", strings.Repeat("x", 281))
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.NotContains(t, w.written(), "Five", "a piece that cannot stand is found before the first is sent")
}

func TestPublishDuplicate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	_, err := c.Publish(t.Context(), &social.Draft{Text: "Again"})
	require.NoError(t, err)
	_, err = c.Publish(t.Context(), &social.Draft{Text: "Again"})
	require.ErrorIs(t, err, social.ErrDuplicate)
	_, pending := social.PendingOf(err)
	assert.False(t, pending)
	assert.Equal(t, []string{"Again"}, w.written())
}

// TestPublishLagging loses the answer while the timeline does not show the post yet: X refuses the repeat as a
// duplicate, and the post is found once it shows.
func TestPublishLagging(t *testing.T) {
	t.Parallel()
	empty := xtest.Fault{
		Kind: xtest.Malformed, Match: "GET /2/users/*/tweets", Body: `{"meta":{"result_count":0}}`, Status: http.StatusOK,
	}
	lose := xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/tweets"}

	w := newWorld(t, nil)
	w.srv.Faults().Add(lose)
	empty.Times = 7
	w.srv.Faults().Add(empty)
	patient := func(o *social.Options) { o.Settle = time.Second } // looks often enough, however slow each is
	post, err := w.client(patient).Publish(t.Context(), &social.Draft{Text: "Late"})
	require.NoError(t, err)
	assert.Equal(t, w.srv.Posts(w.brand)[0].ID, post.Ref.ID)
	assert.Equal(t, []string{"Late"}, w.written())

	w = newWorld(t, nil)
	w.srv.Faults().Add(lose)
	empty.Times = xtest.Forever
	mend := w.srv.Faults().Add(empty)
	_, err = w.client().Publish(t.Context(), &social.Draft{Text: "Later"})
	require.ErrorIs(t, err, social.ErrUncertain, "never called a failure")
	pending, ok := social.PendingOf(err)
	require.True(t, ok)
	assert.Equal(t, social.StageConfirm, pending.Stage)
	mend()
	_, err = w.client().Resume(t.Context(), reload(t, pending))
	require.NoError(t, err)
	assert.Equal(t, []string{"Later"}, w.written())
}

func TestPublishResumesInAnotherProcess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.SlowAfter, Match: "POST /2/tweets", Delay: time.Hour})
	go func() { // leave once the post stands, and its answer is on the way
		until(ctx, func() bool { return len(w.srv.Posts(w.brand)) > 0 })
		cancel()
	}()
	m := social.MediaBytes("a.png", png("a"))
	_, err := w.client().Publish(ctx, &social.Draft{Text: "A picture", Media: []*social.Media{m}})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, social.ErrUncertain)
	pending, ok := social.PendingOf(err)
	require.True(t, ok)
	assert.NotContains(t, string(pending.State), w.token)
	for range 2 {
		post, err := w.client().Resume(t.Context(), reload(t, pending))
		require.NoError(t, err, "resuming twice finds the post")
		assert.Equal(t, "A picture", post.Text)
	}
	assert.Equal(t, []string{"A picture"}, w.written())
	assert.Equal(t, 1, w.srv.Requests().Count("POST /2/media/upload"))
}

func TestReplyRule(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	ann := w.person("ann")
	mention := w.srv.Post(ann, "@acme are you open?", nil)
	other := w.srv.Post(ann, "Nice weather", nil)
	_, err := c.Reply(t.Context(), postRef(mention), &social.Draft{Text: "We are"})
	require.NoError(t, err)
	_, err = c.Reply(t.Context(), postRef(other), &social.Draft{Text: "Indeed"})
	requireField(t, err, social.ErrPermission, "ReplyTo")
	require.ErrorContains(t, err, "not available on this plan")
	require.ErrorContains(t, err, "mentions or quotes")
	assert.NotErrorIs(t, err, social.ErrAuth)

	_, err = c.Publish(t.Context(), &social.Draft{Text: "Look", Quote: postRef(mention)})
	requireField(t, err, social.ErrPermission, "Quote")
	require.ErrorContains(t, err, "not available on this plan")
	_, err = c.Reply(t.Context(), postRef("1999999999999999999"), &social.Draft{Text: "Nobody"})
	require.ErrorIs(t, err, social.ErrNotFound)
	assert.Equal(t, []string{"We are"}, w.written())
}

func TestPublishSameKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	draft := &social.Draft{Text: "Once", Key: "campaign-7", Media: []*social.Media{social.MediaBytes("a.png", png("a"))}}
	refs := make([]social.Ref, 8)
	var wg sync.WaitGroup
	for i := range refs {
		wg.Go(func() {
			post, err := c.Publish(t.Context(), draft)
			if assert.NoError(t, err) {
				refs[i] = post.Ref
			}
		})
	}
	wg.Wait()
	assert.Len(t, w.written(), 1)
	for _, ref := range refs {
		assert.Equal(t, refs[0], ref)
	}
}

func TestEdit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.premium()
	c := w.client()
	m := social.MediaBytes("a.png", png("a"))
	post, err := c.Publish(t.Context(), &social.Draft{Text: "Old text", Media: []*social.Media{m}})
	require.NoError(t, err)
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/tweets"})
	edited, err := c.Edit(t.Context(), post.Ref, &social.Change{Text: new("New text")})
	require.NoError(t, err, "the new version is found")
	assert.NotEqual(t, post.Ref.ID, edited.Ref.ID)
	require.Equal(t, []string{"New text"}, w.written())
	p, _ := w.srv.FindPost(edited.Ref.ID)
	assert.Len(t, p.Media, 1, "the picture stays")
	assert.Len(t, p.Versions, 2)

	_, err = c.Edit(t.Context(), edited.Ref, &social.Change{Visibility: new(social.VisibilityPublic)})
	requireField(t, err, errors.ErrUnsupported, "Visibility")
	poll, err := c.Publish(t.Context(), &social.Draft{Text: "Poll", Poll: &social.Poll{Options: []string{"A", "B"}, Duration: time.Hour}})
	require.NoError(t, err)
	_, err = c.Edit(t.Context(), poll.Ref, &social.Change{Text: new("Poll!")})
	requireField(t, err, errors.ErrUnsupported, "Ref")
}

func TestMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	ann := w.person("ann")
	for _, kind := range []xtest.Fault{{Kind: xtest.CutBefore}, {Kind: xtest.CutAfter}} {
		kind.Match = "POST /2/dm_conversations/**"
		w.srv.Faults().Add(kind)
	}
	m := social.MediaBytes("a.png", png("a"))
	first, err := c.Message(t.Context(), accountRef(ann), &social.Draft{Text: "Hello & welcome", Media: []*social.Media{m}})
	require.NoError(t, err)
	assert.Equal(t, social.RefMessage, first.Ref.Kind)
	_, err = c.Message(t.Context(), first.Ref, &social.Draft{Text: "One more: https://example.com"})
	require.NoError(t, err)
	sent := w.srv.Messages(w.brand)
	require.Len(t, sent, 2)
	assert.NotEmpty(t, sent[0].Media)
	assert.Equal(t, "dm_image", func() string { got, _ := w.srv.Media(sent[0].Media); return got.Category }())
	require.NoError(t, c.Delete(t.Context(), first.Ref))
	assert.Len(t, w.srv.Messages(w.brand), 1)
	_, err = c.Message(t.Context(), accountRef(ann), &social.Draft{Text: "x", Poll: &social.Poll{Options: []string{"A", "B"}, Duration: time.Hour}})
	requireField(t, err, errors.ErrUnsupported, "Poll")
	w.srv.SetProfile(ann, func(p *xtest.Profile) { p.NoDMs = true })
	_, err = c.Message(t.Context(), accountRef(ann), &social.Draft{Text: "Still there?"})
	require.ErrorIs(t, err, social.ErrPermission)
}
