package mastodon

import (
	"context"
	"errors"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// InstanceActivity reads what happened on the server in each of the last twelve weeks, the newest first. An
// operator can switch it off, and GoToSocial has none: [errors.ErrUnsupported].
// See https://docs.joinmastodon.org/methods/instance/#activity.
func (c *Client) InstanceActivity(ctx context.Context) ([]*InstanceActivity, error) {
	list, err := readAll[InstanceActivity](ctx, c, "instance.activity", apiPath("instance", "activity"), nil)
	return list, c.absent(ctx, err, apiNever, "record of activity")
}

// InstanceRules reads the rules of the server, which a [ReportParams] can name.
// See https://docs.joinmastodon.org/methods/instance/#rules.
func (c *Client) InstanceRules(ctx context.Context) ([]*Rule, error) {
	return readAll[Rule](ctx, c, "instance.rules", apiPath("instance", "rules"), nil)
}

// InstanceDomainBlocks reads which servers this server refuses or limits, as far as it publishes that.
// See https://docs.joinmastodon.org/methods/instance/#domain_blocks.
func (c *Client) InstanceDomainBlocks(ctx context.Context) ([]*DomainBlock, error) {
	list, err := readAll[DomainBlock](ctx, c, "instance.domain_blocks", apiPath("instance", "domain_blocks"), nil)
	return list, c.absent(ctx, err, apiNever, "published list of blocked servers")
}

// CustomEmojis reads the server's own emojis. See https://docs.joinmastodon.org/methods/custom_emojis/#get.
func (c *Client) CustomEmojis(ctx context.Context) ([]*CustomEmoji, error) {
	return readAll[CustomEmoji](ctx, c, "custom_emojis", apiPath("custom_emojis"), nil)
}

// AsyncRefresh reads how far the server got with what it does after an answer, as fetching remote replies;
// Mastodon 4.5. [social.ErrNotFound] means that it has ended and is forgotten.
// See https://docs.joinmastodon.org/methods/async_refreshes/#show.
func (c *Client) AsyncRefresh(ctx context.Context, id ID) (*AsyncRefresh, error) {
	type answer struct {
		AsyncRefresh AsyncRefresh `json:"async_refresh"`
	}
	path := rest.Path("api", "v1_alpha", "async_refreshes", string(id))
	a, err := get[answer](ctx, c, "async_refreshes.get", path, nil)
	if err != nil {
		return nil, c.absent(ctx, err, api45, "background work")
	}
	return &a.AsyncRefresh, nil
}

// Health reports nil if the server says that it is well, without a token; else [social.ErrUnavailable].
// GoToSocial is asked in its own way; other servers may have no such thing: [errors.ErrUnsupported].
// See https://docs.joinmastodon.org/methods/health/.
func (c *Client) Health(ctx context.Context) error {
	err := c.health(ctx, rest.Path("health"))
	if isMissingRoute(err) {
		err = c.health(ctx, rest.Path("readyz"))
	}
	return c.absent(ctx, err, apiNever, "report on its health")
}

// StreamingHealth is [Client.Health] of the streaming service, on the server's main host.
func (c *Client) StreamingHealth(ctx context.Context) error {
	return c.absent(ctx, c.health(ctx, apiPath("streaming", "health")), apiNever, "report on its streaming")
}

// health reads one page that says so in JSON, in a word, or by its status alone.
func (c *Client) health(ctx context.Context, path string) error {
	var body []byte
	if _, err := c.do(ctx, familyNone, &rest.Request{Op: "health", Path: path, NoAuth: true}, &body); err != nil {
		return err
	}
	switch text := strings.TrimSpace(string(body)); {
	case strings.Contains(text, "<"): // some answer unknown paths with their front page
		return &social.Error{Network: network, Op: "health", Kind: errors.ErrUnsupported, Message: "the answer is a page for people"}
	case text == "", strings.Contains(text, "UP"), strings.Contains(strings.ToUpper(text), "OK"):
		return nil
	default:
		return &social.Error{Network: network, Op: "health", Kind: social.ErrUnavailable, Message: rest.Clip(text)}
	}
}
