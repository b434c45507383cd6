package mastodon

import (
	"context"
	"iter"
	"time"

	"github.com/relais-go/relais/social"
)

// MuteParams says how to mute. nil mutes statuses and notifications for ever.
type MuteParams struct {
	KeepNotifications bool          // still tell what the account does to the own one
	Duration          time.Duration // how long, rounded up to seconds; 0: for ever
}

// MuteAccount hides the statuses of an account, and what it does to the own one; it is not told.
// See https://docs.joinmastodon.org/methods/accounts/#mute.
func (c *Client) MuteAccount(ctx context.Context, id ID, p *MuteParams) (*Relationship, error) {
	if p == nil {
		p = &MuteParams{}
	}
	if p.Duration < 0 {
		return nil, social.Invalid(network, "Duration", "is negative")
	}
	body := map[string]any{"notifications": !p.KeepNotifications}
	if p.Duration > 0 {
		body["duration"] = seconds(p.Duration)
	}
	return c.relate(ctx, id, "mute", body)
}

// UnmuteAccount takes it back. See https://docs.joinmastodon.org/methods/accounts/#unmute.
func (c *Client) UnmuteAccount(ctx context.Context, id ID) (*Relationship, error) {
	return c.relate(ctx, id, "unmute", nil)
}

// MutesPage reads a page of the muted accounts, with MuteExpiresAt: 40 by default, 80 at most; scope read:mutes.
// See https://docs.joinmastodon.org/methods/mutes/#get.
func (c *Client) MutesPage(ctx context.Context, p *PageParams) (*social.Page[Account], error) {
	return page[Account](ctx, c, "mutes", apiPath("mutes"), nil, p)
}

// Mutes iterates over the muted accounts, with MuteExpiresAt.
func (c *Client) Mutes(ctx context.Context, p *PageParams) iter.Seq2[*Account, error] {
	return pages[Account](ctx, c, "mutes", apiPath("mutes"), nil, p)
}

// seconds rounds up: 0 would mean for ever.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
