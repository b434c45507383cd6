package mastodon

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/relais-go/relais/social"
)

// interrupted adds to an error how to go on, unless the server said no for good.
func (c *Client) interrupted(err error, a *attempt, media []*social.Media, post *social.Ref) error {
	if !resumable(err) {
		return err
	}
	state, marshalErr := json.Marshal(a)
	if marshalErr != nil {
		return errors.Join(err, marshalErr)
	}
	var first *social.Error
	if !errors.As(err, &first) {
		first = &social.Error{Network: network, Err: err}
	}
	own := *first
	own.Op = "publish"
	if own.Err == nil || !errors.Is(own.Err, err) {
		own.Err = errors.Join(first.Err, err)
	}
	if errors.Is(err, social.ErrUncertain) {
		own.Kind = social.ErrUncertain
	}
	own.Pending = &social.Pending{
		Network: network, Account: string(a.Account), Key: a.Key, Stage: a.stage(post), Since: a.Since,
		Post: post, Media: media, State: state,
	}
	return &own
}

// resumable reports whether going on later can help.
func resumable(err error) bool {
	for _, kind := range []error{
		social.ErrUncertain, social.ErrUnavailable, social.ErrRateLimited, social.ErrQuota, social.ErrAuth,
		context.Canceled, context.DeadlineExceeded,
	} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
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
		return nil, again(err, p)
	}
	if p.Post == nil {
		return c.run(ctx, a, p.Media, nil)
	}
	s, err := c.Status(ctx, ID(p.Post.ID))
	if err != nil {
		return nil, c.interrupted(err, a, nil, p.Post)
	}
	return c.run(ctx, a, nil, s.portable())
}

// again adds the same Pending to an error that came before anything was done.
func again(err error, p *social.Pending) error {
	var e *social.Error
	if !resumable(err) || !errors.As(err, &e) {
		return err
	}
	own := *e
	own.Pending = p
	return &own
}

// restore checks a Pending and unpacks its state.
func (c *Client) restore(ctx context.Context, p *social.Pending) (*attempt, error) {
	if err := p.Validate(network); err != nil {
		return nil, err
	}
	a := new(attempt)
	if err := json.Unmarshal(p.State, a); err != nil || a.Params == nil || len(a.Uploaded) != len(a.Ready) {
		return nil, social.Invalid(network, "Pending.State", "is damaged")
	}
	if p.Post == nil && len(p.Media) != len(a.Uploaded) {
		return nil, social.Invalid(network, "Pending.Media", "is not what the publication began with")
	}
	a.Params.Key = a.Key
	if a.Comment != nil {
		if a.Comment.Params == nil {
			return nil, social.Invalid(network, "Pending.State", "is damaged")
		}
		a.Comment.Params.Key = a.Comment.Key
	}
	for i, id := range a.Uploaded {
		if id != "" || p.Post != nil {
			continue
		}
		if err := p.Media[i].Validate(network, "Pending."+mediaField(i)); err != nil {
			return nil, err
		}
	}
	if p.Account == "" {
		return a, nil
	}
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	if string(me.ID) != p.Account {
		return nil, &social.Error{
			Network: network, Op: "resume", Kind: social.ErrWrongAccount, Field: "Pending.Account",
			Message: "the token belongs to account " + string(me.ID) + ", the publication to " + p.Account,
		}
	}
	return a, nil
}
