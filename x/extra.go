package x

import "github.com/relais-go/relais/social"

// Extra holds what only X reads of a draft. Put a pointer to one into social.Draft.Extras.
type Extra struct {
	ReplySettings ReplySettings // who may reply; "": everyone

	TaggedUserIDs    []ID // shown in the photos, 10 at most
	MediaTitle       string
	MediaDescription string
	Embeddable       *bool
	CallToAction     *CallToAction // below a video
	MediaCategory    MediaCategory // replaces that of videos: [CategoryAmplifyVideo]
	AdditionalOwners []ID          // accounts that may use the uploaded files, too

	ExcludeReplyUserIDs []ID // people of the conversation who are not told of a reply
	CommunityID         ID
	ShareWithFollowers  *bool // of a post in a community
	MadeWithAI          *bool // label
	PaidPartnership     *bool // label
	PlaceID             ID
	Nullcast            *bool  // shown as an advertisement only
	CardURI             string // advertisers
	DirectMessageLink   string
	SuperFollowersOnly  *bool
}

// ExtraFor names the network that reads it.
func (*Extra) ExtraFor() string { return network }

// ForReply implements [social.ReplyExtra]: who may see a post, and its labels, belong to every piece of a thread.
func (e *Extra) ForReply() social.Extra {
	if e == nil || e.SuperFollowersOnly == nil && e.Nullcast == nil && e.MadeWithAI == nil && e.PaidPartnership == nil {
		return nil
	}
	return &Extra{
		SuperFollowersOnly: e.SuperFollowersOnly, Nullcast: e.Nullcast, MadeWithAI: e.MadeWithAI, PaidPartnership: e.PaidPartnership,
	}
}

// apply puts what the extra says into the parameters.
func (e *Extra) apply(p *PostParams) {
	if e == nil {
		return
	}
	p.ReplySettings, p.CommunityID, p.ShareWithFollowers = e.ReplySettings, e.CommunityID, e.ShareWithFollowers
	p.MadeWithAI, p.PaidPartnership, p.Nullcast = e.MadeWithAI, e.PaidPartnership, e.Nullcast
	p.CardURI, p.DirectMessageLink, p.SuperFollowersOnly = e.CardURI, e.DirectMessageLink, e.SuperFollowersOnly
	if e.PlaceID != "" {
		p.Geo = &GeoParams{PlaceID: e.PlaceID}
	}
	if p.Reply != nil {
		p.Reply.ExcludeUserIDs = e.ExcludeReplyUserIDs
	}
	if p.Media != nil {
		p.Media.TaggedUserIDs, p.Media.Title, p.Media.Description = e.TaggedUserIDs, e.MediaTitle, e.MediaDescription
		p.Media.Embeddable, p.Media.CallToAction = e.Embeddable, e.CallToAction
	}
}
