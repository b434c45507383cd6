package socialtest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// order is what is to be published, as a Pending keeps it. Draft is without media and extras.
type order struct {
	Draft *social.Draft `json:"draft"`
	To    social.Ref    `json:"to,omitzero"` // of a private message
	media []social.Attachment
}

// Publish implements [social.Publisher].
func (c *Client) Publish(ctx context.Context, d *social.Draft) (*social.Post, error) {
	d = d.For(c.n.name)
	if err := c.validate(d); err != nil {
		return nil, err
	}
	return c.send(ctx, "publish", d, social.Ref{})
}

// Reply implements [social.Replier].
func (c *Client) Reply(ctx context.Context, to social.Ref, d *social.Draft) (*social.Post, error) {
	if err := c.known(to, "to", social.RefPost, social.RefMessage); err != nil {
		return nil, err
	}
	if to.Kind == social.RefMessage {
		return c.Message(ctx, to, d)
	}
	answer := d.For(c.n.name)
	answer.ReplyTo = to
	if err := c.validate(answer); err != nil {
		return nil, err
	}
	return c.send(ctx, "reply", answer, social.Ref{})
}

// Resume implements [social.Resumer].
func (c *Client) Resume(ctx context.Context, p *social.Pending) (*social.Post, error) {
	var o order
	switch {
	case p == nil || p.Network != c.n.name:
		return nil, c.complete("resume", c.fail(social.ErrInvalid, "Network", "is not of this network"))
	case p.Account != c.me.id:
		return nil, c.complete("resume", c.fail(social.ErrWrongAccount, "Account", "began with another account"))
	}
	if err := json.Unmarshal(p.State, &o); err != nil || o.Draft == nil { //nolint:musttag // nobody else reads it
		return nil, c.complete("resume", c.fail(social.ErrInvalid, "State", "is damaged"))
	}
	o.Draft.Media, o.Draft.Key = p.Media, p.Key
	return c.send(ctx, "resume", o.Draft, o.To)
}

// send publishes a valid draft with everything that belongs to it.
func (c *Client) send(ctx context.Context, op string, d *social.Draft, to social.Ref) (*social.Post, error) {
	if err := c.guard(ctx, op); err != nil {
		return nil, err
	}
	if d.Key == "" {
		d.Key = rand.Text()
	}
	media, err := c.upload(ctx, op, d.Media)
	if err != nil {
		return nil, err
	}
	p, err := c.commit(ctx, op, order{Draft: d, To: to, media: media})
	if err != nil || d.FirstComment == "" {
		return p, err
	}
	comment := &social.Draft{Text: d.FirstComment, ReplyTo: p.Ref, Key: d.Key + "/comment"}
	if _, err := c.commit(ctx, "first comment", order{Draft: comment}); err != nil {
		return nil, c.interrupted(op, social.StageComment, order{Draft: d, To: to}, &p.Ref, err)
	}
	return p, nil
}

// upload reads every file once, as a real network would.
func (c *Client) upload(ctx context.Context, op string, media []*social.Media) ([]social.Attachment, error) {
	var all []social.Attachment
	for i, m := range media {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		field := fmt.Sprintf("Media[%d]", i)
		if err := m.Validate(c.n.name, field); err != nil {
			return nil, err
		}
		address := m.URL
		if m.Open != nil {
			if err := drain(m); err != nil {
				e := c.fail(social.ErrMedia, field, "")
				e.Err = err
				return nil, c.complete(op, e)
			}
			address = c.n.address("media/" + m.Name)
		}
		all = append(all, social.Attachment{
			ID: rand.Text(), ContentType: m.ContentType, URL: address, PreviewURL: address, AltText: m.AltText,
		})
	}
	return all, nil
}

func drain(m *social.Media) error {
	r, err := m.Open()
	if err != nil {
		return fmt.Errorf("opening %s: %w", m.Name, err)
	}
	_, err = io.Copy(io.Discard, r)
	return errors.Join(err, r.Close())
}

// commit makes an item stand exactly once. When an answer is lost it looks for the item by its key before it
// sends it again.
func (c *Client) commit(ctx context.Context, op string, o order) (*social.Post, error) {
	var p *social.Post
	look := func() error { p = c.lookup(o.Draft.Key); return nil }
	err := c.read(ctx, op, look)
	for i := 0; err == nil && p == nil && i <= c.retries(); i++ {
		err = c.writeOnce(ctx, func() error { return c.create(o, &p) })
		if !errors.Is(err, errLost) {
			break
		}
		p = nil
		if ctx.Err() != nil {
			return nil, c.interrupted(op, social.StageConfirm, o, nil, ctx.Err())
		}
		if unread := c.read(ctx, op, look); unread != nil {
			return nil, c.interrupted(op, social.StageConfirm, o, nil, fmt.Errorf("%w, and so was looking for it: %w", errLost, unread))
		}
		err = nil
	}
	switch {
	case ctx.Err() != nil && p == nil:
		return nil, ctx.Err()
	case err == nil && p == nil:
		return nil, c.interrupted(op, social.StageCommit, o, nil, errLost)
	case passes(err):
		return nil, c.interrupted(op, social.StageCommit, o, nil, c.complete(op, err))
	case err != nil:
		return nil, c.complete(op, err)
	}
	return p, nil
}

// interrupted describes how to go on with a publication that did not end.
func (c *Client) interrupted(op string, stage social.Stage, o order, stands *social.Ref, cause error) error {
	kept := *o.Draft
	kept.Media, kept.Extras = nil, nil
	state, err := json.Marshal(order{Draft: &kept, To: o.To}) //nolint:musttag // nobody else reads it
	if err != nil {
		return errors.Join(cause, err)
	}
	kind := social.ErrUnavailable
	if stage == social.StageConfirm {
		kind = social.ErrUncertain
	}
	return &social.Error{
		Network: c.n.name, Op: op, Kind: kind, Err: cause,
		Pending: &social.Pending{
			Network: c.n.name, Account: c.me.id, Key: o.Draft.Key, Stage: stage, Since: c.n.now(),
			Post: stands, Media: o.Draft.Media, State: state,
		},
	}
}

// lookup finds what the account published with that key. The lock is held.
func (c *Client) lookup(key string) *social.Post {
	for _, it := range c.n.items {
		if it.author == c.me && it.key == key && !it.gone {
			return c.n.post(it)
		}
	}
	return nil
}

// create makes an order stand. The lock is held.
func (c *Client) create(o order, p **social.Post) error {
	if *p = c.lookup(o.Draft.Key); *p != nil {
		return nil
	}
	d := *o.Draft
	it := &item{kind: social.RefPost, author: c.me, key: d.Key, media: o.media}
	if err := c.address(it, &d, o.To); err != nil {
		return err
	}
	d.Text = compose(&d)
	it.draft = d
	if d.At.After(c.n.now()) {
		it.kind = social.RefScheduled
	}
	c.n.add(it)
	if it.kind != social.RefScheduled {
		c.n.announce(it)
	}
	*p = c.n.post(it)
	return nil
}

// address resolves what a new item answers and quotes, and to whom it goes. The lock is held.
func (c *Client) address(it *item, d *social.Draft, to social.Ref) (err error) {
	if !to.IsZero() {
		return c.addressMessage(it, to)
	}
	if !d.ReplyTo.IsZero() {
		if it.parent, err = c.seen(d.ReplyTo); err != nil {
			return err
		}
		if it.parent.root().closed || it.parent.author.banned[c.me] {
			return c.fail(social.ErrPermission, "ReplyTo", "takes no comments of yours")
		}
		d.Visibility = narrower(d.Visibility, it.parent.draft.Visibility)
	}
	if !d.Quote.IsZero() {
		if it.quote, err = c.seen(d.Quote); err != nil {
			return err
		}
	}
	return nil
}

// narrower returns the visibility that fewer people fall under.
func narrower(a, b social.Visibility) social.Visibility {
	order := []social.Visibility{
		social.VisibilityDefault, social.VisibilityPublic, social.VisibilityUnlisted,
		social.VisibilityFollowers, social.VisibilityDirect, social.VisibilityPrivate,
	}
	if slices.Index(order, a) >= slices.Index(order, b) {
		return a
	}
	return b
}

// soon is the least that a scheduled post must lie ahead.
const soon = time.Minute
