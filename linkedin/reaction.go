package linkedin

import (
	"context"
	"errors"
	"iter"
	"net/http"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

const resourceReactions = "/rest/reactions"

// ReactionsParams says how to list reactions. nil means newest first.
type ReactionsParams struct {
	Order ReactionOrder
}

// A ReactionOrder is an order of reactions.
type ReactionOrder string

// Orders of reactions.
const (
	NewestReactions   ReactionOrder = "REVERSE_CHRONOLOGICAL"
	OldestReactions   ReactionOrder = "CHRONOLOGICAL"
	RelevantReactions ReactionOrder = "RELEVANCE"
)

// mostReactions is how many reactions are asked for at once.
const mostReactions = 100

// ReactionsPage reads a page of the reactions to a post or comment.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/reactions-api#find-reactions-on-entity.
func (c *Client) ReactionsPage(ctx context.Context, on URN, params *ReactionsParams, p *PageParams) (*Page[Reaction], error) {
	l, err := reactionsTo(on, params)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, c, l, p)
}

// Reactions iterates over the reactions to a post or comment.
func (c *Client) Reactions(ctx context.Context, on URN, params *ReactionsParams, p *PageParams) iter.Seq2[*Reaction, error] {
	l, err := reactionsTo(on, params)
	if err != nil {
		return failing[Reaction](err)
	}
	return paged(ctx, c, l, p)
}

func reactionsTo(on URN, params *ReactionsParams) (*listing[Reaction], error) {
	if err := checkThread("on", on); err != nil {
		return nil, err
	}
	order := deref(params).Order
	if order == "" {
		order = NewestReactions
	}
	q := finder("entity")
	q.set("sort", recordValue(field{"value", textValue(order)}))
	key := recordValue(field{"entity", textValue(on)})
	return &listing[Reaction]{
		request: request{Op: "reactions.finder-entity", Method: MethodFinder, Path: resourceReactions + "/" + key.encode(), Query: q},
		most:    mostReactions, id: func(r *Reaction) string { return string(r.URN) },
	}, nil
}

// Reaction reads how the client's author reacts to a post or comment; [social.ErrNotFound] if not at all.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/reactions-api#get-a-reaction.
func (c *Client) Reaction(ctx context.Context, on URN) (*Reaction, error) {
	path, err := c.reactionPath(ctx, on)
	if err != nil {
		return nil, err
	}
	return get[Reaction](ctx, c, &request{Op: "reactions.get", Method: MethodGet, Path: path})
}

// reactionPath is that of the author's reaction to something.
func (c *Client) reactionPath(ctx context.Context, on URN) (string, error) {
	if err := checkThread("on", on); err != nil {
		return "", err
	}
	author, err := c.Author(ctx)
	if err != nil {
		return "", err
	}
	key := recordValue(field{"actor", textValue(author)}, field{"entity", textValue(on)})
	return resourceReactions + "/" + key.encode(), nil
}

// CreateReaction reacts to a post or comment in the author's name. There is one reaction of an author: a second takes the
// place of the first. LinkedIn's documentation does not say whether it does so by itself; where it refuses, the first is
// taken back before.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/reactions-api#create-a-reaction.
func (c *Client) CreateReaction(ctx context.Context, on URN, t ReactionType) error {
	if err := checkThread("on", on); err != nil {
		return err
	}
	if t == "" {
		return social.Invalid(network, "Type", "is empty")
	}
	err := c.createReaction(ctx, on, t)
	if !isConflict(err) {
		return err
	}
	switch now, asked := c.Reaction(ctx, on); {
	case asked != nil:
		return err
	case now.Type == t: // by an attempt whose answer was lost, perhaps
		return nil
	}
	if err := c.DeleteReaction(ctx, on); err != nil && !errors.Is(err, social.ErrNotFound) {
		return err
	}
	return c.createReaction(ctx, on, t)
}

func (c *Client) createReaction(ctx context.Context, on URN, t ReactionType) error {
	q, err := c.asAuthor(ctx)
	if err != nil {
		return err
	}
	return c.order(ctx, &request{
		Op: "reactions.create", Method: MethodCreate, Path: resourceReactions, Query: q, Class: rest.Idempotent,
		Body: struct {
			Root URN          `json:"root"`
			Type ReactionType `json:"reactionType"`
		}{on, t},
	})
}

// isConflict reports that something stands already.
func isConflict(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	return ok && (e.Status == http.StatusConflict || errors.Is(err, social.ErrDuplicate))
}

// DeleteReaction takes back the author's reaction to a post or comment; [social.ErrNotFound] if there is none.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/reactions-api#delete-a-reaction.
func (c *Client) DeleteReaction(ctx context.Context, on URN) error {
	path, err := c.reactionPath(ctx, on)
	if err != nil {
		return err
	}
	return c.order(ctx, &request{Op: "reactions.delete", Method: MethodDelete, Path: path, Gone: true})
}
