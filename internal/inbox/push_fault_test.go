package inbox_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// TestPushIsTriedAgain: to understand what was pushed, the network has to be asked, which may fail.
func TestPushIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		x := w.lists[0].happens("e1", time.Hour)
		tries := 0
		w.pushes(x.pushed()).fail = func() error {
			switch tries++; tries {
			case 1:
				return &social.Error{Kind: social.ErrUnavailable}
			case 2:
				return &social.Error{Kind: social.ErrRateLimited, RetryAfter: 10 * time.Minute}
			default:
				return nil
			}
		}
		w.pushes(w.lists[0].happens("e2", 0).pushed())
		pass(5 * time.Second)
		assert.Equal(t, []string{"e2"}, h.ids, "others go on")
		pass(9 * time.Minute)
		assert.Equal(t, 2, tries)
		pass(time.Minute)
		assert.Equal(t, []string{"e2", "e1"}, h.ids)

		for _, gone := range []error{social.ErrNotFound, social.ErrInvalid, errors.ErrUnsupported} {
			tries := 0
			w.pushes(w.lists[0].happens("gone", time.Hour).pushed()).fail = func() error {
				tries++
				return gone
			}
			pass(10 * time.Minute)
			assert.Equal(t, 1, tries, "it will not come back")
		}
		require.NoError(t, w.queue.Put(t.Context(), // they are dealt with together
			&push{parts: []inbox.Pushed{w.lists[0].happens("e3", time.Hour).pushed()}},
			&push{fail: func() error { return social.ErrAuth }},
		))
		pass(time.Second)
		require.ErrorIs(t, h.err, social.ErrAuth)
		stop()
		assert.Equal(t, 2, w.queue.Len(), "kept for when there is a login")
	})
}

// TestPushesThatFailTogether are all kept if one of them ends the listening.
func TestPushesThatFailTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		fault := social.ErrUnavailable
		var all []*push
		for range 3 {
			all = append(all, &push{fail: func() error { return &social.Error{Kind: fault, RetryAfter: time.Minute} }})
		}
		require.NoError(t, w.queue.Put(t.Context(), all...))
		pass(time.Second)
		fault = social.ErrAuth
		pass(2 * time.Minute)
		stop()
		require.ErrorIs(t, h.err, social.ErrAuth)
		assert.Equal(t, 3, w.queue.Len())
	})
}

// TestPushThatHangs gets a minute.
func TestPushThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		x := w.lists[0].happens("e1", time.Hour)
		p := &push{parts: []inbox.Pushed{x.pushed()}, took: time.Hour}
		p.fail = func() error {
			p.took, p.fail = 0, nil
			return context.DeadlineExceeded
		}
		require.NoError(t, w.queue.Put(t.Context(), p))
		pass(time.Minute - time.Second)
		assert.Empty(t, h.ids)
		pass(5 * time.Second)
		stop()
		assert.Equal(t, []string{"e1"}, h.ids)
	})
}

// TestPushIsKept when the consumer stops before it was dealt with.
func TestPushIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		like := func(id string) inbox.Pushed {
			return inbox.Pushed{Event: (&thing{id: id, kind: social.EventReaction, at: time.Now()}).event()}
		}
		w.pushes(like("l1"), like("l2"), like("l3"))
		w.pushes(like("l4"))
		var got []string
		after := social.FromStart
		for len(got) < 4 {
			if len(got) == 1 {
				assert.Equal(t, 2, w.queue.Len())
			}
			for e, err := range inbox.Listen(t.Context(), w.config(), &social.ListenQuery{After: after}) {
				require.NoError(t, err)
				got = append(got, e.ID)
				after = e.Cursor
				break
			}
		}
		assert.Equal(t, ids("l", 1, 4), got)

		w.pushes(like("l5")).took = 10 * time.Second // the context ends meanwhile
		_, stop := w.listen(&social.ListenQuery{After: after})
		pass(time.Second)
		stop()
		assert.Equal(t, 1, w.queue.Len())
		w.pushes(like("l6")).fail = func() error { return social.ErrUnavailable }
		_, stop = w.listen(&social.ListenQuery{After: after})
		pass(time.Minute)
		stop()
		assert.Equal(t, 1, w.queue.Len(), "it was to be tried again")
		after = w.catchUp(after).cursorOr(after)
		assert.Equal(t, 1, w.queue.Len(), "a job leaves it to the next, too")
		w.asked[len(w.asked)-1].fail = nil
		assert.Equal(t, []string{"l6"}, w.caughtUp(after))
	})
}

// TestPushesThatFail are taken up to a bound: then the queue fills, and the network keeps them.
func TestPushesThatFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPushWorld(t)
		h, stop := w.listen(nil)
		pass(2 * time.Second)
		down := true
		fail := func() error {
			if down {
				return social.ErrUnavailable
			}
			return nil
		}
		for i := range 2000 {
			p := &push{fail: fail, parts: []inbox.Pushed{w.lists[0].happens(ids("e", i, i)[0], 24*time.Hour).pushed()}}
			require.NoError(t, w.queue.Put(t.Context(), p))
			synctest.Wait()
		}
		assert.Equal(t, 1000, w.queue.Len())
		down = false
		pass(10 * time.Minute)
		stop()
		assert.Len(t, h.ids, 2000)
	})
}
