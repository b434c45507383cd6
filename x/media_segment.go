package x

import (
	"context"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Sizes of segments. X takes a thousand of them, so they grow with the file.
// See https://docs.x.com/x-api/media/quickstart/media-upload-chunked.
const (
	segmentSize = 4 << 20
	maxSegments = 1000
)

// segmentOf is the size of the segments of a file.
func segmentOf(total int64) int64 {
	return max(segmentSize, (total+maxSegments-1)/maxSegments)
}

// transferSegments sends what X has not confirmed of a file, segment by segment, and ends the upload.
func (c *Client) transferSegments(ctx context.Context, u *upload, m *social.Media, field string) error {
	file := &rest.File{Field: field, Media: m, Type: "application/octet-stream", Fetch: c.rest().Fetcher()}
	if u.ID == "" {
		if err := c.begin(ctx, u, file); err != nil {
			return err
		}
	}
	parts := file.Parts(ctx, u.Total)
	defer parts.Close()
	for off := int64(u.Next) * u.Segment; off < u.Total; off = int64(u.Next) * u.Segment {
		expires, err := c.append(ctx, u.ID, u.Next, parts.Part(off, min(u.Segment, u.Total-off)))
		if err != nil {
			return err
		}
		if !expires.IsZero() {
			u.Expires = expires
		}
		u.Next++
	}
	a, err := c.FinalizeUpload(ctx, u.ID)
	if err != nil {
		return err
	}
	u.take(a)
	u.Sent, u.Ready = true, a.Ready()
	return nil
}

// begin opens an upload. X wants to know the size first.
func (c *Client) begin(ctx context.Context, u *upload, file *rest.File) error {
	total, err := c.rest().Measure(ctx, file)
	if err != nil {
		return err
	}
	if total == 0 {
		return social.Invalid(network, file.Field, "is empty")
	}
	a, err := c.InitUpload(ctx, &UploadParams{MediaType: u.Type, TotalBytes: total, Category: u.Category, AdditionalOwners: u.Owners})
	if err != nil {
		return err
	}
	u.Total, u.Segment, u.Next = total, segmentOf(total), 0
	u.take(a)
	return nil
}
