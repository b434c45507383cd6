package mastodon

import (
	"context"
	"net/http"

	"github.com/relais-go/relais/internal/rest"
)

// Poll reads a poll with its counts. See https://docs.joinmastodon.org/methods/polls/#get.
func (c *Client) Poll(ctx context.Context, id ID) (*Poll, error) {
	return get[Poll](ctx, c, "polls.get", rest.Path("api", "v1", "polls", string(id)), nil)
}

// Vote chooses options by their index, from 0. A vote cannot be changed: a second one is
// [social.ErrInvalid], as is one after the end.
// See https://docs.joinmastodon.org/methods/polls/#vote.
func (c *Client) Vote(ctx context.Context, id ID, choices ...int) (*Poll, error) {
	r := &rest.Request{
		Op: "polls.vote", Method: http.MethodPost, Path: rest.Path("api", "v1", "polls", string(id), "votes"), Class: rest.Unsafe,
	}
	return send[Poll](ctx, c, familyAll, r, map[string][]int{"choices": choices})
}
