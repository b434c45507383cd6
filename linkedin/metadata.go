package linkedin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

const resourceMetadata = "/rest/socialMetadata"

// Metadata counts the reactions to a post or comment, and the comments on it.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/social-metadata-api#retrieve-social-metadata.
func (c *Client) Metadata(ctx context.Context, on URN) (*SocialMetadata, error) {
	if err := checkThread("on", on); err != nil {
		return nil, err
	}
	return get[SocialMetadata](ctx, c, &request{Op: "socialMetadata.get", Method: MethodGet, Path: metadataPath(on)})
}

func metadataPath(on URN) string { return resourceMetadata + "/" + on.encoded() }

// MetadataByURN counts for several posts or comments at once; those that do not exist are left out. Applications of the
// Development tier may ask for one at a time only.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/social-metadata-api#batch-retrieve-social-metadata.
func (c *Client) MetadataByURN(ctx context.Context, on ...URN) (map[URN]*SocialMetadata, error) {
	out := map[URN]*SocialMetadata{}
	for start := 0; start < len(on); start += maxBatch {
		found, failed, err := batchGet[SocialMetadata](ctx, c, &request{
			Op: "socialMetadata.batchGet", Path: resourceMetadata, Query: idsOf(on[start:min(start+maxBatch, len(on))]),
		})
		if err != nil {
			return nil, err
		}
		for _, err := range failed {
			if !errors.Is(err, social.ErrNotFound) {
				return nil, err
			}
		}
		for name, m := range found {
			out[URN(name)] = m
		}
	}
	return out, nil
}

// CloseOptions say what closing the comments of a post may cost. nil means nothing.
type CloseOptions struct {
	// DeleteComments agrees to that all comments below the post are deleted for good: LinkedIn deletes them when comments
	// are closed, and opening brings none back.
	DeleteComments bool
}

// CommentsLostError says that closing the comments of a post would delete those that are there. It is the cause of a
// [*social.Error] of kind [social.ErrInvalid].
type CommentsLostError struct {
	Post  URN
	Count int64 // comments and answers that would be deleted; -1 if they may not be counted
}

// Error says how to agree.
func (e *CommentsLostError) Error() string {
	many := fmt.Sprintf("the %d comments", e.Count)
	switch e.Count {
	case -1:
		many = "the comments, of which LinkedIn does not tell the number,"
	case 1:
		many = "the one comment"
	}
	return "closing deletes " + many + " below " + string(e.Post) + " for good: agree with Client.CloseComments and CloseOptions.DeleteComments"
}

// CloseComments closes the comments of a post of the author's, and returns when LinkedIn has done so. Because LinkedIn
// deletes the comments that are there, they are counted first, and the closing is refused if there are any: with
// a [*CommentsLostError], unless o agrees to lose them. What is written in the moment between is lost, too.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/social-metadata-api#enable-or-disable-comments.
func (c *Client) CloseComments(ctx context.Context, post URN, o *CloseOptions) error {
	if !deref(o).DeleteComments {
		if err := c.checkNoComments(ctx, post); err != nil {
			return err
		}
	}
	return c.setComments(ctx, post, CommentsClosed)
}

// OpenComments lets a post of the author's be commented on again, and returns when LinkedIn has done so.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/social-metadata-api#enable-or-disable-comments.
func (c *Client) OpenComments(ctx context.Context, post URN) error {
	return c.setComments(ctx, post, CommentsOpen)
}

// checkNoComments refuses to close while there is something to lose.
func (c *Client) checkNoComments(ctx context.Context, post URN) error {
	m, err := c.Metadata(ctx, post)
	count := int64(-1)
	switch {
	case err != nil && !errors.Is(err, social.ErrPermission):
		return err
	case err == nil && m.counted:
		if count = max(int64(m.Comments.All), int64(m.Comments.Top)); count == 0 {
			return nil
		}
	}
	return &social.Error{
		Network: network, Op: "socialMetadata.update", Kind: social.ErrInvalid, Field: "DeleteComments",
		Err: errors.Join(&CommentsLostError{Post: post, Count: count}, err),
	}
}

// How long LinkedIn may take to close or open comments.
const (
	stateWait  = time.Minute
	statePause = 100 * time.Millisecond
)

func (c *Client) setComments(ctx context.Context, post URN, state CommentsState) error {
	if err := checkThread("post", post); err != nil {
		return err
	}
	q, err := c.asAuthor(ctx)
	if err != nil {
		return err
	}
	err = c.order(ctx, &request{
		Op: "socialMetadata.update", Method: MethodPartialUpdate, Path: metadataPath(post), Query: q,
		Body: patchBody(patch{Set: map[string]CommentsState{"commentsState": state}}),
	})
	if err != nil {
		return err
	}
	return c.awaitComments(ctx, post, state)
}

// awaitComments waits until a change shows, where that may be read.
func (c *Client) awaitComments(ctx context.Context, post URN, state CommentsState) error {
	began := time.Now()
	for pause := statePause; ; pause = min(2*pause, 5*time.Second) {
		m, err := c.Metadata(ctx, post)
		switch {
		case errors.Is(err, social.ErrPermission):
			return nil
		case err != nil:
			return err
		case m.State == state || m.State == "":
			return nil
		case time.Since(began) > stateWait:
			return &social.Error{
				Network: network, Op: "socialMetadata.update", Kind: social.ErrUnavailable,
				Message: "LinkedIn has taken the order, and has not carried it out yet: comments are still " + string(m.State),
			}
		}
		if err := rest.Sleep(ctx, pause); err != nil {
			return &social.Error{Network: network, Op: "socialMetadata.update", Err: err}
		}
	}
}
