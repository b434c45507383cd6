package linkedin

import (
	"context"
	"slices"

	"github.com/relais-go/relais/internal/pending"
	"github.com/relais-go/relais/social"
)

// interrupted adds to an error how to go on, unless LinkedIn said no for good.
func (a *attempt) interrupted(err error, media []*social.Media, post *social.Ref) error {
	return pending.Interrupted(err, &social.Pending{
		Network: network, Account: string(a.author), Key: a.Key, Stage: a.stage(post), Since: a.Began, Post: post, Media: media,
	}, a)
}

// stage is how far the publication got.
func (a *attempt) stage(post *social.Ref) social.Stage {
	missing := func(state func(*upload) bool) bool {
		return slices.ContainsFunc(a.Uploads, func(u *upload) bool { return !state(u) })
	}
	switch {
	case post != nil:
		return social.StageComment
	case a.Sent, a.Reply != nil && a.Reply.Sent:
		return social.StageConfirm
	case missing(func(u *upload) bool { return u.Sent }):
		return social.StageUpload
	case missing(func(u *upload) bool { return u.Ready }):
		return social.StageProcess
	default:
		return social.StageCommit
	}
}

// Resume implements [social.Resumer]. Uploads go on where they stand: of a video only the parts are sent that are
// missing, as long as LinkedIn keeps their addresses, then it begins anew. Resuming the same Pending twice publishes once
// where the author's posts may be read (but for posts without a text whose files were missing), and otherwise as far as
// LinkedIn refuses duplicates. Keep a Pending like a token: it holds the addresses of uploads.
func (c *Client) Resume(ctx context.Context, p *social.Pending) (*social.Post, error) {
	a, err := c.restore(ctx, p)
	if err != nil {
		return nil, pending.Again(err, p)
	}
	if p.Post == nil {
		return c.run(ctx, a, p.Media, nil)
	}
	return c.run(ctx, a, nil, c.standing(ctx, a, *p.Post))
}

// restore checks a Pending and unpacks its state.
func (c *Client) restore(ctx context.Context, p *social.Pending) (*attempt, error) {
	a, err := pending.Restore[attempt](network, p)
	if err != nil {
		return nil, err
	}
	if a.damaged() {
		return nil, pending.Damaged(network)
	}
	stands := p.Post != nil
	if !stands {
		if err := pending.CheckMedia(network, p, len(a.Uploads), func(i int) bool { return !a.Uploads[i].Sent }); err != nil {
			return nil, err
		}
	}
	err = pending.CheckAccount(ctx, network, p, func(ctx context.Context) (string, error) {
		author, err := c.Author(ctx)
		return string(author), err
	})
	if err != nil {
		return nil, err
	}
	a.author, a.resumed = URN(p.Account), true
	a.anew = slices.ContainsFunc(a.Uploads, func(u *upload) bool { return !u.Sent })
	if a.author == "" {
		a.author, err = c.Author(ctx)
	}
	return a, err
}

// damaged reports a state that this package did not write.
func (a *attempt) damaged() bool {
	if (a.Post == nil) == (a.Reply == nil) || a.Key == "" {
		return true
	}
	for _, u := range a.Uploads {
		if u == nil || resourceOf(u.Kind) == "" || u.Video != nil && slices.Contains(u.Video.Parts, nil) ||
			(u.Kind == KindVideo) != (u.Video != nil) && u.URN != "" {
			return true
		}
	}
	if a.Post == nil {
		return false
	}
	k, n := a.Post.Content, len(a.Uploads)
	return k != nil && (k.Images != nil && len(k.Images.Images) != n || k.Media != nil && n != 1)
}

// standing is a post of an earlier process, of which only the first comment is owed.
func (c *Client) standing(ctx context.Context, a *attempt, ref social.Ref) *social.Post {
	if p, err := c.Post(ctx, URN(ref.ID)); err == nil {
		return p.portable()
	}
	if a.Post != nil { // it cannot be read, or not now
		return a.Post.posted(URN(ref.ID), a.Began).portable()
	}
	return &social.Post{Ref: ref, State: social.StatePublished}
}
