package mastodon

import (
	"context"
	"iter"

	"github.com/relais-go/relais/social"
)

// relate changes how the own account stands to another, in a way that may be repeated.
func (c *Client) relate(ctx context.Context, id ID, action string, body any) (*Relationship, error) {
	return post[Relationship](ctx, c, familyAll, "accounts."+action, accountPath(id, action), body)
}

// Relationships reads how the own account stands to others, in the order asked. Unknown ones are left out.
// See https://docs.joinmastodon.org/methods/accounts/#relationships.
func (c *Client) Relationships(ctx context.Context, ids ...ID) ([]*Relationship, error) {
	return byID(ctx, c, "accounts.relationships", accountPath("relationships"), func(r *Relationship) ID { return r.ID }, ids)
}

// BlockAccount blocks an account: neither sees the other any more, and follows between them end.
// See https://docs.joinmastodon.org/methods/accounts/#block.
func (c *Client) BlockAccount(ctx context.Context, id ID) (*Relationship, error) {
	return c.relate(ctx, id, "block", nil)
}

// UnblockAccount takes a block back. The follows that it ended stay ended.
// See https://docs.joinmastodon.org/methods/accounts/#unblock.
func (c *Client) UnblockAccount(ctx context.Context, id ID) (*Relationship, error) {
	return c.relate(ctx, id, "unblock", nil)
}

// BlocksPage reads a page of the blocked accounts: 40 by default, 80 at most; scope read:blocks.
// See https://docs.joinmastodon.org/methods/blocks/#get.
func (c *Client) BlocksPage(ctx context.Context, p *PageParams) (*social.Page[Account], error) {
	return page[Account](ctx, c, "blocks", apiPath("blocks"), nil, p)
}

// Blocks iterates over the blocked accounts.
func (c *Client) Blocks(ctx context.Context, p *PageParams) iter.Seq2[*Account, error] {
	return pages[Account](ctx, c, "blocks", apiPath("blocks"), nil, p)
}

// RemoveFollower makes an account no longer follow the own one; it is not told, and may follow again.
// GoToSocial has no such thing: [errors.ErrUnsupported].
// See https://docs.joinmastodon.org/methods/accounts/#remove_from_followers.
func (c *Client) RemoveFollower(ctx context.Context, id ID) (*Relationship, error) {
	r, err := c.relate(ctx, id, "remove_from_followers", nil)
	return r, c.absent(ctx, err, apiEarly, "removal of followers")
}

// NoteAccount writes a private note about an account; "" removes it.
// See https://docs.joinmastodon.org/methods/accounts/#note.
func (c *Client) NoteAccount(ctx context.Context, id ID, note string) (*Relationship, error) {
	return c.relate(ctx, id, "note", map[string]string{"comment": note})
}

// EndorseAccount shows a followed account on the own profile. [social.ErrInvalid] means that it is not followed.
// See https://docs.joinmastodon.org/methods/accounts/#endorse.
func (c *Client) EndorseAccount(ctx context.Context, id ID) (*Relationship, error) {
	return c.endorse(ctx, id, "endorse", "pin")
}

// UnendorseAccount takes it off again. See https://docs.joinmastodon.org/methods/accounts/#unendorse.
func (c *Client) UnendorseAccount(ctx context.Context, id ID) (*Relationship, error) {
	return c.endorse(ctx, id, "unendorse", "unpin")
}

// endorse falls back on the name that the action had before Mastodon 4.4.
func (c *Client) endorse(ctx context.Context, id ID, action, former string) (*Relationship, error) {
	api, err := c.api(ctx)
	if err != nil {
		return nil, err
	}
	if api < api44 {
		action = former
	}
	r, err := c.relate(ctx, id, action, nil)
	return r, c.absent(ctx, err, apiEarly, "endorsements")
}

// EndorsementsPage reads a page of the accounts that the own profile shows: 40 by default, 80 at most.
// See https://docs.joinmastodon.org/methods/endorsements/#get.
func (c *Client) EndorsementsPage(ctx context.Context, p *PageParams) (*social.Page[Account], error) {
	list, err := page[Account](ctx, c, "endorsements", apiPath("endorsements"), nil, p)
	return list, c.absent(ctx, err, apiNever, "endorsements")
}

// Endorsements iterates over the accounts that the own profile shows.
func (c *Client) Endorsements(ctx context.Context, p *PageParams) iter.Seq2[*Account, error] {
	return paged(ctx, p, c.EndorsementsPage)
}

// AccountEndorsementsPage reads a page of the accounts that another profile shows; Mastodon 4.4.
// See https://docs.joinmastodon.org/methods/accounts/#endorsements.
func (c *Client) AccountEndorsementsPage(ctx context.Context, id ID, p *PageParams) (*social.Page[Account], error) {
	list, err := page[Account](ctx, c, "accounts.endorsements", accountPath(id, "endorsements"), nil, p)
	return list, c.absent(ctx, err, api44, "endorsements of others")
}

// AccountEndorsements iterates over the accounts that another profile shows; Mastodon 4.4.
func (c *Client) AccountEndorsements(ctx context.Context, id ID, p *PageParams) iter.Seq2[*Account, error] {
	return paged(ctx, p, func(ctx context.Context, p *PageParams) (*social.Page[Account], error) {
		return c.AccountEndorsementsPage(ctx, id, p)
	})
}

// relationship reads how the own account stands to one other.
func (c *Client) relationship(ctx context.Context, id ID) (*Relationship, error) {
	list, err := c.Relationships(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, &social.Error{
			Network: network, Op: "accounts.relationships", Kind: social.ErrNotFound, Message: "the server does not know the account",
		}
	}
	return list[0], nil
}
