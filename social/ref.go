package social

// RefKind says what a [Ref] points at, since most networks number posts, comments and accounts apart.
type RefKind string

// Kinds of references. The zero value is a post.
const (
	RefPost         RefKind = ""             // a published post
	RefScheduled    RefKind = "scheduled"    // a post that waits for its hour on the network
	RefComment      RefKind = "comment"      // a comment or reply, where the network tells them from posts
	RefMessage      RefKind = "message"      // a private message
	RefConversation RefKind = "conversation" // a thread of private messages
	RefAccount      RefKind = "account"      // a person, page, channel or organisation
	RefReview       RefKind = "review"       // a rating or recommendation
	RefEvent        RefKind = "event"        // a notification that points at nothing else
)

// Ref names anything that can be replied to, edited, deleted, moderated or measured.
// It is comparable and survives JSON.
type Ref struct {
	Network string  `json:"network"`        // "mastodon"
	Kind    RefKind `json:"kind,omitempty"` // what ID numbers
	ID      string  `json:"id"`             // opaque; never parse it
	URL     string  `json:"url,omitempty"`  // where a person sees it, "" if not known
}

// IsZero reports whether the reference names nothing.
func (r Ref) IsZero() bool { return r.ID == "" && r.URL == "" }

// Same reports whether two references name the same thing, whatever their URLs.
func (r Ref) Same(o Ref) bool { return r.Network == o.Network && r.Kind == o.Kind && r.ID == o.ID }
