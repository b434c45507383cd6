package youtube

import (
	"context"
	"iter"
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Search implements [social.Searcher]: public videos, newest first. Text is in YouTube's own language of queries: "-word"
// excludes and "a|b" offers a choice. Language is [errors.ErrUnsupported], since YouTube only prefers a language: see
// [SearchParams].
//
// Each 50 results take one of the 100 searches that a project has a day, and a unit for what a search does not tell:
// whole texts and counters. A search ends after some 500 results. All videos of a channel are found by Author alone,
// which takes no search.
func (c *Client) Search(ctx context.Context, q *social.SearchQuery) iter.Seq2[*social.Post, error] {
	own := value(q)
	if err := checkSearch(&own); err != nil {
		return func(yield func(*social.Post, error) bool) { yield(nil, err) }
	}
	if own.Text == "" && own.Hashtag == "" {
		posts := rest.Map(c.uploadsOf(ctx, ID(own.Author.ID)), (*Video).portable)
		return limited(between(posts, own.Since, own.Until), own.Limit)
	}
	p := &SearchParams{
		Query: searchText(&own), Type: SearchVideo, ChannelID: ID(own.Author.ID), Order: SearchByDate, After: own.Since.Truncate(time.Second),
	}
	if !own.Until.IsZero() {
		p.Before = own.Until.Add(time.Second) // YouTube leaves the end out
	}
	found := rest.Pages(ctx, "", func(ctx context.Context, cursor string) (*social.Page[Video], error) {
		page, err := c.SearchPage(ctx, p, &PageParams{Cursor: cursor, Limit: own.Limit})
		if err != nil {
			return nil, err
		}
		return videosOf(ctx, c, &page.Page, func(r *SearchResult) ID { return r.ID.ID() })
	})
	return limited(between(rest.Map(found, (*Video).portable), own.Since, own.Until), own.Limit)
}

func checkSearch(q *social.SearchQuery) error {
	switch {
	case q.Text == "" && q.Hashtag == "" && q.Author.IsZero():
		return social.Invalid(network, "Text", "is empty, and so are Hashtag and Author")
	case strings.ContainsAny(strings.TrimPrefix(q.Hashtag, "#"), " #"):
		return social.Invalid(network, "Hashtag", "must be one word")
	case q.Limit < 0:
		return social.Invalid(network, "Limit", "is negative")
	case q.Language != "":
		return social.Unsupported(network, "Language", "YouTube only prefers a language: use Client.SearchAll")
	case !q.Author.IsZero():
		return draft.CheckRef(network, "Author", q.Author, social.RefAccount)
	default:
		return nil
	}
}

func searchText(q *social.SearchQuery) string {
	text := strings.TrimSpace(q.Text)
	if q.Hashtag != "" {
		text = strings.TrimSpace(text + " #" + strings.TrimPrefix(q.Hashtag, "#"))
	}
	return text
}

// FindAccount implements [social.Searcher]: it finds a channel by its handle, with or without "@", by its ID, or by the
// address of its page. Addresses with a name that is no handle ("youtube.com/c/acme") cannot be looked up:
// [social.ErrInvalid].
func (c *Client) FindAccount(ctx context.Context, handle string) (*social.Account, error) {
	q, err := accountQuery(handle)
	if err != nil {
		return nil, err
	}
	maps.Copy(q, partQuery(nil, ChannelPartSnippet, ChannelPartStatistics))
	ch, err := one[Channel](ctx, c, &request{Op: "channels.list", Path: data("channels"), Query: q})
	if err != nil {
		return nil, err
	}
	return ch.portable(), nil
}

// accountQuery is how to ask for what people type for a channel.
func accountQuery(text string) (url.Values, error) {
	kind, name := pageOfChannel(strings.TrimSpace(text))
	name, isHandle := strings.CutPrefix(name, "@")
	switch {
	case name == "" || strings.ContainsAny(name, "/ \t\n"):
	case kind == "channel" || kind == "" && isChannelID(name):
		return url.Values{"id": {name}}, nil
	case kind == "user":
		return url.Values{"forUsername": {name}}, nil
	case kind == "" || kind == "page" && (isHandle || !isPage(name)):
		return url.Values{"forHandle": {"@" + name}}, nil
	}
	return nil, social.Invalid(network, "handle", "is no handle, no ID, and no address of a channel that can be looked up")
}

// pageOfChannel takes the address of a page apart: "channel", "user" and "c" are kinds that stand in it, "page" is any
// other. "" is no address.
func pageOfChannel(text string) (kind, name string) {
	u, err := url.Parse(text)
	if err == nil && u.Host == "" && strings.Contains(text, ".com/") {
		u, err = url.Parse("https://" + text)
	}
	if err != nil || u.Host == "" {
		return "", text
	}
	first, rest, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if first != "channel" && first != "user" && first != "c" {
		return "page", first
	}
	name, _, _ = strings.Cut(rest, "/")
	return first, name
}

// isPage reports words that stand in addresses where names of channels once stood, and mean something else.
func isPage(name string) bool {
	switch strings.ToLower(name) {
	case "watch", "playlist", "results", "shorts", "live", "feed", "hashtag", "embed", "post", "clip", "gaming", "c", "user", "channel":
		return true
	default:
		return false
	}
}

// isChannelID reports whether a text is made as the IDs of channels are.
func isChannelID(s string) bool {
	const length = 24
	return len(s) == length && strings.HasPrefix(s, "UC")
}
