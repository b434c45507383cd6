package instagram

import (
	"context"
	"errors"
	"iter"
	"maps"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// thread is a media with what was said below it.
type thread struct {
	ID       ID                   `json:"id"`
	Count    int64                `json:"comments_count"` // with answers
	Comments *graph.Edge[Comment] `json:"comments"`
}

// threadState is what was found below a media.
type threadState struct {
	count   int64
	told    map[ID]bool // comments of late
	lacking int64       // so many of the count were not found
	owed    int64       // so many new ones were promised and not found: look once more
}

// commentsPage is how many comments Instagram gives at once.
const commentsPage = 50

// emptyPages is how often a page is asked for again that is empty, and goes on where it began.
const emptyPages = 4

// threadPage is how many media are asked for at once with the comments below them.
const threadPage = 25

// plainFields are what is read of a comment whose media is known.
func plainFields() []graph.Field {
	return []graph.Field{"id", "text", "timestamp", "username", "like_count", "hidden", "parent_id", graph.Expand("from").Select("id", "username")}
}

func withReplies() []graph.Field {
	return append(plainFields(), graph.Expand("replies").Limit(commentsPage).Select(plainFields()...))
}

// comments reads all comments below everything that is watched: an answer may stand below an old comment, and counts
// do not tell a comment that came from another that went.
func (l *hearing) comments(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		states := map[ID]threadState{}
		for t, err := range l.threads(ctx, l.o.Watched, threadPage, graph.Expand("comments").Limit(commentsPage).Select(withReplies()...)) {
			if err != nil {
				yield(nil, err)
				return
			}
			state, err := l.below(ctx, t, since, yield)
			if errors.Is(err, errStop) {
				return
			}
			if err = l.missing.Judge(ctx, string(t.ID), err); err != nil {
				yield(nil, err)
				return
			}
			states[t.ID] = state
		}
		l.seen = states
	}
}

// threads iterates over the newest media.
func (l *hearing) threads(ctx context.Context, most, page int, fields ...graph.Field) iter.Seq2[*thread, error] {
	return func(yield func(*thread, error) bool) {
		r := limited("media.watch", l.c.userPath("media"), min(most, page), append([]graph.Field{"id", "comments_count"}, fields...)...)
		n := 0
		for t, err := range graph.List[thread](ctx, l.c.graph, r) {
			if !yield(t, err) || err != nil {
				return
			}
			if n++; n >= most {
				return
			}
		}
	}
}

// errStop says that nobody wants to hear more.
var errStop = errors.New("stopped")

// below tells the comments below a media. Pages may be short, and Instagram does not say so: where there are fewer
// comments than it counts, all lists are read to their end, unless that has brought as few before, since some comments
// are not for programs.
func (l *hearing) below(ctx context.Context, t *thread, since time.Time, yield func(*social.Event, error) bool) (threadState, error) {
	state := threadState{count: t.Count, told: map[ID]bool{}}
	if t.Comments == nil {
		return state, nil
	}
	found, err := l.walk(ctx, t, since, false, state.told, yield)
	if err == nil && found < t.Count && t.Count-found != l.seen[t.ID].lacking {
		found, err = l.walk(ctx, t, since, true, state.told, yield)
	}
	state.lacking = t.Count - found
	return state, err
}

// walk tells the comments below a media that were not told, and counts all that there are.
func (l *hearing) walk(ctx context.Context, t *thread, since time.Time, whole bool, told map[ID]bool, yield func(*social.Event, error) bool) (int64, error) {
	found := int64(0)
	for k, err := range follow(ctx, l.c, t.Comments, l.commentsRequest(t.ID), whole) {
		if err != nil {
			return found, err
		}
		for e, err := range l.withAnswers(ctx, k, t.ID, whole) {
			if err != nil {
				return found, err
			}
			found++
			if id := ID(e.Ref.ID); !inbox.Older(e.Time, since) && !told[id] {
				told[id] = true
				if !yield(e, nil) {
					return found, errStop
				}
			}
		}
	}
	return found, nil
}

// follow iterates over a list that was a field: what came with it and, if it is full, or in any case, what is behind.
func follow[T any](ctx context.Context, c *Client, e *graph.Edge[T], r *graph.Request, whole bool) iter.Seq2[*T, error] {
	if !whole {
		return graph.Expanded(ctx, c.graph, e, r, commentsPage)
	}
	return func(yield func(*T, error) bool) {
		for _, item := range e.Data {
			if item != nil && !yield(item, nil) {
				return
			}
		}
		if e.Paging.After == "" {
			return
		}
		behind := url.Values{"after": {e.Paging.After}}.Encode()
		rest.Pages(ctx, behind, func(ctx context.Context, cursor string) (page *social.Page[T], err error) {
			for range emptyPages {
				next, err := graph.EdgeOf[T](ctx, c.graph, r, cursor)
				if err != nil {
					return nil, err
				}
				if page = next.Page(); len(page.Items) > 0 || page.Next != cursor {
					break
				}
			}
			return page, nil
		})(yield)
	}
}

func (l *hearing) commentsRequest(media ID) *graph.Request {
	return limited("comments.watch", rest.Path(string(media), "comments"), commentsPage, withReplies()...)
}

// withAnswers is a comment with the answers to it.
func (l *hearing) withAnswers(ctx context.Context, k *Comment, media ID, whole bool) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		if !yield(k.event(media), nil) || k.Replies == nil {
			return
		}
		r := limited("replies.watch", rest.Path(string(k.ID), "replies"), commentsPage, plainFields()...)
		for answer, err := range follow(ctx, l.c, k.Replies, r, whole) {
			if err != nil {
				if err = l.missing.Judge(ctx, string(k.ID), err); err != nil {
					yield(nil, err)
				}
				return
			}
			if answer.ParentID == "" {
				answer.ParentID = k.ID
			}
			if !yield(answer.event(media), nil) {
				return
			}
		}
	}
}

// newComments looks below what is new, where the number of comments has changed since it was looked at.
func (l *hearing) newComments(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		states := map[ID]threadState{}
		for t, err := range l.threads(ctx, l.o.Recent, l.o.Recent) {
			if err != nil {
				yield(nil, err)
				return
			}
			before, known := l.seen[t.ID]
			if known && before.count == t.Count && before.owed == 0 || !known && t.Count == 0 {
				before.count = t.Count
				states[t.ID] = before
				continue
			}
			state, err := l.news(ctx, t, before, since, yield)
			switch {
			case errors.Is(err, errStop):
				return
			case errors.Is(err, social.ErrNotFound): // it was deleted, or Instagram does not show it everywhere yet
				continue
			case err != nil:
				yield(nil, err)
				return
			}
			states[t.ID] = state
		}
		maps.Copy(l.seen, states)
	}
}

// news tells what is new below a media: it goes on until the comments are old, and as many new ones were found as the
// count promises.
func (l *hearing) news(ctx context.Context, t *thread, before threadState, since time.Time, yield func(*social.Event, error) bool) (threadState, error) {
	after := threadState{count: t.Count, told: map[ID]bool{}, lacking: before.lacking}
	promised := t.Count - before.count + before.owed
	for k, err := range graph.List[Comment](ctx, l.c.graph, l.commentsRequest(t.ID)) {
		if err != nil {
			return after, err
		}
		if promised <= 0 && inbox.Older(k.Timestamp.Time, since) {
			break
		}
		for e, err := range l.withAnswers(ctx, k, t.ID, false) {
			if err != nil {
				return after, err
			}
			if inbox.Older(e.Time, since) {
				continue
			}
			id := ID(e.Ref.ID)
			if after.told[id] = true; !before.told[id] {
				promised--
			}
			if !yield(e, nil) {
				return after, errStop
			}
		}
	}
	if before.owed == 0 {
		after.owed = max(promised, 0)
	}
	return after, nil
}
