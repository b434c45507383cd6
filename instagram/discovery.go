package instagram

import (
	"context"
	"iter"
	"strings"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Discovered is another professional account, as anybody may see it.
type Discovered struct {
	Account

	// Media are its newest ones, if they were asked for: without stories, and without what only its owner sees.
	Media *graph.Edge[Media] `json:"media,omitempty"`
}

func discoveredFields() []graph.Field {
	return []graph.Field{
		"id", "username", "name", "biography", "website", "followers_count", "follows_count", "media_count", "profile_picture_url",
	}
}

func discoveredMedia(limit int, after string) graph.Field {
	f := graph.Expand("media").Limit(limit)
	if after != "" {
		f = f.After(after)
	}
	return f.Select("id", "caption", "media_type", "media_product_type", "media_url", "thumbnail_url", "permalink", "timestamp", "username",
		"like_count", "comments_count", "view_count")
}

// BusinessDiscovery finds another professional account by its username, with up to so many of its newest media; 0 for
// none. Personal accounts and those with an age limit are [social.ErrNotFound]. The number of views includes those by
// advertisements, and on Facebook. Facebook Login only.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/business-discovery.
func (c *Client) BusinessDiscovery(ctx context.Context, username string, media int) (*Discovered, error) {
	fields := discoveredFields()
	if media > 0 {
		fields = append(fields, discoveredMedia(min(media, discoveryPage), ""))
	}
	return c.discover(ctx, username, fields)
}

// discoveryPage is how many media of another account are read at once.
const discoveryPage = 50

// DiscoveredMedia iterates over the media of another professional account, newest first. Facebook Login only.
// See https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/business-discovery.
func (c *Client) DiscoveredMedia(ctx context.Context, username string) iter.Seq2[*Media, error] {
	return func(yield func(*Media, error) bool) {
		for after := ""; ; {
			d, err := c.discover(ctx, username, []graph.Field{"id", discoveredMedia(discoveryPage, after)})
			if err != nil {
				yield(nil, err)
				return
			}
			if d.Media == nil {
				return
			}
			for _, m := range d.Media.Data {
				if m != nil && !yield(m, nil) {
					return
				}
			}
			next := d.Media.Paging.After
			if next == "" || next == after || !d.Media.Continues(-1) {
				return
			}
			after = next
		}
	}
}

func (c *Client) discover(ctx context.Context, username string, fields []graph.Field) (*Discovered, error) {
	if err := c.needsFacebook("BusinessDiscovery"); err != nil {
		return nil, err
	}
	name := handleOf(username)
	switch {
	case name == "":
		return nil, social.Invalid(network, "username", "is empty")
	case !isUsername(name):
		return nil, &social.Error{Network: network, Op: "discovery.get", Kind: social.ErrNotFound, Message: "no account has a name like this"}
	}
	got, err := ask[struct {
		Found *Discovered `json:"business_discovery"`
	}](ctx, c, &graph.Request{
		Op: "discovery.get", Path: rest.Path(string(c.cfg.User)), UseCase: graph.UsePlatform,
		Fields: graph.Fields(graph.Expand("business_discovery").Arg("username", name).Select(fields...)),
	})
	switch {
	case err != nil:
		return nil, err
	case got.Found == nil:
		return nil, &social.Error{Network: network, Op: "discovery.get", Kind: social.ErrNotFound, Message: "Instagram shows no account of this name"}
	default:
		return got.Found, nil
	}
}

// handleOf is the username in what people type for an account.
func handleOf(s string) string {
	s = strings.TrimSpace(s)
	for _, prefix := range []string{"https://", "http://", "www.", "m.", "instagram.com/"} {
		s = strings.TrimPrefix(s, prefix)
	}
	s, _, _ = strings.Cut(s, "/")
	s, _, _ = strings.Cut(s, "?")
	return strings.TrimPrefix(s, "@")
}
