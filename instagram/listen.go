package instagram

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
	// [WebhookHandler]. One handler serves the listeners of many accounts; listen to each account once.
	Webhook *WebhookHandler

	// Recent is how many of the newest posts are looked at for new comments every Poll: 0 means 50, at most 100.
	Recent int

	// Watched is how many of the newest posts are read every Older, with all comments below them: 0 means 200. Each 25
	// take a request, and each 50 comments below one beyond its first 50 another.
	Watched int

	// Poll is the time between reads while nothing is pushed: 0 means 2 minutes.
	Poll time.Duration

	// Older is the time between reads of everything that is watched, and of tags: 0 means 15 minutes.
	Older time.Duration

	// Safety is the time between reads while Meta pushes, in case a push got lost: 0 means an hour.
	Safety time.Duration
}

// Listener hears what happens to an account. It implements [social.Listener] and [social.Cursorer]; make it with
// [Client.Listener]. It is safe for concurrent use.
//
// # What is promised
//
// Comments, tags and private messages come from what Instagram lets read, whatever is pushed: everything from the
// cursor on is read at the beginning, and every Poll, tags every Older. What is pushed comes at once, and is told once;
// while pushes come, reads are only made every Safety, until one finds what was not pushed. Events come in the order of
// their times, which are seconds; late are those that Instagram shows late, and what a push lost. Of pushed comments
// Meta does not tell the time: theirs is when Meta told.
//
// Of comments that means: below the newest Recent posts they are found within Poll, since the posts tell how many
// comments they have; what that overlooks, as one comment that came while another went, and those below the newest
// Watched posts are found within Older. Comments below anything older, and below broadcasts, are heard by push only.
// Instagram does not tell of comments by people whom the account restricts, nor below what has an age limit.
//
// A tag that somebody adds to an older post is not told, since Instagram says only when the post was made.
//
// Mentions in posts and comments of others, reactions to messages, changes and deletions of messages and the last
// numbers of stories cannot be read, only be pushed. Of a mention only the ID is pushed: the rest is fetched then; one
// that Instagram does not show, as it was taken back, comes without text and author after a minute. Meta keeps trying
// for 36 hours. When a listening goes on from a cursor older than that, an event of kind [social.EventOther] with a
// [*PushGap] in Raw says that some may be missing.
//
// Instagram gives text and author of the newest 20 messages of a conversation only. If more came into one while nobody
// listened, the older ones come with neither, also those of the account itself.
//
// # What it costs
//
// While nothing happens, two requests every Poll, and one every Older for each 25 posts that are watched, and for tags.
// Each post with new comments, and each conversation with new messages, takes one more. Reads give way to all other
// calls (see [social.PriorityPoll]). A kind that is not asked for is not read.
//
// # What ends it
//
// [social.ErrAuth]: the token is no good any more. [social.ErrPermission]: comments cannot be read, or a kind that was
// asked for by name; sources that are not permitted are left out otherwise, with a warning: private messages, say,
// where the owner does not allow access to them. [social.ErrInvalid]: the cursor.
//
// # What comes as what
//
//	comment below a post of the account             EventComment, Raw is a [*Comment] or [*CommentChange]
//	answer to a comment there                       EventReply, the same
//	post that tags the account, or names it         EventMention, [*Media]; those that only name it are pushed only
//	comment elsewhere that names the account        EventMention, [*Comment]; pushed only
//	either, if it cannot be fetched                 EventMention, [*MentionChange]
//	private message, answer to a story, mention
//	in a story, shared post, button pressed         EventMessage, [*Message] or [*WebhookUpdate]; Parent is the story
//	reaction to a message                           EventReaction, [*WebhookUpdate]; pushed only; a heart is a like
//	message changed, taken back                     EventEdited, EventDeleted, [*WebhookUpdate]; pushed only
//	last numbers of a story                         EventOther, [*StoryInsights]; pushed only
//	all others that are pushed                      EventOther, [*WebhookUpdate]
//
// Likes of posts, shares and new followers Instagram does not tell anybody of. Of who tags the account, or names it in a
// post, it tells the username alone: the ID of the author is "@" with the username then, which cannot be written to.
type Listener struct {
	c      *Client
	o      ListenOptions
	timing timing
}

// timing is how long a listener waits for what.
type timing struct {
	poll, older, safety  time.Duration
	margin               time.Duration // how late Instagram may show something
	mention              time.Duration // for how long a mention may not be found
	retryWait, retryMost time.Duration
}

func defaultTiming() timing {
	return timing{poll: 2 * time.Minute, older: 15 * time.Minute, safety: time.Hour, margin: time.Minute, mention: mentionPatience}
}

// Listener makes a listener. o may be nil.
func (c *Client) Listener(o *ListenOptions) *Listener {
	l := &Listener{c: c, o: value(o), timing: defaultTiming()}
	if l.o.Recent <= 0 {
		l.o.Recent = 50
	}
	l.o.Recent = min(l.o.Recent, 100)
	if l.o.Watched <= 0 {
		l.o.Watched = 200
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

// Network names the network: "instagram".
func (l *Listener) Network() string { return network }

// Listen implements [social.Listener]. See [Listener] for what is promised.
func (l *Listener) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return inbox.Listen(ctx, l.inbox(), q)
}

// Cursor implements [social.Cursorer]. It takes no more than a look at Instagram's clock, and none if that is known.
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
