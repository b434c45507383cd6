package facebook

import (
	"context"
	"iter"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// ListenOptions say how a [Listener] hears of events. nil means by reading alone.
type ListenOptions struct {
	// Webhook brings what Meta pushes, at once. It must be mounted, registered and connected already: see
	// [WebhookHandler]. One handler serves the listeners of many Pages; listen to each Page once.
	Webhook *WebhookHandler

	// Recent is how many of the newest posts, visitors' posts and reels are looked at for new comments every Poll:
	// 0 means 50, at most 100.
	Recent int

	// Watched is how many of the newest posts, visitors' posts, reels, videos and photos are looked at every Older:
	// 0 means 500. Each 100 of a list take a request.
	Watched int

	// Poll is the time between reads while nothing is pushed: 0 means 2 minutes.
	Poll time.Duration

	// Older is the time between looks at everything that is watched, and at tags and recommendations: 0 means 15
	// minutes.
	Older time.Duration

	// Safety is the time between reads while Meta pushes, in case a push got lost: 0 means an hour.
	Safety time.Duration
}

// Listener hears what happens to a Page. It implements [social.Listener] and [social.Cursorer]; make it with
// [Client.Listener]. It is safe for concurrent use.
//
// # What is promised
//
// Comments, visitors' posts, tags, recommendations and private messages come from what Facebook lets read, whatever is
// pushed: everything from the cursor on is read at the beginning, and every Poll, tags and recommendations every Older. What is pushed comes at once, and is
// told once; while pushes come, reads are only made every Safety, until one finds what was not pushed. Events come in
// the order of their times, which are seconds; late are those that Facebook shows late, and what a push lost.
//
// Of comments that means: below the newest Recent posts, visitors' posts and reels they are found within Poll; below
// the newest Watched of these, and below the newest Watched videos and photos, which may stand in one post, within
// Older. Comments below anything older are heard by push only.
//
// Reactions, shares, new followers, tags in comments, changes and deletions cannot be read, only be pushed; so it is with
// a tag that somebody adds to an older post. Meta keeps
// trying for 36 hours. When a listening goes on from a cursor older than that, an event of kind [social.EventOther]
// with a [*PushGap] in Raw says that some may be missing.
//
// Facebook gives text and author of the newest 20 messages of a conversation only. If more came into one while nobody
// listened, the older ones come with neither, also those of the Page itself.
//
// # What it costs
//
// While nothing happens, three requests every Poll, and seven every Older: one for each list. Each thing with new
// comments, and each conversation with new messages, takes one more. Reads give way to all other
// calls (see [social.PriorityPoll]). A kind that is not asked for is not read.
//
// # What ends it
//
// [social.ErrAuth]: the token is no good any more. [social.ErrPermission]: comments cannot be read, or a kind that was
// asked for by name; sources that are not permitted are left out otherwise, with a warning. [social.ErrInvalid]: the
// cursor.
//
// # What comes as what
//
//	comment below a post, photo, video or reel of the Page, or below a post on it   EventComment, Raw is a [*Comment] or [*FeedChange]
//	answer to a comment there                                                       EventReply, the same
//	post on the Page by somebody else, post that tags the Page                      EventMention, [*Post] or [*FeedChange]
//	comment elsewhere that tags the Page                                            EventMention, [*FeedChange]; pushed only
//	recommendation, new or changed                                                  EventReview, [*Rating] or [*RatingChange]
//	private message, button pressed                                                 EventMessage, [*Message] or [*WebhookUpdate]
//	reaction to a post, comment or message                                          EventReaction, [*FeedChange] or [*WebhookUpdate]; pushed only
//	post passed on                                                                  EventShare, [*FeedChange]; pushed only
//	somebody likes the Page                                                         EventFollow, [*FeedChange]; pushed only
//	post, comment or message changed, deleted                                       EventEdited, EventDeleted; pushed only
//	all others that are pushed                                                      EventOther, Raw is a [*WebhookUpdate]
//
// Who deleted something Facebook does not say: what the Page removes of others comes, too.
type Listener struct {
	c      *Client
	o      ListenOptions
	timing timing
}

// timing is how long a listener waits for what.
type timing struct {
	poll, older, safety  time.Duration
	margin               time.Duration // how late Facebook may show something
	retryWait, retryMost time.Duration
}

func defaultTiming() timing {
	return timing{poll: 2 * time.Minute, older: 15 * time.Minute, safety: time.Hour, margin: time.Minute}
}

// Listener makes a listener. o may be nil.
func (c *Client) Listener(o *ListenOptions) *Listener {
	l := &Listener{c: c, o: value(o), timing: defaultTiming()}
	if l.o.Recent <= 0 {
		l.o.Recent = 50
	}
	l.o.Recent = min(l.o.Recent, 100)
	if l.o.Watched <= 0 {
		l.o.Watched = 500
	}
	l.o.Watched = max(l.o.Watched, l.o.Recent)
	for used, given := range map[*time.Duration]time.Duration{
		&l.timing.poll: l.o.Poll, &l.timing.older: l.o.Older, &l.timing.safety: l.o.Safety,
	} {
		if given > 0 {
			*used = given
		}
	}
	return l
}

// Network names the network: "facebook".
func (l *Listener) Network() string { return network }

// Listen implements [social.Listener]. See [Listener] for what is promised.
func (l *Listener) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return inbox.Listen(ctx, l.inbox(), q)
}

// Cursor implements [social.Cursorer]. It takes no more than a look at Facebook's clock, and none if that is known.
func (l *Listener) Cursor(ctx context.Context) (string, error) { return inbox.Cursor(ctx, l.inbox()) }

// Listen implements [social.Listener] by reading alone: see [Listener], and [Client.Listener] for webhooks.
func (c *Client) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return c.Listener(nil).Listen(ctx, q)
}

// Cursor implements [social.Cursorer].
func (c *Client) Cursor(ctx context.Context) (string, error) { return c.Listener(nil).Cursor(ctx) }

// PushGap is in [social.Event].Raw where what is only pushed may be missing, since nobody listened for longer than Meta
// tries, which is 36 hours: what happened from its From until its Until.
type PushGap = graph.PushGap
