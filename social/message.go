package social

import (
	"context"
	"iter"
	"time"
)

// Conversation is a private exchange.
type Conversation struct {
	Ref    Ref       // Kind is RefConversation
	With   []Account // the others
	Last   *Post     // the newest message, nil if the network does not say
	Unread bool
	Time   time.Time // of the newest message, zero if not known
	Raw    any
}

// Messenger writes and reads private messages.
type Messenger interface {
	// Message sends d privately: to a person (RefAccount), into a conversation, or as the answer to a
	// message or, where the network has private replies, to a comment. It happens once, with the errors of
	// [Publisher].Publish; a closed messaging window is [ErrPermission] and says when and how it opens.
	Message(ctx context.Context, to Ref, d *Draft) (*Post, error)

	// Conversations iterates over the private exchanges, newest first.
	Conversations(ctx context.Context) iter.Seq2[*Conversation, error]

	// Messages iterates over one exchange, newest first.
	Messages(ctx context.Context, conversation Ref) iter.Seq2[*Post, error]
}

// Message sends privately with c if it is a [Messenger].
func Message(ctx context.Context, c any, to Ref, d *Draft) (*Post, error) {
	if m, ok := c.(Messenger); ok {
		return m.Message(ctx, to, d)
	}
	return nil, lacks[Messenger](c)
}

// Conversations lists private exchanges with c if it is a [Messenger].
func Conversations(ctx context.Context, c any) iter.Seq2[*Conversation, error] {
	if m, ok := c.(Messenger); ok {
		return m.Conversations(ctx)
	}
	return fail[Conversation](lacks[Messenger](c))
}

// Messages reads one exchange with c if it is a [Messenger].
func Messages(ctx context.Context, c any, conversation Ref) iter.Seq2[*Post, error] {
	if m, ok := c.(Messenger); ok {
		return m.Messages(ctx, conversation)
	}
	return fail[Post](lacks[Messenger](c))
}
