package inbox_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// newPeekWorld has a list of which a peek overlooks what is called so.
func newPeekWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, "a")
	w.lists[0].peeked = func(x *thing) bool { return !strings.HasPrefix(x.id, "overlooked") }
	w.conf = func(c *inbox.Config) {
		s := &c.Sources[0]
		s.Peek, s.PeekEvery, s.Every, s.Safety = w.lists[0].peek, 2*time.Minute, time.Hour, 2*time.Hour
	}
	return w
}

func TestPeekFindsMostOfItSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPeekWorld(t)
		h, stop := w.listen(nil)
		pass(time.Minute)
		w.lists[0].happens("overlooked", 0)
		pass(time.Minute)
		w.lists[0].happens("e1", 0)
		pass(10 * time.Minute)
		assert.Equal(t, []string{"e1"}, h.ids)
		assert.InDelta(t, 5, len(w.lists[0].peeks), 2)
		assert.Empty(t, w.lists[0].reads)
		pass(time.Hour)
		stop()
		require.NoError(t, h.err)
		assert.Equal(t, []string{"e1", "overlooked"}, h.ids)
		assert.Len(t, w.lists[0].reads, 1)
		assert.Equal(t, []string{"overlooked"}, w.caughtUp(h.cursors[0]), "cursors go by whole reads")
	})
}

func TestPeekThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPeekWorld(t)
		h, stop := w.listen(nil)
		pass(time.Minute)
		w.lists[0].happens("e1", 0)
		w.lists[0].fail = fails(social.ErrUnavailable)
		pass(20 * time.Minute)
		w.lists[0].fail = nil
		assert.Empty(t, h.ids)
		assert.Empty(t, w.lists[0].reads, "a peek that failed is no reason for a whole read")
		pass(5 * time.Minute)
		stop()
		require.NoError(t, h.err)
		assert.Equal(t, []string{"e1"}, h.ids)
	})
}

func TestPushesMakePeeksNeedless(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPeekWorld(t)
		w.queue = inbox.NewQueue[*push](0, 0)
		h, stop := w.listen(nil)
		pass(time.Minute)
		w.pushes(w.lists[0].happens("e1", 0).pushed())
		pass(5 * time.Minute)
		peeks := len(w.lists[0].peeks)
		pass(3 * time.Hour)
		assert.Len(t, w.lists[0].peeks, peeks)
		reads := len(w.lists[0].reads)
		assert.InDelta(t, 2, reads, 1)
		w.lists[0].happens("e2", 0)
		w.pushes(inbox.Pushed{Source: "a"})
		pass(10 * time.Second)
		if len(w.lists[0].reads) == reads { // else one was about to come
			assert.Len(t, w.lists[0].peeks, peeks+1, "a nudge is a quick look")
		}
		stop()
		assert.Equal(t, ids("e", 1, 2), h.ids)
	})
}
