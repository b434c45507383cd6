package youtubetest

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// chat is the chat of a live stream.
type chat struct {
	id        string
	broadcast *broadcast
	disabled  bool
	messages  []*chatMessage      // oldest first
	polled    map[string]chatPoll // by account
}

// chatPoll is when an account asked last, and for what.
type chatPoll struct {
	at    time.Time
	token string
}

// A ChatMessage is a message of a live chat as a test sees it.
type ChatMessage struct {
	ID, Author, Type string
	Text             string // of a text message, the comment of a Super Chat, or the question of a poll
	AmountMicros     int64  // of a Super Chat
	Currency         string
	At               time.Time
	Deleted          bool
}

type chatMessage struct {
	ChatMessage
	kind   string
	author *channel
	ban    *ban
	poll   []string // options
	closed bool
}

// say adds a message to a chat.
func (s *Server) say(ch *chat, m *chatMessage) *chatMessage {
	m.ID, m.At, m.Type = "LCC."+s.ids.text(36), s.now(), m.kind
	if m.author != nil {
		m.Author = m.author.id
	}
	ch.messages = append(ch.messages, m)
	close(s.chatted)
	s.chatted = make(chan struct{})
	return m
}

// chatToken is the token behind the n-th message.
func chatToken(n int) string {
	return "GM" + base64.RawURLEncoding.EncodeToString([]byte("p"+strconv.Itoa(n)))
}

func parseChatToken(token string) (int, bool) {
	rest, ok := strings.CutPrefix(token, "GM")
	data, err := base64.RawURLEncoding.DecodeString(rest)
	if !ok || err != nil || len(data) < 2 || data[0] != 'p' {
		return 0, false
	}
	n, err := strconv.Atoi(string(data[1:]))
	return n, err == nil && n >= 0
}

func chatForbidden(reason, message string) *apiError {
	return forbidden("youtube.liveChat", reason, message)
}

func chatEnded() *apiError {
	return chatForbidden("liveChatEnded", "The live chat is no longer live.")
}

// chatOf is the chat of an id, if it can be read.
func (c *call) chatOf(id string) (*chat, error) {
	ch := c.srv.chats[id]
	switch {
	case ch == nil || !c.srv.visible(ch.broadcast.video, c.channel):
		return nil, notFound("youtube.liveChat", "liveChatNotFound", "The live chat that you are trying to retrieve cannot be found. Check the value of the requests <code>liveChatId</code> parameter to ensure that it is correct.")
	case ch.disabled:
		return nil, chatForbidden("liveChatDisabled", "Live chat is not enabled for the specified broadcast.")
	}
	return ch, nil
}

// listChat is liveChatMessages.list, see
// https://developers.google.com/youtube/v3/live/docs/liveChatMessages/list.
func listChat(c *call) (any, error) {
	ch, err := c.chatOf(c.text("liveChatId"))
	if err != nil {
		return nil, err
	}
	from, err := c.chatPosition(ch)
	if err != nil {
		return nil, err
	}
	if from == len(ch.messages) && !ch.broadcast.ended.IsZero() {
		return nil, chatEnded()
	}
	if err := c.pace(ch); err != nil {
		return nil, err
	}
	to := min(from+c.size(), len(ch.messages))
	return c.chatPage(ch, from, to), nil
}

// chatPosition is where the caller goes on: behind the token, or at the recent past.
func (c *call) chatPosition(ch *chat) (int, error) {
	token := c.text("pageToken")
	if token == "" {
		return max(0, len(ch.messages)-c.srv.opts.Live.History), nil
	}
	n, ok := parseChatToken(token)
	if !ok || n > len(ch.messages) {
		return 0, badRequest("youtube.liveChat", "pageTokenInvalid", "The page token is not valid.").at("pageToken")
	}
	return n, nil
}

// pace refuses a caller who goes on sooner than told. The same token may be used again at once, because its
// answer may have been lost.
func (c *call) pace(ch *chat) error {
	now, token := c.srv.now(), c.text("pageToken")
	last, before := ch.polled[c.account]
	if before && token != "" && token != last.token && now.Before(last.at.Add(c.srv.opts.Live.PollingInterval)) && !c.srv.opts.Live.AnyPace {
		return chatForbidden("rateLimitExceeded", "The request was sent too soon after the previous one. This error occurs when API requests to retrieve messages are being sent more frequently than YouTube's refresh rates, which unnecessarily wastes bandwidth and quota.")
	}
	if ch.polled == nil {
		ch.polled = map[string]chatPoll{}
	}
	ch.polled[c.account] = chatPoll{at: now, token: token}
	return nil
}

func (c *call) chatPage(ch *chat, from, to int) object {
	items := []object{}
	for _, m := range ch.messages[from:to] {
		items = append(items, c.chatJSON(ch, m))
	}
	out := object{
		"kind": "youtube#liveChatMessageListResponse", "items": items, "nextPageToken": chatToken(to),
		"pollingIntervalMillis": c.srv.opts.Live.PollingInterval.Milliseconds(), "pageInfo": pageInfo(len(items), len(items)),
	}
	if ended := ch.broadcast.ended; !ended.IsZero() {
		out["offlineAt"] = fineStamp(ended)
	}
	for _, m := range ch.messages {
		if m.kind == "pollEvent" && !m.closed && !m.Deleted {
			out["activePollItem"] = c.chatJSON(ch, m)
		}
	}
	return without(out)
}

func (c *call) chatJSON(ch *chat, m *chatMessage) object {
	o := object{}
	if c.parts["snippet"] {
		o["snippet"] = chatSnippet(ch, m)
	}
	if c.parts["authorDetails"] && m.author != nil && !m.Deleted {
		o["authorDetails"] = object{
			"channelId": m.author.id, "channelUrl": "http://www.youtube.com/channel/" + m.author.id, "displayName": m.author.Title,
			"profileImageUrl": "https://yt3.ggpht.com/" + m.author.id + "=s88", "isVerified": false,
			"isChatOwner": m.author == ch.broadcast.owner, "isChatSponsor": false, "isChatModerator": c.srv.moderates(ch, m.author) && m.author != ch.broadcast.owner,
		}
	}
	return resource("liveChatMessage", m.ID, o)
}

func chatSnippet(ch *chat, m *chatMessage) object {
	o := object{"liveChatId": ch.id, "publishedAt": fineStamp(m.At), "type": m.kind, "hasDisplayContent": true}
	if m.author != nil {
		o["authorChannelId"] = m.author.id
	}
	switch {
	case m.Deleted:
		o["type"], o["hasDisplayContent"] = "tombstone", false
		delete(o, "authorChannelId")
	case m.kind == "textMessageEvent":
		o["displayMessage"], o["textMessageDetails"] = m.Text, object{"messageText": m.Text}
	case m.kind == "superChatEvent":
		amount := m.amount()
		o["displayMessage"] = strings.TrimSpace(amount + " from " + m.author.Title + `: "` + m.Text + `"`)
		o["superChatDetails"] = object{
			"amountMicros": decimal(m.AmountMicros), "currency": m.Currency, "amountDisplayString": amount, "userComment": m.Text, "tier": 1,
		}
	case m.kind == "newSponsorEvent":
		o["displayMessage"] = m.author.Title + " just became a member!"
		o["newSponsorDetails"] = object{"memberLevelName": "Member", "isUpgrade": false}
	case m.kind == "userBannedEvent":
		o["displayMessage"], o["userBannedDetails"] = m.ban.target.Title+" has been banned.", m.ban.details()
	case m.kind == "pollEvent":
		o["displayMessage"], o["pollDetails"] = m.Text, m.pollDetails()
	case m.kind == "chatEndedEvent":
		o["hasDisplayContent"] = false
	}
	return o
}

// amount is what was paid, as people read it.
func (m *chatMessage) amount() string {
	return strconv.FormatFloat(float64(m.AmountMicros)/1e6, 'f', 2, 64) + " " + m.Currency
}

func (m *chatMessage) pollDetails() object {
	options := []object{}
	for _, option := range m.poll {
		options = append(options, object{"optionText": option, "tally": "0"})
	}
	status := "active"
	if m.closed {
		status = "closed"
	}
	return object{"status": status, "metadata": object{"questionText": m.Text, "options": options}}
}
