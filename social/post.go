package social

import "time"

// State is where a post stands in its life.
type State string

// States of a post.
const (
	StatePublished  State = "published"  // people can see it
	StateScheduled  State = "scheduled"  // the network will publish it at Post.Time
	StateProcessing State = "processing" // accepted, but its media is not ready yet
	StateHeld       State = "held"       // waits for a moderator
)

// Post is what exists on a network.
type Post struct {
	Ref        Ref
	State      State
	Author     Account
	Text       string     // plain text as people read it
	Warning    string     // content warning, "" if none
	Time       time.Time  // published at, or scheduled for
	Edited     time.Time  // last edit, zero if never
	Visibility Visibility // VisibilityDefault if the network does not say
	Language   string     // "" if not said
	Media      []Attachment
	ReplyTo    Ref     // what it answers, zero if nothing
	Quote      Ref     // what it quotes, zero if nothing
	Metrics    Metrics // the counters that came along; absent means not said
	Raw        any     // the network's own object, as *mastodon.Status
}

// Attachment is a medium that a network serves.
type Attachment struct {
	ID          string
	ContentType string // "image", "video", "audio" or a full MIME type; "" if not said
	URL         string // "" while it is being processed
	PreviewURL  string
	AltText     string
}

// Account is a person, page, channel or organisation on a network.
type Account struct {
	Ref     Ref    // Kind is RefAccount
	Handle  string // how it is mentioned, without a leading "@"
	Name    string // display name
	Avatar  string // address of the picture
	Bio     string // plain text
	Bot     bool   // says of itself that it is automated
	Private bool   // its posts are for approved followers only
	Metrics Metrics
	Raw     any // the network's own object
}
