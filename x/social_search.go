package x

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Ages that decide where to search.
const (
	recentAge   = 7*24*time.Hour - time.Minute // what the search of recent posts goes back
	searchDelay = 30 * time.Second             // what all searches are behind
)

// Search iterates over public posts, newest first. It implements [social.Searcher]. Text is in X's own language of
// queries: "from:", "-word", "has:media" and the rest work. Without Since, or with one within seven days, recent posts
// are searched; farther back takes the program's own token (Config.App): else Since is [errors.ErrUnsupported].
func (c *Client) Search(ctx context.Context, q *social.SearchQuery) iter.Seq2[*social.Post, error] {
	own := value(q)
	return func(yield func(*social.Post, error) bool) {
		now := time.Now()
		archive := !own.Since.IsZero() && now.Sub(own.Since) > recentAge
		if err := c.checkSearch(&own, archive); err != nil {
			yield(nil, err)
			return
		}
		w := &SearchParams{Since: c.startTime(own.Since)}
		if !own.Until.IsZero() && now.Sub(own.Until) > searchDelay {
			w.Until = own.Until.Add(time.Second) // X leaves the end out
		}
		s := DefaultPosts()
		read, size := c.SearchRecent, &PageParams{Limit: own.Limit}
		if archive {
			read = c.SearchAll
		}
		posts := rest.Map(read(ctx, searchText(&own), w, &s, size), (*Post).portable)
		limited(between(posts, own.Since, own.Until), own.Limit)(yield)
	}
}

// startDelay is how long ago a period must begin at least, with a margin: X wants 10 seconds.
const startDelay = 15 * time.Second

// startTime is the beginning of a period as X takes it. What it gives beyond is left out by whoever asks.
func (c *Client) startTime(since time.Time) time.Time {
	if latest := c.serverTime().Add(-startDelay); since.After(latest) {
		return latest
	}
	return since
}

func (c *Client) checkSearch(q *social.SearchQuery, archive bool) error {
	switch {
	case q.Text == "" && q.Hashtag == "" && q.Author.IsZero():
		return social.Invalid(network, "Text", "is empty, and so are Hashtag and Author")
	case strings.ContainsAny(strings.TrimPrefix(q.Hashtag, "#"), " #/"):
		return social.Invalid(network, "Hashtag", "must be one word")
	case q.Limit < 0:
		return social.Invalid(network, "Limit", "is negative")
	case archive && c.app == nil:
		return social.Unsupported(network, "Since", "is more than seven days ago, which "+noApp)
	case !q.Author.IsZero():
		return draft.CheckRef(network, "Author", q.Author, social.RefAccount)
	default:
		return nil
	}
}

// searchText is the query in X's language. Alternatives bind less than what is added, so they are bracketed.
func searchText(q *social.SearchQuery) string {
	var parts []string
	text := strings.TrimSpace(q.Text)
	narrowed := q.Hashtag != "" || !q.Author.IsZero() || q.Language != ""
	if narrowed && strings.Contains(text, " OR ") {
		text = "(" + text + ")"
	}
	if text != "" {
		parts = append(parts, text)
	}
	if q.Hashtag != "" {
		parts = append(parts, "#"+strings.TrimPrefix(q.Hashtag, "#"))
	}
	if !q.Author.IsZero() {
		parts = append(parts, "from:"+q.Author.ID)
	}
	if q.Language != "" {
		base, _, _ := strings.Cut(q.Language, "-")
		parts = append(parts, "lang:"+strings.ToLower(base))
	}
	return strings.Join(parts, " ")
}

// between drops what X gives beyond the second.
func between(posts iter.Seq2[*social.Post, error], since, until time.Time) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		for p, err := range posts {
			if err == nil && (p.Time.Before(since.Truncate(time.Second)) || !until.IsZero() && p.Time.After(until)) {
				continue
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// FindAccount finds an account by its handle, with or without a leading "@", or by the address of its page. It
// implements [social.Searcher].
func (c *Client) FindAccount(ctx context.Context, handle string) (*social.Account, error) {
	name := handleOf(handle)
	if name == "" {
		return nil, social.Invalid(network, "handle", "is empty")
	}
	const longest = 15
	if len(name) > longest || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
		return nil, &social.Error{Network: network, Op: "users.by_username", Kind: social.ErrNotFound, Message: "no account has a handle like this"}
	}
	u, err := c.UserByName(ctx, name, nil)
	if err != nil {
		return nil, err
	}
	return u.portable(), nil
}

// handleOf is the handle in what people type for an account.
func handleOf(s string) string {
	s = strings.TrimSpace(s)
	for _, prefix := range []string{"https://", "http://", "www.", "x.com/", "twitter.com/"} {
		s = strings.TrimPrefix(s, prefix)
	}
	s, _, _ = strings.Cut(s, "/")
	s, _, _ = strings.Cut(s, "?")
	return strings.TrimPrefix(s, "@")
}
