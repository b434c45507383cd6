package socialtest

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// page is how many elements one request fetches.
const page = 40

// paged iterates over what fits, newest first, a page at a time. fits runs under the network's lock.
func (c *Client) paged(ctx context.Context, op string, limit int, fits func(*item) bool) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		given, before := 0, -1
		for before != 0 {
			var posts []*social.Post
			err := c.read(ctx, op, func() error {
				posts, before = c.pageOf(before, fits)
				return nil
			})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, p := range posts {
				if !yield(p, nil) {
					return
				}
				if given++; given == limit {
					return
				}
			}
		}
	}
}

// pageOf returns what fits among the items before one, -1 for all, and where the next page begins.
func (c *Client) pageOf(before int, fits func(*item) bool) (posts []*social.Post, next int) {
	items := c.n.items
	if before >= 0 {
		items = items[:before]
	}
	for i, it := range slices.Backward(items) {
		if len(posts) == page {
			return posts, i + 1
		}
		if fits(it) {
			posts = append(posts, c.n.post(it))
		}
	}
	return posts, 0
}

// Posts implements [social.Timeline].
func (c *Client) Posts(ctx context.Context, q *social.PostsQuery) iter.Seq2[*social.Post, error] {
	var query social.PostsQuery
	if q != nil {
		query = *q
	}
	return c.paged(ctx, "posts", query.Limit, func(it *item) bool {
		switch {
		case it.author != c.me, it.gone, it.kind != social.RefPost, it.made.Before(query.Since):
			return false
		case it.shareOf != nil:
			return query.Shares && !it.shareOf.gone
		case it.parent != nil && it.parent.author != c.me:
			return query.Replies
		default:
			return true
		}
	})
}

// Search implements [social.Searcher]. Words are found wherever they stand in a text.
func (c *Client) Search(ctx context.Context, q *social.SearchQuery) iter.Seq2[*social.Post, error] {
	query := *q
	if !query.Author.IsZero() {
		if err := c.known(query.Author, "Author", social.RefAccount); err != nil {
			return func(yield func(*social.Post, error) bool) { yield(nil, err) }
		}
	}
	return c.paged(ctx, "search", query.Limit, func(it *item) bool {
		return it.kind == social.RefPost && it.shareOf == nil && c.n.visible(it, c.me) && c.n.matches(it, &query)
	})
}

func (n *Network) matches(it *item, q *social.SearchQuery) bool {
	return within(it.made, q.Since, q.Until) &&
		(q.Text == "" || strings.Contains(strings.ToLower(it.draft.Text), strings.ToLower(q.Text))) &&
		(q.Hashtag == "" || tagged(&it.draft, q.Hashtag)) &&
		(q.Author.IsZero() || it.author.id == q.Author.ID) &&
		(q.Language == "" || it.draft.Language == q.Language)
}

func within(t, since, until time.Time) bool {
	return !t.Before(since) && (until.IsZero() || !t.After(until))
}

// tagged reports whether a draft has a hashtag, in its text or apart from it.
func tagged(d *social.Draft, tag string) bool {
	same := func(s string) bool { return strings.EqualFold(strings.Trim(s, "#.,;:!?"), tag) }
	if slices.ContainsFunc(d.Tags, same) {
		return true
	}
	return slices.ContainsFunc(strings.Fields(d.Text), func(word string) bool {
		return strings.HasPrefix(word, "#") && same(word)
	})
}

// FindAccount implements [social.Searcher].
func (c *Client) FindAccount(ctx context.Context, handle string) (*social.Account, error) {
	handle = strings.TrimPrefix(handle, "@")
	if handle == "" {
		return nil, c.complete("find account", c.fail(social.ErrInvalid, "handle", "is empty"))
	}
	var found social.Account
	err := c.read(ctx, "find account", func() error {
		a := c.n.accountNamed(handle)
		if a == nil {
			return c.fail(social.ErrNotFound, "", "nobody is called "+handle)
		}
		found = c.n.show(a)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &found, nil
}
