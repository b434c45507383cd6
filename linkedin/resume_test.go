package linkedin_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// reload is a Pending as another process reads it, with files from memory opened again.
func reload(t *testing.T, p *social.Pending) *social.Pending {
	t.Helper()
	data, err := json.Marshal(p)
	require.NoError(t, err)
	var again social.Pending
	require.NoError(t, json.Unmarshal(data, &again))
	for i, m := range again.Media {
		m.Open = p.Media[i].Open
		if m.Thumbnail != nil {
			m.Thumbnail.Open = p.Media[i].Thumbnail.Open
		}
		for j, s := range m.Captions {
			s.Open = p.Media[i].Captions[j].Open
		}
	}
	return &again
}

// die makes the server fail in a way at a write, the how-manieth is given, and be out of reach from then on.
func (w *world) die(at int64, how linkedintest.Fault) {
	var writes atomic.Int64
	how.Where = func(r *http.Request) bool { return r.Method != http.MethodGet && writes.Add(1) == at }
	w.srv.Faults().Add(how)
	w.srv.Faults().Add(linkedintest.Fault{
		Kind: linkedintest.CutBefore, Times: linkedintest.Forever, Where: func(*http.Request) bool { return writes.Load() >= at },
	})
}

// TestResumeInAnotherProcess breaks publishing at each write of each way, before and after it was executed, and has a
// fresh client go on from the JSON of what is pending: what stands then stands once, and is whole.
func TestResumeInAnotherProcess(t *testing.T) {
	t.Parallel()
	for name, s := range surfaces() {
		for how, fault := range map[string]linkedintest.Fault{
			"Before": {Kind: linkedintest.CutBefore}, "After": {Kind: linkedintest.CutAfter}, "500": linkedintest.Lost(""),
		} {
			t.Run(name+how, func(t *testing.T) {
				t.Parallel()
				for at := int64(1); ; at++ {
					if done := resumeAt(t, at, fault, s); done {
						assert.Greater(t, at, int64(1))
						return
					}
					require.Less(t, at, int64(30))
				}
			})
		}
	}
}

// resumeAt breaks one publication at a write. It returns true if there are not that many.
func resumeAt(t *testing.T, at int64, fault linkedintest.Fault, s surface) bool {
	t.Helper()
	w := newWorld(t, &linkedintest.Options{Processing: linkedintest.Processing{Polls: -1}})
	author, c := w.acme, w.client
	if s.member {
		author, c = w.ann, w.sharer
	}
	before := w.srv.Post(w.acme, "Ask us anything", nil)
	w.bob()
	d := s.draft(w, 7)
	w.die(at, fault)
	post, err := c(func(o *social.Options) { o.Retries, o.Settle = -1, 5*time.Millisecond }).Publish(t.Context(), d)
	w.srv.Faults().Clear()
	for round := 0; err != nil; round++ {
		require.Less(t, round, 4)
		p, ok := social.PendingOf(err)
		require.True(t, ok, "write %d: %v", at, err)
		post, err = c().Resume(t.Context(), reload(t, p))
	}
	var stands []*social.Post
	for _, p := range w.standing(author) {
		if p.Ref.ID != before {
			stands = append(stands, p)
		}
	}
	require.Len(t, stands, 1, "write %d", at)
	assert.Equal(t, stands[0].Ref.ID, post.Ref.ID)
	assert.Equal(t, d.Text, stands[0].Text)
	if p, ok := w.srv.FindPost(post.Ref.ID); ok && d.Link == "" {
		assert.Len(t, p.Media, len(d.Media), "write %d", at)
	}
	writes := 0
	for _, e := range w.srv.Requests().All() {
		if e.Method != http.MethodGet {
			writes++
		}
	}
	return int64(writes) < at
}

// TestResumeTwice: the same Pending, resumed by two processes, makes one post, whatever it was interrupted at.
func TestResumeTwice(t *testing.T) {
	t.Parallel()
	for at := int64(1); at <= 3; at++ {
		w := newWorld(t, nil)
		w.die(at, linkedintest.Fault{Kind: linkedintest.CutBefore})
		d := &social.Draft{Text: "Twice", Media: []*social.Media{picture("a tree")}}
		_, err := w.client(func(o *social.Options) { o.Retries, o.Settle = -1, 5*time.Millisecond }).Publish(t.Context(), d)
		w.srv.Faults().Clear()
		p, ok := social.PendingOf(err)
		require.True(t, ok, "%v", err)
		first, err := w.client().Resume(t.Context(), reload(t, p))
		require.NoError(t, err)
		second, err := w.client().Resume(t.Context(), reload(t, p))
		require.NoError(t, err, "write %d", at)
		assert.Len(t, w.srv.Posts(w.acme), 1)
		if at == 3 { // before, each of them uploads a picture of its own
			assert.Equal(t, first.Ref.ID, second.Ref.ID)
		}
	}
}

// TestResumeRefuses: what is not LinkedIn's, not whole or somebody else's is refused.
func TestResumeRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	for state, field := range map[string]string{
		"{}": "Pending.State", "[]": "Pending.State", `{"post":{},"key":"k","uploads":[null]}`: "Pending.State",
		`{"post":{},"key":"k","uploads":[{"kind":"video","urn":"urn:li:video:1"}]}`:                "Pending.State",
		`{"post":{"content":{"multiImage":{"images":[]}}},"key":"k","uploads":[{"kind":"image"}]}`: "Pending.State",
		`{"post":{},"key":"k","uploads":[{"kind":"image"}]}`:                                       "Pending.Media",
	} {
		_, err := c.Resume(t.Context(), &social.Pending{Network: "linkedin", Key: "k", State: []byte(state)})
		requireField(t, err, social.ErrInvalid, field)
	}
	_, err := c.Resume(t.Context(), &social.Pending{
		Network: "linkedin", Key: "k", Account: w.ann, State: []byte(`{"post":{"commentary":"a"},"key":"k"}`),
	})
	require.ErrorIs(t, err, social.ErrWrongAccount)
	assert.Empty(t, w.srv.Posts(w.acme))
}

// requireField wants an error of a kind that names a field.
func requireField(t *testing.T, err, kind error, field string) {
	t.Helper()
	require.ErrorIs(t, err, kind, "%v", err)
	for _, e := range social.Problems(err) {
		if e.Field == field {
			return
		}
	}
	require.Fail(t, "the field is not named", "%q in %v", field, err)
}

// TestFirstComment: it is written below the post, which may be too young for it for a moment; if it cannot be written the
// post stands all the same, and what is owed can be made up for.
func TestFirstComment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{CommentLag: 300 * time.Millisecond})
	bob := w.bob()
	d := &social.Draft{
		Text: "News", FirstComment: "More (much more) by @Bob Ray: #news",
		Extras: []social.Extra{&linkedin.Extra{Mentions: []linkedin.Mention{{Text: "Bob Ray", URN: linkedin.URN(bob)}}}},
	}
	post, err := w.client().Publish(t.Context(), d)
	require.NoError(t, err)
	comments := w.srv.Comments(post.Ref.ID)
	require.Len(t, comments, 1)
	assert.Equal(t, "More (much more) by Bob Ray: #news", comments[0].Text)
	assert.Equal(t, []string{bob}, comments[0].Mentions)

	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.FailBefore, Match: "POST /rest/socialActions/*/comments", Times: 30})
	post, err = w.client(func(o *social.Options) { o.Retries = 1 }).Publish(t.Context(), &social.Draft{Text: "Later", FirstComment: "More"})
	require.Error(t, err)
	require.NotNil(t, post, "the post stands")
	p, ok := social.PendingOf(err)
	require.True(t, ok)
	assert.Equal(t, social.StageComment, p.Stage)
	w.srv.Faults().Clear()
	for range 2 {
		again, err := w.client().Resume(t.Context(), reload(t, p))
		require.NoError(t, err)
		assert.True(t, again.Ref.Same(post.Ref))
		assert.Len(t, w.srv.Comments(post.Ref.ID), 1)
	}
	assert.Len(t, w.srv.Posts(w.acme), 2)

	post, err = w.sharer().Publish(t.Context(), &social.Draft{Text: "By a member", FirstComment: "More"})
	require.ErrorIs(t, err, social.ErrPermission)
	assert.ErrorContains(t, err, "Community Management API")
	require.NotNil(t, post)
	assert.Len(t, w.srv.Posts(w.ann), 1)
}

// TestAnswer: a draft that answers something is a comment; one to an answer stands beside it.
func TestAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	post := w.srv.Post(w.acme, "News", nil)
	question := w.srv.Comment(w.bob(), post, "Well?")
	answer := w.srv.Comment(w.bob(), question, "Anybody?")
	c := w.client()
	for i, on := range []social.Ref{
		{Network: "linkedin", ID: post}, {Network: "linkedin", Kind: social.RefComment, ID: question},
		{Network: "linkedin", Kind: social.RefComment, ID: answer},
	} {
		d := &social.Draft{Text: fmt.Sprintf("Answer %d", i), ReplyTo: on}
		if i == 0 {
			d.Media = []*social.Media{social.MediaBytes("a.jpg", linkedintest.JPEG(20, 20))}
		}
		p, err := c.Publish(t.Context(), d)
		require.NoError(t, err)
		k, ok := w.srv.FindComment(p.Ref.ID)
		require.True(t, ok)
		assert.Equal(t, d.Text, k.Text)
		assert.Equal(t, w.acme, k.Actor)
		assert.Equal(t, i == 0, k.Image != "")
		assert.Equal(t, map[bool]string{true: question}[i > 0], k.Parent)
	}
}

// TestResumeWithoutText: posts that differ in their pictures alone are not taken for each other.
func TestResumeWithoutText(t *testing.T) {
	t.Parallel()
	for at := int64(1); at <= 3; at++ {
		w := newWorld(t, nil)
		w.die(at, linkedintest.Fault{Kind: linkedintest.CutBefore})
		_, err := w.client(func(o *social.Options) { o.Retries, o.Settle = -1, 5*time.Millisecond }).Publish(t.Context(),
			&social.Draft{Media: []*social.Media{picture("a")}})
		w.srv.Faults().Clear()
		p, ok := social.PendingOf(err)
		require.True(t, ok, "%v", err)
		other, err := w.client().Publish(t.Context(), &social.Draft{Media: []*social.Media{picture("b")}})
		require.NoError(t, err)
		made, err := w.client().Resume(t.Context(), reload(t, p))
		require.NoError(t, err)
		assert.NotEqual(t, other.Ref.ID, made.Ref.ID, "write %d", at)
		assert.Len(t, w.srv.Posts(w.acme), 2)
	}
}

// TestResumeTwiceBlindly: who goes on twice with the same Pending, and whose look-up fails the second time, gets that
// failure, and no second post or comment.
func TestResumeTwiceBlindly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ write, look string }{
		"Post": {aPost, "GET /rest/posts"}, "FirstComment": {aComment, "GET /rest/socialActions/*/comments"},
	} {
		w := newWorld(t, &linkedintest.Options{DuplicateWindow: -1})
		down := w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.FailBefore, Match: c.write, Times: linkedintest.Forever})
		_, err := w.client().Publish(t.Context(), &social.Draft{Text: "Hello", FirstComment: "First"})
		require.ErrorIs(t, err, social.ErrUnavailable, name)
		p, ok := social.PendingOf(err)
		require.True(t, ok, name)
		down()
		_, err = w.client().Resume(t.Context(), reload(t, p))
		require.NoError(t, err, name)
		w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.FailBefore, Match: c.look, Times: linkedintest.Forever})
		_, err = w.client().Resume(t.Context(), reload(t, p))
		require.ErrorIs(t, err, social.ErrUnavailable, name)
		posts := w.srv.Posts(w.acme)
		require.Len(t, posts, 1, name)
		assert.Len(t, w.srv.Comments(posts[0].URN), 1, name)
	}
}
