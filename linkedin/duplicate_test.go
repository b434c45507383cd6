package linkedin_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

const aPost = "POST /rest/posts"

// duplicate is what a refusal names.
func duplicate(t *testing.T, err error) linkedin.URN {
	t.Helper()
	require.ErrorIs(t, err, social.ErrDuplicate)
	e, ok := errors.AsType[*linkedin.Error](err)
	require.True(t, ok)
	return e.Duplicate()
}

// TestDuplicateAtOnce: the same text of the same author is refused, and the refusal names the post; nothing is adopted that
// was not lost.
func TestDuplicateAtOnce(t *testing.T) {
	t.Parallel()
	for _, traps := range []linkedintest.Traps{{}, {LongDuplicates: true, NoErrorCodes: true}} {
		w := newWorld(t, &linkedintest.Options{Traps: traps})
		old := w.srv.Post(w.ann, "The same", nil)
		_, err := w.sharer().Publish(t.Context(), &social.Draft{Text: "The same"})
		assert.Equal(t, linkedin.URN(old), duplicate(t, err))
		_, pending := social.PendingOf(err)
		assert.False(t, pending)
		c := w.client()
		first, err := c.Publish(t.Context(), &social.Draft{Text: "Hello"})
		require.NoError(t, err)
		_, err = c.Publish(t.Context(), &social.Draft{Text: "Hello"})
		assert.Equal(t, linkedin.URN(first.Ref.ID), duplicate(t, err))
	}
}

// TestDuplicateAdopted: a member's post whose answer was lost is found by the refusal of its repeat.
func TestDuplicateAdopted(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]linkedintest.Fault{
		"Cut": {Kind: linkedintest.CutAfter, Match: aPost}, "500": linkedintest.Lost(aPost), "502": {Kind: linkedintest.FailAfter, Match: aPost},
		"Nameless": {Kind: linkedintest.Malformed, Match: aPost, Body: "{}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.srv.Faults().Add(fault)
			p, err := w.sharer().Publish(t.Context(), &social.Draft{Text: "Mine (all)"})
			require.NoError(t, err)
			posts := w.srv.Posts(w.ann)
			require.Len(t, posts, 1)
			assert.Equal(t, posts[0].URN, p.Ref.ID)
			assert.Equal(t, "Mine (all)", p.Text)
			assert.Equal(t, 2, w.srv.Requests().Count(aPost))
		})
	}
}

// TestDuplicateOfAnOlderPost: a repeat that is refused for a post from before is not that post. Its number tells.
func TestDuplicateOfAnOlderPost(t *testing.T) {
	t.Parallel()
	clock := linkedintest.NewManualClock(time.Now().Add(-5 * time.Minute))
	w := newWorld(t, &linkedintest.Options{Clock: clock.Now})
	old := w.srv.Post(w.ann, "Good morning", nil)
	clock.Advance(5 * time.Minute)
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutBefore, Match: aPost})
	_, err := w.sharer().Publish(t.Context(), &social.Draft{Text: "Good morning"})
	assert.Equal(t, linkedin.URN(old), duplicate(t, err))
	assert.Len(t, w.srv.Posts(w.ann), 1)
}

// TestDuplicateOfATwin: what another publication of this process made is not taken for the one that was lost.
func TestDuplicateOfATwin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.sharer()
	first, err := c.Publish(t.Context(), &social.Draft{Text: "Twins"})
	require.NoError(t, err)
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutBefore, Match: aPost})
	_, err = c.Publish(t.Context(), &social.Draft{Text: "Twins"})
	assert.Equal(t, linkedin.URN(first.Ref.ID), duplicate(t, err))
}

// TestDuplicateWithOtherMedia: the same text with another picture is another post, which LinkedIn will not have.
func TestDuplicateWithOtherMedia(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, err := w.client().Publish(t.Context(), &social.Draft{Text: "Picture", Media: []*social.Media{picture("a")}})
	require.NoError(t, err)
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutBefore, Match: aPost})
	other := w.client() // which knows nothing of the first
	_, err = other.Publish(t.Context(), &social.Draft{Text: "Picture", Media: []*social.Media{picture("b")}})
	duplicate(t, err)
}

// TestUnseenIsUncertain: where neither the posts can be read nor LinkedIn refuses a repeat for certain, nothing is sent
// again.
func TestUnseenIsUncertain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		draft *social.Draft
		fault linkedintest.Fault
		later time.Duration // by which LinkedIn's clock moves on before the repeat
	}{
		"NoText":  {draft: &social.Draft{Media: []*social.Media{picture("a")}}, fault: linkedintest.Fault{Kind: linkedintest.CutAfter}},
		"Silent":  {draft: &social.Draft{Text: "a"}, fault: linkedintest.Fault{Kind: linkedintest.FailAfter, Status: http.StatusGatewayTimeout}},
		"TooLate": {draft: &social.Draft{Text: "a"}, fault: linkedintest.Fault{Kind: linkedintest.CutAfter}, later: 10 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, &linkedintest.Options{DuplicateWindow: -1})
			c.fault.Match = aPost
			w.srv.Faults().Add(c.fault)
			client := w.sharer()
			linkedin.SetClock(client, func() time.Time {
				if w.srv.Requests().Count(aPost) > 0 {
					return time.Now().Add(c.later)
				}
				return time.Now()
			})
			_, err := client.Publish(t.Context(), c.draft)
			require.ErrorIs(t, err, social.ErrUncertain)
			p, ok := social.PendingOf(err)
			require.True(t, ok)
			assert.Equal(t, social.StageConfirm, p.Stage)
			assert.Len(t, w.srv.Posts(w.ann), 1, "a repeat would have made a second")
			assert.Equal(t, 1, w.srv.Requests().Count(aPost))
		})
	}
}

// TestLookupIsNotFooled: of the author's posts only the one that was lost is found.
func TestLookupIsNotFooled(t *testing.T) {
	t.Parallel()
	clock := linkedintest.NewManualClock(time.Now().Add(-time.Hour))
	w := newWorld(t, &linkedintest.Options{Clock: clock.Now, DuplicateWindow: -1})
	w.srv.Post(w.acme, "Again", nil) // an hour ago
	clock.Advance(time.Hour)
	for i := range 120 { // on the first page
		w.srv.Post(w.acme, fmt.Sprintf("Other %d", i), nil)
	}
	for _, d := range []*social.Draft{
		{Text: "Again"},
		{Text: "Again", Media: []*social.Media{picture("a")}},
		{Text: "Again", Link: "https://example.org/1"},
		{Text: "Again", Link: "https://example.org/2"},
		{Text: "Again", Poll: &social.Poll{Question: "1?", Options: []string{"a", "b"}, Duration: 24 * time.Hour}},
		{Text: "Again", Poll: &social.Poll{Question: "1?", Options: []string{"a", "c"}, Duration: 24 * time.Hour}},
	} {
		before := len(w.srv.Posts(w.acme))
		w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutAfter, Match: aPost})
		p, err := w.client().Publish(t.Context(), d)
		require.NoError(t, err)
		posts := w.srv.Posts(w.acme)
		require.Len(t, posts, before+1)
		assert.Equal(t, posts[before].URN, p.Ref.ID)
	}
}

// TestUnseenRefusal: a repeat that is refused for another reason says nothing of the first attempt.
func TestUnseenRefusal(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutAfter, Match: aPost})
	refused := linkedintest.Answer(aPost, linkedintest.Error{
		Status: http.StatusTooManyRequests, Message: "Resource level throttle MEMBER DAY limit for calls to this resource is reached.",
	}, false)
	refused.Times = linkedintest.Forever
	mend := w.srv.Faults().Add(refused)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // not until tomorrow
	defer cancel()
	_, err := w.sharer().Publish(ctx, &social.Draft{Text: "Mine"})
	require.ErrorIs(t, err, social.ErrUncertain)
	p, ok := social.PendingOf(err)
	require.True(t, ok)
	assert.Equal(t, social.StageConfirm, p.Stage)
	mend()
	made, err := w.sharer().Resume(t.Context(), reload(t, p))
	require.NoError(t, err)
	posts := w.srv.Posts(w.ann)
	require.Len(t, posts, 1)
	assert.Equal(t, posts[0].URN, made.Ref.ID)
}

// TestConflict: somebody else writes at the same time; the post is looked for, and sent again.
func TestConflict(t *testing.T) {
	t.Parallel()
	for _, executed := range []bool{false, true} {
		w := newWorld(t, nil)
		conflict := linkedintest.Answer(aPost, linkedintest.Error{Status: http.StatusConflict, Code: "CONFLICT", Message: "Conflict"}, executed)
		w.srv.Faults().Add(conflict)
		p, err := w.client().Publish(t.Context(), &social.Draft{Text: "For all"})
		require.NoError(t, err)
		w.srv.Faults().Add(conflict)
		mine, err := w.sharer().Publish(t.Context(), &social.Draft{Text: "Mine"})
		require.NoError(t, err)
		require.Len(t, w.srv.Posts(w.acme), 1)
		require.Len(t, w.srv.Posts(w.ann), 1)
		assert.Equal(t, w.srv.Posts(w.acme)[0].URN, p.Ref.ID)
		assert.Equal(t, w.srv.Posts(w.ann)[0].URN, mine.Ref.ID)
	}
}
