package mastodon

// A ScheduledStatus waits on the server until it is published. Its id is not the id of the status that
// it becomes, and nothing links the two.
// See https://docs.joinmastodon.org/entities/ScheduledStatus/.
type ScheduledStatus struct {
	ID               ID                `json:"id"`
	ScheduledAt      Time              `json:"scheduled_at"`
	Params           ScheduledParams   `json:"params"`
	MediaAttachments []MediaAttachment `json:"media_attachments"`
}

// ScheduledParams is what the scheduled status was made of.
// See https://docs.joinmastodon.org/entities/ScheduledStatus/#params.
type ScheduledParams struct {
	Text                string         `json:"text"`
	SpoilerText         string         `json:"spoiler_text"`
	Sensitive           Bool           `json:"sensitive"`
	Visibility          Visibility     `json:"visibility"` // "": the account's default
	Language            string         `json:"language"`
	InReplyToID         ID             `json:"in_reply_to_id"`
	QuotedStatusID      ID             `json:"quoted_status_id"`
	QuoteApprovalPolicy QuotePolicy    `json:"quote_approval_policy"`
	MediaIDs            []ID           `json:"media_ids"`
	Poll                *ScheduledPoll `json:"poll"`
	Idempotency         string         `json:"idempotency"`
	ApplicationID       ID             `json:"application_id"`
}

// A ScheduledPoll is the poll of a scheduled status.
// See https://docs.joinmastodon.org/entities/ScheduledStatus/#params-poll.
type ScheduledPoll struct {
	Options    []string `json:"options"`
	ExpiresIn  Int      `json:"expires_in"` // seconds from publication
	Multiple   Bool     `json:"multiple"`
	HideTotals Bool     `json:"hide_totals"`
}
