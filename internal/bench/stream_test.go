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

// streams reads and decodes n events with each client.
func streams(tb testing.TB, n int) (ours1, theirs1 func()) {
	tb.Helper()
	network := canned{"/api/v1/streaming/user": events(tb, n)}
	a, b := ours(tb, address, network), theirs(address, network)
	return func() { ourStream(tb, a, n) }, func() { theirStream(tb, b, n) }
}

func ourStream(tb testing.TB, c *mastodon.Client, n int) {
	tb.Helper()
	ctx, cancel := context.WithCancel(tb.Context())
	defer cancel()
	posts, got := 0, 0
	for e, err := range c.Stream(ctx, mastodon.TopicUser) {
		if err != nil { // nothing is asserted event by event: it would be measured, too
			tb.Fatal(err)
		}
		v, err := e.Decode()
		if err != nil {
			tb.Fatal(err)
		}
		if s, ok := v.(*mastodon.Status); ok && s.ID != "" {
			posts++
		}
		if got++; got == n {
			break
		}
	}
	require.Equal(tb, n*8/10, posts)
}

func theirStream(tb testing.TB, c *mast.Client, n int) {
	tb.Helper()
	ctx, cancel := context.WithCancel(tb.Context())
	defer cancel()
	q, err := c.StreamingUser(ctx)
	require.NoError(tb, err)
	posts, got := 0, 0
	for e := range q {
		if u, ok := e.(*mast.UpdateEvent); ok && u.Status.ID != "" {
			posts++
		}
		if got++; got == n {
			cancel() // the channel is closed then
		}
	}
	require.Equal(tb, n*8/10, posts)
}

// BenchmarkStream reads a stream; the goal is twice the events per second of go-mastodon.
func BenchmarkStream(b *testing.B) {
	const n = 1000
	a, z := streams(b, n)
	for name, run := range map[string]func(){"relais": a, "go-mastodon": z} {
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

// streaming adds how fast events are read and decoded, from the request for the stream to the last of them.
func streaming(t *testing.T, out *table, rounds, n int) {
	t.Helper()
	a, b := streams(t, n)
	x, y := duel(rounds, func() sample { return round(1, a) }, func() sample { return round(1, b) })
	rate := func(s sample) string { return count(float64(n) / s.took.Seconds()) }
	each := func(d time.Duration) string { return micros(d / time.Duration(n)) }
	out.twice("stream: events per second", rate(x), rate(y), float64(y.took)/float64(x.took))
	out.twice("stream: CPU time per event", each(x.cpu), each(y.cpu), float64(y.cpu)/float64(x.cpu))
	out.plain("stream: allocations per event", fmt.Sprintf("%.1f", x.allocs/float64(n)), fmt.Sprintf("%.1f", y.allocs/float64(n)), y.allocs/x.allocs)
}
