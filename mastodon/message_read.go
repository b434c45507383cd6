package mastodon

import (
	"context"
	"iter"
	"slices"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Conversations implements [social.Messenger]: it iterates over the private conversations, the most recently
// active first. Conversations whose last message was deleted may be missing until the next one comes.
func (c *Client) Conversations(ctx context.Context) iter.Seq2[*social.Conversation, error] {
	return rest.Map(c.ConversationList(ctx, nil), (*Conversation).portable)
}

// Messages implements [social.Messenger]: it iterates over the private messages of a conversation, newest first.
// A message of the conversation does as well as the conversation itself, and costs fewer requests, since the
// server keeps only the last message with a conversation, which has to be searched for in the list.
//
// The server shows one thread at a time: if people go on in a new thread, that is another conversation.
func (c *Client) Messages(ctx context.Context, conversation social.Ref) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		thread, err := c.thread(ctx, conversation)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, s := range thread {
			if s.Visibility == VisibilityDirect && !yield(s.portable(), nil) {
				return
			}
		}
	}
}

// thread reads everything around a message, newest first.
func (c *Client) thread(ctx context.Context, ref social.Ref) ([]*Status, error) {
	if err := draft.CheckRef(network, "conversation", ref, social.RefConversation, social.RefMessage, social.RefPost); err != nil {
		return nil, err
	}
	last, err := c.lastMessage(ctx, ref)
	if last == nil || err != nil {
		return nil, err
	}
	around, err := c.Context(ctx, last.ID)
	if err != nil {
		return nil, err
	}
	root := last
	if len(around.Ancestors) > 0 {
		// Answers that branched off further up show only when seen from the first message.
		root = around.Ancestors[0]
		if around, err = c.Context(ctx, root.ID); err != nil {
			return nil, err
		}
	}
	all := append([]*Status{root}, around.Descendants...)
	slices.Reverse(all) // where the clock does not tell, what comes later in the thread is newer
	slices.SortStableFunc(all, func(a, b *Status) int { return b.CreatedAt.Compare(a.CreatedAt.Time) })
	return all, nil
}

// lastMessage finds the newest message of a conversation, or the message that ref names; nil if it was deleted.
func (c *Client) lastMessage(ctx context.Context, ref social.Ref) (*Status, error) {
	if ref.Kind != social.RefConversation {
		return c.Status(ctx, ID(ref.ID))
	}
	for conv, err := range c.ConversationList(ctx, &PageParams{Limit: 40}) {
		if err != nil {
			return nil, err
		}
		if string(conv.ID) == ref.ID {
			return conv.LastStatus, nil
		}
	}
	return nil, &social.Error{Network: network, Op: "messages", Kind: social.ErrNotFound, Field: "conversation"}
}

// portable turns a conversation into the form that all networks share.
func (v *Conversation) portable() *social.Conversation {
	out := &social.Conversation{
		Ref:    social.Ref{Network: network, Kind: social.RefConversation, ID: string(v.ID)},
		Unread: v.Unread, Raw: v,
	}
	for _, a := range v.Accounts {
		out.With = append(out.With, *a.portable())
	}
	if v.LastStatus != nil {
		out.Last = v.LastStatus.portable()
		out.Time = out.Last.Time
	}
	return out
}
