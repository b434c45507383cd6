package mastodon

import (
	"context"
	"errors"
	"net/url"
	"slices"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

const (
	overlap  = 20 // notifications that are read again, for those that became visible late
	listPage = 40 // the default page of the list
	maxPage  = 80
)

// readNew delivers what the list holds behind the last notification that was dealt with.
//
// The newest page will mostly do: if there is a notification on it that was dealt with, nothing can be missing
// between that one and the end. It costs one request, which does not count as paging, and goes back far enough
// to find what became visible late. IDs are never compared: the list has its order.
func (l *listener) readNew(ctx context.Context) error {
	if l.last == "" {
		return l.readFromStart(ctx)
	}
	if limit := max(listPage, len(l.waiting)+overlap); limit <= maxPage {
		list, err := l.list(ctx, &PageParams{Limit: limit})
		if err != nil {
			return err
		}
		for i, n := range slices.Backward(list) {
			if l.dealt.has(n.ID) {
				return l.deliver(ctx, list[:i])
			}
		}
	}
	return l.forward(ctx, l.dealt.back(overlap))
}

// forward delivers everything above an ID, page by page, until there is nothing above.
func (l *listener) forward(ctx context.Context, from ID) error {
	for {
		list, err := l.list(ctx, &PageParams{MinID: from, Limit: maxPage})
		if err != nil || len(list) == 0 {
			return err
		}
		if err := l.deliver(ctx, list); err != nil {
			return err
		}
		if list[0].ID == from {
			return nil // the server repeats itself
		}
		from = list[0].ID
	}
}

// readFromStart delivers everything, beginning with the oldest. The newest page may be all there is. Else the ID "0"
// is below all others where IDs are compared, but some servers take it for none and answer with the newest page, or
// refuse it: what they answer is believed only if there is nothing older.
func (l *listener) readFromStart(ctx context.Context) error {
	list, err := l.list(ctx, &PageParams{Limit: maxPage})
	if err != nil || len(list) == 0 {
		return err
	}
	below, err := l.older(ctx, list)
	if err != nil {
		return err
	}
	if len(below) == 0 {
		return l.deliver(ctx, list)
	}
	first, err := l.list(ctx, &PageParams{MinID: "0", Limit: maxPage})
	if err != nil && !errors.Is(err, social.ErrInvalid) {
		return err
	}
	if len(first) > 0 {
		list = first
		if below, err = l.older(ctx, list); err != nil {
			return err
		}
	}
	for len(below) > 0 && below[len(below)-1].ID != list[len(list)-1].ID {
		list = below[len(below)-1:]
		if below, err = l.older(ctx, list); err != nil {
			return err
		}
	}
	if err := l.deliver(ctx, list); err != nil {
		return err
	}
	return l.forward(ctx, list[0].ID)
}

// older reads the page below a part of the list.
func (l *listener) older(ctx context.Context, list []*Notification) ([]*Notification, error) {
	return l.list(ctx, &PageParams{MaxID: list[len(list)-1].ID, Limit: maxPage})
}

// list reads one page, newest first.
func (l *listener) list(ctx context.Context, p *PageParams) ([]*Notification, error) {
	r := &rest.Request{
		Op: "listen", Path: notificationPath(), Query: url.Values{"include_filtered": {"true"}},
		Priority: social.PriorityPoll,
	}
	out, err := pageOf[Notification](ctx, l.c, r, p)
	if err != nil {
		return nil, err
	}
	l.read = true
	return slices.DeleteFunc(out.Items, func(n *Notification) bool { return n == nil || n.ID == "" }), nil
}

// deliver hands on, oldest first, what has not been dealt with of a part of the list without gaps.
func (l *listener) deliver(ctx context.Context, list []*Notification) error {
	if err := l.knowMe(ctx, list); err != nil {
		return err
	}
	newer := slices.IndexFunc(list, func(n *Notification) bool { return l.dealt.has(n.ID) })
	if newer < 0 {
		newer = len(list)
	}
	for i, n := range slices.Backward(list) {
		if l.dealt.has(n.ID) {
			continue
		}
		if i < newer { // else it became visible late, and the place to go on from stays
			l.last = n.ID
		}
		l.dealt.add(n.ID)
		if l.pushed.has(n.ID) {
			continue
		}
		if err := l.emit(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// emit yields a notification, if its kind is wanted.
func (l *listener) emit(ctx context.Context, n *Notification) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if l.query.Kinds != nil && !slices.Contains(l.query.Kinds, n.kind(l.me)) {
		return nil
	}
	e := n.portable(l.me)
	e.Cursor = cursorAt(l.last)
	if !l.yield(e, nil) {
		return errStopped
	}
	return nil
}

// knowMe finds out who the account is once that makes a difference: whether a status answers it. A token that may
// not ask gets mentions in place of comments.
func (l *listener) knowMe(ctx context.Context, list []*Notification) error {
	answers := func(n *Notification) bool {
		return n.Type == NotifyMention && n.Status != nil && n.Status.InReplyToAccountID != ""
	}
	if l.asked || !slices.ContainsFunc(list, answers) {
		return nil
	}
	me, err := l.c.Me(ctx)
	switch {
	case err == nil:
		l.me = me.ID
	case ctx.Err() != nil, errors.Is(err, social.ErrAuth), errors.Is(err, social.ErrUnavailable), errors.Is(err, social.ErrRateLimited):
		return err
	}
	l.asked = true
	return nil
}
