package instagram

import (
	"context"
	"errors"
	"strconv"
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
		return l.pushedMessage(u), nil
	case u.Field == FieldComments, u.Field == FieldLiveComments:
		return l.pushedComment(u), nil
	case u.Field == FieldMentions:
		return l.pushedMention(ctx, u)
	case u.Field == FieldStoryInsights && len(u.Value) > 0:
		return one(pushedStory(u), ""), nil
	default:
		return one(other(u), ""), nil
	}
}

func one(e *social.Event, source string) []inbox.Pushed {
	return []inbox.Pushed{{Event: e, Source: source}}
}

// nudge has a source read again, since what was pushed says less than it does.
func nudge(source string) []inbox.Pushed { return []inbox.Pushed{{Source: source}} }

// other is an update that has no kind of its own.
func other(u *WebhookUpdate) *social.Event {
	content := string(u.Value)
	if u.Message != nil {
		content = string(u.Message.Raw)
	}
	id := digest(u.Field, content, u.Time.String())
	return &social.Event{
		Kind: social.EventOther, ID: "update:" + id, Time: u.Time.Time, Raw: u,
		Ref: social.Ref{Network: network, Kind: social.RefEvent, ID: id},
	}
}

// pushedStory are the last numbers of a story.
func pushedStory(u *WebhookUpdate) *social.Event {
	v := readChange[StoryInsights](u)
	if v.MediaID == "" {
		return other(u)
	}
	return &social.Event{Kind: social.EventOther, ID: "story_insights:" + string(v.MediaID), Ref: postRef(v.MediaID), Time: u.Time.Time, Raw: v}
}

// pushedComment is a new comment. Meta does not say when it was made: its time is when Meta told. Comments on
// broadcasts, and on what is not watched any more, are shown by no source.
func (l *hearing) pushedComment(u *WebhookUpdate) []inbox.Pushed {
	v := readChange[CommentChange](u)
	id, media := v.id(), ID("")
	if id == "" {
		return nudge(sourceComments)
	}
	if v.Media != nil {
		media = v.Media.ID
	}
	e := commentEvent(id, v.ParentID, media)
	e.Author, e.Text, e.Time, e.Raw = v.author().portable(), v.Text, u.Time.Time, v
	if _, watched := l.seen[media]; u.Field == FieldLiveComments || !watched {
		return one(e, "")
	}
	return one(e, sourceComments)
}

// mentionPatience is how long a mention that cannot be found is asked for again: Instagram may tell of it before it
// shows it.
const mentionPatience = time.Minute

// pushedMention fetches what names the account, since only its ID is told.
func (l *hearing) pushedMention(ctx context.Context, u *WebhookUpdate) ([]inbox.Pushed, error) {
	v := readChange[MentionChange](u)
	if v.MediaID == "" && v.CommentID == "" {
		return one(other(u), ""), nil
	}
	e, err := l.mentioned(ctx, v)
	switch {
	case err == nil:
		return one(e, ""), nil
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
	return one(e, ""), nil
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

// pushedMessage is something of a private conversation. Times are cut to seconds, as where messages are read.
func (l *hearing) pushedMessage(u *WebhookUpdate) []inbox.Pushed {
	m := u.Message
	e := &social.Event{
		Author: From{ID: m.Sender.ID}.portable(), Time: at(m.Timestamp, u.Time).Truncate(time.Second), Private: true, Raw: u,
	}
	switch {
	case m.Message != nil && m.Message.ID == "":
		return nudge(sourceMessages)
	case m.Message != nil && bool(m.Message.IsDeleted):
		e.Kind, e.ID, e.Ref = social.EventDeleted, "deleted:message:"+string(m.Message.ID), messageRef(m.Message.ID)
		return one(e, "")
	case m.Message != nil:
		return one(l.message(e, m.Message), sourceMessages)
	case m.Edit != nil:
		e.Kind, e.Ref, e.Text = social.EventEdited, messageRef(m.Edit.ID), m.Edit.Text
		e.ID = "edited:message:" + string(m.Edit.ID) + ":" + strconv.FormatInt(int64(m.Edit.Count), 10)
		return one(e, "")
	case m.Reaction != nil && m.Reaction.Action != "unreact":
		e.Kind, e.Ref, e.Reaction, e.Text = social.EventReaction, messageRef(m.Reaction.MessageID), messageReaction(m.Reaction), m.Reaction.Emoji
		e.ID = strings.Join([]string{
			"reaction:message", string(m.Reaction.MessageID), string(m.Sender.ID), m.Reaction.Emoji, strconv.FormatInt(e.Time.Unix(), 10),
		}, ":")
		return one(e, "")
	case m.Postback != nil:
		e.Kind, e.Text, e.ID, e.Ref = social.EventMessage, m.Postback.Title, messageEventID(m.Postback.ID), messageRef(m.Postback.ID)
		if m.Postback.ID == "" {
			e.ID, e.Ref = "postback:"+digest(string(m.Raw)), e.Author.Ref
		}
		return one(e, "")
	default:
		out := other(u)
		out.Author, out.Private = e.Author, true
		return one(out, "")
	}
}

// message is a private message that was pushed. The account's own come back as echoes: their author is the account.
func (l *hearing) message(e *social.Event, m *graph.Message) *social.Event {
	e.Kind, e.ID, e.Ref, e.Text = social.EventMessage, messageEventID(m.ID), messageRef(m.ID), m.Text
	for _, a := range m.Attachments {
		e.Media = append(e.Media, social.Attachment{ContentType: a.Type, URL: a.Payload.URL})
	}
	switch {
	case m.ReplyTo == nil:
	case m.ReplyTo.ID != "":
		e.Parent = messageRef(m.ReplyTo.ID)
	case m.ReplyTo.Story != nil && m.ReplyTo.Story.ID != "":
		e.Parent = postRef(m.ReplyTo.Story.ID)
	}
	if m.IsEcho || m.IsSelf {
		e.Author = social.Account{Ref: accountRef(l.c.cfg.User)}
	}
	return e
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
