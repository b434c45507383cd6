package mastodon

import (
	"context"
	"slices"

	"github.com/relais-go/relais/internal/pending"
	"github.com/relais-go/relais/social"
)

// interrupted adds to an error how to go on, unless the server said no for good.
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
	switch {
	case slices.Contains(a.Uploaded, ""):
		return social.StageUpload
	case slices.Contains(a.Ready, false):
		return social.StageProcess
	case a.Sent:
		return social.StageConfirm
	default:
		return social.StageCommit
	}
}

// Resume implements [social.Resumer]. Uploaded media stay usable for about a day.
func (c *Client) Resume(ctx context.Context, p *social.Pending) (*social.Post, error) {
	a, err := c.restore(ctx, p)
	if err != nil {
		return nil, pending.Again(err, p)
	}
	if p.Post == nil {
		return c.run(ctx, a, p.Media, nil)
	}
	s, err := c.Status(ctx, ID(p.Post.ID))
	if err != nil {
		return nil, a.interrupted(err, nil, p.Post)
	}
	return c.run(ctx, a, nil, s.portable())
}

// restore checks a Pending and unpacks its state.
func (c *Client) restore(ctx context.Context, p *social.Pending) (*attempt, error) {
	a, err := pending.Restore[attempt](network, p)
	if err != nil {
		return nil, err
	}
	if a.Params == nil || len(a.Uploaded) != len(a.Ready) || a.Comment != nil && a.Comment.Params == nil {
		return nil, pending.Damaged(network)
	}
	a.Account, a.Params.Key = ID(p.Account), a.Key
	if a.Comment != nil {
		a.Comment.Params.Key = a.Comment.Key
	}
	err = pending.CheckMedia(network, p, len(a.Uploaded), func(i int) bool { return a.Uploaded[i] == "" })
	if err != nil {
		return nil, err
	}
	return a, pending.CheckAccount(ctx, network, p, func(ctx context.Context) (string, error) {
		me, err := c.Me(ctx)
		if err != nil {
			return "", err
		}
		return string(me.ID), nil
	})
}
