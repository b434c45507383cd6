package social_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

func TestErrorFormat(t *testing.T) {
	t.Parallel()
	cause := errors.New("connection reset")
	for want, err := range map[string]*social.Error{
		"mastodon: publish: Text: is too long (invalid, HTTP 422, code 17)": {
			Network: "mastodon", Op: "publish", Field: "Text", Message: "is too long",
			Kind: social.ErrInvalid, Status: 422, Code: "17",
		},
		"x: publish: connection reset (outcome uncertain)": {
			Network: "x", Op: "publish", Kind: social.ErrUncertain, Err: cause,
		},
		"x: publish: gone (outcome uncertain)": { // the network's words win over the cause
			Network: "x", Op: "publish", Kind: social.ErrUncertain, Err: cause, Message: "gone",
		},
		"youtube: videos.insert (rate limited, HTTP 429, retry after 1m30s)": {
			Network: "youtube", Op: "videos.insert", Kind: social.ErrRateLimited, Status: 429, RetryAfter: 90 * time.Second,
		},
		"not found":        {Kind: social.ErrNotFound},
		"facebook":         {Network: "facebook"},
		"connection reset": {Err: cause},
		"":                 {},
	} {
		assert.Equal(t, want, err.Error())
	}
}

func TestErrorIsItsKindAndItsCause(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("sending the newsletter: %w", &social.Error{
		Kind: social.ErrUncertain, Err: fmt.Errorf("read: %w", context.DeadlineExceeded), Field: "Text",
	})
	require.ErrorIs(t, err, social.ErrUncertain)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotErrorIs(t, err, social.ErrAuth)
	var e *social.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "Text", e.Field)
	assert.NotErrorIs(t, &social.Error{}, social.ErrAuth, "an error without kind and cause is nothing in particular")
}

func TestInvalidAndUnsupported(t *testing.T) {
	t.Parallel()
	invalid := social.Invalid("x", "Poll.Options", "must be 2 to 4")
	require.ErrorIs(t, invalid, social.ErrInvalid)
	assert.Equal(t, "x: check: Poll.Options: must be 2 to 4 (invalid)", invalid.Error())
	unsupported := social.Unsupported("x", "Title", "posts have no title")
	require.ErrorIs(t, unsupported, errors.ErrUnsupported)
	assert.NotErrorIs(t, unsupported, social.ErrInvalid)
	assert.Equal(t, "Title", unsupported.Field)
}

func TestProblems(t *testing.T) {
	t.Parallel()
	text := social.Invalid("x", "Text", "is empty")
	poll := social.Invalid("x", "Poll", "has one option")
	title := social.Unsupported("x", "Title", "posts have no title")
	err := fmt.Errorf("checking: %w", errors.Join(
		text,
		fmt.Errorf("the poll: %w", errors.Join(poll, errors.New("something else"))),
		title,
	))
	assert.Equal(t, []*social.Error{text, poll, title}, social.Problems(err), "all, in order")
	assert.Equal(t, []*social.Error{text}, social.Problems(text))
	assert.Empty(t, social.Problems(nil))
	assert.Empty(t, social.Problems(errors.New("something else")))
}

func TestPendingOf(t *testing.T) {
	t.Parallel()
	pending := &social.Pending{Network: "x", Key: "k"}
	carrier := &social.Error{Kind: social.ErrUncertain, Pending: pending}
	for name, err := range map[string]error{
		"itself":              carrier,
		"wrapped":             fmt.Errorf("publishing: %w", carrier),
		"joined":              errors.Join(social.Invalid("x", "Text", ""), carrier),
		"cause of another":    &social.Error{Kind: social.ErrUnavailable, Err: carrier},
		"deep in an ended op": &social.Error{Err: fmt.Errorf("%w: %w", context.Canceled, carrier)},
	} {
		found, ok := social.PendingOf(err)
		assert.True(t, ok, name)
		assert.Same(t, pending, found, name)
	}
	for _, err := range []error{nil, errors.New("something else"), &social.Error{Kind: social.ErrUncertain}} {
		_, ok := social.PendingOf(err)
		assert.False(t, ok)
	}
}
