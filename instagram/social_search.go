package instagram

import (
	"context"
	"iter"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Search implements [social.Searcher] for hashtags, with Facebook Login: public posts of the last 24 hours, in
// Instagram's order, without their authors. Instagram searches for no words, accounts or languages, so that Text,
// Author and Language are [errors.ErrUnsupported]. See [Client.Hashtag] for how many hashtags there may be, and
// [Client.TopMedia] for older posts.
func (c *Client) Search(ctx context.Context, q *social.SearchQuery) iter.Seq2[*social.Post, error] {
	own := value(q)
	return func(yield func(*social.Post, error) bool) {
		if err := c.checkSearch(&own); err != nil {
			yield(nil, err)
			return
		}
		tag, err := c.Hashtag(ctx, own.Hashtag)
		if err != nil {
			yield(nil, draft.InField(err, "Hashtag"))
			return
		}
		n := 0
		for m, err := range c.RecentMedia(ctx, tag.ID) {
			if err != nil {
				yield(nil, err)
				return
			}
			p := m.portable("")
			if !own.Since.IsZero() && p.Time.Before(own.Since) || !own.Until.IsZero() && p.Time.After(own.Until) {
				continue
			}
			if !yield(p, nil) {
				return
			}
			if n++; n == own.Limit {
				return
			}
		}
	}
}

func (c *Client) checkSearch(q *social.SearchQuery) error {
	f := draft.For(network)
	if q.Text != "" {
		f.Lacks("Text", "Instagram searches for hashtags alone")
	}
	if !q.Author.IsZero() {
		f.Lacks("Author", "posts are found without their authors: see DiscoveredMedia")
	}
	if q.Language != "" {
		f.Lacks("Language", "Instagram does not tell the language of posts")
	}
	if q.Text == "" && strings.Trim(q.Hashtag, "# ") == "" {
		f.Invalid("Hashtag", "is empty")
	}
	if q.Limit < 0 {
		f.Invalid("Limit", "is negative")
	}
	f.Add(c.needsFacebook("Hashtag"))
	return f.Err()
}

// FindAccount finds a professional account by its username, with or without a leading "@", or by the address of its
// page. It implements [social.Searcher], with Facebook Login.
func (c *Client) FindAccount(ctx context.Context, handle string) (*social.Account, error) {
	d, err := c.BusinessDiscovery(ctx, handle, 0)
	if err != nil {
		return nil, err
	}
	return d.portable(), nil
}
