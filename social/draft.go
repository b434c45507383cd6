package social

import (
	"time"
)

// Format is the shape in which a network shows a draft.
type Format string

// Formats. The zero value is an ordinary post.
const (
	FormatPost  Format = ""      // stays in the feed
	FormatStory Format = "story" // gone after a day
	FormatReel  Format = "reel"  // short upright film
)

// Visibility says who sees a post.
type Visibility string

// Visibilities. The zero value is the account's own default.
const (
	VisibilityDefault   Visibility = ""
	VisibilityPublic    Visibility = "public"    // everyone
	VisibilityUnlisted  Visibility = "unlisted"  // everyone who has the link, but in no public list
	VisibilityFollowers Visibility = "followers" // followers, subscribers or connections
	VisibilityPrivate   Visibility = "private"   // nobody but the account itself
	VisibilityDirect    Visibility = "direct"    // the people mentioned
)

// Draft is what is to be published. The zero value of each field means "not asked for". A field that a
// network cannot honour is an error wrapping [errors.ErrUnsupported]; nothing is dropped silently.
//
// Clients never change a draft, so one value can go to many networks at once.
type Draft struct {
	Text       string
	Title      string     // headline, where the network has one (YouTube, LinkedIn articles)
	Link       string     // address to show as a card; networks without link fields get it appended to Text
	Media      []*Media   // in the order of display
	Poll       *Poll      // excludes Media on most networks
	ReplyTo    Ref        // the post or comment to answer
	Quote      Ref        // the post to quote
	Format     Format     // post, story or reel
	Visibility Visibility // who sees it
	Language   string     // ISO 639-1, or BCP 47 where the network takes it
	Sensitive  *bool      // nil: the account's default
	Warning    string     // content warning shown instead of the text
	Tags       []string   // hashtags or keywords, without "#"
	At         time.Time  // when to publish, by the network's own scheduling; zero: now

	// FirstComment is published as a reply as soon as the post stands.
	FirstComment string

	// Key names the publication: a draft with the same key, account and content is the same post. The client
	// sees to that within its process; across processes the network must honour keys (its package says) or
	// a Pending must be resumed. The client makes one when it is empty; set it to be able to repeat a call
	// after a crash. At most 64 printable ASCII characters, never a secret.
	Key string

	// Variants replaces fields for one network, keyed by its name: "the same content does not suit every
	// network". Fields of the variant that are not zero win; see [Draft.For].
	Variants map[string]*Draft

	// Extras holds what only one network reads, as mastodon.Extra; extras of other networks are ignored.
	Extras []Extra
}

// Extra is a network's own typed addition to a [Draft].
type Extra interface {
	// ExtraFor names the network that reads it.
	ExtraFor() string
}

// ReplyExtra is implemented by extras of which something belongs to every piece of a thread, as who may see it.
type ReplyExtra interface {
	Extra

	// ForReply returns what the further pieces of a thread need, nil if nothing.
	ForReply() Extra
}

// Poll asks the readers.
type Poll struct {
	Question   string        // where the network has a line for it; otherwise it belongs into Text
	Options    []string      // two or more, all different
	Duration   time.Duration // how long votes are taken
	Multiple   bool          // more than one choice each
	HideTotals bool          // show counts only when it has ended
}

// For returns the draft as it stands for one network: a copy with that network's variant applied, without
// further variants. Slices and references of the variant replace those of the draft as a whole. A nil draft is an
// empty one.
func (d *Draft) For(network string) *Draft {
	if d == nil {
		return &Draft{}
	}
	out := *d
	out.Variants = nil
	v := d.Variants[network]
	if v == nil {
		return &out
	}
	pick(&out.Text, v.Text)
	pick(&out.Title, v.Title)
	pick(&out.Link, v.Link)
	pick(&out.ReplyTo, v.ReplyTo)
	pick(&out.Quote, v.Quote)
	pick(&out.Format, v.Format)
	pick(&out.Visibility, v.Visibility)
	pick(&out.Language, v.Language)
	pick(&out.Sensitive, v.Sensitive)
	pick(&out.Warning, v.Warning)
	pick(&out.FirstComment, v.FirstComment)
	pick(&out.Key, v.Key)
	pick(&out.Poll, v.Poll)
	if !v.At.IsZero() {
		out.At = v.At
	}
	if v.Media != nil {
		out.Media = v.Media
	}
	if v.Tags != nil {
		out.Tags = v.Tags
	}
	if v.Extras != nil {
		out.Extras = v.Extras
	}
	return &out
}

// pick overwrites dst where the variant says something.
func pick[T comparable](dst *T, v T) {
	var zero T
	if v != zero {
		*dst = v
	}
}

// ExtraOf returns the draft's extra of type T, as ExtraOf[*mastodon.Extra](d), or the zero T.
func ExtraOf[T Extra](d *Draft) T {
	for _, e := range d.Extras {
		if t, ok := e.(T); ok {
			return t
		}
	}
	var none T
	return none
}
