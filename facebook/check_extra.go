package facebook

import (
	"fmt"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// honour says on which surfaces a field of [Extra] has an effect.
type honour struct {
	field    string
	given    bool
	surfaces []Surface
}

func (e *Extra) honours() []honour {
	feed := []Surface{SurfaceFeed, SurfacePhoto}
	films := []Surface{SurfaceVideo}
	all := []Surface{SurfaceFeed, SurfacePhoto, SurfaceVideo, SurfaceReel}
	return []honour{
		{"Targeting", e.Targeting != nil, all},
		{"FeedTargeting", e.FeedTargeting != nil, all},
		{"Backdated", !e.Backdated.IsZero(), all[:3]},
		{"Granularity", e.Granularity != "", all[:3]},
		{"Place", e.Place != "", []Surface{SurfaceFeed, SurfacePhoto, SurfaceReel}},
		{"Tagged", len(e.Tagged) > 0, feed},
		{"CallToAction", e.CallToAction != nil, []Surface{SurfaceFeed, SurfaceVideo}},
		{"Background", e.Background != "", []Surface{SurfaceFeed}},
		{"NoStory", e.NoStory, []Surface{SurfacePhoto, SurfaceVideo}},
		{"AlbumID", e.AlbumID != "", []Surface{SurfacePhoto}},
		{"Category", e.Category != "", films},
		{"ContentTags", len(e.ContentTags) > 0, films},
		{"CustomLabels", len(e.CustomLabels) > 0, films},
		{"Embeddable", e.Embeddable != nil, films},
		{"Secret", e.Secret != nil, films},
		{"Expires", !e.Expires.IsZero(), films},
		{"UploadApp", e.UploadApp != "", films},
		{"Collaborators", len(e.Collaborators) > 0, []Surface{SurfaceReel}},
	}
}

// checkExtra finds what Facebook refuses of its own fields, or would ignore.
func checkExtra(f *draft.Findings, s Surface, d *social.Draft, e *Extra) {
	if e == nil {
		return
	}
	for _, h := range e.honours() {
		switch {
		case !h.given:
		case !d.ReplyTo.IsZero():
			f.Lacks("Extras."+h.field, "comments have none")
		case !slices.Contains(h.surfaces, s):
			f.Lacks("Extras."+h.field, fmt.Sprintf("a %s has none, only %s", s, kindsOf(h.surfaces)))
		}
	}
	checkTogether(f, s, d, e)
	checkTargeting(f, e)
}

// kindsOf lists surfaces in words.
func kindsOf(surfaces []Surface) string {
	words := make([]string, len(surfaces))
	for i, s := range surfaces {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}

// checkTogether finds fields that do not go with others.
func checkTogether(f *draft.Findings, s Surface, d *social.Draft, e *Extra) {
	if !e.Backdated.IsZero() && !d.At.IsZero() {
		f.Invalid("Extras.Backdated", "cannot go with At")
	}
	if e.Granularity != "" && e.Backdated.IsZero() {
		f.Invalid("Extras.Granularity", "is about Backdated, which is missing")
	}
	if len(e.Tagged) > 0 && e.Place == "" {
		f.Invalid("Extras.Tagged", "needs Place")
	}
	if e.Background != "" && s == SurfaceFeed && (d.Link != "" || len(d.Media) > 0) {
		f.Invalid("Extras.Background", "is for posts that are text alone")
	}
	if e.NoStory && s == SurfacePhoto && !d.At.IsZero() {
		f.Invalid("Extras.NoStory", "cannot go with At: a photo without a post cannot wait")
	}
	if e.CallToAction != nil && s == SurfaceFeed && (d.Link == "" || len(d.Media) > 0) {
		f.Invalid("Extras.CallToAction", "is for links and videos")
	}
}

func checkTargeting(f *draft.Findings, e *Extra) {
	if t := e.Targeting; t != nil && (t.AgeMax != 0 || len(t.Genders) > 0) {
		f.Lacks("Extras.Targeting", "cannot restrict by sex or highest age: FeedTargeting can prefer")
	}
	for field, t := range map[string]*Targeting{"Extras.Targeting": e.Targeting, "Extras.FeedTargeting": e.FeedTargeting} {
		if t == nil || t.Geo == nil {
			continue
		}
		for _, country := range t.Geo.Countries {
			if len(country) != 2 {
				f.Invalid(field+".Geo.Countries", "are codes of two letters")
				break
			}
		}
	}
}
