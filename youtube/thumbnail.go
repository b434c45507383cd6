package youtube

import (
	"context"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// SetThumbnail gives a video of the channel's its own picture: JPEG or PNG of at most 50 MiB. The channel must have
// given a phone number, and sets some a day only. That of a Short can be set once it is processed.
// See https://developers.google.com/youtube/v3/docs/thumbnails/set.
func (c *Client) SetThumbnail(ctx context.Context, id ID, picture *social.Media) (Thumbnails, error) {
	return c.setThumbnail(ctx, id, picture, "picture")
}

func (c *Client) setThumbnail(ctx context.Context, id ID, picture *social.Media, field string) (Thumbnails, error) {
	if err := needID("id", id); err != nil {
		return nil, err
	}
	a, err := sendPicture[List[Thumbnails]](ctx, c, picture, field, &request{
		Op: "thumbnails.set", Path: uploadPath("thumbnails", "set"), Query: url.Values{"videoId": {string(id)}},
	})
	if err != nil {
		return nil, err
	}
	for _, sizes := range a.Items {
		if sizes != nil {
			return *sizes, nil
		}
	}
	return nil, nil
}

// UploadBanner uploads a picture for the head of the channel's page: JPEG or PNG of at most 6 MiB, 16:9 and 2048 × 1152
// at least. It shows once its URL is set by [Client.UpdateChannel].
// See https://developers.google.com/youtube/v3/docs/channelBanners/insert.
func (c *Client) UploadBanner(ctx context.Context, picture *social.Media) (*Banner, error) {
	return sendPicture[Banner](ctx, c, picture, "picture", &request{
		Op: "channelBanners.insert", Path: uploadPath("channelBanners", "insert"),
	})
}

// sendPicture sends a picture in one request. A repeat replaces it.
func sendPicture[T any](ctx context.Context, c *Client, picture *social.Media, field string, r *request) (*T, error) {
	if err := picture.Validate(network, field); err != nil {
		return nil, err
	}
	r.Method = http.MethodPost
	r.Query = with(r.Query, url.Values{"uploadType": {"media"}})
	r.Raw = &rest.File{Field: field, Media: picture, Fetch: c.rest.Fetcher()}
	return change[T](ctx, c, r)
}
