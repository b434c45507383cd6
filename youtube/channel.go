package youtube

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/relais-go/relais/social"
)

// Me is the channel that the tokens belong to, read once an hour: snippet, contentDetails, status and branding. Do
// not change it. [social.ErrPermission] means that the Google account has no channel.
// See https://developers.google.com/youtube/v3/docs/channels/list.
func (c *Client) Me(ctx context.Context) (*Channel, error) { return c.me.Get(ctx, c.readMe) }

func (c *Client) readMe(ctx context.Context) (*Channel, error) {
	return c.MyChannel(ctx, ChannelPartSnippet, ChannelPartContent, ChannelPartStatus, ChannelPartBranding)
}

// MyChannel reads the channel that the tokens belong to. parts chooses what comes along; none means snippet,
// statistics, contentDetails, brandingSettings and status.
// See https://developers.google.com/youtube/v3/docs/channels/list.
func (c *Client) MyChannel(ctx context.Context, parts ...ChannelPart) (*Channel, error) {
	if c.cfg.Tokens == nil {
		return nil, &social.Error{
			Network: network, Op: "channels.list", Kind: social.ErrAuth, Field: "Config.Tokens",
			Message: "needs a channel: make the client with its tokens",
		}
	}
	q := channelQuery(parts)
	q.Set("mine", "true")
	ch, err := one[Channel](ctx, c, &request{Op: "channels.list", Path: data("channels"), Query: q})
	if errors.Is(err, social.ErrNotFound) {
		return nil, &social.Error{
			Network: network, Op: "channels.list", Kind: social.ErrPermission, Code: reasonNoChannel, Message: advice(reasonNoChannel),
		}
	}
	return ch, err
}

// meIfAllowed is Me, or nil for tokens that may not read, as those that may only upload.
func (c *Client) meIfAllowed(ctx context.Context) (*Channel, error) {
	me, err := c.Me(ctx)
	if e, ok := errors.AsType[*social.Error](err); ok && errors.Is(e, social.ErrPermission) && e.Code != reasonNoChannel {
		return nil, nil //nolint:nilnil // the caller does without
	}
	return me, err
}

// whoAmI names the channel for the account guard.
func (c *Client) whoAmI(ctx context.Context) ([]string, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	names := []string{string(me.ID)}
	if handle := me.handle(); handle != "" {
		names = append(names, handle)
	}
	return names, nil
}

// handle is the channel's, without "@".
func (ch *Channel) handle() string {
	if ch.Snippet == nil {
		return ""
	}
	return strings.TrimPrefix(ch.Snippet.Handle, "@")
}

// uploadsList is the playlist of all uploads of the channel.
func (c *Client) uploadsList(ctx context.Context) (ID, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return "", err
	}
	if me.ContentDetails == nil || me.ContentDetails.Playlists.Uploads == "" {
		return "", missing("channels.list")
	}
	return me.ContentDetails.Playlists.Uploads, nil
}

func channelQuery(parts []ChannelPart) url.Values {
	return partQuery(parts, ChannelPartSnippet, ChannelPartStatistics, ChannelPartContent, ChannelPartBranding, ChannelPartStatus)
}

// Channels reads channels by ID, 50 a request, in the order asked; those that do not exist are left out. parts as for
// [Client.MyChannel]. See https://developers.google.com/youtube/v3/docs/channels/list.
func (c *Client) Channels(ctx context.Context, ids []ID, parts ...ChannelPart) ([]*Channel, error) {
	r := &request{Op: "channels.list", Path: data("channels"), Query: channelQuery(parts)}
	return byID(ctx, c, r, ids, func(ch *Channel) ID { return ch.ID })
}

// Channel reads a channel by ID; [social.ErrNotFound] if there is none. parts as for [Client.MyChannel].
// See https://developers.google.com/youtube/v3/docs/channels/list.
func (c *Client) Channel(ctx context.Context, id ID, parts ...ChannelPart) (*Channel, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	q := channelQuery(parts)
	q.Set("id", string(id))
	return one[Channel](ctx, c, &request{Op: "channels.list", Path: data("channels"), Query: q})
}

// ChannelByHandle finds a channel by its handle, with or without "@"; [social.ErrNotFound] if there is none. parts as
// for [Client.MyChannel]. See https://developers.google.com/youtube/v3/docs/channels/list#forHandle.
func (c *Client) ChannelByHandle(ctx context.Context, handle string, parts ...ChannelPart) (*Channel, error) {
	handle = strings.TrimPrefix(handle, "@")
	if handle == "" {
		return nil, social.Invalid(network, "handle", "is empty")
	}
	q := channelQuery(parts)
	q.Set("forHandle", "@"+handle)
	return one[Channel](ctx, c, &request{Op: "channels.list", Path: data("channels"), Query: q})
}

// ChannelParams are the properties of a channel that can be set. nil keeps one, a pointer to "" clears it.
// See https://developers.google.com/youtube/v3/docs/channels/update.
type ChannelParams struct {
	Title       *string // YouTube often ignores it
	Description *string // 1000 characters
	Keywords    *string // separated by spaces, in quotes if they hold some
	Country     *string // ISO 3166-1
	Language    *string // of title and description, BCP 47
	Trailer     *ID     // the video that visitors are shown
	AnalyticsID *string // of Google Analytics
	Banner      *string // the URL that [Client.UploadBanner] gave

	MadeForKids *bool // every video of the channel is

	// Localizations are title and description in other languages; a nil entry removes one, and those that are not
	// named are kept.
	Localizations map[string]*Localization
}

// UpdateChannel changes what is set and nothing else of the channel that the tokens belong to, and returns the parts
// that changed. YouTube takes one part a call, so words, the answer on kids and localizations are written one after the
// other; when one fails, those before stand. Picture and handle cannot be set.
// See https://developers.google.com/youtube/v3/docs/channels/update.
func (c *Client) UpdateChannel(ctx context.Context, p *ChannelParams) (*Channel, error) {
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	all := value(p).fields()
	names := all.parts()
	if len(names) == 0 {
		return nil, social.Invalid(network, "params", "name nothing to change")
	}
	defer c.me.Drop()
	out := &Channel{ID: me.ID}
	for _, name := range names {
		made, err := revise[Channel](ctx, c, &revision{kind: "channels", id: me.ID, set: fields{name: all[name]}, readOnly: channelReadOnly})
		if err != nil {
			return out, err
		}
		out.take(made)
	}
	return out, nil
}

func channelReadOnly(part string) []string {
	if part == "status" {
		return []string{"privacyStatus", "isLinked", "longUploadsStatus", "madeForKids", "isChannelMonetizationEnabled"}
	}
	return nil
}

func (p ChannelParams) fields() fields {
	f := fields{}
	words, status := fields{}, f.in("status")
	set(words, "title", p.Title)
	set(words, "description", p.Description)
	set(words, "keywords", p.Keywords)
	set(words, "country", p.Country)
	set(words, "defaultLanguage", p.Language)
	set(words, "unsubscribedTrailer", p.Trailer)
	set(words, "trackingAnalyticsAccountId", p.AnalyticsID)
	branding := f.in("brandingSettings")
	if len(words) > 0 {
		branding["channel"] = words
	}
	if p.Banner != nil {
		set(branding.in("image"), "bannerExternalUrl", p.Banner)
	}
	set(status, "selfDeclaredMadeForKids", p.MadeForKids)
	localizations(f.in("localizations"), p.Localizations)
	return f
}

// take adds the parts of another answer.
func (ch *Channel) take(o *Channel) {
	if o.Branding != nil {
		ch.Branding = o.Branding
	}
	if o.Status != nil {
		ch.Status = o.Status
	}
	if o.Localizations != nil {
		ch.Localizations = o.Localizations
	}
}
