package youtube

import (
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// ListenOptions say what a [Listener] hears of, and what that may cost. nil means the channel itself, by reading alone.
type ListenOptions struct {
	// Watch are channels, such as competitors, whose new videos are told.
	Watch []ID

	// WebSub brings new videos of Watch within a minute or two, for no units at all; without it, or while the hub is
	// down, they are read every Older. It must be mounted already: see [WebSub]. The listener subscribes to Watch and
	// renews the subscriptions for as long as it listens. Give each listener its own.
	WebSub *WebSub

	// Searches are looked up again and again, for videos that are new: "acme -jobs", "@acme". Of the parameters, Type,
	// Order, After and Before mean nothing here.
	Searches []*SearchParams

	// SearchEvery is the time between two looks at all Searches: 0 means half an hour for each of them, which takes
	// 48 of the 100 searches that a project has a day.
	SearchEvery time.Duration

	// Threads is how many of the newest comments, of the channel and of each of Videos, are looked at for new answers
	// every Older: 0 means 500. Each 100 take a unit.
	Threads int

	// Videos is how many of the channel's newest videos have their numbers of comments compared every Older, to find
	// answers to older comments, and what YouTube left out of its list: 0 means 50, below 0 none. The comments of a video
	// are read where the number has grown more than the list of the channel explains.
	Videos int

	// Poll is the time between two looks at the newest comments: 0 means 2 minutes.
	Poll time.Duration

	// Older is the time between whole reads: 0 means 15 minutes.
	Older time.Duration

	// Safety is the time between reads of channels whose videos are pushed, in case a push got lost: 0 means 2 hours.
	Safety time.Duration
}

// Listener hears what happens to a channel, and what others publish. It implements [social.Listener] and
// [social.Cursorer]; make it with [Client.Listener]. It is safe for concurrent use.
//
// # What is promised
//
// Comments, answers, comments that wait for a decision, new subscribers and new videos come from what YouTube lets
// read: everything from the cursor on at the beginning, the newest comments every Poll, and the rest every Older. What
// the hub pushes comes at once, and is told once. Events come in the order of their times, which are seconds; late are
// those that YouTube shows late.
//
// YouTube cannot be asked for what is new, only for the newest, and new answers do not bring a comment to the front.
// So the answers below the newest Threads comments are found within Older, and below the newest 100 within Poll. Answers
// below older ones are found within Older if they are below the newest Threads of one of the newest Videos: their numbers of
// comments are compared, since YouTube's list of all comments of a channel comes late and ends early on large ones.
//
// Changes of comments are told as far as they show among the newest. Deletions are not told, nor who likes something.
// Subscribers come if they let it be known. There are no mentions and no private messages on YouTube; a search for the
// handle finds some of the former. Live chats have a listener of their own: [ChatListener].
//
// # What it costs
//
// With the defaults some 1,500 of the 10,000 units that a project has a day, for a channel of any size; half of that
// with a Poll of 10 minutes. A channel in Watch takes 96 units a day, or a dozen while its videos are pushed, and each
// new video one. A comment whose answers changed takes a unit. Reads give way to all other calls (see
// [social.PriorityPoll]). A kind that is not asked for is not read.
//
// At the beginning, a channel with more comments than Threads pays up to 5 units for each of Videos. A job that runs now
// and then, with CatchUp, pays that each time, and 10 units beside; let it have fewer Videos.
//
// # What ends it
//
// [social.ErrAuth]: log in again. [social.ErrPermission]: comments cannot be read, or a kind that was asked for by name.
// [social.ErrQuota] without a known end. [social.ErrInvalid]: the cursor. When the day's units are used up it waits for
// the next day.
//
// # What comes as what
//
//	comment on a video of the channel                    EventComment, Raw is a [*Comment]
//	answer to a comment there                            EventReply, the same
//	either, held for review                              the same with Pending; set aside as spam: Filtered, too
//	either, changed                                      EventEdited, the same
//	new subscriber                                       EventFollow, Raw is a [*Subscription]
//	new video of Watch or Searches                       EventFound, Raw is a [*Video], or a [*FeedEntry] if the units are used up
//	video of Watch with a new title or description       EventEdited, Raw is a [*FeedEntry]; pushed only
//	video of Watch deleted, or no longer public          EventDeleted, the same
//	nothing was pushed for longer than the hub tries     EventOther, Raw is a [*PushGap]
type Listener struct {
	c      *Client
	o      ListenOptions
	timing timing

	mu      sync.Mutex
	uploads map[ID]watched
}

// watched is what is known of a channel that is watched.
type watched struct {
	uploads ID        // playlist; "": YouTube does not know the channel …
	asked   time.Time // … when it was asked
}

// timing is how long a listener waits for what.
type timing struct {
	poll, older, safety, search time.Duration
	margin                      time.Duration // how late YouTube may show something
	searchMargin                time.Duration // and its search
	retryWait, retryMost        time.Duration
	missing                     time.Duration // between two questions for a channel that YouTube does not know
}

const (
	searchShare  = 30 * time.Minute // for each search
	commentsLate = 10 * time.Minute
	searchLate   = 6 * time.Hour
)

// Listener makes a listener. o may be nil.
func (c *Client) Listener(o *ListenOptions) *Listener {
	l := &Listener{c: c, o: value(o), uploads: map[ID]watched{}}
	l.o.Watch = slices.Compact(slices.Sorted(slices.Values(l.o.Watch)))
	l.o.Searches = slices.Clone(l.o.Searches)
	or := func(d, standard time.Duration) time.Duration {
		if d <= 0 {
			return standard
		}
		return d
	}
	l.timing = timing{
		poll: or(l.o.Poll, 2*time.Minute), older: or(l.o.Older, 15*time.Minute), safety: or(l.o.Safety, 2*time.Hour),
		search: or(l.o.SearchEvery, searchShare*time.Duration(len(l.o.Searches))), margin: commentsLate, searchMargin: searchLate, missing: time.Hour,
	}
	if l.o.Threads <= 0 {
		l.o.Threads = 500
	}
	if l.o.Videos == 0 {
		l.o.Videos = pageUsual
	}
	return l
}

// Network names the network: "youtube".
func (l *Listener) Network() string { return network }

// Listen implements [social.Listener]. See [Listener] for what is promised.
func (l *Listener) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	seq := inbox.Listen(ctx, l.inbox(), q)
	if l.o.WebSub == nil || len(l.o.Watch) == 0 || value(q).CatchUp {
		return seq
	}
	return func(yield func(*social.Event, error) bool) {
		keeping, stop := context.WithCancel(ctx)
		var keeper sync.WaitGroup
		keeper.Go(func() { _ = l.o.WebSub.Keep(keeping, l.o.Watch...) }) // ends with its context
		defer keeper.Wait()
		defer stop()
		seq(yield)
	}
}

// Cursor implements [social.Cursorer]. It takes no more than a look at YouTube's clock, and none if that is known.
func (l *Listener) Cursor(ctx context.Context) (string, error) { return inbox.Cursor(ctx, l.inbox()) }

// Listen implements [social.Listener] by reading alone: see [Listener], and [Client.Listener] for other channels.
func (c *Client) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return c.Listener(nil).Listen(ctx, q)
}

// Cursor implements [social.Cursorer].
func (c *Client) Cursor(ctx context.Context) (string, error) { return c.Listener(nil).Cursor(ctx) }

// PushGap is in [social.Event].Raw where changes and deletions of videos, which are only pushed, may be missing, since
// nobody listened for some hours.
type PushGap struct {
	From, Until time.Time
}

// pushLife is for how long the hub tries to deliver, at least.
const pushLife = time.Hour
