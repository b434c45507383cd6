package x

import (
	"context"
	"iter"
	"time"

	"github.com/relais-go/relais/social"
)

// Timing is the durations of streaming and listening, in the hands of a test.
type Timing struct {
	Connect, Silence, Stable      time.Duration
	TCPStep, TCPMax               time.Duration
	HTTPFirst, HTTPMax            time.Duration
	LimitFirst, LimitMax          time.Duration
	ReadFirst, ReadMax            time.Duration
	Poll, Safety                  time.Duration
	SearchDelay, LagDelay, Margin time.Duration
}

func (t Timing) inner() timing {
	d := defaultTiming()
	for to, from := range map[*time.Duration]time.Duration{
		&d.connect: t.Connect, &d.silence: t.Silence, &d.stable: t.Stable, &d.tcpStep: t.TCPStep, &d.tcpMax: t.TCPMax,
		&d.httpFirst: t.HTTPFirst, &d.httpMax: t.HTTPMax, &d.limitFirst: t.LimitFirst, &d.limitMax: t.LimitMax,
		&d.readFirst: t.ReadFirst, &d.readMax: t.ReadMax, &d.poll: t.Poll, &d.safety: t.Safety,
		&d.searchDelay: t.SearchDelay, &d.lagDelay: t.LagDelay, &d.margin: t.Margin,
	} {
		if from != 0 {
			*to = from
		}
	}
	return d
}

// ListenerWith is Listener with durations of the test's choice; those that are 0 are the usual ones.
func (c *Client) ListenerWith(t Timing, o *ListenOptions) *Listener {
	l := c.Listener(o)
	l.timing = t.inner()
	return l
}

// StreamWith is Stream with durations of the test's choice.
func (c *Client) StreamWith(ctx context.Context, t Timing, p *StreamParams) iter.Seq2[*StreamMessage, error] {
	return streamOf(ctx, c, t.inner(), p.filtered, readStreamMessage)
}

// Backoff is how streams are stayed away from.
type Backoff struct{ b streamBackoff }

// NewBackoff has the usual durations.
func NewBackoff() *Backoff { return &Backoff{streamBackoff{timing: defaultTiming()}} }

// Connected notes that there is a connection.
func (b *Backoff) Connected() { b.b.connected() }

// Next is the pause after an error.
func (b *Backoff) Next(err error) time.Duration { return b.b.next(err) }

// ReadStreamLine reads a line of the filtered stream.
func ReadStreamLine(line []byte) (*StreamMessage, error) { return readStreamMessage(line) }

// ReadActivityLine reads a line of the activity stream.
func ReadActivityLine(line []byte) (*ActivityEvent, error) { return readActivity(line) }

// Queued takes out what waits in the queue, without waiting for more.
func (h *WebhookHandler) Queued() []*WebhookDelivery {
	var all []*WebhookDelivery
	for {
		select {
		case d := <-h.queue:
			all = append(all, d)
		default:
			return all
		}
	}
}

// CheckCursor reads a cursor and writes it again.
func CheckCursor(s string) (string, error) {
	account, found, err := parseCursor(s)
	if err != nil {
		return "", err
	}
	return encodeCursor(account, found), nil
}

// CursorAt is the cursor of a moment.
func CursorAt(t time.Time) string {
	at := position{base: idAt(t)}
	return encodeCursor(at, at)
}

// JoinQueries makes few queries of many.
func JoinQueries(queries []string, most int) []string { return joinQueries(queries, most) }

// EventOf is the event that something pushed becomes for the account me.
func EventOf(a *ActivityEvent, me *User) []*social.Event {
	l := &listening{me: me, own: &ownPosts{}}
	var events []*social.Event
	for _, it := range l.activityItems(a, time.Unix(1, 0)) {
		events = append(events, it.event)
	}
	return events
}
