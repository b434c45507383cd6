package instagram

import (
	"context"

	"github.com/relais-go/relais/internal/pending"
	"github.com/relais-go/relais/social"
)

// interrupted adds to an error how to go on, unless Instagram said no for good.
func (c *Client) interrupted(err error, a *attempt, media []*social.Media, post *social.Ref) error {
	return pending.Interrupted(err, &social.Pending{
		Network: network, Account: string(c.cfg.User), Key: a.Key, Stage: a.stage(post), Since: a.Since, Post: post, Media: media,
	}, a)
}

// stage is how far the publication got.
func (a *attempt) stage(post *social.Ref) social.Stage {
	switch {
	case post != nil:
		return social.StageComment
	case a.Sent || a.Reply != nil && a.Reply.Sent || a.Message != nil && a.Message.Sent:
		return social.StageConfirm
	case a.Reply != nil || a.Message != nil || !a.Committing.IsZero():
		return social.StageCommit
	}
	for _, s := range a.Items {
		if !s.Sent {
			return social.StageUpload
		}
	}
	return social.StageProcess
}

// Resume implements [social.Resumer]. Containers are good for a day; what is gone is made anew. Bytes that have
// arrived are not sent again.
func (c *Client) Resume(ctx context.Context, p *social.Pending) (*social.Post, error) {
	a, err := c.restore(p)
	if err != nil {
		return nil, pending.Again(err, p)
	}
	if p.Post == nil {
		return c.run(ctx, a, p.Media, nil)
	}
	return c.run(ctx, a, nil, c.stands(ctx, nil, ID(p.Post.ID)))
}

// restore checks a Pending and unpacks its state.
func (c *Client) restore(p *social.Pending) (*attempt, error) {
	a, err := pending.Restore[attempt](network, p)
	if err != nil {
		return nil, err
	}
	if !a.whole() {
		return nil, pending.Damaged(network)
	}
	if p.Account != "" && p.Account != string(c.cfg.User) {
		return nil, &social.Error{
			Network: network, Op: "resume", Kind: social.ErrWrongAccount, Field: "Pending.Account",
			Message: "the client is for account " + string(c.cfg.User) + ", the publication of " + p.Account,
		}
	}
	return a, pending.CheckMedia(network, p, len(a.Items), func(i int) bool { return !a.Items[i].Sent && !a.Sent })
}

// whole reports whether a state holds what it must.
func (a *attempt) whole() bool {
	for _, s := range a.Items {
		if s == nil || s.Params == nil {
			return false
		}
	}
	alone := a.Reply != nil || a.Message != nil
	return alone == (len(a.Items) == 0) && a.Reply.whole() && a.Comment.whole() && a.Message.whole()
}
