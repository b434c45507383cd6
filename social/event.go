package social

import "time"

// EventKind says what happened.
type EventKind string

// Kinds of events.
const (
	EventMention  EventKind = "mention"  // somebody named the account in a post
	EventComment  EventKind = "comment"  // somebody commented on a post of the account
	EventReply    EventKind = "reply"    // somebody answered a comment or post of the account
	EventMessage  EventKind = "message"  // a private message
	EventReaction EventKind = "reaction" // a like or another reaction; Event.Reaction says which
	EventShare    EventKind = "share"    // somebody passed a post on
	EventQuote    EventKind = "quote"    // somebody quoted a post
	EventFollow   EventKind = "follow"   // somebody follows, or asks to
	EventReview   EventKind = "review"   // a rating or recommendation
	EventFound    EventKind = "found"    // a post that a search or watch found
	EventEdited   EventKind = "edited"   // a post that the account took part in was changed
	EventDeleted  EventKind = "deleted"  // something was deleted
	EventPoll     EventKind = "poll"     // a poll of the account, or one that it voted in, has ended
	EventOther    EventKind = "other"    // what this library has no name for: see Raw
)

// Event is one thing that others did and a community manager wants to know.
type Event struct {
	Kind     EventKind
	ID       string  // the event's own name, unique per account; repeated deliveries share it
	Ref      Ref     // the post, comment, message or account that it is about
	Author   Account // who did it
	Text     string  // plain text, "" if it has none
	Media    []Attachment
	Time     time.Time // when it happened, by the network's clock
	Parent   Ref       // what Ref answers directly, zero if nothing or not known
	Root     Ref       // the post that the exchange began with, zero if not known
	Reaction Reaction  // for EventReaction
	Rating   *float64  // for EventReview: 1 to 5; nil if the network does not say
	Private  bool      // not for the public eye: answer in private too
	Pending  bool      // waits for the account's approval, such as a follow request
	Filtered bool      // the network set it aside as unwanted
	Cursor   string    // give it to ListenQuery.After to go on behind this event
	Source   string    // the listener that heard it, if it comes from a Merge
	Raw      any       // the network's own object, as *mastodon.Notification
}
