package graph

import (
	"context"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/scalar"
)

// VideoStatus is how far Meta is with a video: the field "status" of one on Facebook, "video_status" of a container
// on Instagram. See https://developers.facebook.com/docs/graph-api/reference/video-status.
type VideoStatus struct {
	State      string     `json:"video_status"` // uploading, upload_complete, processing, ready, expired, error, upload_failed; "" on Instagram
	Uploading  VideoPhase `json:"uploading_phase"`
	Processing VideoPhase `json:"processing_phase"`
	Publishing VideoPhase `json:"publishing_phase"`
}

// VideoPhase is one step of a video's way.
type VideoPhase struct {
	Status        string       `json:"status"` // not_started, in_progress, complete, error
	Arrived       int64        `json:"-"`      // bytes, of an upload
	Size          Int          `json:"source_file_size"`
	PublishStatus string       `json:"publish_status"` // draft, scheduled, published, error, not_published
	PublishTime   Time         `json:"publish_time"`
	Errors        []PhaseError `json:"-"`
}

// PhaseError is why a step failed.
type PhaseError struct {
	Code    Int    `json:"code"`
	Message string `json:"message"`
}

// Complete reports that the step was done. Meta writes "complete" and "completed".
func (p *VideoPhase) Complete() bool { return p.Status == "complete" || p.Status == "completed" }

// UnmarshalJSON reads a step; the bytes by both of their spellings, and one error as well as a list.
func (p *VideoPhase) UnmarshalJSON(b []byte) error {
	type plain VideoPhase
	var form struct {
		plain

		Arrived    scalar.Count `json:"bytes_transferred"`
		ArrivedOdd scalar.Count `json:"bytes_transfered"` //nolint:misspell // Meta's own
		Errors     []PhaseError `json:"errors"`
		Error      *PhaseError  `json:"error"`
	}
	if err := rest.Decode(b, &form); err != nil {
		return err
	}
	*p = VideoPhase(form.plain)
	for _, n := range []*int64{form.Arrived.N, form.ArrivedOdd.N} {
		if n != nil {
			p.Arrived = max(p.Arrived, *n)
		}
	}
	p.Errors = form.Errors
	if form.Error != nil {
		p.Errors = append(p.Errors, *form.Error)
	}
	return nil
}

// VideoStatus asks how far Meta is with a video; field is "status" or "video_status". The video is one that this
// client made just now. A status that is not there is nil.
func (c *Client) VideoStatus(ctx context.Context, op, id, field string) (*VideoStatus, error) {
	v, err := Ask[map[string]*looseStatus](ctx, c, &Request{Op: op, Path: rest.Path(id), Fields: Fields("id", Field(field)), Fresh: true})
	if err != nil || (*v)[field] == nil {
		return nil, err
	}
	return (*v)[field].status, nil
}

// Arrived is how many bytes of a video have arrived.
func (c *Client) Arrived(ctx context.Context, op, id, field string) (int64, error) {
	s, err := c.VideoStatus(ctx, op, id, field)
	if err != nil || s == nil {
		return 0, err
	}
	return s.Uploading.Arrived, nil
}

// looseStatus is a status, and nil for what is none, as the ID beside it.
type looseStatus struct{ status *VideoStatus }

// UnmarshalJSON does not fail.
func (l *looseStatus) UnmarshalJSON(b []byte) error {
	var s VideoStatus
	if len(b) > 0 && b[0] == '{' && rest.Decode(b, &s) == nil {
		l.status = &s
	}
	return nil
}
