package youtube

import (
	"cmp"
	"context"
	"slices"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/pending"
	"github.com/relais-go/relais/social"
)

// interrupted adds to an error how to go on, unless YouTube said no for good.
func (a *attempt) interrupted(err error, media []*social.Media, post *social.Ref) error {
	since := a.Since
	if a.Remark != nil {
		since = a.Remark.Since
	}
	return pending.Interrupted(err, &social.Pending{
		Network: network, Account: string(a.account), Key: a.Key, Stage: a.stage(post), Since: since, Post: post, Media: media,
	}, a)
}

// stage is how far the publication got.
func (a *attempt) stage(post *social.Ref) social.Stage {
	switch {
	case a.Remark != nil && a.Remark.Sent, post == nil && !a.Upload.Full.IsZero():
		return social.StageConfirm
	case a.Remark != nil:
		return social.StageCommit
	case post == nil:
		return social.StageUpload
	case !a.Ready:
		return social.StageProcess
	default:
		return social.StageComment
	}
}

// Resume implements [social.Resumer]. An upload goes on where YouTube says that it stands; YouTube keeps one for about
// a week, then it begins anew. The Pending of a video that stands owes the rest: thumbnail, captions, playlists,
// waiting, the first comment. Keep a Pending like a token: it holds the address of the upload.
func (c *Client) Resume(ctx context.Context, p *social.Pending) (*social.Post, error) {
	a, err := c.restore(ctx, p)
	if err != nil {
		return nil, pending.Again(err, p)
	}
	if a.Remark != nil {
		return c.runRemark(ctx, a)
	}
	name := ""
	if len(p.Media) > 0 {
		name = a.name(p.Media[0])
	}
	leave, err := c.turns.enter(ctx, "publish "+cmp.Or(name, a.Key))
	if err != nil {
		return nil, pending.Again(err, p)
	}
	defer leave()
	c.attempts.rejoin(name, a)
	defer c.attempts.keep(name, a)
	if p.Post == nil {
		return c.run(ctx, a, p.Media, nil)
	}
	v, err := c.lookAt(ctx, ID(p.Post.ID))
	if err != nil {
		return nil, a.interrupted(err, p.Media, p.Post)
	}
	return c.run(ctx, a, p.Media, v)
}

// restore checks a Pending and unpacks its state.
func (c *Client) restore(ctx context.Context, p *social.Pending) (*attempt, error) {
	a, err := pending.Restore[attempt](network, p)
	if err != nil {
		return nil, err
	}
	if a.Remark == nil && a.Params == nil || slices.Contains(a.Owed.Captions, nil) || slices.Contains(a.Owed.Playlists, nil) {
		return nil, pending.Damaged(network)
	}
	if a.Remark == nil {
		if err := checkResumed(p, a); err != nil {
			return nil, err
		}
	}
	a.account, a.resumed = ID(p.Account), true
	for _, m := range []*remark{a.Remark, a.Owed.Comment} {
		if m == nil {
			continue
		}
		m.Sent = true // by an earlier Resume of the same Pending, perhaps
		if m.Since.IsZero() {
			m.Since = a.Since
		}
	}
	return a, pending.CheckAccount(ctx, network, p, func(ctx context.Context) (string, error) {
		me, err := c.meIfAllowed(ctx)
		if err != nil || me == nil {
			return p.Account, err
		}
		return string(me.ID), nil
	})
}

// checkResumed finds files that are needed once more and cannot be read.
func checkResumed(p *social.Pending, a *attempt) error {
	stands := p.Post != nil || a.Upload.Video != ""
	files := a.Owed.Thumbnail != nil && !a.Owed.Thumbnail.Done || len(a.Owed.Captions) > 0
	if len(p.Media) != 1 || p.Media[0] == nil {
		if stands && !files && len(p.Media) == 0 {
			return nil
		}
		return social.Invalid(network, "Pending.Media", "is not what the publication began with")
	}
	m, field := p.Media[0], "Pending."+draft.MediaField(0)
	if !stands {
		if err := m.Validate(network, field); err != nil {
			return err
		}
	}
	if t := a.Owed.Thumbnail; t != nil && !t.Done {
		if err := m.Thumbnail.Validate(network, field+".Thumbnail"); err != nil {
			return err
		}
	}
	if len(m.Captions) != len(a.Owed.Captions) {
		return social.Invalid(network, field+".Captions", "are not what the publication began with")
	}
	for i, t := range a.Owed.Captions {
		if t.Done {
			continue
		}
		if err := m.Captions[i].Validate(network, indexed(field+".Captions", i)); err != nil {
			return err
		}
	}
	return nil
}
