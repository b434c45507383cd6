package inbox_test

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// TestNewestWithoutTime: what has no time ends nothing.
func TestNewestWithoutTime(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	list := func(yield func(*social.Event, error) bool) {
		_ = yield(&social.Event{ID: "1"}, nil) && yield(&social.Event{ID: "2", Time: now}, nil) && yield(&social.Event{ID: "3", Time: now.Add(-time.Hour)}, nil)
	}
	var got []string
	for e := range inbox.Newest(now, list) {
		got = append(got, e.ID)
	}
	assert.Equal(t, []string{"1", "2"}, got)
}

func TestNewestStopsAtSince(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	broken := errors.New("broken")
	asked := 0
	list := func(yield func(*social.Event, error) bool) {
		for i := range 10 {
			asked++
			e := &social.Event{ID: ids("e", i, i)[0], Time: now.Add(-time.Duration(i) * time.Second)}
			if i == 1 {
				e = nil // no event, as a comment that was deleted
			}
			if !yield(e, nil) {
				return
			}
		}
		yield(nil, broken)
	}
	read := func(seq iter.Seq2[*social.Event, error], most int) (got []string, last error) {
		for e, err := range seq {
			if last = err; err == nil {
				got = append(got, e.ID)
			}
			if len(got) == most {
				break
			}
		}
		return got, last
	}
	got, err := read(inbox.Newest(now.Add(-3*time.Second), list), -1)
	require.NoError(t, err)
	assert.Equal(t, []string{"e0", "e2", "e3"}, got)
	assert.Equal(t, 5, asked, "no more is asked for")
	got, err = read(inbox.Newest(time.Time{}, list), -1)
	require.ErrorIs(t, err, broken)
	assert.Len(t, got, 9)
	got, _ = read(inbox.Newest(time.Time{}, list), 2)
	assert.Equal(t, []string{"e0", "e2"}, got)
}

func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var skew ratelimit.Skew
		asked := 0
		ahead := 10 * time.Minute
		now := inbox.Clock(&skew, func(context.Context) error {
			if asked++; asked == 1 {
				return social.ErrUnavailable
			}
			h := http.Header{"Date": {time.Now().Add(ahead).UTC().Format(http.TimeFormat)}}
			skew.Observe(h, time.Now(), time.Now())
			return nil
		})
		pass(300 * time.Millisecond)
		_, err := now(t.Context())
		require.ErrorIs(t, err, social.ErrUnavailable)
		for range 3 {
			at, err := now(t.Context())
			require.NoError(t, err)
			assert.False(t, at.After(time.Now().Add(ahead)), "the earliest that it may be")
			assert.WithinDuration(t, time.Now().Add(ahead), at, time.Second)
			pass(time.Hour)
		}
		assert.Equal(t, 2, asked)

		at, err := inbox.Clock(nil, nil)(t.Context())
		require.NoError(t, err)
		assert.Equal(t, time.Now(), at)
		skew, ahead, asked = ratelimit.Skew{}, 0, 1
		at, err = now(t.Context())
		require.NoError(t, err)
		assert.Equal(t, time.Now(), at, "most clocks are right")
	})
}
