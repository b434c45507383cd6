package youtube

import (
	"context"
	"errors"
	"iter"
	"maps"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// threadState tells whether anything was answered since.
type threadState struct {
	total  int64
	sample string // IDs of the answers that came along
}

func (t *CommentThread) state() threadState {
	s := threadState{total: t.replyCount()}
	for _, m := range t.sample() {
		s.sample += string(m.ID) + " "
	}
	return s
}

func (t *CommentThread) replyCount() int64 {
	if t.Snippet == nil {
		return 0
	}
	return int64(t.Snippet.TotalReplies)
}

func (t *CommentThread) video() ID {
	if t.Snippet == nil {
		return ""
	}
	return t.Snippet.VideoID
}

// sample are the answers that came along.
func (t *CommentThread) sample() []*Comment {
	if t.Replies == nil {
		return nil
	}
	return present(t.Replies.Comments)
}

// time is when the first comment was written.
func (t *CommentThread) time() time.Time { return t.first().time() }

func (m *Comment) time() time.Time {
	if m.Snippet == nil {
		return time.Time{}
	}
	return m.Snippet.PublishedAt.Time
}

// reading is one read of comments.
type reading struct {
	*hearing
	since  time.Time
	whole  bool
	trusts bool // what an earlier read found was dealt with

	done   map[ID]bool // threads that were dealt with
	states map[ID]threadState
	shown  map[ID]int64 // comments that the lists hold, by video
	fresh  map[ID]int64 // those that the read before did not tell
	told   map[ID]bool
	yield  func(*social.Event, error) bool
}

// errEnough unwinds when the consumer wants no more.
var errEnough = errors.New("enough")

// comments reads all comments and answers that can be found.
func (l *hearing) comments(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return l.readComments(ctx, since, true)
}

// recentComments looks at the newest.
func (l *hearing) recentComments(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return l.readComments(ctx, since, false)
}

func (l *hearing) readComments(ctx context.Context, since time.Time, whole bool) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		r := &reading{
			hearing: l, since: since.Truncate(time.Second), whole: whole, yield: yield,
			trusts: !whole || since.After(l.since), // the read before was dealt with, or since would be the same
			done:   map[ID]bool{}, states: map[ID]threadState{}, shown: map[ID]int64{}, fresh: map[ID]int64{}, told: map[ID]bool{},
		}
		counts, err := r.run(ctx)
		switch {
		case errors.Is(err, errEnough):
		case err != nil:
			yield(nil, err)
		case whole:
			l.threads, l.counts, l.told, l.since = r.states, counts, r.told, since
			clear(l.peeked)
		default:
			maps.Copy(l.peeked, r.states)
		}
	}
}

// run reads the list of the channel, and whatever that leaves out.
func (r *reading) run(ctx context.Context) (map[ID]commentCount, error) {
	var videos []ID
	var counts map[ID]int64
	var err error
	if r.whole && r.o.Videos > 0 { // counted first, so that what comes meanwhile is looked for rather than overlooked
		if videos, err = r.newestVideos(ctx); err != nil {
			return nil, err
		}
		if counts, err = r.countComments(ctx, videos); err != nil {
			return nil, err
		}
	}
	if err := r.list(ctx, &ThreadsParams{AllOf: r.me}); err != nil && !disabled(err) {
		return nil, err
	}
	return r.unlisted(ctx, videos, counts)
}

// list reads threads newest first, for as long as there may be something new.
func (r *reading) list(ctx context.Context, params *ThreadsParams) error {
	list := threads(params)
	list.Priority = social.PriorityPoll
	n := 0
	for cursor, seen := "", map[string]bool{}; !seen[cursor]; {
		seen[cursor] = true
		page, err := pageOf[CommentThread](ctx, r.c, list, &PageParams{Cursor: cursor})
		if err != nil {
			return err
		}
		old := false
		for _, t := range page.Items {
			if err := r.thread(ctx, t); err != nil {
				return err
			}
			old = t.time().Before(r.since)
		}
		n += len(page.Items)
		if cursor = page.Next; cursor == "" || old && (!r.whole || n >= r.o.Threads) {
			return nil
		}
	}
	return nil
}

// thread tells what is new of a comment and its answers, the newest first.
func (r *reading) thread(ctx context.Context, t *CommentThread) error {
	if r.done[t.ID] {
		return nil
	}
	r.done[t.ID] = true
	r.shown[t.video()] += 1 + t.replyCount()
	state := t.state()
	r.states[t.ID] = state
	if t.complete(r.since) || r.known(t.ID) == state {
		for _, m := range t.sample() {
			if err := r.tell(m, t.video()); err != nil {
				return err
			}
		}
	} else if err := r.answers(ctx, t); err != nil {
		return err
	}
	return r.tell(t.first(), t.video())
}

// known is what was read of a thread before, and dealt with: of a peek that is not certain.
func (r *reading) known(id ID) threadState {
	if s, ok := r.peeked[id]; ok && !r.whole {
		return s
	}
	if r.trusts {
		return r.threads[id]
	}
	return threadState{}
}

// tell yields a comment if it is new, or has changed.
func (r *reading) tell(m *Comment, video ID) error {
	if e := m.edit(video); e != nil && !e.Time.Before(r.since) && !r.yield(e, nil) {
		return errEnough
	}
	e := m.event(video)
	if e.Time.Before(r.since) {
		return nil
	}
	if !r.hearing.told[m.ID] && !r.told[m.ID] {
		r.fresh[video]++
	}
	r.told[m.ID] = true
	if !r.yield(e, nil) {
		return errEnough
	}
	return nil
}

// complete reports whether the answers that came along are all that are new.
func (t *CommentThread) complete(since time.Time) bool {
	sample := t.sample()
	return int64(len(sample)) >= t.replyCount() || reaches(sample, since)
}

// reaches reports whether comments that come newest first, which no document promises, go back beyond a time.
func reaches(list []*Comment, since time.Time) bool {
	if len(list) < 2 {
		return false
	}
	for i := range list[1:] {
		if list[i+1].time().After(list[i].time()) {
			return false
		}
	}
	return list[len(list)-1].time().Before(since)
}

// answers reads the answers to a comment, page by page until they are old.
func (r *reading) answers(ctx context.Context, t *CommentThread) error {
	list := replies(t.ID)
	list.Priority = social.PriorityPoll
	for cursor, seen := "", map[string]bool{}; !seen[cursor]; {
		seen[cursor] = true
		page, err := pageOf[Comment](ctx, r.c, list, &PageParams{Cursor: cursor})
		if errors.Is(err, social.ErrNotFound) { // gone since it was listed
			return nil
		}
		if err != nil {
			return err
		}
		for _, m := range page.Items {
			if err := r.tell(m, t.video()); err != nil {
				return err
			}
		}
		if cursor = page.Next; cursor == "" || reaches(page.Items, r.since) {
			return nil
		}
	}
	return nil
}

// held reads the comments that wait for a decision: those that the channel wants to see first, and those that YouTube
// takes for spam. They keep their places in the list, however old the comment is that they answer.
func (l *hearing) held(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	since = since.Truncate(time.Second)
	return func(yield func(*social.Event, error) bool) {
		for _, status := range []ModerationStatus{ModerationHeld, ModerationSpam} {
			list := threads(&ThreadsParams{AllOf: l.me, Moderation: status})
			list.Priority = social.PriorityPoll
			for t, err := range paged[CommentThread](ctx, l.c, list, nil) {
				if err != nil {
					yield(nil, err)
					return
				}
				for _, m := range t.waiting(status) {
					if !m.time().Before(since) && !yield(m.event(t.video()), nil) {
						return
					}
				}
			}
		}
	}
}

// waiting are the comments of a thread in a list of those that wait for a decision which do so. The list is about the
// first comment where that says nothing of itself and people cannot see it.
func (t *CommentThread) waiting(status ModerationStatus) []*Comment {
	var all []*Comment
	for _, m := range t.sample() {
		if m.Snippet != nil && m.Snippet.Moderation == status {
			all = append(all, m)
		}
	}
	first := t.first()
	if first.Snippet == nil {
		return all
	}
	if own := *first.Snippet; own.Moderation == "" && !t.Snippet.Public {
		own.Moderation = status
		first.Snippet = &own
	}
	if first.Snippet.Moderation == status {
		all = append(all, first)
	}
	return all
}

// handleOf is the handle in what YouTube gives as the name of a comment's author, "" if that is none.
func handleOf(name string) string {
	handle, ok := strings.CutPrefix(name, "@")
	if !ok || strings.ContainsAny(handle, " \t\n") {
		return ""
	}
	return handle
}
