// Package pending packs an interrupted publication into a [social.Pending], and unpacks it where it goes on.
package pending

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Interrupted adds to the error of a publication how to go on: p, with state as its State. Errors for which going
// on cannot help are returned as they are.
func Interrupted(err error, p *social.Pending, state any) error {
	if !Resumable(err) {
		return err
	}
	packed, marshalErr := json.Marshal(state)
	if marshalErr != nil {
		return errors.Join(err, marshalErr)
	}
	first, ok := errors.AsType[*social.Error](err)
	if !ok {
		first = &social.Error{Network: p.Network, Err: err}
	}
	own := *first
	own.Op = "publish"
	if own.Err == nil || !errors.Is(own.Err, err) {
		own.Err = errors.Join(first.Err, err)
	}
	if errors.Is(err, social.ErrUncertain) {
		own.Kind = social.ErrUncertain
	}
	full := *p
	full.State = packed
	own.Pending = &full
	return &own
}

// Resumable reports whether going on later can help: the outcome is not known, the network is out of reach or
// asks to wait, the account has to log in again, or the caller's context ended. Any other error is the network's
// last word.
func Resumable(err error) bool {
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

// Again adds the same Pending to an error that came before anything was done with it.
func Again(err error, p *social.Pending) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !Resumable(err) {
		return err
	}
	own := *e
	own.Pending = p
	return &own
}

// Restore checks that p belongs to the network and unpacks its State. What the state must hold is the network's
// own to check: see [Damaged].
func Restore[T any](network string, p *social.Pending) (*T, error) {
	if err := p.Validate(network); err != nil {
		return nil, err
	}
	var state *T
	if err := json.Unmarshal(p.State, &state); err != nil || state == nil {
		return nil, Damaged(network)
	}
	return state, nil
}

// Damaged is the error of a Pending whose State is not what the network wrote.
func Damaged(network string) error { return social.Invalid(network, "Pending.State", "is damaged") }

// CheckMedia checks that p holds as many media as its state, and that those which are needed once more can be
// read. A post that stands needs none.
func CheckMedia(network string, p *social.Pending, count int, needed func(i int) bool) error {
	if p.Post != nil {
		return nil
	}
	if len(p.Media) != count {
		return social.Invalid(network, "Pending.Media", "is not what the publication began with")
	}
	for i, m := range p.Media {
		if !needed(i) {
			continue
		}
		if err := m.Validate(network, "Pending."+draft.MediaField(i)); err != nil {
			return err
		}
	}
	return nil
}

// CheckAccount refuses to go on for another account than the one that began. who asks whom the token belongs to;
// it is not called when the Pending names no account.
func CheckAccount(ctx context.Context, network string, p *social.Pending, who func(context.Context) (id string, err error)) error {
	if p.Account == "" {
		return nil
	}
	me, err := who(ctx)
	if err != nil || me == p.Account {
		return err
	}
	return &social.Error{
		Network: network, Op: "resume", Kind: social.ErrWrongAccount, Field: "Pending.Account",
		Message: "the token belongs to account " + me + ", the publication to " + p.Account,
	}
}
