package youtube

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

// ChatOptions say how a [ChatListener] hears a live chat. nil means all defaults.
type ChatOptions struct {
	// Video is the video that the chat belongs to, for social.Event.Root.
	Video ID

	// Stream has YouTube send what is said as it is said, over connections that last a while and take five units each,
	// instead of being asked for it. Where that form is not offered, it is asked all the same.
	Stream bool

	// Every is the time between two looks, or the beginnings of two connections, at least: 0 means as soon as YouTube allows, some five seconds. Each look takes
	// five units and gives up to 2,000 messages, so a minute's delay costs 300 units an hour, and none the units of a
	// whole day in less than three.
	Every time.Duration
}

// ChatListener hears a live chat, the channel's own or another's, for as long as it is live. It implements
// [social.Listener] and [social.Cursorer]; make it with [Client.ChatListener].
//
// YouTube says how long to stay away after each look, which is kept; or it sends what is said by itself. What was said while nobody listened comes first, as
// long as YouTube knows the place that the cursor names; else an event of kind [social.EventOther] with a [*ChatGap] in
// Raw comes before what it still has. The sequence ends without an error when the chat has ended. Errors that end it:
// [social.ErrNotFound], there is no such chat; [social.ErrPermission], it is disabled or for members;
// [social.ErrInvalid], the cursor.
//
// Words, Super Chats and stickers are EventComment, deleted messages EventDeleted, and all else that happens, such as
// new members, gifts and polls, EventOther; Raw is a [*ChatMessage]. What the channel itself writes is none. Refs are of
// kind [social.RefMessage]: see [Client.SendChat] for answers, and [Client.DeleteChat] and [Client.BanFromChat].
type ChatListener struct {
	c    *Client
	chat ID
	o    ChatOptions

	first, most time.Duration // pauses after failures
}

// ChatListener makes a listener for a live chat, which [Client.LiveChats] or [LiveStreaming] names. o may be nil.
func (c *Client) ChatListener(chat ID, o *ChatOptions) *ChatListener {
	return &ChatListener{c: c, chat: chat, o: value(o), first: time.Second, most: time.Minute}
}

// LiveChats are the chats of the channel's broadcasts that are live now, by video.
// See https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/list.
func (c *Client) LiveChats(ctx context.Context) (map[ID]ID, error) {
	chats := map[ID]ID{}
	for b, err := range c.Broadcasts(ctx, &BroadcastsParams{Status: "active", Parts: []BroadcastPart{BroadcastPartSnippet}}, nil) {
		if err != nil {
			return nil, err
		}
		if b.Snippet != nil && b.Snippet.ChatID != "" {
			chats[b.ID] = b.Snippet.ChatID
		}
	}
	return chats, nil
}

// ChatGap is in [social.Event].Raw where messages of a live chat are missing.
type ChatGap struct {
	From, Until time.Time
}

// Network names the network: "youtube".
func (l *ChatListener) Network() string { return network }

// chatCursor is a place in a chat: behind a message of the page that a token names.
type chatCursor struct {
	Chat ID        `json:"c"`
	Page string    `json:"p,omitempty"` // "": the recent history
	Last ID        `json:"l,omitempty"` // "": the page's beginning
	At   time.Time `json:"t,omitzero"`  // of Last, or when nothing was there yet
}

const chatCursorPrefix = network + "chat1:"

func (p *chatCursor) String() string {
	text, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	return chatCursorPrefix + base64.RawURLEncoding.EncodeToString(text)
}

func (l *ChatListener) parse(s string) (*chatCursor, error) {
	text, ok := strings.CutPrefix(s, chatCursorPrefix)
	raw, err := base64.RawURLEncoding.DecodeString(text)
	p := new(chatCursor)
	if !ok || err != nil || json.Unmarshal(raw, p) != nil || p.Chat != l.chat {
		return nil, social.Invalid(network, "After", "is no cursor of this chat")
	}
	return p, nil
}

// now is YouTube's clock, which its answers tell.
func (c *Client) now(ctx context.Context) (time.Time, error) {
	return inbox.Clock(&c.skew, c.ping)(ctx)
}

// offset is by how much YouTube's clock is ahead of ours: the least that it may be, 0 if that is possible.
func (c *Client) offset() time.Duration {
	least, most, known := c.skew.Bounds()
	if !known || least <= 0 && most > 0 {
		return 0
	}
	return least
}

// Cursor implements [social.Cursorer]. It reads the chat once.
func (l *ChatListener) Cursor(ctx context.Context) (string, error) {
	page, err := l.c.ChatPage(ctx, l.chat, "", pageChat)
	if err != nil {
		return "", err
	}
	now, err := l.c.now(ctx)
	if err != nil {
		return "", err
	}
	return (&chatCursor{Chat: l.chat, Page: page.Next, At: now}).String(), nil
}

// Listen implements [social.Listener]. See [ChatListener].
func (l *ChatListener) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	own := value(q)
	own.Kinds = slices.Clone(own.Kinds)
	return func(yield func(*social.Event, error) bool) {
		h := &chatHearing{ChatListener: l, q: &own, yield: yield, backoff: stream.Backoff{First: l.first, Max: l.most}}
		if err := h.run(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}

// chatHearing is one call of Listen.
type chatHearing struct {
	*ChatListener
	q       *social.ListenQuery
	yield   func(*social.Event, error) bool
	backoff stream.Backoff

	me    ID
	at    chatCursor
	since time.Time // what was said before is left out
	last  ID        // dealt with last
	skip  bool      // the next page up to last

	offline bool // the stream has ended
	streams bool // what is said is sent, not asked for
}

func (h *chatHearing) run(ctx context.Context) error {
	if !wantsAny(h.q.Kinds, social.EventComment, social.EventDeleted, social.EventOther) {
		return social.Unsupported(network, "Kinds", "holds nothing that can be heard in a chat")
	}
	h.at = chatCursor{Chat: h.chat}
	h.streams = h.o.Stream && !h.q.CatchUp
	switch h.q.After {
	case "":
		if h.q.CatchUp {
			return nil
		}
		began := time.Now() // while YouTube's clock is asked for, people may speak
		if err := h.patiently(ctx, func() error { _, err := h.c.now(ctx); return err }); err != nil {
			return err
		}
		h.since = began.Add(h.c.offset())
		h.at.At = h.since
	case social.FromStart:
	default:
		at, err := h.parse(h.q.After)
		if err != nil {
			return err
		}
		h.at, h.last, h.skip = *at, at.Last, at.Last != ""
	}
	if h.c.cfg.Tokens != nil {
		if err := h.patiently(ctx, func() error {
			me, err := h.c.Me(ctx)
			if err == nil {
				h.me = me.ID
			}
			return err
		}); err != nil {
			return err
		}
	}
	return h.loop(ctx)
}

func wantsAny(kinds []social.EventKind, have ...social.EventKind) bool {
	return kinds == nil || slices.ContainsFunc(have, func(k social.EventKind) bool { return slices.Contains(kinds, k) })
}

// loop reads page after page until the chat ends.
func (h *chatHearing) loop(ctx context.Context) error {
	for {
		began := time.Now()
		over := false
		err := h.patiently(ctx, func() (err error) {
			if h.streams {
				over, err = h.listen(ctx)
			} else {
				over, err = h.look(ctx)
			}
			return err
		})
		switch {
		case over, chatOver(err), h.offline && errors.Is(err, social.ErrNotFound): // after the end, chats vanish
			return nil
		case h.cannotStream(ctx, err):
			continue
		case err != nil:
			return err
		}
		if err := rest.Sleep(ctx, time.Until(began.Add(h.o.Every))); err != nil {
			return err
		}
	}
}

// look reads one page.
func (h *chatHearing) look(ctx context.Context) (over bool, err error) {
	page, err := h.c.ChatPage(ctx, h.chat, h.at.Page, pageChat)
	if err != nil {
		return false, err
	}
	return h.take(page)
}

// take deals with a page; over says that nothing follows, or nothing that is wanted.
func (h *chatHearing) take(page *ChatPage) (over bool, err error) {
	h.offline = !page.OfflineAt.IsZero()
	if err := h.deliver(page); err != nil {
		return false, err
	}
	if last := page.Items; len(last) > 0 && last[len(last)-1].kind() == ChatEnded {
		return true, nil
	}
	if h.q.CatchUp && (len(page.Items) < leastChat || page.Next == "") {
		return true, nil
	}
	if page.Next != "" {
		h.at.Page, h.at.Last = page.Next, ""
	} else { // the same page comes again
		h.skip = h.last != ""
	}
	return false, nil
}

// chatOver reports that the chat has ended.
func chatOver(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	return ok && e.Code == "liveChatEnded"
}

// patiently tries until it succeeds, or fails for good.
func (h *chatHearing) patiently(ctx context.Context, try func() error) error {
	for {
		err := try()
		switch {
		case err == nil:
			h.backoff.Reset()
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case h.lost(err):
			h.at.Page, h.skip = "", true
			continue
		case !passes(err):
			return err
		}
		pause := h.backoff.Next()
		if e, ok := errors.AsType[*social.Error](err); ok {
			pause = max(pause, e.RetryAfter)
		}
		h.c.rest.Log().WarnContext(ctx, "listening: cannot read a live chat, trying again", "network", network, "error", err, "pause", pause)
		if err := rest.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// lost reports that YouTube does not know the page any more.
func (h *chatHearing) lost(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	return ok && h.at.Page != "" && (e.Code == "pageTokenInvalid" || e.Code == "invalidPageToken")
}

// passes reports a failure that may be over after a while.
func passes(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	switch {
	case !ok:
		return false
	case errors.Is(e.Kind, social.ErrQuota):
		return e.RetryAfter > 0
	default:
		return errors.Is(e.Kind, social.ErrUnavailable) || errors.Is(e.Kind, social.ErrRateLimited)
	}
}

// deliver tells what a page holds.
func (h *chatHearing) deliver(page *ChatPage) error {
	items := page.Items
	if h.skip {
		h.skip = false
		if i := slices.IndexFunc(items, func(m *ChatMessage) bool { return m.ID == h.last }); i >= 0 {
			items = items[i+1:]
		} else { // it is gone, so what follows is told by its time
			h.since = h.at.At
			if err := h.gap(items); err != nil {
				return err
			}
		}
	}
	for _, m := range items {
		at := m.time()
		if !at.IsZero() && at.Before(h.since) {
			continue
		}
		h.at.Last, h.last = m.ID, m.ID
		if !at.IsZero() {
			h.at.At = at
		}
		e := m.event(h.o.Video)
		own := h.me != "" && e.Author.Ref.ID == string(h.me)
		if own || !wantsAny(h.q.Kinds, e.Kind) {
			continue
		}
		e.Cursor = h.at.String()
		if !h.yield(e, nil) {
			return errEnough
		}
	}
	return nil
}

// gap says what is missing between the place that a cursor named, which YouTube has forgotten, and what it still has.
func (h *chatHearing) gap(items []*ChatMessage) error {
	from := h.at.At
	if h.at.Page != "" || len(items) == 0 || !items[0].time().After(from) || !wantsAny(h.q.Kinds, social.EventOther) {
		return nil
	}
	until := items[0].time()
	id := "chatgap:" + from.UTC().Format(time.RFC3339Nano)
	e := &social.Event{
		Kind: social.EventOther, ID: id, Ref: social.Ref{Network: network, Kind: social.RefEvent, ID: id}, Time: until,
		Raw: &ChatGap{From: from, Until: until}, Cursor: h.at.String(),
	}
	if !h.yield(e, nil) {
		return errEnough
	}
	return nil
}
