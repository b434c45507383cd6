package instagram

import (
	"context"
	"errors"
	"iter"
	"maps"
	"time"

	"github.com/relais-go/relais/internal/graph"
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
	count int64
	told  map[ID]bool // comments of late
	short bool        // fewer were found than the count promised: look once more
}

// commentsPage is how many comments Instagram gives at once.
const commentsPage = 50

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
			told, err := l.below(ctx, t, since, yield)
			if errors.Is(err, errStop) {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
			states[t.ID] = threadState{count: t.Count, told: told}
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

// below tells the comments below a media that came with it, and those that did not, and which those were.
func (l *hearing) below(ctx context.Context, t *thread, since time.Time, yield func(*social.Event, error) bool) (map[ID]bool, error) {
	told := map[ID]bool{}
	if t.Comments == nil {
		return told, nil
	}
	here := int64(0)
	for _, k := range t.Comments.Data {
		if k != nil && k.Replies != nil {
			here += int64(len(k.Replies.Data))
		}
		here++
	}
	asked := commentsPage
	if here < t.Count { // some may have been left out of the page
		asked = -1
	}
	for k, err := range graph.Expanded(ctx, l.c.graph, t.Comments, l.commentsRequest(t.ID), asked) {
		if err != nil {
			return nil, err
		}
		for e, err := range l.withAnswers(ctx, k, t.ID) {
			if err != nil {
				return nil, err
			}
			if e.Time.Before(since) {
				continue
			}
			told[ID(e.Ref.ID)] = true
			if !yield(e, nil) {
				return nil, errStop
			}
		}
	}
	return told, nil
}

func (l *hearing) commentsRequest(media ID) *graph.Request {
	return limited("comments.watch", rest.Path(string(media), "comments"), commentsPage, withReplies()...)
}

// withAnswers is a comment with the answers to it.
func (l *hearing) withAnswers(ctx context.Context, k *Comment, media ID) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		if !yield(k.event(media), nil) || k.Replies == nil {
			return
		}
		r := limited("replies.watch", rest.Path(string(k.ID), "replies"), commentsPage, plainFields()...)
		for answer, err := range graph.Expanded(ctx, l.c.graph, k.Replies, r, commentsPage) {
			if err != nil {
				yield(nil, err)
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
			if known && before.count == t.Count && !before.short || !known && t.Count == 0 {
				states[t.ID] = threadState{count: t.Count, told: before.told}
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
	after := threadState{count: t.Count, told: map[ID]bool{}}
	promised := t.Count - before.count
	for k, err := range graph.List[Comment](ctx, l.c.graph, l.commentsRequest(t.ID)) {
		if err != nil {
			return after, err
		}
		if promised <= 0 && k.Timestamp.Before(since) {
			break
		}
		for e, err := range l.withAnswers(ctx, k, t.ID) {
			if err != nil {
				return after, err
			}
			if e.Time.Before(since) {
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
	after.short = promised > 0 && !before.short
	return after, nil
}
