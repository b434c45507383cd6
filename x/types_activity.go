package x

import (
	"cmp"
	"encoding/json"

	"github.com/relais-go/relais/internal/scalar"
)

// An ActivityMessage is one line of the activity stream, or the body of a webhook request: an event, or why
// the stream ends. See https://docs.x.com/x-api/activity/event-payloads.
type ActivityMessage struct {
	Event  *ActivityEvent `json:"data,omitempty"`
	Errors []Problem      `json:"errors,omitempty"`
}

// An ActivityEvent is something that happened to an account. The type of Payload depends on Type:
//
//	post.create, post.mention.create, …   *Post, joined with Includes
//	post.delete                           *PostDeletion
//	like.create                           *Like
//	follow.*, mute.*, block.*             *Relation
//	profile.update.*                      *ProfileUpdate
//	dm.*                                  *DirectMessages
//	spaces.*, broadcast.start and .end    *LiveEvent
//	broadcast.chat                        *LiveComment
//	oauth.revoke                          *Revocation
//	any other                             json.RawMessage, nil if there is none
//
// See https://docs.x.com/x-api/activity/event-payloads.
type ActivityEvent struct {
	ID       ID             `json:"event_uuid"` // the same in every delivery; may be negative
	Type     ActivityType   `json:"event_type"`
	Filter   ActivityFilter `json:"filter"`
	Tag      string         `json:"tag,omitempty"`
	Payload  any            `json:"payload,omitempty"`
	Includes Includes       `json:"includes,omitzero"`
}

// UnmarshalJSON reads both dialects and joins a post with the includes. A field of an unexpected type is
// left out.
func (e *ActivityEvent) UnmarshalJSON(b []byte) error {
	var w struct {
		ID       ID              `json:"event_uuid"`
		Type     ActivityType    `json:"event_type"`
		Filter   ActivityFilter  `json:"filter"`
		Tag      string          `json:"tag"`
		Payload  json.RawMessage `json:"payload"`
		Includes wireIncludes    `json:"includes"`
	}
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*e = ActivityEvent{ID: w.ID, Type: w.Type, Filter: w.Filter, Tag: w.Tag, Includes: w.Includes.value()}
	if len(w.Payload) == 0 || string(w.Payload) == "null" {
		return nil
	}
	e.Payload = e.Type.read(w.Payload)
	if p, ok := e.Payload.(*Post); ok {
		e.Includes.Join(p)
	}
	return nil
}

// An ActivityFilter says whose or which events a subscription is for.
// See https://docs.x.com/x-api/activity/introduction.
type ActivityFilter struct {
	UserID    ID        `json:"user_id,omitempty"`
	Keyword   string    `json:"keyword,omitempty"`
	Direction Direction `json:"direction,omitempty"`
}

// A Direction says whether the account acts or is acted upon; "" is both.
type Direction string

// Directions of events between two accounts.
const (
	DirectionInbound  Direction = "inbound"  // others do it to the account
	DirectionOutbound Direction = "outbound" // the account does it
)

// An ActivitySubscription makes X deliver events of one type.
// See https://docs.x.com/x-api/activity/create-x-activity-subscription.
type ActivitySubscription struct {
	ID        ID             `json:"subscription_id"`
	Type      ActivityType   `json:"event_type"`
	Filter    ActivityFilter `json:"filter"`
	Tag       string         `json:"tag,omitempty"`
	WebhookID ID             `json:"webhook_id,omitempty"` // "": over the stream only
	CreatedAt Time           `json:"created_at,omitzero"`
	UpdatedAt Time           `json:"updated_at,omitzero"`
}

// UnmarshalJSON reads a subscription that is wrapped in {"subscription": …} or is the only one of a list,
// too: X describes three forms of one answer.
func (s *ActivitySubscription) UnmarshalJSON(b []byte) error {
	type plain ActivitySubscription
	if len(b) > 0 && b[0] == '[' {
		var list []*ActivitySubscription
		err := scalar.Forgive(json.Unmarshal(b, &list))
		if len(list) > 0 && list[0] != nil {
			*s = *list[0]
		}
		return err
	}
	w := struct {
		*plain
		Subscription *ActivitySubscription `json:"subscription"`
	}{plain: (*plain)(s)}
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	if w.Subscription != nil {
		*s = *w.Subscription
	}
	return nil
}

// A PostDeletion says that a post was deleted.
type PostDeletion struct {
	ID       ID `json:"id"`
	AuthorID ID `json:"author_id"`
}

// A Like says that somebody likes a post. Who it is, the includes of the event tell at best.
type Like struct {
	ID        ID   `json:"id"`
	PostID    ID   `json:"liked_tweet_id"`
	AuthorID  ID   `json:"liked_tweet_author_id"` // of the post
	CreatedAt Time `json:"created_at,omitzero"`
	Time      Time `json:"timestamp_ms,omitzero"` // of the like
}

// UnmarshalJSON reads the names that the guide, the description and the newer dialect give the fields.
func (l *Like) UnmarshalJSON(b []byte) error {
	type plain Like
	var w struct {
		*plain
		PostID      ID `json:"liked_post_id"`
		PostAuthor  ID `json:"liked_post_author_id"`
		TweetAuthor ID `json:"tweet_author_id"`
	}
	w.plain = (*plain)(l)
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	l.PostID = cmp.Or(l.PostID, w.PostID)
	l.AuthorID = cmp.Or(l.AuthorID, w.PostAuthor, w.TweetAuthor)
	return nil
}

// A Relation says that Source now follows, mutes or blocks Target, or no longer does.
type Relation struct {
	Source *User `json:"source"`
	Target *User `json:"target"`
}

// A ProfileUpdate says what a field of a profile was and is. Type of the event says which field.
type ProfileUpdate struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

// A LiveEvent says that a space or a broadcast starts or ends.
type LiveEvent struct {
	User         *User  `json:"user"`
	BroadcastID  ID     `json:"broadcast_id"`
	State        string `json:"broadcast_state,omitempty"` // Running, Ended
	Title        string `json:"title,omitempty"`
	Language     string `json:"language,omitempty"`
	ThumbnailURL string `json:"thumbnail_url,omitempty"`
	Replay       bool   `json:"available_for_replay,omitempty"`
	Time         Time   `json:"event_timestamp_ms,omitzero"`
	CreatedAt    Time   `json:"created_timestamp_ms,omitzero"`
	UpdatedAt    Time   `json:"updated_timestamp_ms,omitzero"`
	Millis       Int    `json:"duration_ms,omitempty"`
}

// A LiveComment is what somebody wrote during a broadcast of the account.
type LiveComment struct {
	ID          ID     `json:"message_id"`
	BroadcastID ID     `json:"broadcast_id"`
	Text        string `json:"message"`
	Author      *User  `json:"author"`
}

// A Revocation says that a user took the program's access away.
type Revocation struct {
	UserID ID   `json:"user_id"`
	AppID  ID   `json:"app_id"`
	Time   Time `json:"date_time"`
}
