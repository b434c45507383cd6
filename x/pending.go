package x

import (
	"context"
	"slices"

	"github.com/relais-go/relais/internal/pending"
	"github.com/relais-go/relais/social"
)

// interrupted adds to an error how to go on, unless X said no for good.
func (a *attempt) interrupted(err error, media []*social.Media, post *social.Ref) error {
	return pending.Interrupted(err, &social.Pending{
		Network: network, Account: string(a.Account), Key: a.Key, Stage: a.stage(post), Since: a.Since, Post: post, Media: media,
	}, a)
}

// stage is how far the publication got.
func (a *attempt) stage(post *social.Ref) social.Stage {
	if post != nil {
		return social.StageComment
	}
	for _, u := range a.Uploads {
		if !u.Sent {
			return social.StageUpload
		}
	}
	for _, u := range a.Uploads {
		if !u.Ready {
			return social.StageProcess
		}
	}
	if a.Sent {
		return social.StageConfirm
	}
	return social.StageCommit
}

// Resume implements [social.Resumer]. An upload goes on with the segment that X has not confirmed; X forgets uploads
// after a day, then they begin anew.
func (c *Client) Resume(ctx context.Context, p *social.Pending) (*social.Post, error) {
	a, err := c.restore(ctx, p)
	if err != nil {
		return nil, pending.Again(err, p)
	}
	if p.Post == nil {
		return c.run(ctx, a, p.Media, nil)
	}
	stands, err := c.Post(ctx, ID(p.Post.ID), nil)
	if err != nil {
		return nil, a.interrupted(err, nil, p.Post)
	}
	return c.run(ctx, a, nil, stands.portable())
}

// restore checks a Pending and unpacks its state.
func (c *Client) restore(ctx context.Context, p *social.Pending) (*attempt, error) {
	a, err := pending.Restore[attempt](network, p)
	if err != nil {
		return nil, err
	}
	if a.Params == nil || a.Comment != nil && a.Comment.Params == nil || slices.Contains(a.Uploads, nil) {
		return nil, pending.Damaged(network)
	}
	err = pending.CheckMedia(network, p, len(a.Uploads), func(i int) bool {
		return !a.Sent && (!a.Uploads[i].Sent || a.Uploads[i].expired())
	})
	if err != nil {
		return nil, err
	}
	a.Account = ID(p.Account)
	return a, pending.CheckAccount(ctx, network, p, func(ctx context.Context) (string, error) {
		id, err := c.myID(ctx)
		return string(id), err
	})
}
