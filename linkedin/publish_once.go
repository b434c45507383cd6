package linkedin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// For so long LinkedIn certainly refuses the same text of the same author; members have met days.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api#api-error-details.
const duplicateWindow = 10 * time.Minute

// postPages bounds the search for a post whose answer was lost: pages of 100. It ends at what is older than the attempt,
// so only who publishes hundreds at a time needs more than one.
const postPages = 20

// createOnce publishes a post whose media are ready, once.
func (c *Client) createOnce(ctx context.Context, a *attempt) (*Post, error) {
	if a.Post.Author == "" {
		author, err := c.Author(ctx)
		if err != nil {
			return nil, err
		}
		a.Post.Author = author
	}
	if a.Began.IsZero() {
		a.Began = c.now().UTC()
	}
	none := func(string) bool { return false }
	if a.resumed && !a.Sent {
		p, ok, err := c.findPost(ctx, a, none)
		if ok || err != nil && !mayNotLook(err) {
			return p, err
		}
	}
	sent, blind, known := a.Sent, false, none
	p, err := rest.WriteOnce(ctx, c.rest.Once(), &rest.Write[*Post]{
		Key:  a.Name,
		Twin: a.Post.twin(),
		Send: func(ctx context.Context) (*Post, error) {
			p, err := c.createReady(ctx, a, !sent)
			if (sent || a.resumed) && errors.Is(err, social.ErrDuplicate) {
				return c.adopt(ctx, a, known, err)
			}
			if blind && err != nil && !errors.Is(err, social.ErrUncertain) && !isOurs(err) {
				err = doubt(err, errUnseen) // that a repeat is refused says nothing of the first
			}
			sent = sent || errors.Is(err, social.ErrUncertain)
			return p, err
		},
		Find: func(ctx context.Context, taken func(string) bool) (*Post, bool, error) {
			known = taken
			p, ok, err := c.findPost(ctx, a, taken)
			blind = errors.Is(err, rest.ErrUnseen)
			return p, ok, err
		},
		ID:   func(p *Post) string { return string(p.ID) },
		Sent: a.Sent,
	})
	a.Sent = errors.Is(err, social.ErrUncertain)
	return p, err
}

// createReady sends a post, again and again while LinkedIn says that its media are not ready, which some tokens cannot
// ask about. first says that none of it can stand yet.
func (c *Client) createReady(ctx context.Context, a *attempt, first bool) (*Post, error) {
	var waiting *pace
	for {
		if first {
			a.Since = c.now().UTC()
		}
		u, err := c.createPost(ctx, a.Post)
		switch {
		case err == nil:
			return a.Post.posted(u, c.now()), nil
		case len(a.Uploads) == 0 || !hasReason(err, reasonUnready):
			return nil, err
		case waiting == nil:
			waiting = c.pace(a.Uploads[0].Kind)
		}
		if err := waiting.next(ctx); err != nil {
			return nil, err
		}
	}
}

// posted is the new post as far as it is known without reading it.
func (p *PostParams) posted(u URN, now time.Time) *Post {
	w := p.wire()
	out := &Post{
		ID: u, Author: p.Author, Commentary: p.Commentary, Visibility: w.Visibility, State: PostPublished, Content: p.Content,
		Distribution: Distribution{Feed: FeedMain, Targets: p.Targets}, NoReshare: p.NoReshare, Reshare: w.Reshare,
		CallToAction: p.CallToAction, LandingPage: p.LandingPage,
	}
	if p.Feed != "" {
		out.Distribution.Feed = p.Feed
	}
	at, ok := u.born()
	if !ok || at.Sub(now).Abs() > time.Hour {
		at = now.UTC()
	}
	out.CreatedAt.Time, out.PublishedAt.Time = at, at
	return out
}

// findPost looks for the post that an attempt would have made among the author's newest. Where these may not be read,
// LinkedIn refuses a repeat by itself, for some time.
func (c *Client) findPost(ctx context.Context, a *attempt, taken func(string) bool) (*Post, bool, error) {
	l, err := postsOf(a.Post.Author, OrderCreated)
	if err != nil {
		return nil, false, err
	}
	cursor, earliest := "", a.earliest()
	for range postPages {
		page, err := pageOf(ctx, c, l, &PageParams{Cursor: cursor})
		switch {
		case errors.Is(err, social.ErrPermission) && a.refusedTwice(c.now()):
			return nil, false, fmt.Errorf("%w: %w", rest.ErrUnseen, err)
		case err != nil:
			return nil, false, err
		}
		old := false
		for _, p := range page.Items {
			if at, known := p.made(); known && at.Before(earliest) {
				old = true
			} else if !taken(string(p.ID)) && a.made(p) {
				return p, true, nil
			}
		}
		if cursor = page.Next; cursor == "" || old {
			return nil, false, nil
		}
	}
	return nil, false, errTooMany
}

// made is when a post was made: its number tells, too.
func (p *Post) made() (time.Time, bool) {
	if !p.CreatedAt.IsZero() {
		return p.CreatedAt.Time, true
	}
	return p.ID.born()
}

// earliest is when the post can have been made first, with room for clocks that differ.
func (a *attempt) earliest() time.Time {
	if a.resumed {
		return a.Began.Add(-lookBack)
	}
	return a.Since.Add(-lookBack)
}

// made reports whether a post is what the attempt would have made. A Pending of which files were missing may have been
// resumed before, with uploads of its own.
func (a *attempt) made(p *Post) bool {
	return a.Post.made(p) || a.anew && words(p.Commentary) != "" && a.Post.madeAnew(p)
}

// refusedTwice reports whether LinkedIn would refuse to make the post once more, if it stands.
func (a *attempt) refusedTwice(now time.Time) bool {
	return words(a.Post.Commentary) != "" && now.Sub(a.Since) < duplicateWindow-lookBack
}

// adopt finds out what LinkedIn means when it calls a repeat of a lost attempt a duplicate: that attempt, which took
// effect then, or an older post with the same text.
func (c *Client) adopt(ctx context.Context, a *attempt, taken func(string) bool, refusal error) (*Post, error) {
	e, _ := errors.AsType[*Error](refusal)
	u := e.Duplicate()
	if u == "" {
		return nil, doubt(refusal, errNameless)
	}
	if at, ok := u.born(); taken(string(u)) || ok && at.Before(a.earliest()) {
		return nil, refusal
	}
	switch p, err := c.Post(ctx, u); {
	case err == nil && a.made(p):
		return p, nil
	case err == nil:
		return nil, refusal
	case ctx.Err() != nil:
		return nil, doubt(refusal, ctx.Err())
	default: // it may not be read, or not yet; LinkedIn's word is enough
		return a.Post.posted(u, c.now()), nil
	}
}

// mayNotLook reports that what stands cannot be looked up at all, by this token.
func mayNotLook(err error) bool {
	return errors.Is(err, rest.ErrUnseen) || errors.Is(err, social.ErrPermission)
}

// Causes of doubt.
var (
	errTooMany  = errors.New("there are too many to look through")
	errNameless = errors.New("LinkedIn has such a post, and does not say which")
	errUnseen   = errors.New("an earlier attempt may stand, which this token cannot look up")
)

// isOurs reports a refusal of the client itself, who is asked for it.
func isOurs(err error) bool {
	return errors.Is(err, social.ErrDryRun) || errors.Is(err, social.ErrWrongAccount)
}

// doubt turns a refusal into the error for an outcome that is not known.
func doubt(refusal, why error) error {
	e := &social.Error{Network: network, Op: "posts.create"}
	if own, ok := errors.AsType[*social.Error](refusal); ok {
		*e = *own
	}
	e.Kind, e.Err = social.ErrUncertain, errors.Join(why, e.Err)
	return e
}
