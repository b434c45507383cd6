package x_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x/xtest"
)

func TestResumeRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	_, err := c.Resume(t.Context(), &social.Pending{Network: "mastodon", Key: "k"})
	requireField(t, err, social.ErrInvalid, "Pending.Network")
	_, err = c.Resume(t.Context(), &social.Pending{Network: "x", Key: "k", State: []byte("{}")})
	requireField(t, err, social.ErrInvalid, "Pending.State")

	w.srv.Faults().Add(xtest.Fault{Kind: xtest.FailBefore, Match: "POST /2/tweets", Times: xtest.Forever})
	_, err = c.Publish(t.Context(), &social.Draft{Text: "For acme"})
	pending, ok := social.PendingOf(err)
	require.True(t, ok, "%v", err)
	require.ErrorIs(t, err, social.ErrUnavailable, "it certainly does not stand")
	w.token = w.srv.Token(w.person("other"))
	_, err = w.client().Resume(t.Context(), reload(t, pending))
	requireField(t, err, social.ErrWrongAccount, "Pending.Account")
}

// TestResumeAfterADay goes on when X has forgotten the upload: it is sent again unless the post stands already.
func TestResumeAfterADay(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]xtest.Fault{
		"not published": {Kind: xtest.FailBefore, Times: 20}, "published": {Kind: xtest.CutAfter},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := xtest.NewManualClock(time.Now())
			w := newWorld(t, &xtest.Options{Clock: clock.Now, Media: xtest.MediaProcessing{TTL: 30 * time.Second}})
			fault.Match = "POST /2/tweets"
			disarm := w.srv.Faults().Add(fault)
			blind := w.srv.Faults().Add(xtest.Fault{Kind: xtest.FailBefore, Match: "GET /2/users/*/tweets", Times: xtest.Forever})
			draft := &social.Draft{Text: "A picture", Media: []*social.Media{social.MediaBytes("a.png", png("a"))}}
			_, err := w.client().Publish(t.Context(), draft)
			pending, ok := social.PendingOf(err)
			require.True(t, ok, "%v", err)
			disarm()
			blind()
			if name == "not published" { // else the post would look a day old to a clock that has not moved
				clock.Advance(time.Minute)
			}
			again := reload(t, pending)
			again.Media[0].Open = draft.Media[0].Open
			post, err := w.client().Resume(t.Context(), again)
			require.NoError(t, err)
			assert.Equal(t, []string{"A picture"}, w.written())
			p, _ := w.srv.FindPost(post.Ref.ID)
			require.Len(t, p.Media, 1)
			want := map[string]int{"not published": 2, "published": 1}[name]
			assert.Equal(t, want, w.srv.Requests().Count("POST /2/media/upload"))
		})
	}
}
