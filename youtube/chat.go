package youtube

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// pageChat is the largest page of a live chat.
const pageChat = 2000

// leastChat is the smallest page of a live chat.
const leastChat = 200

// ChatPage reads what happened in a live chat since cursor, "" meaning its recent history. It waits first for as long
// as YouTube wanted with the page before, unless ctx ends sooner: that is [social.ErrRateLimited] at once. Each call
// costs five units: at one every five seconds the units of a day last for less than three hours. limit is from 200 to
// 2000 messages, 0 meaning 500.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages/list.
func (c *Client) ChatPage(ctx context.Context, chat ID, cursor string, limit int) (*ChatPage, error) {
	if err := needID("chat", chat); err != nil {
		return nil, err
	}
	if err := c.chats.wait(ctx, chat); err != nil {
		return nil, err
	}
	a, err := get[ChatPage](ctx, c, &request{
		Op: "liveChatMessages.list", Path: data("liveChat", "messages"), Query: chatQuery(chat, cursor, limit),
		Priority: social.PriorityPoll, Fresh: true,
	})
	if err != nil {
		return nil, err
	}
	a.Items = present(a.Items)
	c.chats.pace(chat, time.Duration(a.WaitMillis)*time.Millisecond)
	return a, nil
}

// chats are when live chats may be read again. The zero value is ready for use.
type chats struct {
	mu  sync.Mutex
	due map[ID]time.Time
}

// pace notes how long to stay away.
func (p *chats) pace(chat ID, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	maps.DeleteFunc(p.due, func(_ ID, at time.Time) bool { return !at.After(now) })
	if p.due == nil {
		p.due = map[ID]time.Time{}
	}
	if d > 0 {
		p.due[chat] = now.Add(d)
	}
}

// wait waits until the chat may be read again.
func (p *chats) wait(ctx context.Context, chat ID) error {
	p.mu.Lock()
	left := time.Until(p.due[chat])
	p.mu.Unlock()
	e := &social.Error{Network: network, Op: "liveChatMessages.list", Kind: social.ErrRateLimited, RetryAfter: left, Message: "the chat wants to be left alone for a while"}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < left {
		return e
	}
	if err := rest.Sleep(ctx, left); err != nil {
		return &social.Error{Network: network, Op: e.Op, Err: err}
	}
	return nil
}

func chatQuery(chat ID, cursor string, limit int) url.Values {
	q := url.Values{"part": {"id,snippet,authorDetails"}, "liveChatId": {string(chat)}}
	setText(q, "pageToken", cursor)
	if limit > 0 {
		q.Set("maxResults", strconv.Itoa(min(max(limit, leastChat), pageChat)))
	}
	return q
}

// SendChat writes into a live chat: 200 characters at most. It is not repeated when its answer is lost, as a chat
// cannot be searched: that is [social.ErrUncertain]. It costs 20 units.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages/insert.
func (c *Client) SendChat(ctx context.Context, chat ID, text string) (*ChatMessage, error) {
	return c.sendChat(ctx, chat, fields{"type": ChatText, "textMessageDetails": ChatTextDetails{Text: text}})
}

// SendChatPoll starts a poll of two to four answers in a live chat of the channel's; an earlier one must be closed.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages/insert.
func (c *Client) SendChatPoll(ctx context.Context, chat ID, question string, answers ...string) (*ChatMessage, error) {
	poll := &ChatPollDetails{Metadata: &ChatPollMetadata{Question: question}}
	for _, a := range answers {
		poll.Metadata.Options = append(poll.Metadata.Options, ChatPollOption{Text: a})
	}
	return c.sendChat(ctx, chat, fields{"type": ChatPoll, "pollDetails": poll})
}

func (c *Client) sendChat(ctx context.Context, chat ID, snippet fields) (*ChatMessage, error) {
	if err := needID("chat", chat); err != nil {
		return nil, err
	}
	snippet["liveChatId"] = chat
	return get[ChatMessage](ctx, c, &request{
		Op: "liveChatMessages.insert", Method: http.MethodPost, Path: data("liveChat", "messages"), Query: url.Values{"part": {"snippet"}},
		Body: fields{"snippet": snippet}, Class: rest.Unsafe,
	})
}

// CloseChatPoll ends a poll. id is that of its message.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages/transition.
func (c *Client) CloseChatPoll(ctx context.Context, id ID) (*ChatMessage, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	return change[ChatMessage](ctx, c, &request{
		Op: "liveChatMessages.transition", Method: http.MethodPost, Path: data("liveChat", "messages", "transition"),
		Query: url.Values{"id": {string(id)}, "status": {string(ChatPollClosed)}},
	})
}

// DeleteChat deletes a message, somebody else's too if the channel owns or moderates the chat.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages/delete.
func (c *Client) DeleteChat(ctx context.Context, id ID) error {
	return c.remove(ctx, "liveChatMessages.delete", data("liveChat", "messages"), id)
}

// BanFromChat keeps somebody out of a live chat for so long, 0 meaning for good.
// See https://developers.google.com/youtube/v3/live/docs/liveChatBans/insert.
func (c *Client) BanFromChat(ctx context.Context, chat, user ID, d time.Duration) (*ChatBan, error) {
	if chat == "" || user == "" {
		return nil, social.Invalid(network, "chat", "is empty, or user is")
	}
	ban := &ChatBanSnippet{ChatID: chat, Type: BanPermanent, User: &ChatProfile{ChannelID: user}}
	if d > 0 {
		ban.Type, ban.Seconds = BanTemporary, Count((d+time.Second-1)/time.Second)
	}
	return change[ChatBan](ctx, c, &request{
		Op: "liveChatBans.insert", Method: http.MethodPost, Path: data("liveChat", "bans"), Query: url.Values{"part": {"snippet"}},
		Body: fields{"snippet": ban},
	})
}

// LiftChatBan takes a ban back. id is that of the ban.
// See https://developers.google.com/youtube/v3/live/docs/liveChatBans/delete.
func (c *Client) LiftChatBan(ctx context.Context, id ID) error {
	return c.remove(ctx, "liveChatBans.delete", data("liveChat", "bans"), id)
}
