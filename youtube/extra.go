package youtube

import "time"

// Extra holds what only YouTube reads of a draft or a change. Put a pointer to one into social.Draft.Extras. Zero
// fields are not asked for, and in a change keep what is there.
type Extra struct {
	CategoryID    ID     // of [Client.Categories]; "": 22, People & Blogs
	AudioLanguage string // what is spoken, BCP 47

	MadeForKids    *bool // what the law asks the channel to say; a video made for kids has no comments
	SyntheticMedia *bool // altered or made by a machine, and looking real
	PaidPlacement  *bool // somebody paid for being shown
	BrandPartner   *BrandPartner

	License             License // "": that of YouTube
	Embeddable          *bool   // on other sites; nil: yes
	PublicStatsViewable *bool   // nil: yes

	// NotifySubscribers says whether subscribers hear of a new video; nil: yes. Say no to those of a back
	// catalogue. Only new videos have it.
	NotifySubscribers *bool

	RecordingDate time.Time
	Location      *GeoPoint

	// Localizations are title and description in other languages, by BCP 47. They need social.Draft.Language. In a
	// change a nil entry removes a language, and those that are not named are kept.
	Localizations map[string]*Localization

	// Playlists are those of the channel to which a new video is added, at their ends.
	Playlists []ID

	// NoWait returns from Publish as soon as the video is uploaded, as [social.StateProcessing].
	NoWait bool
}

// ExtraFor names the network that reads it.
func (*Extra) ExtraFor() string { return network }

// apply puts what the extra says of a video into the parameters.
func (e *Extra) apply(p *VideoParams) {
	if e == nil {
		return
	}
	given(&p.CategoryID, e.CategoryID)
	given(&p.AudioLanguage, e.AudioLanguage)
	given(&p.License, e.License)
	p.MadeForKids, p.SyntheticMedia, p.PaidPlacement = e.MadeForKids, e.SyntheticMedia, e.PaidPlacement
	p.Embeddable, p.PublicStats = e.Embeddable, e.PublicStatsViewable
	p.BrandPartner, p.Location, p.Localizations = e.BrandPartner, e.Location, e.Localizations
	if !e.RecordingDate.IsZero() {
		p.RecordingDate = new(e.RecordingDate)
	}
}

// given sets a parameter to a value that is not zero.
func given[T comparable](p **T, v T) {
	var zero T
	if v != zero {
		*p = new(v)
	}
}
