package linkedin

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// video is the upload of a video: in parts, whose sizes LinkedIn says and whose receipts it wants back.
type video struct {
	Total     int64   `json:"total"`
	Token     string  `json:"token,omitempty"`
	Parts     []*part `json:"parts,omitempty"`
	Captions  *side   `json:"captions,omitempty"`
	Thumbnail *side   `json:"thumbnail,omitempty"`
}

// part is a range of a video; both ends belong to it.
type part struct {
	URL   string `json:"url"`
	First int64  `json:"first"`
	Last  int64  `json:"last"`
	ETag  string `json:"etag,omitempty"` // "" until it has arrived
}

// side is a file that goes with a video.
type side struct {
	URL  string `json:"url"`
	Done bool   `json:"done,omitempty"`
}

func (v *video) took(a *initialized) error {
	v.Token = a.Value.Token
	next := int64(0)
	for _, p := range a.Value.Parts {
		first, last := int64(p.First), int64(p.Last)
		if p.URL == "" || first != next || last < first {
			return incomplete("videos.initializeUpload")
		}
		v.Parts = append(v.Parts, &part{URL: p.URL, First: first, Last: last})
		next = last + 1
	}
	if a.Value.Video == "" || next != v.Total {
		return incomplete("videos.initializeUpload")
	}
	if u := a.Value.Captions; u != "" {
		v.Captions = &side{URL: u}
	}
	if u := a.Value.Thumbnail; u != "" {
		v.Thumbnail = &side{URL: u}
	}
	return nil
}

// sendVideo sends the parts that are missing, then what goes with them, and ends the upload.
func (c *Client) sendVideo(ctx context.Context, u *upload, m *social.Media, field string) error {
	v := u.Video
	parts := c.file(m, field).Parts(ctx, v.Total)
	defer parts.Close()
	for _, p := range v.Parts {
		if p.ETag != "" {
			continue
		}
		body := parts.Part(p.First, p.Last-p.First+1)
		body.Type = "application/octet-stream"
		a, err := c.put(ctx, &sending{op: "videos.uploadPart", address: p.URL, body: body})
		if err != nil {
			return err
		}
		if p.ETag = receipt(a); p.ETag == "" {
			return incomplete("videos.uploadPart")
		}
	}
	if err := c.sendSides(ctx, v, m, field); err != nil {
		return err
	}
	return c.finalize(ctx, u)
}

// receipt names a part that has arrived; some servers put it into quotes.
func receipt(a *rest.Answer) string {
	return strings.Trim(strings.TrimPrefix(a.Header.Get("ETag"), "W/"), `"`)
}

// sendSides sends captions and thumbnail.
func (c *Client) sendSides(ctx context.Context, v *video, m *social.Media, field string) error {
	if s := v.Thumbnail; s != nil && !s.Done && m.Thumbnail != nil {
		body, err := c.measured(ctx, m.Thumbnail, field+".Thumbnail")
		if err != nil {
			return err
		}
		body.Type = "application/octet-stream"
		header := http.Header{"Media-Type-Family": {"STILLIMAGE"}}
		if _, err := c.put(ctx, &sending{op: "videos.uploadThumbnail", address: s.URL, header: header, body: body}); err != nil {
			return err
		}
		s.Done = true
	}
	if s := v.Captions; s != nil && !s.Done && len(m.Captions) > 0 {
		file, err := c.measured(ctx, m.Captions[0], field+".Captions[0]")
		if err != nil {
			return err
		}
		file.Type = "application/octet-stream"
		body := rest.Multipart(rest.Part{Name: "metadata", Text: captionsMetadata(m.Captions[0].Language)}, rest.Part{Name: "file", File: file})
		if _, err := c.put(ctx, &sending{op: "videos.uploadCaptions", method: http.MethodPost, address: s.URL, body: body}); err != nil {
			return err
		}
		s.Done = true
	}
	return nil
}

// captionsMetadata says what captions are.
func captionsMetadata(tag string) string {
	meta := map[string]any{
		"format": "SRT", "formattedForEasyReader": true, "largeText": true, "source": "USER_PROVIDED", "transcriptType": "CLOSED_CAPTION",
	}
	if language, region, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-"); language != "" {
		locale := map[string]string{"language": strings.ToUpper(language)}
		if len(region) == 2 {
			locale["country"] = strings.ToUpper(region)
		}
		meta["locale"] = locale
	}
	data, _ := json.Marshal(meta) // it is plain
	return string(data)
}

// finalize ends the upload. One that is refused may have been ended before, by an attempt whose answer was lost.
func (c *Client) finalize(ctx context.Context, u *upload) error {
	receipts := make([]string, len(u.Video.Parts))
	for i, p := range u.Video.Parts {
		receipts[i] = p.ETag
	}
	err := c.order(ctx, &request{
		Op: "videos.finalizeUpload", Method: MethodAction, Path: "/rest/videos", Query: action("finalizeUpload"), Class: rest.Idempotent,
		Body: map[string]any{"finalizeUploadRequest": map[string]any{
			"video": u.URN, "uploadToken": u.Video.Token, "uploadedPartIds": receipts,
		}},
	})
	if err == nil {
		return nil
	}
	a, askErr := c.asset(ctx, u.URN)
	if askErr == nil && (a.Status == AssetProcessing || a.Status == AssetAvailable) {
		return nil
	}
	return err
}
