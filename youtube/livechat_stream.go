package youtube

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"log/slog"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

const (
	methodChatStream = "liveChatMessages.stream"
	chatSilence      = 90 * time.Second // after which a connection is taken for dead
	chatAnswer       = 16 << 20         // bytes of one answer
)

// ChatStream opens one connection to a live chat and iterates over the answers that come over it while people talk, from
// cursor on, "" meaning the recent history. The sequence ends without an error when YouTube ends the connection, which it
// does after a while: go on with the Next of the last answer. Each connection costs five units, however much comes over it.
// Errors are those of [Client.ChatPage]; [social.ErrUnavailable] is a connection that broke, or was silent for a minute and
// a half. [ChatOptions].Stream has a [ChatListener] do all that.
// See https://developers.google.com/youtube/v3/live/docs/liveChatMessages/streamList.
func (c *Client) ChatStream(ctx context.Context, chat ID, cursor string) iter.Seq2[*ChatPage, error] {
	return func(yield func(*ChatPage, error) bool) {
		err := c.streamChat(ctx, chat, cursor, yield)
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}

func (c *Client) streamChat(ctx context.Context, chat ID, cursor string, yield func(*ChatPage, error) bool) error {
	if err := needID("chat", chat); err != nil {
		return err
	}
	w, err := c.wire(&request{
		Op: methodChatStream, Path: data("liveChat", "messages", "stream"), Query: chatQuery(chat, cursor, pageChat), Class: rest.Read,
		Priority: social.PriorityPoll, Idle: chatSilence,
	})
	if err != nil {
		return err
	}
	resp, err := c.rest.Open(ctx, w)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	answers := newAnswers(resp.Body)
	for {
		raw, err := answers.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case ctx.Err() != nil:
			return &social.Error{Network: network, Op: methodChatStream, Err: ctx.Err()}
		case err != nil:
			return &social.Error{Network: network, Op: methodChatStream, Kind: social.ErrUnavailable, Err: err}
		}
		page, err := readChatPage(raw)
		if err != nil {
			return err
		}
		if !yield(page, nil) {
			return errEnough
		}
	}
}

// readChatPage reads one answer of a stream, which may be a refusal.
func readChatPage(raw []byte) (*ChatPage, error) {
	var refusal struct {
		Error *struct {
			Code Int `json:"code"`
		} `json:"error"`
	}
	if rest.Decode(raw, &refusal) == nil && refusal.Error != nil {
		e := classify(&rest.Answer{Status: int(refusal.Error.Code), Body: raw, Received: time.Now()})
		e.Network, e.Op, e.Status = network, methodChatStream, int(refusal.Error.Code)
		if e.Kind == nil {
			e.Kind = social.ErrUnavailable
		}
		return nil, e
	}
	page := new(ChatPage)
	if err := rest.Decode(raw, page); err != nil {
		return nil, &social.Error{Network: network, Op: methodChatStream, Kind: social.ErrUnavailable, Err: err}
	}
	page.Items = present(page.Items)
	return page, nil
}

// answers takes a stream of answers apart: an array that grows, or one answer after the other.
type answers struct {
	from  *bounded
	in    *bufio.Reader
	d     *json.Decoder // nil before the first answer
	array bool
}

// bounded reads so many bytes and no more.
type bounded struct {
	r    io.Reader
	left int
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, stream.ErrTooLong
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

func newAnswers(r io.Reader) *answers {
	from := &bounded{r: r}
	return &answers{from: from, in: bufio.NewReader(from)}
}

// next is the next answer; [io.EOF] after the last.
func (a *answers) next() (raw json.RawMessage, err error) {
	a.from.left = chatAnswer
	if a.d == nil {
		if err := a.begin(); err != nil {
			return nil, err
		}
	}
	if !a.array || a.d.More() {
		err = a.d.Decode(&raw)
	} else if _, err = a.d.Token(); err == nil { // the array is complete
		return nil, io.EOF
	}
	if a.array && errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return raw, err
}

// begin finds out of which kind the stream is.
func (a *answers) begin() error {
	for {
		b, err := a.in.Peek(1)
		if err != nil {
			return err
		}
		if b[0] > ' ' {
			a.array = b[0] == '['
			break
		}
		_, _ = a.in.Discard(1) // it is there
	}
	a.d = json.NewDecoder(a.in)
	if a.array {
		_, err := a.d.Token()
		return err
	}
	return nil
}

// listen takes what comes over one connection; over says that the chat has ended.
func (h *chatHearing) listen(ctx context.Context) (over bool, err error) {
	began, came := time.Now(), false
	for page, err := range h.c.ChatStream(ctx, h.chat, h.at.Page) {
		if err != nil {
			return false, err
		}
		came = true
		h.backoff.Reset()
		if over, err := h.take(page); over || err != nil {
			return over, err
		}
	}
	if !came && time.Since(began) < time.Second { // nobody is asked in a hot loop
		return false, &social.Error{Network: network, Op: methodChatStream, Kind: social.ErrUnavailable, Message: "the stream ended before it began"}
	}
	return false, nil
}

// cannotStream reports that YouTube does not know the streamed form, and goes back to asking.
func (h *chatHearing) cannotStream(ctx context.Context, err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !h.streams || e.Code != "" || !errors.Is(err, social.ErrNotFound) && !errors.Is(err, errors.ErrUnsupported) {
		return false
	}
	h.c.rest.Log().WarnContext(ctx, "listening: live chats cannot be streamed here, asking again and again instead",
		slog.String("network", network), slog.Any("error", err))
	h.streams = false
	return true
}
