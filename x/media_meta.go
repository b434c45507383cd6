package x

import (
	"context"
	"net/http"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// MediaMetadataParams describe an uploaded file. What is nil or "" is left as it is.
// See https://docs.x.com/x-api/media/metadata-create.
type MediaMetadataParams struct {
	AltText       string // 1,000 characters at most
	Sensitive     *SensitiveWarning
	AllowDownload *bool // of a video
}

// SensitiveWarning says why a file is hidden behind a warning.
type SensitiveWarning struct {
	AdultContent    bool `json:"adult_content,omitempty"`
	GraphicViolence bool `json:"graphic_violence,omitempty"`
	Other           bool `json:"other,omitempty"`
}

// SetMediaMetadata describes an uploaded file, before a post uses it.
// See https://docs.x.com/x-api/media/metadata-create.
func (c *Client) SetMediaMetadata(ctx context.Context, id ID, p *MediaMetadataParams) error {
	own := value(p)
	meta := map[string]any{}
	if own.AltText != "" {
		meta["alt_text"] = map[string]string{"text": own.AltText}
	}
	if own.Sensitive != nil {
		meta["sensitive_media_warning"] = own.Sensitive
	}
	if own.AllowDownload != nil {
		meta["allow_download_status"] = map[string]bool{"allow_download": *own.AllowDownload}
	}
	_, err := order[any](ctx, c, &request{
		Op: "media.metadata", Method: http.MethodPost, Path: path("media", "metadata"),
		Body: map[string]any{"id": id, "metadata": meta}, Cost: cost{Billed: BilledMediaMetadata, Most: 1, Call: true},
	})
	return err
}

// AddSubtitles attaches an uploaded file of category [CategorySubtitles] to an uploaded video. language has two
// letters; name is shown to people. See https://docs.x.com/x-api/media/create-subtitles.
func (c *Client) AddSubtitles(ctx context.Context, video, subtitles ID, category MediaCategory, language, name string) error {
	_, err := order[any](ctx, c, &request{
		Op: "media.subtitles.create", Method: http.MethodPost, Path: path("media", "subtitles"),
		Body: map[string]any{
			"id": video, "media_category": category.forSubtitles(),
			"subtitles": map[string]any{"id": subtitles, "language_code": strings.ToUpper(language), "display_name": name},
		},
		Cost: cost{Billed: BilledMediaMetadata, Most: 1, Call: true},
	})
	return err
}

// DeleteSubtitles takes the subtitles of a language off a video; [social.ErrNotFound] if there are none.
// See https://docs.x.com/x-api/media/delete-subtitles.
func (c *Client) DeleteSubtitles(ctx context.Context, video ID, category MediaCategory, language string) error {
	return c.remove(ctx, &request{
		Op: "media.subtitles.delete", Path: path("media", "subtitles"),
		Body: map[string]any{"id": video, "media_category": category.forSubtitles(), "language_code": strings.ToUpper(language)},
		Cost: cost{Billed: BilledMediaMetadata, Most: 1, Call: true},
	}, "no subtitles in this language")
}

// forSubtitles spells the category as the calls for subtitles do.
func (k MediaCategory) forSubtitles() string {
	if k == CategoryAmplifyVideo {
		return "AmplifyVideo"
	}
	return "TweetVideo"
}

// MediaByKey reads published media, 100 a request, in the order asked. nil fields means those of [DefaultPosts].
// What X does not give is left out, and told by a [*PartialError] beside the rest.
// See https://docs.x.com/x-api/media/get-media-by-media-keys.
func (c *Client) MediaByKey(ctx context.Context, keys []string, fields []MediaField) ([]*Media, error) {
	if fields == nil {
		fields = LeanPosts().Media
	}
	s := PostSelection{Media: fields}
	q, err := s.Query(c.cfg.Dialect)
	if err != nil {
		return nil, err
	}
	ids := make([]ID, len(keys))
	for i, k := range keys {
		ids[i] = ID(k)
	}
	return byID(ctx, c, ids, func(part []ID) *request {
		own := with(q, nil)
		setList(own, "media_keys", part)
		return &request{Op: "media.index", Path: path("media"), Query: own}
	}, func(m *Media) ID { return ID(m.Key) }, nil)
}

// describe sends what goes with a file: alternative text, warning, subtitles, preview.
func (c *Client) describe(ctx context.Context, u *upload, m *social.Media, sensitive bool, field string) error {
	if (m.AltText != "" || sensitive) && !u.Described {
		p := &MediaMetadataParams{AltText: m.AltText}
		if sensitive {
			p.Sensitive = &SensitiveWarning{Other: true}
		}
		if err := c.SetMediaMetadata(ctx, u.ID, p); err != nil {
			return draft.InField(err, field+".AltText")
		}
		u.Described = true
	}
	if m.Thumbnail != nil && u.Preview == "" {
		preview := newUpload(m.Thumbnail, CategoryPostImage, false)
		if err := c.transfer(ctx, preview, m.Thumbnail, field+".Thumbnail"); err != nil {
			return err
		}
		u.Preview = preview.ID
	}
	for i := len(u.Captions); i < len(m.Captions); i++ {
		if err := c.caption(ctx, u, m.Captions[i], captionField(field, i)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) caption(ctx context.Context, u *upload, m *social.Media, field string) error {
	file := newUpload(m, CategorySubtitles, false)
	if err := c.transfer(ctx, file, m, field); err != nil {
		return err
	}
	language, _, _ := strings.Cut(m.Language, "-")
	if err := c.AddSubtitles(ctx, u.ID, file.ID, u.Category, language, m.Language); err != nil {
		return draft.InField(err, field)
	}
	u.Captions = append(u.Captions, file.ID)
	return nil
}
