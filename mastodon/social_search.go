package mastodon

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// staleRun is how many statuses in a row must be too old until a search ends: lists are ordered by arrival on
// this server, which differs a little from the time of writing.
const staleRun = 20

// Search iterates over public statuses, newest first. It implements [social.Searcher].
//
//   - Hashtag alone reads the hashtag's timeline: complete, as far as posts reached this server.
//   - Hashtag and Author, or Author alone, read that account's statuses.
//   - Text needs a server with full-text search, and finds authors who agreed to be found. Operators as
//     "from:", "has:media" or "-word" work. A server without full-text search finds nothing, which is no error.
//
// Since, Until and Language are applied here while reading.
func (c *Client) Search(ctx context.Context, q *social.SearchQuery) iter.Seq2[*social.Post, error] {
	own := value(q)
	if err := checkSearch(&own); err != nil {
		return func(yield func(*social.Post, error) bool) { yield(nil, err) }
	}
	return func(yield func(*social.Post, error) bool) {
		narrow(rest.Map(c.found(ctx, &own), (*Status).portable), &own)(yield)
	}
}

func checkSearch(q *social.SearchQuery) error {
	switch {
	case q.Text == "" && q.Hashtag == "" && q.Author.IsZero():
		return social.Invalid(network, "Text", "is empty, and so are Hashtag and Author")
	case strings.ContainsAny(strings.TrimPrefix(q.Hashtag, "#"), " #/"):
		return social.Invalid(network, "Hashtag", "must be one word")
	case q.Limit < 0:
		return social.Invalid(network, "Limit", "is negative")
	case !q.Author.IsZero():
		return draft.CheckRef(network, "Author", q.Author, social.RefAccount)
	default:
		return nil
	}
}

// found chooses the list that holds what is looked for.
func (c *Client) found(ctx context.Context, q *social.SearchQuery) iter.Seq2[*Status, error] {
	tag := strings.TrimPrefix(q.Hashtag, "#")
	size := &PageParams{Limit: pageSize(q.Limit)}
	switch {
	case q.Text != "":
		text := q.Text
		if tag != "" {
			text += " #" + tag
		}
		return c.SearchStatuses(ctx, text, &SearchParams{AccountID: ID(q.Author.ID), Limit: size.Limit})
	case !q.Author.IsZero():
		return c.AccountStatuses(ctx, ID(q.Author.ID), &AccountStatusesParams{Tagged: tag, ExcludeReblogs: true}, size)
	default:
		return c.TagTimeline(ctx, tag, nil, size)
	}
}

// pageSize asks for no more than is wanted, and for no more than servers give.
func pageSize(limit int) int {
	if limit > 0 && limit < searchLimit {
		return limit
	}
	return searchLimit
}

// narrow applies what the server does not.
func narrow(posts iter.Seq2[*social.Post, error], q *social.SearchQuery) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		given, stale := 0, 0
		for p, err := range posts {
			if err != nil {
				yield(nil, err)
				return
			}
			if !q.Since.IsZero() && p.Time.Before(q.Since) {
				if stale++; stale >= staleRun {
					return
				}
				continue
			}
			stale = 0
			if !q.Until.IsZero() && p.Time.After(q.Until) || !speaksLanguage(p.Language, q.Language) {
				continue
			}
			if !yield(p, nil) {
				return
			}
			if given++; q.Limit > 0 && given >= q.Limit {
				return
			}
		}
	}
}

// speaksLanguage matches "pt" with "pt-BR", but not the other way round.
func speaksLanguage(have, want string) bool {
	if want == "" || strings.EqualFold(have, want) {
		return true
	}
	base, _, _ := strings.Cut(have, "-")
	return strings.EqualFold(base, want)
}

// FindAccount finds an account by its handle, "user" or "user@domain" with or without a leading "@", or by the
// address of its page. One that this server does not know is asked for at its own, which needs a token. It
// implements [social.Searcher].
func (c *Client) FindAccount(ctx context.Context, handle string) (*social.Account, error) {
	handle = strings.TrimSpace(handle)
	page := strings.HasPrefix(handle, "https://") || strings.HasPrefix(handle, "http://")
	if !page {
		handle = strings.TrimPrefix(handle, "@")
	}
	if handle == "" {
		return nil, social.Invalid(network, "handle", "is empty")
	}
	if !page {
		a, err := c.LookupAccount(ctx, handle)
		if err == nil {
			return a.portable(), nil
		}
		if !errors.Is(err, social.ErrNotFound) || !strings.Contains(handle, "@") || c.tokens == nil {
			return nil, err
		}
	}
	found, err := c.SearchAll(ctx, handle, &SearchParams{Type: SearchAccountsOnly, Resolve: true, Limit: 5})
	if err != nil {
		return nil, err
	}
	for _, a := range found.Accounts {
		if page || strings.EqualFold(a.Acct, handle) {
			return a.portable(), nil
		}
	}
	return nil, &social.Error{
		Network: network, Op: "search", Kind: social.ErrNotFound, Message: "no account " + rest.Clip(handle),
	}
}

// until ends a sequence of posts, newest first, at the first that is older, and after limit ones.
func until(posts iter.Seq2[*social.Post, error], since time.Time, limit int) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		given := 0
		for p, err := range posts {
			if err != nil {
				yield(nil, err)
				return
			}
			if p.Time.Before(since) || !yield(p, nil) {
				return
			}
			if given++; limit > 0 && given >= limit {
				return
			}
		}
	}
}
