package mastodon

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Reply implements [social.Replier]: it is Publish with ReplyTo set.
func (c *Client) Reply(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := draft.CheckRef(network, "To", to, social.RefPost, social.RefComment, social.RefMessage); err != nil {
		return nil, err
	}
	own := *d.For(network)
	own.ReplyTo = to
	return c.Publish(ctx, &own)
}

// Message implements [social.Messenger]. A private message is a post for those whom it mentions: to an account,
// in answer to a post or message, or into a conversation. Everybody it is for is mentioned at its start. On
// Mastodon the server is told to refuse it if it would mention anybody else, since that would show it to them.
//
// It is not encrypted, and the moderators of the servers involved can read it.
func (c *Client) Message(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := draft.CheckRef(network, "To", to, social.RefAccount, social.RefPost, social.RefComment, social.RefMessage, social.RefConversation); err != nil {
		return nil, err
	}
	own := *d.For(network)
	if err := checkStatic(&own).Err(); err != nil {
		return nil, err
	}
	if own.Visibility != social.VisibilityDefault && own.Visibility != social.VisibilityDirect {
		return nil, social.Invalid(network, "Visibility", "is "+string(own.Visibility)+", messages are direct")
	}
	people, answered, err := c.recipients(ctx, to)
	if err != nil {
		return nil, err
	}
	own.Visibility = social.VisibilityDirect
	if answered != "" {
		own.ReplyTo = postRef(answered)
	}
	var extra Extra
	if e := social.ExtraOf[*Extra](&own); e != nil {
		extra = *e
	}
	extra.OnlyMentions = []ID{}
	for _, a := range slices.Backward(people) {
		if !mentions(own.Text, a.Acct) {
			own.Text = strings.TrimRight("@"+a.Acct+" "+own.Text, " ")
		}
		extra.OnlyMentions = append(extra.OnlyMentions, a.ID)
	}
	own.Extras = []social.Extra{&extra}
	return c.Publish(ctx, &own)
}

// recipients finds whom a message is for, and what it answers.
func (c *Client) recipients(ctx context.Context, to social.Ref) ([]*Account, ID, error) {
	switch to.Kind {
	case social.RefAccount:
		a, err := c.Account(ctx, ID(to.ID))
		return []*Account{a}, "", err
	case social.RefConversation:
		return c.members(ctx, ID(to.ID))
	default:
		s, err := c.Status(ctx, ID(to.ID))
		if err != nil {
			return nil, "", err
		}
		me, err := c.Me(ctx)
		if err != nil {
			return nil, "", err
		}
		if s.Account.ID != me.ID {
			return []*Account{&s.Account}, s.ID, nil
		}
		return addressees(s, me.ID), s.ID, nil // going on after a message of one's own
	}
}

// addressees are those whom an own message went to.
func addressees(s *Status, me ID) []*Account {
	var people []*Account
	for _, m := range s.Mentions {
		if m.ID != me {
			people = append(people, &Account{ID: m.ID, Acct: m.Acct})
		}
	}
	return people
}

// members finds a conversation, which the server has no request for, in the list.
func (c *Client) members(ctx context.Context, id ID) ([]*Account, ID, error) {
	for conv, err := range c.ConversationList(ctx, &PageParams{Limit: 40}) {
		if err != nil {
			return nil, "", err
		}
		if conv.ID != id {
			continue
		}
		if len(conv.Accounts) == 0 {
			return nil, "", &social.Error{Network: network, Op: "message", Kind: social.ErrInvalid, Field: "To", Err: errNoRecipient}
		}
		var last ID
		if conv.LastStatus != nil {
			last = conv.LastStatus.ID
		}
		return conv.Accounts, last, nil
	}
	return nil, "", &social.Error{Network: network, Op: "message", Kind: social.ErrNotFound, Field: "To"}
}

var errNoRecipient = errors.New("the conversation has nobody else in it")
