package facebook

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

func captionField(field string, i int) string { return fmt.Sprintf("%s.Captions[%d]", field, i) }

// captionType is the type of a subtitle file; "application/x-subrip" is what Facebook takes.
func captionType(m *social.Media) string {
	switch t := m.Type(); t {
	case "text/srt", "application/srt", "application/x-subrip":
		return "application/x-subrip"
	default:
		if strings.EqualFold(path.Ext(m.Name), ".srt") {
			return "application/x-subrip"
		}
		return t
	}
}

// localeOf is a language as Facebook writes it, "en_US" for en-US; "" if the tag names no country.
func localeOf(tag string) string {
	parts := strings.FieldsFunc(tag, func(r rune) bool { return r == '-' || r == '_' })
	if len(parts) < 2 || len(parts[0]) < 2 || len(parts[0]) > 3 {
		return ""
	}
	for _, p := range parts[1:] {
		if len(p) == 2 {
			return strings.ToLower(parts[0]) + "_" + strings.ToUpper(p)
		}
	}
	return ""
}

// AddSubtitles adds a subtitle file (SRT) to a video. m.Language names its language and, where that is not the usual
// one, the country, as "pt-BR".
// See https://developers.facebook.com/docs/graph-api/reference/video/captions/.
func (c *Client) AddSubtitles(ctx context.Context, video ID, m *social.Media) error {
	return c.addSubtitles(ctx, video, m, "Media")
}

func (c *Client) addSubtitles(ctx context.Context, video ID, m *social.Media, field string) error {
	if err := m.Validate(network, field); err != nil {
		return err
	}
	locale := localeOf(m.Language)
	if locale == "" {
		return social.Invalid(network, field+".Language", "must name language and country, as en-US")
	}
	own := *m
	own.Name = "subtitles." + locale + ".srt" // Facebook reads the language from the name
	return draft.InField(c.order(ctx, &graph.Request{
		Op: "videos.captions", Method: http.MethodPost, Path: rest.Path(string(video), "captions"),
		Body: rest.Multipart(rest.Part{Name: "captions_file", File: &rest.File{Field: field, Media: &own, Type: "application/octet-stream", Fetch: c.graph.Rest().Fetcher()}}),
	}), field)
}

// SetThumbnail makes a picture the preview of a video.
// See https://developers.facebook.com/docs/graph-api/reference/video/thumbnails/.
func (c *Client) SetThumbnail(ctx context.Context, video ID, m *social.Media) error {
	return c.setThumbnail(ctx, video, m, "Media")
}

func (c *Client) setThumbnail(ctx context.Context, video ID, m *social.Media, field string) error {
	if err := m.Validate(network, field); err != nil {
		return err
	}
	return draft.InField(c.order(ctx, &graph.Request{
		Op: "videos.thumbnails", Method: http.MethodPost, Path: rest.Path(string(video), "thumbnails"),
		Body: rest.Multipart(rest.Part{Name: "is_preferred", Text: "true"}, rest.Part{Name: "source", File: c.file(m, field)}),
	}), field)
}
