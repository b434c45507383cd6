package mastodon

import (
	"context"
	"iter"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
)

// Timing is the durations of streaming and listening, in the hands of a test.
type Timing struct {
	Connect, SSESilence, WSProbe, WSSilence time.Duration
	FirstPause, MaxPause                    time.Duration
	Start, Refused                          time.Duration
	Poll, Safety, Lag, GiveUp               time.Duration
	Interval                                time.Duration
	Burst                                   int
}

func (t Timing) inner() *timing {
	d := defaultTiming()
	for to, from := range map[*time.Duration]time.Duration{
		&d.connect: t.Connect, &d.sseSilence: t.SSESilence, &d.wsProbe: t.WSProbe, &d.wsSilence: t.WSSilence,
		&d.firstPause: t.FirstPause, &d.maxPause: t.MaxPause, &d.start: t.Start, &d.refused: t.Refused, &d.poll: t.Poll,
		&d.safety: t.Safety, &d.lag: t.Lag, &d.giveUp: t.GiveUp, &d.interval: t.Interval,
	} {
		if from != 0 {
			*to = from
		}
	}
	if t.Burst != 0 {
		d.burst = t.Burst
	}
	return d
}

// ListenWith is Listen with durations of the test's choice; those that are 0 are the usual ones.
func (c *Client) ListenWith(ctx context.Context, t Timing, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return c.listen(ctx, t.inner(), q)
}

// StreamWith is Stream with durations of the test's choice.
func (c *Client) StreamWith(ctx context.Context, t Timing, topics ...Topic) iter.Seq2[*StreamEvent, error] {
	return c.stream(ctx, t.inner(), topics)
}

// EventOf is the event that a notification becomes for the account me.
func EventOf(n *Notification, me ID) *social.Event { return n.portable(me) }

// ReadWSMessage reads a message as it is on the wire, as a stream would.
func ReadWSMessage(data []byte) (*StreamEvent, error) { return parseWS(data) }

// StreamOrigin is where a server's streams are, "" if with the server itself.
func StreamOrigin(t *testing.T, own, advertised string) string {
	t.Helper()
	u, err := url.Parse(own)
	if err != nil {
		t.Fatal(err)
	}
	if o := streamOrigin(u, advertised); o != nil {
		return o.String()
	}
	return ""
}

// DueAfterPush is when a listener reads that was to read at due, and not before a time, and is told of a notification.
func DueAfterPush(due, notBefore time.Time) time.Time {
	l := newListener(nil, defaultTiming(), nil)
	l.due, l.notBefore = due, notBefore
	l.note(signal{kind: streamPush, event: &StreamEvent{Event: StreamNotification, Payload: `{"id":"1"}`}})
	return l.due
}

// TakesMore reports whether a listener is told of more while so many notifications wait for the list.
func TakesMore(waits int) bool {
	l := newListener(nil, defaultTiming(), nil)
	for i := range waits {
		l.waiting[ID(strconv.Itoa(i))] = &waiting{}
	}
	return l.take(make(chan signal)) != nil
}
