package linkedin

import "github.com/relais-go/relais/social"

// Extra holds what only LinkedIn reads of a draft or a change. Put a pointer to one into social.Draft.Extras. Zero fields
// are not asked for, and in a change keep what is there.
type Extra struct {
	// Mentions are looked for in Text and FirstComment: each "@" with the text of one behind it becomes the mention.
	Mentions []Mention

	// Visibility replaces that of the draft, for [VisibilityLoggedIn], which no other network has.
	Visibility Visibility

	// NoReshare keeps others from sharing the post again.
	NoReshare bool

	// Targets brings a Page's post to some of its followers only, who must be more than 300.
	Targets []Target

	// Description and Thumbnail are for the card of Link: LinkedIn reads nothing from the address itself.
	Description string
	Thumbnail   *social.Media // JPEG, PNG or GIF

	// CallToAction is a button below a Page's post, and LandingPage where it leads.
	CallToAction CallToAction
	LandingPage  string

	// VotersVisible shows to the account who voted for what in its poll. The voters are told.
	VotersVisible bool
}

// ExtraFor names the network that reads it.
func (*Extra) ExtraFor() string { return network }

// ForReply implements [social.ReplyExtra]: each piece of a thread can hold mentions.
func (e *Extra) ForReply() social.Extra {
	if e == nil || len(e.Mentions) == 0 {
		return nil
	}
	return &Extra{Mentions: e.Mentions}
}

// extraOf is the extra of a draft, the zero Extra if it has none.
func extraOf(d *social.Draft) Extra { return deref(social.ExtraOf[*Extra](d)) }
