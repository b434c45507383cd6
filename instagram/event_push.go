package instagram

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// pushed is what an update means: an event, and which source shows it; or that a source has something new. What Meta
// tells no time of has happened now.
func (l *hearing) pushed(ctx context.Context, u *WebhookUpdate) ([]inbox.Pushed, error) {
	if u.Account != l.c.cfg.User {
		return nil, nil
	}
	parts, err := l.meaning(ctx, u)
	for _, p := range parts {
		if p.Event != nil && p.Event.Time.IsZero() {
			p.Event.Time = l.c.now().UTC()
		}
	}
	return parts, err
}

func (l *hearing) meaning(ctx context.Context, u *WebhookUpdate) ([]inbox.Pushed, error) {
	switch {
	case u.Message != nil:
		return l.mailbox().Understand(u), nil
	case u.Field == FieldComments, u.Field == FieldLiveComments:
		return l.pushedComment(u), nil
	case u.Field == FieldMentions:
		return l.pushedMention(ctx, u)
	case u.Field == FieldStoryInsights && len(u.Value) > 0:
		return inbox.Tell(pushedStory(u), ""), nil
	default:
		return inbox.Tell(u.Other(network), ""), nil
	}
}

// pushedStory are the last numbers of a story.
func pushedStory(u *WebhookUpdate) *social.Event {
	v := graph.ReadValue[StoryInsights](u)
	if v.MediaID == "" {
		return u.Other(network)
	}
	return &social.Event{Kind: social.EventOther, ID: "story_insights:" + string(v.MediaID), Ref: postRef(v.MediaID), Time: u.Time.Time, Raw: v}
}

// pushedComment is a new comment. Meta does not say when it was made: its time is when Meta told. Comments on
// broadcasts, and on what is not watched any more, are shown by no source.
func (l *hearing) pushedComment(u *WebhookUpdate) []inbox.Pushed {
	v := graph.ReadValue[CommentChange](u)
	id, media := v.id(), ID("")
	if id == "" {
		return inbox.Nudge(sourceComments)
	}
	if v.Media != nil {
		media = v.Media.ID
	}
	e := commentEvent(id, v.ParentID, media)
	e.Author, e.Text, e.Time, e.Raw = v.author().portable(), v.Text, u.Time.Time, v
	if _, watched := l.seen[media]; u.Field == FieldLiveComments || !watched {
		return inbox.Tell(e, "")
	}
	return inbox.Tell(e, sourceComments)
}

// mentionPatience is how long a mention that cannot be found is asked for again: Instagram may tell of it before it
// shows it.
const mentionPatience = time.Minute

// pushedMention fetches what names the account, since only its ID is told.
func (l *hearing) pushedMention(ctx context.Context, u *WebhookUpdate) ([]inbox.Pushed, error) {
	v := graph.ReadValue[MentionChange](u)
	if v.MediaID == "" && v.CommentID == "" {
		return inbox.Tell(u.Other(network), ""), nil
	}
	e, err := l.mentioned(ctx, v)
	switch {
	case err == nil:
		return inbox.Tell(e, ""), nil
	case !errors.Is(err, social.ErrNotFound) && !errors.Is(err, social.ErrPermission) && !errors.Is(err, social.ErrInvalid):
		return nil, err
	case l.c.now().Sub(u.Time.Time) < l.timing.mention:
		return nil, &social.Error{Network: network, Op: "mentions.get", Kind: social.ErrUnavailable, Message: "Instagram does not show the mention yet: " + err.Error()}
	}
	e = &social.Event{Kind: social.EventMention, ID: mediaEventID(v.MediaID), Ref: postRef(v.MediaID)}
	if v.CommentID != "" {
		e = commentEvent(v.CommentID, "", v.MediaID)
		e.Kind = social.EventMention
	}
	e.Time, e.Raw = u.Time.Time, v
	return inbox.Tell(e, ""), nil
}

func (l *hearing) mentioned(ctx context.Context, v *MentionChange) (*social.Event, error) {
	if v.CommentID == "" {
		m, err := l.c.MentionedMedia(ctx, v.MediaID)
		if err != nil {
			return nil, err
		}
		m.ID = v.MediaID
		return m.mention(), nil
	}
	k, err := l.c.MentionedComment(ctx, v.CommentID)
	if err != nil {
		return nil, err
	}
	k.ID = v.CommentID
	return k.mention(v.MediaID), nil
}

// mailbox makes events of private conversations.
func (l *hearing) mailbox() *graph.Mailbox {
	return &graph.Mailbox{
		Network: network, Own: l.c.cfg.User, Source: sourceMessages, Reaction: messageReaction,
		Person: func(id ID) social.Account { return From{ID: id}.portable() },
	}
}

// messageReaction is a reaction to a message: the heart is a like.
func messageReaction(r *graph.Reaction) social.Reaction {
	switch kind := strings.ToLower(r.Kind); kind {
	case "", "other":
		return social.Reaction(r.Emoji)
	case "love":
		return social.ReactionLike
	default:
		return social.Reaction(kind)
	}
}
