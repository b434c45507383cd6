package instagramtest

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// Bounds of containers, see
// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media.
const (
	maxUserTags      = 20
	maxCollaborators = 3
	maxProducts      = 5
	maxReelProducts  = 30
	maxSponsors      = 2
	minChildren      = 2
	maxChildren      = 10
)

// kinds says which containers a parameter of POST /{ig-user}/media belongs to; nil means that it may stand
// with all of them.
func kinds(param string) []containerKind {
	switch param {
	case "caption", "location_id", "collaborators":
		return []containerKind{photo, reel, carousel}
	case "image_url":
		return []containerKind{photo, childImage, storyImage}
	case "video_url", "upload_type":
		return []containerKind{reel, childVideo, storyVideo}
	case "alt_text":
		return []containerKind{photo, childImage}
	case "user_tags":
		return []containerKind{photo, reel, childImage, childVideo, storyImage, storyVideo}
	case "product_tags":
		return []containerKind{photo, reel, childImage, childVideo, carousel}
	case "share_to_feed":
		return []containerKind{reel, carousel}
	case "thumb_offset":
		return []containerKind{reel, childVideo, storyVideo}
	case "cover_url", "audio_name", "audio_configuration", "trial_params":
		return []containerKind{reel}
	case "is_ai_generated", "is_paid_partnership", "branded_content_sponsor_ids":
		return []containerKind{photo, reel, carousel, storyImage, storyVideo}
	case "children":
		return []containerKind{carousel}
	}
	return nil
}

// containerParams are the parameters of POST /{ig-user}/media.
func containerParams() []string {
	return []string{
		"image_url", "video_url", "media_type", "is_carousel_item", "children", "caption", "alt_text", "location_id",
		"user_tags", "collaborators", "product_tags", "share_to_feed", "thumb_offset", "cover_url", "audio_name",
		"audio_configuration", "trial_params", "is_ai_generated", "is_paid_partnership", "branded_content_sponsor_ids",
		"upload_type",
	}
}

// facebookOnly reports whether a parameter is refused with Instagram Login.
func facebookOnly(param string) bool {
	switch param {
	case "upload_type", "product_tags", "audio_configuration", "is_paid_partnership", "branded_content_sponsor_ids":
		return true
	}
	return false
}

// containerKindOf finds out what a request wants to make.
func containerKindOf(p graphtest.Params) (containerKind, error) {
	child, err := p.Bool("is_carousel_item", false)
	if err != nil {
		return 0, err
	}
	video := p.Text("video_url") != "" || p.Text("upload_type") != ""
	switch mediaType := p.Text("media_type"); {
	case mediaType == "" && child:
		return childImage, nil
	case mediaType == "":
		return photo, nil
	case mediaType == "REELS" && child:
		return 0, badParam("Reels cannot appear in carousels; use media_type VIDEO for an item")
	case mediaType == "REELS":
		return reel, nil
	case mediaType == "STORIES" && child:
		return 0, notAllowed("is_carousel_item")
	case mediaType == "STORIES" && video:
		return storyVideo, nil
	case mediaType == "STORIES":
		return storyImage, nil
	case mediaType == typeVideo && child:
		return childVideo, nil
	case mediaType == typeVideo:
		return 0, refuse(subVideoType, "Media type not supported",
			"The VIDEO value for media_type is no longer supported. Use the REELS media type to publish a video to your Instagram feed.")
	case mediaType == "CAROUSEL" && child:
		return 0, notAllowed("is_carousel_item")
	case mediaType == "CAROUSEL":
		return carousel, nil
	default:
		return 0, refuse(subMediaType, "Unknown media type", "The media type %s is unknown.", mediaType)
	}
}

// draft is a container before its files have been looked at.
type draft struct {
	*container
	world  *world
	params graphtest.Params
}

// draftContainer checks the parameters of a new container. The world is locked.
func (s *Server) draftContainer(a *account, api API, p graphtest.Params, now time.Time) (*draft, error) {
	kind, err := containerKindOf(p)
	if err != nil {
		return nil, err
	}
	d := &draft{
		container: &container{account: a, api: api, kind: kind, created: now},
		world:     &s.world, params: p,
	}
	for _, name := range containerParams() {
		if !p.Has(name) {
			continue
		}
		if allowed := kinds(name); allowed != nil && !slices.Contains(allowed, kind) || api == InstagramLogin && facebookOnly(name) {
			return nil, notAllowed(name)
		}
	}
	for _, check := range []func() error{
		d.checkSource, d.checkCaption, d.checkPeople, d.checkProducts, d.checkReel, d.checkLabels,
		func() error { return d.checkChildren(s.opts.StrictChildren) },
	} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *draft) checkSource() error {
	required := "image_url"
	switch {
	case d.kind == carousel:
		return nil
	case d.kind.video():
		required = "video_url"
	}
	switch how := d.params.Text("upload_type"); {
	case how == "resumable" && d.params.Text("video_url") == "":
		d.waiting = true
		return nil
	case how != "" && how != "resumable":
		return badParam("Param upload_type must be one of {RESUMABLE}")
	case how != "":
		return notAllowed("video_url")
	}
	if d.kind.story() && d.params.Has("image_url") && d.params.Has("video_url") {
		return notAllowed("image_url")
	}
	d.source = d.params.Text(required)
	if d.source == "" {
		return badParam("The parameter %s is required", required)
	}
	return nil
}

func (d *draft) checkCaption() error {
	d.caption, d.alt = d.params.Text("caption"), d.params.Text("alt_text")
	if n := utf8.RuneCountInString(d.caption); n > maxCaption {
		return refuse(subCaption, "Caption too long",
			"The submitted image's caption was %d characters long. The maximum number of characters permitted for a caption is %d. Please submit media with a shorter caption.",
			n, maxCaption)
	}
	if n := len(tagged(d.caption, '#')); n > maxCaptionHashtags {
		return refuse(subCaption, "Too many hashtags", "The caption has %d hashtags. The maximum is %d.", n, maxCaptionHashtags)
	}
	if n := len(tagged(d.caption, '@')); n > maxCaptionMentions {
		return refuse(subTooManyTags, "Too many tags", "Cannot use more than %d tags per created media.", maxCaptionMentions)
	}
	if utf8.RuneCountInString(d.alt) > maxAltText {
		return badParam("Param alt_text must be at most %d characters long.", maxAltText)
	}
	if d.location = d.params.Text("location_id"); d.location != "" && d.world.places[d.location] == "" {
		return symbolic("INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID")
	}
	return nil
}

func badUsername(name string) error {
	return refuse(subBadUsername, "Invalid username", "Cannot tag the user %s. Check the username and that the account is public.", name)
}

func (d *draft) checkPeople() error {
	tags, err := d.params.Objects("user_tags")
	if err != nil {
		return err
	}
	if len(tags) > maxUserTags {
		return refuse(subTooManyTags, "Too many tags", "Cannot use more than %d tags per created media.", maxUserTags)
	}
	for _, t := range tags {
		name := graphtest.Params(t).Text("username")
		person := d.world.person(name)
		if person == nil || person.Private {
			return badUsername(name)
		}
		tag := userTag{person: person}
		if tag.x, tag.y, err = d.place(t, d.kind == photo || d.kind == childImage); err != nil {
			return err
		}
		d.tags = append(d.tags, tag)
	}
	names, err := d.params.Texts("collaborators")
	if err != nil {
		return err
	}
	if len(names) > maxCollaborators {
		return badParam("Param collaborators must have at most %d elements.", maxCollaborators)
	}
	for _, name := range names {
		person := d.world.person(name)
		if person == nil || strings.HasPrefix(name, "@") {
			return badUsername(name)
		}
		d.collaborators = append(d.collaborators, &collaborator{person: person, state: invitePending})
	}
	return nil
}

// place reads where on a picture a tag stands.
func (d *draft) place(t object, required bool) (x, y *float64, err error) {
	p := graphtest.Params(t)
	if d.kind == reel || d.kind == childVideo {
		if p.Has("x") || p.Has("y") {
			return nil, nil, refuse(subTagOnVideo, "Invalid tag", "Product tag positions should not be specified for video media.")
		}
		return nil, nil, nil
	}
	if !p.Has("x") && !p.Has("y") && !required {
		return nil, nil, nil
	}
	if !p.Has("x") || !p.Has("y") {
		return nil, nil, refuse(subTagPlace, "Invalid tag", "Product tag positions are required for photo media.")
	}
	if x, err = share(p, "x"); err == nil {
		y, err = share(p, "y")
	}
	return x, y, err
}

// share reads a part of a picture's side.
func share(p graphtest.Params, name string) (*float64, error) {
	value, err := strconv.ParseFloat(p.Text(name), 64)
	if err != nil || value < 0 || value > 1 {
		return nil, badParam("The position %s of a tag must be between 0.0 and 1.0", name)
	}
	return &value, nil
}

func (d *draft) checkProducts() error {
	tags, err := d.params.Objects("product_tags")
	if err != nil {
		return err
	}
	most := maxProducts
	if d.kind == reel {
		most = maxReelProducts
	}
	if len(tags) > most {
		return refuse(subTooManyTags, "Too many tags", "Cannot use more than %d tags per created media.", most)
	}
	for _, t := range tags {
		tag := productTag{id: graphtest.Params(t).Text("product_id")}
		if !d.world.products[tag.id] {
			return refuse(subProduct, "Invalid product",
				"We couldn't add all of your product tags. The product ID may be incorrect, the product may be deleted, or you may not have permission to tag the product.")
		}
		if tag.x, tag.y, err = d.place(t, d.kind == photo || d.kind == childImage); err != nil {
			return err
		}
		d.products = append(d.products, tag)
	}
	return nil
}

func (d *draft) checkReel() error {
	d.audio, d.cover = d.params.Text("audio_name"), d.params.Text("cover_url")
	shared, err := d.params.Bool("share_to_feed", true)
	if err != nil {
		return err
	}
	d.sharedToFeed = shared && d.kind == reel
	offset, err := d.params.Int("thumb_offset", 0)
	if err != nil {
		return err
	}
	if offset < 0 {
		return thumbOffset()
	}
	d.thumbOffset = int(offset)
	if d.cover != "" {
		d.thumbOffset = 0 // cover_url wins
	}
	for _, name := range []string{"trial_params", "audio_configuration"} {
		if _, err := d.params.Object(name); err != nil {
			return err
		}
	}
	trial, _ := d.params.Object("trial_params")
	if trial == nil {
		return nil
	}
	d.trial = graphtest.Params(trial).Text("graduation_strategy")
	switch {
	case d.trial != "MANUAL" && d.trial != "SS_PERFORMANCE":
		return badParam("Param trial_params[graduation_strategy] must be one of {MANUAL, SS_PERFORMANCE}")
	case d.account.NoTrials:
		return refuse(subNoTrial, "Trial reels unavailable", "This account cannot publish trial reels.")
	}
	return nil
}

func thumbOffset() *graphtest.Error {
	return refuse(subThumbOffset, "Invalid thumbnail offset",
		"Thumbnail offset must be greater than or equal to 0 and less than video duration")
}

func (d *draft) checkLabels() error {
	var err error
	if d.aiGenerated, err = d.params.Bool("is_ai_generated", false); err != nil {
		return err
	}
	if d.paid, err = d.params.Bool("is_paid_partnership", false); err != nil {
		return err
	}
	if d.sponsors, err = d.params.Texts("branded_content_sponsor_ids"); err != nil {
		return err
	}
	if len(d.sponsors) > maxSponsors {
		return symbolic("INSTAGRAM_PLATFORM_API__INVALID_PARAM")
	}
	for _, id := range d.sponsors {
		if d.world.accounts[id] == nil {
			return symbolic("INSTAGRAM_PLATFORM_API__INVALID_PARAM")
		}
		d.paid = true
	}
	return nil
}

func (d *draft) checkChildren(strict bool) error {
	if d.kind != carousel {
		return nil
	}
	ids, err := d.params.Texts("children")
	if err != nil {
		return err
	}
	if len(ids) < minChildren || len(ids) > maxChildren {
		return refuse(subCarouselSize, "Wrong number of items",
			"Your post won't work as a carousel. Carousels need at least 2 photos/videos and no more than 10 photos/videos.")
	}
	for _, id := range ids {
		child := d.world.containers[id]
		switch {
		case child == nil || child.account != d.account || !d.created.Before(child.created.Add(containerLife)):
			return missingContainer(id)
		case !child.kind.child():
			return badParam("The container %s is no carousel item.", id)
		case strict && child.code(d.created) != finished:
			return notReady()
		}
		d.children = append(d.children, child)
	}
	return nil
}

func missingContainer(id string) *graphtest.Error {
	return refuse(subNoContainer, "Container not found",
		"The media builder with creation id = %s does not exist or has been expired.", id)
}

func notReady() *graphtest.Error {
	return refuse(subNotReady, "Media not ready", "The media is not ready for publishing, please wait for a moment")
}
