package x

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// How far back X lets read. See https://docs.x.com/x-api/posts/timelines/introduction,
// https://docs.x.com/x-api/posts/search/introduction and https://docs.x.com/x-api/direct-messages/lookup/introduction.
const (
	mentionDepth = 800
	searchDepth  = 7 * 24 * time.Hour
	messageDepth = 30 * 24 * time.Hour
)

// pollPage is how many posts are asked for at once where few are expected: X bills what it returns, but money for
// all of them is reserved before.
const pollPage = 20

// selection is what is read of posts: what the caller wants, and what tells whom a post is for.
func (l *listening) selection() *PostSelection {
	s := DefaultPosts()
	if own := l.l.o.Select; own != nil {
		s = PostSelection{
			Post: slices.Clone(own.Post), User: own.User, Media: own.Media, Poll: own.Poll, Place: own.Place, Expansions: own.Expansions,
		}
		s.Post = append(s.Post, PostFieldAuthor, PostFieldConversation, PostFieldCreatedAt, PostFieldEntities,
			PostFieldInReplyToUser, PostFieldReferences)
	}
	return &s
}

// idBounds gives the parameters for what lies between two ids.
func idBounds(above, below uint64) url.Values {
	q := url.Values{}
	if above > 0 {
		q.Set("since_id", idOfNumber(above))
	}
	if below > 0 {
		q.Set("until_id", idOfNumber(below))
	}
	return q
}

// readPosts reads a list of posts to its end.
func (l *listening) readPosts(ctx context.Context, list *list, err error) ([]*Post, error) {
	if err != nil {
		return nil, err
	}
	list.Priority = social.PriorityPoll
	var all []*Post
	id := func(p *Post) ID { return p.ID }
	for p, err := range paged(ctx, l.c, &PageParams{Limit: pollPage}, id, func(ctx context.Context, p *PageParams) (*Page[Post], error) {
		if p.Cursor != "" {
			p.Limit = 0 // there are many
		}
		return afford(p, func(p *PageParams) (*Page[Post], error) { return l.c.readPosts(ctx, list, nil, p) })
	}) {
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// afford reads a page, or a small one where the caller's cap on money has no room for a large one.
func afford[T any](p *PageParams, read func(*PageParams) (*Page[T], error)) (*Page[T], error) {
	page, err := read(p)
	if e, ok := errors.AsType[*social.Error](err); !ok || e.Status != 0 || !errors.Is(e.Kind, social.ErrQuota) || p.Limit != 0 {
		return page, err
	}
	return read(&PageParams{Cursor: p.Cursor, Limit: pollPage})
}

// readMentions reads who named the account. X shows the newest only: if as many came, some may be missing.
func (l *listening) readMentions(ctx context.Context, above, below uint64) ([]*item, *GapError, error) {
	if below > 0 && above >= below {
		return nil, nil, nil
	}
	list, err := l.c.postsAt("users.mentions", path("users", string(l.me.ID), "mentions"), idBounds(above, below), l.selection(), 5, 100, true)
	posts, err := l.readPosts(ctx, list, err)
	if err != nil {
		return nil, nil, err
	}
	items := l.postItems(posts, "")
	if above == 0 || len(posts) < mentionDepth {
		return items, nil, nil
	}
	oldest := posts[len(posts)-1].ID.number()
	if time.Since(timeOf(above)) < searchDepth { // search shows them all
		more, err := l.search(ctx, "@"+l.me.Username+" -is:retweet", above, oldest)
		return append(items, l.postItems(more, "")...), nil, err
	}
	return items, &GapError{Source: "mentions", From: timeOf(above), Until: timeOf(oldest)}, nil
}

// readAnswers reads who answered the account or in its conversations, without naming it.
func (l *listening) readAnswers(ctx context.Context, above, below uint64) ([]*item, *GapError, error) {
	above, gap := l.searchable("search", above)
	var items []*item
	for _, q := range l.own.queries(l.me.Username, l.queryLength()) {
		posts, err := l.search(ctx, q, above, below)
		if err != nil {
			return nil, nil, err
		}
		items = append(items, l.postItems(posts, "")...)
	}
	return items, gap, nil
}

// readFound reads what the queries and rules find.
func (l *listening) readFound(ctx context.Context, above, below uint64) ([]*item, *GapError, error) {
	queries := l.l.o.Search
	if l.l.o.Filtered {
		rules, err := l.rules(ctx)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range rules {
			queries = append(slices.Clone(queries), r.Value)
		}
	}
	above, gap := l.searchable("search", above)
	var items []*item
	for _, q := range joinQueries(queries, l.queryLength()) {
		posts, err := l.search(ctx, q, above, below)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range posts {
			items = append(items, foundItem(&StreamMessage{Post: p}))
		}
	}
	return items, gap, nil
}

// rules are those of the filtered stream.
func (l *listening) rules(ctx context.Context) ([]*Rule, error) {
	var all []*Rule
	for r, err := range l.c.Rules(ctx, nil) {
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// searchable is the lowest id from which X lets search, and the gap if that is above what is wanted.
func (l *listening) searchable(source string, above uint64) (uint64, *GapError) {
	oldest := idAt(l.c.serverTime().Add(-searchDepth + time.Minute))
	switch {
	case above >= oldest:
		return above, nil
	case above == 0: // from the start: whatever there is
		return 0, nil
	default:
		return oldest, &GapError{Source: source, From: timeOf(above), Until: timeOf(oldest)}
	}
}

// search reads what a query finds among the posts of the last week.
func (l *listening) search(ctx context.Context, query string, above, below uint64) ([]*Post, error) {
	if below > 0 && above >= below {
		return nil, nil
	}
	q := idBounds(above, below)
	q.Set("query", query)
	list, err := l.c.postsAt("search.recent", path("tweets", "search", "recent"), q, l.selection(), 10, 100, false)
	if err == nil {
		list.cursor = "next_token"
	}
	return l.readPosts(ctx, list, err)
}

// queryLength is how long a query may be. See https://docs.x.com/x-api/posts/search/introduction.
func (l *listening) queryLength() int {
	if l.c.cfg.Plan == PlanEnterprise {
		return 4096
	}
	return 512
}

// joinQueries makes few queries of many.
func joinQueries(queries []string, most int) []string {
	const or = " OR "
	var joined []string
	for _, q := range queries {
		part := "(" + q + ")"
		last := len(joined) - 1
		if last >= 0 && runes(joined[last])+len(or)+runes(part) <= most {
			joined[last] += or + part
			continue
		}
		if runes(part) > most { // the brackets may be too much
			part = q
		}
		joined = append(joined, part)
	}
	return joined
}

func runes(s string) int { return strings.Count(s, "") - 1 }

// readMessages reads private messages. X has no bound for them, so the newest is looked at alone first.
func (l *listening) readMessages(ctx context.Context, above, below uint64) ([]*item, *GapError, error) {
	if above > 0 {
		newest, err := l.messagesPage(ctx, &DMSelection{}, &PageParams{Limit: 1})
		if err != nil || len(newest.Items) == 0 || newest.Items[0].ID.number() <= above {
			return nil, nil, err
		}
	}
	var items []*item
	p := &PageParams{Limit: pollPage}
	for {
		page, err := afford(p, func(p *PageParams) (*Page[DMEvent], error) { return l.messagesPage(ctx, nil, p) })
		if err != nil {
			return nil, nil, err
		}
		for _, m := range page.Items {
			n := m.ID.number()
			if n <= above {
				return items, nil, nil
			}
			if m.Type == DMMessage && (below == 0 || n < below) {
				items = append(items, m.item())
			}
		}
		if page.Next == "" || page.Next == p.Cursor {
			break
		}
		p = &PageParams{Cursor: page.Next}
	}
	oldest := l.c.serverTime().Add(-messageDepth)
	if above == 0 || !timeOf(above).Before(oldest) {
		return items, nil, nil
	}
	return items, &GapError{Source: "messages", From: timeOf(above), Until: oldest}, nil
}

func (l *listening) messagesPage(ctx context.Context, s *DMSelection, p *PageParams) (*Page[DMEvent], error) {
	list, err := l.c.dmList("dm_events", path("dm_events"), &DMParams{Select: s, Types: []DMEventType{DMMessage}})
	if err != nil {
		return nil, err
	}
	list.Priority = social.PriorityPoll
	return l.c.dmPage(ctx, list, p)
}
