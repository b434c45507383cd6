package facebook

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// PhotoParams is a photo on its way to the Page.
// See https://developers.facebook.com/docs/graph-api/reference/page/photos/#upload.
type PhotoParams struct {
	Caption     string
	Unpublished bool // for a post or story that will show it; gone after a day if none does
	Temporary   bool // with Unpublished: for a scheduled post, however far ahead
	NoStory     bool // not in the feeds of followers
	Album       ID   // "": the Page's timeline photos
	ScheduledAt time.Time

	Targeting     *Targeting
	FeedTargeting *Targeting
	Backdated     time.Time
	Granularity   Granularity
	Place         ID
	Tagged        []ID
}

func (p *PhotoParams) form(m *social.Media) (url.Values, error) {
	v := url.Values{}
	graph.SetText(v, "caption", p.Caption)
	graph.SetText(v, "alt_text_custom", m.AltText)
	if p.Unpublished {
		v.Set("published", "false")
	}
	if p.Temporary {
		v.Set("temporary", "true")
	}
	if p.NoStory {
		v.Set("no_story", "true")
	}
	graph.SetText(v, "place", string(p.Place))
	setBackdated(v, p.Backdated, p.Granularity)
	if !p.Unpublished {
		setSchedule(v, p.ScheduledAt, "")
	}
	if m.Open == nil {
		v.Set("url", m.URL)
	}
	if len(p.Tagged) > 0 {
		tags := make([]map[string]ID, len(p.Tagged))
		for i, id := range p.Tagged {
			tags[i] = map[string]ID{"tag_uid": id}
		}
		if err := graph.SetJSON(v, "tags", tags); err != nil {
			return nil, social.Invalid(network, "tags", err.Error())
		}
	}
	return v, setObjects(v, map[string]any{"targeting": p.Targeting, "feed_targeting": p.FeedTargeting})
}

// UploadedPhoto is what Facebook says of a new photo.
type UploadedPhoto struct {
	ID     ID
	PostID ID // of the post that shows it; "" if it is unpublished
}

// UploadPhoto streams a photo to the Page; one that has a URL and no Open is fetched by Facebook from there. A photo
// that is published at once cannot be told from one that was sent twice: a lost answer is [social.ErrUncertain]. An
// unpublished one is sent again.
// See https://developers.facebook.com/docs/graph-api/reference/page/photos/#upload.
func (c *Client) UploadPhoto(ctx context.Context, m *social.Media, p *PhotoParams) (*UploadedPhoto, error) {
	if err := m.Validate(network, "Media"); err != nil {
		return nil, err
	}
	own := value(p)
	class := rest.Unsafe
	if own.Unpublished {
		class = rest.Idempotent
	}
	made, err := c.sendPhoto(ctx, m, &own, class, "Media")
	if err != nil {
		return nil, err
	}
	return &UploadedPhoto{ID: made.ID, PostID: made.PostID}, nil
}

func (c *Client) sendPhoto(ctx context.Context, m *social.Media, p *PhotoParams, class rest.Class, field string) (*created, error) {
	form, err := p.form(m)
	if err != nil {
		return nil, err
	}
	r := &graph.Request{Op: "photos.create", Method: http.MethodPost, Path: c.pagePath("photos"), Class: class, Params: form}
	if p.Album != "" {
		r.Path = rest.Path(string(p.Album), "photos")
	}
	if m.Open != nil {
		r.Params = nil
		r.Body = rest.Multipart(append(fields(form), rest.Part{Name: "source", File: c.file(m, field)})...)
	}
	made, err := ask[created](ctx, c, r)
	if err != nil {
		return nil, draft.InField(err, field)
	}
	if made.ID == "" {
		return nil, c.graph.Nameless(r.Op, "ID")
	}
	return made, nil
}

// file streams a file of a draft.
func (c *Client) file(m *social.Media, field string) *rest.File {
	return &rest.File{Field: field, Media: m, Fetch: c.graph.Rest().Fetcher()}
}

// fields are the parts of a form that is sent with a file.
func fields(v url.Values) []rest.Part {
	var parts []rest.Part
	for name, values := range v {
		for _, text := range values {
			parts = append(parts, rest.Part{Name: name, Text: text})
		}
	}
	return parts
}

func photoFields() string {
	return graph.Fields("id", "name", "alt_text", "alt_text_custom", "created_time", "link", "width", "height", "page_story_id",
		graph.Expand("album").Select("id", "name"), "images")
}

// Photo reads a photo. See https://developers.facebook.com/docs/graph-api/reference/photo/.
func (c *Client) Photo(ctx context.Context, id ID) (*Photo, error) {
	return ask[Photo](ctx, c, &graph.Request{Op: "photos.get", Path: rest.Path(string(id)), Fields: photoFields()})
}

// DeletePhoto removes a photo.
func (c *Client) DeletePhoto(ctx context.Context, id ID) error {
	return c.remove(ctx, "photos.delete", id)
}

func albumFields() string {
	return graph.Fields("id", "name", "description", "type", "link", "count", "can_upload", "created_time", "updated_time")
}

// Albums iterates over the Page's albums. The API makes none: that is done on Facebook itself.
// See https://developers.facebook.com/docs/graph-api/reference/page/albums/.
func (c *Client) Albums(ctx context.Context) iter.Seq2[*Album, error] {
	return graph.List[Album](ctx, c.graph, &graph.Request{
		Op: "albums.list", Path: c.pagePath("albums"), Fields: albumFields(), Params: limitParam(100),
	})
}

// Photos iterates over the photos of an album; "" as the album takes those that the Page uploaded.
// See https://developers.facebook.com/docs/graph-api/reference/album/photos/.
func (c *Client) Photos(ctx context.Context, album ID) iter.Seq2[*Photo, error] {
	r := &graph.Request{Op: "photos.list", Path: c.pagePath("photos"), Fields: photoFields(), Params: url.Values{"limit": {strconv.Itoa(100)}}}
	if album == "" {
		r.Params.Set("type", "uploaded")
	} else {
		r.Path = rest.Path(string(album), "photos")
	}
	return graph.List[Photo](ctx, c.graph, r)
}
