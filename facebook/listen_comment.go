package facebook

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// thread is something with comments below it, of which the newest are seen.
type thread struct {
	ID       ID                   `json:"id"`
	PostID   ID                   `json:"post_id"`       // of videos
	StoryID  ID                   `json:"page_story_id"` // of photos
	Comments *graph.Edge[Comment] `json:"comments"`
}

// threadState tells whether anything was said since.
type threadState struct {
	newest string
	total  int64
}

// root is the post that the thread belongs to.
func (t *thread) root() ID {
	switch {
	case t.PostID != "":
		return t.PostID
	case t.StoryID != "":
		return t.StoryID
	default:
		return t.ID
	}
}

func (t *thread) state() threadState {
	var s threadState
	if t.Comments == nil {
		return s
	}
	if t.Comments.Summary != nil && t.Comments.Summary.TotalCount != nil {
		s.total = int64(*t.Comments.Summary.TotalCount)
	}
	for _, k := range t.Comments.Data {
		if k != nil {
			s.newest = key(k.ID)
			break
		}
	}
	return s
}

// fresh reports whether comments may have come at or after a time. They are seen newest first; where that is not so, or
// where none of them may be seen, it cannot be told.
func (t *thread) fresh(since time.Time) bool {
	if t.Comments == nil || len(t.Comments.Data) == 0 {
		return t.state().total > 0
	}
	var last time.Time
	for _, k := range t.Comments.Data {
		if k == nil {
			continue
		}
		if !inbox.Older(k.CreatedTime.Time, since) || !last.IsZero() && k.CreatedTime.After(last) {
			return true
		}
		last = k.CreatedTime.Time
	}
	return false
}

// threadList is an edge of the Page that lists threads.
type threadList struct {
	name   string
	typ    string        // of the parameter
	fields []graph.Field // beside the ID
	rare   bool          // what it has stands in others, mostly
}

func threadLists() []threadList {
	return []threadList{
		{name: "published_posts"},
		{name: "visitor_posts"},
		{name: "video_reels", fields: []graph.Field{"post_id"}},
		{name: "videos", typ: "uploaded", fields: []graph.Field{"post_id"}, rare: true},
		{name: "photos", typ: "uploaded", fields: []graph.Field{"page_story_id"}, rare: true},
	}
}

// watched are the lists as fields of the Page.
type watched struct {
	Posts    *graph.Edge[thread] `json:"published_posts"`
	Visitors *graph.Edge[thread] `json:"visitor_posts"`
	Reels    *graph.Edge[thread] `json:"video_reels"`
}

// glimpse is how many comments of a thread are looked at: some may not be seen.
const glimpse = 3

func (t *threadList) selection() []graph.Field {
	comments := graph.Expand("comments").Filter("stream").Order(string(NewestFirst)).Limit(glimpse).Summary("total_count").Select("id", "created_time")
	return append([]graph.Field{"id", comments}, t.fields...)
}

// expand asks for the list as a field of the Page.
func (t *threadList) expand(limit int) graph.Field {
	f := graph.Expand(t.name)
	if t.typ != "" {
		f = f.Arg("type", t.typ)
	}
	return f.Limit(limit).Select(t.selection()...)
}

// comments reads the comments below everything that is watched.
func (l *hearing) comments(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return l.commentsBelow(ctx, since, true)
}

// recentComments looks below what is new, where something has changed since it was looked at.
func (l *hearing) recentComments(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return l.commentsBelow(ctx, since, false)
}

func (l *hearing) commentsBelow(ctx context.Context, since time.Time, all bool) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		states := map[ID]threadState{}
		read := map[string]bool{} // threads that show in two lists
		for t, err := range l.threads(ctx, all) {
			if err != nil {
				yield(nil, err)
				return
			}
			state := t.state()
			states[t.ID] = state
			if !t.fresh(since) || !all && l.seen[t.ID] == state || state.newest != "" && read[state.newest] {
				continue
			}
			read[state.newest] = true
			if !l.part(ctx, t.ID, l.below(ctx, t, since), yield) {
				return
			}
		}
		maps.Copy(l.seen, states)
		if all { // what is not watched any more
			l.seen = states
		}
	}
}

// below reads the comments of a thread.
func (l *hearing) below(ctx context.Context, t *thread, since time.Time) iter.Seq2[*social.Event, error] {
	r := (&CommentsParams{All: true, Order: NewestFirst, Limit: 100}).request(t.ID)
	r.Priority = social.PriorityPoll
	root := t.root()
	return inbox.Newest(since, rest.Map(graph.List[Comment](ctx, l.c.graph, r), func(k *Comment) *social.Event { return k.event(root) }))
}

// threads iterates over what is watched: the newest of each list in one request, or all of it. Lists within another
// object may be short without saying that they go on, so all of it is read list by list.
func (l *hearing) threads(ctx context.Context, all bool) iter.Seq2[*thread, error] {
	if !all {
		return l.recent(ctx)
	}
	return func(yield func(*thread, error) bool) {
		for i, t := range threadLists() {
			n := 0
			for thread, err := range l.list(ctx, &t) {
				switch {
				case err != nil && i > 0 && n == 0 && lacks(err, t.name):
					l.leaveOut(ctx, t.name)
				case !yield(thread, err) || err != nil:
					return
				}
				if n++; n >= l.o.Watched {
					break
				}
			}
		}
	}
}

func (l *hearing) list(ctx context.Context, t *threadList) iter.Seq2[*thread, error] {
	if l.without[t.name] {
		return func(func(*thread, error) bool) {}
	}
	v := url.Values{"limit": {strconv.Itoa(min(l.o.Watched, 100))}}
	graph.SetText(v, "type", t.typ)
	return graph.List[thread](ctx, l.c.graph, &graph.Request{
		Op: t.name + ".watch", Path: l.c.pagePath(t.name), Fields: graph.Fields(t.selection()...), Params: v, Priority: social.PriorityPoll,
	})
}

// recent iterates over the newest of the lists that matter most. Where that is too much for Facebook, it is asked for
// less.
func (l *hearing) recent(ctx context.Context) iter.Seq2[*thread, error] {
	return func(yield func(*thread, error) bool) {
		lists := slices.DeleteFunc(threadLists(), func(t threadList) bool { return t.rare || l.without[t.name] })
		var page watched
		for asked := l.o.Recent; ; asked /= 2 {
			fields := []graph.Field{"id"}
			for i := range lists {
				fields = append(fields, lists[i].expand(asked))
			}
			_, err := l.c.graph.Do(ctx, &graph.Request{
				Op: "pages.watch", Path: rest.Path(string(l.c.cfg.Page)), Fields: graph.Fields(fields...), Priority: social.PriorityPoll,
			}, &page)
			if err == nil {
				break
			}
			if !isTooMuch(err) || asked <= 1 {
				yield(nil, err)
				return
			}
		}
		for _, edge := range []*graph.Edge[thread]{page.Posts, page.Visitors, page.Reels} {
			if edge == nil {
				continue
			}
			for _, t := range edge.Data {
				if t != nil && !yield(t, nil) {
					return
				}
			}
		}
	}
}

// isTooMuch reports that Facebook could not gather as much as it was asked for.
func isTooMuch(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	return ok && e.Field == "limit" && graph.Is(err, 1)
}

// lacks reports that there is no such list. See https://developers.facebook.com/docs/graph-api/guides/error-handling.
func lacks(err error, list string) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (e.Code == 100 || e.Code == 2500) && containsWord(e.Message, list)
}

// leaveOut notes that the Page does not have a list.
func (l *hearing) leaveOut(ctx context.Context, list string) {
	l.without[list] = true
	l.c.graph.Rest().Log().WarnContext(ctx, "listening: a list is left out, since the Page does not have it",
		slog.String("network", network), slog.String("list", list))
}
