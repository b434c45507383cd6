package x

import (
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// postItems turns posts into events for the account. hint is how X announced them, "" if they were read.
func (l *listening) postItems(posts []*Post, hint ActivityType) []*item {
	var items []*item
	for _, p := range posts {
		items = append(items, &item{key: p.ID.number(), read: true, event: l.event(p, hint)})
	}
	return items
}

// event is a post that concerns the account.
func (l *listening) event(p *Post, hint ActivityType) *social.Event {
	out := p.portable()
	e := &social.Event{
		Kind: l.kind(p, hint), ID: string(p.ID), Ref: out.Ref, Author: *p.author(), Text: out.Text, Media: out.Media, Time: out.Time,
		Parent: out.ReplyTo, Private: out.Visibility == social.VisibilityFollowers, Raw: p,
	}
	if p.ConversationID != "" && p.ConversationID != p.ID {
		e.Root = postRef(p.ConversationID)
	}
	switch e.Kind {
	case social.EventQuote:
		e.Parent = out.Quote
	case social.EventShare: // what was said is the account's own
		e.Text, e.Media = "", nil
		if r := p.Reference(ReferenceRepost); r != nil {
			e.Parent = postRef(r.ID)
		}
	default:
	}
	return e
}

// kind says what a post is to the account. An answer in a conversation that the account began is a comment; so is
// one to the post that began it.
func (l *listening) kind(p *Post, hint ActivityType) social.EventKind {
	parent := p.ReplyTo()
	switch {
	case hint == ActivityRepost || p.Reference(ReferenceRepost) != nil:
		return social.EventShare
	case hint == ActivityQuote || l.quotes(p):
		return social.EventQuote
	case parent != "" && (hint == ActivityReply || p.InReplyToUserID == l.me.ID):
		if parent == p.ConversationID || p.ConversationID == "" || l.own.has(p.ConversationID) {
			return social.EventComment
		}
		return social.EventReply
	case parent != "" && l.own.has(p.ConversationID):
		return social.EventComment
	default:
		return social.EventMention
	}
}

// quotes reports whether a post quotes the account: one of its newest posts, or any, if it was listed among the
// mentions without naming the account or answering it.
func (l *listening) quotes(p *Post) bool {
	q := p.Reference(ReferenceQuote)
	switch {
	case q == nil || p.AuthorID == l.me.ID:
		return false
	case l.own.has(q.ID) || q.Post != nil && q.Post.AuthorID == l.me.ID:
		return true
	case q.Post != nil && q.Post.AuthorID != "":
		return false
	case p.InReplyToUserID == l.me.ID || l.own.has(p.ConversationID):
		return false
	default:
		named := func(m Mention) bool { return m.ID == l.me.ID || m.Username == l.me.Username }
		return !slices.ContainsFunc(p.FullEntities().Mentions, named)
	}
}

// foundItem is a post that a rule or query found.
func foundItem(m *StreamMessage) *item {
	p := m.Post
	out := p.portable()
	e := &social.Event{
		Kind: social.EventFound, ID: "found:" + string(p.ID), Ref: out.Ref, Author: *p.author(), Text: out.Text, Media: out.Media,
		Time: out.Time, Parent: out.ReplyTo, Raw: m,
	}
	if p.ConversationID != "" && p.ConversationID != p.ID {
		e.Root = postRef(p.ConversationID)
	}
	return &item{key: p.ID.number(), read: true, event: e}
}

// item is a private message as an event.
func (e *DMEvent) item() *item {
	out := e.portable()
	return &item{key: e.ID.number(), read: true, event: &social.Event{
		Kind: social.EventMessage, ID: "dm:" + string(e.ID), Ref: out.Ref, Author: out.Author, Text: out.Text, Media: out.Media,
		Time: out.Time, Root: conversationRef(e.ConversationID), Private: true, Raw: e,
	}}
}

func (e *DMEvent) time() time.Time {
	if !e.CreatedAt.IsZero() {
		return e.CreatedAt.Time
	}
	return e.ID.Time()
}

// activityItems turns what was pushed about the account into events.
func (l *listening) activityItems(a *ActivityEvent, now time.Time) []*item {
	switch p := a.Payload.(type) {
	case *Post:
		if a.Type == ActivityPost || p.ID == "" { // its own, or nobody's
			break
		}
		return l.postItems([]*Post{p}, a.Type)
	case *DirectMessages:
		if a.Type == ActivityDMReceived {
			return p.items()
		}
	}
	e := &social.Event{
		Kind: social.EventOther, ID: "activity:" + string(a.ID), Time: now, Raw: a,
		Ref: social.Ref{Network: network, Kind: social.RefEvent, ID: string(a.ID)},
	}
	l.explain(e, a)
	return []*item{{key: idAt(e.Time), event: e}}
}

// explain fills in what a payload tells.
func (l *listening) explain(e *social.Event, a *ActivityEvent) {
	switch p := a.Payload.(type) {
	case *Like:
		e.Ref, e.Time = postRef(p.PostID), firstTime(p.Time, p.CreatedAt, e.Time)
		if p.AuthorID == l.me.ID {
			e.Kind, e.Reaction = social.EventReaction, social.ReactionLike
		}
		for _, u := range a.Includes.Users {
			if u.ID != p.AuthorID {
				e.Author = *u.portable()
			}
		}
	case *Relation:
		if p.Source != nil {
			e.Author, e.Ref = *p.Source.portable(), p.Source.portable().Ref
		}
		if a.Type == ActivityFollow && p.Target != nil && p.Target.ID == l.me.ID {
			e.Kind = social.EventFollow
		}
	case *PostDeletion:
		e.Kind, e.Ref = social.EventDeleted, postRef(p.ID)
	case *LiveComment:
		e.Kind, e.Text = social.EventComment, p.Text
		if p.Author != nil {
			e.Author = *p.Author.portable()
		}
	case *Revocation:
		e.Time = firstTime(p.Time, Time{}, e.Time)
	}
}

func firstTime(a, b Time, otherwise time.Time) time.Time {
	switch {
	case !a.IsZero():
		return a.Time
	case !b.IsZero():
		return b.Time
	default:
		return otherwise
	}
}

// items are the messages, in the form in which they are read.
func (d *DirectMessages) items() []*item {
	var items []*item
	for i := range d.Events {
		items = append(items, d.Events[i].event(d.Users).item())
	}
	return items
}

// event is the message in its newer form. That of more than two people does not say which conversation it is in.
func (m *DirectMessage) event(users map[ID]*User) *DMEvent {
	sender, to := m.Message.SenderID, m.Message.Target.RecipientID
	e := &DMEvent{
		ID: m.ID, Type: DMMessage, Text: m.Message.Data.Text, SenderID: sender, CreatedAt: m.CreatedAt, Sender: users[sender],
	}
	if sender != "" && to != "" {
		low, high := sender, to
		if low.Compare(high) > 0 {
			low, high = high, low
		}
		e.ConversationID = string(low) + "-" + string(high)
	}
	for _, u := range m.Message.Data.Entities.URLs {
		e.Entities.URLs = append(e.Entities.URLs, URL{URL: u.URL, ExpandedURL: u.ExpandedURL, DisplayURL: u.DisplayURL})
	}
	if a := m.Message.Data.Attachment; a != nil {
		e.Media = []*Media{{Key: string(a.Media.ID), Type: a.Media.Type, URL: a.Media.URL}}
	}
	return e
}
