package social_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

const event = "x/acme/1"

func TestDealOnce(t *testing.T) {
	t.Parallel()
	set := &social.MemorySeen{}
	failed := errors.New("the answer could not be published")
	runs := 0
	deal := func(err error) error {
		return social.DealOnce(t.Context(), set, event, func(context.Context) error {
			runs++
			return err
		})
	}
	assert.Equal(t, failed, deal(failed), "as it is")
	require.NoError(t, deal(nil), "what has failed can be tried again at once")
	require.NoError(t, deal(failed))
	assert.Equal(t, 2, runs, "what was dealt with is not dealt with again")
}

func TestDealOnceAmongMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		set := &social.MemorySeen{}
		var mu sync.Mutex
		tries, done := 0, 0
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				err := social.DealOnce(t.Context(), set, event, func(ctx context.Context) error {
					mu.Lock()
					defer mu.Unlock()
					tries++
					pass(ctx, time.Second)
					if tries < 3 {
						return social.ErrUnavailable
					}
					done++
					return nil
				})
				if err == nil {
					mu.Lock()
					defer mu.Unlock()
					assert.Equal(t, 1, done, "nobody goes on before the event has been dealt with")
				}
			})
		}
		wg.Wait()
		assert.Equal(t, 3, tries)
		assert.Equal(t, 1, done)
	})
}

func TestDealOnceAfterADeath(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		set := &social.MemorySeen{}
		_, err := set.ClaimEvent(t.Context(), event) // by a process that dies
		require.NoError(t, err)
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err = social.DealOnce(short, set, event, func(context.Context) error { panic("somebody else has it") })
		require.ErrorIs(t, err, social.ErrClaimed)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		start, ran := time.Now(), false
		require.NoError(t, social.DealOnce(t.Context(), set, event, func(context.Context) error {
			ran = true
			return nil
		}))
		assert.True(t, ran)
		assert.InDelta(t, social.DefaultClaim.Seconds(), time.Since(start).Seconds(), 2)
	})
}

func TestDealOnceWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	set := &social.MemorySeen{}
	for _, want := range []error{context.Canceled, nil} {
		ctx, cancel := context.WithCancel(t.Context())
		err := social.DealOnce(ctx, set, event, func(ctx context.Context) error {
			cancel()
			if want != nil {
				return ctx.Err()
			}
			return nil
		})
		assert.Equal(t, want, err, "released, then settled, although the context has ended")
	}
	require.NoError(t, social.DealOnce(t.Context(), set, event, func(context.Context) error { return errors.New("again") }))
}

func TestDealOnceWhenItPanics(t *testing.T) {
	t.Parallel()
	set := &social.MemorySeen{}
	assert.Panics(t, func() {
		_ = social.DealOnce(t.Context(), set, event, func(context.Context) error { panic("mistake") })
	})
	claim, err := set.ClaimEvent(t.Context(), event)
	require.NoError(t, err)
	assert.NotEmpty(t, claim, "left to the next")
}

// amnesic cannot settle or release.
type amnesic struct{ social.MemorySeen }

func (a *amnesic) SettleEvent(context.Context, string, string) error  { return social.ErrUnavailable }
func (a *amnesic) ReleaseEvent(context.Context, string, string) error { return social.ErrUnavailable }

func TestDealOnceWhenTheStoreFails(t *testing.T) {
	t.Parallel()
	err := social.DealOnce(t.Context(), &amnesic{}, event, func(context.Context) error { return nil })
	require.ErrorIs(t, err, social.ErrUnavailable)
	failed := errors.New("the answer could not be published")
	err = social.DealOnce(t.Context(), &amnesic{}, event, func(context.Context) error { return failed })
	require.ErrorIs(t, err, failed)
	require.ErrorIs(t, err, social.ErrUnavailable)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	err = social.DealOnce(ended, &social.MemorySeen{}, event, func(context.Context) error { panic("not to be run") })
	require.ErrorIs(t, err, context.Canceled)
}
