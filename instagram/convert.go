package instagram

import (
	"context"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

func postRef(id ID) social.Ref { return social.Ref{Network: network, ID: string(id)} }

func commentRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefComment, ID: string(id)}
}

func accountRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefAccount, ID: string(id)}
}

// portable is who did something. Of whom Instagram tells the username alone, that is the ID, after an "@".
func (f From) portable() social.Account {
	a := social.Account{Handle: f.Username, Raw: f}
	switch {
	case f.ID != "":
		a.Ref = accountRef(f.ID)
	case f.Username != "":
		a.Ref = accountRef("@" + ID(f.Username))
	}
	if f.Username != "" {
		a.Ref.Network, a.Ref.Kind, a.Ref.URL = network, social.RefAccount, "https://www.instagram.com/"+f.Username+"/"
	}
	return a
}

// portable turns a media into the form that all networks share. user is the account that it was asked for.
func (m *Media) portable(user ID) *social.Post {
	author := From{Username: m.Username}
	if m.Owner != nil {
		author.ID = m.Owner.ID
	}
	if author.ID == "" {
		author.ID = user
	}
	out := &social.Post{
		Ref: postRef(m.ID), State: social.StatePublished, Author: author.portable(), Text: m.Caption, Time: m.Timestamp.Time,
		Visibility: social.VisibilityPublic, Media: m.files(), Metrics: social.Metrics{}, Raw: m,
	}
	out.Ref.URL = m.Permalink
	m.count(out.Metrics)
	return out
}

// count puts in the counters that a media has itself.
func (m *Media) count(into social.Metrics) {
	social.Set(into, social.MetricLikes, m.Likes)
	social.Set(into, social.MetricComments, m.Comments)
	social.Set(into, social.MetricViews, m.Views)
	social.Set(into, social.MetricShares, m.Shares)
	social.Set(into, social.MetricSaves, m.Saves)
}

// files are the photos and videos of a media.
func (m *Media) files() []social.Attachment {
	if m.Children != nil && len(m.Children.Data) > 0 {
		var out []social.Attachment
		for _, child := range m.Children.Data {
			if child != nil {
				out = append(out, child.file())
			}
		}
		return out
	}
	if m.URL == "" && m.Type == "" {
		return nil
	}
	return []social.Attachment{m.file()}
}

func (m *Media) file() social.Attachment {
	a := social.Attachment{ID: string(m.ID), ContentType: "image", URL: m.URL, PreviewURL: m.ThumbnailURL, AltText: m.AltText}
	if m.Type == TypeVideo {
		a.ContentType = "video"
	} else if a.PreviewURL == "" {
		a.PreviewURL = m.URL
	}
	return a
}

// portable turns a comment into the form that all networks share.
func (k *Comment) portable() *social.Post {
	out := &social.Post{
		Ref: commentRef(k.ID), State: social.StatePublished, Author: k.author().portable(), Text: k.Text, Time: k.Timestamp.Time,
		Visibility: social.VisibilityPublic, Metrics: social.Metrics{}, Raw: k,
	}
	social.Set(out.Metrics, social.MetricLikes, k.LikeCount)
	switch {
	case k.ParentID != "":
		out.ReplyTo = commentRef(k.ParentID)
	case k.Media != nil:
		out.ReplyTo = postRef(k.Media.ID)
	}
	return out
}

func accountFields(login LoginKind) []graph.Field {
	fields := []graph.Field{
		"id", "username", "name", "biography", "website", "profile_picture_url", "followers_count", "follows_count", "media_count",
	}
	if login == InstagramLogin {
		fields = append(fields, "user_id", "account_type")
	}
	return fields
}

// Me reads the account that the client acts for, cached for an hour.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user.
func (c *Client) Me(ctx context.Context) (*Account, error) {
	return c.account.Get(ctx, func(ctx context.Context) (*Account, error) {
		return c.readAccount(ctx, graph.Fields(accountFields(c.cfg.Login)...))
	})
}

// portable turns an account into the form that all networks share.
func (a *Account) portable() *social.Account {
	out := &social.Account{
		Ref: accountRef(a.id()), Handle: a.Username, Name: a.Name, Avatar: a.Picture, Bio: strings.TrimSpace(a.Biography), Metrics: social.Metrics{}, Raw: a,
	}
	if a.Username != "" {
		out.Ref.URL = "https://www.instagram.com/" + a.Username + "/"
	}
	social.Set(out.Metrics, social.MetricFollowers, a.Followers)
	social.Set(out.Metrics, social.MetricFollowing, a.Follows)
	social.Set(out.Metrics, social.MetricPosts, a.MediaCount)
	return out
}

// Reply implements [social.Replier]: d becomes a comment below an own media, or the answer to a comment there. Instagram
// keeps two levels: what answers an answer stands below the first comment. Comments are text alone, of 300 characters.
//
// What names the account in a post or comment elsewhere (see [Client.ReplyMention]) is answered in the same way.
//
// It happens once: an answer that got lost is looked for among the newest comments there. Only answers to comments
// elsewhere cannot be looked for: a lost one is [social.ErrUncertain].
func (c *Client) Reply(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := draft.CheckRef(network, "To", to, social.RefPost, social.RefComment); err != nil {
		return nil, err
	}
	own := d.For(network)
	own.ReplyTo = to
	return c.Publish(ctx, own)
}

// Delete implements [social.Deleter] for media, with Facebook Login, and for comments below own media.
func (c *Client) Delete(ctx context.Context, ref social.Ref) error {
	if err := draft.CheckRef(network, "Ref", ref, social.RefPost, social.RefComment); err != nil {
		return err
	}
	if ref.Kind == social.RefComment {
		return c.DeleteComment(ctx, ID(ref.ID))
	}
	return c.DeleteMedia(ctx, ID(ref.ID))
}
