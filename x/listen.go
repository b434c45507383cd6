package x

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// ListenOptions say how a [Listener] hears of events. nil means by reading alone.
type ListenOptions struct {
	// Activity listens to the stream of the events that the program subscribes to for the account: see
	// [Client.SyncSubscriptions]. It needs [Config.App].
	Activity bool

	// Webhook takes the same events from a handler. It must be mounted already. WebhookID, if set, has X replay
	// what was not delivered while nobody listened.
	Webhook   *WebhookHandler
	WebhookID ID

	// Filtered listens to the filtered stream: what matches its rules is [social.EventFound]. It needs
	// [Config.App]. The rules are also used as queries to find what was missed, so they must be ones that search
	// understands: no operators of the stream's own, 512 characters at most (4,096 on Enterprise plans).
	Filtered bool

	// Search are queries whose new posts are [social.EventFound]: for programs that do without the stream.
	Search []string

	// Select is what to read of posts; nil means [DefaultPosts]. The listener adds the fields that it needs.
	Select *PostSelection

	// Conversations is how many of the account's newest posts are watched for answers that do not name it: 0 means
	// 10, at most 40; negative: none, and answers come only as far as they name the account or answer it.
	Conversations int

	// Poll is the time between reads while nothing is pushed: 0 means a minute. X allows 15 reads of messages in
	// 15 minutes.
	Poll time.Duration

	// Safety is the time between reads while events are pushed, in case X lost one: 0 means an hour, negative
	// never. What was pushed is read again then, which X bills once a day at most.
	Safety time.Duration
}

// Listener hears what happens to an account and to the topics that it watches. It implements [social.Listener]
// and [social.Cursorer]; make it with [Client.Listener]. It is safe for concurrent use.
//
// # What is promised
//
// Mentions, answers, quotes and private messages come from what X lets read, whatever is pushed: everything newer
// than the cursor is read at the beginning, after every cut and, unless a stream pushes all of it, every Poll.
// What is pushed comes at once. Each event comes once in a run, in the order of the ids, which is that of time;
// late are only those that X shows late, and what can only be pushed and is still on its way when something newer
// is read. A cut stream is opened again as X wants it, and nothing that it brings is
// delivered before what was missed has been read, so that cursors stand for everything up to them.
//
// X does not let everything be read for ever: the newest 800 mentions, 7 days of answers and of found posts,
// 30 days of private messages. A gap beyond that ends the sequence with a [*GapError], after all that can still be
// read has been delivered; its Cursor goes on behind it.
//
// Likes, follows and reposts cannot be read, only be heard. When X could not push for a while, an event of kind
// [social.EventOther] with a [*PushGap] in Raw says so to whoever asked for such kinds, unless X could be made to send them again: within 5
// minutes on Enterprise plans, within 24 hours for webhooks with a WebhookID.
//
// # What it costs
//
// X bills what it returns, not the asking: a read that finds nothing is free. One round is a read of mentions, one
// of the account's newest posts, one search, and one message; each new thing is read once. Reads give way to all
// other calls (see [social.PriorityPoll]) and count against [MoneyBudget]. A kind that is not asked for is not
// read.
//
// # What ends it
//
// [social.ErrAuth] and [social.ErrPermission]: the token, a scope or the plan is missing; leave out of Kinds what
// the account may not read. [social.ErrQuota]: no credit, or the month's allowance is used up; nothing is lost, the
// cursor goes on from there. A cap of the caller's that renews itself is waited for, without a stream, but not in CatchUp.
// [social.ErrInvalid]: the cursor, a query, no rules.
//
// # What comes as what
//
//	answer to a post that began a conversation, or in a conversation of the account   EventComment
//	answer to another post of the account                                             EventReply
//	quote, mention                                                                    EventQuote, EventMention
//	repost, like, follow                                                              EventShare, EventReaction, EventFollow; pushed only
//	private message                                                                   EventMessage
//	post found by a rule or query                                                     EventFound, Raw is a [*StreamMessage]
//	post.delete                                                                       EventDeleted; pushed only
//	all others that are pushed                                                        EventOther, Raw is an [*ActivityEvent]
type Listener struct {
	c      *Client
	o      ListenOptions
	timing timing
}

// Listener makes a listener. o may be nil.
func (c *Client) Listener(o *ListenOptions) *Listener {
	l := &Listener{c: c, o: value(o), timing: defaultTiming()}
	l.o.Search = slices.Clone(l.o.Search)
	if l.o.Conversations == 0 {
		l.o.Conversations = 10
	}
	l.o.Conversations = min(max(l.o.Conversations, 0), 40)
	if l.o.Poll > 0 {
		l.timing.poll = l.o.Poll
	}
	if l.o.Safety != 0 {
		l.timing.safety = l.o.Safety
	}
	return l
}

// Network names the network: "x".
func (l *Listener) Network() string { return network }

// Listen implements [social.Listener]. See [Listener] for what is promised.
func (l *Listener) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	query := value(q)
	query.Kinds = slices.Clone(query.Kinds)
	return func(yield func(*social.Event, error) bool) {
		run := newListening(l, &query)
		run.yield = yield
		if err := run.run(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}
}

// Cursor implements [social.Cursorer]. It takes no more than a look at X's clock, and none if that is known.
func (l *Listener) Cursor(ctx context.Context) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", &social.Error{Network: network, Op: "cursor", Err: err}
	}
	if l.c.user != nil {
		if _, err := l.c.Me(ctx); err != nil { // every listening needs it, and its answer tells the time
			return "", err
		}
	}
	at, err := l.c.present(ctx, 0)
	if err != nil {
		return "", err
	}
	return encodeCursor(position{base: at}, position{base: at}), nil
}

// Listen implements [social.Listener] by reading alone: see [Listener], and [Client.Listener] for streams,
// webhooks and searches.
func (c *Client) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return c.Listener(nil).Listen(ctx, q)
}

// Cursor implements [social.Cursorer].
func (c *Client) Cursor(ctx context.Context) (string, error) { return c.Listener(nil).Cursor(ctx) }

// errStopped unwinds when the consumer has left the loop.
var errStopped = errors.New("the consumer stopped")

// GapError says that events were missed which X does not let read any more. Find it with [errors.As]; the error
// around it is of kind [social.ErrNotFound].
type GapError struct {
	Source string    // what could not be read whole: "mentions", "search", "messages"
	From   time.Time // what is missing is newer than this …
	Until  time.Time // … and older than this
	Cursor string    // to go on with behind the gap: what could be read was delivered
}

// Error names source and period.
func (e *GapError) Error() string {
	return "a gap in " + e.Source + " that X does not let close: from " + e.From.UTC().Format(time.RFC3339) +
		" until " + e.Until.UTC().Format(time.RFC3339)
}

// CursorBehind is the cursor to go on with, for [social.CursorBehind].
func (e *GapError) CursorBehind() string { return e.Cursor }

// PushGap is in [social.Event].Raw where likes, follows and reposts may be missing, since X could not push.
type PushGap struct {
	From, Until time.Time
}
