package inbox_test

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

func fails(kind error) func() error {
	return func() error { return &social.Error{Network: network, Kind: kind} }
}

func TestFailingSourceDoesNotStopOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a", "b")
		w.lists[0].fail = fails(social.ErrUnavailable)
		h, stop := w.listen(&social.ListenQuery{After: social.FromStart})
		w.lists[0].happens("a1", 0)
		w.lists[1].happens("b1", 0)
		pass(time.Hour)
		assert.Equal(t, []string{"b1"}, h.ids)
		assert.InDelta(t, 25, w.lists[0].failed, 10, "pauses of up to five minutes")
		assert.InDelta(t, 30, len(w.lists[1].reads), 3)
		stop()
		w.lists[0].fail = nil
		assert.Equal(t, []string{"a1"}, w.caughtUp(h.cursor()), "the cursor does not pass over it")

		calls := 0
		w.lists[0].fail = func() error {
			if calls++; calls < 4 {
				return social.ErrRateLimited
			}
			return nil
		}
		assert.Equal(t, []string{"b1", "a1"}, w.caughtUp(social.FromStart), "catching up waits for all")
	})
}

// TestPausesBeginAnew after a success, and sources that were parted by a failure are read together again.
func TestPausesBeginAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a", "b")
		w.lists[0].fail = fails(social.ErrUnavailable)
		_, stop := w.listen(&social.ListenQuery{After: social.FromStart})
		pass(time.Hour)
		w.lists[0].fail = nil
		pass(20 * time.Minute)
		last := func(l *list) time.Time { return l.reads[len(l.reads)-1] }
		assert.Equal(t, last(w.lists[1]), last(w.lists[0]))
		once := fails(social.ErrUnavailable)
		w.lists[0].fail = func() error {
			w.lists[0].fail = nil
			return once()
		}
		pass(3 * time.Minute)
		stop()
		reads := w.lists[0].reads
		shortest := time.Hour
		for i := len(reads) - 3; i < len(reads); i++ {
			shortest = min(shortest, reads[i].Sub(reads[i-1]))
		}
		assert.LessOrEqual(t, shortest, time.Second)
	})
}

// TestRetryAfterOfOneSource holds also when others are read.
func TestRetryAfterOfOneSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a", "b")
		w.conf = func(c *inbox.Config) { c.Sources[1].Every = 20 * time.Second }
		w.lists[0].fail = func() error { return &social.Error{Kind: social.ErrRateLimited, RetryAfter: 65 * time.Second} }
		_, stop := w.listen(&social.ListenQuery{After: social.FromStart})
		pass(time.Hour)
		stop()
		reads := w.lists[0].reads
		require.Greater(t, len(reads), 10)
		for i := range reads[1:] {
			assert.GreaterOrEqual(t, reads[i+1].Sub(reads[i]), 65*time.Second)
		}
	})
}

// TestClockThatFails later on is a passing fault.
func TestClockThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		var fault error
		w.conf = func(c *inbox.Config) {
			c.Now = func(context.Context) (time.Time, error) {
				edge.Load()
				return time.Now(), fault
			}
		}
		h, stop := w.listen(nil)
		pass(time.Second)
		w.lists[0].happens("e1", 0)
		pass(3 * time.Minute)
		fault = social.ErrInvalid
		pass(10 * time.Minute)
		w.lists[0].happens("e2", 0)
		fault = nil
		pass(10 * time.Minute)
		assert.Equal(t, ids("e", 1, 2), h.ids)
		fault = social.ErrAuth
		pass(10 * time.Minute)
		stop()
		require.ErrorIs(t, h.err, social.ErrAuth)
	})
}

func TestRetryAfterIsHonoured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.lists[0].fail = func() error { return &social.Error{Kind: social.ErrRateLimited, RetryAfter: time.Hour} }
		_, stop := w.listen(&social.ListenQuery{After: social.FromStart})
		pass(time.Hour - time.Second)
		assert.Len(t, w.lists[0].reads, 1)
		pass(2 * time.Second)
		stop()
		assert.Len(t, w.lists[0].reads, 2)
	})
}

func TestFinalErrors(t *testing.T) {
	for _, tc := range []struct {
		kind         error
		first, later bool // whether it is final
	}{
		{kind: social.ErrAuth, first: true, later: true},
		{kind: social.ErrPermission, first: true, later: true},
		{kind: social.ErrQuota, first: true, later: true},
		{kind: social.ErrInvalid, first: true},
		{kind: social.ErrNotFound, first: true},
		{kind: errors.ErrUnsupported, first: true},
		{kind: social.ErrUnavailable},
		{kind: social.ErrRateLimited},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, "a", "b")
			w.lists[1].fail = fails(tc.kind)
			h, stop := w.listen(&social.ListenQuery{After: social.FromStart})
			pass(time.Minute)
			stop()
			if tc.first {
				require.ErrorIs(t, h.err, tc.kind)
			} else {
				require.NoError(t, h.err, tc.kind.Error())
			}
			w.lists[1].fail = nil
			h, stop = w.listen(&social.ListenQuery{After: social.FromStart})
			pass(time.Minute)
			w.lists[1].fail = fails(tc.kind)
			pass(10 * time.Minute)
			stop()
			if tc.later {
				require.ErrorIs(t, h.err, tc.kind)
			} else {
				require.NoError(t, h.err, tc.kind.Error())
			}
		})
	}
}

// TestQuota that opens again by itself is waited for, but not by a job.
func TestQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.lists[0].fail = func() error { return &social.Error{Kind: social.ErrQuota, RetryAfter: time.Hour} }
		require.ErrorIs(t, w.catchUp(social.FromStart).err, social.ErrQuota)
		h, stop := w.listen(&social.ListenQuery{After: social.FromStart})
		pass(30 * time.Minute)
		w.lists[0].fail = nil
		w.lists[0].happens("e1", 0)
		pass(31 * time.Minute)
		stop()
		require.NoError(t, h.err)
		assert.Equal(t, []string{"e1"}, h.ids)
	})
}

// TestOptionalSource lacks a permission: the others go on, once it is said. Asked for by name it is an error.
func TestOptionalSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		w := newWorld(t, "comments", "messages")
		w.conf = func(c *inbox.Config) {
			c.Sources[1].Optional, c.Sources[1].Kinds = true, []social.EventKind{social.EventMessage}
			c.Log = slog.New(slog.NewTextHandler(&log, nil))
		}
		w.lists[1].fail = fails(social.ErrPermission)
		w.lists[1].happens("m1", 0)
		w.lists[0].happens("c1", 0)
		h, stop := w.listen(&social.ListenQuery{After: social.FromStart})
		pass(50 * time.Hour)
		require.Equal(t, []string{"c1"}, h.ids)
		assert.Len(t, w.lists[1].reads, 3, "tried once a day")
		assert.Equal(t, 1, strings.Count(log.String(), "level=WARN"), "and said once")
		w.lists[1].fail = nil
		pass(24 * time.Hour)
		stop()
		assert.Equal(t, []string{"c1", "m1"}, h.ids, "it begins where it was left")
		assert.Equal(t, []string{"m1"}, w.caughtUp(h.cursors[0]), "after a restart, too")

		w.lists[1].fail = fails(social.ErrPermission)
		assert.Equal(t, []string{"c1"}, w.caughtUp(social.FromStart))
		assert.Equal(t, []string{"c1"}, w.caughtUp(social.FromStart, social.EventComment))
		require.ErrorIs(t, w.catchUp(social.FromStart, social.EventMessage, social.EventComment).err, social.ErrPermission)
		w.lists[1].fail = fails(social.ErrAuth)
		require.ErrorIs(t, w.catchUp(social.FromStart).err, social.ErrAuth)
		w.lists[0].fail, w.lists[1].fail = fails(errors.ErrUnsupported), fails(errors.ErrUnsupported)
		w.conf = func(c *inbox.Config) { c.Sources[0].Optional, c.Sources[1].Optional = true, true }
		require.ErrorIs(t, w.catchUp(social.FromStart).err, errors.ErrUnsupported, "none is left")
	})
}

// TestPrepare is repeated until it succeeds, and its errors that waiting does not mend are final. So with the clock.
func TestPrepare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.lists[0].happens("e1", 0)
		calls := 0
		fault := fails(social.ErrUnavailable)
		try := func(context.Context) error {
			if calls++; calls%3 != 0 {
				return fault()
			}
			return nil
		}
		prepare := func(c *inbox.Config) { c.Prepare = try }
		clock := func(c *inbox.Config) {
			c.Now = func(ctx context.Context) (time.Time, error) { return time.Now(), try(ctx) }
		}
		for _, conf := range []func(*inbox.Config){prepare, clock} {
			w.conf = conf
			fault = fails(social.ErrUnavailable)
			assert.Equal(t, []string{"e1"}, w.caughtUp(social.FromStart))
			fault = fails(social.ErrInvalid)
			calls = 0
			require.ErrorIs(t, w.catchUp(social.FromStart).err, social.ErrInvalid)
		}
	})
}

// TestFromNowWhenPreparingTakesLong: now is when the listening began.
func TestFromNowWhenPreparingTakesLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a")
		w.conf = func(c *inbox.Config) {
			c.Prepare = func(ctx context.Context) error {
				wait(ctx, 10*time.Minute)
				return nil
			}
		}
		h, stop := w.listen(nil)
		pass(time.Minute)
		w.lists[0].happens("e1", 0)
		pass(15 * time.Minute)
		stop()
		assert.Equal(t, []string{"e1"}, h.ids)
	})
}

// TestReadThatHangs ends, so that other sources and pushes are dealt with, and gets more time when it is repeated.
func TestReadThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "a", "b")
		w.conf = func(c *inbox.Config) {
			c.Sources[0].Read = func(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
				_, bounded := ctx.Deadline()
				assert.True(t, bounded, "else a budget that is used up would be waited for")
				return w.lists[0].read(ctx, since)
			}
		}
		cursor, err := inbox.Cursor(t.Context(), w.config())
		require.NoError(t, err)
		for _, id := range ids("a", 1, 100) { // 50 minutes
			w.lists[0].happens(id, 0)
		}
		w.lists[1].happens("b1", 0)
		w.lists[0].each = func(ctx context.Context) { wait(ctx, 30*time.Second) }
		h, stop := w.listen(&social.ListenQuery{After: cursor})
		pass(3 * time.Minute)
		assert.Equal(t, []string{"b1"}, h.ids)
		pass(3 * time.Hour)
		stop()
		require.NoError(t, h.err)
		assert.Equal(t, append([]string{"b1"}, ids("a", 1, 100)...), h.ids)
	})
}
