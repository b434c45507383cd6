package mastodon

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// ScheduledStatusesPage reads a page of what waits to be published.
// See https://docs.joinmastodon.org/methods/scheduled_statuses/#get.
func (c *Client) ScheduledStatusesPage(ctx context.Context, p *PageParams) (*social.Page[ScheduledStatus], error) {
	return page[ScheduledStatus](ctx, c, "scheduled.list", scheduledPath(""), nil, p)
}

// ScheduledStatuses iterates over what waits to be published.
func (c *Client) ScheduledStatuses(ctx context.Context, p *PageParams) iter.Seq2[*ScheduledStatus, error] {
	return pages[ScheduledStatus](ctx, c, "scheduled.list", scheduledPath(""), nil, p)
}

// ScheduledStatus reads one. See https://docs.joinmastodon.org/methods/scheduled_statuses/#get-one.
func (c *Client) ScheduledStatus(ctx context.Context, id ID) (*ScheduledStatus, error) {
	return get[ScheduledStatus](ctx, c, "scheduled.get", scheduledPath(id), nil)
}

// MoveScheduledStatus changes when it is published: at least five minutes ahead.
// See https://docs.joinmastodon.org/methods/scheduled_statuses/#update.
func (c *Client) MoveScheduledStatus(ctx context.Context, id ID, at time.Time) (*ScheduledStatus, error) {
	r := &rest.Request{Op: "scheduled.update", Method: http.MethodPut, Path: scheduledPath(id), Class: rest.Idempotent}
	return send[ScheduledStatus](ctx, c, familyAll, r, map[string]time.Time{"scheduled_at": at.UTC()})
}

// CancelScheduledStatus cancels it for good. See https://docs.joinmastodon.org/methods/scheduled_statuses/#cancel.
func (c *Client) CancelScheduledStatus(ctx context.Context, id ID) error {
	r := &rest.Request{
		Op: "scheduled.cancel", Method: http.MethodDelete, Path: scheduledPath(id), Class: rest.Idempotent, Gone: true,
	}
	_, err := c.do(ctx, familyAll, r, nil)
	return err
}

func scheduledPath(id ID) string {
	if id == "" {
		return rest.Path("api", "v1", "scheduled_statuses")
	}
	return rest.Path("api", "v1", "scheduled_statuses", string(id))
}

func scheduledRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefScheduled, ID: string(id)}
}

// portable turns what waits into the form that all networks share.
func (s *ScheduledStatus) portable() *social.Post {
	p := &social.Post{
		Ref: scheduledRef(s.ID), State: social.StateScheduled, Text: s.Params.Text, Warning: s.Params.SpoilerText,
		Time: s.ScheduledAt.Time, Visibility: s.Params.Visibility.portable(), Language: s.Params.Language,
		Media: attachments(s.MediaAttachments), Metrics: social.Metrics{}, Raw: s,
	}
	if s.Params.InReplyToID != "" {
		p.ReplyTo = postRef(s.Params.InReplyToID)
	}
	if s.Params.QuotedStatusID != "" {
		p.Quote = postRef(s.Params.QuotedStatusID)
	}
	return p
}

// Scheduled implements [social.Scheduler].
func (c *Client) Scheduled(ctx context.Context) iter.Seq2[*social.Post, error] {
	return rest.Map(c.ScheduledStatuses(ctx, nil), (*ScheduledStatus).portable)
}

// Reschedule implements [social.Scheduler]. The server takes at least five minutes ahead.
func (c *Client) Reschedule(ctx context.Context, ref social.Ref, at time.Time) (*social.Post, error) {
	if err := draft.CheckRef(network, "Ref", ref, social.RefScheduled); err != nil {
		return nil, err
	}
	if p := checkSchedule("At", at, time.Now()); p != nil {
		return nil, p
	}
	s, err := c.MoveScheduledStatus(ctx, ID(ref.ID), at)
	if err != nil {
		return nil, err
	}
	return s.portable(), nil
}

// Unschedule implements [social.Scheduler].
func (c *Client) Unschedule(ctx context.Context, ref social.Ref) error {
	if err := draft.CheckRef(network, "Ref", ref, social.RefScheduled); err != nil {
		return err
	}
	return c.CancelScheduledStatus(ctx, ID(ref.ID))
}
