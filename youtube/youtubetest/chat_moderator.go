package youtubetest

import (
	"slices"
)

// moderator may moderate a live chat.
type moderator struct {
	id   string
	chat *chat
	who  *channel
}

// profile is a channel as chats and members have it.
func (ch *channel) profile() object {
	return object{
		"channelId": ch.id, "channelUrl": ch.url(), "displayName": ch.Title, "profileImageUrl": "https://yt3.ggpht.com/" + ch.id + "=s88",
	}
}

// moderates reports whether a viewer is the owner of a chat, or a moderator.
func (s *Server) moderates(ch *chat, viewer *channel) bool {
	return viewer != nil && (ch.broadcast.owner == viewer ||
		slices.ContainsFunc(s.moderators, func(m *moderator) bool { return m.chat == ch && m.who == viewer }))
}

func (c *call) moderatorJSON(m *moderator) object {
	o := object{}
	if c.parts["snippet"] {
		o["snippet"] = object{"liveChatId": m.chat.id, "moderatorDetails": m.who.profile()}
	}
	return resource("liveChatModerator", m.id, o)
}

// listModerators is liveChatModerators.list, see
// https://developers.google.com/youtube/v3/live/docs/liveChatModerators/list.
func listModerators(c *call) (any, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	ch, err := c.chatOf(c.text("liveChatId"))
	if err != nil {
		return nil, err
	}
	if ch.broadcast.owner != me {
		return nil, forbidden("youtube.liveChatModerator", "forbidden", "You do not have the permissions required to retrieve the moderators of the specified live chat.")
	}
	var found []*moderator
	for _, m := range c.srv.moderators {
		if m.chat == ch {
			found = append(found, m)
		}
	}
	return listPage(c, "liveChatModeratorListResponse", found, c.moderatorJSON)
}

// insertModerator is liveChatModerators.insert, see
// https://developers.google.com/youtube/v3/live/docs/liveChatModerators/insert.
func insertModerator(c *call) (any, error) {
	var b struct {
		common
		ID      any `json:"id"`
		Snippet struct {
			LiveChatID       string `json:"liveChatId"`
			ModeratorDetails struct {
				ChannelID       string `json:"channelId"`
				ChannelURL      any    `json:"channelUrl"`
				DisplayName     any    `json:"displayName"`
				ProfileImageURL any    `json:"profileImageUrl"`
			} `json:"moderatorDetails"`
		} `json:"snippet"`
	}
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	const domain = "youtube.liveChatModerator"
	if b.Snippet.LiveChatID == "" {
		return nil, badRequest(domain, "liveChatIdRequired", "The liveChatModerator resource must specify a value for the snippet.liveChatId property.").in("body.snippet.liveChatId")
	}
	ch, err := c.chatOf(b.Snippet.LiveChatID)
	if err != nil {
		return nil, err
	}
	who := c.srv.channels[b.Snippet.ModeratorDetails.ChannelID]
	switch {
	case b.Snippet.ModeratorDetails.ChannelID == "":
		return nil, badRequest(domain, "moderatorDetailsRequired", "The liveChatModerator resource must specify a value for the snippet.moderatorDetails.channelId property.").in("body.snippet.moderatorDetails.channelId")
	case ch.broadcast.owner != me:
		return nil, forbidden(domain, "forbidden", "You do not have the permissions required to add a moderator to the specified live chat.")
	case who == nil || who == me:
		return nil, badRequest(domain, "moderatorChannelIdInvalid", "The channel is not valid.").in("body.snippet.moderatorDetails.channelId")
	}
	m := &moderator{id: c.srv.ids.text(40), chat: ch, who: who}
	c.srv.moderators = append(c.srv.moderators, m)
	return c.moderatorJSON(m), nil
}

// deleteModerator is liveChatModerators.delete, see
// https://developers.google.com/youtube/v3/live/docs/liveChatModerators/delete.
func deleteModerator(c *call) (any, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(c.srv.moderators, func(m *moderator) bool { return m.id == c.text("id") })
	switch {
	case at < 0:
		return nil, notFound("youtube.liveChatModerator", "liveChatModeratorNotFound", "The moderator that you are trying to remove cannot be found.").at("id")
	case c.srv.moderators[at].chat.broadcast.owner != me:
		return nil, forbidden("youtube.liveChatModerator", "forbidden", "You do not have the permissions required to remove the moderator.").at("id")
	}
	c.srv.moderators = slices.Delete(c.srv.moderators, at, at+1)
	return nil, nil //nolint:nilnil // 204
}
