package mastodon

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

// Listen implements [social.Listener]: it delivers the notifications of the account, those that the server's
// policy has filtered included (Event.Filtered).
//
// # What is promised
//
// The stream says when something happened, the list of notifications says what: every event comes from the
// list, which is read without gaps from the last known notification on, after each push, after each connection,
// and every few minutes in case a push was lost. So events come in the order of the list, each once in a run,
// and the Cursor of an event stands for everything up to it. Two exceptions are delivered late rather than
// never: a notification that the server lists behind newer ones (servers work on several at a time), which is
// found as long as it is among the latest 20 or was pushed; and one that was pushed but is not in the list half
// a minute later, which is delivered as it was pushed. Only what becomes visible late while nobody listens, under
// an ID below the stored cursor, is not found.
//
// A server without streaming, or one that does not let the token use it, is read once a minute, and asked for
// streaming again every ten minutes. Bursts are read at once; in the long run there is at most one read in two
// seconds, which leaves half of the usual rate budget to others, and reads give way to all other calls.
//
// Some things notify nobody: a reply that does not mention the account, above all. Read the [Client.Context] of
// one's own posts to see all answers.
//
// # What comes as what
//
//	mention                    EventMessage if direct, EventComment if it answers the account, else EventMention
//	reblog, favourite          EventShare, EventReaction on one's own post
//	follow, follow_request     EventFollow, the latter Pending
//	quote                      EventQuote; Parent is one's own post
//	status                     EventFound: a post of somebody whose posts one asked to be told of
//	update, quoted_update      EventEdited
//	poll                       EventPoll
//	pending.* (GoToSocial)     EventReaction, EventComment, EventShare that wait for approval
//	all others                 EventOther, with the [Notification] in Raw
func (c *Client) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return c.listen(ctx, defaultTiming(), q)
}

// Cursor implements [social.Cursorer].
func (c *Client) Cursor(ctx context.Context) (string, error) {
	l := newListener(c, defaultTiming(), &social.ListenQuery{})
	if err := l.begin(ctx); err != nil {
		return "", err
	}
	return cursorAt(l.last), nil
}

func (c *Client) listen(ctx context.Context, t *timing, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	var query social.ListenQuery
	if q != nil {
		query = *q
		query.Kinds = slices.Clone(q.Kinds)
	}
	return func(yield func(*social.Event, error) bool) {
		l := newListener(c, t, &query)
		l.yield = yield
		err := l.start(ctx)
		if err == nil && !query.CatchUp {
			err = l.follow(ctx)
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}
}

// errStopped unwinds when the consumer has left the loop.
var errStopped = errors.New("the consumer stopped")

// listener is one run of Listen. It belongs to the consumer's goroutine.
type listener struct {
	c      *Client
	timing *timing
	query  *social.ListenQuery
	yield  func(*social.Event, error) bool

	last   ID     // the newest in the list that was dealt with, "" if none was
	dealt  window // those from the list that were dealt with last, without gaps
	pushed window // those that were delivered as they were pushed
	read   bool   // the list could be read before
	me     ID     // the account, "" while it is not known
	asked  bool   // for the account

	waiting map[ID]*waiting
	arrived int // notifications pushed so far

	pace      *rate.Limiter
	backoff   stream.Backoff
	due       time.Time // of the next read
	notBefore time.Time // after a read that failed
	rereads   int       // in a row, for notifications that were pushed but not listed
	online    bool      // there is a stream
}

// waiting is a notification that was pushed and has not been seen in the list yet.
type waiting struct {
	event *StreamEvent
	since time.Time
	order int
}

func newListener(c *Client, t *timing, q *social.ListenQuery) *listener {
	return &listener{
		c: c, timing: t, query: q, waiting: map[ID]*waiting{},
		pace:    rate.NewLimiter(rate.Every(t.interval), t.burst),
		backoff: stream.Backoff{First: t.firstPause, Max: t.maxPause, Stable: t.stable},
	}
}

// start finds out where to start, and delivers what there is if that is all that is wanted.
func (l *listener) start(ctx context.Context) error {
	err := l.patiently(ctx, l.begin)
	if err == nil && l.query.CatchUp && l.query.After != "" {
		err = l.patiently(ctx, l.catchUp)
	}
	return err
}

// begin finds out where to start.
func (l *listener) begin(ctx context.Context) error {
	switch l.query.After {
	case social.FromStart:
		return nil
	case "":
		newest, err := l.list(ctx, &PageParams{Limit: 1})
		if len(newest) > 0 {
			l.last = newest[0].ID
			l.dealt.add(l.last)
		}
		return err
	default:
		id, err := parseCursor(l.query.After)
		l.last = id
		l.dealt.add(id)
		return err
	}
}

// patiently repeats f until it succeeds or fails for good.
func (l *listener) patiently(ctx context.Context, f func(context.Context) error) error {
	for {
		err := f(ctx)
		if err == nil || l.final(err) || ctx.Err() != nil {
			return err
		}
		if err := rest.Sleep(ctx, l.postpone(err)); err != nil {
			return err
		}
	}
}

// final reports an error that waiting will not mend. Before the list could be read once, an answer that makes no
// sense means that the address or the cursor is wrong; later it means that the server has a problem.
func (l *listener) final(err error) bool {
	switch {
	case errors.Is(err, errStopped), errors.Is(err, social.ErrAuth), errors.Is(err, social.ErrPermission):
		return true
	case errors.Is(err, social.ErrInvalid), errors.Is(err, social.ErrNotFound), errors.Is(err, errors.ErrUnsupported):
		return !l.read
	default:
		return false
	}
}

// postpone logs a failure and says how long to wait.
func (l *listener) postpone(err error) time.Duration {
	pause := l.backoff.Next()
	l.c.rest.Log().Warn("listening: cannot read notifications, trying again",
		slog.String("network", network), slog.Duration("pause", pause), slog.Any("error", err))
	return pause
}

// Cursors name the last notification that was dealt with, or none if there was none yet. The network's name keeps
// others' cursors out.
const cursorPrefix = network + ":"

func cursorAt(id ID) string { return cursorPrefix + string(id) }

func parseCursor(s string) (ID, error) {
	id, ok := strings.CutPrefix(s, cursorPrefix)
	odd := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
	}
	if !ok || len(id) > 100 || strings.ContainsFunc(id, odd) {
		return "", social.Invalid(network, "After", "is no cursor of this network")
	}
	return ID(id), nil
}
