package linkedin

import (
	"context"
	"iter"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// ListenOptions say how a [Listener] hears of events. nil means by reading alone.
type ListenOptions struct {
	// Webhook brings what LinkedIn pushes, at once. It must be mounted, and the Page subscribed to it, already: see
	// [WebhookHandler] and [Client.Subscribe]. One handler serves the listeners of many Pages; listen to each Page once.
	Webhook *WebhookHandler

	// Poll is the time between reads while nothing is pushed: 0 means 5 minutes, which takes 288 calls a day. An
	// application of the Development tier has 100 a day for each member: take 20 minutes.
	Poll time.Duration

	// Safety is the time between reads while LinkedIn pushes, in case a push got lost: 0 means an hour.
	Safety time.Duration

	// Overlap is how late LinkedIn may list a notification: each read goes back that far behind the one before. 0 means
	// 2 minutes.
	Overlap time.Duration

	// Brief takes what notifications say and asks for nothing else: an answer to a comment is then told as a comment
	// on the post, without pictures, and who reacted, and how, is not told.
	Brief bool
}

// Listener hears what happens to a Page. It implements [social.Listener] and [social.Cursorer]; make it with
// [Client.Listener]. It is safe for concurrent use.
//
// # What is promised
//
// Everything that LinkedIn notifies a Page of is told, whatever is pushed: the notifications from the cursor on are read
// at the beginning, and every Poll, each time from Overlap before the read before. What is pushed comes at once, and is
// told once; while pushes come, reads are only made every Safety, until one finds what was not pushed. Events come in the
// order of their times; late are those that LinkedIn lists late, and what a push lost. LinkedIn keeps notifications for 60
// days: a cursor that is older ends the sequence with a gap, see below.
//
// LinkedIn notifies of public posts alone. Mentions are those in posts: of mentions in comments LinkedIn's
// documents promise nothing, and of new followers and private messages no program hears. Members are notified of nothing: a client that acts for a member cannot listen.
//
// # What it costs
//
// A call every Poll, and one more for each 100 notifications. Comments are read for what notifications do not say, 50
// of one post at once; and where a post got reactions, its newest ones, as notifications do not say who reacted. Where
// these may not be read, or the day's allowance for them is used up, the notification's own words do. Brief spares them
// all. Reads give way to other calls (see [social.PriorityPoll]).
//
// # What ends it
//
// [social.ErrAuth]: the token is no good any more. [social.ErrPermission]: the token lacks the scope
// rw_organization_admin, of the product Community Management API, or the member is no administrator of the Page.
// [errors.ErrUnsupported]: the client acts for a member. [social.ErrInvalid]: the cursor. [social.ErrNotFound], with a
// [*GapError]: some events are older than LinkedIn keeps them.
//
// # What comes as what
//
// Raw is always a [*Notification], which has the [Comment] or [Reaction] that was read with it.
//
//	COMMENT                       EventComment; EventReply if it answers a comment
//	COMMENT_EDIT, COMMENT_DELETE  EventEdited, EventDeleted; Ref is the comment, Text what it became or was
//	LIKE                          EventReaction; Ref is the post
//	SHARE                         EventShare, or EventQuote if it has words of its own; Ref is the new post, Parent the Page's
//	SHARE_MENTION                 EventMention; Ref is the post
//	anything else                 EventOther
//
// Root is the post, by the URN that the Posts API takes where LinkedIn tells it, and not that of its activity. Authors
// have a URN and no name, as LinkedIn tells none. A reaction is matched with the one of the same time; where several
// could be meant, the event has no author. What the Page does itself is not told. A COMMENT_DELETE names the author of
// the comment, whoever deleted it.
type Listener struct {
	c      *Client
	o      ListenOptions
	timing timing
}

// timing is how long a listener waits for what.
type timing struct {
	poll, safety         time.Duration
	margin               time.Duration // how late LinkedIn may list something
	retryWait, retryMost time.Duration
}

// Listener makes a listener. o may be nil.
func (c *Client) Listener(o *ListenOptions) *Listener {
	l := &Listener{c: c, o: deref(o), timing: timing{poll: 5 * time.Minute, safety: time.Hour, margin: 2 * time.Minute}}
	for used, given := range map[*time.Duration]time.Duration{
		&l.timing.poll: l.o.Poll, &l.timing.safety: l.o.Safety, &l.timing.margin: l.o.Overlap,
	} {
		if given > 0 {
			*used = given
		}
	}
	return l
}

// Network names the network: "linkedin".
func (*Listener) Network() string { return network }

// Listen implements [social.Listener]. See [Listener] for what is promised.
func (l *Listener) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return inbox.Listen(ctx, l.inbox(), q)
}

// Cursor implements [social.Cursorer]. It takes no more than a look at LinkedIn's clock, and none if that is known.
func (l *Listener) Cursor(ctx context.Context) (string, error) {
	if _, err := l.c.page(); err != nil {
		return "", err
	}
	return inbox.Cursor(ctx, l.inbox())
}

// Listen implements [social.Listener] by reading alone: see [Listener], and [Client.Listener] for webhooks.
func (c *Client) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return c.Listener(nil).Listen(ctx, q)
}

// Cursor implements [social.Cursorer].
func (c *Client) Cursor(ctx context.Context) (string, error) { return c.Listener(nil).Cursor(ctx) }

// GapError says that events were missed which LinkedIn does not list any more.
type GapError struct {
	From, Until time.Time // what is missing is not older than From, and older than Until
	Cursor      string    // to go on with behind the gap: what could be read was delivered
}

// Error names the period.
func (e *GapError) Error() string {
	return "events are missing that LinkedIn does not list any more: from " + e.From.UTC().Format(time.RFC3339) + " until " +
		e.Until.UTC().Format(time.RFC3339)
}
