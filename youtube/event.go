package youtube

import (
	"strconv"
	"strings"

	"github.com/relais-go/relais/social"
)

// Events have the same IDs whether they were read or pushed, and from whichever list they come.

// event is a comment or answer. video is where it stands, "" if not known.
func (m *Comment) event(video ID) *social.Event {
	out := m.portable(video)
	e := &social.Event{
		Kind: social.EventComment, ID: "comment:" + string(m.ID), Ref: out.Ref, Author: out.Author, Text: out.Text, Media: out.Media,
		Time: out.Time, Parent: out.ReplyTo, Raw: m,
	}
	s := m.Snippet
	if s == nil {
		return e
	}
	e.Author.Handle = handleOf(s.Author)
	if s.VideoID != "" {
		video = s.VideoID
	}
	if video != "" {
		e.Root = videoRef(video)
	}
	if s.ParentID != "" {
		e.Kind = social.EventReply
	}
	e.Pending = s.Moderation == ModerationHeld || s.Moderation == ModerationSpam
	e.Filtered = s.Moderation == ModerationSpam
	return e
}

// edit is the change of a comment, nil if there was none.
func (m *Comment) edit(video ID) *social.Event {
	if m.Snippet == nil || !m.Snippet.UpdatedAt.After(m.Snippet.PublishedAt.Time) {
		return nil
	}
	e := m.event(video)
	e.Kind, e.Time = social.EventEdited, m.Snippet.UpdatedAt.Time
	e.ID = "edit:" + string(m.ID) + ":" + strconv.FormatInt(e.Time.Unix(), 10)
	return e
}

// event is a new subscriber, nil if nothing says who.
func (s *Subscription) event() *social.Event {
	if s.Snippet == nil || s.Subscriber == nil || s.Subscriber.ChannelID == "" {
		return nil
	}
	who := channelAccount(s.Subscriber.ChannelID, s.Subscriber.Title)
	who.Avatar, who.Bio = s.Subscriber.Thumbnails.Best(), s.Subscriber.Description
	at := s.Snippet.PublishedAt.Time
	return &social.Event{
		Kind: social.EventFollow, ID: "follow:" + string(s.Subscriber.ChannelID) + ":" + strconv.FormatInt(at.Unix(), 10),
		Ref: who.Ref, Author: who, Time: at, Raw: s,
	}
}

// found is a video that is new.
func (v *Video) found() *social.Event {
	out := v.portable()
	e := &social.Event{
		Kind: social.EventFound, ID: "video:" + string(v.ID), Ref: out.Ref, Author: out.Author, Text: out.Text, Media: out.Media,
		Time: out.Time, Raw: v,
	}
	if v.Snippet != nil {
		e.Text = strings.TrimSpace(v.Snippet.Title + "\n\n" + v.Snippet.Description)
	}
	return e
}

// event is what the hub says of a video: that it is new, changed or gone.
func (f *FeedEntry) event() *social.Event {
	e := &social.Event{
		Kind: social.EventFound, ID: "video:" + string(f.VideoID), Ref: videoRef(f.VideoID), Author: channelAccount(f.ChannelID, f.Author),
		Text: f.Title, Time: f.Published, Raw: f,
	}
	stamp := strconv.FormatInt(f.Updated.Unix(), 10)
	switch {
	case f.Deleted:
		e.Kind, e.ID, e.Time = social.EventDeleted, "deleted:"+string(f.VideoID)+":"+stamp, f.Updated
	case f.edited():
		e.Kind, e.ID, e.Time = social.EventEdited, "edit:"+string(f.VideoID)+":"+stamp, f.Updated
	}
	return e
}
