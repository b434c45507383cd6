package facebook

import (
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// pushed is what an update means: an event, and which source shows it; or that a source has something new. Raw is the
// value of the change, or the *WebhookUpdate where that says nothing.
func (l *hearing) pushed(u *WebhookUpdate) []inbox.Pushed {
	switch {
	case u.Account != l.c.cfg.Page:
		return nil
	case u.Message != nil:
		return l.mailbox().Understand(u)
	case u.Field == FieldFeed, u.Field == FieldMention:
		return l.pushedFeed(u)
	case u.Field == FieldRatings:
		return l.pushedRating(u)
	case u.Field == "conversations":
		return inbox.Nudge(sourceMessages)
	default:
		return inbox.Tell(u.Other(network), "")
	}
}

// pushedFeed is a change of the feed, or a mention.
func (l *hearing) pushedFeed(u *WebhookUpdate) []inbox.Pushed {
	v := graph.ReadValue[FeedChange](u)
	mention := u.Field == FieldMention
	if v.Item == "" && mention {
		return inbox.Nudge(sourceTagged)
	}
	switch {
	case v.Item == "":
		return inbox.Nudge(sourceComments, sourceVisitors)
	case v.nameless() && v.Item == "comment" && !mention:
		return inbox.Nudge(sourceComments)
	case v.nameless() && v.Item != "comment" && mention && v.Verb == "add":
		return inbox.Nudge(sourceTagged)
	case v.nameless() && (v.Item == "comment" || v.Verb != "add" && v.Verb != "follow"):
		return inbox.Tell(v.about(u.Other(network)), "")
	case v.Verb == "remove":
		return inbox.Tell(v.removed(u), "")
	case v.Verb == "edited", v.Verb == "edit" && !v.isReaction():
		return inbox.Tell(v.edited(u), "")
	case v.Verb != "add" && v.Verb != "follow" && (v.Verb != "edit" || !v.isReaction()):
		return inbox.Tell(v.about(u.Other(network)), "")
	case mention && u.IsOld(v.CreatedTime): // the tag is new
		return inbox.Tell(v.tag(u), "")
	case v.Item == "comment" && mention:
		return inbox.Tell(v.comment(social.EventMention), "")
	case v.Item == "comment":
		return inbox.Tell(v.comment(social.EventComment), sourceComments)
	case v.isFollow():
		return inbox.Tell(v.follow(u), "")
	case v.isReaction():
		return inbox.Tell(v.reaction(u), "")
	case v.Item == "share" && v.ShareID != "":
		return inbox.Tell(v.share(u), "")
	case mention:
		return inbox.Tell(v.post(), sourceTagged)
	case v.PostID != "" && v.fromOther(l.c.cfg.Page):
		return inbox.Tell(v.post(), sourceVisitors)
	default: // the Page's own, and what Facebook says of itself
		return inbox.Tell(v.about(u.Other(network)), "")
	}
}

// nameless reports that a change does not say what it is about.
func (v *FeedChange) nameless() bool {
	if v.Item == "comment" {
		return v.CommentID == ""
	}
	return v.CommentID == "" && v.PostID == "" && v.ParentID == ""
}

func (v *FeedChange) fromOther(page ID) bool {
	who := v.sender()
	return who == nil || who.ID != page
}

func (v *FeedChange) isReaction() bool { return v.Item == "reaction" || v.Item == "like" }

// isFollow reports whether somebody likes the Page itself.
func (v *FeedChange) isFollow() bool {
	if v.Verb == "follow" {
		return true
	}
	return v.Item == "like" && v.PostID == "" && v.ParentID == "" && v.CommentID == ""
}

// about fills in who and what an event is about.
func (v *FeedChange) about(e *social.Event) *social.Event {
	if who := v.sender(); who != nil {
		e.Author = who.portable()
	}
	switch {
	case v.CommentID != "":
		e.Ref, e.Root = commentRef(v.CommentID), postRef(v.PostID)
		e.Parent = e.Root
		if v.nested() {
			e.Parent = commentRef(v.ParentID)
		}
	case v.PostID != "":
		e.Ref = postRef(v.PostID)
	case v.ParentID != "":
		e.Ref = postRef(v.ParentID)
	}
	if v.Post != nil && e.Root.ID != "" {
		e.Root.URL = address(v.Post.Permalink)
	}
	if v.PostID == "" {
		e.Root, e.Parent = social.Ref{}, social.Ref{}
	}
	return e
}

// nested reports whether a comment answers a comment.
func (v *FeedChange) nested() bool {
	return v.ParentID != "" && key(v.ParentID) != key(v.PostID)
}

// comment is a new comment.
func (v *FeedChange) comment(kind social.EventKind) *social.Event {
	e := v.about(&social.Event{
		Kind: kind, ID: "comment:" + key(v.CommentID), Text: v.Message, Media: v.media(), Time: v.CreatedTime.Time,
		Filtered: bool(v.Hidden), Raw: v,
	})
	if kind == social.EventComment && v.nested() {
		e.Kind = social.EventReply
	}
	return e
}

// post is a new post by somebody else.
func (v *FeedChange) post() *social.Event {
	return v.about(&social.Event{
		Kind: social.EventMention, ID: "post:" + key(v.PostID), Text: v.Message, Media: v.media(), Time: v.CreatedTime.Time,
		Filtered: bool(v.Hidden), Raw: v,
	})
}

// tag is a mention that somebody has put into an older post or comment: it is as new as the push.
func (v *FeedChange) tag(u *WebhookUpdate) *social.Event {
	e := v.post()
	if v.Item == "comment" {
		e = v.comment(social.EventMention)
	}
	e.Time = u.Time.Time
	return e
}

// nameOf is what a change is about, in IDs of events.
func (v *FeedChange) nameOf() string {
	switch {
	case v.CommentID != "":
		return "comment:" + key(v.CommentID)
	case v.PostID != "":
		return "post:" + key(v.PostID)
	default:
		return v.Item + ":" + key(v.ParentID)
	}
}

func (v *FeedChange) who() string {
	if who := v.sender(); who != nil {
		return string(who.ID)
	}
	return ""
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func (v *FeedChange) reaction(u *WebhookUpdate) *social.Event {
	when := u.At(v.CreatedTime)
	kind := reactionOf(v.ReactionType)
	e := v.about(&social.Event{
		Kind: social.EventReaction, ID: strings.Join([]string{"reaction", v.nameOf(), v.who(), string(kind), unix(when)}, ":"),
		Time: when, Reaction: kind, Raw: v,
	})
	e.Parent = social.Ref{}
	return e
}

// reactionOf is a reaction as webhooks write it.
func reactionOf(name string) social.Reaction {
	switch r := strings.ToLower(name); r {
	case "":
		return social.ReactionLike
	case "sorry":
		return ReactionSad
	case "anger":
		return ReactionAngry
	default:
		return social.Reaction(r)
	}
}

// share is somebody who passed a post on. Ref is the share, Parent the post.
func (v *FeedChange) share(u *WebhookUpdate) *social.Event {
	e := v.about(&social.Event{
		Kind: social.EventShare, ID: "share:" + key(v.ShareID), Time: u.At(v.CreatedTime), Raw: v,
	})
	e.Parent, e.Ref = e.Ref, postRef(v.ShareID)
	return e
}

func (v *FeedChange) follow(u *WebhookUpdate) *social.Event {
	when := u.At(v.CreatedTime)
	e := v.about(&social.Event{Kind: social.EventFollow, ID: "follow:" + v.who() + ":" + unix(when), Time: when, Raw: v})
	e.Ref = e.Author.Ref
	return e
}

func (v *FeedChange) edited(u *WebhookUpdate) *social.Event {
	when := u.At(v.EditedTime)
	return v.about(&social.Event{
		Kind: social.EventEdited, ID: "edited:" + v.nameOf() + ":" + graph.Digest(unix(v.EditedTime.Time), v.Message), Text: v.Message,
		Media: v.media(), Time: when, Raw: v,
	})
}

// removed is what was deleted, or taken back.
func (v *FeedChange) removed(u *WebhookUpdate) *social.Event {
	if v.isReaction() {
		return v.about(u.Other(network))
	}
	return v.about(&social.Event{Kind: social.EventDeleted, ID: "deleted:" + v.nameOf(), Time: u.Time.Time, Raw: v})
}

// pushedRating is a recommendation, or something about one.
func (l *hearing) pushedRating(u *WebhookUpdate) []inbox.Pushed {
	v := graph.ReadValue[RatingChange](u)
	who := From{ID: v.ReviewerID, Name: v.ReviewerName}
	e := reviewEvent(v.StoryID, who, v.Recommendation, v.Text)
	e.Time, e.Raw = u.At(v.CreatedTime), v
	setStars(e, int64(v.Rating))
	switch {
	case len(u.Value) == 0:
		return inbox.Nudge(sourceRatings)
	case v.CommentID != "" && v.Item == "comment" && v.Verb == "add":
		if v.From != nil {
			e.Author = v.From.portable()
		}
		e.Kind, e.ID, e.Parent, e.Root = social.EventComment, "comment:"+key(v.CommentID), e.Ref, e.Ref
		e.Ref, e.Text, e.Rating = commentRef(v.CommentID), v.Message, nil
		return inbox.Tell(e, "")
	case v.Item != "rating" && v.Item != "":
		return inbox.Tell(u.Other(network), "")
	case v.Verb == "remove":
		e.Kind, e.ID, e.Text, e.Time = social.EventDeleted, "deleted:review:"+key(v.StoryID), "", u.Time.Time
		return inbox.Tell(e, "")
	default:
		return inbox.Tell(e, sourceRatings)
	}
}
