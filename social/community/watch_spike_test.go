package community_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hours feeds a watcher hour by hour.
type hours struct {
	w *community.Watcher
	n int
}

func (f *hours) feed(h, count int) (alerts []*community.Alert) {
	for i := range count {
		f.n++
		at := epoch.Add(time.Duration(h)*time.Hour + time.Duration(i)*time.Hour/time.Duration(count))
		alerts = append(alerts, f.w.Observe(said("ada", fmt.Sprint(f.n), at))...)
	}
	return alerts
}

// TestSpikeStormDoesNotBlind: a storm of a day raises what is usual by little, so that the next one is seen.
func TestSpikeStormDoesNotBlind(t *testing.T) {
	t.Parallel()
	f := hours{w: watcher(t, nil, community.Rule{Name: "a", Spike: &community.Spike{Bucket: time.Hour}})}
	for h := range 100 {
		f.feed(h, 5)
	}
	for h := range 24 {
		require.Len(t, f.feed(100+h, 200), 1, "each hour of the storm")
	}
	alerts := f.feed(125, 40)
	require.Len(t, alerts, 1)
	assert.Less(t, alerts[0].Expected, 15.0)
}

// TestSpikeSilence: hours in which nothing happens are part of what is usual.
func TestSpikeSilence(t *testing.T) {
	t.Parallel()
	f := hours{w: watcher(t, nil, community.Rule{Name: "a", Spike: &community.Spike{Bucket: time.Hour}})}
	for h := range 30 {
		f.feed(h, 8)
	}
	assert.Empty(t, f.feed(30, 12), "not much more than usual")
	alerts := f.feed(900, 12)
	require.Len(t, alerts, 1, "after a month of silence it is")
	assert.Less(t, alerts[0].Expected, 1.0)
}

// TestSpikeFirstBucket: the bucket in which watching began says nothing, and without any there is no alert.
func TestSpikeFirstBucket(t *testing.T) {
	t.Parallel()
	f := hours{w: watcher(t, nil, community.Rule{Name: "a", Spike: &community.Spike{Bucket: time.Hour, Warmup: 1, Chance: 0.1}})}
	assert.Empty(t, f.feed(0, 1))
	assert.Empty(t, f.feed(1, 20))
	assert.Empty(t, f.feed(2, 20))
	assert.Len(t, f.feed(3, 200), 1)
}

// TestThresholdLate: what is older than all that counts completes nothing.
func TestThresholdLate(t *testing.T) {
	t.Parallel()
	w := watcher(t, nil, community.Rule{Name: "v", Volume: &community.Threshold{Count: 3, Within: time.Hour}, CoolDown: 1})
	raised := func(minute int) int {
		return len(w.Observe(said("a", fmt.Sprint(minute), epoch.Add(time.Duration(minute)*time.Minute))))
	}
	assert.Equal(t, []int{0, 0, 1, 0, 1}, []int{raised(0), raised(10), raised(20), raised(-5), raised(25)})
}

func TestRestoreClock(t *testing.T) {
	t.Parallel()
	rule := community.Rule{Name: "a", Each: true}
	w := watcher(t, nil, rule)
	w.Observe(said("a", "", epoch))
	state, err := w.State()
	require.NoError(t, err)
	again := watcher(t, nil, rule)
	require.NoError(t, again.Restore(state))
	alerts := again.Observe(said("b", "", time.Time{}))
	require.Len(t, alerts, 1)
	assert.True(t, epoch.Equal(alerts[0].Time))
}

// TestSpikeRatio: where much is known, little more than usual is no chance any more, and still no storm.
func TestSpikeRatio(t *testing.T) {
	t.Parallel()
	for ratio, want := range map[float64]int{0: 0, 1.1: 1} {
		f := hours{w: watcher(t, nil, community.Rule{Name: "a", Spike: &community.Spike{Bucket: time.Hour, Ratio: ratio}})}
		for h := range 60 {
			f.feed(h, 200)
		}
		assert.Len(t, f.feed(60, 280), want, "ratio %v", ratio)
	}
}
