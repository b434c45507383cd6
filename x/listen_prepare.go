package x

import (
	"context"
	"errors"

	"github.com/relais-go/relais/social"
)

// prepare finds out which sources there are to listen to, and whether what is pushed makes up for reading them.
func (l *listening) prepare(ctx context.Context) error {
	o := &l.l.o
	if l.c.user == nil && (o.Activity || o.Webhook != nil || len(o.Search) == 0 && !o.Filtered) {
		return &social.Error{Network: network, Op: "listen", Kind: social.ErrAuth, Field: "Config.Tokens", Message: noAccount}
	}
	if err := l.prepareAccount(ctx); err != nil {
		return err
	}
	if err := l.prepareFound(ctx); err != nil {
		return err
	}
	if !l.account.active() && !l.found.active() {
		return social.Unsupported(network, "Kinds", "holds nothing that can be heard: likes, follows and reposts are only pushed, "+
			"see ListenOptions.Activity and ListenOptions.Webhook; found posts need ListenOptions.Filtered or ListenOptions.Search")
	}
	return nil
}

// prepareAccount sets up what concerns the account.
func (l *listening) prepareAccount(ctx context.Context) error {
	g, o := l.account, &l.l.o
	if l.c.user == nil || !l.wantsAccount() {
		return nil
	}
	me, err := l.c.Me(ctx)
	if err != nil {
		return err
	}
	l.me = me
	g.readers = nil
	var needed []ActivityType
	if l.wants(social.EventMention, social.EventComment, social.EventReply, social.EventQuote) {
		g.readers = append(g.readers, l.readOwn, l.readMentions)
		needed = append(needed, ActivityMention, ActivityReply, ActivityQuote)
	}
	if l.wants(social.EventComment, social.EventReply) {
		g.readers = append(g.readers, l.readAnswers)
		g.margin, g.again = l.t.searchDelay+l.t.margin, true
	}
	if l.wants(social.EventMessage) {
		g.readers = append(g.readers, l.readMessages)
		needed = append(needed, ActivityDMReceived)
	}
	g.pumps = 0
	if o.Activity {
		g.pumps++
	}
	if o.Webhook != nil {
		g.pumps++
	}
	if g.pumps == 0 {
		return nil
	}
	g.covered, err = l.subscribes(ctx, needed)
	return err
}

// wantsAccount reports whether any kind was asked for that is about the account.
func (l *listening) wantsAccount() bool {
	if l.wants(social.EventMention, social.EventComment, social.EventReply, social.EventQuote, social.EventMessage) {
		return true
	}
	return (l.l.o.Activity || l.l.o.Webhook != nil) && l.wantsPushed()
}

// wantsPushed reports whether any kind was asked for that is only pushed.
func (l *listening) wantsPushed() bool {
	return l.wants(social.EventReaction, social.EventShare, social.EventFollow, social.EventDeleted, social.EventOther)
}

// subscribes reports whether all of the types are pushed for the account. If X does not tell, they count as not.
func (l *listening) subscribes(ctx context.Context, types []ActivityType) (bool, error) {
	have := map[ActivityType]bool{}
	for s, err := range l.c.Subscriptions(ctx, nil) {
		switch {
		case errors.Is(err, social.ErrPermission), errors.Is(err, social.ErrNotFound):
			return false, nil
		case err != nil:
			return false, err
		}
		if s.Filter.UserID != l.me.ID || s.Filter.Direction == DirectionOutbound {
			continue
		}
		if l.l.o.Activity || s.WebhookID != "" {
			have[s.Type] = true
		}
	}
	for _, t := range types {
		if !have[t] {
			return false, nil
		}
	}
	return true, nil
}

// prepareFound sets up the topics that are watched.
func (l *listening) prepareFound(ctx context.Context) error {
	g, o := l.found, &l.l.o
	if !l.wants(social.EventFound) || len(o.Search) == 0 && !o.Filtered {
		return nil
	}
	g.readers = []reader{l.readFound}
	g.margin, g.settle = l.t.searchDelay+l.t.margin, l.t.searchDelay
	g.pumps = 0
	if !o.Filtered {
		return nil
	}
	g.pumps, g.covered = 1, len(o.Search) == 0
	rules, err := l.rules(ctx)
	if err == nil && len(rules) == 0 {
		return social.Invalid(network, "rules", "there are none, so the stream has nothing to send: see Client.AddRules")
	}
	return err
}
