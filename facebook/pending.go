package facebook

import (
	"context"
	"time"

	"github.com/relais-go/relais/internal/pending"
	"github.com/relais-go/relais/social"
)

// interrupted adds to an error how to go on, unless Facebook said no for good.
func (c *Client) interrupted(err error, a *attempt, media []*social.Media, post *social.Ref) error {
	return pending.Interrupted(err, &social.Pending{
		Network: network, Account: string(c.cfg.Page), Key: a.Key, Stage: a.stage(post), Since: a.Since, Post: post, Media: media,
	}, a)
}

// stage is how far the publication got.
func (a *attempt) stage(post *social.Ref) social.Stage {
	switch {
	case post != nil:
		return social.StageComment
	case a.Video != nil:
		return a.Video.stage()
	case a.Sent || a.Reply != nil && a.Reply.Sent || a.Message != nil && a.Message.Sent:
		return social.StageConfirm
	case a.Photo != nil || a.Reply != nil && a.Reply.Files > 0 && a.Reply.Params.Photo == "":
		return social.StageUpload
	}
	for _, p := range a.Photos {
		if p.ID == "" {
			return social.StageUpload
		}
	}
	return social.StageCommit
}

// Resume implements [social.Resumer]. The upload of a video goes on where Facebook is with it; uploaded photos are
// used within a day.
func (c *Client) Resume(ctx context.Context, p *social.Pending) (*social.Post, error) {
	a, err := c.restore(p)
	if err != nil {
		return nil, pending.Again(err, p)
	}
	if p.Post == nil {
		return c.run(ctx, a, p.Media, nil)
	}
	return c.run(ctx, a, nil, c.standing(ctx, a, ID(p.Post.ID)))
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
	if p.Account != "" && p.Account != string(c.cfg.Page) {
		return nil, &social.Error{
			Network: network, Op: "resume", Kind: social.ErrWrongAccount, Field: "Pending.Account",
			Message: "the client is for Page " + string(c.cfg.Page) + ", the publication of " + p.Account,
		}
	}
	return a, pending.CheckMedia(network, p, a.files(), a.needs)
}

// whole reports whether a state holds what it must.
func (a *attempt) whole() bool {
	ways := 0
	for _, given := range []bool{a.Post != nil, a.Photo != nil, a.Video != nil, a.Reply != nil, a.Message != nil} {
		if given {
			ways++
		}
	}
	for _, p := range a.Photos {
		if p == nil {
			return false
		}
	}
	return ways == 1 && (a.Comment == nil || a.Comment.Params != nil) && (a.Reply == nil || a.Reply.Params != nil) && (a.Message == nil || a.Message.Params != nil)
}

// files is how many media the publication began with.
func (a *attempt) files() int {
	switch {
	case a.Reply != nil:
		return a.Reply.Files
	case a.Message != nil:
		return a.Message.Files
	case a.Video != nil, a.Photo != nil:
		return 1
	default:
		return len(a.Photos)
	}
}

// needs reports whether a file has to be read once more.
func (a *attempt) needs(i int) bool {
	switch {
	case a.Reply != nil:
		return a.Reply.Params.Photo == ""
	case a.Message != nil:
		return true
	case a.Video != nil:
		return a.Video.needsMedia()
	case a.Photo != nil:
		return true
	default:
		return a.Draft == "" && !a.Sent && a.Photos[i].gone(time.Now())
	}
}
