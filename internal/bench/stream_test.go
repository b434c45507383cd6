package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
)

// events is the text of a stream of n events: posts, every fifth a notification, every tenth a deletion.
func events(tb testing.TB, n int) []byte {
	tb.Helper()
	var posts []json.RawMessage
	require.NoError(tb, json.Unmarshal(statuses(tb), &posts))
	var out bytes.Buffer
	out.WriteString(":)\n")
	for i := range n {
		var post bytes.Buffer
		require.NoError(tb, json.Compact(&post, posts[i%len(posts)]))
		switch {
		case i%10 == 9:
			out.WriteString("event: delete\ndata: " + strconv.Itoa(1000+i))
		case i%5 == 4:
			fmt.Fprintf(&out, "event: notification\ndata: {\"id\":\"%d\",\"type\":\"mention\",\"created_at\":\"2026-03-01T10:00:00.000Z\",\"status\":%s}", i, &post)
		default:
			out.WriteString("event: update\ndata: " + post.String())
		}
		out.WriteString("\n\n")
	}
	return out.Bytes()
}

// perSecond says how fast the events after the first came.
func perSecond(n int, begun time.Time) sample {
	return sample{score: float64(n-1) / time.Since(begun).Seconds()}
}

// streams reads and decodes n events with each client.
func streams(tb testing.TB, n int) (ours1, theirs1 func() sample) {
	tb.Helper()
	network := canned{"/api/v1/streaming/user": events(tb, n)}
	a, b := ours(tb, address, network), theirs(address, network)
	return func() sample { return ourStream(tb, a, n) }, func() sample { return theirStream(tb, b, n) }
}

func ourStream(tb testing.TB, c *mastodon.Client, n int) sample {
	tb.Helper()
	ctx, cancel := context.WithCancel(tb.Context())
	defer cancel()
	var begun time.Time
	posts, got := 0, 0
	for e, err := range c.Stream(ctx, mastodon.TopicUser) {
		require.NoError(tb, err)
		v, err := e.Decode()
		require.NoError(tb, err)
		if s, ok := v.(*mastodon.Status); ok && s.ID != "" {
			posts++
		}
		if got++; got == 1 {
			begun = time.Now()
		}
		if got == n {
			break
		}
	}
	require.Equal(tb, n*8/10, posts)
	return perSecond(n, begun)
}

func theirStream(tb testing.TB, c *mast.Client, n int) sample {
	tb.Helper()
	ctx, cancel := context.WithCancel(tb.Context())
	q, err := c.StreamingUser(ctx)
	require.NoError(tb, err)
	var begun time.Time
	var result sample
	posts, got := 0, 0
	for e := range q {
		if u, ok := e.(*mast.UpdateEvent); ok && u.Status.ID != "" {
			posts++
		}
		if got++; got == 1 {
			begun = time.Now()
		}
		if got == n {
			result = perSecond(n, begun)
			cancel() // the channel is closed then
		}
	}
	cancel()
	require.Equal(tb, n*8/10, posts)
	return result
}

// BenchmarkStream reads a stream; the goal is twice the events per second of go-mastodon.
func BenchmarkStream(b *testing.B) {
	const n = 1000
	a, z := streams(b, n)
	for name, run := range map[string]func() sample{"relais": a, "go-mastodon": z} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			begun := time.Now()
			for b.Loop() {
				run()
			}
			b.ReportMetric(float64(n*b.N)/time.Since(begun).Seconds(), "events/s")
		})
	}
}

func streaming(t *testing.T, out *table, rounds, n int) {
	t.Helper()
	a, b := streams(t, n)
	x, y := duel(rounds, a, b)
	out.atLeast("stream: events per second", count(x.score), count(y.score), x.score/y.score, 2)
	m, k := duel(rounds, func() sample { return round(1, func() { a() }) }, func() sample { return round(1, func() { b() }) })
	out.plain("stream: CPU time per event", micros(m.cpu/time.Duration(n)), micros(k.cpu/time.Duration(n)), float64(k.cpu)/float64(m.cpu))
	out.plain("stream: allocations per event", fmt.Sprintf("%.1f", m.allocs/float64(n)), fmt.Sprintf("%.1f", k.allocs/float64(n)), k.allocs/m.allocs)
}
