package linkedin

import (
	"strings"

	"github.com/relais-go/relais/social"
)

// author is who did what a notification tells of, "" if it does not say.
func (n *Notification) author() URN {
	switch {
	case n.Generated.Comment != nil && n.Generated.Comment.Owner != "":
		return n.Generated.Comment.Owner
	case n.Comment != nil:
		return n.Comment.Actor
	case n.Generated.Share != nil:
		return n.Generated.Share.Owner
	case n.Action == ActionMention:
		return n.SourcePost.Owner
	case n.Reaction != nil:
		return n.Reaction.Actor()
	case n.Action == ActionAdminComment:
		return n.Page
	default:
		return ""
	}
}

// event is what all networks call what a notification tells of.
func (h *hearing) event(n *Notification) *social.Event {
	post := n.Post()
	if own, ok := h.posts.get(string(post)); ok {
		post = own
	}
	return n.event(post)
}

// event tells of something about a post.
func (n *Notification) event(post URN) *social.Event {
	e := &social.Event{
		Kind: social.EventOther, ID: "notification:" + n.name(), Time: n.At.Time, Root: postRef(post), Raw: n,
		Author: social.Account{Ref: accountRef(n.author())},
	}
	switch n.Action {
	case ActionComment, ActionAdminComment:
		n.describeComment(e, social.EventComment)
	case ActionCommentEdit:
		n.describeComment(e, social.EventEdited)
	case ActionCommentDelete:
		n.describeComment(e, social.EventDeleted)
	case actionCommentMention:
		n.describeComment(e, social.EventMention)
	case ActionLike:
		e.Kind, e.Ref, e.Root, e.Reaction = social.EventReaction, postRef(post), social.Ref{}, social.ReactionLike
		if n.Reaction != nil {
			e.Reaction = n.Reaction.Type.portable()
		}
	case ActionShare:
		n.describeShare(e)
		if e.Kind = social.EventShare; e.Text != "" {
			e.Kind = social.EventQuote
		}
		e.Parent = e.Root
	case ActionMention:
		n.describeShare(e)
		if e.Ref.ID == "" {
			e.Ref = postRef(post)
		}
		if e.Text == "" {
			e.Text = ParseText(n.SourcePost.Text).String()
		}
		e.Kind, e.Root = social.EventMention, social.Ref{}
	}
	if e.Ref.ID == "" {
		e.Ref = social.Ref{Network: network, Kind: social.RefEvent, ID: n.name()}
	}
	return e
}

// describeComment says which comment an event is about.
func (n *Notification) describeComment(e *social.Event, kind social.EventKind) {
	u := n.CommentURN()
	if u == "" {
		return
	}
	e.Kind, e.Ref, e.Parent, e.Text = kind, commentRef(u), e.Root, n.commentText()
	k := n.Comment
	if k == nil {
		return
	}
	e.Media = k.media()
	if k.Parent != "" {
		e.Parent = commentRef(k.Parent)
		if kind == social.EventComment {
			e.Kind = social.EventReply
		}
	}
}

// commentText is the comment as it was when the notification was made, unless that only has its beginning: then it is
// the comment's own text, if that was not changed since.
func (n *Notification) commentText() string {
	told := ""
	if n.Generated.Comment != nil {
		told = n.Generated.Comment.Text
	}
	switch k := n.Comment; {
	case k == nil:
		return told
	case told == "":
		return k.Message.Text
	case k.Modified.Time.After(n.At.Add(clockSlack)):
		return told
	default:
		begin := strings.TrimSpace(strings.TrimRight(strings.TrimSpace(told), ".…"))
		if strings.HasPrefix(k.Message.Text, begin) {
			return k.Message.Text
		}
		return told
	}
}

// describeShare says which new post an event is about.
func (n *Notification) describeShare(e *social.Event) {
	e.Ref = postRef(n.ShareURN())
	if s := n.Generated.Share; s != nil {
		e.Text = ParseText(s.Text).String()
	}
}
