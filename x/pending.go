package x

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/relais-go/relais/social"
)

// interrupted adds to an error how to go on, unless X said no for good.
func (c *Client) interrupted(err error, a *attempt, media []*social.Media, post *social.Ref) error {
	if !resumable(err) {
		return err
	}
	state, marshalErr := json.Marshal(a)
	if marshalErr != nil {
		return errors.Join(err, marshalErr)
	}
	first, ok := errors.AsType[*social.Error](err)
	if !ok {
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
		return nil, again(err, p)
	}
	if p.Post == nil {
		return c.run(ctx, a, p.Media, nil)
	}
	stands, err := c.Post(ctx, ID(p.Post.ID), nil)
	if err != nil {
		return nil, c.interrupted(err, a, nil, p.Post)
	}
	return c.run(ctx, a, nil, stands.portable())
}

// again adds the same Pending to an error that came before anything was done.
func again(err error, p *social.Pending) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !resumable(err) {
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
	if err := json.Unmarshal(p.State, a); err != nil || a.Params == nil || a.Comment != nil && a.Comment.Params == nil {
		return nil, social.Invalid(network, "Pending.State", "is damaged")
	}
	if p.Post == nil {
		if err := checkResumed(a, p.Media); err != nil {
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

// checkResumed finds media that is needed and cannot be read.
func checkResumed(a *attempt, media []*social.Media) error {
	if len(media) != len(a.Uploads) {
		return social.Invalid(network, "Pending.Media", "is not what the publication began with")
	}
	for i, u := range a.Uploads {
		if u == nil {
			return social.Invalid(network, "Pending.State", "is damaged")
		}
		if u.Sent && !u.expired() || a.Sent {
			continue
		}
		if err := media[i].Validate(network, "Pending."+mediaField(i)); err != nil {
			return err
		}
	}
	return nil
}
