package youtubetest

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// ban keeps a viewer out of a chat.
type ban struct {
	id     string
	chat   *chat
	target *channel
	until  time.Time // zero: for good
	length time.Duration
}

func (b *ban) details() object {
	o := object{"banType": "permanent", "bannedUserDetails": b.target.profile()}
	if b.length > 0 {
		o["banType"], o["banDurationSeconds"] = "temporary", decimal(int64(b.length.Seconds()))
	}
	return o
}

type chatBody struct {
	common
	ID      any `json:"id"`
	Snippet *struct {
		LiveChatID         string `json:"liveChatId"`
		Type               string `json:"type"`
		TextMessageDetails *struct {
			MessageText string `json:"messageText"`
		} `json:"textMessageDetails"`
		PollDetails *struct {
			Metadata struct {
				QuestionText string `json:"questionText"`
				Options      []struct {
					OptionText string `json:"optionText"`
					Tally      any    `json:"tally"`
				} `json:"options"`
			} `json:"metadata"`
			Status any `json:"status"`
		} `json:"pollDetails"`
		AuthorChannelID   any `json:"authorChannelId"`
		DisplayMessage    any `json:"displayMessage"`
		HasDisplayContent any `json:"hasDisplayContent"`
		PublishedAt       any `json:"publishedAt"`
	} `json:"snippet"`
	AuthorDetails any `json:"authorDetails"`
}

// writable is the chat of an id, if the caller may write into it now.
func (c *call) writable(id string) (*chat, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	ch, err := c.chatOf(id)
	if err != nil {
		return nil, err
	}
	switch {
	case !ch.broadcast.ended.IsZero():
		return nil, chatEnded()
	case c.srv.bannedFrom(ch, me):
		return nil, chatForbidden("forbidden", "You do not have the permissions required to create messages in the specified live chat.")
	}
	return ch, nil
}

func (s *Server) bannedFrom(ch *chat, viewer *channel) bool {
	for _, b := range s.bans {
		if b.chat == ch && b.target == viewer && (b.until.IsZero() || s.now().Before(b.until)) {
			return true
		}
	}
	return false
}

// insertChat is liveChatMessages.insert, see
// https://developers.google.com/youtube/v3/live/docs/liveChatMessages/insert.
func insertChat(c *call) (any, error) {
	var b chatBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	required := func(reason, name string) error {
		return badRequest("youtube.liveChat", reason, "The liveChatMessage resource must specify a value for the "+name+" property.").in("body.snippet." + name)
	}
	if b.Snippet == nil || b.Snippet.LiveChatID == "" {
		return nil, required("liveChatIdRequired", "liveChatId")
	}
	ch, err := c.writable(b.Snippet.LiveChatID)
	if err != nil {
		return nil, err
	}
	m := &chatMessage{kind: b.Snippet.Type, author: c.channel}
	switch b.Snippet.Type {
	case "textMessageEvent":
		if b.Snippet.TextMessageDetails == nil || b.Snippet.TextMessageDetails.MessageText == "" {
			return nil, required("messageTextRequired", "textMessageDetails.messageText")
		}
		m.Text = b.Snippet.TextMessageDetails.MessageText
		if strings.TrimSpace(m.Text) == "" || utf8.RuneCountInString(m.Text) > 200 {
			return nil, badRequest("youtube.liveChat", "messageTextInvalid", "The message text is not valid.").in("body.snippet.textMessageDetails.messageText")
		}
	case "pollEvent":
		if b.Snippet.PollDetails != nil {
			m.Text = b.Snippet.PollDetails.Metadata.QuestionText
			for _, option := range b.Snippet.PollDetails.Metadata.Options {
				m.poll = append(m.poll, option.OptionText)
			}
		}
		if m.Text == "" || len(m.poll) < 2 || len(m.poll) > 4 || c.channel != ch.broadcast.owner {
			return nil, badRequest("youtube.liveChat", "invalidPollDetails", "The poll is not valid.").in("body.snippet.pollDetails")
		}
	default:
		return nil, required("typeRequired", "type")
	}
	return c.chatJSON(ch, c.srv.say(ch, m)), nil
}

// messageOf finds a message that the caller may change.
func (c *call) messageOf(id string) (*chat, *chatMessage, error) {
	me, err := c.me()
	if err != nil {
		return nil, nil, err
	}
	for _, ch := range c.srv.chats {
		at := slices.IndexFunc(ch.messages, func(m *chatMessage) bool { return m.ID == id && !m.Deleted })
		if at < 0 {
			continue
		}
		m := ch.messages[at]
		if !c.srv.moderates(ch, me) && m.author != me {
			return nil, nil, chatForbidden("modificationNotAllowed", "The message cannot be changed.")
		}
		return ch, m, nil
	}
	return nil, nil, notFound("youtube.liveChat", "liveChatMessageNotFound", "The message that you are trying to change cannot be found.").at("id")
}

// deleteChat is liveChatMessages.delete, see
// https://developers.google.com/youtube/v3/live/docs/liveChatMessages/delete.
func deleteChat(c *call) (any, error) {
	_, m, err := c.messageOf(c.text("id"))
	if err != nil {
		return nil, err
	}
	m.Deleted = true
	return nil, nil //nolint:nilnil // 204
}

// closePoll is liveChatMessages.transition, see
// https://developers.google.com/youtube/v3/live/docs/liveChatMessages/transition.
func closePoll(c *call) (any, error) {
	ch, m, err := c.messageOf(c.text("id"))
	if err != nil {
		return nil, err
	}
	if m.kind != "pollEvent" || c.text("status") != "closed" {
		return nil, badRequest("youtube.liveChat", "invalidStatus", "The message has no such state.").at("status")
	}
	m.closed = true
	c.parts = map[string]bool{"snippet": true}
	return c.chatJSON(ch, m), nil
}

// insertBan is liveChatBans.insert, see
// https://developers.google.com/youtube/v3/live/docs/liveChatBans/insert.
func insertBan(c *call) (any, error) {
	var b struct {
		common
		ID      any `json:"id"`
		Snippet struct {
			LiveChatID         string `json:"liveChatId"`
			Type               string `json:"type"`
			BanDurationSeconds string `json:"banDurationSeconds"`
			BannedUserDetails  struct {
				ChannelID       string `json:"channelId"`
				ChannelURL      any    `json:"channelUrl"`
				DisplayName     any    `json:"displayName"`
				ProfileImageURL any    `json:"profileImageUrl"`
			} `json:"bannedUserDetails"`
		} `json:"snippet"`
	}
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	ch, err := c.chatOf(b.Snippet.LiveChatID)
	if err != nil {
		return nil, err
	}
	target := c.srv.channels[b.Snippet.BannedUserDetails.ChannelID]
	switch {
	case !c.srv.moderates(ch, me) || target == me || target == ch.broadcast.owner:
		return nil, forbidden("youtube.liveChatBan", "liveChatBanInsertionNotAllowed", "The ban cannot be created. The request might be trying to ban the chat owner, or the caller may not be a moderator.")
	case target == nil:
		return nil, badRequest("youtube.liveChatBan", "bannedUserChannelIdInvalid", "The channel is not valid.").in("body.snippet.bannedUserDetails.channelId")
	}
	made := &ban{id: c.srv.ids.text(40), chat: ch, target: target}
	seconds, convErr := strconv.ParseInt(b.Snippet.BanDurationSeconds, 10, 64)
	switch {
	case b.Snippet.Type == "temporary" && convErr == nil && seconds > 0:
		made.length = time.Duration(seconds) * time.Second
		made.until = c.srv.now().Add(made.length)
	case b.Snippet.Type != "permanent":
		return nil, badRequest("youtube.liveChatBan", "typeRequired", "The ban must have a type, and a duration if it is temporary.").in("body.snippet.type")
	}
	c.srv.bans[made.id] = made
	c.srv.say(ch, &chatMessage{kind: "userBannedEvent", author: me, ban: made})
	o := object{}
	if c.parts["snippet"] {
		snippet := made.details()
		snippet["type"] = snippet["banType"]
		delete(snippet, "banType")
		snippet["liveChatId"] = ch.id
		o["snippet"] = snippet
	}
	return resource("liveChatBan", made.id, o), nil
}

// deleteBan is liveChatBans.delete, see
// https://developers.google.com/youtube/v3/live/docs/liveChatBans/delete.
func deleteBan(c *call) (any, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	b := c.srv.bans[c.text("id")]
	if b == nil {
		return nil, notFound("youtube.liveChatBan", "liveChatBanNotFound", "The ban that you are trying to delete cannot be found.").at("id")
	}
	if !c.srv.moderates(b.chat, me) {
		return nil, forbidden("youtube.liveChatBan", "forbidden", "The ban cannot be lifted due to insufficient permissions.").at("id")
	}
	delete(c.srv.bans, b.id)
	return nil, nil //nolint:nilnil // 204
}
