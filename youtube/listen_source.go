package youtube

import (
	"context"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// Names of the sources, which cursors hold.
const (
	sourceComments    = "comments"
	sourceHeld        = "held"
	sourceSubscribers = "subscribers"
	sourceVideos      = "videos" // and the number of a group
	sourceSearch      = "search"
)

// hearing is one call of Listen.
type hearing struct {
	*Listener
	me ID

	threads map[ID]threadState  // what was read of the answers to a comment
	counts  map[ID]commentCount // of videos
	told    map[ID]bool         // comments that were new
	since   time.Time           // of the whole read that these are of
	peeked  map[ID]threadState  // what was seen of the answers to a comment since then
}

// inbox describes what there is to listen to.
func (l *Listener) inbox() *inbox.Config {
	h := &hearing{Listener: l, threads: map[ID]threadState{}, peeked: map[ID]threadState{}}
	t := &l.timing
	cfg := &inbox.Config{
		Network: network, Now: inbox.Clock(&l.c.skew, l.c.ping), Prepare: h.prepare, Log: l.c.rest.Log(), NewestFirst: true,
		RetryWait: t.retryWait, RetryWaitMax: t.retryMost,
		Own: func(e *social.Event) bool { return h.me != "" && e.Author.Ref.ID == string(h.me) },
	}
	if l.c.cfg.Tokens != nil {
		cfg.Sources = h.ofChannel()
	}
	for group, channels := range groups(l.o.Watch) {
		if len(channels) == 0 {
			continue
		}
		cfg.Sources = append(cfg.Sources, inbox.Source{
			Name: groupName(group), Kinds: []social.EventKind{social.EventFound}, Every: t.older, Safety: max(t.safety, t.older), Margin: t.margin,
			Read: func(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
				return h.videos(ctx, channels, since)
			},
		})
	}
	if len(l.o.Searches) > 0 {
		cfg.Sources = append(cfg.Sources, inbox.Source{
			Name: sourceSearch, Kinds: []social.EventKind{social.EventFound}, Read: h.search, Every: t.search, Margin: t.searchMargin,
		})
	}
	if l.o.WebSub != nil {
		cfg.Push = inbox.NewPush(l.o.WebSub.queue, h.pushed)
		cfg.Push.Kinds = []social.EventKind{social.EventFound, social.EventEdited, social.EventDeleted}
		cfg.Push.Gap = pushGap
	}
	return cfg
}

// ofChannel are the sources about the channel itself.
func (l *hearing) ofChannel() []inbox.Source {
	t := &l.timing
	comments := inbox.Source{
		Name: sourceComments, Kinds: []social.EventKind{social.EventComment, social.EventReply, social.EventEdited}, Read: l.comments,
		Every: t.older, Margin: t.margin,
	}
	if t.poll < t.older {
		comments.Peek, comments.PeekEvery = l.recentComments, t.poll
	}
	return []inbox.Source{
		comments,
		{
			Name: sourceHeld, Kinds: []social.EventKind{social.EventComment, social.EventReply}, Read: l.held, Every: t.older,
			Margin: t.margin, Optional: true,
		},
		{
			Name: sourceSubscribers, Kinds: []social.EventKind{social.EventFollow}, Read: l.subscribers, Every: t.older,
			Margin: t.margin, Optional: true,
		},
	}
}

// prepare learns who listens.
func (l *hearing) prepare(ctx context.Context) error {
	if l.c.cfg.Tokens == nil {
		return nil
	}
	me, err := l.c.Me(ctx)
	if err == nil {
		l.me = me.ID
	}
	return err
}

// ping makes YouTube show its clock.
func (c *Client) ping(ctx context.Context) error {
	q := url.Values{"part": {"id"}}
	if c.cfg.Tokens != nil {
		q.Set("mine", "true")
	} else {
		q.Set("forHandle", "@YouTube")
	}
	_, err := get[List[Channel]](ctx, c, &request{
		Op: "channels.list", Path: data("channels"), Query: q, Priority: social.PriorityPoll, Fresh: true,
	})
	return err
}

// pushGap tells of pushes that the hub may have given up on, nil if there can be none.
func pushGap(from, until time.Time) any {
	if until.Sub(from) <= pushLife {
		return nil
	}
	return &PushGap{From: from, Until: until.Add(-pushLife)}
}

// subscribers reads who subscribed. They come newest first, but no document says so.
func (l *hearing) subscribers(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	list := subscriptions(&SubscriptionsParams{Subscribers: true})
	list.Priority = social.PriorityPoll
	return func(yield func(*social.Event, error) bool) {
		old := 0
		for s, err := range paged[Subscription](ctx, l.c, list, nil) {
			if err != nil {
				yield(nil, err)
				return
			}
			e := s.event()
			switch {
			case e == nil:
			case e.Time.Before(since):
				if old++; old >= pageUsual {
					return
				}
			default:
				old = 0
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

// watchGroups is into how many sources the watched channels are divided: pushes of one channel must not put off the
// reading of all others.
const watchGroups = 16

func groupName(group int) string { return sourceVideos + "-" + strconv.Itoa(group) }

// groupOf is the group of a channel, the same for ever.
func groupOf(channel ID) int {
	n := 0
	for _, b := range []byte(channel) {
		n = (n*31 + int(b)) % watchGroups
	}
	return n
}

func groups(channels []ID) [watchGroups][]ID {
	var out [watchGroups][]ID
	for _, id := range channels {
		if id != "" {
			out[groupOf(id)] = append(out[groupOf(id)], id)
		}
	}
	return out
}

// watches reports whether a channel's videos are wanted.
func (l *Listener) watches(channel ID) bool { return slices.Contains(l.o.Watch, channel) }
