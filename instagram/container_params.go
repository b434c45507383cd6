package instagram

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// ContainerParams is a media on its way to Instagram. It marshals to JSON, as part of a [social.Pending].
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media#creating.
type ContainerParams struct {
	Kind         ContainerKind `json:"kind,omitempty"`
	ImageURL     string        `json:"image_url,omitempty"`
	VideoURL     string        `json:"video_url,omitempty"`
	Resumable    bool          `json:"resumable,omitempty"`     // the bytes of a video are sent; Facebook Login only
	CarouselItem bool          `json:"carousel_item,omitempty"` // part of a carousel
	Children     []ID          `json:"children,omitempty"`      // containers that make up a carousel

	Caption       string    `json:"caption,omitempty"`
	AltText       string    `json:"alt_text,omitempty"`
	Location      ID        `json:"location,omitempty"`
	UserTags      []UserTag `json:"user_tags,omitempty"`
	Collaborators []string  `json:"collaborators,omitempty"`
	ProductTags   []Tag     `json:"product_tags,omitempty"`
	ShareToFeed   *bool     `json:"share_to_feed,omitempty"`
	CoverURL      string    `json:"cover_url,omitempty"`
	ThumbOffset   *int      `json:"thumb_offset,omitempty"`
	AudioName     string    `json:"audio_name,omitempty"`
	Audio         *Audio    `json:"audio,omitempty"`
	Trial         Trial     `json:"trial,omitempty"`
	AIGenerated   *bool     `json:"ai_generated,omitempty"`
	Partnership   *bool     `json:"partnership,omitempty"`
	Sponsors      []ID      `json:"sponsors,omitempty"`
}

// ContainerKind is what a container is for.
type ContainerKind string

// Kinds of containers. Videos within carousels are KindVideo, all other videos of the feed KindReel.
const (
	KindImage    ContainerKind = ""
	KindReel     ContainerKind = "REELS"
	KindStory    ContainerKind = "STORIES"
	KindVideo    ContainerKind = "VIDEO"
	KindCarousel ContainerKind = "CAROUSEL"
)

// form writes the parameters. Lists and objects are JSON, as a form has none.
func (p *ContainerParams) form() (url.Values, error) {
	v := url.Values{}
	graph.SetText(v, "media_type", string(p.Kind))
	graph.SetText(v, "image_url", p.ImageURL)
	graph.SetText(v, "video_url", p.VideoURL)
	if p.Resumable {
		v.Set("upload_type", "resumable")
	}
	if p.CarouselItem {
		v.Set("is_carousel_item", "true")
	}
	graph.SetText(v, "children", joinIDs(p.Children))
	graph.SetText(v, "caption", p.Caption)
	graph.SetText(v, "alt_text", p.AltText)
	graph.SetText(v, "location_id", string(p.Location))
	graph.SetBool(v, "share_to_feed", p.ShareToFeed)
	graph.SetText(v, "cover_url", p.CoverURL)
	if p.ThumbOffset != nil {
		v.Set("thumb_offset", strconv.Itoa(*p.ThumbOffset))
	}
	graph.SetText(v, "audio_name", p.AudioName)
	graph.SetBool(v, "is_ai_generated", p.AIGenerated)
	graph.SetBool(v, "is_paid_partnership", p.Partnership)
	return v, p.objects(v)
}

func (p *ContainerParams) objects(v url.Values) error {
	set := func(name string, given bool, o any) error {
		if !given {
			return nil
		}
		if err := graph.SetJSON(v, name, o); err != nil {
			return social.Invalid(network, name, err.Error())
		}
		return nil
	}
	for _, o := range []struct {
		name  string
		given bool
		value any
	}{
		{"user_tags", len(p.UserTags) > 0, p.UserTags},
		{"collaborators", len(p.Collaborators) > 0, p.Collaborators},
		{"product_tags", len(p.ProductTags) > 0, p.ProductTags},
		{"audio_configuration", p.Audio != nil, p.Audio},
		{"trial_params", p.Trial != "", map[string]Trial{"graduation_strategy": p.Trial}},
		{"branded_content_sponsor_ids", len(p.Sponsors) > 0, p.Sponsors},
	} {
		if err := set(o.name, o.given, o.value); err != nil {
			return err
		}
	}
	return nil
}

func joinIDs(ids []ID) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = string(id)
	}
	return strings.Join(parts, ",")
}

// containersOf are the containers that a draft needs: one, or those of a carousel and then the carousel itself.
func containersOf(d *social.Draft, s Surface) (items []*ContainerParams, carousel *ContainerParams) {
	e := social.ExtraOf[*Extra](d)
	if e == nil {
		e = &Extra{}
	}
	whole := ContainerParams{
		Caption: compose(d), Location: e.Location, Collaborators: e.Collaborators, AIGenerated: e.AIGenerated, Partnership: e.Partnership, Sponsors: e.Sponsors,
	}
	if s == SurfaceCarousel {
		for i, m := range d.Media {
			p := &ContainerParams{CarouselItem: true, AltText: m.AltText, UserTags: e.MediaTags[i]}
			if isVideo(m) {
				p.Kind = KindVideo
			}
			items = append(items, p)
		}
		whole.Kind, whole.ProductTags = KindCarousel, nil
		return items, &whole
	}
	m := d.Media[0]
	p := whole
	p.AltText, p.UserTags, p.ProductTags = m.AltText, e.UserTags, e.ProductTags
	switch s {
	case SurfaceStory:
		p = ContainerParams{Kind: KindStory, UserTags: e.UserTags}
	case SurfaceReel:
		p.Kind, p.ShareToFeed, p.CoverURL, p.ThumbOffset = KindReel, e.ShareToFeed, e.CoverURL, e.ThumbOffset
		p.AudioName, p.Audio, p.Trial = e.AudioName, e.Audio, e.Trial
	case SurfacePhoto, SurfaceCarousel:
	}
	return []*ContainerParams{&p}, nil
}
