package stream_test

import (
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/relais-go/relais/internal/stream"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestWatchdogEndsASilentRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		dog := stream.NewWatchdog(45*time.Second, func() { _ = r.Close() })
		defer dog.Stop()
		go func() {
			for range 10 { // comments alone, for longer than the limit
				time.Sleep(15 * time.Second)
				_, _ = io.WriteString(w, ":thump\n")
			}
		}()
		began := time.Now()
		_, err := io.Copy(io.Discard, dog.Reader(r))
		require.ErrorIs(t, err, stream.ErrSilent)
		assert.True(t, dog.Bitten())
		assert.Equal(t, 150*time.Second+45*time.Second, time.Since(began), "any byte is life, and the limit counts from the last one")
	})
}

func TestWatchdogIgnoresASlowConsumer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var bites atomic.Int32
		dog := stream.NewWatchdog(45*time.Second, func() { bites.Add(1) })
		defer dog.Stop()
		r, w := io.Pipe()
		go func() {
			defer func() { _ = w.Close() }()
			for range 3 {
				_, _ = io.WriteString(w, "x")
			}
		}()
		buf := make([]byte, 1)
		for watched := dog.Reader(r); ; {
			if _, err := watched.Read(buf); err != nil {
				break
			}
			time.Sleep(time.Hour) // the consumer is busy
		}
		assert.Zero(t, bites.Load())
		assert.False(t, dog.Bitten())
	})
}

func TestWatchdogProbesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var probes, bites []time.Duration
		answers := 2
		dog := stream.NewWatchdog(60*time.Second, func() { bites = append(bites, time.Since(began)) })
		dog.Probe(35*time.Second, func() {
			probes = append(probes, time.Since(began))
			if answers > 0 {
				answers--
				time.Sleep(time.Second)
				dog.Touch()
			}
		})
		defer dog.Stop()
		dog.Arm()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		assert.Equal(t, []time.Duration{35 * time.Second, 71 * time.Second, 107 * time.Second}, probes)
		assert.Equal(t, []time.Duration{132 * time.Second}, bites, "once, and after the limit")
	})
}

func TestWatchdogStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var bites atomic.Int32
		dog := stream.NewWatchdog(time.Second, func() { bites.Add(1) })
		dog.Touch() // not armed: nothing
		time.Sleep(time.Minute)
		dog.Arm()
		dog.Stop()
		time.Sleep(time.Minute)
		dog.Arm()
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Zero(t, bites.Load())
	})
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b stream.Backoff
		between := func(most time.Duration, why string) {
			t.Helper()
			d := b.Next()
			assert.GreaterOrEqual(t, d, most/2, why)
			assert.LessOrEqual(t, d, most, why)
		}
		for _, seconds := range []float64{1, 2, 4, 8, 16, 32, 60, 60, 60} {
			between(time.Duration(seconds*float64(time.Second)), "doubles up to a minute")
		}
		for range 100 {
			b.Next()
		}
		between(time.Minute, "stays there")
		b.Up()
		time.Sleep(59 * time.Second)
		between(time.Minute, "a connection that did not hold is another failure")
		b.Up()
		time.Sleep(time.Minute)
		between(time.Second, "a stable minute starts over")
		between(2*time.Second, "and doubles again")
		b.Reset()
		between(time.Second, "reset starts over")
	})
}
