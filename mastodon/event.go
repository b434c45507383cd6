package mastodon

import "github.com/relais-go/relais/social"

// portable turns a notification into an event, as seen by the account me.
//
// A status of one's own that somebody favourites or boosts is what the event is about, but not what they said:
// its text is not the event's.
func (n *Notification) portable(me ID) *social.Event {
	e := &social.Event{
		Kind: n.kind(me), ID: string(n.ID), Author: *n.Account.portable(), Time: n.CreatedAt.Time,
		Filtered: bool(n.Filtered), Pending: n.pending(), Reaction: n.reaction(), Raw: n,
	}
	s := n.Status
	if s == nil {
		e.Ref = n.subject()
		return e
	}
	p := s.portable()
	e.Ref, e.Parent = p.Ref, p.ReplyTo
	e.Private = s.Visibility == VisibilityDirect
	if e.Kind == social.EventQuote {
		e.Parent = p.Quote
	}
	if e.Kind != social.EventReaction && e.Kind != social.EventShare {
		e.Text, e.Media = p.Text, p.Media
	}
	return e
}

// kind maps the type. A mention is a private message if it is direct, and a comment if it answers the account
// me; whether the answered status is a post or itself an answer is not said, so there is no EventReply.
func (n *Notification) kind(me ID) social.EventKind {
	switch n.Type {
	case NotifyMention:
		switch {
		case n.Status != nil && n.Status.Visibility == VisibilityDirect:
			return social.EventMessage
		case n.Status != nil && me != "" && n.Status.InReplyToAccountID == me:
			return social.EventComment
		default:
			return social.EventMention
		}
	case NotifyPendingReply:
		return social.EventComment
	case NotifyReblog, NotifyPendingReblog:
		return social.EventShare
	case NotifyFavourite, NotifyPendingFavourite, NotifyEmojiReaction:
		return social.EventReaction
	case NotifyFollow, NotifyFollowRequest:
		return social.EventFollow
	case NotifyQuote:
		return social.EventQuote
	case NotifyStatus: // of an account that one asked to be told about
		return social.EventFound
	case NotifyUpdate, NotifyQuotedUpdate:
		return social.EventEdited
	case NotifyPoll:
		return social.EventPoll
	default:
		return social.EventOther
	}
}

// pending reports whether the account has to approve of it.
func (n *Notification) pending() bool {
	switch n.Type {
	case NotifyFollowRequest, NotifyPendingFavourite, NotifyPendingReply, NotifyPendingReblog:
		return true
	default:
		return false
	}
}

func (n *Notification) reaction() social.Reaction {
	switch n.Type {
	case NotifyFavourite, NotifyPendingFavourite:
		return social.ReactionLike
	case NotifyEmojiReaction:
		return social.Reaction(n.Emoji)
	default:
		return ""
	}
}

// subject is what a notification without a status is about: the account that caused it, or itself.
func (n *Notification) subject() social.Ref {
	switch n.Type {
	case NotifyFollow, NotifyFollowRequest, NotifyAdminSignUp, NotifyMove:
		ref := accountRef(n.Account.ID)
		ref.URL = n.Account.URL
		return ref
	default:
		return social.Ref{Network: network, Kind: social.RefEvent, ID: string(n.ID)}
	}
}
