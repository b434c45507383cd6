package social_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// scripted answers each call as told, and notes what it was asked.
type scripted struct {
	answers []func() (*social.Post, error)
	calls   []string // "publish key", "reply key to parent", "resume key"
	kind    social.RefKind
}

func (s *scripted) Network() string { return "scripted" }

func (s *scripted) next(call string) (*social.Post, error) {
	s.calls = append(s.calls, call)
	n := len(s.calls) - 1
	if n < len(s.answers) && s.answers[n] != nil {
		return s.answers[n]()
	}
	return s.post(call), nil
}

func (s *scripted) post(id string) *social.Post {
	kind := s.kind
	if len(s.calls) < 2 {
		kind = social.RefPost
	}
	return &social.Post{Ref: social.Ref{Network: "scripted", Kind: kind, ID: id}}
}

func (s *scripted) Publish(_ context.Context, d *social.Draft) (*social.Post, error) {
	return s.next(d.Key)
}

func (s *scripted) Reply(_ context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	p, err := s.next(d.Key + " to " + to.ID)
	if p != nil {
		p.Ref.ID = d.Key
	}
	return p, err
}

func (s *scripted) Resume(_ context.Context, p *social.Pending) (*social.Post, error) {
	post, err := s.next("resume " + p.Key)
	if post != nil {
		post.Ref.ID = p.Key
	}
	return post, err
}

func threeDrafts() []*social.Draft {
	return []*social.Draft{{Text: "one", Key: "k"}, {Text: "two"}, {Text: "three"}}
}

func fails(kind error, p *social.Pending) func() (*social.Post, error) {
	return func() (*social.Post, error) {
		return nil, &social.Error{Network: "scripted", Op: "publish", Kind: kind, Pending: p}
	}
}

func TestThreadAnswers(t *testing.T) {
	t.Parallel()
	s := &scripted{}
	thread, err := social.PublishThread(t.Context(), s, threeDrafts(), nil)
	require.NoError(t, err)
	assert.True(t, thread.Done())
	assert.Equal(t, []string{"k", "k-2 to k", "k-3 to k-2"}, s.calls, "each answers the one before")

	s = &scripted{kind: social.RefComment}
	_, err = social.PublishThread(t.Context(), s, append(threeDrafts(), &social.Draft{Text: "four", Key: "own"}), nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"k", "k-2 to k", "k-3 to k-2", "own to k-2"}, s.calls, "comments stay below the first one")
}

func TestThreadGoesOn(t *testing.T) {
	t.Parallel()
	pending := &social.Pending{Network: "scripted", Key: "k-2", Stage: social.StageConfirm}
	early := &social.Pending{Network: "scripted", Key: "k-2", Stage: social.StageUpload}
	owed := func() (*social.Post, error) {
		_, err := fails(social.ErrUnavailable, pending)()
		return &social.Post{Ref: social.Ref{ID: "k-2"}}, err
	}
	refused := func() (*social.Post, error) {
		return &social.Post{Ref: social.Ref{ID: "k-2"}}, &social.Error{Kind: social.ErrInvalid, Field: "FirstComment"}
	}
	tests := map[string]struct {
		answers []func() (*social.Post, error) // from the second piece on
		want    []string                       // the calls after the first failure
	}{
		"resumed":                  {[]func() (*social.Post, error){fails(social.ErrUncertain, pending)}, []string{"resume k-2", "k-3 to k-2"}},
		"without a pending":        {[]func() (*social.Post, error){fails(social.ErrPermission, nil)}, []string{"k-2 to k", "k-3 to k-2"}},
		"still uncertain":          {[]func() (*social.Post, error){fails(social.ErrUncertain, pending), fails(social.ErrUncertain, pending)}, []string{"resume k-2", "resume k-2", "k-3 to k-2"}},
		"refused when resumed":     {[]func() (*social.Post, error){fails(social.ErrUnavailable, early), fails(social.ErrInvalid, nil)}, []string{"resume k-2", "k-2 to k", "k-3 to k-2"}},
		"refused, but it may be":   {[]func() (*social.Post, error){fails(social.ErrUncertain, pending), fails(social.ErrInvalid, nil)}, []string{"resume k-2", "resume k-2", "k-3 to k-2"}},
		"out of reach when so":     {[]func() (*social.Post, error){fails(social.ErrUncertain, pending), fails(social.ErrAuth, nil)}, []string{"resume k-2", "resume k-2", "k-3 to k-2"}},
		"something of it is owed":  {[]func() (*social.Post, error){owed}, []string{"resume k-2", "k-3 to k-2"}},
		"and still is":             {[]func() (*social.Post, error){owed, owed}, []string{"resume k-2", "resume k-2", "k-3 to k-2"}},
		"and is refused":           {[]func() (*social.Post, error){owed, fails(social.ErrInvalid, nil)}, []string{"resume k-2", "k-3 to k-2"}},
		"something of it is wrong": {[]func() (*social.Post, error){refused}, []string{"k-3 to k-2"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &scripted{answers: append([]func() (*social.Post, error){nil}, test.answers...)}
			var thread *social.Thread
			var err error
			for range len(test.answers) {
				thread, err = social.PublishThread(t.Context(), s, threeDrafts(), &social.ThreadOptions{From: thread})
				require.Error(t, err)
				require.ErrorContains(t, err, "piece 2")
				require.NotNil(t, thread)
				assert.False(t, thread.Done())
			}
			given := *thread
			done, err := social.PublishThread(t.Context(), s, threeDrafts(), &social.ThreadOptions{From: thread})
			require.NoError(t, err)
			assert.Equal(t, given, *thread, "what is given is not changed")
			assert.Equal(t, test.want, s.calls[2:])
			assert.True(t, done.Done())
			assert.Equal(t, []string{"k", "k-2", "k-3"}, []string{done.Posts[0].ID, done.Posts[1].ID, done.Posts[2].ID}, "each stands once")
		})
	}
}

func TestThreadSaves(t *testing.T) {
	t.Parallel()
	var saved []*social.Thread
	save := func(_ context.Context, p *social.Thread) error {
		saved = append(saved, p)
		return nil
	}
	s := &scripted{answers: []func() (*social.Post, error){nil, fails(social.ErrUncertain, &social.Pending{Network: "scripted", Key: "k-2"})}}
	_, err := social.PublishThread(t.Context(), s, threeDrafts(), &social.ThreadOptions{Save: save})
	require.ErrorIs(t, err, social.ErrUncertain)
	require.Len(t, saved, 4)
	assert.Equal(t, []bool{true, false, true, false}, []bool{saved[0].Uncertain, saved[1].Uncertain, saved[2].Uncertain, saved[3].Uncertain})
	assert.Empty(t, saved[0].Posts, "what was saved does not change any more")
	assert.NotNil(t, saved[3].Pending)

	// A process that was killed while it sent the second piece.
	s = &scripted{}
	killed, err := social.PublishThread(t.Context(), s, threeDrafts(), &social.ThreadOptions{From: saved[2]})
	require.ErrorIs(t, err, social.ErrUncertain)
	assert.Empty(t, s.calls, "it may stand")
	standing := *killed
	standing.Settle(&social.Post{Ref: social.Ref{ID: "found"}})
	_, err = social.PublishThread(t.Context(), s, threeDrafts(), &social.ThreadOptions{From: &standing})
	require.NoError(t, err)
	assert.Equal(t, []string{"k-3 to found"}, s.calls)
	s = &scripted{}
	killed.Settle(nil)
	_, err = social.PublishThread(t.Context(), s, threeDrafts(), &social.ThreadOptions{From: killed})
	require.NoError(t, err)
	assert.Equal(t, []string{"k-2 to k", "k-3 to k-2"}, s.calls)
}

func TestThreadStopsWhenItCannotBeSaved(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is full")
	for from, want := range map[int]struct{ calls, posts int }{0: {0, 0}, 1: {1, 1}, 2: {1, 1}, 3: {2, 2}} {
		s, n := &scripted{}, 0
		thread, err := social.PublishThread(t.Context(), s, threeDrafts(), &social.ThreadOptions{
			Save: func(context.Context, *social.Thread) error {
				if n++; n > from {
					return broken
				}
				return nil
			},
		})
		require.ErrorIs(t, err, broken)
		assert.Len(t, s.calls, want.calls, "nothing goes out of which no trace could be kept")
		assert.Len(t, thread.Posts, want.posts)
		assert.False(t, thread.Uncertain)
	}
}

func TestThreadRefusesWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	s := &scripted{answers: []func() (*social.Post, error){nil, fails(social.ErrPermission, nil)}}
	thread, err := social.PublishThread(t.Context(), s, threeDrafts(), nil)
	require.Error(t, err)
	with := func(change func(*social.Thread)) *social.Thread {
		own := *thread
		own.Posts = slices.Clone(thread.Posts)
		change(&own)
		return &own
	}
	changed := threeDrafts()
	changed[2].Text = "four"
	tests := map[string]struct {
		from   *social.Thread
		drafts []*social.Draft
		field  string
	}{
		"no drafts":       {nil, nil, "Drafts"},
		"a draft is nil":  {nil, []*social.Draft{{Text: "a"}, nil}, "Drafts[1]"},
		"other drafts":    {thread, changed, "From.Digest"},
		"fewer drafts":    {thread, threeDrafts()[:2], "From.Digest"},
		"another network": {with(func(p *social.Thread) { p.Network = "x" }), threeDrafts(), "From.Network"},
		"too many posts":  {with(func(p *social.Thread) { p.Posts = make([]social.Ref, 4) }), threeDrafts(), "From.Posts"},
		"late and none":   {with(func(p *social.Thread) { p.Posts, p.Late = nil, true }), threeDrafts(), "From.Posts"},
	}
	calls := len(s.calls)
	for name, test := range tests {
		_, err := social.PublishThread(t.Context(), s, test.drafts, &social.ThreadOptions{From: test.from})
		require.ErrorIs(t, err, social.ErrInvalid, name)
		assert.Equal(t, test.field, social.Problems(err)[0].Field, name)
	}
	assert.Len(t, s.calls, calls, "nothing was sent")
	_, err = social.PublishThread(t.Context(), unable{}, threeDrafts(), nil)
	require.ErrorIs(t, err, errors.ErrUnsupported)
}

func TestThreadEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := &scripted{answers: []func() (*social.Post, error){nil, func() (*social.Post, error) {
		cancel()
		return &social.Post{Ref: social.Ref{ID: "k-2"}}, nil
	}}}
	thread, err := social.PublishThread(ctx, s, threeDrafts(), &social.ThreadOptions{
		Save: func(ctx context.Context, _ *social.Thread) error { return ctx.Err() },
	})
	require.ErrorIs(t, err, context.Canceled)
	require.NotContains(t, err.Error(), "saving")
	assert.False(t, thread.Uncertain, "it is saved although the context has ended")
	assert.Len(t, thread.Posts, 2)
	thread, err = social.PublishThread(t.Context(), s, threeDrafts(), &social.ThreadOptions{From: thread})
	require.NoError(t, err)
	assert.True(t, thread.Done())
}

// TestThreadReopensFiles: what is read from memory cannot be stored, and the drafts know how to read it.
func TestThreadReopensFiles(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("memory", nil)
	drafts := []*social.Draft{{Text: "one", Key: "k"}, {Text: "two", Media: []*social.Media{social.MediaBytes("a.png", []byte("x"))}}}
	var mend func()
	save := func(_ context.Context, p *social.Thread) error {
		if mend == nil && len(p.Posts) == 1 {
			mend = n.Break(socialtest.FaultBlindBefore)
		}
		return nil
	}
	thread, err := social.PublishThread(t.Context(), n.Client("acme", nil), drafts, &social.ThreadOptions{Save: save})
	require.ErrorIs(t, err, social.ErrUncertain)
	mend()
	thread.Pending.Media = []*social.Media{{Name: "a.png", ContentType: "image/png", Size: 1}} // as JSON has it, without Open
	thread, err = social.PublishThread(t.Context(), n.Client("acme", nil), drafts, &social.ThreadOptions{From: thread})
	require.NoError(t, err)
	assert.Len(t, thread.Published[0].Media, 1)
}

// TestThreadDoubts: an error that says nothing of what stands is no licence to publish again.
func TestThreadDoubts(t *testing.T) {
	t.Parallel()
	for _, answer := range []func() (*social.Post, error){
		func() (*social.Post, error) { return nil, errors.New("boom") },
		func() (*social.Post, error) { return nil, nil },
		fails(social.ErrUncertain, nil),
	} {
		s := &scripted{answers: []func() (*social.Post, error){nil, answer}}
		thread, err := social.PublishThread(t.Context(), s, threeDrafts(), nil)
		require.Error(t, err)
		assert.True(t, thread.Uncertain)
		_, err = social.PublishThread(t.Context(), s, threeDrafts(), &social.ThreadOptions{From: thread})
		require.ErrorIs(t, err, social.ErrUncertain)
		assert.Len(t, s.calls, 2)
	}
}

// TestThreadNotScheduled: what waits cannot be answered, whoever the client is.
func TestThreadNotScheduled(t *testing.T) {
	t.Parallel()
	s := &scripted{}
	drafts := threeDrafts()
	drafts[0].At = time.Now().Add(time.Hour)
	_, err := social.PublishThread(t.Context(), s, drafts, nil)
	require.ErrorIs(t, err, errors.ErrUnsupported)
	assert.Empty(t, s.calls)
	thread, err := social.PublishThread(t.Context(), s, drafts[:1], nil)
	require.NoError(t, err)
	assert.True(t, thread.Done())
}
