package socialtest

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/relais-go/relais/social"
)

// Message implements [social.Messenger]. Anybody can write to anybody who has not banned them.
func (c *Client) Message(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	kinds := []social.RefKind{social.RefAccount, social.RefConversation, social.RefMessage, social.RefPost}
	if err := c.known(to, "to", kinds...); err != nil {
		return nil, err
	}
	private := d.For(c.n.name)
	err := c.validate(private)
	if !private.At.IsZero() {
		err = errors.Join(err, social.Unsupported(c.n.name, "At", "messages are not scheduled"))
	}
	if private.FirstComment != "" {
		err = errors.Join(err, social.Unsupported(c.n.name, "FirstComment", "messages have none"))
	}
	if err != nil {
		return nil, err
	}
	return c.send(ctx, "message", private, to)
}

// addressMessage makes an item a private message. The lock is held.
func (c *Client) addressMessage(it *item, to social.Ref) error {
	switch to.Kind {
	case social.RefAccount:
		it.to = c.n.accountOf(to)
	case social.RefConversation:
		it.to = c.partner(to)
	default:
		parent, err := c.seen(to)
		if err != nil {
			return err
		}
		it.parent, it.to = parent, parent.author
		if parent.author == c.me {
			it.to = parent.to
		}
	}
	switch {
	case it.to == nil:
		return c.fail(social.ErrNotFound, "to", to.ID+" does not exist")
	case it.to.banned[c.me]:
		return c.fail(social.ErrPermission, "to", "takes no messages of yours")
	}
	it.kind = social.RefMessage
	return nil
}

// conversation names the private exchange of two accounts.
func (n *Network) conversation(a, b *account) social.Ref {
	ids := []string{a.id, b.id}
	slices.Sort(ids)
	return social.Ref{Network: n.name, Kind: social.RefConversation, ID: ids[0] + "-" + ids[1]}
}

// partner is the other side of one of the account's conversations, nil if there is none.
func (c *Client) partner(conversation social.Ref) *account {
	for _, a := range c.n.accounts {
		if c.n.conversation(c.me, a).ID == conversation.ID && len(c.exchange(a)) > 0 {
			return a
		}
	}
	return nil
}

// exchange lists the messages between the account and another, oldest first.
func (c *Client) exchange(with *account) []*item {
	var all []*item
	for _, it := range c.n.items {
		if it.kind != social.RefMessage || it.gone {
			continue
		}
		if it.author == c.me && it.to == with || it.author == with && it.to == c.me {
			all = append(all, it)
		}
	}
	return all
}

// Conversations implements [social.Messenger]. One is unread while its newest message is the other's.
func (c *Client) Conversations(ctx context.Context) iter.Seq2[*social.Conversation, error] {
	return func(yield func(*social.Conversation, error) bool) {
		var all []*social.Conversation
		err := c.read(ctx, "conversations", func() error {
			for _, a := range c.n.accounts {
				messages := c.exchange(a)
				if len(messages) == 0 {
					continue
				}
				last := messages[len(messages)-1]
				all = append(all, &social.Conversation{
					Ref: c.n.conversation(c.me, a), With: []social.Account{c.n.show(a)}, Last: c.n.post(last),
					Unread: last.author == a, Time: last.made,
				})
			}
			return nil
		})
		if err != nil {
			yield(nil, err)
			return
		}
		slices.SortStableFunc(all, func(a, b *social.Conversation) int { return b.Time.Compare(a.Time) })
		for _, conversation := range all {
			if !yield(conversation, nil) {
				return
			}
		}
	}
}

// Messages implements [social.Messenger].
func (c *Client) Messages(ctx context.Context, conversation social.Ref) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		err := c.known(conversation, "conversation", social.RefConversation)
		var with *account
		if err == nil {
			err = c.read(ctx, "messages", func() error {
				if with = c.partner(conversation); with == nil {
					return c.fail(social.ErrNotFound, "", conversation.ID+" does not exist")
				}
				return nil
			})
		}
		if err != nil {
			yield(nil, err)
			return
		}
		c.paged(ctx, "messages", 0, func(it *item) bool {
			return it.kind == social.RefMessage && !it.gone &&
				(it.author == c.me && it.to == with || it.author == with && it.to == c.me)
		})(yield)
	}
}
