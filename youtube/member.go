package youtube

import (
	"context"
	"iter"
	"net/url"
)

// Largest pages of these lists.
const (
	pageMembers    = 1000
	pageSuperChats = 50
)

// MembersParams say which members to list. nil means all.
// See https://developers.google.com/youtube/v3/docs/members/list.
type MembersParams struct {
	Level    ID   // those who have what members of this level have; of [Client.MembershipLevels]
	Channels []ID // only these, 100 at most
}

// MembersPage reads a page of the members of the channel, who pay for it. It takes [ScopeMembers] and two units; a channel
// that offers no memberships is [social.ErrPermission].
// See https://developers.google.com/youtube/v3/docs/members/list.
func (c *Client) MembersPage(ctx context.Context, params *MembersParams, p *PageParams) (*Page[Member], error) {
	return pageOf[Member](ctx, c, members(params), p)
}

// Members iterates over the members of the channel: see [Client.MembersPage].
func (c *Client) Members(ctx context.Context, params *MembersParams, p *PageParams) iter.Seq2[*Member, error] {
	return paged[Member](ctx, c, members(params), p)
}

func members(params *MembersParams) *listing {
	own := value(params)
	q := url.Values{"part": {"snippet"}, "mode": {"all_current"}}
	setText(q, "hasAccessToLevel", string(own.Level))
	setList(q, "filterByMemberChannelId", own.Channels)
	return &listing{request{Op: "members.list", Path: data("members"), Query: q}, pageMembers}
}

// MemberUpdates reads who became a member of the channel, or changed to a higher level, since cursor: the Next of an
// earlier call, which always has one. With "" it reads nothing yet, and Next says where to begin. It takes what
// [Client.MembersPage] takes.
// See https://developers.google.com/youtube/v3/docs/members/list#mode.
func (c *Client) MemberUpdates(ctx context.Context, cursor string) (*Page[Member], error) {
	l := &listing{
		request{Op: "members.list", Path: data("members"), Query: url.Values{"part": {"snippet"}, "mode": {"updates"}}, Fresh: true}, pageMembers,
	}
	return pageOf[Member](ctx, c, l, &PageParams{Cursor: cursor})
}

// MembershipLevels lists what there is to pay for, the cheapest first. It takes what [Client.MembersPage] takes.
// See https://developers.google.com/youtube/v3/docs/membershipsLevels/list.
func (c *Client) MembershipLevels(ctx context.Context) ([]*MembershipLevel, error) {
	a, err := get[List[MembershipLevel]](ctx, c, &request{
		Op: "membershipsLevels.list", Path: data("membershipsLevels"), Query: url.Values{"part": {"id,snippet"}},
	})
	if err != nil {
		return nil, err
	}
	return present(a.Items), nil
}

// SuperChatsPage reads a page of what was paid for in the channel's live chats in the last 30 days. A [ChatListener]
// hears of it at once.
// See https://developers.google.com/youtube/v3/live/docs/superChatEvents/list.
func (c *Client) SuperChatsPage(ctx context.Context, p *PageParams) (*Page[SuperChat], error) {
	return pageOf[SuperChat](ctx, c, superChats(), p)
}

// SuperChats iterates over what was paid for: see [Client.SuperChatsPage].
func (c *Client) SuperChats(ctx context.Context, p *PageParams) iter.Seq2[*SuperChat, error] {
	return paged[SuperChat](ctx, c, superChats(), p)
}

func superChats() *listing {
	return &listing{request{
		Op: "superChatEvents.list", Path: data("superChatEvents"), Query: url.Values{"part": {"id,snippet"}},
	}, pageSuperChats}
}
